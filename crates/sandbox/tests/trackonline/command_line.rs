//! The program itself: what it prints, how it refuses, and that a kill loses nothing.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::{client, delivery};

/// The program, running; killed when it is dropped.
struct Program {
    child: Child,
    address: String,
    key: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(state: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbox"));
    command.args(["trackonline", "--listen", listen, "--key", "k1", "--state"]).arg(state);
    command
}

fn start(state: &Path) -> Program {
    start_with(state, &[])
}

fn start_with(state: &Path, args: &[&str]) -> Program {
    let mut child = command(state, "127.0.0.1:0")
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut after = |words: &str| lines.next().unwrap().split_once(words).unwrap().1.to_owned();
    let address = after("stand-in: ");
    let key = after("X-ApiKey): ");
    Program { child, address, key }
}

#[tokio::test]
async fn it_prints_its_address_and_key_and_loses_nothing_when_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let client = client();
    let mut posted = delivery("D1", "C0412", 7);
    posted["toLocation"]["number"] = json!("C0415");
    let message = {
        let program = start(folder.path());
        let url = format!("{}/api/v1/transaction", program.address);
        let response =
            client.post(url).header("X-ApiKey", &program.key).json(&json!([posted])).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<Value>().await.unwrap()["messageId"].as_str().unwrap().to_owned()
    };
    let program = start(folder.path());
    let url = format!("{}/api/v1/transaction/result/{message}", program.address);
    let patience = Instant::now() + Duration::from_secs(20);
    let rows = loop {
        let response = client.get(&url).header("X-ApiKey", &program.key).send().await.unwrap();
        if response.status() == StatusCode::OK {
            break response.json::<Value>().await.unwrap();
        }
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        assert!(Instant::now() < patience, "it is never saved");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&rows[0]["number"], &rows[0]["error"]), (&json!("D1"), &Value::Null));
}

#[tokio::test]
async fn switches_and_a_driven_clock_are_set_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let client = client();
    let args = ["--behaviour", "enumerations=names", "--behaviour", "dates=without-zone", "--driven-clock"];
    let program = start_with(folder.path(), &[&args[..], &["--start-at", "2026-03-18T09:00:00Z"]].concat());
    let get = async |path: &str| {
        let request = client.get(format!("{}{path}", program.address)).header("X-ApiKey", &program.key);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    assert_eq!(get("/api/v1/location?Number=C0412").await[0]["type"], "Customer");
    assert_eq!(get("/api/v1/status").await["date"], "2026-03-18T09:00:00.000");
    let advance = format!("{}/_sandbox/clock/advance?seconds=90", program.address);
    assert_eq!(client.post(advance).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(get("/api/v1/status").await["date"], "2026-03-18T09:01:30.000");
}

#[tokio::test]
async fn the_machines_clock_is_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let program = start(folder.path());
    let advance = format!("{}/_sandbox/clock/advance?seconds=90", program.address);
    let refused = client().post(advance).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert!(refused.text().await.unwrap().contains("--driven-clock"));
}

#[tokio::test]
async fn everything_posted_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let client = client();
    let args = ["--driven-clock", "--start-at", "2026-03-18T09:00:00Z"];
    let mut on_trip = delivery("D1", "N1", 7);
    on_trip["transactionTripNumber"] = json!("R1");
    {
        let program = start_with(folder.path(), &args);
        let post = async |path: &str, body: Value| {
            let request = client.post(format!("{}{path}", program.address)).header("X-ApiKey", &program.key);
            assert!(request.json(&body).send().await.unwrap().status().is_success(), "{path}");
        };
        post("/api/v1/location", json!([{ "number": "N1", "name": "New", "type": 1 }])).await;
        post("/_sandbox/corrections", json!({ "location": "C0412", "item": "FC560", "pieces": 3 })).await;
        post("/_sandbox/clock/advance?seconds=3", json!({})).await;
        post("/api/v1/transaction", json!([on_trip])).await;
    }
    let program = start_with(folder.path(), &args);
    let told = async |path: &str| {
        let request = client.get(format!("{}{path}", program.address)).header("X-ApiKey", &program.key);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    client.post(format!("{}/_sandbox/clock/advance?seconds=9", program.address)).send().await.unwrap();
    let patience = Instant::now() + Duration::from_secs(20);
    while told("/_sandbox/state.json").await["queue"].to_string().contains("waiting") {
        assert!(Instant::now() < patience, "they are never saved");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(told("/api/v1/location?Number=N1").await[0]["name"], "New");
    assert_eq!(told("/_sandbox/transactions.json?number=D1").await[0]["to"], "N1");
    let trips = told("/_sandbox/trips.json").await;
    assert_eq!((&trips[0]["number"], &trips[0]["transactions"]), (&json!("R1"), &json!(["D1"])));
    let newest = told("/_sandbox/transactions.json").await;
    assert!(newest.as_array().unwrap()[..2].iter().any(|row| row["typeCode"] == 5), "the correction");
}

#[test]
fn a_switch_that_there_is_not_is_one_sentence_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    for (setting, says) in [("envelop=bare", "there is no switch 'envelop'"), ("envelope=bear", "expected")] {
        let output = command(folder.path(), "127.0.0.1:0").args(["--behaviour", setting]).output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), words.trim().lines().count()), (Some(1), 1), "{words}");
        assert!(words.contains(says), "{words}");
    }
}

#[test]
fn a_taken_port_is_one_sentence_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let output = command(folder.path(), &address.to_string()).output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(words.trim().lines().count(), 1, "{words}");
    assert!(words.contains(&format!("Port {} on 127.0.0.1 is taken", address.port())), "{words}");
    assert!(output.stdout.is_empty());
}
