//! What each misbehaviour of the other side becomes, for a call that reads and for one that changes something.

use std::time::{Duration, Instant};

use trackonline::{
    BalanceFilter, Client, ClientSettings, Error, Limits, LocationFilter, MessageId, NextStep, PageNumber,
    Part, Permit, Quantity, Transaction, TransactionBatch, TransactionItem, Trouble, Unreadable,
};

use crate::loopback::{KEY, Reply, Server, json, limits, nobody, with_headers};

fn batch() -> TransactionBatch {
    TransactionBatch::new(vec![Transaction {
        transaction_number: Some("F-1".into()),
        transaction_items: vec![TransactionItem::new("CC TAG6", Quantity::new(3))],
        ..Transaction::default()
    }])
    .unwrap()
}

async fn reading(client: &Client) -> Error {
    client.balances(Permit::granted(), &BalanceFilter::of(["A"])).await.unwrap_err()
}

async fn saving(client: &Client) -> Error {
    client.post_transactions(Permit::granted(), &batch()).await.unwrap_err()
}

fn client_of(base: &str, limits: Limits) -> Client {
    Client::new(ClientSettings {
        base_url: base.parse().unwrap(),
        auth: trackonline::Auth::ApiKey(KEY.into()),
        assumptions: trackonline::Assumptions::default(),
        limits,
    })
    .unwrap()
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let client = client_of(&nobody(), limits());
    for error in [reading(&client).await, saving(&client).await] {
        assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
        assert_eq!(error.next_step(), NextStep::SendAgain { after: None });
    }
}

#[tokio::test]
async fn a_connection_closed_after_the_request_leaves_a_save_unknown_and_a_reading_call_unanswered() {
    let server = Server::with(vec![Reply::Close, Reply::Close]);
    let client = server.client();
    let error = saving(&client).await;
    assert!(matches!(error, Error::UnknownOutcome { trouble: Trouble::Lost(_) }), "{error:?}");
    assert_eq!(error.next_step(), NextStep::FindOut);
    assert!(matches!(reading(&client).await, Error::Unavailable { trouble: Trouble::Lost(_) }));
    assert_eq!(server.requests().len(), 2, "nothing is repeated without a permit");
}

#[tokio::test]
async fn a_server_error_leaves_a_save_unknown() {
    for status in [500, 502, 503, 504, 408] {
        let client = Server::with(vec![json(status, "\"oops\""), json(status, "\"oops\"")]).client();
        let trouble = Trouble::Failed(status);
        assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble: trouble.clone() });
        assert_eq!(reading(&client).await, Error::Unavailable { trouble });
    }
}

#[tokio::test]
async fn a_head_that_does_not_come_in_time_is_not_waited_for() {
    let silence = || Reply::Silence(Duration::from_secs(20));
    let server = Server::with(vec![silence(), silence()]);
    let short = Duration::from_millis(200);
    let client = client_of(&server.base(), Limits { connect: short, head: short, ..limits() });
    let started = Instant::now();
    let trouble = Trouble::TimedOut(Part::Head);
    assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble: trouble.clone() });
    assert_eq!(reading(&client).await, Error::Unavailable { trouble });
    assert!(started.elapsed() < Duration::from_secs(15), "it waited for the silence to end");
}

#[tokio::test]
async fn a_body_that_drips_is_not_waited_for_however_steadily_it_drips() {
    let drip = || {
        Reply::Drip(
            b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec(),
            vec![b' '; 1000],
            Duration::from_millis(20),
        )
    };
    let server = Server::with(vec![drip(), drip()]);
    let client = client_of(&server.base(), Limits { body: Duration::from_millis(300), ..limits() });
    let started = Instant::now();
    let trouble = Trouble::TimedOut(Part::Body);
    assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble: trouble.clone() });
    assert_eq!(reading(&client).await, Error::Unavailable { trouble });
    assert!(started.elapsed() < Duration::from_secs(15), "it waited for the drip to end");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_whether_or_not_it_says_its_size() {
    let limit = limits().body_bytes;
    let said = || Reply::Flood(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec());
    let unsaid = || Reply::Flood(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec());
    let client = Server::with(vec![said(), unsaid(), said(), unsaid()]).client();
    let unreadable = Unreadable::TooLarge { limit };
    for _ in 0..2 {
        assert_eq!(reading(&client).await, Error::Answer { unreadable: unreadable.clone() });
    }
    for _ in 0..2 {
        let trouble = Trouble::Unreadable(unreadable.clone());
        assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble });
    }
}

#[tokio::test]
async fn json_that_breaks_off_is_an_error_of_the_answer() {
    let bodies =
        [r#"[{"location":"A","quantity":4"#, "[", "[{}", r#"{"rows":"#, "not json", r#"[{"quantity":[]}]"#];
    for body in bodies {
        let client = Server::with(vec![json(200, body), json(200, body)]).client();
        let error = reading(&client).await;
        assert!(matches!(error, Error::Answer { unreadable: Unreadable::Json(_) }), "{body}: {error:?}");
        assert_eq!(error.next_step(), NextStep::CheckAssumptions);
        let error = saving(&client).await;
        assert!(
            matches!(error, Error::UnknownOutcome { trouble: Trouble::Unreadable(_) }),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_on_the_way_is_a_lost_answer() {
    let short = || Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[]".to_vec());
    let client = Server::with(vec![short(), short()]).client();
    assert!(matches!(reading(&client).await, Error::Unavailable { trouble: Trouble::Lost(_) }));
    assert!(matches!(saving(&client).await, Error::UnknownOutcome { trouble: Trouble::Lost(_) }));
}

#[tokio::test]
async fn a_page_of_html_is_recognised() {
    let page = "\u{feff}\n <!doctype html><html><body>Sign in</body></html>";
    let client = Server::with(vec![json(200, page), json(200, page), json(400, page)]).client();
    assert_eq!(reading(&client).await, Error::Answer { unreadable: Unreadable::Html });
    let trouble = Trouble::Unreadable(Unreadable::Html);
    assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble });
    assert_eq!(saving(&client).await, Error::Refused { status: 400, words: "(a page of HTML)".into() });
}

#[tokio::test]
async fn a_spent_quota_says_how_long_to_wait_in_either_form() {
    let table = [
        ("retry-after: 17\r\n", Some(Duration::from_secs(17))),
        (
            "date: Wed, 21 Oct 2015 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2015 07:28:40 GMT\r\n",
            Some(Duration::from_secs(40)),
        ),
        ("retry-after: later\r\n", None),
        ("", None),
    ];
    for (headers, after) in table {
        let client =
            Server::with(vec![with_headers(429, headers, ""), with_headers(429, headers, "")]).client();
        for error in [reading(&client).await, saving(&client).await] {
            assert_eq!(error, Error::RetryAfter { after }, "{headers}");
            assert_eq!(error.next_step(), NextStep::SendAgain { after });
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::with(vec![json(200, "[]")]);
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/api/v1/balance\r\n", elsewhere.base());
        let client =
            Server::with(vec![with_headers(status, &location, ""), with_headers(status, &location, "")])
                .client();
        let unreadable = Unreadable::Redirect(status);
        assert_eq!(reading(&client).await, Error::Answer { unreadable: unreadable.clone() });
        assert_eq!(saving(&client).await, Error::UnknownOutcome { trouble: Trouble::Unreadable(unreadable) });
    }
    assert!(elsewhere.requests().is_empty(), "the key went along");
}

#[tokio::test]
async fn a_refusal_brings_trackonlines_own_words_on_one_bounded_line() {
    let long = format!("\"Unknown location\\n{}\"", "x".repeat(10_000));
    let client =
        Server::with(vec![json(400, r#"{"title":"Unknown location 99"}"#), json(422, &long)]).client();
    assert_eq!(saving(&client).await, Error::Refused { status: 400, words: "Unknown location 99".into() });
    let Error::Refused { status: 422, words } = saving(&client).await else { panic!("not refused") };
    assert!(words.starts_with("Unknown location xxx") && words.chars().count() == 500, "{words}");
}

#[tokio::test]
async fn a_key_that_is_not_taken_is_said_as_such() {
    for status in [401, 403] {
        let server = Server::with(vec![json(status, ""), json(status, "")]);
        let client = server.client();
        for error in [reading(&client).await, saving(&client).await] {
            assert_eq!(error, Error::Key { status });
            assert_eq!(error.next_step(), NextStep::CheckKey);
        }
        assert_eq!(server.requests().len(), 2, "a key cannot be renewed");
    }
}

#[tokio::test]
async fn an_unknown_and_an_outdated_message_are_told_apart_and_only_where_they_can_be_meant() {
    let client = Server::with(vec![json(404, ""), json(410, ""), json(404, "\"nothing here\"")]).client();
    let id = MessageId::new("m-1").unwrap();
    let result = async || client.transaction_result(Permit::granted(), &id).await.unwrap_err();
    assert_eq!(result().await, Error::UnknownMessage);
    assert_eq!(result().await, Error::OutdatedMessage);
    assert_eq!(reading(&client).await, Error::Refused { status: 404, words: "nothing here".into() });
}

#[tokio::test]
async fn a_query_that_would_be_cut_on_the_way_is_not_sent() {
    let server = Server::with(Vec::new());
    let client = server.client();
    let many = (0..200).map(|number| format!("location-{number}"));
    let error = client.balances(Permit::granted(), &BalanceFilter::of(many)).await.unwrap_err();
    let Error::Limit(violations) = &error else { panic!("{error:?}") };
    assert_eq!(violations.all()[0].field, "query");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_a_lost_answer() {
    let client = Server::with(vec![Reply::Bytes(b"\x16\x03\x01 hello\r\n\r\n".to_vec())]).client();
    let filter = LocationFilter::default();
    let error = client.locations(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { trouble: Trouble::Lost(_) }), "{error:?}");
}
