//! What is confirmed, put right and decided.

use contract::{
    ConfirmationRequest, ConfirmationStatus, CorrectionRequest, Decision, ProblemCode, TripRequest, TripStep,
};
use serde_json::{Value, json};

use super::call::{Call, Identifier};
use super::{ANYBODY, BY_BODY, BY_TRACKONLINE, CONFIRMING};

const ID: &str = "01920000-0000-7000-8000-000000000001";
const CORRECTION: &str = "01920000-0000-7000-8000-000000000002";

pub(super) fn calls() -> Vec<Call> {
    use ProblemCode::{
        ConfirmationConflict, ConfirmationUnknown, CustomerNotAllowed, CustomerUnknown, KindNotSetUp,
        LocationUnknown, NotHeld, NothingCounted, NothingToCorrect, PackagingUnknown, ReasonMissing,
        TooManyLines, TripStepTaken,
    };
    vec![
        Call::post("/api/v1/confirmations", "confirm", "Confirm what moved")
            .told(
                "A delivery with what came back, or another kind of movement. 202 means that it is on disk: it is followed \
                 until TrackOnline has saved it once, or it stands before a person. One that may be a repetition is held \
                 (`held`) and not sent before somebody has decided.",
            )
            .by(CONFIRMING)
            .takes::<ConfirmationRequest>(confirmation())
            .answers::<ConfirmationStatus>(
                202,
                "It is accepted, or was; and how far it is by now.",
                status("queued", "2026-11-20T08:00:05Z"),
            )
            .refuses(&BY_BODY)
            .refuses(&[
                CustomerNotAllowed, CustomerUnknown, LocationUnknown, PackagingUnknown, TooManyLines, NothingCounted,
                ReasonMissing, KindNotSetUp, ConfirmationConflict,
            ])
            .refuses(&BY_TRACKONLINE),
        Call::get("/api/v1/confirmations/{id}", "confirmation", "How far a confirmation is")
            .by(ANYBODY)
            .part::<Identifier>("id", "Its identifier.", ID)
            .answers::<ConfirmationStatus>(200, "How it stands.", status("saved", "2026-11-20T08:00:09Z"))
            .refuses(&[ConfirmationUnknown, CustomerNotAllowed]),
        Call::post("/api/v1/confirmations/{id}/corrections", "correct", "Put a saved confirmation right")
            .told(
                "History is never edited: what differs from what stands becomes movements of its own. Possible once \
                 TrackOnline has saved the confirmation.",
            )
            .by(CONFIRMING)
            .part::<Identifier>("id", "The confirmation that is wrong.", ID)
            .takes::<CorrectionRequest>(json!({
                "id": CORRECTION,
                "counted_at": "2026-11-20T15:30:00Z",
                "lines": [{ "item": "FC560", "delivered": 8, "returned": 4 }],
                "reason": "two stood behind the door",
            }))
            .answers::<ConfirmationStatus>(202, "The correction, as a confirmation of its own.", correction())
            .refuses(&BY_BODY)
            .refuses(&[
                ConfirmationUnknown, CustomerNotAllowed, NothingToCorrect, ConfirmationConflict, PackagingUnknown,
                TooManyLines,
            ])
            .refuses(&BY_TRACKONLINE),
        Call::post("/api/v1/confirmations/{id}/decision", "decide", "Say what a held confirmation is")
            .told("`same`: it is withdrawn and never sent. `another`: it is sent.")
            .by(CONFIRMING)
            .part::<Identifier>("id", "The confirmation that is held.", ID)
            .takes::<Decision>(json!({ "is": "another" }))
            .answers::<ConfirmationStatus>(200, "How it stands then.", status("queued", "2026-11-20T08:04:00Z"))
            .refuses(&BY_BODY)
            .refuses(&[ConfirmationUnknown, CustomerNotAllowed, NotHeld]),
        Call::post("/api/v1/trips", "advance-trip", "Set a trip to its next status")
            .told(
                "Off unless the tenant's settings allow it. TrackOnline's call cannot be undone, so it is sent once, and \
                 only with `confirmed`: true.",
            )
            .by(CONFIRMING)
            .takes::<TripRequest>(trip())
            .answers::<TripStep>(200, "What became of it.", json!({
                "request": trip(),
                "state": "received",
                "by": "e.jansen",
                "at": "2026-11-20T17:00:00Z",
            }))
            .refuses(&BY_BODY)
            .refuses(&[KindNotSetUp, ConfirmationConflict, TripStepTaken])
            .refuses(&BY_TRACKONLINE),
    ]
}

fn confirmation() -> Value {
    json!({
        "id": ID,
        "kind": "delivery",
        "stage": "counted",
        "customer": "10015",
        "location": "C0415",
        "order": "26-1120-06",
        "counted_at": "2026-11-20T08:00:00Z",
        "lines": [{ "item": "FC560", "planned": 12, "delivered": 10, "returned": 4, "reason": "not-loaded" }],
    })
}

fn movement(number: &str, direction: &str, count: u32, state: &str, since: &str) -> Value {
    let dock = json!({ "location": "0001", "name": "Dock Aalsmeer" });
    let customer = json!({ "location": "C0415", "name": "De Groene Linde Bloemen" });
    let (from, to) = if direction == "delivered" { (dock, customer) } else { (customer, dock) };
    json!({
        "number": number,
        "direction": direction,
        "from": from,
        "to": to,
        "items": [{ "item": "FC560", "count": count }],
        "state": state,
        "since": since,
    })
}

fn status(state: &str, since: &str) -> Value {
    json!({
        "id": ID,
        "kind": "delivery",
        "stage": "counted",
        "customer": "10015",
        "order": "26-1120-06",
        "accepted_at": "2026-11-20T08:00:05Z",
        "confirmed_by": "e.jansen",
        "movements": [
            movement("FL-01920000000070008000000000000001-D", "delivered", 10, state, since),
            movement("FL-01920000000070008000000000000001-R", "returned", 4, state, since),
        ],
    })
}

fn correction() -> Value {
    json!({
        "id": CORRECTION,
        "kind": "correction",
        "stage": "counted",
        "customer": "10015",
        "order": "26-1120-06",
        "accepted_at": "2026-11-20T15:30:02Z",
        "confirmed_by": "e.jansen",
        "movements": [
            movement("FL-01920000000070008000000000000002-R", "returned", 2, "queued", "2026-11-20T15:30:02Z"),
        ],
        "corrects": ID,
        "note": "two stood behind the door",
    })
}

fn trip() -> Value {
    json!({
        "id": "01920000-0000-7000-8000-000000000003",
        "trip": "5f2b7c0e-6f0b-4f6e-9d5c-0b8f0f3f7c11",
        "to": "in-progress",
        "confirmed": true,
    })
}
