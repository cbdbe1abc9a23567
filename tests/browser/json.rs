//! What the browser reads and writes is what the contract's own serialization reads and writes.

mod written;

use chrono::{DateTime, TimeZone, Utc};
use contract::host::{FromHost as Told, HostContext, HostCustomer, HostOrder, HostOrderLine, Theme};
use contract::{
    Account, Basis, Catalogue, CodeMapping, ConfirmationKind, ConfirmationStatus, Count, Customer,
    CustomerLocation, CustomerNumber, Direction, FieldProblem, Held, Holding, Item, ItemCount, ItemKind,
    ItemNumber, LocationNumber, Movement, MovementStatus, OrderReference, OrderStanding, PackagingCode, Part,
    PostingState, Problem, ProblemCode, Restriction, Side, Stage, TransactionNumber,
};
use fustlink::host::claims::Claims;
use fustlink::host::{Context, OnScreen, OrderScreen, ScreenOrder};
use fustlink::json::{FromHost, FromJson, read};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Reads what the contract writes: as a text, and as the plain object that a host page sends through the port.
fn returns<T: serde::Serialize + FromJson + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(read::<T>(&text).as_ref(), Some(value), "{text}");
    let object = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap();
    assert_eq!(T::from_json(&object).as_ref(), Some(value), "{text}");
}

fn parsed(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

fn at(second: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, second).unwrap()
}

fn location(number: &str) -> LocationNumber {
    LocationNumber::new(number).unwrap()
}

fn items() -> Vec<ItemCount> {
    vec![ItemCount { item: ItemNumber::new("560").unwrap(), count: Count::LARGEST }]
}

fn movement(state: PostingState, direction: Direction, stage: Stage) -> Movement {
    Movement {
        number: TransactionNumber::new("T1").unwrap(),
        location: location("K1"),
        direction,
        stage,
        items: items(),
        state,
    }
}

const STATES: [PostingState; 9] = [
    PostingState::Held,
    PostingState::Queued,
    PostingState::Sent,
    PostingState::Accepted,
    PostingState::Saved,
    PostingState::Rejected,
    PostingState::Checking,
    PostingState::Excepted,
    PostingState::Withdrawn,
];

#[wasm_bindgen_test]
fn an_account_is_read_whole() {
    let branch = |number: &str, city: Option<&str>, restriction| CustomerLocation {
        number: location(number),
        name: "Bloem & Blad".into(),
        city: city.map(str::to_owned),
        restriction,
    };
    let movements = STATES.iter().map(|state| movement(*state, Direction::Delivered, Stage::Counted));
    let account = Account {
        customer: Customer { number: CustomerNumber::new("1001").unwrap(), name: "Bloem é".into() },
        locations: vec![
            branch("K1", Some("Aalsmeer"), Restriction::None),
            branch("K2", None, Restriction::ExchangeOnly),
            branch("K3", None, Restriction::BalanceLimit),
        ],
        basis: Basis::Counterpart,
        holdings: vec![Holding {
            location: location("K1"),
            item: ItemNumber::new("560").unwrap(),
            quantity: -9_007_199_254_740_991,
            on_its_way: 3,
        }],
        read_at: at(1),
        unreachable_since: Some(at(2)),
        order: Some(OrderStanding {
            reference: OrderReference::new("240311").unwrap(),
            movements: movements
                .chain([movement(PostingState::Saved, Direction::Returned, Stage::Planned)])
                .collect(),
        }),
    };
    returns(&account);
    returns(&Account {
        basis: Basis::Location,
        unreachable_since: None,
        order: None,
        locations: Vec::new(),
        ..account
    });
}

#[wasm_bindgen_test]
fn every_kind_of_packaging_is_read_and_a_new_one_is_no_error() {
    use ItemKind::{
        Box, Bulk, Container, Crate, Interior, Lid, LoadCarrier, LockingPlate, Other, Pallet, Tote, Tray,
    };
    let kinds =
        [Tray, Box, Interior, Container, LoadCarrier, Crate, Pallet, LockingPlate, Lid, Bulk, Tote, Other];
    let item = |kind, value_cents| Item {
        number: ItemNumber::new("560").unwrap(),
        name: "Emmer".into(),
        code: String::new(),
        kind,
        value_cents,
    };
    let mut items: Vec<Item> = kinds.into_iter().map(|kind| item(kind, None)).collect();
    items.push(item(Other, Some(125)));
    let part = Part { item: ItemNumber::new("560").unwrap(), pieces: 3 };
    let codes = vec![CodeMapping { code: PackagingCode::new("CC").unwrap(), parts: vec![part] }];
    returns(&Catalogue { items, codes, read_at: at(0) });
    assert_eq!(read::<ItemKind>("\"from-the-future\""), Some(Other));
    assert_eq!(read::<PostingState>("\"from-the-future\""), None, "what it means cannot be guessed");
}

#[wasm_bindgen_test]
fn a_confirmations_state_is_read_whole() {
    let side = |number: &str| Side { location: location(number), name: "here".into() };
    let movement = |state, reason: Option<&str>| MovementStatus {
        number: TransactionNumber::new("T1").unwrap(),
        direction: Direction::Returned,
        from: side("K1"),
        to: side("OWN"),
        items: items(),
        state,
        reason: reason.map(str::to_owned),
        since: at(3),
    };
    let bare = ConfirmationStatus {
        id: uuid::Uuid::from_u128(7),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        order: None,
        accepted_at: at(2),
        confirmed_by: "jan".into(),
        movements: STATES
            .iter()
            .map(|state| movement(*state, None))
            .chain([movement(PostingState::Rejected, Some("no"))])
            .collect(),
        held: None,
        corrects: None,
        note: None,
        corrections: Vec::new(),
    };
    returns(&bare);
    let other = uuid::Uuid::from_u128(8);
    returns(&ConfirmationStatus {
        stage: Stage::Planned,
        held: Some(Held { earlier: other, by: "piet".into(), at: at(1) }),
        corrects: Some(other),
        note: Some("kapot".into()),
        corrections: vec![other],
        ..bare.clone()
    });
    for kind in ConfirmationKind::ALL {
        returns(&ConfirmationStatus { kind, customer: None, ..bare.clone() });
    }
}

#[wasm_bindgen_test]
fn every_problem_is_read_and_a_new_code_is_no_error() {
    for &code in ProblemCode::ALL {
        returns(&Problem {
            kind: "urn:fustlink:problem:x".into(),
            code,
            status: code.status(),
            title: "title".into(),
            detail: "detail".into(),
            retry_after: Some(30),
            errors: vec![FieldProblem { field: "lines[0]".into(), detail: "wrong".into() }],
            request_id: None,
        });
    }
    assert_eq!(read::<ProblemCode>("\"from-the-future\""), Some(ProblemCode::Unknown));
}

fn object<T: serde::Serialize>(value: &T) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap()
}

#[wasm_bindgen_test]
fn every_message_of_the_order_screen_is_read() {
    let given = |theme| HostContext {
        language: Some("nl".into()),
        theme,
        customer: Some(HostCustomer { number: "1001".into(), name: Some("Bloem".into()) }),
        order: Some(HostOrder {
            reference: "240311".into(),
            departure_date: Some("2026-11-20".into()),
            lines: vec![
                HostOrderLine { packaging: "560".into(), count: 12 },
                HostOrderLine { packaging: "577".into(), count: -2 },
            ],
        }),
    };
    let read = |theme| Context {
        language: Some("nl".into()),
        theme,
        screen: OrderScreen {
            customer: OnScreen::Customer {
                number: CustomerNumber::new("1001").unwrap(),
                name: Some("Bloem".into()),
            },
            order: Some(ScreenOrder {
                reference: OrderReference::new("240311").ok(),
                departure_date: Some("2026-11-20".into()),
                lines: vec![(PackagingCode::new("560").unwrap(), Count::new(12).unwrap())],
                unreadable: vec!["577 × -2".into()],
            }),
        },
    };
    for theme in [None, Some(Theme::Light), Some(Theme::Dark)] {
        let message = Told::Context { context: given(theme) };
        assert_eq!(FromHost::read(&object(&message)), FromHost::Context(Some(read(theme))));
    }
    let empty = Told::Context { context: HostContext::default() };
    assert_eq!(FromHost::read(&object(&empty)), FromHost::Context(Some(Context::default())));
    assert_eq!(
        FromHost::read(&object(&Told::Token { request: 7, token: "a.b.c".into() })),
        FromHost::Token { request: 7, token: "a.b.c".into() }
    );
    for reason in [None, Some("signed out".to_owned())] {
        assert_eq!(
            FromHost::read(&object(&Told::TokenRefused { request: 7, reason: reason.clone() })),
            FromHost::TokenRefused { request: 7, reason }
        );
    }
}

#[wasm_bindgen_test]
fn what_is_no_message_is_told_apart_from_one_of_a_newer_order_screen() {
    for (message, read) in [
        (r#"{"type":"context"}"#, FromHost::Context(None)),
        (r#"{"type":"context","context":"1001"}"#, FromHost::Context(None)),
        (r#"{"type":"token","request":1}"#, FromHost::Incomplete),
        (r#"{"type":"token-refused"}"#, FromHost::Incomplete),
        (r#"{"type":"dance"}"#, FromHost::Unknown),
        ("{}", FromHost::Unknown),
        ("7", FromHost::Unknown),
        ("null", FromHost::Unknown),
    ] {
        assert_eq!(FromHost::read(&parsed(message)), read, "{message}");
    }
}

fn screen(context: &str) -> OrderScreen {
    Context::read(&parsed(context)).unwrap().screen
}

#[wasm_bindgen_test]
fn a_line_that_cannot_be_counted_is_named_and_the_others_stand() {
    let lines = js_sys::eval(
        r#"({order: {reference: "1", lines: [
            {packaging: " 577 ", count: 8}, {packaging: "577", count: "8"}, {packaging: 577, count: 8},
            {packaging: "560", count: -3}, {packaging: " ", count: 1}, {packaging: "577", count: 100000},
            {packaging: "560", count: NaN}, {packaging: "560", count: 1.5}, {packaging: "560"}, {packaging: "560", count: null},
            {packaging: "560", count: ""}, {packaging: {}, count: 1}, null]}})"#,
    );
    let order = Context::read(&lines.unwrap()).unwrap().screen.order.unwrap();
    assert_eq!(order.lines.len(), 3);
    assert_eq!(
        order.unreadable,
        [
            "560 × -3",
            "? × 1",
            "577 × 100000",
            "560 × NaN",
            "560 × 1.5",
            "560 × ?",
            "560 × ?",
            "560 × ?",
            "? × 1",
            "? × ?"
        ]
    );
    assert_eq!(screen(r#"{"order":{"lines":"560"}}"#).order.unwrap().unreadable, ["?"]);
}

#[wasm_bindgen_test]
fn no_customer_an_empty_one_and_an_unreadable_one_are_told_apart() {
    for nobody in ["{}", r#"{"customer":null}"#, r#"{"customer":{}}"#, r#"{"customer":{"number":"  "}}"#] {
        assert_eq!(screen(nobody).customer, OnScreen::Nobody, "{nobody}");
    }
    let long = ["{\"customer\":{\"number\":\"", &"9".repeat(51), "\"}}"].concat();
    for unreadable in [long.as_str(), r#"{"customer":"1001"}"#, r#"{"customer":{"number":[1]}}"#] {
        assert_eq!(screen(unreadable).customer, OnScreen::Unreadable, "{unreadable}");
    }
    let number = screen(r#"{"customer":{"number":1001}}"#).customer_number().cloned();
    assert_eq!(number, CustomerNumber::new("1001").ok());
}

#[wasm_bindgen_test]
fn a_reference_that_trackonline_cannot_hold_leaves_the_order_without_one() {
    for order in [r#"{"order":{"reference":""}}"#, r#"{"order":{"reference":{}}}"#, r#"{"order":7}"#] {
        let screen = screen(order);
        assert!(screen.order.is_some(), "{order}");
        assert_eq!(screen.reference(), None, "{order}");
    }
    assert_eq!(
        screen(r#"{"order":{"reference":240311}}"#).reference().map(OrderReference::as_str),
        Some("240311")
    );
}

#[wasm_bindgen_test]
fn what_is_no_count_or_name_is_not_read_as_one() {
    for wrong in ["-1", "100000", "1.5", "\"1\"", "null", "1e300"] {
        assert_eq!(read::<Count>(wrong), None, "{wrong}");
    }
    assert_eq!(read::<ItemNumber>("\"  \""), None);
    assert_eq!(read::<DateTime<Utc>>("\"yesterday\""), None);
    assert_eq!(read::<Vec<Count>>("[1, -1]"), None);
}

#[wasm_bindgen_test]
fn a_tokens_end_and_roles_are_read_from_its_claims_and_a_broken_one_has_none() {
    // {"exp":1000,"sub":"é?"}
    let token = "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjEwMDAsInN1YiI6IsOpPyJ9.c2ln";
    let claims = Claims::of(token).unwrap();
    assert_eq!(claims.ends(), DateTime::from_timestamp(1_000, 0));
    assert!(!claims.may_confirm());
    for broken in ["", "opaque", "a.b.c", "a.!!.c", "a.e30.c"] {
        assert_eq!(Claims::of(broken), None, "{broken}");
    }
    for (roles, may) in [
        (vec!["sales"], false),
        (vec!["sales", "logistics"], true),
        (vec!["administrator"], true),
        (vec!["finance"], false),
    ] {
        let roles = roles.into_iter().map(str::to_owned).collect();
        assert_eq!(Claims { exp: 0, roles }.may_confirm(), may);
    }
}
