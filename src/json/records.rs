//! Every field and word of the contract that the widget reads.

use contract::host::{ConfirmationNews, Theme};
use contract::{
    Account, Basis, Catalogue, CodeMapping, ConfirmationKind, ConfirmationLine, ConfirmationRequest,
    ConfirmationStatus, Customer, CustomerLocation, DifferenceReason, Direction, FieldProblem, Held, HeldIs,
    Holding, Item, ItemCount, ItemKind, Movement, MovementStatus, OrderStanding, Part, PostingState, Problem,
    Restriction, Side, Stage,
};
use wasm_bindgen::JsValue;

use super::{FromJson, Word, field, record, words};
use crate::delivery::shelf::Left;
use crate::host::Context;
use crate::host::claims::Claims;
use crate::host::handshake::FirstWords;

record!(Account { customer, locations, basis, holdings, read_at, unreachable_since, order });
record!(Customer { number, name });
record!(CustomerLocation { number, name, city, restriction });
record!(Holding { location, item, quantity, on_its_way });
record!(OrderStanding { reference, movements });
record!(Movement { number, location, direction, stage, items, state });
record!(ItemCount { item, count });

record!(Catalogue { items, codes, read_at });
record!(Item { number, name, code, kind, value_cents });
record!(CodeMapping { code, parts });
record!(Part { item, pieces });

record!(ConfirmationStatus {
    id,
    kind,
    stage,
    customer,
    order,
    accepted_at,
    confirmed_by,
    movements,
    held,
    corrects,
    note,
    corrections or default,
});
record!(Held { earlier, by, at });
record!(MovementStatus { number, direction, from, to, items, state, reason, since });
record!(Side { location, name });

record!(Left { customer_name, request });
record!(ConfirmationRequest {
    id,
    kind or default,
    stage or default,
    customer,
    location,
    own_location,
    order,
    counted_at,
    lines,
    note,
});
record!(ConfirmationLine { item, planned, delivered, returned, reason });

record!(Problem { kind as "type", code, status, title, detail, retry_after, errors or default, request_id });
record!(FieldProblem { field, detail });

record!(FirstWords { fustlink, protocol });
record!(Claims { exp, roles or default });

words!(Basis { "location" = Location, "counterpart" = Counterpart });
words!(Restriction { "none" = None, "exchange-only" = ExchangeOnly, "balance-limit" = BalanceLimit });
words!(Direction { "delivered" = Delivered, "returned" = Returned });
words!(ConfirmationKind {
    "delivery" = Delivery,
    "supply" = Supply,
    "transfer" = Transfer,
    "damaged" = Damaged,
    "scrapped" = Scrapped,
    "lost" = Lost,
    "found" = Found,
    "correction" = Correction,
});
words!(DifferenceReason {
    "not-loaded" = NotLoaded,
    "loaded-more" = LoadedMore,
    "refused" = Refused,
    "damaged" = Damaged,
    "replaced" = Replaced,
    "plan-wrong" = PlanWrong,
    "other" = Other,
});
words!(HeldIs { "same" = Same, "another" = Another });
words!(Stage { "planned" = Planned, "counted" = Counted });
words!(Theme { "light" = Light, "dark" = Dark });
words!(ConfirmationNews { "stored" = Stored, "saved" = Saved, "attention" = Attention, "withdrawn" = Withdrawn });
words!(PostingState {
    "held" = Held,
    "queued" = Queued,
    "sent" = Sent,
    "accepted" = Accepted,
    "saved" = Saved,
    "rejected" = Rejected,
    "checking" = Checking,
    "excepted" = Excepted,
    "withdrawn" = Withdrawn,
});
words!(ItemKind {
    "tray" = Tray,
    "box" = Box,
    "interior" = Interior,
    "container" = Container,
    "load-carrier" = LoadCarrier,
    "crate" = Crate,
    "pallet" = Pallet,
    "locking-plate" = LockingPlate,
    "lid" = Lid,
    "bulk" = Bulk,
    "tote" = Tote,
    "other" = Other,
} else Other);

/// What arrives through the port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromHost {
    /// The order on screen; nothing where it is no object.
    Context(Option<Context>),
    /// The answer to a question for a token.
    Token {
        /// Which question it answers.
        request: u32,
        /// A signed token.
        token: String,
    },
    /// The host has no token to give.
    TokenRefused {
        /// Which question it answers.
        request: u32,
        /// The host's own words, for support.
        reason: Option<String>,
    },
    /// One of these without a field that it needs.
    Incomplete,
    /// Something that this release does not know.
    Unknown,
}

impl FromHost {
    /// Reads a message from the host page.
    pub fn read(message: &JsValue) -> Self {
        let kind = field::<String>(message, "type").unwrap_or_default();
        let request = field(message, "request");
        let read = match (kind.as_str(), request) {
            ("context", _) => {
                field::<JsValue>(message, "context").map(|context| Self::Context(Context::read(&context)))
            }
            ("token", Some(request)) => field(message, "token").map(|token| Self::Token { request, token }),
            ("token-refused", Some(request)) => {
                // Whatever stands for a reason, it is refused.
                Some(Self::TokenRefused { request, reason: field(message, "reason") })
            }
            ("token" | "token-refused", None) => None,
            _ => return Self::Unknown,
        };
        read.unwrap_or(Self::Incomplete)
    }
}

impl FromJson for JsValue {
    fn from_json(value: &JsValue) -> Option<Self> {
        Some(value.clone())
    }
}
