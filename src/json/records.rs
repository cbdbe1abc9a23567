//! Every field and word of the contract that the widget reads.

use contract::host::{
    ConfirmationNews, FromHost, HostContext, HostCustomer, HostOrder, HostOrderLine, Theme,
};
use contract::{
    Account, Basis, Catalogue, CodeMapping, ConfirmationStatus, Customer, CustomerLocation, Direction,
    FieldProblem, Holding, Item, ItemCount, ItemKind, Movement, MovementStatus, OrderStanding, Part,
    PostingState, Problem, Restriction, Side, Stage,
};
use wasm_bindgen::JsValue;

use super::{FromJson, Word, field, record, words};
use crate::host::claims::Claims;
use crate::host::handshake::FirstWords;

record!(Account { customer, locations, basis, holdings, read_at, unreachable_since, order });
record!(Customer { number, name });
record!(CustomerLocation { number, name, city, restriction });
record!(Holding { location, item, quantity, on_its_way });
record!(OrderStanding { reference, movements });
record!(Movement { number, direction, stage, items, state });
record!(ItemCount { item, count });

record!(Catalogue { items, codes, read_at });
record!(Item { number, name, code, kind, value_cents });
record!(CodeMapping { code, parts });
record!(Part { item, pieces });

record!(ConfirmationStatus { id, customer, order, accepted_at, confirmed_by, movements });
record!(MovementStatus { number, direction, from, to, items, state, reason, since });
record!(Side { location, name });

record!(Problem { kind as "type", code, status, title, detail, retry_after, errors or empty, request_id });
record!(FieldProblem { field, detail });

record!(FirstWords { fustlink, protocol });
record!(Claims { exp });

record!(HostContext { language, theme, customer, order });
record!(HostCustomer { number, name });
record!(HostOrder { reference, departure_date as "departureDate", lines or empty });
record!(HostOrderLine { packaging, count });

words!(Basis { "location" = Location, "counterpart" = Counterpart });
words!(Restriction { "none" = None, "exchange-only" = ExchangeOnly, "balance-limit" = BalanceLimit });
words!(Direction { "delivered" = Delivered, "returned" = Returned });
words!(Stage { "planned" = Planned, "counted" = Counted });
words!(Theme { "light" = Light, "dark" = Dark });
words!(ConfirmationNews { "stored" = Stored, "saved" = Saved, "attention" = Attention });
words!(PostingState {
    "queued" = Queued,
    "sent" = Sent,
    "accepted" = Accepted,
    "saved" = Saved,
    "rejected" = Rejected,
    "checking" = Checking,
    "excepted" = Excepted,
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

impl FromJson for FromHost {
    fn from_json(value: &JsValue) -> Option<Self> {
        let kind: String = field(value, "type")?;
        match kind.as_str() {
            "context" => Some(Self::Context { context: field(value, "context")? }),
            "token" => Some(Self::Token { request: field(value, "request")?, token: field(value, "token")? }),
            "token-refused" => Some(Self::TokenRefused {
                request: field(value, "request")?,
                reason: field(value, "reason")?,
            }),
            _ => None,
        }
    }
}
