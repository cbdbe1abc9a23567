//! TrackOnline's key is in no answer and in no line of the log.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::io::Write;
use std::sync::{Arc, Mutex};

use house::{CUSTOMER, House, KEY, SECRET, claims, confirmation, token};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_canary_is_never_heard() {
    let log = Captured::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).init();
    let mut house = House::open().await;
    let bearer = token(&claims("demo"));
    let mut heard = String::new();
    let account = format!("/api/v1/customers/{CUSTOMER}/account");
    let body = confirmation(
        "01920000-0000-7000-8000-000000000001",
        "TEST-1",
        &json!([{ "item": "FC560", "delivered": 1, "returned": 1 }]),
    );
    for round in 0..3 {
        match round {
            1 => house.exhaust_trackonline(1).await,
            2 => house.stop_trackonline().await,
            _ => {}
        }
        for request in [
            house.get("/api/v1/packaging"),
            house.get(&account),
            house.get("/api/v1/customers/10035/account"),
            house.confirm(&body),
            house.confirm(&json!({ "id": KEY })),
            house.http.get(house.url("/widget/demo/")),
            house.http.get(house.url("/health/ready")),
        ] {
            let answer = request.send().await.unwrap();
            heard += &String::from_utf8_lossy(
                &answer
                    .headers()
                    .values()
                    .flat_map(|value| value.as_bytes().iter().copied())
                    .collect::<Vec<_>>(),
            );
            // The one body that repeats what it was sent is our own mistake, planted above.
            let text = answer.text().await.unwrap();
            heard += &text.replace(&format!("`{KEY}`"), "");
        }
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    }
    assert!(heard.contains("FC560"));
    assert!(!heard.contains(KEY), "the key is in an answer");
    assert!(!heard.contains(SECRET), "a signing secret is in an answer");

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("answered"), "the log was not captured");
    // The stand-in runs in this process too, but never logs its key.
    for (what, secret) in [("the key", KEY), ("a signing secret", SECRET), ("a token", &bearer)] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{what} is in the log");
    }
}
