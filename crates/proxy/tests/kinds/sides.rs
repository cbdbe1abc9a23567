//! Which two places a kind moves between, and what cannot be one of them.

use contract::{Account, ConfirmationStatus, ProblemCode};
use serde_json::{Value, json};

use super::house::{CUSTOMER, House, SUPPLIER, Setup, claims, code, ok, refused, token};
use super::{confirmation, line, record, saved};

const WRITTEN_OFF: &str =
    r#"written_off = { damaged = "S900", scrapped = "9000", lost = "9000", found = "9000" }"#;

async fn house() -> House {
    House::with(Setup { tenant: WRITTEN_OFF, ..Setup::default() }).await
}

fn pieces(count: i64) -> Vec<(String, i64)> {
    vec![("FC560".into(), count)]
}

#[tokio::test]
async fn trackonline_has_each_kind_with_its_type_and_both_sides() {
    let house = house().await;
    let (to_us, both) = (json!([line("FC560", 5, 0)]), json!([line("FC560", 30, 7)]));
    let kinds = [
        ("delivery", json!({ "lines": both }), vec![(60, "0001", "C0415", 30), (65, "C0415", "0001", 7)]),
        ("delivery", json!({ "own_location": "0002", "lines": to_us }), vec![(60, "0002", "C0415", 5)]),
        (
            "supply",
            json!({ "customer": SUPPLIER, "location": SUPPLIER, "lines": both }),
            vec![(65, "0001", SUPPLIER, 7), (60, SUPPLIER, "0001", 30)],
        ),
        ("transfer", json!({ "customer": null, "location": "0002" }), vec![(15, "0001", "0002", 10)]),
        (
            "transfer",
            json!({ "customer": null, "own_location": "0003", "location": "0002" }),
            vec![(15, "0003", "0002", 10)],
        ),
        ("damaged", json!({ "customer": null, "location": "0001" }), vec![(25, "0001", "S900", 10)]),
        ("scrapped", json!({ "customer": null, "location": "0003" }), vec![(20, "0003", "9000", 10)]),
        ("lost", json!({}), vec![(30, "C0415", "9000", 10)]),
        ("found", json!({ "customer": null, "location": "0002" }), vec![(35, "9000", "0002", 10)]),
    ];
    for (number, (kind, mut fields, expected)) in (1..).zip(kinds) {
        let order = format!("KIND-{number}");
        fields["kind"] = json!(kind);
        fields["order"] = json!(order);
        let status = saved(&house, &confirmation(number, &fields)).await;
        assert_eq!(status.kind.as_str(), kind);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(code, from, to, count)| (code, 16, from.to_owned(), to.to_owned(), pieces(count)))
            .collect();
        assert_eq!(record(&house, &order).await, expected, "{kind}");
    }
}

#[tokio::test]
async fn what_a_kind_cannot_be_is_refused_by_its_field_and_nothing_is_stored() {
    use ProblemCode::{CustomerNotAllowed, InvalidField, LocationUnknown};

    let house = house().await;
    let back = json!([line("FC560", 1, 1)]);
    for (fields, expected, field) in [
        (json!({ "customer": null }), InvalidField, "customer"),
        (json!({ "kind": "supply", "customer": null, "location": SUPPLIER }), InvalidField, "customer"),
        (json!({ "kind": "supply", "location": SUPPLIER }), LocationUnknown, "location"),
        (json!({ "kind": "supply", "customer": "L0204", "location": "L0204" }), CustomerNotAllowed, ""),
        (json!({ "kind": "transfer", "location": "0002" }), InvalidField, "customer"),
        (json!({ "kind": "transfer", "customer": null }), LocationUnknown, "location"),
        (json!({ "kind": "transfer", "customer": null, "location": "0001" }), InvalidField, "location"),
        (
            json!({ "kind": "transfer", "customer": null, "location": "0002", "own_location": "V301" }),
            LocationUnknown,
            "own_location",
        ),
        (
            json!({ "kind": "transfer", "customer": null, "location": "0002", "lines": back }),
            InvalidField,
            "lines[0].returned",
        ),
        (json!({ "own_location": "C0412" }), LocationUnknown, "own_location"),
        (json!({ "own_location": "NOWHERE" }), LocationUnknown, "own_location"),
        (json!({ "kind": "lost", "customer": null }), LocationUnknown, "location"),
        (json!({ "kind": "lost", "location": "C0412" }), LocationUnknown, "location"),
        (json!({ "kind": "lost", "customer": null, "location": "NOWHERE" }), LocationUnknown, "location"),
        (json!({ "kind": "found", "own_location": "0001" }), InvalidField, "own_location"),
        (json!({ "kind": "damaged", "lines": back }), InvalidField, "lines[0].returned"),
        (json!({ "kind": "correction" }), InvalidField, "kind"),
        (json!({ "kind": "barter" }), InvalidField, "kind"),
    ] {
        let problem = refused(house.confirm(&confirmation(1, &fields))).await;
        assert_eq!(problem.code, expected, "{fields}: {}", problem.detail);
        assert_eq!(problem.errors.first().map_or("", |error| error.field.as_str()), field, "{fields}");
    }
    assert_eq!(house.record(super::ORDER).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_kind_whose_other_side_is_not_set_up_is_refused_by_the_settings_name() {
    let house =
        House::with(Setup { tenant: r#"written_off = { lost = "NOWHERE" }"#, ..Setup::default() }).await;
    for (kind, setting) in [("damaged", "written_off.damaged"), ("lost", "written_off.lost")] {
        let problem = refused(house.confirm(&confirmation(1, &json!({ "kind": kind })))).await;
        assert_eq!(problem.code, ProblemCode::KindNotSetUp);
        assert!(problem.detail.contains(setting), "{}", problem.detail);
    }
}

#[tokio::test]
async fn what_was_lost_is_no_part_of_the_account_between_the_two_of_us() {
    let house = house().await;
    let bearer = || token(&claims("other"));
    let held = async || {
        let url = house.url(&format!("/api/v1/customers/{CUSTOMER}/account"));
        let account: Account = ok(house.http.get(url).bearer_auth(bearer())).await;
        let rows = account.holdings.iter().filter(|holding| holding.item.as_str() == "FC560");
        rows.map(|holding| holding.quantity + holding.on_its_way).sum::<i64>()
    };
    let before = held().await;
    for (number, kind, after) in [(1, "lost", before), (2, "delivery", before + 10)] {
        let body = confirmation(number, &json!({ "kind": kind }));
        let post = house.http.post(house.url("/api/v1/confirmations")).bearer_auth(bearer()).json(&body);
        let _: ConfirmationStatus = ok(post).await;
        assert_eq!(held().await, after, "{kind}");
    }
}

#[tokio::test]
async fn who_only_reads_confirms_no_kind() {
    let house = house().await;
    let mut sales = claims("demo");
    sales["roles"] = json!(["sales"]);
    let body = confirmation(1, &json!({ "kind": "transfer", "customer": null, "location": "0002" }));
    let post =
        |path: &str, body: &Value| house.http.post(house.url(path)).bearer_auth(token(&sales)).json(body);
    assert_eq!(code(post("/api/v1/confirmations", &body)).await, ProblemCode::RoleMissing);
    let of_one = format!("/api/v1/confirmations/{}", super::id(1));
    let right = json!({ "id": super::id(2), "counted_at": proxy::clock::now(), "lines": [], "reason": "x" });
    assert_eq!(code(post(&format!("{of_one}/corrections"), &right)).await, ProblemCode::RoleMissing);
    let decision = json!({ "is": "same" });
    assert_eq!(code(post(&format!("{of_one}/decision"), &decision)).await, ProblemCode::RoleMissing);
}
