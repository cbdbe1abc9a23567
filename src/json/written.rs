//! What the widget says itself.

use contract::host::{PROTOCOL, ToHost};
use contract::{ConfirmationLine, ConfirmationRequest, Count, Decision};
use js_sys::Array;
use wasm_bindgen::JsValue;

use super::{Word, object, string, text, time};

/// A confirmation for the proxy.
pub fn confirmation(request: &ConfirmationRequest) -> String {
    text(&confirmation_object(request))
}

/// What a held confirmation is, for the proxy.
pub fn decision(Decision { is }: Decision) -> String {
    text(&object(&[("is", string(is.word()))]))
}

/// A confirmation for a later page, with the customer's name.
pub fn kept(customer_name: &str, request: &ConfirmationRequest) -> String {
    text(&object(&[("customer_name", string(customer_name)), ("request", confirmation_object(request))]))
}

fn confirmation_object(request: &ConfirmationRequest) -> JsValue {
    let ConfirmationRequest {
        id,
        kind,
        stage,
        customer,
        location,
        own_location,
        order,
        counted_at,
        lines,
        note,
    } = request;
    let lines: Array = lines.iter().map(line).collect();
    object(&[
        ("id", string(id.to_string())),
        ("kind", string(kind.word())),
        ("stage", string(stage.word())),
        ("customer", customer.as_ref().map_or(JsValue::UNDEFINED, |customer| string(customer.as_str()))),
        ("location", string(location.as_str())),
        ("own_location", own_location.as_ref().map_or(JsValue::UNDEFINED, |own| string(own.as_str()))),
        ("order", order.as_ref().map_or(JsValue::UNDEFINED, |order| string(order.as_str()))),
        ("counted_at", time(*counted_at)),
        ("lines", lines.into()),
        ("note", note.as_deref().map_or(JsValue::UNDEFINED, string)),
    ])
}

fn line(line: &ConfirmationLine) -> JsValue {
    let ConfirmationLine { item, planned, delivered, returned, reason } = line;
    object(&[
        ("item", string(item.as_str())),
        ("planned", planned.map_or(JsValue::UNDEFINED, count)),
        ("delivered", count(*delivered)),
        ("returned", count(*returned)),
        ("reason", reason.map_or(JsValue::UNDEFINED, |reason| string(reason.word()))),
    ])
}

fn count(count: Count) -> JsValue {
    JsValue::from(count.get())
}

/// A message for the order screen.
pub fn to_host(message: &ToHost) -> JsValue {
    match message {
        ToHost::Ready { protocol, version } => object(&[
            ("type", string("ready")),
            ("protocol", JsValue::from(*protocol)),
            ("version", string(version.as_str())),
        ]),
        ToHost::TokenWanted { request, customer } => object(&[
            ("type", string("token-wanted")),
            ("request", JsValue::from(*request)),
            ("customer", string(customer.as_str())),
        ]),
        ToHost::Size { height } => object(&[("type", string("size")), ("height", JsValue::from(*height))]),
        ToHost::Confirmation { id, order, state } => object(&[
            ("type", string("confirmation")),
            ("id", string(id.as_str())),
            ("order", order.as_deref().map_or(JsValue::NULL, string)),
            ("state", string(state.word())),
        ]),
        ToHost::Error { code, message } => object(&[
            ("type", string("error")),
            ("code", string(code.as_str())),
            ("message", string(message.as_str())),
        ]),
    }
}

/// The widget's first words. They hold no data, so anybody may hear them.
pub fn hello(version: &str, capabilities: &[&str]) -> JsValue {
    let capabilities: Array = capabilities.iter().map(|capability| string(*capability)).collect();
    object(&[
        ("fustlink", string("hello")),
        ("protocol", JsValue::from(PROTOCOL)),
        ("version", string(version)),
        ("capabilities", capabilities.into()),
    ])
}
