//! What is read: packaging, balances, and what changes.

use contract::{
    Account, Catalogue, ConfirmationChange, CustomerNumber, ExceptionChange, OrderReference, ProblemCode,
    StreamPlace,
};
use serde_json::{Value, json};

use super::call::Call;
use super::{ANYBODY, BY_TRACKONLINE};

pub(super) fn calls() -> Vec<Call> {
    vec![
        Call::get("/api/v1/packaging", "packaging", "The kinds of packaging")
            .told("TrackOnline's item definitions, and what FreshPortal's packaging codes stand for.")
            .by(ANYBODY)
            .answers::<Catalogue>(200, "The catalogue, and when TrackOnline gave it.", catalogue())
            .refuses(&BY_TRACKONLINE),
        Call::get("/api/v1/customers/{customer}/account", "account", "What a customer holds")
            .told(
                "The balance of the customer's locations with its age, our own postings that it does not hold yet, and \
                 what is known under an order.",
            )
            .by(ANYBODY)
            .part::<CustomerNumber>("customer", "FreshPortal's number.", "10015")
            .asks::<OrderReference>("order", "The order whose movements are wanted too.", "26-1120-06")
            .answers::<Account>(200, "The account.", account())
            .refuses(&[
                ProblemCode::InvalidField,
                ProblemCode::CustomerNotAllowed,
                ProblemCode::CustomerUnknown,
            ])
            .refuses(&BY_TRACKONLINE),
        Call::get("/api/v1/events", "events", "What changes, as it changes")
            .told(
                "Server-sent events. `hello` (`StreamPlace`) when the stream begins now, then `confirmation` \
                 (`ConfirmationChange`) and `exception` (`ExceptionChange`) for the customers in the token; what concerns \
                 nobody in particular goes to logistics, finance and administrator. An event tells how a thing stands, so \
                 hearing it twice does no harm. `reset` (`StreamPlace`): something was missed; read again what is on \
                 screen.\n\nA comment every 15 seconds keeps the connection alive. The stream ends with the token's right, \
                 or when the service stops: ask again with a fresh token and the last `id` as `Last-Event-ID`, and nothing \
                 is lost. One person has at most 50 streams.",
            )
            .by(ANYBODY)
            .hears::<i64>("Last-Event-ID", "The last `id` of an earlier stream, to go on behind it.", "4711")
            .gives(200, "text/event-stream", "The events, until the token's right ends.", Some(stream()))
            .speaks_of::<StreamPlace>()
            .speaks_of::<ConfirmationChange>()
            .speaks_of::<ExceptionChange>()
            .refuses(&[ProblemCode::InvalidField, ProblemCode::TooManyStreams]),
    ]
}

fn catalogue() -> Value {
    json!({
        "items": [
            { "number": "CC TAG6", "name": "CC container TAG6", "code": "CCTAG6", "kind": "load-carrier", "value_cents": 32500 },
            { "number": "FC560", "name": "Fc 560 bucket", "code": "FC560", "kind": "container", "value_cents": 225 },
        ],
        "codes": [{ "code": "560", "parts": [{ "item": "FC560", "pieces": 1 }] }],
        "read_at": "2026-11-20T06:00:00Z",
    })
}

fn account() -> Value {
    json!({
        "customer": { "number": "10015", "name": "De Groene Linde Bloemen" },
        "locations": [
            { "number": "C0415", "name": "De Groene Linde Bloemen", "city": "Den Dolder", "restriction": "none" },
        ],
        "basis": "location",
        "holdings": [{ "location": "C0415", "item": "FC560", "quantity": 42, "on_its_way": 10 }],
        "read_at": "2026-11-20T08:00:00Z",
        "order": {
            "reference": "26-1120-06",
            "movements": [{
                "number": "FL-01920000000070008000000000000001-D",
                "location": "C0415",
                "direction": "delivered",
                "stage": "counted",
                "items": [{ "item": "FC560", "count": 10 }],
                "state": "sent",
            }],
        },
    })
}

fn stream() -> Value {
    Value::from(
        "event: hello\nid: 4711\ndata: {\"id\":4711}\n\nevent: confirmation\nid: 4712\ndata: \
         {\"id\":\"01920000-0000-7000-8000-000000000001\",\"customer\":\"10015\",\"states\":[{\"number\":\
         \"FL-01920000000070008000000000000001-D\",\"state\":\"sent\"}]}\n\n",
    )
}
