use contract::host::{ConfirmationNews, ToHost};
use contract::{ConfirmationRequest, ProblemCode};
use fustlink::api::transport::NoAnswer;
use fustlink::clock;
use fustlink::host::News;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{AccountOf, ORDER, Stage, ok, problem};

pub(crate) const DELIVERED: &str = "Delivered: Bucket 560 (FC560)";
const RETURNED: &str = "Returned: CC trolley (TAG6)";

/// The widget with the delivery form open.
pub(crate) async fn opened() -> Stage {
    let stage = Stage::open();
    let account = AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() };
    stage.show_account(ORDER, &account.json()).await;
    stage.press("Confirm delivery").await;
    stage
}

/// What was sent.
pub(crate) fn body(stage: &Stage, index: usize) -> ConfirmationRequest {
    serde_json::from_str(stage.proxy.posts()[index].body.as_deref().unwrap()).unwrap()
}

/// The proxy's word on a confirmation: the buckets went out, and the trolleys that came back.
pub(crate) fn status(request: &ConfirmationRequest, state: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{}","kind":"delivery","stage":"counted","customer":"1001","order":"240311","accepted_at":"2026-11-20T09:00:00Z","confirmed_by":"jan","movements":[
            {{"number":"FL-1","direction":"delivered","from":{{"location":"OWN","name":"The nursery"}},"to":{{"location":"K1","name":"Main branch"}},
              "items":[{{"item":"560","count":20}}],"state":"{state}","since":"2026-11-20T09:00:00Z"{more}}}]}}"#,
        request.id
    )
}

#[wasm_bindgen_test]
async fn the_form_is_filled_from_the_order_and_from_what_may_come_back() {
    let stage = opened().await;
    assert_eq!(stage.row_names(), ["Bucket 560 FC560", "CC trolley TAG6"]);
    assert_eq!(stage.field(DELIVERED).value(), "24");
    assert_eq!(stage.field(RETURNED).value(), "0");
    assert_eq!(stage.row("Bucket 560"), ["24", "as planned", ""]);
}

#[wasm_bindgen_test]
async fn a_difference_from_planned_is_said_in_words() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "20").await;
    assert!(stage.row("Bucket 560")[1].starts_with("4 fewer than planned"));
    for _ in 0..5 {
        stage.press(&format!("One more – {DELIVERED}")).await;
    }
    assert_eq!(stage.field(DELIVERED).value(), "25");
    assert!(stage.row("Bucket 560")[1].starts_with("1 more than planned"));
    assert!(stage.row("CC trolley")[1].ends_with("not on this order"));
}

#[wasm_bindgen_test]
async fn nothing_counted_and_a_count_that_is_none_are_said_and_not_sent() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "0").await;
    stage.press("Confirm delivery").await;
    assert!(stage.with_role("alert")[0].starts_with("Nothing has been counted yet."));
    stage.type_into(DELIVERED, "-4").await;
    assert_eq!(stage.field(DELIVERED).get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(stage.text().contains("Give a whole number from 0 to 99,999."));
    stage.press("Confirm delivery").await;
    assert!(stage.with_role("alert")[0].starts_with("One or more counts"));
    assert!(stage.proxy.posts().is_empty());
}

#[wasm_bindgen_test]
async fn a_double_click_sends_one_confirmation_with_what_was_counted() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "20").await;
    stage.choose("Reason: Bucket 560 (FC560)", "not-loaded").await;
    stage.type_into(RETURNED, "6").await;
    let button = stage.button("Confirm delivery");
    button.click();
    button.click();
    stage.until_quiet().await;
    assert_eq!(stage.proxy.posts().len(), 1);
    let request = body(&stage, 0);
    assert_eq!(request.id.get_version_num(), 7);
    let (made, _) = request.id.get_timestamp().unwrap().to_unix();
    let age = clock::now().timestamp() - i64::try_from(made).unwrap();
    assert!((0..60).contains(&age), "it holds the moment at which it was made");
    let counts: Vec<_> = request
        .lines
        .iter()
        .map(|line| {
            (
                line.item.as_str(),
                line.planned.map(contract::Count::get),
                line.delivered.get(),
                line.returned.get(),
            )
        })
        .collect();
    assert_eq!(counts, [("560", Some(24), 20, 0), ("100", None, 0, 6)]);
}

#[wasm_bindgen_test]
async fn each_line_is_followed_until_it_is_saved_and_the_account_is_read_again() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "queued", "")));
    stage.until_it_says("safely stored, waiting for TrackOnline").await;
    assert!(stage.text().contains("From The nursery to Main branch"));
    let account = AccountOf { holdings: &[("100", 42, 0), ("560", 0, 20)], ..AccountOf::default() };
    stage.answer_account(&account.json()).await;
    for (state, said) in [
        ("sent", "sent to TrackOnline"),
        ("accepted", "received by TrackOnline, being saved"),
        ("checking", "being looked up in TrackOnline"),
        ("saved", "Everything is saved in TrackOnline."),
    ] {
        let poll = stage.proxy.next(&request.id.to_string()).await;
        poll.answer(ok(&status(&request, state, "")));
        stage.until_it_says(said).await;
    }
    let account = AccountOf { holdings: &[("100", 42, 0), ("560", 20, 0)], ..AccountOf::default() };
    stage.answer_account(&account.json()).await;
    stage.until_it_says("holds 20").await;
    let news: Vec<ConfirmationNews> = stage
        .told
        .borrow()
        .iter()
        .filter_map(|message| match message {
            ToHost::Confirmation { state, .. } => Some(*state),
            _ => None,
        })
        .collect();
    assert_eq!(news, [ConfirmationNews::Stored, ConfirmationNews::Saved]);
}

#[wasm_bindgen_test]
async fn a_lost_answer_keeps_the_counts_as_they_are_and_sends_the_very_same_again() {
    let stage = opened().await;
    stage.type_into(DELIVERED, "20").await;
    stage.choose("Reason: Bucket 560 (FC560)", "not-loaded").await;
    stage.press("Confirm delivery").await;
    stage.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    stage.until_it_says("It is not certain whether the confirmation arrived.").await;
    assert_eq!(stage.field(DELIVERED).value(), "20");
    assert!(stage.field(DELIVERED).disabled());
    stage.press("Back to the balance").await;
    assert!(stage.text().contains("It is not certain whether the confirmation arrived."), "{}", stage.text());
    stage.press("Send again").await;
    assert_eq!(stage.proxy.posts()[0].body, stage.proxy.posts()[1].body);
}

#[wasm_bindgen_test]
async fn after_a_refusal_the_counts_may_be_changed_and_are_another_confirmation() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    stage.proxy.next("/confirmations").await.answer(problem(ProblemCode::InvalidField));
    stage.until_it_says("The delivery was not confirmed.").await;
    assert!(stage.text().contains("Nothing you filled in is lost."));
    stage.type_into(DELIVERED, "23").await;
    stage.choose("Reason: Bucket 560 (FC560)", "plan-wrong").await;
    assert!(stage.with_role("alert").is_empty());
    stage.press("Confirm delivery").await;
    assert_ne!(body(&stage, 0).id, body(&stage, 1).id);
}

#[wasm_bindgen_test]
async fn what_trackonline_refuses_is_told_in_its_own_words_with_a_next_step() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    let reason = r#","reason":"Item 560 is not allowed here.""#;
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "rejected", reason)));
    stage.until_it_says("TrackOnline says: “Item 560 is not allowed here.”").await;
    assert!(
        stage.text().contains("Nothing was booked for it. Your count is kept and reported as an exception")
    );
}

#[wasm_bindgen_test]
async fn a_confirmation_is_followed_under_its_own_order_when_another_comes_on_screen() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.show(&ORDER.replace("240311", "240399").replace("1001", "2002"));
    stage.until_it_says("Order 240311, Customer 1001").await;
    assert!(stage.text().contains("being sent"));
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "queued", "")));
    stage.until_it_says("safely stored").await;
    stage.proxy.next(&request.id.to_string()).await.answer(ok(&status(&request, "saved", "")));
    stage.until_it_says("saved in TrackOnline").await;
    stage.press("Remove from view").await;
    assert!(!stage.text().contains("240311"));
}

#[wasm_bindgen_test]
async fn with_several_branches_the_delivery_names_one() {
    let stage = Stage::open();
    let more = r#","locations":[{"number":"K1","name":"North","restriction":"none"},{"number":"K2","name":"South","city":"Breda","restriction":"none"}]"#;
    stage.show_account(ORDER, &AccountOf { more, ..AccountOf::default() }.json()).await;
    stage.press("Confirm delivery").await;
    stage.press("Confirm delivery").await;
    assert!(stage.with_role("alert")[0].starts_with("Choose the branch"));
    let select: web_sys::HtmlSelectElement =
        wasm_bindgen::JsCast::unchecked_into(stage.all("form select")[0].clone());
    select.set_value("K2");
    select.dispatch_event(&web_sys::Event::new("change").unwrap()).unwrap();
    stage.until_quiet().await;
    stage.press("Confirm delivery").await;
    assert_eq!(body(&stage, 0).location.as_str(), "K2");
}

#[wasm_bindgen_test]
async fn a_lost_confirmation_is_looked_up_before_it_can_be_given_up() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    stage.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    stage.until_it_says("It is not certain").await;
    stage.press("Look up whether it arrived").await;
    stage.proxy.next("/confirmations/").await.answer(problem(ProblemCode::ConfirmationUnknown));
    stage.until_it_says("Discard").await;
    stage.press("Discard").await;
    assert!(!stage.text().contains("It is not certain"), "{}", stage.text());
    stage.press("Confirm delivery").await;
    assert!(!stage.field(DELIVERED).disabled());
}

#[wasm_bindgen_test]
async fn a_lost_confirmation_that_is_found_goes_on_as_stored() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    stage.until_it_says("It is not certain").await;
    stage.press("Look up whether it arrived").await;
    stage.proxy.next(&request.id.to_string()).await.answer(ok(&status(&request, "saved", "")));
    stage.until_it_says("Everything is saved in TrackOnline.").await;
}

#[wasm_bindgen_test]
async fn right_after_a_confirmation_the_same_delivery_is_not_filled_in_again() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "queued", "")));
    stage.until_it_says("Confirm another delivery").await;
    let button = stage.button("Confirm another delivery");
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
    stage.press("Confirm another delivery").await;
    assert!(stage.all("form").is_empty(), "before the account was read again");
    // The account that comes does not hold the delivery yet.
    stage.answer_account(&AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() }.json()).await;
    stage.until_quiet().await;
    stage.press("Confirm another delivery").await;
    assert_eq!(stage.field(DELIVERED).value(), "0");
    assert!(stage.text().contains("Count only what is not in it."));
}

#[wasm_bindgen_test]
async fn the_choice_of_one_more_kind_stands_at_none_again() {
    let stage = opened().await;
    let select = || -> web_sys::HtmlSelectElement {
        wasm_bindgen::JsCast::unchecked_into(stage.all("form select")[0].clone())
    };
    select().set_value("101");
    select().dispatch_event(&web_sys::Event::new("change").unwrap()).unwrap();
    stage.until_quiet().await;
    assert_eq!(stage.row_names().last().unwrap(), "CC shelf SHELF");
    assert_eq!((select().value(), select().selected_index()), (String::new(), 0));
}

#[wasm_bindgen_test]
async fn what_was_not_known_to_be_stored_outlives_the_page_and_can_be_sent_again() {
    let store = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    store.clear().unwrap();
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    stage.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    stage.until_it_says("It is not certain").await;
    let sent = stage.proxy.posts()[0].body.clone();
    assert_eq!(store.length().unwrap(), 1);
    let kept = store.get_item(&store.key(0).unwrap().unwrap()).unwrap().unwrap();
    assert!(!kept.contains("token"), "{kept}");
    drop(stage);

    let later = Stage::open();
    later.pick_up();
    // It is looked up by itself; the proxy cannot be asked, so it stays uncertain.
    later.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    later
        .show_account(ORDER, &AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() }.json())
        .await;
    assert!(later.text().contains("It is not certain whether the confirmation arrived."), "{}", later.text());
    assert_eq!(later.button("Confirm delivery").get_attribute("aria-disabled").as_deref(), Some("true"));
    later.press("Send again").await;
    assert_eq!(later.proxy.posts()[0].body, sent);
    let request = body(&later, 0);
    later.proxy.next("/confirmations").await.answer(ok(&status(&request, "saved", "")));
    later.until_it_says("Everything is saved in TrackOnline.").await;
    assert_eq!(store.length().unwrap(), 0);
}

#[wasm_bindgen_test]
async fn what_arrived_all_the_same_is_found_after_a_reload_without_anybody_asking() {
    let store = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    store.clear().unwrap();
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(Err(NoAnswer));
    stage.until_it_says("It is not certain").await;
    drop(stage);

    let later = Stage::open();
    later.pick_up();
    later.proxy.next("/confirmations").await.answer(ok(&status(&request, "saved", "")));
    later
        .show_account(ORDER, &AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() }.json())
        .await;
    later.until_it_says("Everything is saved in TrackOnline.").await;
    assert_eq!(later.proxy.posts().len(), 0);
    assert_eq!(store.length().unwrap(), 0);
}

#[wasm_bindgen_test]
async fn who_may_not_confirm_is_not_offered_it() {
    let stage = Stage::open();
    stage.hear(News::MayConfirm(false));
    stage.show_account(ORDER, &AccountOf::default().json()).await;
    assert!(!stage.text().contains("Confirm delivery"));
    stage.hear(News::MayConfirm(true));
    stage.until_quiet().await;
    stage.button("Confirm delivery");
}

#[wasm_bindgen_test]
async fn following_ends_with_the_truth_where_the_proxy_refuses_for_good() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "queued", "")));
    stage.proxy.next(&request.id.to_string()).await.answer(problem(ProblemCode::CustomerNotAllowed));
    stage.until_it_says("How far it is cannot be read here any more.").await;
    assert!(stage.text().contains("You may not see this customer's packaging."));
}

#[wasm_bindgen_test]
async fn a_button_stays_the_same_element_when_a_notice_comes_and_a_field_names_what_is_said_about_it() {
    let stage = opened().await;
    let button = stage.button("Confirm delivery");
    stage.type_into(DELIVERED, "x").await;
    stage.press("Confirm delivery").await;
    assert!(stage.with_role("alert")[0].starts_with("One or more counts"));
    assert!(button.is_same_node(Some(&stage.button("Confirm delivery"))));
    let said = |field: &str| {
        let id = stage.field(field).get_attribute("aria-describedby").unwrap();
        crate::stage::text_of(&stage.all(&format!("#{id}"))[0])
    };
    assert_eq!(said(DELIVERED), "Give a whole number from 0 to 99,999.");
    stage.type_into(DELIVERED, "20").await;
    assert_eq!(said(DELIVERED), "4 fewer than planned");
}

#[wasm_bindgen_test]
async fn what_nobody_knows_of_is_said_so_and_where_it_is_seen_to() {
    let stage = opened().await;
    stage.press("Confirm delivery").await;
    let request = body(&stage, 0);
    stage.proxy.next("/confirmations").await.answer(ok(&status(&request, "excepted", "")));
    stage.until_it_says("It is not certain whether TrackOnline has saved this.").await;
    assert!(
        stage
            .text()
            .contains("It is reported as an exception: give the number above to logistics or finance.")
    );
}
