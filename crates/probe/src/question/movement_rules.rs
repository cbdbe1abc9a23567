//! How movements of packaging are entered: custom, which no call can tell.

use super::{Question, Topic};
use crate::verdict::Judgement;

const fn custom(
    asks: &'static str,
    settings: &'static [&'static str],
    judge: fn(&Question, &crate::evidence::Evidence<'_>) -> Judgement,
) -> Question {
    Question { topic: Topic::Transactions, asks, settings, needs: &[], writes: false, judge }
}

pub(super) const TYPES: Question =
    custom("Which type does each kind of movement get?", &["movements.*_type"], |_, _| {
        Judgement::open(
            "it is the wholesaler's custom",
            "compare with what people enter in TrackOnline: `fustlink trackonline transaction` lists it",
        )
    });

pub(super) const STATUSES: Question = custom(
    "Which status do a plan and a count get?",
    &["movements.counted_status", "movements.planned_status"],
    |_, _| {
        Judgement::open(
            "it is the wholesaler's custom",
            "in operation: 16 (Confirmed) can still be changed, 35 (Processed) is final",
        )
    },
);

pub(super) const WRITTEN_OFF: Question = custom(
    "Which location stands for what was damaged, scrapped, lost or found?",
    &["written_off.damaged", "written_off.scrapped", "written_off.lost", "written_off.found"],
    |_, _| {
        Judgement::open(
            "only an administrator knows",
            "make one in TrackOnline and name it in the settings; it is looked for with each confirmation",
        )
    },
);

pub(super) const OWN_PLACES: Question =
    custom("Which locations are the administration's own?", &[], |_, _| {
        Judgement::open(
            "the types of locations do not tell",
            "in operation: a place that is not told as an own one is refused by name",
        )
    });

pub(super) const PLANNED_BALANCES: Question =
    custom("Which balances hold a planned transaction?", &[], |_, _| {
        Judgement::open(
            "it takes a plan that nobody needs",
            "enter one by hand for a test location and look at its balance before and after",
        )
    });

pub(super) const DECLARED_TWICE: Question = custom("When are two entries one movement?", &[], |_, _| {
    Judgement::open("only people know", "in operation: what looks like it is put before a person")
});
