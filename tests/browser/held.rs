//! A confirmation that may repeat an earlier one: a person says whether it does.

use contract::{ConfirmationRequest, ProblemCode};
use fustlink::api::transport::NoAnswer;
use fustlink::clock;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::delivery::{body, opened, status};
use crate::stage::{AccountOf, ORDER, Stage, ok, problem};

const QUESTION: &str = "Is this the same delivery, or another one?";

fn held(request: &ConfirmationRequest) -> String {
    let more = format!(
        r#""held":{{"earlier":"01900000-0000-7000-8000-000000000001","by":"e.jansen","at":"{}"}}}}"#,
        clock::now().to_rfc3339()
    );
    let status = status(request, "held", "");
    [status.trim_end().strip_suffix('}').unwrap(), ",", &more].concat()
}

/// A delivery was confirmed, and is held.
async fn asked() -> (Stage, ConfirmationRequest) {
    web_sys::window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(ok(&held(&request)));
    stage.until_it_says(QUESTION).await;
    stage.answer_account(&AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() }.json()).await;
    stage.until_quiet().await;
    (stage, request)
}

#[wasm_bindgen_test]
async fn who_confirmed_before_and_when_is_told_and_nothing_else_can_be_done_with_it() {
    let (stage, _) = asked().await;
    let text = stage.text();
    assert!(text.contains("Already confirmed by e.jansen at "), "{text}");
    assert!(stage.with_role("status")[0].contains(QUESTION), "whoever listens hears the question");
    assert!(text.contains("waits for your answer"));
    assert!(!text.contains("Remove from view"), "out of sight, nobody would answer it");
}

#[wasm_bindgen_test]
async fn the_same_delivery_is_told_quietly_and_sent_by_nobody() {
    let (stage, request) = asked().await;
    stage.press("The same delivery").await;
    stage.press("Another delivery").await;
    assert_eq!(stage.proxy.posts().len(), 2, "one answer, whatever is pressed while it is on its way");
    let answer = stage.proxy.next("/decision").await;
    assert_eq!(answer.request.body.as_deref(), Some(r#"{"is":"same"}"#));
    assert!(answer.request.path.contains(&request.id.to_string()));
    answer.answer(ok(&status(&request, "withdrawn", "")));
    stage.until_it_says("This delivery was confirmed before. Nothing is counted twice.").await;
    assert!(!stage.text().contains(QUESTION));
    assert!(stage.with_role("alert").is_empty());
    assert_eq!(web_sys::window().unwrap().local_storage().unwrap().unwrap().length().unwrap(), 0);
    stage.press("Remove from view").await;
    assert!(!stage.text().contains("Dropped confirmation"));
}

#[wasm_bindgen_test]
async fn another_delivery_is_followed_until_it_is_saved() {
    let (stage, request) = asked().await;
    stage.press("Another delivery").await;
    let answer = stage.proxy.next("/decision").await;
    assert_eq!(answer.request.body.as_deref(), Some(r#"{"is":"another"}"#));
    answer.answer(ok(&status(&request, "queued", "")));
    stage.until_it_says("safely stored, waiting for TrackOnline").await;
    stage.proxy.next(&request.id.to_string()).await.answer(ok(&status(&request, "saved", "")));
    stage.until_it_says("Everything is saved in TrackOnline.").await;
}

#[wasm_bindgen_test]
async fn where_somebody_else_has_decided_what_stands_is_shown() {
    let (stage, request) = asked().await;
    stage.press("The same delivery").await;
    stage.proxy.next("/decision").await.answer(problem(ProblemCode::NotHeld));
    stage.proxy.next(&request.id.to_string()).await.answer(ok(&status(&request, "saved", "")));
    stage.until_it_says("Somebody has answered this question already.").await;
    assert!(stage.text().contains("Everything is saved in TrackOnline."), "{}", stage.text());
    assert!(!stage.text().contains(QUESTION));
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_arrive_leaves_the_question() {
    let (stage, request) = asked().await;
    stage.press("Another delivery").await;
    stage.proxy.next("/decision").await.answer(Err(NoAnswer));
    stage.proxy.next(&request.id.to_string()).await.answer(Err(NoAnswer));
    stage.until_it_says("No connection to Fustlink.").await;
    assert!(stage.text().contains(QUESTION));
    stage.press("Another delivery").await;
    stage.proxy.next("/decision").await.answer(ok(&status(&request, "queued", "")));
    stage.until_it_says("safely stored").await;
    assert!(stage.with_role("alert").is_empty());
}

#[wasm_bindgen_test]
async fn an_answer_of_which_only_the_word_was_lost_is_found_to_have_been_taken() {
    let (stage, request) = asked().await;
    stage.press("The same delivery").await;
    stage.proxy.next("/decision").await.answer(Err(NoAnswer));
    stage.proxy.next(&request.id.to_string()).await.answer(ok(&status(&request, "withdrawn", "")));
    stage.until_it_says("Nothing is counted twice.").await;
    assert!(stage.with_role("alert").is_empty());
}

#[wasm_bindgen_test]
async fn the_question_stands_there_again_after_a_reload_also_beside_another_order() {
    let (stage, request) = asked().await;
    drop(stage);
    let later = Stage::open();
    later.pick_up();
    later.proxy.next(&request.id.to_string()).await.answer(ok(&held(&request)));
    later.until_it_says(QUESTION).await;
    assert!(later.text().contains("Deliveries of other orders"));
    later
        .show_account(ORDER, &AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() }.json())
        .await;
    assert!(later.text().contains("One question about this delivery"), "{}", later.text());
    later.press("The same delivery").await;
    later.proxy.next("/decision").await.answer(ok(&status(&request, "withdrawn", "")));
    later.until_it_says("Nothing is counted twice.").await;
}
