//! Putting the other side's count before a person.

use std::collections::BTreeSet;

use contract::{
    Dispute, DisputeRequest, Exception, FieldProblem, ItemCount, LocationNumber, OrderReference,
    PostingState, ProblemCode,
};
use store::{Disputed, NewDispute, Store};
use uuid::Uuid;

use super::found::found;
use super::{wrong, wrong_text};
use crate::clock;
use crate::problem::Refusal;
use crate::reading;
use crate::session::Session;

/// What is known of a movement that is disputed.
struct Movement {
    items: Vec<ItemCount>,
    location: LocationNumber,
    order: Option<OrderReference>,
    confirmation: Option<Uuid>,
}

/// Stores a dispute; `true` where it is a new one. The same again is answered from the disk.
///
/// # Errors
/// When a field cannot be taken, something else has its identifier, no movement of the customer's has the number, or it
/// cannot be found out or stored.
pub(crate) async fn dispute(
    store: &Store,
    session: &Session,
    request: DisputeRequest,
) -> Result<(bool, Exception), Refusal> {
    let tenant = &session.tenant;
    let id = request.id;
    if let Some(known) = store.exception(&tenant.id, id).await? {
        return if is_the_same(&known, &request) {
            Ok((false, found(store, session, id).await?))
        } else {
            Err(conflict())
        };
    }
    Refusal::unless_empty(wrong_fields(&request))?;
    let Movement { items, location, order, confirmation } = movement(store, session, &request).await?;
    let new = NewDispute {
        request,
        raised_by: session.subject.clone(),
        at: clock::now(),
        items,
        location: Some(location),
        order,
        confirmation,
    };
    let is_new = match store.dispute(&tenant.id, new).await? {
        Disputed::Now => true,
        Disputed::Before => false,
        Disputed::Conflict => return Err(conflict()),
    };
    tenant.changed.notify_one();
    Ok((is_new, found(store, session, id).await?))
}

fn is_the_same(known: &Exception, request: &DisputeRequest) -> bool {
    known.customer.as_ref() == Some(&request.customer)
        && known.movement.as_ref() == Some(&request.movement)
        && known.dispute.as_ref() == Some(&request.dispute)
}

/// A movement of ours, or one that others entered in TrackOnline.
async fn movement(store: &Store, session: &Session, request: &DisputeRequest) -> Result<Movement, Refusal> {
    let tenant = &session.tenant;
    if let Some(posting) = store.posting_known_as(&tenant.id, &request.movement).await? {
        let confirmation = store.confirmation(&tenant.id, posting.confirmation).await?;
        let is_theirs = confirmation
            .is_some_and(|confirmation| confirmation.request.customer.as_ref() == Some(&request.customer));
        if !is_theirs {
            return Err(unknown(request));
        }
        if matches!(posting.state, PostingState::Held | PostingState::Rejected | PostingState::Withdrawn) {
            return Err(unknown(request).with_detail(format!(
                "Movement {} did not get into TrackOnline, so there is nothing to dispute.",
                request.movement
            )));
        }
        return Ok(Movement {
            items: posting.transaction.items,
            location: posting.location,
            order: posting.transaction.reference,
            confirmation: Some(posting.confirmation),
        });
    }
    let entered =
        reading::movement_of(tenant, &request.customer, &request.movement).await.map_err(not_asked)?;
    let entered = entered.ok_or_else(|| unknown(request))?;
    Ok(Movement {
        items: entered.items,
        location: entered.location,
        order: entered.order,
        confirmation: None,
    })
}

fn wrong_fields(request: &DisputeRequest) -> Vec<FieldProblem> {
    let Dispute { theirs, said_by, reason, evidence } = &request.dispute;
    let mut errors = Vec::new();
    if request.id.get_version_num() != 7 {
        errors.push(wrong("id", "is not a UUID of version 7"));
    }
    if theirs.is_empty() || theirs.len() > DisputeRequest::MAX_ITEMS {
        let most = DisputeRequest::MAX_ITEMS;
        errors.push(wrong(
            "dispute.theirs",
            format!("has to name 1 to {most} items, with their count of each"),
        ));
    }
    let mut seen = BTreeSet::new();
    errors.extend(theirs.iter().enumerate().filter(|(_, line)| !seen.insert(&line.item)).map(
        |(index, line)| {
            wrong(format!("dispute.theirs[{index}].item"), format!("{} stands there twice", line.item))
        },
    ));
    errors.extend(wrong_text("dispute.said_by", said_by, DisputeRequest::MAX_SAID_BY));
    errors.extend(wrong_text("dispute.reason", reason, DisputeRequest::MAX_TEXT));
    if evidence.len() > DisputeRequest::MAX_EVIDENCE {
        let most = DisputeRequest::MAX_EVIDENCE;
        errors.push(wrong("dispute.evidence", format!("has more than {most} pieces")));
    }
    errors.extend(evidence.iter().enumerate().filter_map(|(index, piece)| {
        wrong_text(format!("dispute.evidence[{index}]"), piece, DisputeRequest::MAX_TEXT)
    }));
    errors
}

fn unknown(request: &DisputeRequest) -> Refusal {
    Refusal::new(
        ProblemCode::MovementUnknown,
        format!(
            "No movement to or from customer {} has the number {}. The number stands beside the movement in TrackOnline.",
            request.customer, request.movement
        ),
    )
}

fn conflict() -> Refusal {
    Refusal::new(
        ProblemCode::DisputeConflict,
        "Something else goes by this identifier already. Make a new one for another dispute.",
    )
}

/// Whether TrackOnline has the movement could not be asked.
fn not_asked(refusal: Refusal) -> Refusal {
    match refusal.code() {
        ProblemCode::TrackOnlineLimit
        | ProblemCode::TrackOnlineUnreachable
        | ProblemCode::TrackOnlineKey
        | ProblemCode::TrackOnlineAnswer => refusal.with_detail(
            "The dispute was not stored: TrackOnline could not be asked for the movement. Keep what you entered and send \
             it again in a minute.",
        ),
        _ => refusal,
    }
}
