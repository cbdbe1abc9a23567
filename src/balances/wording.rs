//! Numbers in words: what is held, by whom, and what an order does to it.

use contract::{Account, Basis, CustomerLocation, LocationNumber, Restriction};

use super::overview::{Effect, Totals};
use crate::i18n::Words;

/// `holds 42`, `we hold 3 of theirs`. "Of ours" is said only of an account between us and the customer.
pub fn holding(words: &Words, basis: Basis, pieces: i64) -> String {
    match (basis, pieces) {
        (_, 0) => words.texts.holds_none.to_owned(),
        (Basis::Location, 1..) => words.holds(pieces),
        (Basis::Location, _) => words.came_back_more(-pieces),
        (Basis::Counterpart, 1..) => words.holds_of_ours(pieces),
        (Basis::Counterpart, _) => words.we_hold_of_theirs(-pieces),
    }
}

/// The whole account in a few short sentences.
pub fn summary(words: &Words, basis: Basis, totals: &Totals) -> String {
    let mut sentences = Vec::with_capacity(3);
    if totals.kinds > 0 {
        let kinds = words.kinds(totals.kinds);
        sentences.push(match basis {
            Basis::Location => words.summary_holds(totals.held, &kinds),
            Basis::Counterpart => words.summary_holds_of_ours(totals.held, &kinds),
        });
    } else if totals.below == 0 {
        sentences.push(nothing(words, basis).to_owned());
    }
    if totals.below > 0 {
        sentences.push(match basis {
            Basis::Location => words.summary_below(totals.below),
            Basis::Counterpart => words.summary_theirs(totals.below),
        });
    }
    if totals.adds > 0 {
        sentences.push(words.summary_adds(totals.adds));
    }
    sentences.join(" ")
}

/// That a customer holds nothing at all.
pub fn nothing(words: &Words, basis: Basis) -> &'static str {
    match basis {
        Basis::Location => words.texts.empty,
        Basis::Counterpart => words.texts.empty_of_ours,
    }
}

/// What an order still adds, for the eye: `+5`.
pub fn signed(words: &Words, pieces: i64) -> String {
    let sign = if pieces < 0 { "−" } else { "+" };
    [sign, &words.speaker.number(pieces.abs())].concat()
}

/// What is planned or counted under the order already.
pub fn already(words: &Words, effect: &Effect) -> Vec<String> {
    let Some(already) = effect.already else { return Vec::new() };
    let mut said = Vec::with_capacity(2);
    if already.delivered > 0 {
        said.push(words.already_delivered(already.delivered));
    } else if already.planned > 0 {
        said.push(words.already_planned(already.planned));
    }
    if already.returned > 0 {
        said.push(words.already_returned(already.returned));
    }
    said
}

/// The part of a balance that TrackOnline does not show yet.
pub fn on_its_way(words: &Words, pieces: i64) -> Option<String> {
    match pieces {
        0 => None,
        1.. => Some(words.delivered_on_its_way(pieces)),
        _ => Some(words.returned_on_its_way(-pieces)),
    }
}

/// A sentence for each location in view that may not be given whatever it orders.
pub fn restrictions(words: &Words, account: &Account, branch: Option<&LocationNumber>) -> Vec<String> {
    let in_view = |location: &&CustomerLocation| branch.is_none_or(|branch| location.number == *branch);
    account
        .locations
        .iter()
        .filter(in_view)
        .filter_map(|location| match location.restriction {
            Restriction::None => None,
            Restriction::ExchangeOnly => Some(words.exchange_only(&location.name)),
            Restriction::BalanceLimit => Some(words.balance_limit(&location.name)),
        })
        .collect()
}
