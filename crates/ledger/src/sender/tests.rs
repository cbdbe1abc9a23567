use contract::PostingState::{Accepted, Queued as InQueue, Saved, Sent};

use super::*;
use crate::attempt::Lost;
use crate::quota::{Licence, Quota};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn number(text: &str) -> TransactionNumber {
    TransactionNumber::new(text).unwrap()
}

fn id(id: u128) -> AttemptId {
    AttemptId(Uuid::from_u128(id))
}

/// Two postings to a confirmation, `count` in all, one confirmation a second.
fn queue(count: usize) -> Vec<Queued> {
    (0..count)
        .map(|index| Queued {
            number: number(&format!("N{index:03}")),
            confirmation: Uuid::from_u128(u128::try_from(index / 2).unwrap()),
            since: at(i64::try_from(index / 2).unwrap()),
            accepted_at: at(i64::try_from(index / 2).unwrap()),
            apart: None,
        })
        .collect()
}

fn queued(count: usize) -> Work {
    Work { queued: queue(count), ..Work::default() }
}

fn reading(work: Work, second: i64) -> Sender {
    let mut sender = Sender::new(SendingRules::default());
    assert_eq!(sender.next(at(second), Thrift::NONE, id(1)), Step::Load);
    sender.done(Outcome::Loaded(work), at(second), Thrift::NONE);
    sender
}

fn next(sender: &mut Sender, second: i64) -> Step {
    sender.next(at(second), Thrift::NONE, id(1))
}

fn done(sender: &mut Sender, outcome: Outcome, second: i64) {
    sender.done(outcome, at(second), Thrift::NONE);
}

fn posted(step: &Step) -> Vec<String> {
    let Step::Store(Write { permit: Some(Purpose::Posting), attempt: Some((_, attempt)), .. }) = step else {
        panic!("a batch was to be stored: {step:?}")
    };
    attempt.numbers.iter().map(ToString::to_string).collect()
}

#[test]
fn a_batch_is_on_disk_with_its_permit_before_it_leaves_and_its_answer_before_anything_else() {
    let mut sender = reading(queued(2), 10);
    let Step::Store(write) = next(&mut sender, 10) else { panic!("it is stored first") };
    assert_eq!(write.permit, Some(Purpose::Posting));
    let attempt =
        Attempt { oldest: Some(at(0)), ..Attempt::new(vec![number("N000"), number("N001")], at(10)) };
    assert_eq!(write.attempt, Some((id(1), attempt)));
    assert_eq!(write.effects[0], Effect::Reached(number("N000"), Sent, None));
    done(&mut sender, Outcome::Stored, 11);
    let Step::Call { call, not_after } = next(&mut sender, 11) else { panic!("now it leaves") };
    assert_eq!(call, Call::Post(vec![number("N000"), number("N001")]));
    assert_eq!(not_after, at(10) + GOOD_FOR);
    done(&mut sender, Outcome::Answered(Event::Received { message: "m".into() }), 12);
    let Step::Store(write) = next(&mut sender, 12) else { panic!("what came of it is stored") };
    assert_eq!(write.permit, None);
    assert_eq!(write.effects[1], Effect::Reached(number("N001"), Accepted, None));
    done(&mut sender, Outcome::Stored, 12);
    assert_eq!(next(&mut sender, 12), Step::Load);
}

#[test]
fn what_stands_as_being_sent_when_it_is_read_was_interrupted_and_is_looked_up_before_anything_is_sent() {
    let attempt = Attempt::new(vec![number("A")], at(0));
    let work = Work { attempts: vec![(id(7), attempt)], ..queued(2) };
    let mut sender = reading(work, 50);
    let Step::Store(Write { permit: None, attempt: Some((which, attempt)), .. }) = next(&mut sender, 50)
    else {
        panic!("it is noted")
    };
    assert_eq!(which, id(7));
    assert!(matches!(attempt.phase, Phase::Unknown(_)));
}

#[test]
fn an_answer_that_the_database_could_not_take_is_kept_until_it_can() {
    let mut sender = reading(queued(1), 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Stored, 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Answered(Event::Received { message: "m".into() }), 1);
    let write = next(&mut sender, 1);
    done(&mut sender, Outcome::Failed, 1);
    assert_eq!(next(&mut sender, 1), Step::Sleep(at(3)));
    done(&mut sender, Outcome::Woken, 2);
    assert_eq!(next(&mut sender, 2), Step::Sleep(at(3)));
    done(&mut sender, Outcome::Woken, 3);
    assert_eq!(next(&mut sender, 3), write);
}

#[test]
fn a_permit_is_good_from_when_it_was_asked_for_however_long_storing_it_took() {
    let mut sender = reading(queued(1), 0);
    next(&mut sender, 0);
    // The process stood still before it was told.
    done(&mut sender, Outcome::Stored, 600);
    let Step::Call { not_after, .. } = next(&mut sender, 600) else { panic!("the shell looks at the time") };
    assert_eq!(not_after, at(0) + GOOD_FOR);
}

#[test]
fn a_permit_that_ran_out_puts_the_batch_back_into_the_queue_and_leaves_questions_open() {
    let mut sender = reading(queued(1), 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Stored, 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Answered(Event::NotSent), 100);
    let Step::Store(write) = next(&mut sender, 100) else { panic!("it is noted") };
    assert_eq!(write.effects[0], Effect::Reached(number("N000"), InQueue, None));

    let mut sender = reading(Work { attempts: vec![(id(7), received(0))], ..Work::default() }, 5);
    assert!(matches!(next(&mut sender, 5), Step::Store(_)));
    done(&mut sender, Outcome::Stored, 5);
    next(&mut sender, 5);
    done(&mut sender, Outcome::Answered(Event::NotSent), 100);
    assert_eq!(next(&mut sender, 100), Step::Sleep(at(102)));
}

#[test]
fn a_batch_that_may_be_on_disk_is_not_forgotten_because_the_quota_refuses_its_permit() {
    let mut sender = reading(queued(1), 0);
    let write = next(&mut sender, 0);
    done(&mut sender, Outcome::Failed, 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Woken, 2);
    assert_eq!(next(&mut sender, 2), write);
    done(&mut sender, Outcome::NotBefore(at(20)), 2);
    assert_eq!(next(&mut sender, 2), Step::Sleep(at(20)));
    done(&mut sender, Outcome::Woken, 20);
    assert_eq!(next(&mut sender, 20), write);
    done(&mut sender, Outcome::Stored, 20);
    assert!(matches!(next(&mut sender, 20), Step::Call { call: Call::Post(_), .. }));
}

fn received(next: i64) -> Attempt {
    Attempt {
        sent_at: at(0),
        oldest: None,
        numbers: vec![number("R")],
        phase: Phase::Received { message: "m".into(), polls: 0, next: at(next) },
    }
}

fn lost(next: i64) -> Attempt {
    let lost = Lost {
        since: at(0),
        misses: 0,
        failures: 0,
        next: at(next),
        words: None,
        was_received: false,
        look: Look::default(),
        began: None,
    };
    Attempt { sent_at: at(0), oldest: None, numbers: vec![number("L")], phase: Phase::Unknown(lost) }
}

#[test]
fn posting_and_its_questions_go_before_looking_up_and_what_is_longest_due_goes_first() {
    let work =
        Work { attempts: vec![(id(7), lost(0)), (id(8), received(1))], queued: queue(2), ..Work::default() };
    let mut sender = reading(work.clone(), 5);
    assert_eq!(posted(&next(&mut sender, 5)), ["N000", "N001"]);
    let work = Work { queued: vec![], ..work };
    let mut sender = reading(work, 5);
    next(&mut sender, 5);
    done(&mut sender, Outcome::Stored, 5);
    assert!(matches!(next(&mut sender, 5), Step::Call { call: Call::Poll { .. }, .. }));
}

#[test]
fn a_lost_batch_is_looked_for_in_what_was_created_since_with_room_for_clocks_that_differ() {
    let mut sender = reading(Work { attempts: vec![(id(7), lost(0))], ..Work::default() }, 1_000);
    let Step::Store(write) = next(&mut sender, 1_000) else { panic!("a permit first") };
    assert_eq!(write.permit, Some(Purpose::Reconciling));
    done(&mut sender, Outcome::Stored, 1_000);
    let Step::Call { call: Call::Created { from, to, page: 1, numbers }, .. } = next(&mut sender, 1_000)
    else {
        panic!("the window is read")
    };
    assert_eq!((from, to, numbers), (at(-600), at(1_600), vec![number("L")]));
    done(
        &mut sender,
        Outcome::Answered(Event::CreatedRead { found: vec![number("L")], is_last: true }),
        1_001,
    );
    let Step::Store(write) = next(&mut sender, 1_001) else { panic!("it is found") };
    assert_eq!(write.effects, [Effect::Reached(number("L"), Saved, None)]);
}

#[test]
fn what_the_quota_refuses_waits_and_what_it_allows_does_not() {
    let work = Work { attempts: vec![(id(7), lost(0))], ..Work::default() };
    let mut sender = reading(work.clone(), 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::NotBefore(at(40)), 0);
    assert_eq!(next(&mut sender, 0), Step::Load);
    done(&mut sender, Outcome::Loaded(work.clone()), 0);
    assert_eq!(next(&mut sender, 0), Step::Sleep(at(30)));
    done(&mut sender, Outcome::Woken, 1);
    next(&mut sender, 1);
    done(&mut sender, Outcome::Loaded(Work { queued: queue(2), ..work }), 1);
    assert_eq!(posted(&next(&mut sender, 1)), ["N000", "N001"]);
}

#[test]
fn postings_wait_for_company_where_calls_are_short_but_not_once_the_batch_is_full() {
    let sparing = |count: usize, second: i64| {
        let mut sender = Sender::new(SendingRules::default());
        sender.next(at(second), Thrift::MOST, id(1));
        sender.done(Outcome::Loaded(queued(count)), at(second), Thrift::MOST);
        sender.next(at(second), Thrift::MOST, id(1))
    };
    assert_eq!(sparing(2, 280), Step::Sleep(at(300)));
    assert_eq!(posted(&sparing(2, 300)).len(), 2);
    assert_eq!(posted(&sparing(51, 30)).len(), 50);
}

#[test]
fn the_postings_of_a_confirmation_travel_together() {
    let rules = SendingRules { batch: 3, ..SendingRules::default() };
    let batch = batch::next(&queued(6), &rules, Thrift::NONE).unwrap();
    assert_eq!(batch.numbers, [number("N000"), number("N001")]);
}

#[test]
fn a_posting_that_came_back_does_not_overtake_those_that_wait_longer() {
    let mut work = queued(4);
    work.queued[0].since = at(90);
    work.queued[1].since = at(90);
    let rules = SendingRules { batch: 2, ..SendingRules::default() };
    assert_eq!(batch::next(&work, &rules, Thrift::NONE).unwrap().numbers, [number("N002"), number("N003")]);
}

#[test]
fn halves_of_a_refused_batch_travel_apart_and_hold_nothing_up() {
    let mut work = queued(6);
    for (index, mark) in [(0, "a"), (1, "a"), (2, "b")] {
        work.queued[index].apart = Some(mark.to_owned());
        work.queued[index].since = at(50);
    }
    let rules = SendingRules::default();
    let first = batch::next(&work, &rules, Thrift::NONE).unwrap();
    assert_eq!(first.numbers, ["N003", "N004", "N005"].map(number));
    work.queued.truncate(3);
    assert_eq!(batch::next(&work, &rules, Thrift::NONE).unwrap().numbers, ["N000", "N001"].map(number));
}

#[test]
fn while_nothing_is_taken_one_posting_finds_out_whether_it_would_be_again() {
    let work = Work { failures: 2, paused_until: Some(at(60)), ..queued(4) };
    let mut sender = reading(work.clone(), 50);
    assert_eq!(next(&mut sender, 50), Step::Sleep(at(60)));
    let mut sender = reading(work, 60);
    assert_eq!(posted(&next(&mut sender, 60)), ["N000"]);
}

#[test]
fn a_key_that_is_taken_again_is_told() {
    let work = Work { is_key_refused: true, ..queued(1) };
    let mut sender = reading(work, 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Stored, 0);
    next(&mut sender, 0);
    done(&mut sender, Outcome::Answered(Event::Received { message: "m".into() }), 1);
    let Step::Store(write) = next(&mut sender, 1) else { panic!("it is stored") };
    assert!(write.effects.contains(&Effect::KeyTaken));
}

#[test]
fn a_sender_that_lost_its_lease_or_whose_posting_was_taken_back_reads_again_what_is_open() {
    for outcome in [Outcome::LeaseLost, Outcome::Outdated] {
        let mut sender = reading(queued(1), 0);
        next(&mut sender, 0);
        done(&mut sender, outcome, 0);
        assert_eq!(next(&mut sender, 0), Step::Load);
    }
}

#[test]
fn many_at_once_are_asked_about_sparingly_from_the_first_batch_on_and_a_handful_at_once() {
    let first_question = |count, licence: Licence| {
        let thrift = Quota::new(licence.limits(), []).thrift(at(1_000));
        let mut sender = reading(queued(count), 1_000);
        sender.next(at(1_000), thrift, id(1));
        sender.done(Outcome::Stored, at(1_000), thrift);
        sender.next(at(1_000), thrift, id(1));
        sender.done(Outcome::Answered(Event::Received { message: "m".into() }), at(1_000), thrift);
        let Step::Store(Write { attempt: Some((_, attempt)), .. }) = sender.next(at(1_000), thrift, id(1))
        else {
            panic!("what came of it is stored")
        };
        (attempt.due().unwrap() - at(1_000)).num_milliseconds()
    };
    assert_eq!(first_question(4, Licence::Start), 500);
    assert_eq!(first_question(1_500, Licence::Start), 20_000);
    assert_eq!(first_question(1_500, Licence::Enterprise), 500);
}
