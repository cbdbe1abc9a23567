//! Whether both sides of a confirmation's movements are what its kind needs.

use std::sync::Arc;

use contract::{
    ConfirmationKind, ConfirmationRequest, CustomerLocation, FieldProblem, LocationNumber, ProblemCode,
};

use super::{refuse, wrong};
use crate::problem::Refusal;
use crate::reading::{Directory, locations_of};
use crate::tenant::Tenant;

/// The fields first, then the places that they name.
pub(in crate::confirming) async fn check_sides(
    tenant: &Arc<Tenant>,
    request: &ConfirmationRequest,
    directory: &Directory,
) -> Result<(), Refusal> {
    refuse(ProblemCode::InvalidField, wrong_fields(request))?;
    let places = tenant.settings.places();
    let other = places.other_side(request).map_err(|missing| {
        Refusal::new(
            ProblemCode::KindNotSetUp,
            format!(
                "{} cannot be confirmed: the setting {} is missing. An administrator names in it the location in \
                 TrackOnline that stands for the other side.",
                request.kind.as_str(),
                missing.setting
            ),
        )
    })?;
    if *other == request.location {
        let detail = format!("both sides would be {other}; name another one");
        return refuse(ProblemCode::InvalidField, vec![wrong("location", detail)]);
    }
    match &request.customer {
        Some(customer) => {
            let is_one = |locations: &Vec<CustomerLocation>| {
                locations.iter().any(|one| one.number == request.location)
            };
            // What is at hand need not be the newest.
            if !directory.customer(customer).is_some_and(|locations| is_one(&locations))
                && !is_one(&locations_of(tenant, customer).await?)
            {
                return not_theirs("location", &request.location, &format!("customer {customer}"));
            }
        }
        None if !directory.is_own(&request.location) => {
            return not_theirs("location", &request.location, "your own locations in TrackOnline");
        }
        None => {}
    }
    if is_written_off(request.kind) {
        if !directory.has(other) {
            return Err(Refusal::new(
                ProblemCode::KindNotSetUp,
                format!(
                    "{} cannot be confirmed: the setting written_off.{} names {other}, which is no location in \
                     TrackOnline. Tell your administrator.",
                    request.kind.as_str(),
                    request.kind.as_str()
                ),
            ));
        }
    } else if let Some(own) = &request.own_location
        && !directory.is_own(own)
    {
        return not_theirs("own_location", own, "your own locations in TrackOnline");
    }
    Ok(())
}

fn wrong_fields(request: &ConfirmationRequest) -> Vec<FieldProblem> {
    use ConfirmationKind::{Delivery, Supply, Transfer};
    let mut errors = Vec::new();
    match (request.kind, &request.customer) {
        (Delivery, None) => errors.push(wrong("customer", "is missing; whose packaging is it?")),
        (Supply, None) => errors.push(wrong("customer", "is missing; name the supplier")),
        (Transfer, Some(_)) => {
            errors.push(wrong(
                "customer",
                "has no part in a transfer between your own locations; leave it out",
            ));
        }
        _ => {}
    }
    if is_written_off(request.kind) && request.own_location.is_some() {
        let detail = "has no part here; location says where it happened, the settings name the other side";
        errors.push(wrong("own_location", detail));
    }
    errors
}

const fn is_written_off(kind: ConfirmationKind) -> bool {
    matches!(
        kind,
        ConfirmationKind::Damaged
            | ConfirmationKind::Scrapped
            | ConfirmationKind::Lost
            | ConfirmationKind::Found
    )
}

fn not_theirs(field: &str, location: &LocationNumber, whose: &str) -> Result<(), Refusal> {
    let detail = format!("Location {location} does not belong to {whose}.");
    let problem = wrong(field, detail.clone());
    Err(Refusal::of_fields(ProblemCode::LocationUnknown, detail, vec![problem]))
}
