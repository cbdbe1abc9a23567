//! Whose account it is, of which branch, and how old the numbers are.

use chrono::{DateTime, Utc};
use contract::{Account, LocationNumber};
use leptos::prelude::*;

use super::Balances;
use super::age::Age;
use super::reading::Reading;
use crate::host::{OnScreen, OrderScreen};
use crate::i18n::{Words, speech};
use crate::ui::{Choice, Element, Tone, button, choice, drawing, el, tone_symbol};

/// The head of the widget. The host's name of the customer stands there at once, TrackOnline's as soon as it is known.
#[component]
pub fn AccountHeader(
    /// The account.
    balances: Balances,
    /// The order screen.
    screen: ReadSignal<OrderScreen>,
    /// The device's clock, ticking.
    now: ReadSignal<DateTime<Utc>>,
) -> impl IntoView {
    let speech = speech();
    let reading = balances.reading();
    // The age ticks, so it is drawn apart from what stands still.
    let age = drawing(move || age_line(&speech.words(), reading, now).into_iter().collect());
    let who = drawing(move || {
        let words = speech.words();
        let name = screen.with(|screen| reading.with(|reading| customer_name(screen, reading)));
        let order = screen.with(|screen| order_line(&words, screen));
        let who = el("div")
            .class("who")
            .child(el("h1").attr("tabindex", "-1").text(name))
            .children(order.map(|order| el("p").class("about-order").text(order)));
        let mut head = vec![who];
        head.extend(branch_choice(balances, &words));
        head
    });
    let refresh = drawing(move || {
        let texts = speech.words().texts;
        let is_asking = reading.with(Reading::is_asking);
        let label = if is_asking { texts.refreshing } else { texts.refresh };
        vec![button("quiet-button", label, move || balances.refresh()).state("aria-disabled", is_asking)]
    });
    view! { <header class="account-head">{who}<div class="freshness">{age}{refresh}</div></header> }
}

fn customer_name(screen: &OrderScreen, reading: &Reading) -> String {
    match (reading.numbers(), &screen.customer) {
        (Some((account, _)), _) => account.customer.name.clone(),
        (None, OnScreen::Customer { name: Some(name), .. }) => name.clone(),
        (None, OnScreen::Customer { number, name: None }) => number.to_string(),
        (None, OnScreen::Nobody | OnScreen::Unreadable | OnScreen::Garbled) => String::new(),
    }
}

fn order_line(words: &Words, screen: &OrderScreen) -> Option<String> {
    let order = screen.order.as_ref()?;
    let reference = order.reference.as_ref()?.as_str();
    Some(match order.departure_date.as_deref().filter(|day| !day.is_empty()) {
        Some(day) => words.for_order_leaving(reference, &words.speaker.day(day)),
        None => words.for_order(reference),
    })
}

/// How old the numbers are; louder when that may matter.
fn age_line(words: &Words, reading: ReadSignal<Reading>, now: ReadSignal<DateTime<Utc>>) -> Option<Element> {
    let (text, tone) = reading.with(|reading| {
        let (account, _) = reading.numbers()?;
        Some(age_text(words, account, reading.proxy_time(now.get())))
    })?;
    let symbol = (tone == Tone::Attention).then(|| tone_symbol(tone));
    Some(el("p").class("age").attr("data-tone", tone.name()).children(symbol).child(el("span").text(text)))
}

fn age_text(words: &Words, account: &Account, now: DateTime<Utc>) -> (String, Tone) {
    let age = Age::at(now, account.read_at);
    let ago = words.speaker.ago(age.amount, age.unit);
    match account.unreachable_since {
        Some(since) => (words.unreachable(&words.speaker.moment(since, now), &ago), Tone::Attention),
        None if age.is_stale => (words.stale(&ago), Tone::Attention),
        None => (words.read_ago(&ago), Tone::Quiet),
    }
}

/// The choice of a branch, where there is more than one.
fn branch_choice(balances: Balances, words: &Words) -> Option<Element> {
    let options = balances.reading().with(|reading| {
        let (account, _) = reading.numbers()?;
        (account.locations.len() > 1).then(|| branch_names(account))
    })?;
    let choice_of_branch = Choice {
        label: words.texts.branch,
        said: None,
        none: words.texts.all_branches,
        options,
        chosen: balances.branch().get().map(String::from),
        is_wrong: false,
        described_by: None,
        is_locked: false,
    };
    Some(choice("branches", choice_of_branch, move |value| balances.choose(LocationNumber::new(value).ok())))
}

/// Numbers and names of the branches, with the town where there is one.
pub fn branch_names(account: &Account) -> Vec<(String, String)> {
    account
        .locations
        .iter()
        .map(|location| {
            let name = match location.city.as_deref().filter(|city| !city.is_empty()) {
                Some(city) => [&location.name, ", ", city].concat(),
                None => location.name.clone(),
            };
            (location.number.to_string(), name)
        })
        .collect()
}
