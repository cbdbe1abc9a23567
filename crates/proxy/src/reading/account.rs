//! A customer's account, put together.

use std::sync::Arc;

use contract::{
    Account, Basis, Customer, CustomerLocation, CustomerNumber, LocationNumber, OrderReference, ProblemCode,
};
use ledger::displayed::holdings;
use store::{Store, StoredPosting};

use super::directory::WORTH_ANOTHER_LOOK;
use super::{balance, directory, order};
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// What a customer holds, and what is known under the order on screen.
///
/// # Errors
/// When the customer is not linked to TrackOnline, or TrackOnline cannot be read and was not read before.
pub async fn account(
    store: &Store,
    tenant: &Arc<Tenant>,
    customer: CustomerNumber,
    order: Option<OrderReference>,
) -> Result<Account, Refusal> {
    let locations = locations_of(tenant, &customer).await?;
    let numbers: Vec<LocationNumber> = locations.iter().map(|location| location.number.clone()).collect();
    let snapshot = balance::snapshot(store, tenant, &numbers).await?;
    let postings: Vec<_> = store
        .postings_beside_balance(&tenant.id, &numbers, snapshot.answer.answered_at)
        .await?
        .iter()
        .filter(|posting| is_on_this_account(tenant, posting))
        .map(StoredPosting::as_own_posting)
        .collect();
    let (order, order_unreachable_since) = match order {
        Some(reference) => order::standing(store, tenant, reference, &numbers).await?,
        None => (None, None),
    };
    let unreachable_since = [snapshot.unreachable_since, order_unreachable_since].into_iter().flatten().min();
    Ok(Account {
        customer: Customer {
            name: locations.first().map_or_else(|| customer.to_string(), |main| main.name.clone()),
            number: customer,
        },
        basis: tenant.settings.basis,
        holdings: holdings(&snapshot.answer, &postings),
        read_at: snapshot.answer.answered_at,
        unreachable_since,
        order,
        locations,
    })
}

/// Between the two of us only what went between our own location and theirs is counted; what was lost there, or came
/// from another place of ours, is not in that balance and never will be.
fn is_on_this_account(tenant: &Tenant, posting: &StoredPosting) -> bool {
    let sides = [&posting.from.location, &posting.to.location];
    tenant.settings.basis == Basis::Location || sides.contains(&&tenant.settings.own_location)
}

/// The customer's locations, main one first. A customer that is not known may have been linked just now.
///
/// # Errors
/// When no location belongs to the customer, or TrackOnline cannot be read and was not read before.
pub(crate) async fn locations_of(
    tenant: &Arc<Tenant>,
    customer: &CustomerNumber,
) -> Result<Vec<CustomerLocation>, Refusal> {
    if let Some(locations) = directory(tenant).await?.customer(customer) {
        return Ok(locations);
    }
    if tenant.shelf.directory.expire_if_older(WORTH_ANOTHER_LOOK)
        && let Some(locations) = directory(tenant).await?.customer(customer)
    {
        return Ok(locations);
    }
    Err(unknown_customer(customer))
}

fn unknown_customer(customer: &CustomerNumber) -> Refusal {
    Refusal::new(
        ProblemCode::CustomerUnknown,
        format!(
            "No location in TrackOnline belongs to customer {customer}. An administrator can link it: by the external \
             number {customer} with the source FreshPortal, or in the mapping file."
        ),
    )
}
