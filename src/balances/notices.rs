//! What has to be said beside the numbers, and what stands in their place while there are none.

use leptos::prelude::*;

use super::reading::Reading;
use super::table::{Showing, Shown};
use super::{Balances, wording};
use crate::api::Failure;
use crate::host::{Connection, OnScreen, OrderScreen};
use crate::i18n::{Advice, Words, speech};
use crate::ui::notice::{advice_for, advice_notice, failure_details, next_step};
use crate::ui::{Element, Tone, button, drawing, el, notice};

/// Restrictions, packaging codes that stand for nothing, lines that cannot be counted, a refresh that failed.
#[component]
pub fn Notices(
    /// The account, the order screen, and what the table shows of them.
    showing: Showing,
) -> impl IntoView {
    let speech = speech();
    let Showing { screen, balances } = showing;
    drawing(move || {
        let words = speech.words();
        let mut notices = Vec::new();
        balances.reading().with(|reading| {
            let Some((account, _)) = reading.numbers() else { return };
            if let Some(failure) = reading.failure() {
                notices.push(failed(&words, failure, balances));
            }
            let branch = balances.branch().get();
            for sentence in wording::restrictions(&words, account, branch.as_ref()) {
                notices.push(notice(Tone::Attention, sentence, Vec::new()));
            }
        });
        if let Some(Shown { overview, .. }) = showing.now() {
            if !overview.unmapped.is_empty() {
                let codes = overview.unmapped.iter().map(ToString::to_string).collect();
                notices.push(listed(&words.texts.unmapped, codes));
            }
            if !overview.too_many.is_empty() {
                let largest = words.speaker.number(i64::from(contract::Count::MAX));
                let what = words.too_many_pieces(&overview.too_many.join(", "), &largest);
                notices.push(notice(Tone::Attention, what, Vec::new()));
            }
        }
        screen.with(|screen| {
            let Some(order) = &screen.order else { return };
            if order.reference.is_none() {
                notices.push(advice_notice(Tone::Attention, &words.texts.order_unreadable));
            }
            if !order.unreadable.is_empty() {
                notices.push(listed(&words.texts.lines_unreadable, order.unreadable.clone()));
            }
        });
        if notices.is_empty() { Vec::new() } else { vec![el("div").class("notices").children(notices)] }
    })
}

/// Advice about things that are named one by one.
fn listed(advice: &'static Advice, things: Vec<String>) -> Element {
    let things = things.into_iter().map(|thing| el("li").text(thing));
    notice(
        Tone::Attention,
        advice.what,
        vec![el("ul").class("named").children(things), next_step(advice.next)],
    )
}

fn failed(words: &Words, failure: &Failure, balances: Balances) -> Element {
    let mut rest = failure_details(words, failure);
    rest.push(button("again", words.texts.try_again, move || balances.refresh()));
    notice(Tone::Trouble, advice_for(words, failure).what, rest)
}

/// What stands where the numbers would: a connection to wait for, a customer to choose, a skeleton, an error.
#[component]
pub fn Placeholder(
    /// The account.
    balances: Balances,
    /// The order screen.
    screen: ReadSignal<OrderScreen>,
    /// How the widget stands with the order screen.
    connection: ReadSignal<Connection>,
) -> impl IntoView {
    let speech = speech();
    drawing(move || {
        let words = speech.words();
        let texts = words.texts;
        let connection = connection.get();
        let gap =
            screen.with(|screen| balances.reading().with(|reading| Gap::of(connection, screen, reading)));
        let Some(gap) = gap else { return Vec::new() };
        let has_heading = matches!(gap, Gap::Loading | Gap::Failed(_));
        let stand_in = match gap {
            Gap::Waiting => waiting(&words),
            Gap::Alone => advice_notice(Tone::Quiet, &texts.alone),
            Gap::Unconfigured => advice_notice(Tone::Trouble, &texts.unconfigured),
            Gap::OtherProtocol => advice_notice(Tone::Trouble, &texts.wrong_protocol),
            Gap::NoCustomer => advice_notice(Tone::Quiet, &texts.no_customer),
            Gap::Garbled => advice_notice(Tone::Trouble, &texts.screen_unreadable),
            Gap::CustomerUnreadable => advice_notice(Tone::Trouble, &texts.customer_unreadable),
            Gap::Loading => skeleton(texts.loading),
            Gap::Failed(failure) => failed(&words, &failure, balances),
        };
        // A page without a customer's name above it still says what it is about.
        let heading = (!has_heading).then(|| el("h1").class("unseen").text(texts.packaging));
        let mut parts = Vec::from_iter(heading);
        parts.push(stand_in);
        parts
    })
}

/// Why there are no numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Gap {
    Waiting,
    Alone,
    Unconfigured,
    OtherProtocol,
    NoCustomer,
    Garbled,
    CustomerUnreadable,
    Loading,
    Failed(Failure),
}

impl Gap {
    fn of(connection: Connection, screen: &OrderScreen, reading: &Reading) -> Option<Self> {
        match connection {
            Connection::Waiting => Some(Self::Waiting),
            Connection::Alone => Some(Self::Alone),
            Connection::Unconfigured => Some(Self::Unconfigured),
            Connection::OtherProtocol => Some(Self::OtherProtocol),
            Connection::Connected => match (&screen.customer, reading.numbers(), reading.failure()) {
                (OnScreen::Nobody, ..) => Some(Self::NoCustomer),
                (OnScreen::Garbled, ..) => Some(Self::Garbled),
                (OnScreen::Unreadable, ..) => Some(Self::CustomerUnreadable),
                (OnScreen::Customer { .. }, Some(_), _) => None,
                (OnScreen::Customer { .. }, None, Some(failure)) if !reading.is_asking() => {
                    Some(Self::Failed(failure.clone()))
                }
                (OnScreen::Customer { .. }, None, _) => Some(Self::Loading),
            },
        }
    }
}

/// The connection usually takes a moment; only when it does not come is there something to do.
fn waiting(words: &Words) -> Element {
    let advice = &words.texts.waiting;
    el("div").class("waiting").child(skeleton(advice.what)).child(el("p").class("late").text(advice.next))
}

/// Bars where the rows will be.
fn skeleton(spoken: &'static str) -> Element {
    let bars = (0..4).map(|_| el("span").class("bar"));
    el("div")
        .class("skeleton")
        .child(el("p").class("unseen").role("status").text(spoken))
        .child(el("div").class("bars").attr("aria-hidden", "true").children(bars))
}
