mod held;

use contract::host::ConfirmationNews;
use contract::{
    Account, Basis, ConfirmationKind, Count, Customer, CustomerLocation, CustomerNumber, DifferenceReason,
    Direction, FieldProblem, ItemCount, ItemNumber, LocationNumber, MovementStatus, OrderReference,
    PostingState, Problem, ProblemCode, Restriction, Side, Stage, TransactionNumber,
};

use super::*;
use crate::delivery::form::Column;
use crate::host::TokenError;

fn subject(order: &str) -> Subject {
    Subject {
        customer: CustomerNumber::new("1001").unwrap(),
        order: Some(OrderReference::new(order).unwrap()),
    }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn filled(number: u128, order: &str) -> Form {
    let account = Account {
        customer: Customer { number: CustomerNumber::new("1001").unwrap(), name: "Bloem".into() },
        locations: vec![CustomerLocation {
            number: LocationNumber::new("K1").unwrap(),
            name: "Bloem".into(),
            city: None,
            restriction: Restriction::None,
        }],
        basis: Basis::Location,
        holdings: Vec::new(),
        read_at: DateTime::UNIX_EPOCH,
        unreachable_since: None,
        order: None,
    };
    let lines = [ItemCount { item: ItemNumber::new("560").unwrap(), count: Count::new(12).unwrap() }];
    Form::fill(id(number), subject(order), &account, &lines, true, None)
}

fn desk() -> Desk {
    let mut desk = Desk::default();
    desk.put(filled(1, "A"));
    desk
}

fn send(desk: &mut Desk, order: &str) -> Sending {
    desk.send(&subject(order), "Bloem", DateTime::UNIX_EPOCH)
}

fn refusal() -> Failure {
    refused(ProblemCode::InvalidField)
}

fn refused(code: ProblemCode) -> Failure {
    Failure::Refused(Box::new(Problem {
        kind: String::new(),
        code,
        status: code.status(),
        title: String::new(),
        detail: String::new(),
        retry_after: None,
        errors: Vec::new(),
        request_id: None,
    }))
}

fn status(number: u128, state: PostingState) -> ConfirmationStatus {
    let side = |name: &str| Side { location: LocationNumber::new(name).unwrap(), name: name.to_owned() };
    ConfirmationStatus {
        id: id(number),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        order: None,
        accepted_at: DateTime::UNIX_EPOCH,
        confirmed_by: "Jan".into(),
        held: None,
        corrects: None,
        note: None,
        corrections: Vec::new(),
        movements: vec![MovementStatus {
            number: TransactionNumber::new("T1").unwrap(),
            direction: Direction::Delivered,
            from: side("own"),
            to: side("K1"),
            items: Vec::new(),
            state,
            reason: None,
            since: DateTime::UNIX_EPOCH,
        }],
    }
}

fn type_in(desk: &mut Desk, fresh: u128, text: &str) {
    let change = Box::new(|form: &mut Form| form.rows[0].set(Column::Delivered, text.to_owned()));
    desk.edit(&subject("A"), id(fresh), change);
}

/// Types a count and says why it is not what was planned.
fn type_why(desk: &mut Desk, fresh: u128, text: &str) {
    let change = Box::new(|form: &mut Form| {
        form.rows[0].set(Column::Delivered, text.to_owned());
        form.rows[0].explain(Some(DifferenceReason::PlanWrong));
    });
    desk.edit(&subject("A"), id(fresh), change);
}

fn following(desk: &Desk) -> Option<Following> {
    match &desk.dispatch(id(1))?.phase {
        Phase::Stored { following, .. } => Some(following.clone()),
        Phase::Sending | Phase::Unsent(_) => None,
    }
}

fn form(desk: &Desk) -> &Form {
    desk.form(&subject("A")).unwrap()
}

#[test]
fn a_double_click_sends_once() {
    let mut desk = desk();
    assert!(matches!(send(&mut desk, "A"), Sending::Send(_)));
    assert_eq!(send(&mut desk, "A"), Sending::UnderWay);
}

#[test]
fn a_lost_answer_locks_the_counts_and_sending_again_is_the_same_confirmation() {
    let mut desk = desk();
    let Sending::Send(first) = send(&mut desk, "A") else { panic!("not sent") };
    desk.sent(id(1), Err(Failure::Unreachable));
    type_in(&mut desk, 2, "99");
    assert!(desk.is_locked(form(&desk)));
    assert_eq!(form(&desk).rows[0].delivered, "12");
    let again = desk.send(&subject("A"), "Bloem", DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1));
    assert_eq!(again, Sending::Send(first), "down to the moment of counting");
}

#[test]
fn after_a_refusal_the_same_counts_keep_the_identifier_and_other_counts_get_a_new_one() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Err(refusal()));
    type_in(&mut desk, 2, "12");
    assert_eq!(form(&desk).id, id(1), "nothing was changed");
    type_why(&mut desk, 3, "11");
    assert_eq!(form(&desk).id, id(3));
    type_why(&mut desk, 4, "10");
    assert_eq!(form(&desk).id, id(3), "not sent meanwhile");
    let Sending::Send(request) = send(&mut desk, "A") else { panic!("not sent") };
    assert_eq!((request.id, request.lines[0].delivered.get()), (id(3), 10));
}

#[test]
fn while_it_is_being_sent_nothing_can_be_changed() {
    let mut desk = desk();
    send(&mut desk, "A");
    type_in(&mut desk, 2, "99");
    assert_eq!((form(&desk).id, form(&desk).rows[0].delivered.as_str()), (id(1), "12"));
}

#[test]
fn a_stored_confirmation_ends_its_form_and_is_followed_until_it_settles() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(status(1, PostingState::Queued)));
    assert_eq!(desk.form(&subject("A")), None);
    assert_eq!(desk.dispatch(id(1)).unwrap().news(), Some(ConfirmationNews::Stored));
    desk.heard(id(1), Err(Failure::Unreachable));
    assert_eq!(following(&desk), Some(Following::Interrupted));
    desk.heard(id(1), Ok(status(1, PostingState::Saved)));
    let dispatch = desk.dispatch(id(1)).unwrap();
    assert!(dispatch.is_settled());
    assert_eq!(dispatch.news(), Some(ConfirmationNews::Saved));
}

#[test]
fn what_needs_a_person_is_told_as_such() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(status(1, PostingState::Rejected)));
    assert_eq!(desk.dispatch(id(1)).unwrap().news(), Some(ConfirmationNews::Attention));
}

#[test]
fn another_orders_confirmation_stays_in_view_until_it_is_settled_and_dismissed() {
    let mut desk = desk();
    send(&mut desk, "A");
    let other = subject("B");
    assert_eq!(desk.elsewhere(Some(&other)).count(), 1);
    assert_eq!(desk.elsewhere(Some(&subject("A"))).count(), 0);
    desk.dismiss(id(1));
    assert_eq!(desk.elsewhere(Some(&other)).count(), 1, "still being sent");
    desk.sent(id(1), Ok(status(1, PostingState::Saved)));
    desk.dismiss(id(1));
    assert_eq!(desk.elsewhere(None).count(), 0);
}

#[test]
fn opening_a_form_again_keeps_what_was_filled_in() {
    let mut desk = desk();
    type_in(&mut desk, 2, "7");
    desk.put(filled(9, "A"));
    assert_eq!((form(&desk).id, form(&desk).rows[0].delivered.as_str()), (id(1), "7"));
}

#[test]
fn faults_are_shown_until_something_is_changed() {
    let mut desk = desk();
    type_in(&mut desk, 2, "0");
    assert_eq!(send(&mut desk, "A"), Sending::Faulty(vec![Fault::NothingCounted]));
    assert_eq!(form(&desk).faults, [Fault::NothingCounted]);
    type_in(&mut desk, 3, "1");
    assert_eq!(form(&desk).faults, []);
}

#[test]
fn after_a_lost_answer_nothing_but_an_answer_unlocks_the_counts() {
    let mut desk = desk();
    let Sending::Send(first) = send(&mut desk, "A") else { panic!("not sent") };
    desk.sent(id(1), Err(Failure::Unreachable));
    for later in [
        Failure::NoToken(TokenError::TimedOut),
        refused(ProblemCode::TokenInvalid),
        refused(ProblemCode::RoleMissing),
        refused(ProblemCode::InvalidField),
        refused(ProblemCode::ConfirmationUnknown),
    ] {
        assert_eq!(send(&mut desk, "A"), Sending::Send(first.clone()));
        desk.sent(id(1), Err(later.clone()));
        type_in(&mut desk, 2, "99");
        assert!(desk.is_locked(form(&desk)), "{later:?}");
        assert_eq!((form(&desk).id, form(&desk).rows[0].delivered.as_str()), (id(1), "12"));
    }
    send(&mut desk, "A");
    desk.sent(id(1), Ok(status(1, PostingState::Queued)));
    assert!(!desk.dispatch(id(1)).unwrap().maybe_stored);
}

#[test]
fn a_conflict_says_that_something_is_stored() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Err(refused(ProblemCode::ConfirmationConflict)));
    assert!(desk.is_locked(form(&desk)));
    assert!(!desk.discard(id(1)));
}

#[test]
fn what_was_certainly_refused_can_be_given_up_with_its_form() {
    let mut desk = desk();
    send(&mut desk, "A");
    assert!(!desk.discard(id(1)), "still being sent");
    desk.sent(id(1), Err(refusal()));
    assert!(desk.discard(id(1)));
    assert_eq!((desk.dispatch(id(1)), desk.form(&subject("A"))), (None, None));
}

#[test]
fn what_may_be_stored_is_looked_up_before_it_can_be_given_up() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Err(Failure::Unreachable));
    assert!(!desk.discard(id(1)));
    desk.looked_up(id(1), Err(Failure::Unreachable));
    assert!(!desk.discard(id(1)), "the question was not answered either");
    desk.looked_up(id(1), Err(refused(ProblemCode::ConfirmationUnknown)));
    assert!(desk.discard(id(1)));
}

#[test]
fn what_is_found_goes_on_as_stored() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Err(Failure::Unreachable));
    desk.looked_up(id(1), Ok(status(1, PostingState::Sent)));
    assert_eq!(following(&desk), Some(Following::Answered));
    assert_eq!(desk.form(&subject("A")), None);
}

#[test]
fn a_stored_delivery_counts_as_delivered_unless_it_was_rejected() {
    let mut desk = desk();
    send(&mut desk, "A");
    assert!(!desk.has_delivered(&subject("A")));
    desk.sent(id(1), Ok(status(1, PostingState::Queued)));
    assert!(desk.has_delivered(&subject("A")));
    assert!(!desk.has_delivered(&subject("B")));
    desk.heard(id(1), Ok(status(1, PostingState::Rejected)));
    assert!(!desk.has_delivered(&subject("A")));
}

#[test]
fn following_ends_where_the_proxy_refuses_for_good() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(status(1, PostingState::Queued)));
    let refusal = refused(ProblemCode::CustomerNotAllowed);
    desk.heard(id(1), Err(refusal.clone()));
    assert_eq!(following(&desk), Some(Following::Refused(refusal)));
    assert!(desk.dispatch(id(1)).unwrap().is_settled());
    assert!(!desk.dispatch(id(1)).unwrap().is_over());
}

#[test]
fn a_stored_confirmation_that_the_proxy_does_not_know_any_more_can_be_sent_again() {
    let mut desk = desk();
    let Sending::Send(first) = send(&mut desk, "A") else { panic!("not sent") };
    desk.sent(id(1), Ok(status(1, PostingState::Queued)));
    desk.heard(id(1), Err(refused(ProblemCode::ConfirmationUnknown)));
    assert_eq!(desk.send_again(id(1)), Sending::Send(first));
}

#[test]
fn what_an_earlier_page_left_is_uncertain_and_holds_its_order() {
    let mut desk = desk();
    let Sending::Send(request) = send(&mut desk, "A") else { panic!("not sent") };
    assert!(!desk.has_stray(&subject("A")), "its form stands for it");
    let mut later = Desk::default();
    later.pick_up(request.clone(), "Bloem".into());
    later.pick_up(request.clone(), "Bloem".into());
    assert_eq!(later.lasting().count(), 1);
    assert!(later.has_stray(&subject("A")) && !later.has_stray(&subject("B")));
    assert!(!later.discard(id(1)));
    assert_eq!(later.send_again(id(1)), Sending::Send(request));
    later.sent(id(1), Ok(status(1, PostingState::Queued)));
    assert_eq!(later.lasting().count(), 0);
    assert!(!later.has_stray(&subject("A")));
}

#[test]
fn at_a_switch_saved_deliveries_and_untouched_forms_go_and_the_rest_stays() {
    let mut desk = desk();
    desk.put(filled(2, "B"));
    desk.put(filled(3, "C"));
    desk.put(filled(4, "D"));
    type_in(&mut desk, 9, "7");
    send(&mut desk, "B");
    desk.sent(id(2), Ok(status(2, PostingState::Saved)));
    send(&mut desk, "C");
    desk.sent(id(3), Ok(status(3, PostingState::Excepted)));
    desk.tidy();
    assert!(desk.form(&subject("A")).is_some() && desk.form(&subject("D")).is_none());
    assert!(desk.dispatch(id(2)).is_none() && desk.dispatch(id(3)).is_some());
}

#[test]
fn questions_start_quickly_and_slow_down_to_five_seconds() {
    let mut pauses = Pauses::default();
    let answered: Vec<i32> = (0..8).map(|_| pauses.after(&Ok(()))).collect();
    assert_eq!(answered, [700, 1_050, 1_575, 2_362, 3_543, 5_000, 5_000, 5_000]);
}

#[test]
fn after_failures_the_pauses_grow_to_a_minute_and_never_undercut_what_the_proxy_asks_for() {
    let mut pauses = Pauses::default();
    let failed: Vec<i32> = (0..7).map(|_| pauses.after::<()>(&Err(Failure::Unreachable))).collect();
    assert_eq!(failed, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    pauses.after(&Ok(()));
    let Failure::Refused(mut problem) = refused(ProblemCode::TrackOnlineLimit) else { unreachable!() };
    problem.retry_after = Some(20);
    assert_eq!(pauses.after::<()>(&Err(Failure::Refused(problem))), 20_000);
}

#[test]
fn where_the_proxy_wants_a_reason_the_row_asks_for_it_and_the_answer_is_another_confirmation() {
    let mut desk = desk();
    send(&mut desk, "A");
    assert!(!form(&desk).rows[0].needs_reason(), "it is as planned");
    let Failure::Refused(mut problem) = refused(ProblemCode::ReasonMissing) else { unreachable!() };
    problem.errors = vec![FieldProblem { field: "lines[0].reason".into(), detail: "needs a reason".into() }];
    desk.sent(id(1), Err(Failure::Refused(problem)));
    assert!(form(&desk).rows[0].is_asked() && !desk.is_locked(form(&desk)));
    desk.edit(
        &subject("A"),
        id(2),
        Box::new(|form| form.explain(&ItemNumber::new("560").unwrap(), Some(DifferenceReason::Damaged))),
    );
    assert!(!form(&desk).rows[0].is_asked());
    let Sending::Send(request) = send(&mut desk, "A") else { panic!("not sent") };
    assert_eq!((request.id, request.lines[0].reason), (id(2), Some(DifferenceReason::Damaged)));
}

#[test]
fn where_the_proxy_finds_a_reason_too_short_the_remark_is_wanted() {
    let mut desk = desk();
    type_why(&mut desk, 2, "11");
    send(&mut desk, "A");
    let Failure::Refused(mut problem) = refused(ProblemCode::ReasonMissing) else { unreachable!() };
    problem.errors =
        vec![FieldProblem { field: "lines[0].reason".into(), detail: "needs words in the note".into() }];
    desk.sent(id(1), Err(Failure::Refused(problem)));
    assert_eq!(form(&desk).faults, [Fault::RemarkMissing]);
}
