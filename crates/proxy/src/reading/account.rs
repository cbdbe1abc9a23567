//! A customer's account, put together.

use contract::{Account, Customer, CustomerNumber, LocationNumber, OrderReference, ProblemCode};
use ledger::displayed::holdings;
use store::{Store, StoredPosting};

use super::{balance, directory, order};
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// What a customer holds, and what is known under the order on screen.
///
/// # Errors
/// When the customer is not linked to TrackOnline, or TrackOnline cannot be read and was not read before.
pub async fn account(
    store: &Store,
    tenant: &Tenant,
    customer: CustomerNumber,
    order: Option<OrderReference>,
) -> Result<Account, Refusal> {
    let locations =
        directory(tenant).await?.customer(&customer).ok_or_else(|| unknown_customer(&customer))?;
    let numbers: Vec<LocationNumber> = locations.iter().map(|location| location.number.clone()).collect();
    let snapshot = balance::snapshot(store, tenant, &numbers).await?;
    let postings: Vec<_> = store
        .postings_beside_balance(&tenant.id, &numbers, snapshot.answer.answered_at)
        .await?
        .iter()
        .map(StoredPosting::as_own_posting)
        .collect();
    let order = match order {
        Some(reference) => Some(order::standing(store, tenant, reference, &numbers).await?),
        None => None,
    };
    let unreachable_since =
        [snapshot.unreachable_since, order.as_ref().and_then(|order| order.unreachable_since)]
            .into_iter()
            .flatten()
            .min();
    Ok(Account {
        customer: Customer {
            name: locations.first().map_or_else(|| customer.to_string(), |main| main.name.clone()),
            number: customer,
        },
        basis: tenant.settings.basis,
        holdings: holdings(&snapshot.answer, &postings),
        read_at: snapshot.answer.answered_at,
        unreachable_since,
        order: order.map(|order| order.answer.as_ref().clone()),
        locations,
    })
}

pub(crate) fn unknown_customer(customer: &CustomerNumber) -> Refusal {
    Refusal::new(
        ProblemCode::CustomerUnknown,
        format!(
            "No location in TrackOnline belongs to customer {customer}. An administrator can link it: by the external \
             number {customer} with the source FreshPortal, or in the mapping file."
        ),
    )
}
