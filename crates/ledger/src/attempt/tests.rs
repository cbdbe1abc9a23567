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
        let (next, effects) = step(attempt, event, &rules, at(second));
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
    Event::LookedUp { found: found.iter().map(|text| number(text)).collect() }
}

#[test]
fn a_batch_is_received_polled_with_growing_pauses_and_saved() {
    let rules = PostingRules::default();
    let (attempt, effects) = step(sending(&["A"]), received(), &rules, at(1));
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Accepted, None)]);
    let mut attempt = attempt;
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let due = attempt.due().unwrap();
        let (next, effects) = step(attempt, Event::StillSaving, &rules, due);
        assert_eq!(effects, []);
        pauses.push((next.due().unwrap() - due).num_milliseconds());
        attempt = next;
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    let (attempt, effects) = step(attempt, Event::Saved { rows: vec![(number("A"), None)] }, &rules, at(200));
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Saved, None)]);
}

#[test]
fn what_certainly_did_not_arrive_is_queued_again_after_a_pause() {
    for (event, pause) in [
        (Event::NotSent, 15),
        (Event::Throttled { retry_after: Some(TimeDelta::seconds(42)) }, 42),
        (Event::Throttled { retry_after: None }, 60),
        (Event::KeyRefused, 60),
    ] {
        let (attempt, effects) = step(sending(&["A"]), event.clone(), &PostingRules::default(), at(10));
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
        let (attempt, _) = step(sending(&["A", "B", "C"]), received(), &PostingRules::default(), at(1));
        step(attempt, Event::Saved { rows }, &PostingRules::default(), at(2))
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
        vec![(30, Event::OutcomeLost), (35, looked_up(&["B"])), (120, looked_up(&[])), (150, looked_up(&[]))];
    let (attempt, states) = run(&["A", "B"], PostingRules::default(), events);
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(states, [("A".into(), PostingState::Excepted), ("B".into(), PostingState::Saved)]);
}

#[test]
fn a_lost_answer_is_sent_again_only_where_repeating_is_known_to_be_safe() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    let events = vec![(1, Event::OutcomeLost), (120, looked_up(&[])), (150, looked_up(&[]))];
    let (_, states) = run(&["A"], rules, events);
    assert_eq!(states, [("A".into(), PostingState::Queued)]);
}

#[test]
fn looking_before_the_settle_time_proves_nothing() {
    let events =
        vec![(1, Event::OutcomeLost), (6, looked_up(&[])), (40, looked_up(&[])), (90, looked_up(&[]))];
    let (attempt, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Checking)]);
    assert_eq!(attempt.due(), Some(at(120)));
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
    for event in [(2, Event::ResultLost), (700, Event::StillSaving)] {
        let (attempt, states) = run(&["A"], PostingRules::default(), vec![(1, received()), event]);
        assert!(matches!(attempt.phase, Phase::Unknown { misses: 0, .. }));
        assert_eq!(states, [("A".into(), PostingState::Checking)]);
    }
}

#[test]
fn a_refused_row_ends_before_a_person_with_trackonlines_own_words() {
    let event = Event::Refused { words: "quantity is missing".into() };
    let (_, effects) = step(sending(&["A"]), event, &PostingRules::default(), at(1));
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
    let (_, effects) = step(sending(&["A", "B"]), refused(), &rules, at(1));
    assert!(effects.contains(&Effect::SendAlone(vec![number("A"), number("B")])));
    assert!(effects.contains(&Effect::Reached(number("A"), PostingState::Queued, None)));
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let (attempt, effects) = step(sending(&["A"]), Event::StillSaving, &PostingRules::default(), at(1));
    assert_eq!((attempt, effects), (sending(&["A"]), vec![]));
}
