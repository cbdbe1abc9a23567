//! What a probe finds out by moving single pieces to a test location, and that it takes them back.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![allow(dead_code, reason = "each test file uses its part of the account")]

mod account;

use account::{Account, KEY, Probed};
use probe::{MARK, MOST_CALLS, Plan, Verdict};
use sandbox::trackonline::Behaviour;
use serde_json::Value;

/// Switches of the stand-in, and what the probe has to say of settings. Accounts stand side by side, as most of the
/// time is spent waiting for saves.
const SWITCHES: &[(&str, &[(&str, &str)])] = &[
    (
        "message-id=message-id-field",
        &[
            ("message_id_fields", "confirmed"),
            ("saved_rows.number", "confirmed"),
            ("settle_seconds", "confirmed"),
            ("location_sign", "confirmed"),
            ("counterpart_sign", "confirmed"),
            ("paths.transaction_result", "confirmed"),
            ("same_number", "same_number = \"updates\""),
            ("refused_batch", "refused_batch = \"saves-nothing\""),
            ("absent_is_deleted", "confirmed"),
        ],
    ),
    ("message-id=id-field", &[("message_id_fields", "confirmed")]),
    ("message-id=bare-guid", &[("message_id_fields", "confirmed")]),
    ("envelope=object", &[("envelope", "confirmed"), ("same_number", "same_number = \"updates\"")]),
    ("enumerations=names", &[("enumerations", "enumerations = \"names\"")]),
    (
        "quantities=text",
        &[("quantities", "quantities = \"text\""), ("same_number", "same_number = \"updates\"")],
    ),
    ("duplicates=reject", &[("same_number", "same_number = \"rejects\"")]),
    ("duplicates=double", &[("same_number", "same_number = \"doubles\"")]),
    ("counterpart-sign=at-location", &[("counterpart_sign", "counterpart_sign = \"positive-at-location\"")]),
    ("location-sign=elsewhere", &[("location_sign", "location_sign = \"positive-elsewhere\"")]),
    (
        "counterpart-parameter=locations",
        &[
            ("counterpart_location_parameter", "counterpart_location_parameter = \"locations\""),
            ("counterpart_sign", "confirmed"),
        ],
    ),
    ("refused-batch=saves-good-rows", &[("refused_batch", "refused_batch = \"saves-good-rows\"")]),
    ("dates=without-zone", &[("zoneless_minutes_east", "confirmed")]),
    ("dates=seven-digits-with-offset", &[("zoneless_minutes_east", "confirmed")]),
    ("deleted=absent", &[("absent_is_deleted", "confirmed")]),
    ("saved-rows=names-nothing", &[("saved_rows.number", ""), ("same_number", "same_number = \"updates\"")]),
    ("saved-rows=errors-only", &[("saved_rows.number", ""), ("same_number", "same_number = \"updates\"")]),
];

/// The pieces of one item at one location, by the stand-in's own record.
fn pieces(record: &[Value], location: &str, item: &str) -> i64 {
    let counts = |row: &&Value| {
        row["isDeleted"] == false && row["statusCode"] != "Cancelled" && row["statusCode"] != "Declined"
    };
    let mut balance = 0;
    for row in record.iter().filter(counts) {
        let moved: i64 = row["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|moved| moved["item"] == item)
            .map(|moved| moved["quantity"].as_i64().unwrap())
            .sum();
        balance += if row["to"] == location { moved } else { 0 };
        balance -= if row["from"] == location { moved } else { 0 };
    }
    balance
}

async fn probed(account: &Account) -> (Plan, Probed) {
    let plan = Plan { item: Some(account.known().item), ..account.writing() };
    let probed = account.probe(&plan).await;
    (plan, probed)
}

async fn try_out(switch: &'static str, expected: &'static [(&'static str, &'static str)]) {
    let mut behaviour = Behaviour::default();
    behaviour.set(switch).unwrap();
    let account = Account::open(behaviour).await;
    let before = account.record().await;
    let (plan, probed) = probed(&account).await;
    let report = &probed.report;
    for (setting, verdict) in expected {
        let finding = probed.finding(setting);
        assert_eq!(probed.verdict(setting), *verdict, "{switch}: {setting}: {}", finding.evidence);
        assert!(!matches!(finding.verdict, Verdict::NotDecidable { .. }), "{switch}: {setting}");
    }
    assert!(report.calls <= MOST_CALLS, "{switch}: {} calls", report.calls);
    // What was there is as it was; what is new is marked; and the balance is as before.
    let after = account.record().await;
    let (new, old): (Vec<Value>, Vec<Value>) = after.iter().cloned().partition(|row| {
        row["details"]["referenceNumber"].as_str().is_some_and(|reference| reference.starts_with(MARK))
    });
    assert_eq!(old, before, "{switch}");
    assert!(!new.is_empty(), "{switch}");
    let (test, item) = (plan.write_to.as_deref().unwrap(), plan.item.as_deref().unwrap());
    assert_eq!(pieces(&after, test, item), pieces(&before, test, item), "{switch}: {:?}", report.left_behind);
    let reference = report.reference.as_deref().unwrap();
    assert!(new.iter().all(|row| row["details"]["referenceNumber"] == reference), "{switch}");
    assert!(
        report.left_behind.iter().any(|left| left.contains(reference)),
        "{switch}: {:?}",
        report.left_behind
    );
    assert!(
        report.left_behind.iter().any(|left| left.contains("balance is as before")),
        "{switch}: {:?}",
        report.left_behind
    );
    for text in [report.to_string(), report.to_markdown(), report.to_json().unwrap()] {
        assert!(!text.contains(KEY));
        let named = account.world.locations.iter().find(|location| text.contains(&location.name));
        assert_eq!(named.map(|location| &location.name), None, "{switch}");
    }
    account.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_switch_alone_is_found_out_and_the_account_is_left_as_it_was() {
    let mut running = tokio::task::JoinSet::new();
    for (switch, expected) in SWITCHES {
        running.spawn(try_out(switch, expected));
    }
    while let Some(tried) = running.join_next().await {
        tried.unwrap();
    }
}

#[tokio::test]
async fn a_test_location_that_does_not_exist_is_said_to_be_refused_and_nothing_is_left() {
    let account = Account::open(Behaviour::default()).await;
    let before = account.record().await;
    let plan = Plan {
        write_to: Some("NO SUCH PLACE".into()),
        item: Some(account.known().item),
        ..account.writing()
    };
    let probed = account.probe(&plan).await;
    assert_eq!(account.record().await, before);
    assert!(
        probed.finding("same_number").evidence.contains("not saved"),
        "{}",
        probed.finding("same_number").evidence
    );
    assert!(probed.report.calls <= MOST_CALLS);
    account.close().await;
}

async fn strike(account: &Account, fault: Value) {
    let http = reqwest::Client::builder().build().unwrap();
    let answer = http.post(format!("{}/_sandbox/faults", account.url)).json(&fault).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn a_first_movement_whose_answer_is_lost_is_looked_up_and_taken_back() {
    let account = Account::open(Behaviour::default()).await;
    strike(
        &account,
        serde_json::json!({ "kind": "answer-lost-after-effect", "method": "POST", "once": true }),
    )
    .await;
    let before = account.record().await;
    let (plan, probed) = probed(&account).await;
    let after = account.record().await;
    let (test, item) = (plan.write_to.as_deref().unwrap(), plan.item.as_deref().unwrap());
    assert_eq!(after.len(), before.len() + 1, "it was saved, though nobody was told");
    assert_eq!(pieces(&after, test, item), pieces(&before, test, item), "{:?}", probed.report.left_behind);
    assert!(!probed.report.must_be_looked_at(), "{:?}", probed.report.left_behind);
    assert_eq!(probed.verdict("message_id_fields"), "not decidable");
    account.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_taken_back_is_said_with_its_reference() {
    let account = Account::open(Behaviour::default()).await;
    let plan = account.writing();
    let client = account.client(trackonline::Assumptions::default());
    let clock = || sandbox::clock::Clock::now(&sandbox::clock::MachineClock);
    // The limit is reached right after the first piece was posted: nothing more can be done.
    let url = account.url.clone();
    let mut posted = false;
    let report = probe::run(&client, &plan, &clock, &mut |progress| {
        if progress.doing.starts_with("posting the same number") && !posted {
            posted = true;
            close_quota_now(&url);
        }
    })
    .await;
    assert!(posted && report.stopped.is_some() && report.must_be_looked_at());
    let reference = report.reference.clone().unwrap();
    assert!(
        report.left_behind.iter().any(|left| left.contains(&reference) && left.contains("cancel them")),
        "{:?}",
        report.left_behind
    );
    assert!(report.next_steps().iter().any(|step| step.contains("Put right")), "{:?}", report.next_steps());
    account.close().await;
}

/// Uses up the stand-in's quota before this returns, from within a call that cannot wait.
fn close_quota_now(url: &str) {
    let address = url.trim_start_matches("http://").to_owned();
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        let mut line = std::net::TcpStream::connect(&address).unwrap();
        let request = format!(
            "POST /_sandbox/quota/exhaust?seconds=60 HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        line.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    })
    .join()
    .unwrap();
}
