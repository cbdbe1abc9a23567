//! The server as tests use it, asked through PostgreSQL's own `psql`.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]

use std::{
    io::{BufRead as _, BufReader},
    net::TcpStream,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use scratch_postgres::{Durability, ScratchError, ScratchPostgres, available, programs_folder};

fn ask(url: &str, sql: &str) -> Result<String, String> {
    let psql = programs_folder().unwrap().join("psql");
    let output = Command::new(psql)
        .args(["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--command", sql, url])
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

fn listens(url: &str) -> bool {
    let address = url.split_once('@').unwrap().1.split_once('/').unwrap().0;
    TcpStream::connect(address).is_ok()
}

fn within(time: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < time {
        if holds() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn two_databases_of_one_name_know_nothing_of_each_other() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let (one, other) = (server.database("orders").unwrap(), server.database("orders").unwrap());
    ask(&one, "CREATE TABLE crate (number text)").unwrap();
    assert_eq!(ask(&one, "SELECT count(*) FROM crate").unwrap(), "0");
    assert!(ask(&other, "SELECT count(*) FROM crate").unwrap_err().contains("does not exist"));
}

#[test]
fn a_durable_server_writes_to_disk_and_a_fast_one_does_not_wait_for_it() {
    for (durability, fsync) in [(Durability::Durable, "on"), (Durability::Fast, "off")] {
        let server = ScratchPostgres::start(durability).unwrap();
        assert_eq!(ask(&server.database("settings").unwrap(), "SHOW fsync").unwrap(), fsync);
    }
}

#[test]
fn who_does_not_know_the_password_gets_nothing() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let url = server.database("orders").unwrap();
    let (before, after) = url.split_once('@').unwrap();
    let stranger = format!("{}:wrong@{after}", before.rsplit_once(':').unwrap().0);
    assert!(ask(&stranger, "SELECT 1").unwrap_err().contains("password authentication failed"));
}

#[test]
fn a_dropped_server_is_gone_with_its_data() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let url = server.database("orders").unwrap();
    let data = ask(&url, "SHOW data_directory").unwrap();
    assert!(listens(&url));
    drop(server);
    assert!(!listens(&url));
    assert!(!std::fs::exists(data).unwrap());
}

/// Set for the process that is to be killed.
const TO_BE_KILLED: &str = "SCRATCH_POSTGRES_TO_BE_KILLED";

#[test]
fn a_server_does_not_outlive_a_process_that_is_killed() {
    if std::env::var_os(TO_BE_KILLED).is_some() {
        let server = ScratchPostgres::start(Durability::Fast).unwrap();
        println!("\nurl {}", server.database("orders").unwrap());
        thread::sleep(Duration::from_mins(1));
        panic!("nobody killed this process");
    }
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "a_server_does_not_outlive_a_process_that_is_killed"])
        .env(TO_BE_KILLED, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| line.unwrap().strip_prefix("url ").map(str::to_owned)).unwrap();
    let data = ask(&url, "SHOW data_directory").unwrap();
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(within(Duration::from_secs(10), || !listens(&url)));
    assert!(within(Duration::from_secs(10), || !std::fs::exists(&data).unwrap()));
}

#[test]
fn without_postgresql_the_error_says_what_to_install() {
    assert!(available(), "{}", ScratchError::NotInstalled);
    let told = ScratchError::NotInstalled.to_string();
    for line in ["apt-get install postgresql", "dnf install postgresql-server", "brew install postgresql"] {
        assert!(told.contains(line), "{told}");
    }
}
