use contract::{
    Account, Basis, Count, Customer, CustomerLocation, CustomerNumber, Direction, ItemCount, ItemNumber,
    LocationNumber, MovementStatus, OrderReference, Problem, ProblemCode, Restriction, Side,
    TransactionNumber,
};

use super::*;
use crate::delivery::form::{Column, Fault};

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
    Form::fill(id(number), subject(order), &account, &lines, None)
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
    Failure::Refused(Box::new(Problem {
        kind: String::new(),
        code: ProblemCode::InvalidField,
        status: 422,
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
        customer: CustomerNumber::new("1001").unwrap(),
        order: None,
        accepted_at: DateTime::UNIX_EPOCH,
        confirmed_by: "Jan".into(),
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
    desk.edit(&subject("A"), id(fresh), |form| form.rows[0].set(Column::Delivered, text.to_owned()));
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
    type_in(&mut desk, 3, "11");
    assert_eq!(form(&desk).id, id(3));
    type_in(&mut desk, 4, "10");
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
    assert!(matches!(desk.dispatch(id(1)).unwrap().phase, Phase::Stored { interrupted: true, .. }));
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
    assert_eq!(send(&mut desk, "A"), Sending::Faulty);
    assert_eq!(form(&desk).faults, [Fault::NothingCounted]);
    type_in(&mut desk, 3, "1");
    assert_eq!(form(&desk).faults, []);
}

#[test]
fn questions_start_quickly_and_slow_down_to_five_seconds() {
    let pauses: Vec<i32> = pauses().take(8).collect();
    assert_eq!(pauses, [700, 1_050, 1_575, 2_362, 3_543, 5_000, 5_000, 5_000]);
}
