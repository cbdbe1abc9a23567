//! Every pair of the five forms that meet in one save: where the message ID stands, what rows stand in, how
//! enumerations and quantities are written, and what a second save with the same number does.

use std::collections::BTreeSet;

use sandbox::trackonline::behaviour::{
    Behaviour, DuplicateSemantics, EnvelopeForm, MessageIdForm, QuantityForm, ValueForm,
};
use trackonline::Assumptions;

use crate::standing::{Standing, told};
use crate::story::{World, deliver, look};

/// Every value of the five with every value of the others.
fn every_combination() -> Vec<Behaviour> {
    let mut all = vec![Behaviour::default()];
    let mut spread = |values: &[&dyn Fn(Behaviour) -> Behaviour]| {
        all = all.iter().flat_map(|behaviour| values.iter().map(|value| value(*behaviour))).collect();
    };
    spread(&[
        &|behaviour| Behaviour { message_id: MessageIdForm::MessageIdField, ..behaviour },
        &|behaviour| Behaviour { message_id: MessageIdForm::IdField, ..behaviour },
        &|behaviour| Behaviour { message_id: MessageIdForm::BareGuid, ..behaviour },
    ]);
    spread(&[&|behaviour| Behaviour { envelope: EnvelopeForm::Bare, ..behaviour }, &|behaviour| Behaviour {
        envelope: EnvelopeForm::Object,
        ..behaviour
    }]);
    spread(&[&|behaviour| Behaviour { enumerations: ValueForm::Numbers, ..behaviour }, &|behaviour| {
        Behaviour { enumerations: ValueForm::Names, ..behaviour }
    }]);
    spread(&[&|behaviour| Behaviour { quantities: QuantityForm::Numbers, ..behaviour }, &|behaviour| {
        Behaviour { quantities: QuantityForm::Text, ..behaviour }
    }]);
    spread(&[
        &|behaviour| Behaviour { duplicates: DuplicateSemantics::Update, ..behaviour },
        &|behaviour| Behaviour { duplicates: DuplicateSemantics::Reject, ..behaviour },
        &|behaviour| Behaviour { duplicates: DuplicateSemantics::Double, ..behaviour },
    ]);
    all
}

/// A value of one of the five, by its switch and its name.
type Chosen = (String, String);

/// The five switches, by the names that the stand-in has for them.
const FIVE: [&str; 5] = ["message-id", "envelope", "enumerations", "quantities", "duplicates"];

/// How the five stand.
fn chosen(behaviour: Behaviour) -> Vec<Chosen> {
    let switches = behaviour.switches().into_iter().filter(|switch| FIVE.contains(&switch.key.as_str()));
    switches.map(|switch| (switch.key, switch.chosen)).collect()
}

/// The pairs of values that meet in one way to behave.
fn pairs(behaviour: Behaviour) -> BTreeSet<(Chosen, Chosen)> {
    let chosen = chosen(behaviour);
    let with_later = |(place, one): (usize, &Chosen)| {
        let later: Vec<_> = chosen.iter().skip(place + 1).map(|other| (one.clone(), other.clone())).collect();
        later
    };
    chosen.iter().enumerate().flat_map(with_later).collect()
}

/// So few ways to behave that every pair of values meets in one of them: each time the one that adds most is taken.
fn all_pairs() -> Vec<Behaviour> {
    let mut left: BTreeSet<_> = every_combination().into_iter().flat_map(pairs).collect();
    let mut taken = Vec::new();
    while !left.is_empty() {
        let adds = |behaviour: &Behaviour| pairs(*behaviour).intersection(&left).count();
        let most = every_combination().into_iter().max_by_key(adds).unwrap();
        left = left.difference(&pairs(most)).cloned().collect();
        taken.push(most);
    }
    taken
}

/// Runs the story so that every pair meets, with assumptions that may follow from it.
async fn in_every_pair(assumptions: impl Fn(Behaviour) -> Assumptions) {
    let standing = Standing::behaving(Behaviour::default()).await;
    let world: World = look(&standing.client(Assumptions::default())).await;
    for (place, behaviour) in all_pairs().into_iter().enumerate() {
        standing.behave(behaviour).await;
        let client = standing.client(assumptions(behaviour));
        assert_eq!(look(&client).await, world, "{behaviour:?}");
        deliver(&standing, &client, behaviour, &format!("D{place}")).await;
        standing.next_day();
    }
}

#[tokio::test]
async fn a_client_that_is_told_nothing_reads_every_pair() {
    in_every_pair(|_| Assumptions::default()).await;
}

#[tokio::test]
async fn a_client_that_is_told_how_the_account_writes_reads_and_writes_as_it_does() {
    in_every_pair(told).await;
}

#[test]
fn every_pair_of_values_occurs_in_few_runs() {
    let taken = all_pairs();
    let occurs = |pair: &(&Chosen, &Chosen)| {
        taken.iter().any(|behaviour| {
            let chosen = chosen(*behaviour);
            chosen.contains(pair.0) && chosen.contains(pair.1)
        })
    };
    let values: Vec<Chosen> = Behaviour::default()
        .switches()
        .into_iter()
        .filter(|switch| FIVE.contains(&switch.key.as_str()))
        .flat_map(|switch| switch.choices.into_iter().map(move |(value, _)| (switch.key.clone(), value)))
        .collect();
    assert_eq!(values.len(), 12, "{values:?}");
    for one in &values {
        for other in values.iter().filter(|other| other.0 != one.0) {
            assert!(occurs(&(one, other)), "{one:?} never meets {other:?}");
        }
    }
    assert!(taken.len() <= 15, "{} runs", taken.len());
}
