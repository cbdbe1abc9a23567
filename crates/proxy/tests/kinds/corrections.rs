//! Putting a saved confirmation right, again and again.

use contract::{Account, ConfirmationStatus, Direction, OrderReference, ProblemCode};
use futures::future::join_all;
use serde_json::{Value, json};

use super::house::{CUSTOMER, House, claims, code, ok, refused, token};
use super::{ORDER, confirmation, id, line, record, saved};

fn right(number: u8, lines: &Value) -> Value {
    json!({
        "id": id(number),
        "counted_at": proxy::clock::now(),
        "lines": lines,
        "reason": "two stood behind the door",
    })
}

async fn corrected(house: &House, number: u8, lines: &Value) -> ConfirmationStatus {
    let accepted: ConfirmationStatus = ok(house.about(&id(1), "corrections", &right(number, lines))).await;
    assert_eq!(accepted.corrects.map(|id| id.to_string()), Some(id(1)));
    house.settled(&accepted.id.to_string()).await
}

async fn account(house: &House) -> Account {
    ok(house.get(&format!("/api/v1/customers/{CUSTOMER}/account?order={ORDER}"))).await
}

fn held(account: &Account, item: &str) -> i64 {
    let rows = account.holdings.iter().filter(|holding| holding.item.as_str() == item);
    rows.map(|holding| holding.quantity + holding.on_its_way).sum()
}

#[tokio::test]
async fn corrections_add_up_and_the_order_shows_what_is_right() {
    let house = House::open().await;
    let before = account(&house).await;
    let lines = json!([line("FC560", 10, 4), line("CC TAG6", 2, 0)]);
    saved(&house, &confirmation(1, &json!({ "lines": lines }))).await;

    let first = corrected(&house, 2, &json!([line("FC560", 8, 4), line("FC577", 1, 0)])).await;
    assert_eq!(first.note.as_deref(), Some("two stood behind the door"));
    assert_eq!(first.order.as_ref().map(OrderReference::as_str), Some(ORDER));
    let second = corrected(&house, 3, &json!([line("FC560", 8, 1)])).await;
    assert_eq!(second.movements.len(), 1);
    assert_eq!(second.movements[0].from.name, "Duinhof Bloemenexport, dock Aalsmeer");

    let pieces = |item: &str, count: i64| vec![(item.to_owned(), count)];
    let (dock, florist) = ("0001".to_owned(), "C0415".to_owned());
    let mut rows = record(&house, ORDER).await;
    assert_eq!(rows.len(), 5, "{rows:#?}");
    rows.retain(|row| row.0 == 5);
    assert_eq!(
        rows,
        [
            (5, 16, dock.clone(), florist.clone(), pieces("FC577", 1)),
            (5, 16, florist.clone(), dock.clone(), pieces("FC560", 2)),
            (5, 16, dock, florist, pieces("FC560", 3)),
        ]
    );
    let notes: Vec<Value> =
        house.record(ORDER).await.iter().map(|row| row["details"]["notes"].clone()).collect();
    assert!(
        notes.iter().filter_map(Value::as_str).any(|note| note.starts_with("Correction of FL-0192")),
        "{notes:?}"
    );

    let original: ConfirmationStatus = ok(house.get(&format!("/api/v1/confirmations/{}", id(1)))).await;
    assert_eq!(original.corrections.iter().map(ToString::to_string).collect::<Vec<_>>(), [id(2), id(3)]);

    let after = account(&house).await;
    assert_eq!(held(&after, "FC560"), held(&before, "FC560") + 8 - 1);
    assert_eq!(held(&after, "FC577"), held(&before, "FC577") + 1);
    let mut movements: Vec<_> = after
        .order
        .unwrap()
        .movements
        .into_iter()
        .map(|movement| {
            let items = movement.items.iter().map(|line| (line.item.to_string(), line.count.get()));
            (movement.direction, items.collect::<Vec<_>>())
        })
        .collect();
    movements.sort();
    assert_eq!(
        movements,
        [
            (Direction::Delivered, vec![("FC560".into(), 8), ("CC TAG6".into(), 2), ("FC577".into(), 1)]),
            (Direction::Returned, vec![("FC560".into(), 1)]),
        ]
    );
}

#[tokio::test]
async fn the_same_correction_again_is_the_same_and_another_under_its_identifier_is_refused() {
    let house = House::open().await;
    saved(&house, &confirmation(1, &json!({}))).await;
    let lines = json!([line("FC560", 8, 0)]);
    let body = right(2, &lines);
    let at_once = (0..6).map(|_| ok::<ConfirmationStatus>(house.about(&id(1), "corrections", &body)));
    let answers = join_all(at_once).await;
    let first = &answers[0];
    assert!(answers.iter().all(|answer| (answer.id, answer.accepted_at) == (first.id, first.accepted_at)));
    house.settled(&id(2)).await;
    // Later corrections change what stands, not what this one was.
    corrected(&house, 3, &json!([line("FC560", 6, 0)])).await;
    let again: ConfirmationStatus = ok(house.about(&id(1), "corrections", &body)).await;
    assert_eq!((again.id, again.accepted_at), (first.id, first.accepted_at));
    let other = right(2, &json!([line("FC560", 7, 0)]));
    assert_eq!(code(house.about(&id(1), "corrections", &other)).await, ProblemCode::ConfirmationConflict);
    let of_the_first = right(1, &lines);
    assert_eq!(
        code(house.about(&id(1), "corrections", &of_the_first)).await,
        ProblemCode::ConfirmationConflict
    );
    assert_eq!(house.record(ORDER).await.len(), 3);
}

#[tokio::test]
async fn what_cannot_be_corrected_is_refused_with_the_reason() {
    use ProblemCode::{
        ConfirmationUnknown, CustomerNotAllowed, InvalidField, NothingToCorrect, PackagingUnknown,
        TooManyLines,
    };

    let mut house = House::open().await;
    saved(&house, &confirmation(1, &json!({}))).await;
    let correct = |of: u8, body: Value| house.about(&id(of), "corrections", &body);
    let good = json!([line("FC560", 8, 0)]);
    let many: Vec<Value> = (0..51).map(|index| line(&format!("I{index}"), 1, 0)).collect();
    let mut silent = right(2, &good);
    silent["reason"] = json!("  ");
    for (of, body, expected, field) in [
        (9, right(2, &good), ConfirmationUnknown, ""),
        (1, right(2, &json!([line("FC560", 10, 0)])), NothingToCorrect, ""),
        (1, right(2, &json!([line("FC560", 11, 1)])), NothingToCorrect, ""),
        (1, right(2, &json!([])), InvalidField, "lines"),
        (1, silent, InvalidField, "reason"),
        (1, right(2, &json!([line("NO SUCH", 1, 0)])), PackagingUnknown, "lines[0].item"),
        (1, right(2, &json!([line("FC560", 8, 0), line("FC560", 1, 0)])), InvalidField, "lines[1].item"),
        (1, right(2, &json!(many)), TooManyLines, ""),
    ] {
        let problem = refused(correct(of, body.clone())).await;
        assert_eq!(problem.code, expected, "{body}");
        assert_eq!(problem.errors.first().map_or("", |error| error.field.as_str()), field, "{body}");
    }
    let mut elsewhere = claims("demo");
    elsewhere["customers"] = json!(["10023"]);
    let foreign = house
        .http
        .post(house.url(&format!("/api/v1/confirmations/{}/corrections", id(1))))
        .bearer_auth(token(&elsewhere))
        .json(&right(2, &good));
    assert_eq!(code(foreign).await, CustomerNotAllowed);

    corrected(&house, 2, &good).await;
    let of_a_correction = house.about(&id(2), "corrections", &right(3, &good));
    assert_eq!(code(of_a_correction).await, NothingToCorrect);

    house.stop_trackonline().await;
    let _: ConfirmationStatus = ok(house.confirm(&confirmation(4, &json!({ "order": "TEST-2" })))).await;
    let too_early = refused(house.about(&id(4), "corrections", &right(5, &good))).await;
    assert_eq!(too_early.code, NothingToCorrect);
    assert!(too_early.detail.contains("not saved"), "{}", too_early.detail);
}
