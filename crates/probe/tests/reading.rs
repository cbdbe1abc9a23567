//! What a probe finds out without writing anything, at an account that behaves in each way the document allows.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![allow(dead_code, reason = "each test file uses its part of the account")]

mod account;

use account::{Account, KEY, OWN};
use probe::{MOST_CALLS, Plan, Verdict};
use sandbox::trackonline::Behaviour;
use trackonline::{Assumptions, Envelope};

/// A switch of the stand-in, and what the probe has to say of a setting.
const SWITCHES: &[(&str, &str, &str)] = &[
    ("envelope=bare", "envelope", "confirmed"),
    ("envelope=object", "envelope", "confirmed"),
    ("enumerations=numbers", "enumerations", "confirmed"),
    ("enumerations=names", "enumerations", "enumerations = \"names\""),
    ("quantities=numbers", "quantities", "confirmed"),
    ("quantities=text", "quantities", "quantities = \"text\""),
    ("retry-after=http-date", "retry_after", "not decidable"),
    ("retry-after=absent", "retry_after", "not decidable"),
    ("counterpart-sign=at-counterpart", "counterpart_sign", "confirmed"),
    ("counterpart-sign=at-location", "counterpart_sign", "counterpart_sign = \"positive-at-location\""),
    ("location-sign=at-location", "location_sign", "confirmed"),
    ("location-sign=elsewhere", "location_sign", "location_sign = \"positive-elsewhere\""),
    ("counterpart-parameter=location", "counterpart_location_parameter", "confirmed"),
    (
        "counterpart-parameter=locations",
        "counterpart_location_parameter",
        "counterpart_location_parameter = \"locations\"",
    ),
    ("dates=milliseconds", "dates", "confirmed"),
    ("dates=seven-digits-with-offset", "dates", "confirmed"),
    ("dates=without-zone", "zoneless_minutes_east", "not decidable"),
    ("message-id=bare-guid", "message_id_fields", "not decidable"),
    ("duplicates=double", "same_number", "not decidable"),
    ("refused-batch=saves-good-rows", "refused_batch", "not decidable"),
    ("saved-rows=names-nothing", "saved_rows.number", "not decidable"),
    ("deleted=absent", "absent_is_deleted", "not decidable"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_switch_alone_is_found_out_or_said_not_to_be_decidable() {
    for (switch, setting, expected) in SWITCHES {
        let mut behaviour = Behaviour::default();
        behaviour.set(switch).unwrap();
        let account = Account::open(behaviour).await;
        let probed = account.probe(&account.reading()).await;
        let finding = probed.finding(setting);
        assert_eq!(probed.verdict(setting), *expected, "{switch}: {}", finding.evidence);
        assert!(probed.report.calls <= MOST_CALLS, "{switch}: {} calls", probed.report.calls);
        // Nothing else is said to be wrong than what the switch changed, and the tenant's basis, which both agree on.
        for other in probed.report.findings.iter().filter(|other| other.settings != finding.settings) {
            assert!(
                !matches!(other.verdict, Verdict::Refuted { .. }),
                "{switch}: {:?}: {}",
                other.settings,
                other.evidence
            );
        }
        account.close().await;
    }
}

#[tokio::test]
async fn what_is_pasted_makes_the_client_read_balances_rightly() {
    let mut behaviour = Behaviour::default();
    for switch in [
        "location-sign=elsewhere",
        "counterpart-sign=at-location",
        "counterpart-parameter=locations",
        "enumerations=names",
    ] {
        behaviour.set(switch).unwrap();
    }
    let account = Account::open(behaviour).await;
    let assumptions = account.probe(&account.reading()).await.pasted();
    let client = account.client(assumptions);
    let known = account.known();
    let of_item = |rows: Vec<trackonline::BalanceRow>| {
        let mut found = rows.into_iter().filter(|row| {
            row.item_definition.as_ref().and_then(|item| item.number.as_deref()) == Some(known.item.as_str())
        });
        found.next().map(|row| row.quantity.get())
    };
    let filter = trackonline::BalanceFilter::of([&known.location]);
    let rows = client.balances(trackonline::Permit::granted(), &filter).await.unwrap();
    assert_eq!(of_item(rows), Some(known.pieces));
    let filter = trackonline::CounterpartBalanceFilter::between(&known.location, OWN);
    let rows = client.counterpart_balances(trackonline::Permit::granted(), &filter).await.unwrap();
    assert_eq!(of_item(rows), Some(known.pieces));
    // Probed again with what was pasted, nothing is left to change.
    let again = account.probe_as(&client, &account.reading()).await;
    assert_eq!(again.report.settings_to_paste(), "");
    account.close().await;
}

#[tokio::test]
async fn a_setting_that_is_wrong_is_refuted_and_its_right_value_told() {
    let account = Account::open(Behaviour::default()).await;
    let mut wrong =
        Assumptions { page_size: 20, envelope: Envelope::Field("rows".into()), ..Assumptions::default() };
    wrong.paths.status = "api/v1/state".into();
    let probed = account.probe_as(&account.client(wrong), &account.reading()).await;
    assert_eq!(probed.verdict("page_size"), "page_size = 50");
    assert_eq!(probed.verdict("envelope"), "envelope = \"either\"");
    assert!(
        probed.verdict("paths.status").starts_with("# paths.status"),
        "{}",
        probed.verdict("paths.status")
    );
    assert!(probed.report.settings_to_paste().contains("[tenants.demo.trackonline.assumptions]"));
    account.close().await;
}

#[tokio::test]
async fn reading_changes_nothing_and_every_call_is_told_before_it_is_made() {
    let account = Account::open(Behaviour::default()).await;
    let before = account.record().await;
    let probed = account.probe(&account.reading()).await;
    assert_eq!(account.record().await, before);
    assert!(before.len() > 100 && !probed.report.wrote);
    assert_eq!(probed.told.len(), probed.report.calls);
    assert_eq!(probed.told[0], format!("call 1 of at most {MOST_CALLS}: reading locations"));
    account.close().await;
}

#[tokio::test]
async fn without_a_known_balance_no_sign_is_guessed() {
    let account = Account::open(Behaviour::default()).await;
    let probed = account.probe(&Plan::default()).await;
    for setting in ["location_sign", "counterpart_sign", "basis"] {
        assert_eq!(probed.verdict(setting), "not decidable", "{setting}");
    }
    let mistaken = Plan {
        expectations: vec![probe::Expectation { pieces: 987_654, ..account.known() }],
        ..account.reading()
    };
    let probed = account.probe(&mistaken).await;
    assert_eq!(probed.verdict("location_sign"), "not decidable", "a wrong count settles nothing");
    assert!(probed.finding("basis").evidence.contains("neither"));
    account.close().await;
}

#[tokio::test]
async fn the_basis_is_told_where_only_one_balance_agrees() {
    let account = Account::open(Behaviour::default()).await;
    // With another location as "own", the customer has nothing with it: only the location's balance agrees.
    let plan = Plan { own_location: Some(account.test_location()), ..account.reading() };
    let probed = account.probe(&plan).await;
    assert_eq!(probed.verdict("basis"), "basis = \"location\"");
    assert!(
        probed.report.settings_to_paste().starts_with("[tenants.demo]\nbasis"),
        "{}",
        probed.report.settings_to_paste()
    );
    let known = Plan { basis: Some("location".into()), ..plan };
    assert_eq!(
        account.probe(&known).await.verdict("basis"),
        "confirmed",
        "what is set already is not told again"
    );
    account.close().await;
}

#[tokio::test]
async fn an_owed_balance_settles_the_sign_as_well() {
    let account = Account::open(Behaviour::default()).await;
    let known = account.known();
    let plan = Plan {
        expectations: vec![probe::Expectation { pieces: -known.pieces, ..known }],
        ..account.reading()
    };
    let probed = account.probe(&plan).await;
    assert_eq!(probed.verdict("location_sign"), "location_sign = \"positive-elsewhere\"");
    account.close().await;
}

#[tokio::test]
async fn a_limit_that_is_reached_ends_it_politely() {
    let account = Account::open(Behaviour::default()).await;
    account.close_quota().await;
    let probed = account.probe(&account.reading()).await;
    assert_eq!(probed.report.calls, 1, "one call is refused and none follows");
    assert!(probed.report.stopped.as_ref().unwrap().contains("call limit"));
    assert_eq!(probed.verdict("retry_after"), "confirmed", "what came by itself is learned from");
    let (_, refuted, _) = probed.report.counts();
    assert_eq!(refuted, 0);
    account.close().await;
}

#[tokio::test]
async fn a_refused_key_and_a_closed_door_are_told_as_such() {
    let account = Account::open(Behaviour::default()).await;
    let client = account.client_with_key("another.key", Assumptions::default());
    let probed = account.probe_as(&client, &account.reading()).await;
    assert_eq!(probed.report.calls, 1);
    assert!(probed.report.stopped.as_ref().unwrap().contains("refuses the key (status 401)"));
    let client = account.client(Assumptions::default());
    let plan = account.reading();
    let clock = || chrono::DateTime::UNIX_EPOCH;
    account.close().await;
    let report = probe::run(&client, &plan, &clock, &mut |_| {}).await;
    assert!(report.stopped.as_ref().unwrap().contains("No connection"), "{:?}", report.stopped);
    assert_eq!(report.calls, 1);
}

#[tokio::test]
async fn no_key_no_name_and_no_address_stands_in_a_report() {
    let account = Account::open(Behaviour::default()).await;
    let probed = account.probe(&account.reading()).await;
    let all = [
        probed.report.to_string(),
        probed.report.to_markdown(),
        probed.report.to_json().unwrap(),
        probed.told.join("\n"),
    ];
    for text in &all {
        assert!(!text.contains(KEY), "the key is in a report");
        for location in &account.world.locations {
            let said =
                [&location.name, &location.name_short, &location.address_line, &location.email_address];
            for name in said.into_iter().filter(|name| !name.is_empty()) {
                assert!(!text.contains(name.as_str()), "{name} is in a report");
            }
        }
    }
    let known = account.known();
    assert!(!all[..3].iter().any(|text| text.contains(&format!("{}:", known.location))));
    account.close().await;
}

/// Answers every call with the key that it was shown, as a value, as a name of a field, and in broken JSON.
fn parrot() -> std::net::SocketAddr {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (line, turn) in listener.incoming().zip(0..) {
            let mut line = line.unwrap();
            let mut key = String::new();
            for header in
                BufReader::new(&line).lines().map_while(Result::ok).take_while(|header| !header.is_empty())
            {
                if let Some(("x-apikey", value)) = header.split_once(": ") {
                    value.clone_into(&mut key);
                }
            }
            let body = match turn % 3 {
                0 => format!(r#"[{{"{key}": 1, "number": "{key}", "quantity": "{key}"}}]"#),
                1 => format!(r#"{{"{key}": [], "status": "{key}"}}"#),
                _ => format!("{{\"{key}"),
            };
            let status = if turn % 2 == 0 { "200 OK" } else { "500 Oops" };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            // Whoever asked may have left.
            let _ = line.write_all(answer.as_bytes());
        }
    });
    address
}

#[tokio::test]
async fn a_key_that_is_repeated_to_us_is_repeated_to_nobody() {
    let client = trackonline::Client::new(trackonline::ClientSettings {
        base_url: format!("http://{}", parrot()).parse().unwrap(),
        auth: trackonline::Auth::ApiKey(KEY.into()),
        assumptions: Assumptions::default(),
        limits: trackonline::Limits::default(),
    })
    .unwrap();
    let call = trackonline::RawCall::get("api/v1/location");
    let raw = client.raw(trackonline::Permit::granted(), &call).await.unwrap();
    let text = String::from_utf8(raw.body).unwrap();
    assert!(text.contains("(hidden)") && !text.contains(KEY), "{text}");
    let clock = || chrono::DateTime::UNIX_EPOCH;
    let report = probe::run(&client, &Plan::default(), &clock, &mut |_| {}).await;
    assert!((5..=MOST_CALLS).contains(&report.calls), "{} calls", report.calls);
    for text in [report.to_string(), report.to_markdown(), report.to_json().unwrap()] {
        assert!(!text.contains(KEY), "the key is in a report");
    }
}
