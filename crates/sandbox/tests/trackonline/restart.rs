//! What is on disk is enough.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use crate::standing::{Standing, delivery, settings, start_of_test};

#[tokio::test]
async fn what_was_saved_is_there_after_a_restart_on_a_later_day() {
    let (standing, folder) = Standing::fresh().await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7), delivery("", "C0412", 2)])).await;
    let rows = standing.saved(&message).await;
    let (balance, found) = (standing.held("C0412", "FC560").await, standing.numbered("D1").await);
    standing.stop().await;

    let later = start_of_test() + TimeDelta::minutes(20);
    let standing = Standing::on(settings(folder.path()), later).await.unwrap();
    let again: Vec<serde_json::Value> = standing.result(&message).await.json().await.unwrap();
    assert_eq!(again, rows);
    standing.stop().await;

    let standing = Standing::on(settings(folder.path()), start_of_test() + TimeDelta::days(3)).await.unwrap();
    assert_eq!(standing.held("C0412", "FC560").await, balance, "the history still ends where it did");
    assert_eq!(standing.numbered("D1").await, found);
    assert_eq!(standing.result(&message).await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn a_batch_that_was_received_is_saved_after_a_restart() {
    let (standing, folder) = Standing::fresh().await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.result(&message).await.status(), StatusCode::ACCEPTED);
    assert_eq!(standing.saved(&message).await[0]["number"], "D1");
}

#[tokio::test]
async fn a_line_that_a_crash_cut_off_is_dropped_and_writing_goes_on_after_it() {
    let (standing, folder) = Standing::fresh().await;
    standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    standing.stop().await;
    let journal = folder.path().join("journal.jsonl");
    let whole = fs::read(&journal).unwrap();
    let half = &whole[..whole.len() / 2];
    OpenOptions::new().append(true).open(&journal).unwrap().write_all(&half[..half.len().min(40)]).unwrap();

    for number in ["D2", "D3"] {
        let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
        assert_eq!(standing.numbered("D1").await.len(), 1);
        standing.save(&json!([delivery(number, "C0412", 1)])).await;
        standing.stop().await;
    }
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!((standing.numbered("D2").await.len(), standing.numbered("D3").await.len()), (1, 1));
}

#[tokio::test]
async fn a_save_that_was_cut_off_is_done_again_once() {
    let (standing, folder) = Standing::fresh().await;
    let before = standing.held("C0412", "FC560").await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    standing.saved(&message).await;
    standing.stop().await;
    let journal = folder.path().join("journal.jsonl");
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() - 10]).unwrap();

    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.result(&message).await.status(), StatusCode::ACCEPTED);
    standing.saved(&message).await;
    assert_eq!(standing.held("C0412", "FC560").await, before + 7);
}

#[tokio::test]
async fn a_journal_that_makes_no_sense_or_is_in_use_is_refused_in_words() {
    let (standing, folder) = Standing::fresh().await;
    let refusal = async |folder: &std::path::Path| match Standing::on(settings(folder), start_of_test()).await
    {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it started"),
    };
    assert!(refusal(folder.path()).await.contains("in use"));
    standing.stop().await;

    let journal = folder.path().join("journal.jsonl");
    let first = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, format!("{first}not an event\n{first}")).unwrap();
    assert!(refusal(folder.path()).await.contains("line 2"));
    fs::write(&journal, first.replace("\"edition\":", "\"edition\":9")).unwrap();
    assert!(refusal(folder.path()).await.contains("another version"));
}

/// What journals held before batches could be of anything but transactions.
const OLDER_LINES: &[u8] = include_bytes!("older_journal.jsonl");

#[tokio::test]
async fn an_older_journal_is_read() {
    let (standing, folder) = Standing::fresh().await;
    let before = standing.held("C0412", "FC560").await;
    standing.stop().await;
    let journal = folder.path().join("journal.jsonl");
    OpenOptions::new().append(true).open(&journal).unwrap().write_all(OLDER_LINES).unwrap();
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.held("C0412", "FC560").await, before + 7);
    assert_eq!(standing.numbered("D1").await[0]["id"], "0b0c3b7c-9a1c-4b0e-8a57-222222222222");
    let rows = standing.saved("0b0c3b7c-9a1c-4b0e-8a57-333333333333").await;
    assert_eq!(rows[0]["error"], "Scanned item '0000001' was not found.");
}

#[tokio::test]
async fn the_record_and_the_page_show_what_is_in_the_books() {
    let (standing, _folder) = Standing::fresh().await;
    let mut posted = delivery("<D&1>", "C0412", 7);
    posted["referenceNumber"] = json!("26-0318-91");
    let waiting = standing.receive(&json!([posted])).await;
    let page =
        async || standing.client.get(standing.url("/_sandbox/")).send().await.unwrap().text().await.unwrap();
    assert!(page().await.contains(&waiting), "a batch that waits is shown");
    standing.saved(&waiting).await;
    standing.clock.advance(Duration::from_mins(2));
    let record = async |filter: &str| {
        let path = standing.url(&format!("/_sandbox/transactions.json?{filter}"));
        standing.client.get(path).send().await.unwrap().json::<Vec<serde_json::Value>>().await.unwrap()
    };
    let found = record("reference=26-0318-91").await;
    assert_eq!((found.len(), &found[0]["number"], &found[0]["to"]), (1, &json!("<D&1>"), &json!("C0412")));
    assert_eq!(
        found[0]["items"],
        json!([{ "item": "FC560", "quantity": 7, "quantityPlanned": null, "condition": 0 }])
    );
    assert_eq!(record("number=%3CD%261%3E").await, found);
    assert_eq!(record("").await[0], found[0], "newest first");
    let page = page().await;
    assert!(page.contains("&lt;D&amp;1&gt;") && page.contains("7 × FC560") && page.contains("26-0318-91"));
    assert!(
        page.contains("0 of 1000 in the last minute"),
        "the calls of two minutes ago have left the minute"
    );
}
