use contract::Held;

use super::*;

fn held(number: u128) -> ConfirmationStatus {
    let earlier = Held { earlier: id(99), by: "e.jansen".into(), at: DateTime::UNIX_EPOCH };
    ConfirmationStatus { held: Some(earlier), ..status(number, PostingState::Held) }
}

#[test]
fn a_held_confirmation_outlives_the_page_and_stays_in_sight_until_somebody_has_answered() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(held(1)));
    assert_eq!(desk.dispatch(id(1)).unwrap().question().unwrap().by, "e.jansen");
    assert_eq!(desk.lasting().count(), 1);
    desk.dismiss(id(1));
    desk.tidy();
    assert!(desk.dispatch(id(1)).is_some());
    assert!(desk.answer(id(1)));
    assert!(!desk.answer(id(1)), "the answer is on its way already");
    desk.answered(id(1), status(1, PostingState::Withdrawn));
    let answered = desk.dispatch(id(1)).unwrap();
    assert!(answered.question().is_none() && answered.is_withdrawn() && answered.is_settled());
    assert_eq!(answered.news(), Some(ConfirmationNews::Withdrawn));
    assert_eq!(desk.lasting().count(), 0);
    assert!(!desk.answer(id(1)), "there is no question any more");
    desk.tidy();
    assert!(desk.dispatch(id(1)).is_none());
}

#[test]
fn another_delivery_goes_on_as_stored() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(held(1)));
    assert_eq!(desk.dispatch(id(1)).unwrap().news(), Some(ConfirmationNews::Attention));
    desk.answer(id(1));
    desk.answered(id(1), status(1, PostingState::Queued));
    let sent = desk.dispatch(id(1)).unwrap();
    assert!(!sent.is_settled() && !sent.is_over());
    assert_eq!(sent.news(), Some(ConfirmationNews::Stored));
}

#[test]
fn an_answer_that_was_not_taken_leaves_the_question_unless_somebody_else_has_answered() {
    let mut desk = desk();
    send(&mut desk, "A");
    desk.sent(id(1), Ok(held(1)));
    desk.answer(id(1));
    desk.not_answered(id(1), Failure::Unreachable, Err(Failure::Unreachable));
    assert_eq!(following(&desk), Some(Following::Answered), "nobody follows what waits for a person");
    assert!(desk.dispatch(id(1)).unwrap().question().is_some());
    assert!(desk.answer(id(1)), "it can be answered again");
    desk.not_answered(id(1), refused(ProblemCode::NotHeld), Ok(status(1, PostingState::Saved)));
    let sent = desk.dispatch(id(1)).unwrap();
    assert!(sent.question().is_none() && sent.is_over());
    assert_eq!(sent.answer, Answer::Failed(refused(ProblemCode::NotHeld)));
}
