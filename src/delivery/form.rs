//! What a person fills in at the dock: filled from the order, checked here, never more than a form.

mod row;

use chrono::{DateTime, Utc};
use contract::{
    Account, ConfirmationKind, ConfirmationLine, ConfirmationRequest, Count, DifferenceReason, ItemCount,
    ItemNumber, LocationNumber, OrderReference, ProblemCode, Stage,
};
use ledger::projection::project;
use uuid::Uuid;

pub use self::row::{Column, Difference, FormRow, count};
use crate::api::Failure;
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

/// Why a form cannot be sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every count is zero.
    NothingCounted,
    /// A count is not a whole number from 0 to [`Count::MAX`].
    Count,
    /// A count differs from what was planned, and it is not said why.
    ReasonMissing,
    /// A reason is *something else*, and the remark does not say what.
    RemarkMissing,
    /// The customer has several branches and none was chosen.
    BranchMissing,
    /// The remark is longer than [`ConfirmationRequest::MAX_NOTE`].
    RemarkTooLong,
    /// More kinds than [`ConfirmationRequest::MAX_LINES`].
    TooManyKinds,
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

    /// A count stands as it was typed.
    pub fn settle(&mut self, item: &ItemNumber) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.item == *item) {
            row.settle();
        }
    }

    /// Chooses why a count is not what was planned, or takes that back.
    pub fn explain(&mut self, item: &ItemNumber, reason: Option<DifferenceReason>) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.item == *item) {
            row.explain(reason);
        }
    }

    /// How many differences are not explained yet.
    pub fn unexplained(&self) -> usize {
        self.rows.iter().filter(|row| row.needs_reason() && row.reason().is_none()).count()
    }

    /// Whether the remark has to say what a reason does not.
    pub fn needs_remark(&self) -> bool {
        self.rows.iter().any(|row| row.reason() == Some(DifferenceReason::Other))
    }

    /// The proxy has refused what the form amounted to. Where it wants a reason, the row of it says so, also where this
    /// form would not have asked for one.
    pub fn refused(&mut self, request: &ConfirmationRequest, failure: &Failure) {
        let Failure::Refused(problem) = failure else { return };
        if problem.code != ProblemCode::ReasonMissing {
            return;
        }
        for (index, line) in request.lines.iter().enumerate() {
            let field = ["lines[", &index.to_string(), "].reason"].concat();
            if !problem.errors.iter().any(|error| error.field == field) {
                continue;
            }
            if line.reason.is_some() {
                // A reason that does not say enough by itself.
                self.faults = vec![Fault::RemarkMissing];
            } else if let Some(row) = self.rows.iter_mut().find(|row| row.item == line.item) {
                row.ask();
            }
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
                    let planned = row.told_plan();
                    // A kind that was planned and not delivered is told too: it is a difference.
                    if planned.is_some() || !delivered.is_zero() || !returned.is_zero() {
                        let (item, reason) = (row.item.clone(), row.reason());
                        lines.push(ConfirmationLine { item, planned, delivered, returned, reason });
                    }
                }
                _ => faults.push(Fault::Count),
            }
        }
        faults.dedup();
        let is_nothing = lines.iter().all(|line| line.delivered.is_zero() && line.returned.is_zero());
        let remark = self.remark.trim();
        if is_nothing && faults.is_empty() {
            faults.push(Fault::NothingCounted);
        } else {
            // Why nothing at all was counted is not asked: first something has to be.
            faults.extend((self.unexplained() > 0).then_some(Fault::ReasonMissing));
            faults.extend((self.needs_remark() && remark.is_empty()).then_some(Fault::RemarkMissing));
        }
        if lines.len() > ConfirmationRequest::MAX_LINES {
            faults.push(Fault::TooManyKinds);
        }
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

#[cfg(test)]
mod tests;
