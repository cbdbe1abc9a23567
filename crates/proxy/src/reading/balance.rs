//! A customer's balance as TrackOnline gives it, on the tenant's basis.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use contract::{Basis, ItemNumber, LocationNumber, PostingState, ProblemCode};
use ledger::displayed::{Snapshot, SnapshotRow, may_replace};
use store::Store;
use trackonline::{BalanceFilter, BalanceRow, CounterpartBalanceFilter, Location};

use super::freshened::Fresh;
use crate::clock;
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// The balance of a customer's locations. While a posting of ours to them is in flight, nobody can tell whether an answer
/// holds it, so the one before stands.
pub(super) async fn snapshot(
    store: &Store,
    tenant: &Arc<Tenant>,
    locations: &Vec<LocationNumber>,
) -> Result<Fresh<Snapshot>, Refusal> {
    let (store, of, asked) = (store.clone(), Arc::clone(tenant), locations.clone());
    let read = async move |has_earlier| read_snapshot(&store, &of, &asked, has_earlier).await;
    tenant.shelf.balances.of(locations).get(read).await
}

/// Nothing where the earlier answer still has to stand.
async fn read_snapshot(
    store: &Store,
    tenant: &Tenant,
    locations: &[LocationNumber],
    has_earlier: bool,
) -> Result<Option<Snapshot>, Refusal> {
    let asked_at = clock::now();
    if has_earlier && !is_quiet(store, tenant, locations, asked_at).await? {
        return Ok(None);
    }
    let rows = match tenant.settings.basis {
        Basis::Location => of_locations(tenant, locations).await?,
        Basis::Counterpart => with_counterparts(tenant, locations).await?,
    };
    let answered_at = clock::now();
    // A posting may have left, and even been saved, while the answer was on its way.
    if has_earlier && !is_quiet(store, tenant, locations, asked_at).await? {
        return Ok(None);
    }
    Ok(Some(Snapshot { answered_at, rows }))
}

/// Whether nothing of ours to these locations was in flight since `asked_at`.
async fn is_quiet(
    store: &Store,
    tenant: &Tenant,
    locations: &[LocationNumber],
    asked_at: DateTime<Utc>,
) -> Result<bool, Refusal> {
    let postings = store.postings_beside_balance(&tenant.id, locations, asked_at).await?;
    let was_saved_meanwhile = postings.iter().any(|posting| posting.state == PostingState::Saved);
    let postings: Vec<_> = postings.iter().map(store::StoredPosting::as_own_posting).collect();
    Ok(may_replace(&postings) && !was_saved_meanwhile)
}

/// Locations in one question: their numbers have to fit into an address.
const MOST_LOCATIONS: usize = 40;

async fn of_locations(tenant: &Tenant, locations: &[LocationNumber]) -> Result<Vec<SnapshotRow>, Refusal> {
    let mut rows = Vec::new();
    for asked in locations.chunks(MOST_LOCATIONS) {
        let filter = BalanceFilter {
            only_processed: Some(false),
            exclude_zero_balance: Some(true),
            ..BalanceFilter::of(asked.iter().map(ToString::to_string))
        };
        let answer = tenant.upstream.read(|client, permit| client.balances(permit, &filter)).await?;
        for row in &answer {
            rows.push(snapshot_row(row.location.as_ref(), row, 1, asked)?);
        }
    }
    Ok(rows)
}

/// The account between our own location and the customer's. The client gives it as *positive: our location has pieces of
/// theirs*, so the sign turns.
async fn with_counterparts(
    tenant: &Tenant,
    locations: &[LocationNumber],
) -> Result<Vec<SnapshotRow>, Refusal> {
    let mut rows = Vec::new();
    for asked in locations.chunks(MOST_LOCATIONS) {
        let filter = CounterpartBalanceFilter {
            locations: vec![tenant.settings.own_location.to_string()],
            counterparts: asked.iter().map(ToString::to_string).collect(),
            only_processed: Some(false),
            exclude_zero_balance: Some(true),
            ..CounterpartBalanceFilter::default()
        };
        let answer =
            tenant.upstream.read(|client, permit| client.counterpart_balances(permit, &filter)).await?;
        for row in &answer {
            rows.push(snapshot_row(row.counterpart.as_ref(), row, -1, asked)?);
        }
    }
    Ok(rows)
}

/// A row that cannot be placed must not become a customer who holds nothing. Where one location was asked about, a row
/// without a location is about that one.
fn snapshot_row(
    location: Option<&Location>,
    row: &BalanceRow,
    sign: i64,
    asked: &[LocationNumber],
) -> Result<SnapshotRow, Refusal> {
    let named = location.and_then(|location| location.number.as_deref());
    let location = match (named, asked) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(named), _) => asked.iter().find(|number| number.as_str().eq_ignore_ascii_case(named)),
    };
    let item = row.item_definition.as_ref().and_then(|item| ItemNumber::new(item.number.as_deref()?).ok());
    match (location, item) {
        (Some(location), Some(item)) => {
            Ok(SnapshotRow { location: location.clone(), item, quantity: sign * row.quantity.get() })
        }
        _ => Err(Refusal::new(
            ProblemCode::TrackOnlineAnswer,
            "TrackOnline's balance names a location that was not asked about, or no item. Tell your administrator.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use trackonline::{ItemDefinition, Quantity};

    use super::*;

    fn numbers(numbers: &[&str]) -> Vec<LocationNumber> {
        numbers.iter().map(|number| LocationNumber::new(number).unwrap()).collect()
    }

    fn placed(named: Option<&str>, asked: &[&str]) -> Result<String, ProblemCode> {
        let location = named.map(Location::by_number);
        let row = BalanceRow {
            item_definition: Some(ItemDefinition::by_number("FC560")),
            quantity: Quantity::new(4),
            ..BalanceRow::default()
        };
        snapshot_row(location.as_ref(), &row, 1, &numbers(asked))
            .map(|row| row.location.to_string())
            .map_err(|refusal| refusal.code())
    }

    #[test]
    fn a_row_stands_at_the_location_that_it_names_or_at_the_only_one_asked_about() {
        assert_eq!(placed(Some("c2"), &["C1", "C2"]), Ok("C2".into()));
        assert_eq!(placed(None, &["C1"]), Ok("C1".into()));
        assert_eq!(placed(None, &["C1", "C2"]), Err(ProblemCode::TrackOnlineAnswer));
        assert_eq!(placed(Some("C9"), &["C1"]), Err(ProblemCode::TrackOnlineAnswer));
    }
}
