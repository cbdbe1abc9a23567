//! What a dock confirms on an ordinary day: five kinds of packaging, brought to a customer and taken back.

use chrono::TimeDelta;
use contract::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, Count, CustomerNumber, ItemNumber,
    LocationNumber, OrderReference, Side, Stage,
};
use ledger::movement::{MovementRules, Places, WrittenOff, transactions};
use store::NewConfirmation;

use crate::{Failure, clock};

/// Customers who take turns.
const CUSTOMERS: usize = 250;

/// What is brought and what is taken back of each kind.
const LINES: [(&str, i64, i64); 5] =
    [("CC TAG6", 4, 3), ("CC SHELF", 16, 12), ("CC POST", 16, 12), ("FC560", 48, 0), ("FC577", 0, 60)];

/// How long a second confirmation for the same order may be a repetition, unless it is set otherwise.
const SECOND_WITHIN: TimeDelta = TimeDelta::hours(12);

/// One with two movements, as the service hands it to the store. Each has an order of its own.
///
/// # Errors
/// When a name or a count is not one.
pub(super) fn confirmation(order: usize) -> Result<NewConfirmation, Failure> {
    let now = clock::now();
    let customer = order % CUSTOMERS;
    let line = |(item, delivered, returned): (&str, i64, i64)| {
        Ok::<_, Failure>(ConfirmationLine {
            item: ItemNumber::new(item)?,
            planned: Some(Count::new(delivered)?),
            delivered: Count::new(delivered)?,
            returned: Count::new(returned)?,
            reason: None,
        })
    };
    let request = ConfirmationRequest {
        id: clock::identifier(),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new(format!("1{customer:03}"))?),
        location: LocationNumber::new(format!("K1{customer:03}"))?,
        own_location: None,
        order: Some(OrderReference::new(format!("24{order:07}"))?),
        counted_at: now,
        lines: LINES.into_iter().map(line).collect::<Result<_, _>>()?,
        note: None,
    };
    let places = Places { own_location: LocationNumber::new("DOCK")?, written_off: WrittenOff::default() };
    let side = |location: &LocationNumber| Side {
        location: location.clone(),
        name: format!("Bloemisterij De Kade {location}"),
    };
    let transactions = transactions(&request, &places, &MovementRules::default())?
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect();
    Ok(NewConfirmation {
        request,
        confirmed_by: "e.jansen@kwekerij.example".to_owned(),
        accepted_at: now,
        transactions,
        second_within: Some(SECOND_WITHIN),
        corrects: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_five_lines_two_movements_and_an_order_of_its_own() {
        let (one, other) = (confirmation(1).unwrap(), confirmation(1 + CUSTOMERS).unwrap());
        assert_eq!((one.request.lines.len(), one.transactions.len()), (5, 2));
        assert_eq!(one.request.location, other.request.location);
        assert_ne!(one.request.order, other.request.order);
        assert_ne!(one.request.id, other.request.id);
    }
}
