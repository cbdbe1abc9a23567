//! What was counted is not what was planned: the reason is asked where it is counted.

use contract::{DifferenceReason, ProblemCode};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::delivery::{DELIVERED, body, opened};
use crate::stage::{Stage, problem_with, text_of};

const REASON: &str = "Reason: Bucket 560 (FC560)";

fn said_of(stage: &Stage, choice: &str) -> String {
    let id = stage.choice(choice).get_attribute("aria-describedby").unwrap();
    text_of(&stage.all(&format!("#{id}"))[0])
}

fn is_wrong(stage: &Stage, choice: &str) -> bool {
    stage.choice(choice).get_attribute("aria-invalid").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn a_reason_is_asked_for_in_the_row_as_long_as_the_counts_differ_and_is_sent() {
    let stage = opened().await;
    assert!(stage.all(".why").is_empty());
    stage.type_into(DELIVERED, "20").await;
    assert!(stage.with_role("status").contains(&"1 difference still needs a reason.".to_owned()));
    let offered = stage.options(REASON);
    assert_eq!(
        offered,
        ["Choose…", "Not loaded", "Refused", "Damaged", "Other kind", "Plan was wrong", "Something else"]
    );
    stage.choose(REASON, "damaged").await;
    assert!(!stage.with_role("status").iter().any(|said| said.contains("reason")));
    stage.press("Confirm delivery").await;
    assert_eq!(body(&stage, 0).lines[0].reason, Some(DifferenceReason::Damaged));
}

#[wasm_bindgen_test]
async fn without_a_reason_the_row_says_so_and_nothing_is_sent() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "25").await;
    assert!(!is_wrong(&stage, REASON), "before anybody has tried to send it");
    stage.press("Confirm delivery").await;
    assert!(stage.proxy.posts().is_empty());
    assert!(is_wrong(&stage, REASON));
    assert_eq!(said_of(&stage, REASON), "Choose a reason.");
    assert!(stage.with_role("alert")[0].starts_with("A difference from the plan needs its reason."));
    stage.choose(REASON, "loaded-more").await;
    assert!(!is_wrong(&stage, REASON));
    assert!(stage.with_role("alert").is_empty());
}

#[wasm_bindgen_test]
async fn a_reason_goes_when_the_counts_agree_again() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "23").await;
    stage.choose(REASON, "not-loaded").await;
    stage.press(&format!("One more – {DELIVERED}")).await;
    assert!(stage.all(".why").is_empty());
    stage.press("Confirm delivery").await;
    assert_eq!(body(&stage, 0).lines[0].reason, None);
}

#[wasm_bindgen_test]
async fn something_else_wants_the_remark() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "23").await;
    stage.choose(REASON, "other").await;
    assert_eq!(said_of(&stage, REASON), "Say in the remark what.");
    assert!(stage.text().contains("Remark (needed for ‘Something else’)"));
    stage.press("Confirm delivery").await;
    assert!(stage.proxy.posts().is_empty());
    let remark = &stage.all("textarea")[0];
    assert_eq!(remark.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(stage.with_role("alert")[0].starts_with("Say in the remark"));
}

#[wasm_bindgen_test]
async fn a_reason_that_only_the_proxy_misses_is_asked_for_in_its_row() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let asks = problem_with(ProblemCode::ReasonMissing, "lines[0].reason");
    stage.proxy.next("/confirmations").await.answer(asks);
    stage.until_it_says("Choose a reason for each difference").await;
    assert!(is_wrong(&stage, REASON));
    assert_eq!(said_of(&stage, REASON), "Choose a reason.");
    stage.choose(REASON, "plan-wrong").await;
    stage.press("Confirm delivery").await;
    let (first, second) = (body(&stage, 0), body(&stage, 1));
    assert_ne!(first.id, second.id);
    assert_eq!(second.lines[0].reason, Some(DifferenceReason::PlanWrong));
}
