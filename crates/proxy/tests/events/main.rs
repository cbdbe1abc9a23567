//! What open screens are told, over real HTTP.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod ended;
mod heard;
#[path = "../house/mod.rs"]
mod house;
mod resumed;

use std::time::Duration;

use contract::{ConfirmationChange, PostingState, StreamPlace};
use house::{House, confirmation, token};
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An identifier as a device makes it.
fn id(number: u8) -> String {
    format!("01920000-0000-7000-8000-0000000000{number:02}")
}

/// A delivery to the florist under an order of its own.
fn delivery(number: u8) -> Value {
    confirmation(
        &id(number),
        &format!("ORDER-{number}"),
        &json!([{ "item": "FC560", "delivered": 10, "returned": 0 }]),
    )
}

/// One event, as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    event: String,
    id: i64,
    data: String,
}

impl Told {
    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.data).unwrap()
    }
}

/// An open stream, read as a browser would read it.
struct Stream {
    answer: Response,
    text: String,
    /// What to go on behind: the last identifier that was said.
    last: i64,
}

fn events(house: &House, claims: &Value, after: Option<i64>) -> RequestBuilder {
    let request = house.http.get(house.url("/api/v1/events")).bearer_auth(token(claims));
    match after {
        Some(id) => request.header("Last-Event-ID", id.to_string()),
        None => request,
    }
}

impl Stream {
    async fn open(house: &House, claims: &Value, after: Option<i64>) -> Self {
        let answer = events(house, claims, after).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        Self { answer, text: String::new(), last: after.unwrap_or(0) }
    }

    /// A stream that begins now.
    async fn begun(house: &House, claims: &Value) -> Self {
        let mut stream = Self::open(house, claims, None).await;
        let hello = stream.next().await.unwrap();
        assert_eq!((hello.event.as_str(), hello.read::<StreamPlace>().id), ("hello", hello.id));
        stream
    }

    /// The next event; nothing once the stream has ended.
    async fn next(&mut self) -> Option<Told> {
        tokio::time::timeout(Duration::from_secs(30), self.read()).await.unwrap()
    }

    async fn read(&mut self) -> Option<Told> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                    line.map(|value| value.trim_start().to_owned())
                };
                if let Some(id) = field("id") {
                    self.last = id.parse().unwrap();
                }
                if let Some(data) = field("data") {
                    return Some(Told { event: field("event").unwrap(), id: self.last, data });
                }
            }
            let chunk = self.answer.chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Hears about a confirmation until its only movement is in a state: the states that were told, in order.
    async fn until(&mut self, number: u8, state: PostingState) -> Vec<PostingState> {
        let mut states = Vec::new();
        while states.last() != Some(&state) {
            let told = self.next().await.unwrap();
            if told.event == "confirmation" {
                let change: ConfirmationChange = told.read();
                if change.id.to_string() == id(number) {
                    states.push(change.states[0].state);
                }
            }
        }
        states
    }
}
