//! One movement that others entered in TrackOnline, by its number.

use std::sync::Arc;

use contract::{CustomerNumber, ItemCount, LocationNumber, OrderReference, TransactionNumber};
use trackonline::{PageNumber, TransactionFilter};

use super::locations_of;
use super::order::{items, number, side, stage};
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// A movement to or from a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entered {
    /// What moves.
    pub(crate) items: Vec<ItemCount>,
    /// The customer's location.
    pub(crate) location: LocationNumber,
    /// The order that it carries.
    pub(crate) order: Option<OrderReference>,
}

/// The movement with this number, if it stands in TrackOnline and touches one of the customer's locations.
///
/// # Errors
/// When the customer is not linked to TrackOnline, or TrackOnline cannot be read.
pub(crate) async fn movement_of(
    tenant: &Arc<Tenant>,
    customer: &CustomerNumber,
    wanted: &TransactionNumber,
) -> Result<Option<Entered>, Refusal> {
    let locations = locations_of(tenant, customer).await?;
    let filter = TransactionFilter::by_number(wanted.as_str());
    let page = tenant
        .upstream
        .read(|client, permit| client.transactions(permit, &filter, PageNumber::FIRST))
        .await?;
    Ok(page.rows.iter().filter(|row| number(row).as_ref() == Some(wanted)).find_map(|row| {
        let sides = [side(row.to_location.as_ref()), side(row.from_location.as_ref())];
        let is_theirs = |side: &LocationNumber| locations.iter().any(|location| location.number == *side);
        Some(Entered {
            items: items(row, stage(row)?),
            location: sides.into_iter().flatten().find(is_theirs)?,
            order: row.reference_number.as_deref().and_then(|order| OrderReference::new(order).ok()),
        })
    }))
}
