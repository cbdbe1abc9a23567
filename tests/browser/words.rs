use fustlink::i18n::{Language, Words};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{AccountOf, ORDER, Stage};

#[wasm_bindgen_test]
fn numbers_plurals_and_ages_follow_the_language() {
    let (dutch, english) = (Words::of(Language::Dutch), Words::of(Language::English));
    assert_eq!(dutch.holds(1_234), "heeft 1.234");
    assert_eq!(english.holds(1_234), "holds 1,234");
    assert_eq!(dutch.came_back_more(1), "er kwam 1 meer terug dan er uitging");
    assert_eq!(dutch.came_back_more(3), "er kwamen 3 meer terug dan er uitgingen");
    assert_eq!(english.folded(1), "1 kind with nothing outstanding");
    assert_eq!(dutch.speaker.ago(12, "second"), "12 seconden geleden");
    assert_eq!(english.speaker.ago(1, "minute"), "1 minute ago");
}

#[wasm_bindgen_test]
fn a_day_is_told_in_words_and_anything_else_is_left_as_it_is() {
    let words = Words::of(Language::English);
    assert_eq!(words.speaker.day("2026-11-20"), "Fri 20 November");
    assert_eq!(words.speaker.day("next week"), "next week");
}

#[wasm_bindgen_test]
async fn the_language_changes_on_a_running_screen_and_with_it_the_pages_own() {
    let stage = Stage::open();
    let account = AccountOf { holdings: &[("100", 42, 0)], ..AccountOf::default() };
    stage.show_account(ORDER, &account.json()).await;
    assert_eq!(stage.row("CC trolley")[0], "holds 42");
    stage.show(&ORDER.replace("\"en\"", "\"nl-BE\""));
    stage.until_quiet().await;
    assert_eq!(stage.row("CC trolley")[0], "heeft 42");
    assert!(stage.text().contains("Order 240311, vertrekt vr 20 november"), "{}", stage.text());
    let document = web_sys::window().unwrap().document().unwrap();
    assert_eq!(document.document_element().unwrap().get_attribute("lang").as_deref(), Some("nl"));
}

#[wasm_bindgen_test]
async fn the_host_sets_the_colours() {
    let stage = Stage::open();
    let root = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    stage.show(r#"{"theme":"dark"}"#);
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("dark"));
    stage.show("{}");
    assert_eq!(root.get_attribute("data-theme"), None);
}
