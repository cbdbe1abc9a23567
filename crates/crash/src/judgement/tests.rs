//! What is judged to be well, and what not.

use chrono::DateTime;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;
use crate::book::Settlement;
use crate::correction::Correction;
use crate::counter::{Movement, Settled, Step};
use crate::kind::Kind;

/// A delivery with movements both ways, between our dock and a customer.
fn exchange() -> Confirmation {
    let mut dice = StdRng::seed_from_u64(1);
    std::iter::repeat_with(|| Confirmation::any(&mut dice, 9, DateTime::UNIX_EPOCH))
        .find(|one| one.kind == Kind::Delivery && one.directions().count() == 2)
        .expect("there is one")
}

fn row(id: Uuid, original: &Confirmation, direction: Direction, pieces: Pieces) -> Transaction {
    let (ours, theirs) = (original.other_side().to_owned(), original.place.location.to_owned());
    let (from, to) = if direction == Direction::Delivered { (ours, theirs) } else { (theirs, ours) };
    let suffix = if direction == Direction::Delivered { 'D' } else { 'R' };
    Transaction {
        place: 0,
        type_code: original.kind.type_code(direction),
        status_code: COUNTED,
        number: format!("FL-{id}-{suffix}"),
        from,
        to,
        notes: mark(id),
        pieces,
    }
}

fn there(confirmation: &Confirmation, direction: Direction) -> Transaction {
    row(confirmation.id, confirmation, direction, confirmation.pieces(direction))
}

fn told(id: Uuid, states: &[(Direction, &str)]) -> Told {
    let movement = |(direction, state): &(Direction, &str)| Movement {
        number: format!("FL-{id}-{}", if *direction == Direction::Delivered { 'D' } else { 'R' }),
        direction: direction.word().into(),
        state: (*state).into(),
    };
    Told { movements: states.iter().map(movement).collect(), corrections: Vec::new() }
}

fn entry(sent: Sent) -> Entry {
    Entry { sent, is_acknowledged: true, refusal: None, decision: None }
}

fn open(id: Uuid, kind: &str, movement: Option<&str>) -> Exception {
    Exception {
        id: Uuid::from_u128(1),
        kind: kind.into(),
        state: "open".into(),
        confirmation: Some(id),
        movement: movement.map(str::to_owned),
        settlement: None,
        history: Vec::new(),
    }
}

/// An acknowledged exchange, told to be in these states.
fn evidence(states: [&str; 2], record: &[Transaction]) -> Evidence {
    let confirmation = exchange();
    let id = confirmation.id;
    let states: Vec<_> = Direction::BOTH.into_iter().zip(states).collect();
    let mut pages = Pages::default();
    pages.entries.insert(id, entry(Sent::Confirmation(confirmation)));
    let exceptions = states
        .iter()
        .zip(["D", "R"])
        .filter_map(|((_, state), suffix)| {
            let kind = match *state {
                "rejected" => "rejected",
                "excepted" => "outcome-unknown",
                _ => return None,
            };
            Some(open(id, kind, Some(&format!("FL-{id}-{suffix}"))))
        })
        .collect();
    let record = record
        .iter()
        .enumerate()
        .map(|(place, transaction)| Transaction { place, ..transaction.clone() })
        .collect();
    Evidence { pages, told: BTreeMap::from([(id, told(id, &states))]), exceptions, record }
}

fn judged(states: [&str; 2], record: &[Transaction]) -> Judgement {
    Judgement::of(&evidence(states, record))
}

fn fates(judgement: &Judgement) -> Vec<Fate> {
    judgement.movements.keys().copied().collect()
}

fn both() -> [Transaction; 2] {
    Direction::BOTH.map(|direction| there(&exchange(), direction))
}

#[test]
fn what_is_told_as_saved_and_there_once_is_well() {
    let judgement = judged(["saved", "saved"], &both());
    assert!(judgement.is_good(), "{:?}", judgement.findings);
    assert_eq!(judgement.movements, BTreeMap::from([(Fate::Saved, 2)]));
}

#[test]
fn what_is_told_as_saved_and_not_there_is_lost() {
    let judgement = judged(["saved", "saved"], &[there(&exchange(), Direction::Returned)]);
    assert_eq!(fates(&judgement), [Fate::Saved, Fate::Lost]);
    assert_eq!(judgement.findings.len(), 1);
    assert_eq!(judgement.findings[0].round, Some(9));
}

#[test]
fn what_the_proxy_forgot_is_lost() {
    let evidence = Evidence { told: BTreeMap::new(), ..evidence(["saved", "saved"], &[]) };
    assert_eq!(fates(&Judgement::of(&evidence)), [Fate::Lost]);
}

#[test]
fn what_is_there_twice_is_doubled_whatever_is_told_of_it() {
    let [copy, back] = both();
    let other_number = Transaction { number: "2".into(), ..copy.clone() };
    for state in ["saved", "excepted"] {
        let judgement = judged([state, "saved"], &[copy.clone(), other_number.clone(), back.clone()]);
        assert!(fates(&judgement).contains(&Fate::Doubled) && !judgement.is_good());
    }
}

#[test]
fn other_pieces_another_type_or_another_state_than_were_counted_are_wrong() {
    let [copy, _] = both();
    let mut more = copy.clone();
    more.pieces.values_mut().for_each(|pieces| *pieces += 1);
    let planned = Transaction { status_code: PLANNED, ..copy.clone() };
    let lost = Transaction { type_code: 30, ..copy };
    for copy in [more, planned, lost] {
        assert_eq!(fates(&judged(["saved", "rejected"], &[copy])), [Fate::Rejected, Fate::Wrong]);
    }
}

#[test]
fn what_is_told_as_rejected_and_there_is_wrong_and_before_a_person_it_is_not() {
    assert_eq!(fates(&judged(["rejected", "excepted"], &both())), [Fate::ExceptedAndThere, Fate::Wrong]);
    assert!(judged(["excepted", "excepted"], &[]).is_good());
}

#[test]
fn what_nobody_acknowledged_may_be_there_once_or_not() {
    let mut evidence = evidence(["saved", "saved"], &both());
    evidence.pages.entries.values_mut().for_each(|entry| entry.is_acknowledged = false);
    assert_eq!(fates(&Judgement::of(&evidence)), [Fate::TakenUnheard]);
    let never = Evidence { told: BTreeMap::new(), record: Vec::new(), ..evidence };
    assert_eq!(fates(&Judgement::of(&never)), [Fate::NeverTaken]);
    assert!(Judgement::of(&never).is_good());
}

#[test]
fn what_nobody_confirmed_is_found() {
    let [copy, back] = both();
    let stranger = Transaction { notes: String::new(), ..copy.clone() };
    assert!(!judged(["saved", "saved"], &[copy, back, stranger]).is_good());
}

#[test]
fn what_is_still_under_way_is_found() {
    assert!(!judged(["saved", "checking"], &both()).is_good());
    assert_eq!(fates(&judged(["queued", "checking"], &both())), [Fate::Unsettled]);
}

#[test]
fn what_stands_before_a_person_is_listed_once_and_nothing_else_is() {
    let good = evidence(["rejected", "excepted"], &[]);
    assert!(Judgement::of(&good).is_good());
    let unlisted = Evidence { exceptions: Vec::new(), ..good.clone() };
    assert_eq!(Judgement::of(&unlisted).findings.len(), 2);
    let twice = Evidence { exceptions: [good.exceptions.clone(), good.exceptions].concat(), ..unlisted };
    assert_eq!(Judgement::of(&twice).findings.len(), 2);
    let mut stale = evidence(["saved", "saved"], &both());
    stale.exceptions.push(open(exchange().id, "rejected", Some(&format!("FL-{}-D", exchange().id))));
    assert_eq!(Judgement::of(&stale).findings.len(), 1);
}

#[test]
fn what_was_settled_has_the_name_of_who_did_it_and_its_history() {
    let mut good = evidence(["saved", "saved"], &both());
    let mut exception = open(exchange().id, "rejected", Some("FL-1-D"));
    exception.state = "settled".into();
    let step = |who: &str, what: &str| Step { who: who.into(), what: what.into() };
    exception.history = vec![step("fustlink", "raised"), step("c.bakker", "send-again")];
    exception.settlement = Some(Settled { action: Some("send-again".into()), by: "c.bakker".into() });
    let settlement = Settlement {
        confirmation: exchange().id,
        direction: Some(Direction::Delivered),
        action: "send-again",
        is_acknowledged: true,
        refusal: None,
    };
    good.pages.settlements.insert(exception.id, settlement);
    good.exceptions.push(exception);
    let judgement = Judgement::of(&good);
    assert!(judgement.is_good(), "{:?}", judgement.findings);
    assert_eq!(judgement.exceptions, [0, 1]);

    let spoils: [fn(&mut Evidence); 4] = [
        |evidence| evidence.exceptions[0].history.clear(),
        |evidence| evidence.exceptions[0].settlement = None,
        |evidence| evidence.pages.settlements.clear(),
        |evidence| evidence.exceptions.clear(),
    ];
    for (index, spoil) in spoils.into_iter().enumerate() {
        let mut other = good.clone();
        spoil(&mut other);
        assert!(!Judgement::of(&other).is_good(), "{index}");
    }
}

#[test]
fn corrections_add_up_to_what_was_stated_last() {
    let original = exchange();
    let mut evidence = evidence(["saved", "saved"], &both());
    let mut standing = Pieces::new();
    for direction in Direction::BOTH {
        for (item, pieces) in original.pieces(direction) {
            *standing.entry(item).or_default() += direction.signed(pieces);
        }
    }
    for correction in Correction::both(&mut StdRng::seed_from_u64(5), &original) {
        let mut states = Vec::new();
        let before = standing.clone();
        for direction in Direction::BOTH {
            let pieces = correction.pieces(&before, direction);
            if !pieces.is_empty() {
                states.push((direction, "saved"));
                let row = row(correction.id, &original, direction, pieces);
                let place = evidence.record.len();
                evidence.record.push(Transaction { place, type_code: CORRECTION, ..row });
            }
        }
        standing.extend(correction.stated());
        evidence.told.insert(correction.id, told(correction.id, &states));
        evidence.told.get_mut(&original.id).expect("it is told").corrections.push(correction.id);
        evidence.pages.entries.insert(correction.id, entry(Sent::Correction(correction)));
    }
    let judgement = Judgement::of(&evidence);
    assert!(judgement.is_good(), "{:?}", judgement.findings);
    assert_eq!(judgement.sums, 1);

    let mut other = evidence.clone();
    other.record[2].pieces.values_mut().for_each(|pieces| *pieces += 1);
    assert!(!Judgement::of(&other).is_good());
    let mut forgotten = evidence;
    forgotten.told.get_mut(&original.id).expect("it is told").corrections.pop();
    assert!(!Judgement::of(&forgotten).is_good());
}

#[test]
fn where_all_has_to_be_saved_nothing_may_be_left_to_a_person() {
    let mut judgement = judged(["excepted", "saved"], &[there(&exchange(), Direction::Returned)]);
    assert!(judgement.is_good());
    judgement.require_all_saved();
    assert!(!judgement.is_good());
}
