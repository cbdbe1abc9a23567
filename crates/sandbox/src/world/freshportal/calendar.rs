//! Which customers are delivered to on which day. A day's deliveries depend on the day alone, so they stay what they
//! were when the calendar moves on.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::world::SEED;
use crate::world::dice::Dice;
use crate::world::places::{CUSTOMERS, CustomerRow, Habit};

/// How many orders a weekday brings; a trade that lives for Friday and Mother's Day.
const fn orders_on(day: Weekday) -> usize {
    match day {
        Weekday::Mon | Weekday::Fri => 8,
        Weekday::Tue | Weekday::Wed => 6,
        Weekday::Thu => 7,
        Weekday::Sat => 4,
        Weekday::Sun => 1,
    }
}

/// The places that are delivered to on a day, in the order in which they were rung up.
pub(in crate::world) fn delivered_on(day: NaiveDate) -> Vec<&'static CustomerRow> {
    let mut dice = Dice::new(SEED, &format!("deliveries {day}"));
    let mut waiting: Vec<&CustomerRow> = CUSTOMERS
        .iter()
        .filter(|row| row.number.is_some() && !matches!(row.habit, Habit::Dormant | Habit::Newcomer))
        .collect();
    (0..orders_on(day.weekday()))
        .map(|_| {
            let place = dice.count(0, u32::try_from(waiting.len()).map_or(0, |left| left.saturating_sub(1)));
            waiting.swap_remove(usize::try_from(place).unwrap_or(0))
        })
        .collect()
}
