//! Taking a confirmation: checked whole, stored whole, then acknowledged.

use contract::{ConfirmationRequest, ConfirmationStatus, LocationNumber, ProblemCode, Side};
use ledger::movement::{PlannedTransaction, transactions};
use store::{Accepted, NewConfirmation, Store};

use super::check::{check_items, check_shape, check_sides};
use super::plan::Plans;
use crate::clock;
use crate::failpoint;
use crate::problem::Refusal;
use crate::reading::{Directory, catalogue_with, directory_with};
use crate::session::Session;

/// What a confirmation is made of changes under it only where two people act on the same at once.
pub(super) const MOST_TRIES: u32 = 5;

/// Stores a confirmation and its postings, and rings for the sender.
///
/// # Errors
/// When the confirmation cannot be meant as it is (nothing is stored then), or cannot be stored.
pub async fn accept(
    store: &Store,
    session: &Session,
    request: ConfirmationRequest,
) -> Result<ConfirmationStatus, Refusal> {
    let tenant = &session.tenant;
    // A repetition is answered from the disk: TrackOnline need not be there for it.
    if let Some(known) = store.confirmation(&tenant.id, request.id).await? {
        return if known.request == request { Ok(known.status()) } else { Err(conflict()) };
    }
    check_shape(&request, &tenant.settings)?;
    let places = tenant.settings.places();
    let mut needed = vec![&request.location];
    needed.extend(&request.own_location);
    needed.extend(places.other_side(&request).ok());
    let items: Vec<_> = request.lines.iter().map(|line| &line.item).collect();
    // At once where they were read before; else both together, so that whoever confirms waits for one call's time.
    let (directory, catalogue) =
        tokio::try_join!(directory_with(tenant, &needed), catalogue_with(tenant, &items))
            .map_err(not_accepted)?;
    check_sides(tenant, &request, &directory).await.map_err(not_accepted)?;
    check_items(items, &catalogue)?;

    let mut plans = Plans::new(store, tenant, &directory, &request);
    for _ in 0..MOST_TRIES {
        let mut transactions = transactions(&request, &places, &tenant.settings.movements)
            .map_err(|missing| Refusal::new(ProblemCode::KindNotSetUp, missing.to_string()))?;
        plans.make_way(&mut transactions).await?;
        let tried: Vec<_> = transactions.iter().filter_map(|planned| planned.updates.clone()).collect();
        let new = NewConfirmation {
            request: request.clone(),
            confirmed_by: session.subject.clone(),
            accepted_at: clock::now(),
            transactions: with_sides(transactions, &directory),
            second_within: tenant.settings.second_within,
            corrects: None,
        };
        failpoint::reach("accept-before-store");
        match store.accept(&tenant.id, new).await? {
            Accepted::Now(stored) => {
                failpoint::reach("accept-after-store");
                tenant.written();
                return Ok(stored.status());
            }
            Accepted::Before(stored) => return Ok(stored.status()),
            Accepted::Conflict => return Err(conflict()),
            Accepted::Outdated => plans.leave_gone(&tried).await?,
        }
    }
    Err(outrun())
}

fn with_sides(
    transactions: Vec<PlannedTransaction>,
    directory: &Directory,
) -> Vec<(PlannedTransaction, Side, Side)> {
    let side = |number: &LocationNumber| Side { location: number.clone(), name: directory.name(number) };
    transactions
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect()
}

/// Since the service was started nothing could be read from TrackOnline, so a confirmation cannot be checked yet.
pub(super) fn not_accepted(refusal: Refusal) -> Refusal {
    match refusal.code() {
        ProblemCode::TrackOnlineLimit
        | ProblemCode::TrackOnlineUnreachable
        | ProblemCode::TrackOnlineKey
        | ProblemCode::TrackOnlineAnswer => refusal.with_detail(
            "The confirmation was not accepted: TrackOnline could not be read since Fustlink was started. Keep what you \
             entered and send it again in a minute.",
        ),
        _ => refusal,
    }
}

pub(super) fn conflict() -> Refusal {
    Refusal::new(
        ProblemCode::ConfirmationConflict,
        "A confirmation with this identifier and other counts was accepted already. Look at it before you confirm again.",
    )
}

/// Others were always faster.
pub(super) fn outrun() -> Refusal {
    Refusal::new(
        ProblemCode::StorageUnavailable,
        "Others changed what this rests on at this moment, again and again, so it was not taken. Look at what they confirmed \
         or corrected, and then send the same again.",
    )
}
