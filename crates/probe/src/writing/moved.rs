//! What the first piece did to the balances.

use trackonline::RawCall;

use super::movement::Movement;
use crate::answer::Answer;
use crate::desk::Desk;
use crate::evidence::Evidence;
use crate::question::parameter;
use crate::reading::Reading;

/// How balances changed when one piece went from the own location to the test location, as TrackOnline writes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moved {
    /// The balance of the test location.
    pub(crate) location: Option<i64>,
    /// The balance that the test location has with the own one.
    pub(crate) counterpart: Option<i64>,
}

/// The pieces of the test's item at the test location.
pub(super) fn at_test(evidence: &Evidence<'_>, answer: &Answer, movement: &Movement) -> Option<i64> {
    answer.rows()?;
    let rows = evidence.balances(answer);
    let ours = rows.iter().filter(|row| {
        let location = row.location.as_ref().and_then(|location| location.number.as_deref());
        let item = row.item_definition.as_ref().and_then(|item| item.number.as_deref());
        location == Some(movement.test.as_str()) && item == Some(movement.item.as_str())
    });
    Some(ours.map(|row| row.quantity.get()).sum())
}

/// The balance before the test: as it was read, in the way that works.
pub(super) fn before(evidence: &Evidence<'_>, movement: &Movement) -> Option<i64> {
    let reading = parameter::working(evidence, Reading::Balance, Reading::BalanceOtherName);
    at_test(evidence, evidence.answer(reading)?, movement)
}

/// The call for the balance of the test location.
pub(super) fn balance_call(evidence: &Evidence<'_>, movement: &Movement) -> RawCall {
    let name = parameter::working_name(
        evidence,
        (Reading::Balance, Reading::BalanceOtherName),
        &evidence.assumptions.balance_location_parameter,
    );
    RawCall::get(&evidence.assumptions.paths.balance).with(name, &movement.test)
}

pub(super) async fn look(desk: &mut Desk<'_>, evidence: &Evidence<'_>, movement: &Movement) -> Moved {
    let mut moved = Moved::default();
    if let Ok(after) =
        desk.ask("reading the test location's balance", &balance_call(evidence, movement)).await
    {
        moved.location = difference(before(evidence, movement), at_test(evidence, &after, movement));
    }
    let readings = (Reading::Counterpart, Reading::CounterpartOtherName);
    let name =
        parameter::working_name(evidence, readings, &evidence.assumptions.counterpart_location_parameter);
    let call = RawCall::get(&evidence.assumptions.paths.counterpart_balance)
        .with("counterparts", &movement.own)
        .with(name, &movement.test);
    if let Ok(after) = desk.ask("reading the test location's balance with your own", &call).await {
        let reading = parameter::working(evidence, readings.0, readings.1);
        let before = evidence.answer(reading).and_then(|answer| at_test(evidence, answer, movement));
        moved.counterpart = difference(before, at_test(evidence, &after, movement));
    }
    moved
}

fn difference(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    Some(after? - before?)
}
