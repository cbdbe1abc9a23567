//! What stands before a person, and what they do about it.

use contract::{
    CustomerNumber, DisputeRequest, Exception, ExceptionKind, ExceptionList, ExceptionState, ProblemCode,
    SettlementRequest,
};
use serde_json::{Value, json};

use super::call::{Call, Identifier};
use super::{ANYBODY, BY_BODY, BY_TRACKONLINE, SETTLING};

const REJECTED: &str = "01920000-0000-7000-8000-00000000000a";
const DISPUTE: &str = "01920000-0000-7000-8000-00000000000b";

pub(super) fn calls() -> Vec<Call> {
    use ProblemCode::{
        ActionNotPossible, CustomerNotAllowed, CustomerUnknown, DisputeConflict, ExceptionUnknown,
        InvalidField, MovementUnknown,
    };
    vec![
        Call::get("/api/v1/exceptions", "exceptions", "What stands before a person")
            .told(
                "Newest first, 50 at a time, without their history, of the customers in the token. What concerns nobody in \
                 particular is shown to logistics, finance and administrator. `actions` are those that are open to whoever \
                 asks.",
            )
            .by(ANYBODY)
            .asks::<CustomerNumber>("customer", "Of this customer only.", "10015")
            .asks::<ExceptionState>("state", "In this state only.", "open")
            .asks::<Identifier>("before", "Older than this one: `next` of the page before.", REJECTED)
            .answers::<ExceptionList>(200, "A page.", json!({ "exceptions": [rejected()] }))
            .refuses(&[InvalidField, CustomerNotAllowed]),
        Call::get("/api/v1/exceptions/{id}", "exception", "One exception with its history")
            .by(ANYBODY)
            .part::<Identifier>("id", "Its identifier.", REJECTED)
            .answers::<Exception>(200, "How it stands, and who did what.", settled())
            .refuses(&[ExceptionUnknown]),
        Call::post("/api/v1/exceptions/{id}/settlement", "settle", "Settle an exception")
            .told(
                "`send-again`, `found-saved`, `dismiss`, `correct`, `refuse`, `another` or `same`, as its `actions` say. \
                 `found-saved`, `dismiss` and `refuse` need a reason, `correct` needs the correction's identifier. A refused \
                 key takes an administrator. The same again by the same person is answered the same.",
            )
            .by(SETTLING)
            .part::<Identifier>("id", "Its identifier.", REJECTED)
            .takes::<SettlementRequest>(json!({ "action": "send-again" }))
            .answers::<Exception>(200, "How it stands then.", settled())
            .refuses(&BY_BODY)
            .refuses(&[ExceptionUnknown, ActionNotPossible]),
        Call::post("/api/v1/disputes", "dispute", "The other side counts otherwise")
            .told(
                "On any movement to or from the customer, ours or one that others entered in TrackOnline. It becomes an \
                 exception that stands open until a correction settles it, or somebody refuses it with a reason.",
            )
            .by(ANYBODY)
            .takes::<DisputeRequest>(json!({
                "id": DISPUTE,
                "customer": "10015",
                "movement": "FL-01920000000070008000000000000001-D",
                "dispute": their_view(),
            }))
            .answers::<Exception>(201, "It stands before a person now.", disputed())
            .answers::<Exception>(200, "The same stood there already.", disputed())
            .refuses(&BY_BODY)
            .refuses(&[CustomerNotAllowed, CustomerUnknown, MovementUnknown, DisputeConflict])
            .refuses(&BY_TRACKONLINE),
    ]
}

fn rejected() -> Value {
    json!({
        "id": REJECTED,
        "kind": "rejected",
        "state": "open",
        "explanation": ExceptionKind::Rejected.explanation(),
        "words": "Location C0415 is not enabled.",
        "raised_at": "2026-11-20T08:00:12Z",
        "customer": "10015",
        "location": "C0415",
        "order": "26-1120-06",
        "confirmation": "01920000-0000-7000-8000-000000000001",
        "movement": "FL-01920000000070008000000000000001-D",
        "items": [{ "item": "FC560", "count": 10 }],
        "actions": ExceptionKind::Rejected.actions(),
    })
}

fn settled() -> Value {
    let mut settled = rejected();
    if let Some(fields) = settled.as_object_mut() {
        fields.remove("actions");
        fields.insert("state".into(), json!("settled"));
        fields.insert(
            "settlement".into(),
            json!({ "action": "send-again", "by": "e.jansen", "at": "2026-11-20T08:20:00Z" }),
        );
        fields.insert(
            "history".into(),
            json!([
                { "at": "2026-11-20T08:00:05Z", "who": "e.jansen", "what": "confirmed", "detail": "26-1120-06" },
                { "at": "2026-11-20T08:00:12Z", "who": "fustlink", "what": "rejected",
                  "detail": "Location C0415 is not enabled." },
                { "at": "2026-11-20T08:20:00Z", "who": "e.jansen", "what": "send-again" },
            ]),
        );
    }
    settled
}

fn their_view() -> Value {
    json!({
        "theirs": [{ "item": "FC560", "count": 8 }],
        "said_by": "Mr Vos, De Groene Linde",
        "reason": "two were broken and went back with the driver",
        "evidence": ["slip 4711"],
    })
}

fn disputed() -> Value {
    json!({
        "id": DISPUTE,
        "kind": "dispute",
        "state": "open",
        "explanation": ExceptionKind::Dispute.explanation(),
        "raised_at": "2026-11-21T09:12:00Z",
        "customer": "10015",
        "location": "C0415",
        "order": "26-1120-06",
        "confirmation": "01920000-0000-7000-8000-000000000001",
        "movement": "FL-01920000000070008000000000000001-D",
        "items": [{ "item": "FC560", "count": 10 }],
        "dispute": their_view(),
        "actions": ExceptionKind::Dispute.actions(),
        "history": [{ "at": "2026-11-21T09:12:00Z", "who": "s.bakker", "what": "raised" }],
    })
}
