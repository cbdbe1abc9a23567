use contract::host::ToHost;
use fustlink::host::{Context, News};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{AccountOf, CATALOGUE, ORDER, Stage, ok, text_of};

fn other_customer() -> &'static str {
    r#"{"language":"en","customer":{"number":"2002","name":"The other one"},"order":{"reference":"240399","lines":[]}}"#
}

fn account(customer: &str, pieces: i64, order: &str) -> String {
    AccountOf { customer, holdings: &[("100", pieces, 0)], order: Some(order), ..AccountOf::default() }.json()
}

#[wasm_bindgen_test]
async fn the_old_customers_numbers_vanish_at_once_and_the_new_name_stands_there() {
    let stage = Stage::open();
    stage.show_account(ORDER, &account("1001", 42, "240311")).await;
    stage.show(other_customer());
    stage.until_quiet().await;
    assert_eq!(text_of(&stage.all("h1")[0]), "The other one");
    assert!(!stage.text().contains("42") && stage.all("[role=table]").is_empty(), "{}", stage.text());
    assert!(stage.with_role("status").contains(&"Reading the packaging account…".to_owned()));
}

#[wasm_bindgen_test]
async fn an_answer_about_the_customer_before_never_wins() {
    let stage = Stage::open();
    stage.show(ORDER);
    let first = stage.proxy.next("/1001/account").await;
    stage.show(other_customer());
    let second = stage.proxy.next("/2002/account").await;
    stage.until_quiet().await;
    assert!(first.is_aborted(), "nobody waits for the older answer");
    second.answer(ok(&account("2002", 7, "240399")));
    first.answer(ok(&account("1001", 42, "240311")));
    // The first of the two was asked for the customer before.
    drop(stage.proxy.next("/packaging").await);
    stage.proxy.next("/packaging").await.answer(ok(CATALOGUE));
    stage.until_it_says("holds 7").await;
    assert!(!stage.text().contains("42"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn a_changed_line_changes_the_projection_and_asks_nothing() {
    let stage = Stage::open();
    stage.show_account(ORDER, &account("1001", 42, "240311")).await;
    let asked = stage.proxy.sent("").len();
    stage.show(&ORDER.replace("\"count\": 24", "\"count\": 30"));
    stage.until_quiet().await;
    assert_eq!(stage.row("Bucket 560")[1], "this order adds 30");
    assert_eq!(stage.proxy.sent("").len(), asked);
}

#[wasm_bindgen_test]
async fn another_order_of_the_customer_keeps_the_holdings_and_waits_with_what_it_adds() {
    let stage = Stage::open();
    stage.show_account(ORDER, &account("1001", 42, "240311")).await;
    stage.show(&ORDER.replace("240311", "240312"));
    stage.until_quiet().await;
    assert_eq!(stage.row("CC trolley")[0], "holds 42");
    assert_eq!(stage.row("Bucket 560")[1], "being read");
    assert!(!stage.text().contains("Confirm delivery"));
    stage.answer_account(&account("1001", 42, "240312")).await;
    stage.until_it_says("Confirm delivery").await;
    assert_eq!(stage.row("Bucket 560")[1], "this order adds 24");
}

#[wasm_bindgen_test]
async fn without_a_customer_the_widget_says_what_to_do_and_asks_nothing() {
    let stage = Stage::open();
    stage.show(r#"{"language":"en"}"#);
    stage.until_quiet().await;
    assert!(
        stage.text().contains("No customer in this order yet. Choose a customer")
            || stage.text().contains("No customer in this order yet.Choose a customer")
    );
    assert!(stage.proxy.sent("").is_empty());
}

#[wasm_bindgen_test]
async fn a_context_that_cannot_be_read_leaves_nothing_of_the_customer_before() {
    let stage = Stage::open();
    stage.show_account(ORDER, &account("1001", 42, "240311")).await;
    stage.hear(News::Context(Context::garbled()));
    stage.until_quiet().await;
    assert!(stage.text().contains("What the order screen says cannot be read."), "{}", stage.text());
    assert!(!stage.text().contains("42") && !stage.text().contains("1001"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn the_order_screen_is_told_of_a_failure() {
    let stage = Stage::open();
    stage.show(ORDER);
    stage.proxy.next("/account").await.answer(Err(fustlink::api::transport::NoAnswer));
    stage.proxy.next("/packaging").await.answer(ok(CATALOGUE));
    stage.until_it_says("Try again").await;
    let told = stage.told.borrow();
    assert!(matches!(told.as_slice(), [ToHost::Error { code, .. }] if code == "offline"), "{told:?}");
}
