//! What a person fills in at the dock: filled from the order, checked here, never more than a form.

use chrono::{DateTime, Utc};
use contract::{
    Account, ConfirmationKind, ConfirmationLine, ConfirmationRequest, Count, ItemCount, ItemNumber,
    LocationNumber, OrderReference, Stage,
};
use ledger::projection::project;
use uuid::Uuid;

use crate::balances::Subject;

/// The counts of one delivery, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The confirmation that it will become: the same through every retry.
    pub id: Uuid,
    /// Whose delivery, under which order.
    pub subject: Subject,
    /// The branch, once there is no doubt about it.
    pub location: Option<LocationNumber>,
    /// One per kind: those of the order, those the customer holds, those that were added.
    pub rows: Vec<FormRow>,
    /// For whoever reads the transaction later.
    pub remark: String,
    /// What stood in the way when it was last sent.
    pub faults: Vec<Fault>,
    /// Whether a person has changed anything in it.
    pub is_touched: bool,
    /// Kinds that a person has left out.
    left_out: Vec<ItemNumber>,
}

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
}

/// One of the two counts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Left with the customer.
    Delivered,
    /// Taken back.
    Returned,
}

/// Why a form cannot be sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every count is zero.
    NothingCounted,
    /// A count is not a whole number from 0 to [`Count::MAX`].
    Count,
    /// The customer has several branches and none was chosen.
    BranchMissing,
    /// The remark is longer than [`ConfirmationRequest::MAX_NOTE`].
    RemarkTooLong,
    /// More kinds than [`ConfirmationRequest::MAX_LINES`].
    TooManyKinds,
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
    fn new(item: ItemNumber, planned: Option<Count>, filled: Count) -> Self {
        Self { item, planned, delivered: typed(filled), returned: typed(Count::ZERO), filled }
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
            Column::Delivered => self.delivered = text,
            Column::Returned => self.returned = text,
        }
    }

    /// One more or one less, within what a count can be. What was no count starts from nothing.
    pub fn step(&mut self, column: Column, by: i64) {
        let pieces = count(self.text(column)).unwrap_or_default().pieces() + by;
        if let Ok(count) = Count::new(pieces) {
            self.set(column, typed(count));
        }
    }

    /// What the order still expects of the kind; nothing once its delivery was counted.
    fn awaited(&self) -> Option<Count> {
        self.planned.filter(|planned| planned.is_zero() || !self.filled.is_zero())
    }

    /// Whether there is nothing to tell about the kind: nothing planned, delivered or returned.
    fn is_empty(&self) -> bool {
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
}

fn typed(count: Count) -> String {
    count.get().to_string()
}

impl Form {
    /// A form filled from the order: where it is `to_be_delivered`, what it names is taken as delivered. Where its delivery
    /// was counted before, or that is not known, nothing is.
    pub fn fill(
        id: Uuid,
        subject: Subject,
        account: &Account,
        order: &[ItemCount],
        to_be_delivered: bool,
        branch: Option<&LocationNumber>,
    ) -> Self {
        let filled = |count: Count| if to_be_delivered { count } else { Count::ZERO };
        let mut rows: Vec<FormRow> = order
            .iter()
            .map(|line| FormRow::new(line.item.clone(), Some(line.count), filled(line.count)))
            .collect();
        for line in project(account, order) {
            if line.holds > 0 && !order.iter().any(|ordered| ordered.item == line.item) {
                rows.push(FormRow::new(line.item, None, Count::ZERO));
            }
        }
        let location = match account.locations.as_slice() {
            [only] => Some(only.number.clone()),
            _ => branch.cloned(),
        };
        Self {
            id,
            subject,
            location,
            rows,
            remark: String::new(),
            faults: Vec::new(),
            is_touched: false,
            left_out: Vec::new(),
        }
    }

    /// Takes over a change of the order's lines, of what is known under it, or of the customer's branches. A count that
    /// a person has changed stays as it is.
    pub fn follow(&mut self, account: &Account, order: &[ItemCount], to_be_delivered: bool) {
        for row in &mut self.rows {
            let planned = order.iter().find(|line| line.item == row.item).map(|line| line.count);
            row.follow(planned, to_be_delivered);
        }
        for line in order {
            let is_known = self.rows.iter().any(|row| row.item == line.item);
            if !is_known && !self.left_out.contains(&line.item) {
                let mut row = FormRow::new(line.item.clone(), None, Count::ZERO);
                row.follow(Some(line.count), to_be_delivered);
                self.rows.push(row);
            }
        }
        match account.locations.as_slice() {
            [only] => self.location = Some(only.number.clone()),
            several => {
                self.location = self
                    .location
                    .take()
                    .filter(|chosen| several.iter().any(|location| location.number == *chosen));
            }
        }
    }

    /// Whether there is more in it than one confirmation may hold.
    pub fn has_too_many_kinds(&self) -> bool {
        self.rows.iter().filter(|row| !row.is_empty()).count() > ConfirmationRequest::MAX_LINES
    }

    /// Leaves a kind out, for a confirmation of its own.
    pub fn leave_out(&mut self, item: &ItemNumber) {
        self.rows.retain(|row| row.item != *item);
        self.left_out.push(item.clone());
    }

    /// Adds a kind that was counted although neither the order nor the account names it, or that was left out.
    pub fn add(&mut self, item: ItemNumber) {
        self.left_out.retain(|left| *left != item);
        if !self.rows.iter().any(|row| row.item == item) {
            self.rows.push(FormRow::new(item, None, Count::ZERO));
        }
    }

    /// Types a count.
    pub fn enter(&mut self, item: &ItemNumber, column: Column, text: String) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.item == *item) {
            row.set(column, text);
        }
    }

    /// Makes a count one more or one less.
    pub fn step(&mut self, item: &ItemNumber, column: Column, by: i64) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.item == *item) {
            row.step(column, by);
        }
    }

    /// The order that the delivery belongs to.
    pub fn order(&self) -> Option<&OrderReference> {
        self.subject.order.as_ref()
    }

    /// The confirmation that the form amounts to.
    ///
    /// # Errors
    /// Everything that stands in its way.
    pub fn request(&self, counted_at: DateTime<Utc>) -> Result<ConfirmationRequest, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            match (count(&row.delivered), count(&row.returned)) {
                (Some(delivered), Some(returned)) => {
                    let planned = row.awaited().filter(|planned| !planned.is_zero());
                    // A kind that was planned and not delivered is told too: it is a difference.
                    if planned.is_some() || !delivered.is_zero() || !returned.is_zero() {
                        lines.push(ConfirmationLine {
                            item: row.item.clone(),
                            planned,
                            delivered,
                            returned,
                            reason: None,
                        });
                    }
                }
                _ => faults.push(Fault::Count),
            }
        }
        faults.dedup();
        let is_nothing = lines.iter().all(|line| line.delivered.is_zero() && line.returned.is_zero());
        if is_nothing && faults.is_empty() {
            faults.push(Fault::NothingCounted);
        }
        if lines.len() > ConfirmationRequest::MAX_LINES {
            faults.push(Fault::TooManyKinds);
        }
        let remark = self.remark.trim();
        if remark.chars().count() > ConfirmationRequest::MAX_NOTE {
            faults.push(Fault::RemarkTooLong);
        }
        let Some(location) = self.location.clone() else {
            faults.push(Fault::BranchMissing);
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(ConfirmationRequest {
            id: self.id,
            kind: ConfirmationKind::Delivery,
            stage: Stage::Counted,
            customer: Some(self.subject.customer.clone()),
            location,
            own_location: None,
            order: self.subject.order.clone(),
            counted_at,
            lines,
            note: (!remark.is_empty()).then(|| remark.to_owned()),
        })
    }
}

impl FormRow {
    fn follow(&mut self, planned: Option<Count>, to_be_delivered: bool) {
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
    }
}

#[cfg(test)]
mod tests;
