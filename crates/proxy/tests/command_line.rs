//! The command line as a person types it: `fustlink probe` and `fustlink trackonline`, against the stand-in.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::path::PathBuf;
use std::process::{Command, Output};

use house::{House, KEY, SECRET};

/// A typed command, with the settings file of the house.
async fn typed(house: &House, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fustlink"));
    command.args(arguments).env_remove("FUSTLINK_TRACKONLINE_KEY").env("FUSTLINK_CONFIG", settings(house));
    // The stand-in answers on this runtime meanwhile.
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

fn settings(house: &House) -> PathBuf {
    house.folder().join("fustlink.toml")
}

fn words(output: &Output) -> String {
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains(KEY) && !text.contains(SECRET), "a secret was told: {text}");
    text
}

#[tokio::test]
async fn one_thing_is_asked_and_told_in_words_and_as_json() {
    let house = House::open().await;
    let table = [
        (&["status"][..], "takes the key"),
        (&["balance", "--location", "C0415"], "holds "),
        (&["balance", "--location", "C0415", "--counterpart", "0001"], "C0415 holds "),
        (&["location", "--number", "C0415"], "BALANCE MODE"),
        (&["item", "--number", "EPAL"], "EPAL"),
        (&["transaction", "--number", "NO-SUCH-NUMBER"], "No transaction was found"),
    ];
    for (asked, expected) in table {
        let arguments = [&["trackonline"], asked, &["--tenant", "demo"]].concat();
        let output = typed(&house, &arguments).await;
        let told = words(&output);
        assert!(output.status.success() && told.contains(expected), "{asked:?}: {told}");
        assert!(told.contains("1 call(s) made"), "{asked:?}: {told}");
        let output = typed(&house, &[&arguments[..], &["--json"]].concat()).await;
        assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok(), "{asked:?}");
    }
}

#[tokio::test]
async fn a_batch_is_checked_without_a_key_and_sent_only_when_told_to() {
    let house = House::open().await;
    let file = house.folder().join("movements.json");
    let movement = |number: &str, kind: u8| {
        format!(
            r#"[{{"typeCode":{kind},"transactionNumber":"{number}","referenceNumber":"{number}","status":"New","dateTransaction":"2026-03-02T08:00:00Z",
            "fromLocation":{{"number":"0001"}},"toLocation":{{"number":"C0415"}},
            "transactionItems":[{{"itemDefinition":{{"number":"EPAL"}},"quantity":"2"}}]}}]"#
        )
    };
    let path = file.to_str().unwrap().to_owned();
    std::fs::write(&file, movement(&"X".repeat(51), 80)).unwrap();
    let output = typed(&house, &["trackonline", "post", "--dry-run", &path]).await;
    let told = words(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("[0].typeCode") && told.contains("[0].transactionNumber: at most 50"), "{told}");

    std::fs::write(&file, movement("CLI-1", 60)).unwrap();
    let output = typed(&house, &["trackonline", "post", "--dry-run", &path]).await;
    let told = words(&output);
    assert!(output.status.success() && told.contains("Not sent, as TrackOnline does not save it"), "{told}");
    assert!(told.contains("[0].status") && told.contains(r#""quantity": 2"#), "{told}");

    let output = typed(&house, &["trackonline", "post", &path, "--tenant", "demo"]).await;
    assert_eq!(output.status.code(), Some(1), "without --yes nothing is sent");
    assert!(words(&output).contains("add --yes"));
    assert!(house.record("CLI-1").await.is_empty());

    let output = typed(&house, &["trackonline", "post", "--yes", &path, "--tenant", "demo"]).await;
    let told = words(&output);
    assert!(output.status.success(), "{told}");
    let message =
        told.split("--message ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().to_owned();
    for _ in 0..20 {
        let output =
            typed(&house, &["trackonline", "result", "--message", &message, "--tenant", "demo"]).await;
        let told = words(&output);
        assert!(output.status.success(), "{told}");
        if told.contains("saved") {
            assert!(told.contains("CLI-1"), "{told}");
            assert_eq!(house.record("CLI-1").await.len(), 1);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    panic!("the batch was not saved");
}

#[tokio::test]
async fn what_cannot_be_done_is_told_with_what_to_do_and_a_code_of_its_own() {
    let mut house = House::open().await;
    let table = [
        (&["trackonline", "status"][..], 1, "no key was given"),
        (&["trackonline", "status", "--tenant", "nobody"], 1, "there are: demo, other"),
        (&["trackonline", "balance", "--tenant", "demo"], 2, "--location"),
        (&["trackonline", "result", "--message", "a b", "--tenant", "demo"], 2, "a message ID has"),
        (
            &[
                "trackonline",
                "result",
                "--message",
                "00000000-0000-4000-8000-000000000000",
                "--tenant",
                "demo",
            ],
            5,
            "Look it up",
        ),
        (&["probe", "--tenant", "demo", "--own", "T", "--write-to", "T"], 1, "another one"),
        (&["probe", "--tenant", "demo", "--expect", "C0415=42"], 2, "LOCATION:ITEM=held"),
    ];
    for (arguments, code, expected) in table {
        let output = typed(&house, arguments).await;
        let told = words(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
    house.stop_trackonline().await;
    let output = typed(&house, &["trackonline", "status", "--tenant", "demo"]).await;
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    let output = typed(&house, &["probe", "--tenant", "demo"]).await;
    assert_eq!(output.status.code(), Some(6), "{}", words(&output));
}

#[tokio::test]
async fn the_probe_tells_its_calls_and_writes_its_report() {
    let house = House::open().await;
    let folder = house.folder().join("report");
    let output = typed(&house, &["probe", "--tenant", "demo", "--report", folder.to_str().unwrap()]).await;
    let told = words(&output);
    assert!(told.contains("call 1 of at most 25: reading locations…"), "{told}");
    assert!(told.contains("What to do next"), "{told}");
    assert_eq!(output.status.code(), Some(0), "{told}");
    let markdown = std::fs::read_to_string(folder.join("fustlink-probe.md")).unwrap();
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("fustlink-probe.json")).unwrap()).unwrap();
    assert!(markdown.contains("| Question | Setting | Verdict | Evidence |"));
    assert!(json["calls"].as_u64().unwrap() <= 25 && json["findings"].as_array().unwrap().len() > 40);
    assert!(!markdown.contains(KEY) && !json.to_string().contains(KEY));
    let contents = words(&typed(&house, &["probe", "--contents"]).await);
    assert!(contents.contains("At most 25 calls") && contents.contains("--write-to"), "{contents}");
}
