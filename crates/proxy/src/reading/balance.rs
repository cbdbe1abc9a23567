//! A customer's balance as TrackOnline gives it, on the tenant's basis.

use contract::{Basis, ItemNumber, LocationNumber};
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
    tenant: &Tenant,
    locations: &Vec<LocationNumber>,
) -> Result<Fresh<Snapshot>, Refusal> {
    tenant
        .shelf
        .balances
        .of(locations)
        .get(async |has_earlier| {
            if has_earlier && !is_quiet(store, tenant, locations).await? {
                return Ok(None);
            }
            let rows = match tenant.settings.basis {
                Basis::Location => of_locations(tenant, locations).await?,
                Basis::Counterpart => with_counterparts(tenant, locations).await?,
            };
            let answered_at = clock::now();
            // A posting may have left while the answer was on its way.
            if has_earlier && !is_quiet(store, tenant, locations).await? {
                return Ok(None);
            }
            Ok(Some(Snapshot { answered_at, rows }))
        })
        .await
}

async fn is_quiet(store: &Store, tenant: &Tenant, locations: &[LocationNumber]) -> Result<bool, Refusal> {
    let postings = store.postings_beside_balance(&tenant.id, locations, clock::now()).await?;
    let postings: Vec<_> = postings.iter().map(store::StoredPosting::as_own_posting).collect();
    Ok(may_replace(&postings))
}

async fn of_locations(tenant: &Tenant, locations: &[LocationNumber]) -> Result<Vec<SnapshotRow>, Refusal> {
    let filter = BalanceFilter {
        locations: locations.iter().map(ToString::to_string).collect(),
        exclude_zero_balance: Some(true),
        ..BalanceFilter::default()
    };
    let rows = tenant.upstream.read(|client, permit| client.balances(permit, &filter)).await?;
    Ok(rows.iter().filter_map(|row| snapshot_row(row.location.as_ref(), row, 1, locations)).collect())
}

/// The account between our own location and the customer's. The client gives it as *positive: our location has pieces of
/// theirs*, so the sign turns.
async fn with_counterparts(
    tenant: &Tenant,
    locations: &[LocationNumber],
) -> Result<Vec<SnapshotRow>, Refusal> {
    let filter = CounterpartBalanceFilter {
        locations: vec![tenant.settings.own_location.to_string()],
        counterparts: locations.iter().map(ToString::to_string).collect(),
        exclude_zero_balance: Some(true),
        ..CounterpartBalanceFilter::default()
    };
    let rows = tenant.upstream.read(|client, permit| client.counterpart_balances(permit, &filter)).await?;
    Ok(rows.iter().filter_map(|row| snapshot_row(row.counterpart.as_ref(), row, -1, locations)).collect())
}

/// A row about something that was not asked about is left out, and said in the log.
fn snapshot_row(
    location: Option<&Location>,
    row: &BalanceRow,
    sign: i64,
    asked: &[LocationNumber],
) -> Option<SnapshotRow> {
    let location = location
        .and_then(|location| LocationNumber::new(location.number.as_deref()?).ok())
        .filter(|location| asked.contains(location));
    let item = row.item_definition.as_ref().and_then(|item| ItemNumber::new(item.number.as_deref()?).ok());
    if location.is_none() || item.is_none() {
        tracing::warn!("a balance row names no location that was asked about, or no item");
    }
    Some(SnapshotRow { location: location?, item: item?, quantity: sign * row.quantity.get() })
}
