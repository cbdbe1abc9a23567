use proptest::prelude::*;

use super::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

#[test]
fn posting_may_use_every_call_and_reading_leaves_one_in_five() {
    let mut quota = Quota::new(Licence::Start.limits(), []);
    for _ in 0..48 {
        assert_eq!(quota.ask(Purpose::Reading, at(0)), Verdict::Granted);
    }
    assert_eq!(quota.ask(Purpose::Reading, at(0)), Verdict::NotBefore(at(75)));
    for _ in 0..12 {
        assert_eq!(quota.ask(Purpose::Posting, at(1)), Verdict::Granted);
    }
    assert_eq!(quota.ask(Purpose::Posting, at(1)), Verdict::NotBefore(at(75)));
    assert_eq!(quota.ask(Purpose::Posting, at(76)), Verdict::Granted);
}

#[test]
fn the_day_is_counted_from_what_was_stored_before_a_restart() {
    let mut quota = Quota::new(Licence::Start.limits(), (0..1_000).map(|call| at(call * 60)));
    let now = at(1_000 * 60);
    assert_eq!(quota.ask(Purpose::Posting, now), Verdict::NotBefore(at(86_415)));
    assert_eq!(quota.used_today(now), 1_000);
    assert_eq!(quota.ask(Purpose::Posting, at(86_415)), Verdict::Granted);
}

#[test]
fn a_pause_holds_everything_back_until_it_is_over_or_ended() {
    let mut quota = Quota::new(Licence::Enterprise.limits(), []);
    quota.pause(Some(at(90)));
    assert_eq!(quota.ask(Purpose::Posting, at(40)), Verdict::NotBefore(at(90)));
    assert_eq!(quota.ask(Purpose::Posting, at(90)), Verdict::Granted);
    quota.pause(Some(at(200)));
    quota.pause(None);
    assert_eq!(quota.ask(Purpose::Posting, at(100)), Verdict::Granted);
}

proptest! {
    #[test]
    fn no_window_ever_holds_more_calls_than_the_licence_allows(
        steps in prop::collection::vec((0_i64..40, 0_u8..3), 1..400)
    ) {
        let limits = Limits { per_minute: 6, per_day: 50 };
        let mut quota = Quota::new(limits, []);
        let (mut now, mut granted) = (0, Vec::new());
        for (pause, purpose) in steps {
            now += pause;
            let purpose = [Purpose::Posting, Purpose::Reconciling, Purpose::Reading][usize::from(purpose)];
            if quota.ask(purpose, at(now)) == Verdict::Granted {
                granted.push(now);
            }
        }
        for (index, end) in granted.iter().enumerate() {
            let within = |window: i64| granted[..=index].iter().filter(|call| **call > end - window).count();
            prop_assert!(within(60) <= limits.per_minute);
            prop_assert!(within(86_400) <= limits.per_day);
        }
    }
}

#[test]
fn a_share_is_held_back_for_others_and_one_call_always_stays() {
    let limits = Licence::Start.limits();
    assert_eq!(limits.without(10), Limits { per_minute: 54, per_day: 900 });
    assert_eq!(limits.without(100), Limits { per_minute: 1, per_day: 1 });
}

#[test]
fn reconciling_leaves_one_in_ten_to_posting() {
    let mut quota = Quota::new(Licence::Start.limits(), []);
    for _ in 0..54 {
        assert_eq!(quota.ask(Purpose::Reconciling, at(0)), Verdict::Granted);
    }
    assert_eq!(quota.ask(Purpose::Reconciling, at(0)), Verdict::NotBefore(at(75)));
    assert_eq!(quota.ask(Purpose::Posting, at(0)), Verdict::Granted);
}

#[test]
fn calls_stay_within_the_licence_as_they_arrive_late_and_are_permitted_by_clocks_that_differ() {
    let limits = Licence::Start.limits();
    // Permitted by a clock five seconds behind, they leave as late as they may and are long on their way.
    let (permitted, arrived) = (at(0), at(5) + GOOD_FOR + TimeDelta::seconds(5));
    let mut quota = Quota::new(limits, vec![permitted; limits.per_minute]);
    let Verdict::NotBefore(next) = quota.ask(Purpose::Posting, at(10)) else { panic!("it is spent") };
    assert_eq!(next - arrived, TimeDelta::seconds(60));
}

#[test]
fn calls_of_another_process_count_as_ours() {
    let mut quota = Quota::new(Licence::Start.limits(), [at(10)]);
    quota.count((0..59).map(at));
    assert_eq!(quota.ask(Purpose::Posting, at(60)), Verdict::NotBefore(at(75)));
}

/// How long something waits that waits 300 s at most.
fn wait(thrift: Thrift) -> i64 {
    thrift.between(TimeDelta::zero(), TimeDelta::seconds(300)).num_seconds()
}

#[test]
fn thrift_grows_with_the_fuller_window() {
    let limits = Limits { per_minute: 100, per_day: 1_000 };
    let after = |calls: usize, age: i64| {
        let now = at(100_000);
        wait(Quota::new(limits, (0..calls).map(|_| now - TimeDelta::seconds(age))).thrift(now))
    };
    assert_eq!([after(20, 0), after(50, 0), after(80, 0)], [0, 150, 300]);
    assert_eq!([after(80, 3_600), after(500, 3_600), after(800, 3_600)], [0, 150, 300]);
    assert_eq!([Thrift::NONE, Thrift::MOST].map(wait), [0, 300]);
}

#[test]
fn calls_that_lie_ahead_make_it_sparing_before_they_are_made() {
    let after =
        |licence: Licence, ahead| wait(Quota::new(licence.limits(), [at(0)]).thrift(at(1)).ahead(ahead));
    assert_eq!([after(Licence::Start, 2), after(Licence::Start, 60)], [0, 300]);
    assert_eq!(after(Licence::Enterprise, 60), 0);
    assert_eq!([Thrift::NONE.ahead(10_000), Thrift::MOST.ahead(usize::MAX)].map(wait), [0, 300]);
}
