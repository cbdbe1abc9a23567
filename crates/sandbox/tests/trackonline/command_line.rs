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
    let mut child =
        command(state, "127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
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
