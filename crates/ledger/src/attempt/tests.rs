use super::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn number(text: &str) -> TransactionNumber {
    TransactionNumber::new(text).unwrap()
}

fn sending(numbers: &[&str]) -> Attempt {
    Attempt::new(numbers.iter().map(|text| number(text)).collect(), at(0))
}

/// Runs events at given seconds and returns the attempt, and what each posting was last told.
fn run(
    numbers: &[&str],
    rules: PostingRules,
    events: Vec<(i64, Event)>,
) -> (Attempt, Vec<(String, PostingState)>) {
    let mut attempt = sending(numbers);
    let mut states = Vec::new();
    for (second, event) in events {
        let (next, effects) = step(attempt, event, &rules, 0, at(second));
        attempt = next;
        for effect in effects {
            if let Effect::Reached(number, state, _) = effect {
                states.retain(|(known, _)| known != number.as_str());
                states.push((number.to_string(), state));
            }
        }
    }
    states.sort_by(|left, right| left.0.cmp(&right.0));
    (attempt, states)
}

fn received() -> Event {
    Event::Received { message: "m1".into() }
}

fn looked_up(found: &[&str]) -> Event {
    Event::LookedUp { found: found.iter().map(|text| number(text)).collect(), is_complete: true }
}

#[test]
fn a_batch_is_received_polled_with_growing_pauses_and_saved() {
    let rules = PostingRules::default();
    let (attempt, effects) = step(sending(&["A"]), received(), &rules, 0, at(1));
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Accepted, None)]);
    let mut attempt = attempt;
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let due = attempt.due().unwrap();
        let (next, effects) = step(attempt, Event::StillSaving, &rules, 0, due);
        assert_eq!(effects, []);
        pauses.push((next.due().unwrap() - due).num_milliseconds());
        attempt = next;
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    let (attempt, effects) =
        step(attempt, Event::Saved { rows: vec![(number("A"), None)] }, &rules, 0, at(200));
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Saved, None)]);
}

#[test]
fn what_certainly_did_not_arrive_is_queued_again_after_a_pause() {
    for (event, pause) in [
        (Event::NotTaken, 15),
        (Event::Throttled { retry_after: Some(TimeDelta::seconds(42)) }, 42),
        (Event::Throttled { retry_after: None }, 60),
        (Event::Throttled { retry_after: Some(TimeDelta::MAX) }, 24 * 3600),
    ] {
        let (attempt, effects) = step(sending(&["A"]), event.clone(), &PostingRules::default(), 0, at(10));
        assert_eq!(attempt.phase, Phase::Closed, "{event:?}");
        assert_eq!(
            effects,
            [Effect::Reached(number("A"), PostingState::Queued, None), Effect::PauseSending(at(10 + pause))],
            "{event:?}"
        );
    }
}

#[test]
fn each_row_of_a_save_has_its_own_fate_and_a_row_left_out_is_looked_up() {
    let rows = vec![(number("A"), None), (number("B"), Some("Location is disabled".to_owned()))];
    let (attempt, effects) = {
        let (attempt, _) = step(sending(&["A", "B", "C"]), received(), &PostingRules::default(), 0, at(1));
        step(attempt, Event::Saved { rows }, &PostingRules::default(), 0, at(2))
    };
    assert_eq!(
        effects,
        [
            Effect::Reached(number("A"), PostingState::Saved, None),
            Effect::Reached(number("B"), PostingState::Rejected, Some("Location is disabled".into())),
            Effect::Reached(number("C"), PostingState::Checking, None),
        ]
    );
    assert_eq!(attempt.numbers, [number("C")]);
}

#[test]
fn a_lost_answer_is_never_sent_again_blindly_but_looked_up_until_a_person_has_to_look() {
    let events =
        vec![(30, Event::OutcomeLost), (35, looked_up(&["B"])), (150, looked_up(&[])), (180, looked_up(&[]))];
    let (attempt, states) = run(&["A", "B"], PostingRules::default(), events);
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(states, [("A".into(), PostingState::Excepted), ("B".into(), PostingState::Saved)]);
}

#[test]
fn a_lost_answer_is_sent_again_only_where_repeating_is_known_to_be_safe() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    let events = vec![(1, Event::OutcomeLost), (121, looked_up(&[])), (151, looked_up(&[]))];
    let (_, states) = run(&["A"], rules, events);
    assert_eq!(states, [("A".into(), PostingState::Queued)]);
}

#[test]
fn looking_before_the_settle_time_proves_nothing() {
    let events =
        vec![(1, Event::OutcomeLost), (6, looked_up(&[])), (40, looked_up(&[])), (90, looked_up(&[]))];
    let (attempt, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Checking)]);
    assert_eq!(attempt.due(), Some(at(121)));
}

#[test]
fn a_look_up_that_fails_is_not_a_miss() {
    let failed = || Event::PollFailed { retry_after: None };
    let events = vec![(1, Event::OutcomeLost), (130, failed()), (145, failed()), (160, looked_up(&["A"]))];
    let (_, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Saved)]);
}

#[test]
fn a_result_that_is_gone_or_never_comes_is_looked_up() {
    let failed = Event::PollFailed { retry_after: None };
    for event in [(2, Event::ResultLost), (700, Event::StillSaving), (700, failed)] {
        let (attempt, states) = run(&["A"], PostingRules::default(), vec![(1, received()), event]);
        assert!(matches!(attempt.phase, Phase::Unknown { misses: 0, .. }));
        assert_eq!(states, [("A".into(), PostingState::Checking)]);
    }
}

#[test]
fn a_refused_row_ends_before_a_person_with_trackonlines_own_words() {
    let event = Event::Refused { words: "quantity is missing".into() };
    let (_, effects) = step(sending(&["A"]), event, &PostingRules::default(), 0, at(1));
    assert_eq!(
        effects,
        [Effect::Reached(number("A"), PostingState::Rejected, Some("quantity is missing".into()))]
    );
}

#[test]
fn a_refused_batch_is_split_only_where_a_refusal_is_known_to_save_nothing() {
    let refused = || Event::Refused { words: "bad row".into() };
    let (_, states) = run(&["A", "B"], PostingRules::default(), vec![(1, refused())]);
    assert_eq!(states, [("A".into(), PostingState::Checking), ("B".into(), PostingState::Checking)]);

    let rules = PostingRules { refusal_saves_nothing: true, ..PostingRules::default() };
    let (_, effects) = step(sending(&["A", "B"]), refused(), &rules, 0, at(1));
    assert!(effects.contains(&Effect::SendAlone(vec![number("A"), number("B")])));
    assert!(effects.contains(&Effect::Reached(number("A"), PostingState::Queued, None)));
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let (attempt, effects) = step(sending(&["A"]), Event::StillSaving, &PostingRules::default(), 0, at(1));
    assert_eq!((attempt, effects), (sending(&["A"]), vec![]));
}

#[test]
fn the_settle_time_runs_from_when_trackonline_was_last_known_to_have_it() {
    let events = vec![
        (1, received()),
        (700, Event::StillSaving),
        (705, looked_up(&[])),
        (735, looked_up(&[])),
        (819, looked_up(&[])),
    ];
    let (_, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Checking)]);
}

#[test]
fn pauses_grow_while_nothing_is_taken_and_never_beyond_ten_minutes() {
    let pauses: Vec<i64> = (0..9).map(|failures| pause_after(failures).num_seconds()).collect();
    assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 600, 600, 600]);
    let (_, effects) = step(sending(&["A"]), Event::NotTaken, &PostingRules::default(), 3, at(0));
    assert_eq!(effects[1], Effect::PauseSending(at(120)));
}

#[test]
fn a_round_that_the_quota_ended_early_keeps_what_it_found_and_proves_nothing_of_the_rest() {
    let partial = |found: &[&str]| Event::LookedUp {
        found: found.iter().map(|text| number(text)).collect(),
        is_complete: false,
    };
    let events =
        vec![(1, Event::OutcomeLost), (200, partial(&["A"])), (300, partial(&[])), (400, partial(&[]))];
    let (attempt, states) = run(&["A", "B"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Saved), ("B".into(), PostingState::Checking)]);
    assert_eq!(attempt.numbers, [number("B")]);
}

#[test]
fn what_was_never_sent_is_split_without_asking_and_the_wrong_row_ends_before_a_person() {
    let unsendable = || Event::Unsendable { words: "typeCode: 80".into() };
    let (_, effects) = step(sending(&["A", "B"]), unsendable(), &PostingRules::default(), 0, at(1));
    assert!(effects.contains(&Effect::SendAlone(vec![number("A"), number("B")])));
    let (_, states) = run(&["A"], PostingRules::default(), vec![(1, unsendable())]);
    assert_eq!(states, [("A".into(), PostingState::Rejected)]);
}

#[test]
fn trackonlines_words_about_a_refused_batch_reach_the_person_who_has_to_look() {
    let mut attempt = sending(&["A", "B"]);
    let mut last = Vec::new();
    for (second, event) in
        [(1, Event::Refused { words: "bad row".into() }), (130, looked_up(&[])), (160, looked_up(&[]))]
    {
        (attempt, last) = step(attempt, event, &PostingRules::default(), 0, at(second));
    }
    assert_eq!(last[0], Effect::Reached(number("A"), PostingState::Excepted, Some("bad row".into())));
}
