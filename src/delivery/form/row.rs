//! The counts of one kind.

use contract::{Count, DifferenceReason, ItemNumber};

/// The counts of one kind, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// What is counted.
    pub item: ItemNumber,
    /// Pieces on the order.
    pub planned: Option<Count>,
    /// Pieces left with the customer.
    pub delivered: String,
    /// Pieces taken back.
    pub returned: String,
    /// What `delivered` was filled with from the order.
    filled: Count,
    /// Why it differs from what was planned, as chosen last.
    reason: Option<DifferenceReason>,
    /// Whether the proxy wants a reason that this form did not know of.
    is_asked: bool,
}

/// One of the two counts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Left with the customer.
    Delivered,
    /// Taken back.
    Returned,
}

/// Counted against planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The same.
    AsPlanned,
    /// Pieces more.
    More(i64),
    /// Pieces fewer.
    Fewer(i64),
    /// The order does not name the kind.
    NotOnOrder,
    /// The order names the kind, but its delivery was counted before: nothing more is expected.
    NotAwaited,
    /// What was typed is no count.
    Unreadable,
}

/// Reads a count as typed; an empty field is nothing counted.
pub fn count(text: &str) -> Option<Count> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Count::ZERO);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Count::new(text.parse().ok()?).ok()
}

impl FormRow {
    /// A kind that the order plans, or one without a plan, with what is taken as delivered.
    pub fn new(item: ItemNumber, planned: Option<Count>, filled: Count) -> Self {
        let (delivered, returned) = (typed(filled), typed(Count::ZERO));
        Self { item, planned, delivered, returned, filled, reason: None, is_asked: false }
    }

    /// What is typed in a column.
    pub fn text(&self, column: Column) -> &str {
        match column {
            Column::Delivered => &self.delivered,
            Column::Returned => &self.returned,
        }
    }

    /// Types something into a column.
    pub fn set(&mut self, column: Column, text: String) {
        match column {
            Column::Delivered => {
                self.delivered = text;
                self.is_asked = false;
            }
            Column::Returned => self.returned = text,
        }
    }

    /// One more or one less, within what a count can be. What was no count starts from nothing.
    pub fn step(&mut self, column: Column, by: i64) {
        let pieces = count(self.text(column)).unwrap_or_default().pieces() + by;
        if let Ok(count) = Count::new(pieces) {
            self.set(column, typed(count));
            self.settle();
        }
    }

    /// A count stands as it was typed: a reason that does not go with it is forgotten. While it is being typed, it is not:
    /// on the way from 20 to 24 stands a 2.
    pub fn settle(&mut self) {
        self.reason = self.reason();
    }

    /// What the order still expects of the kind; nothing once its delivery was counted.
    pub(super) fn awaited(&self) -> Option<Count> {
        self.planned.filter(|planned| planned.is_zero() || !self.filled.is_zero())
    }

    /// Whether there is nothing to tell about the kind: nothing planned, delivered or returned.
    pub(super) fn is_empty(&self) -> bool {
        let is_zero = |text| count(text).is_some_and(Count::is_zero);
        self.awaited().is_none_or(Count::is_zero) && is_zero(&self.delivered) && is_zero(&self.returned)
    }

    /// What was delivered against what was planned.
    pub fn difference(&self) -> Difference {
        let Some(delivered) = count(&self.delivered) else { return Difference::Unreadable };
        if self.planned.is_none() {
            return Difference::NotOnOrder;
        }
        let Some(planned) = self.awaited() else { return Difference::NotAwaited };
        match delivered.pieces() - planned.pieces() {
            0 => Difference::AsPlanned,
            more @ 1.. => Difference::More(more),
            fewer => Difference::Fewer(-fewer),
        }
    }

    /// What was planned, as it is told beside the count; a plan of nothing is none.
    pub(super) fn told_plan(&self) -> Option<Count> {
        self.awaited().filter(|planned| !planned.is_zero())
    }

    /// Whether it has to be said why the count is not what was planned.
    pub fn needs_reason(&self) -> bool {
        let differs = matches!(self.difference(), Difference::More(_) | Difference::Fewer(_));
        self.is_asked || differs && self.told_plan().is_some()
    }

    /// Whether the proxy has asked for the reason, and none is chosen yet.
    pub fn is_asked(&self) -> bool {
        self.is_asked && self.reason().is_none()
    }

    /// The reasons that there can be for the difference.
    pub fn reasons(&self) -> impl Iterator<Item = DifferenceReason> + use<> {
        let difference = self.difference();
        DifferenceReason::ALL.into_iter().filter(move |reason| match reason {
            DifferenceReason::NotLoaded => !matches!(difference, Difference::More(_)),
            DifferenceReason::LoadedMore => !matches!(difference, Difference::Fewer(_)),
            _ => true,
        })
    }

    /// The reason that was chosen, where one is needed and it can be the one.
    pub fn reason(&self) -> Option<DifferenceReason> {
        self.reason.filter(|chosen| self.needs_reason() && self.reasons().any(|reason| reason == *chosen))
    }

    /// Chooses a reason, or none.
    pub fn explain(&mut self, reason: Option<DifferenceReason>) {
        self.reason = reason;
    }

    /// The proxy wants to know why.
    pub(super) fn ask(&mut self) {
        self.is_asked = true;
    }

    /// Takes over a change of the order. A count that a person has changed stays as it is.
    pub(super) fn follow(&mut self, planned: Option<Count>, to_be_delivered: bool) {
        let filled = planned.filter(|_| to_be_delivered).unwrap_or_default();
        if (planned, filled) == (self.planned, self.filled) {
            return;
        }
        let is_untouched = count(&self.delivered) == Some(self.filled);
        self.planned = planned;
        self.filled = filled;
        if is_untouched {
            self.delivered = typed(self.filled);
        }
        self.settle();
    }
}

fn typed(count: Count) -> String {
    count.get().to_string()
}
