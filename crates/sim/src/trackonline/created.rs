//! Pages of what was created in a window of time.

use chrono::{DateTime, Utc};
use contract::TransactionNumber;
use ledger::attempt::Event;

use super::TrackOnline;
use crate::clock::{Clock, HOUR, Millis, Moment};

/// Rows to a page.
const PAGE: usize = 50;

impl TrackOnline {
    /// A page of what was created, oldest first, by anybody. What others create is spread evenly over the hour.
    pub fn created(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        page: u32,
        wanted: &[TransactionNumber],
        now: Moment,
    ) -> Event {
        let utc = Clock::default();
        let (from, to) = (utc.when(from).0, utc.when(to).0);
        let today = now.0 + self.clock.ahead;
        let mut ours: Vec<_> =
            self.by_creation.iter().filter(|(created, _)| (from..=to).contains(created)).collect();
        ours.sort();
        let first = usize::try_from(page.saturating_sub(1)).unwrap_or(0) * PAGE;
        let others_before =
            |moment: Millis| self.others_until(moment.min(today)) - self.others_until(from.min(today));
        let all = others_before(to) + ours.len();
        let found = ours
            .iter()
            .enumerate()
            .filter(|(index, (created, _))| {
                (first..first + PAGE).contains(&(others_before(*created) + index))
            })
            .filter(|(_, (_, number))| wanted.contains(number))
            .map(|(_, (_, number))| number.clone())
            .collect();
        Event::CreatedRead { found, is_last: first + PAGE >= all }
    }

    /// How many transactions others have created when the clock here shows this.
    fn others_until(&self, shown: Millis) -> usize {
        let Some(every) = HOUR.checked_div(i64::try_from(self.manners.others_create).unwrap_or(i64::MAX))
        else {
            return 0;
        };
        usize::try_from((shown + HOUR) / every.max(1)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MINUTE, SECOND};
    use crate::dice::Dice;
    use crate::scenario::{Manners, ResultForm, SaveTimes, Second};
    use crate::seen::Seen;
    use crate::trackonline::{PostedRow, RequestId};

    fn with_others(others_create: usize) -> (TrackOnline, TransactionNumber) {
        let mut trackonline = TrackOnline::new(Manners {
            second: Second::Doubles,
            refused_batch_saves_good_rows: false,
            result: ResultForm::NamesAll,
            says_retry_after: true,
            created_at_receipt: true,
            clock_ahead: 0,
            saves: SaveTimes { median: SECOND, p99: 2 * SECOND, at_once: true },
            slow_saves: 0,
            results_kept: HOUR,
            others_create,
        });
        let number = TransactionNumber::new("A-0").unwrap();
        let rows = vec![PostedRow { number: number.clone(), flaw: None }];
        let mut seen = Seen::default();
        let taken = trackonline.post(RequestId(0), rows, Moment(HOUR), None, &mut Dice::new(1), &mut seen);
        for (done, id) in taken.saving {
            trackonline.save(id, done, &mut seen);
        }
        (trackonline, number)
    }

    fn read(trackonline: &TrackOnline, page: u32, number: &TransactionNumber) -> (bool, bool) {
        let clock = Clock::default();
        let window = (clock.reads(Moment(HOUR - 10 * MINUTE)), clock.reads(Moment(HOUR + 10 * MINUTE)));
        let wanted = std::slice::from_ref(number);
        match trackonline.created(window, page, wanted, Moment(HOUR + 5 * MINUTE)) {
            Event::CreatedRead { found, is_last } => (found == wanted, is_last),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_window_without_others_is_one_page() {
        let (trackonline, number) = with_others(0);
        assert_eq!(read(&trackonline, 1, &number), (true, true));
    }

    #[test]
    fn a_row_stands_on_the_page_that_those_before_it_leave_it() {
        // Every second one row of others: 600 before ours, 300 after it.
        let (trackonline, number) = with_others(3_600);
        assert_eq!(read(&trackonline, 12, &number), (false, false));
        assert_eq!(read(&trackonline, 13, &number), (true, false));
        assert_eq!(read(&trackonline, 18, &number), (false, false));
        assert_eq!(read(&trackonline, 19, &number), (false, true));
    }
}
