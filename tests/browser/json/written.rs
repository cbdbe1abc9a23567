use contract::host::{ConfirmationNews, ToHost};
use contract::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, Count, CustomerNumber, Decision,
    DifferenceReason, HeldIs, ItemNumber, OrderReference, Stage,
};
use fustlink::host::handshake::{Heard, hear, hello};
use fustlink::json::{confirmation, decision, to_host};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{at, location, parsed};

fn written(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).unwrap().into()
}

#[wasm_bindgen_test]
fn a_confirmation_is_written_as_the_contract_reads_it() {
    let line = |planned: Option<i64>, reason: Option<DifferenceReason>| ConfirmationLine {
        item: ItemNumber::new("560").unwrap(),
        planned: planned.and_then(|planned| Count::new(planned).ok()),
        delivered: Count::new(3).unwrap(),
        returned: Count::ZERO,
        reason,
    };
    let reasons = DifferenceReason::ALL.map(|reason| line(Some(12), Some(reason)));
    let full = ConfirmationRequest {
        id: uuid::Uuid::from_u128(0x1234_5678),
        kind: ConfirmationKind::Supply,
        stage: Stage::Planned,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        location: location("K1"),
        own_location: Some(location("OWN")),
        order: Some(OrderReference::new("240311").unwrap()),
        counted_at: at(5),
        lines: [line(None, None)].into_iter().chain(reasons).collect(),
        note: Some("één \"kar\" \n kapot".into()),
    };
    let bare =
        ConfirmationRequest { customer: None, own_location: None, order: None, note: None, ..full.clone() };
    for request in [full, bare] {
        let text = confirmation(&request);
        assert_eq!(serde_json::from_str::<ConfirmationRequest>(&text).unwrap(), request, "{text}");
    }
}

#[wasm_bindgen_test]
fn a_decision_is_written_as_the_contract_reads_it() {
    for is in [HeldIs::Same, HeldIs::Another] {
        let text = decision(Decision { is });
        assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), Decision { is }, "{text}");
    }
}

#[wasm_bindgen_test]
fn every_message_for_the_order_screen_is_written_as_the_contract_reads_it() {
    let news = |state, order: Option<&str>| ToHost::Confirmation {
        id: "1".into(),
        order: order.map(str::to_owned),
        state,
    };
    for message in [
        ToHost::Ready { protocol: 1, version: "0.1.0".into() },
        ToHost::TokenWanted { request: 7, customer: "1001".into() },
        ToHost::Size { height: 480 },
        news(ConfirmationNews::Stored, None),
        news(ConfirmationNews::Saved, Some("240311")),
        news(ConfirmationNews::Attention, None),
        ToHost::Error { code: "offline".into(), message: "no answer".into() },
    ] {
        let text = written(&to_host(&message));
        assert_eq!(serde_json::from_str::<ToHost>(&text).unwrap(), message, "{text}");
    }
}

#[wasm_bindgen_test]
fn hello_names_the_protocol_and_the_release_and_only_a_connect_is_heard() {
    let hello: serde_json::Value = serde_json::from_str(&written(&hello())).unwrap();
    assert_eq!(hello["fustlink"], "hello");
    assert_eq!(hello["protocol"], 1);
    assert_eq!(hello["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(hear(&parsed(r#"{"fustlink":"connect","protocol":1,"capabilities":[]}"#)), Heard::Connect);
    assert_eq!(hear(&parsed(r#"{"fustlink":"connect","protocol":2}"#)), Heard::OtherProtocol(2));
    for noise in [r#"{"fustlink":"hello","protocol":1}"#, r#"{"source":"devtools"}"#, "\"text\"", "null", "3"]
    {
        assert_eq!(hear(&parsed(noise)), Heard::Nothing, "{noise}");
    }
    assert_eq!(hear(&JsValue::UNDEFINED), Heard::Nothing);
}
