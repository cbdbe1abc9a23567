use super::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn number(text: &str) -> TransactionNumber {
    TransactionNumber::new(text).unwrap()
}

fn given(rules: &PostingRules, failures: u32, second: i64) -> Circumstances<'_> {
    Circumstances { rules, failures, thrift: Thrift::NONE, now: at(second) }
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
        let (next, effects) = step(attempt, event, &given(&rules, 0, second));
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

/// The whole window was read.
fn created(found: &[&str]) -> Event {
    Event::CreatedRead { found: found.iter().map(|text| number(text)).collect(), is_last: true }
}

fn asked(text: &str, is_there: bool) -> Event {
    Event::NumberRead { number: number(text), is_there }
}

#[test]
fn a_batch_is_received_polled_with_growing_pauses_and_saved() {
    let rules = PostingRules::default();
    let (attempt, effects) = step(sending(&["A"]), received(), &given(&rules, 0, 1));
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Accepted, None), Effect::ResumeSending]);
    let mut attempt = attempt;
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let due = attempt.due().unwrap();
        let (next, effects) =
            step(attempt, Event::StillSaving, &Circumstances { now: due, ..given(&rules, 0, 0) });
        assert_eq!(effects, []);
        pauses.push((next.due().unwrap() - due).num_milliseconds());
        attempt = next;
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    let (attempt, effects) =
        step(attempt, Event::Saved { rows: vec![(number("A"), None)] }, &given(&rules, 0, 200));
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Saved, None)]);
}

#[test]
fn what_certainly_did_not_arrive_is_queued_again_and_nothing_is_sent_for_a_while() {
    let seconds = TimeDelta::seconds;
    let pause = |second| Effect::PauseSending { until: at(second), failures: 1 };
    for (event, after) in [
        (Event::NotSent, vec![pause(25)]),
        (Event::NotTaken, vec![pause(25)]),
        (Event::KeyRefused, vec![pause(310), Effect::KeyRefused]),
        (Event::Throttled { retry_after: Some(seconds(42)) }, vec![Effect::PauseCalls(at(52))]),
        (Event::Throttled { retry_after: None }, vec![Effect::PauseCalls(at(70))]),
        (
            Event::Throttled { retry_after: Some(TimeDelta::MAX) },
            vec![Effect::PauseCalls(at(10 + 24 * 3600))],
        ),
    ] {
        let (attempt, effects) =
            step(sending(&["A"]), event.clone(), &given(&PostingRules::default(), 0, 10));
        assert_eq!(attempt.phase, Phase::Closed, "{event:?}");
        assert_eq!(effects[0], Effect::Reached(number("A"), PostingState::Queued, None), "{event:?}");
        assert_eq!(effects[1..], after, "{event:?}");
    }
}

#[test]
fn each_row_of_a_save_has_its_own_fate_and_a_row_left_out_is_looked_up() {
    let rows = vec![(number("A"), None), (number("B"), Some("Location is disabled".to_owned()))];
    let (attempt, effects) = {
        let (attempt, _) =
            step(sending(&["A", "B", "C"]), received(), &given(&PostingRules::default(), 0, 1));
        step(attempt, Event::Saved { rows }, &given(&PostingRules::default(), 0, 2))
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
        vec![(30, Event::OutcomeLost), (35, created(&["B"])), (150, created(&[])), (180, asked("A", false))];
    let (attempt, states) = run(&["A", "B"], PostingRules::default(), events);
    assert_eq!(attempt.phase, Phase::Closed);
    assert_eq!(states, [("A".into(), PostingState::Excepted), ("B".into(), PostingState::Saved)]);
}

#[test]
fn a_lost_answer_is_sent_again_only_where_repeating_is_known_to_be_safe() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    let events = vec![(1, Event::OutcomeLost), (121, created(&[])), (151, asked("A", false))];
    let (_, states) = run(&["A"], rules, events);
    assert_eq!(states, [("A".into(), PostingState::Queued)]);
}

#[test]
fn what_trackonline_received_and_did_not_save_is_never_sent_again_by_itself() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    for lost in [Event::Saved { rows: vec![] }, Event::ResultLost] {
        let events = vec![(1, received()), (2, lost), (122, created(&[])), (152, asked("A", false))];
        let (_, states) = run(&["A"], rules, events);
        assert_eq!(states, [("A".into(), PostingState::Excepted)]);
    }
}

#[test]
fn what_is_missing_of_a_refused_batch_is_sent_again_in_parts_where_repeating_is_known_to_be_safe() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    let after = |open: &[&str]| {
        let mut events = vec![(1, Event::Refused { words: "bad row".into() }), (121, created(&["D"]))];
        events.extend(open.iter().map(|text| (151, asked(text, *text == "C"))));
        let mut attempt = sending(&["A", "B", "C", "D"]);
        let mut last = Vec::new();
        for (second, event) in events {
            (attempt, last) = step(attempt, event, &given(&rules, 0, second));
        }
        (attempt.phase, last)
    };
    let (phase, effects) = after(&["C", "A", "B"]);
    assert_eq!(phase, Phase::Closed);
    let queued = |text| Effect::Reached(number(text), PostingState::Queued, None);
    let apart = |text| Effect::SendApart(vec![number(text)]);
    assert_eq!(effects, [queued("A"), queued("B"), apart("A"), apart("B")]);
}

#[test]
fn what_the_window_misses_is_found_by_its_number() {
    let events = vec![(1, Event::OutcomeLost), (121, created(&[])), (151, asked("A", true))];
    let (attempt, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!((attempt.phase, states), (Phase::Closed, vec![("A".into(), PostingState::Saved)]));
}

#[test]
fn looking_before_the_settle_time_proves_nothing() {
    let events = vec![(1, Event::OutcomeLost), (6, created(&[])), (40, created(&[])), (90, created(&[]))];
    let (attempt, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Checking)]);
    assert_eq!(attempt.due(), Some(at(121)));
}

#[test]
fn a_long_window_is_read_page_by_page_and_one_without_end_is_given_up_for_numbers() {
    let numbers: Vec<String> = (0..30).map(|index| format!("N{index:02}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let page = || Event::CreatedRead { found: vec![], is_last: false };
    let mut events = vec![(1, Event::OutcomeLost)];
    events.extend((0..19).map(|_| (121, page())));
    let (attempt, _) = run(&numbers, PostingRules::default(), events.clone());
    let Phase::Unknown(lost) = attempt.phase else { panic!("it is still open") };
    assert_eq!((lost.look, lost.misses), (Look::Created { page: 20 }, 0));

    events.push((121, page()));
    let (attempt, _) = run(&numbers, PostingRules::default(), events.clone());
    let Phase::Unknown(lost) = attempt.phase else { panic!("it is still open") };
    assert_eq!((lost.look, lost.misses), (Look::Numbers { rest: attempt.numbers }, 0));

    for second in [121, 151] {
        events.extend(numbers.iter().map(|text| (second, asked(text, false))));
    }
    let (_, states) = run(&numbers, PostingRules::default(), events);
    assert!(states.len() == 30 && states.iter().all(|(_, state)| *state == PostingState::Excepted));
}

#[test]
fn no_more_pages_are_read_than_numbers_are_missing() {
    let page = |found: &[&str]| Event::CreatedRead {
        found: found.iter().map(|text| number(text)).collect(),
        is_last: false,
    };
    let events = vec![(1, Event::OutcomeLost), (121, page(&[])), (121, page(&["A", "B"]))];
    let (attempt, _) = run(&["A", "B", "C", "D"], PostingRules::default(), events);
    let Phase::Unknown(lost) = attempt.phase else { panic!("it is still open") };
    assert_eq!(lost.look, Look::Numbers { rest: vec![number("C"), number("D")] });
}

#[test]
fn a_round_that_began_before_the_settle_time_and_ends_after_it_proves_nothing() {
    let page = |is_last| Event::CreatedRead { found: vec![], is_last };
    let events = vec![(1, Event::OutcomeLost), (120, page(false)), (130, page(true))];
    let (attempt, _) = run(&["A", "B"], PostingRules::default(), events);
    let Phase::Unknown(lost) = attempt.phase else { panic!("it is still open") };
    assert_eq!(lost.misses, 0);
}

#[test]
fn a_look_up_that_fails_is_not_a_miss() {
    let events = vec![
        (1, Event::OutcomeLost),
        (130, Event::Unanswered),
        (145, Event::Unanswered),
        (160, created(&["A"])),
    ];
    let (_, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Saved)]);
}

#[test]
fn a_call_limit_while_asking_stops_every_call_and_forgets_nothing() {
    let throttled = || Event::Throttled { retry_after: Some(TimeDelta::seconds(30)) };
    let rules = PostingRules::default();
    let (attempt, _) = step(sending(&["A"]), received(), &given(&rules, 0, 1));
    let (attempt, effects) = step(attempt, throttled(), &given(&rules, 0, 2));
    assert_eq!((attempt.due(), effects), (Some(at(32)), vec![Effect::PauseCalls(at(32))]));
    let (attempt, _) = step(attempt, Event::ResultLost, &given(&rules, 0, 33));
    let (attempt, effects) = step(attempt, throttled(), &given(&rules, 0, 40));
    assert_eq!((attempt.due(), effects), (Some(at(70)), vec![Effect::PauseCalls(at(70))]));
    assert_eq!(attempt.numbers, [number("A")]);
}

#[test]
fn a_result_that_is_gone_or_never_comes_is_looked_up() {
    for event in [(2, Event::ResultLost), (700, Event::StillSaving), (700, Event::Unanswered)] {
        let (attempt, states) = run(&["A"], PostingRules::default(), vec![(1, received()), event]);
        assert!(matches!(attempt.phase, Phase::Unknown(Lost { misses: 0, .. })));
        assert_eq!(states, [("A".into(), PostingState::Checking)]);
    }
}

#[test]
fn an_interrupted_request_is_looked_up_and_holds_nothing_else_back_but_a_lost_answer_does() {
    let rules = PostingRules::default();
    let pauses = |event| {
        let (_, effects) = step(sending(&["A"]), event, &given(&rules, 0, 1));
        effects.into_iter().filter(|effect| matches!(effect, Effect::PauseSending { .. })).count()
    };
    assert_eq!((pauses(Event::Interrupted), pauses(Event::OutcomeLost)), (0, 1));
}

#[test]
fn a_refused_row_ends_before_a_person_with_trackonlines_own_words() {
    let event = Event::Refused { words: "quantity is missing".into() };
    let (_, effects) = step(sending(&["A"]), event, &given(&PostingRules::default(), 0, 1));
    assert_eq!(
        effects,
        [
            Effect::Reached(number("A"), PostingState::Rejected, Some("quantity is missing".into())),
            Effect::ResumeSending
        ]
    );
}

#[test]
fn a_refused_batch_is_split_only_where_a_refusal_is_known_to_save_nothing() {
    let refused = || Event::Refused { words: "bad row".into() };
    let (_, states) = run(&["A", "B"], PostingRules::default(), vec![(1, refused())]);
    assert_eq!(states, [("A".into(), PostingState::Checking), ("B".into(), PostingState::Checking)]);

    let rules = PostingRules { refusal_saves_nothing: true, ..PostingRules::default() };
    let (_, effects) = step(sending(&["A", "B", "C"]), refused(), &given(&rules, 0, 1));
    assert!(effects.contains(&Effect::SendApart(vec![number("A")])));
    assert!(effects.contains(&Effect::SendApart(vec![number("B"), number("C")])));
    assert!(effects.contains(&Effect::Reached(number("A"), PostingState::Queued, None)));
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let (attempt, effects) =
        step(sending(&["A"]), Event::StillSaving, &given(&PostingRules::default(), 0, 1));
    assert_eq!((attempt, effects), (sending(&["A"]), vec![]));
}

#[test]
fn the_settle_time_runs_from_when_trackonline_was_last_known_to_have_it() {
    let events = vec![
        (1, received()),
        (700, Event::StillSaving),
        (705, created(&[])),
        (735, created(&[])),
        (819, created(&[])),
    ];
    let (_, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!(states, [("A".into(), PostingState::Checking)]);
}

#[test]
fn pauses_grow_while_nothing_is_taken_and_never_beyond_ten_minutes() {
    let pauses: Vec<i64> = (0..9).map(|failures| pause_after(failures).num_seconds()).collect();
    assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 600, 600, 600]);
    let (_, effects) = step(sending(&["A"]), Event::NotTaken, &given(&PostingRules::default(), 3, 0));
    assert_eq!(effects[1], Effect::PauseSending { until: at(120), failures: 4 });
}

#[test]
fn what_was_never_sent_is_split_without_asking_and_the_wrong_row_ends_before_a_person() {
    let unsendable = || Event::Unsendable { words: "typeCode: 80".into() };
    let (_, effects) = step(sending(&["A", "B"]), unsendable(), &given(&PostingRules::default(), 0, 1));
    assert!(effects.contains(&Effect::SendApart(vec![number("B")])));
    let (_, states) = run(&["A"], PostingRules::default(), vec![(1, unsendable())]);
    assert_eq!(states, [("A".into(), PostingState::Rejected)]);
}

#[test]
fn trackonlines_words_about_a_refused_batch_reach_the_person_who_has_to_look() {
    let mut attempt = sending(&["A", "B"]);
    let mut last = Vec::new();
    for (second, event) in [
        (1, Event::Refused { words: "bad row".into() }),
        (130, created(&[])),
        (160, asked("B", false)),
        (160, asked("A", false)),
    ] {
        (attempt, last) = step(attempt, event, &given(&PostingRules::default(), 0, second));
    }
    assert_eq!(last[0], Effect::Reached(number("A"), PostingState::Excepted, Some("bad row".into())));
}

#[test]
fn questions_are_rarer_where_every_call_counts() {
    let rules = PostingRules::default();
    let sparing = |second| Circumstances { thrift: Thrift::MOST, ..given(&rules, 0, second) };
    let (mut attempt, _) = step(sending(&["A"]), received(), &sparing(0));
    let mut asked_at = Vec::new();
    for _ in 0..4 {
        let due = attempt.due().unwrap();
        asked_at.push((due - at(0)).num_seconds());
        (attempt, _) = step(attempt, Event::StillSaving, &sparing(due.timestamp()));
    }
    assert_eq!(asked_at, [20, 60, 140, 260]);
}

#[test]
fn what_is_lost_again_and_again_ends_before_a_person_even_where_repeating_is_safe() {
    let rules = PostingRules { repeating_is_safe: true, ..PostingRules::default() };
    let decided = |oldest: i64| {
        let mut attempt = Attempt { oldest: Some(at(oldest)), ..sending(&["A"]) };
        let mut last = Vec::new();
        for (second, event) in [(1, Event::OutcomeLost), (130, created(&[])), (160, asked("A", false))] {
            (attempt, last) = step(attempt, event, &given(&rules, 0, second));
        }
        last
    };
    assert_eq!(decided(0), [Effect::Reached(number("A"), PostingState::Queued, None)]);
    assert_eq!(decided(-86_400), [Effect::Reached(number("A"), PostingState::Excepted, None)]);
}

#[test]
fn a_window_that_cannot_be_read_is_given_up_for_numbers() {
    let mut events = vec![(1, Event::OutcomeLost)];
    events.extend([130, 145, 175].map(|second| (second, Event::Unanswered)));
    let (attempt, _) = run(&["A"], PostingRules::default(), events.clone());
    let Phase::Unknown(lost) = attempt.phase else { panic!("it is still open") };
    assert_eq!((lost.look, lost.next), (Look::Numbers { rest: vec![number("A")] }, at(235)));
    events.push((235, asked("A", true)));
    let (attempt, states) = run(&["A"], PostingRules::default(), events);
    assert_eq!((attempt.phase, states), (Phase::Closed, vec![("A".into(), PostingState::Saved)]));
}

#[test]
fn what_nobody_answers_for_a_day_ends_before_a_person() {
    let mut attempt = sending(&["A"]);
    let mut effects = Vec::new();
    let (mut now, mut event) = (at(0), Event::OutcomeLost);
    while attempt.phase != Phase::Closed {
        let rules = PostingRules::default();
        (attempt, effects) = step(attempt, event, &Circumstances { now, ..given(&rules, 0, 0) });
        now = attempt.due().unwrap_or(now);
        event = Event::Unanswered;
    }
    assert_eq!(effects, [Effect::Reached(number("A"), PostingState::Excepted, None)]);
    assert!((20..30).contains(&(now - at(0)).num_hours()), "{now}");
}
