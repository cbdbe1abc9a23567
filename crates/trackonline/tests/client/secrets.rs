//! The key is in one header of a request and nowhere else, even when the other side repeats it to us.

use std::error::Error as _;

use trackonline::{
    Auth, BalanceFilter, ClientSettings, Error, LocationFilter, MessageId, PageNumber, Permit, Quantity,
    SaveResult, Transaction, TransactionBatch, TransactionItem,
};

use crate::loopback::{KEY, Reply, Server, json, limits, nobody, with_headers};

fn shows_nothing(error: &Error) {
    let mut shown = format!("{error} {error:?} {:?}", error.next_step());
    let mut source = error.source();
    while let Some(inner) = source {
        shown.extend([inner.to_string(), format!("{inner:?}")]);
        source = inner.source();
    }
    assert!(!shown.contains(KEY), "{shown}");
}

/// Everything that a server could do to get the key into an error of ours.
fn spiteful() -> Vec<Reply> {
    let repeated = [400, 401, 403, 404, 409, 410, 422, 429, 500, 503]
        .map(|status| json(status, &format!("\"key {KEY} is bad\"")));
    let mut replies = Vec::from(repeated);
    replies.extend([
        json(200, &format!(r#"[{{"quantity":"{KEY}"}}]"#)),
        json(200, &format!(r#"{{"{KEY}":[],"x":[]}}"#)),
        json(200, &format!(r#"[{{"location":{{"{KEY}":1,"number":["{KEY}"]}}}}]"#)),
        json(200, KEY),
        with_headers(302, &format!("location: https://{KEY}.example.com/?apikey={KEY}\r\n"), ""),
        with_headers(429, &format!("retry-after: {KEY}\r\n"), ""),
        Reply::Bytes(format!("{KEY}\r\n\r\n").into()),
        Reply::Close,
    ]);
    replies
}

#[tokio::test]
async fn no_error_shows_the_key_whatever_the_server_repeats() {
    let count = spiteful().len();
    let reading = Server::with(spiteful());
    let client = reading.client();
    for _ in 0..count {
        shows_nothing(&client.balances(Permit::granted(), &BalanceFilter::of(["A"])).await.unwrap_err());
    }
    let saving = Server::with(spiteful());
    let client = saving.client();
    let items = vec![TransactionItem::new("CC TAG6", Quantity::new(1))];
    let batch =
        TransactionBatch::new(vec![Transaction { transaction_items: items, ..Transaction::default() }])
            .unwrap();
    for _ in 0..count {
        shows_nothing(&client.post_transactions(Permit::granted(), &batch).await.unwrap_err());
    }
    for request in reading.requests().into_iter().chain(saving.requests()) {
        assert_eq!(request.header("x-apikey"), Some(KEY));
        assert!(!request.line.contains(KEY), "{}", request.line);
        assert_eq!(request.headers.iter().filter(|header| header.contains(KEY)).count(), 1);
        assert!(!request.body.contains(KEY));
    }
}

#[tokio::test]
async fn a_rejected_rows_words_do_not_show_the_key_either() {
    let client =
        Server::with(vec![json(200, &format!(r#"[{{"number":"1","error":"not for {KEY}"}}]"#))]).client();
    let id = MessageId::new("m-1").unwrap();
    let SaveResult::Done(rows) = client.transaction_result(Permit::granted(), &id).await.unwrap() else {
        panic!("pending")
    };
    assert_eq!(rows[0].error.as_deref(), Some("not for (hidden)"));
}

#[tokio::test]
async fn neither_client_nor_settings_nor_a_failed_connection_show_the_key() {
    let settings = ClientSettings {
        base_url: nobody().parse().unwrap(),
        auth: Auth::ApiKey(KEY.into()),
        assumptions: trackonline::Assumptions::default(),
        limits: limits(),
    };
    let client = trackonline::Client::new(settings.clone()).unwrap();
    let shown = format!("{settings:?} {client:?}");
    assert!(!shown.contains(KEY), "{shown}");
    let error =
        client.locations(Permit::granted(), &LocationFilter::default(), PageNumber::FIRST).await.unwrap_err();
    shows_nothing(&error);
}

#[test]
fn a_key_that_cannot_be_one_is_refused_without_being_shown() {
    for key in ["", "   ", "canary\nkey", "canary\u{7f}key"] {
        let error = trackonline::Client::new(ClientSettings {
            base_url: "https://api.trackonline.com".parse().unwrap(),
            auth: Auth::ApiKey(key.into()),
            assumptions: trackonline::Assumptions::default(),
            limits: limits(),
        })
        .unwrap_err();
        assert_eq!(error, trackonline::SettingsError::Key);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
