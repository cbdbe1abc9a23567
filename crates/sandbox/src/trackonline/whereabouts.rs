//! Where unique items are and have been: it follows from the transactions that they rode along with.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::books::Books;
use super::master::{Master, Record};
use super::transaction::Transaction;
use crate::world::SEED;
use crate::world::dice::Dice;

/// How often a sensor tells where it is while it is moving.
const MOVING: TimeDelta = TimeDelta::minutes(20);

/// How many of those it lets pass between two reports while it stands still.
const STANDING: i64 = 18;

/// Latitude and longitude in degrees.
type Position = (f64, f64);

/// Where a unique item is at a moment.
#[derive(Debug)]
pub(super) struct Whereabouts<'books> {
    pub(super) at: DateTime<Utc>,
    /// Unless no place is known on a map.
    pub(super) position: Option<Position>,
    /// The location that it stands at; none while it is on its way.
    pub(super) location: Option<&'books Record>,
    /// The last transaction that it rode along with.
    pub(super) transaction: Option<Uuid>,
    /// Degrees Celsius.
    pub(super) temperature: f64,
}

/// Everything that a unique item rode along with.
pub(super) struct Journey<'books> {
    books: &'books Books,
    item: &'books Record,
    /// Oldest first.
    rides: Vec<&'books Transaction>,
}

impl<'books> Journey<'books> {
    pub(super) fn of(item: &'books Record, books: &'books Books) -> Self {
        let mut rides: Vec<_> = books
            .transactions
            .iter()
            .filter(|transaction| transaction.carried.contains(&item.id) && transaction.counts())
            .collect();
        rides.sort_by_key(|ride| ride.date);
        Self { books, item, rides }
    }

    /// Where the item is at a moment; none when nothing is known of it.
    pub(super) fn at(&self, at: DateTime<Utc>) -> Option<Whereabouts<'books>> {
        let last = self.rides.iter().rev().find(|ride| ride.date <= at);
        let told =
            self.item.reference("lastKnownLocation").and_then(|id| self.books.by_id(Master::Location, id));
        let (position, location, moving) = match (last, self.rides.first()) {
            // A place that was told after the last ride had ended is newer than that ride's end.
            _ if told.is_some()
                && at >= self.item.modified_on
                && last.is_none_or(|ride| ride.counterpart_date < self.item.modified_on) =>
            {
                (told.and_then(on_map), told, false)
            }
            (Some(ride), _) if at < ride.counterpart_date => (self.between(ride, at), None, true),
            (Some(ride), _) => self.standing(&ride.to),
            (None, Some(first)) => self.standing(&first.from),
            (None, None) => return None,
        };
        let mut dice = Dice::new(SEED, &format!("sensor {} {}", self.item.id, at.timestamp() / 600));
        let tenths = if moving { dice.between(30, 75) } else { dice.between(70, 170) };
        Some(Whereabouts {
            at,
            position: position.map(|position| blurred(position, &mut dice)),
            location,
            transaction: last.map(|ride| ride.id),
            temperature: hundredths(tenths * 10),
        })
    }

    /// What a sensor on the item tells between two moments: often while it moves, seldom while it stands.
    pub(super) fn reports(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Whereabouts<'books>> {
        let step = MOVING.num_seconds();
        let first = from.timestamp().div_euclid(step);
        let last = to.timestamp().div_euclid(step);
        (first..=last)
            .filter_map(|nth| Some((nth, DateTime::from_timestamp(nth * step, 0)?)))
            .filter(|(_, at)| (from..=to).contains(at) && *at >= self.item.created_on)
            .filter_map(|(nth, at)| Some((nth, self.at(at)?)))
            .filter(|(nth, found)| found.location.is_none() || nth % STANDING == 0)
            .map(|(_, found)| found)
            .collect()
    }

    fn standing(&self, number: &str) -> (Option<Position>, Option<&'books Record>, bool) {
        let location = self.books.location(number);
        (location.and_then(on_map), location, false)
    }

    /// The point of the straight way between two locations that a lorry has come to.
    fn between(&self, ride: &Transaction, at: DateTime<Utc>) -> Option<Position> {
        let place = |number: &str| self.books.location(number).and_then(on_map);
        let ((from_latitude, from_longitude), (to_latitude, to_longitude)) =
            (place(&ride.from)?, place(&ride.to)?);
        let seconds = |duration: TimeDelta| i32::try_from(duration.num_seconds()).map_or(f64::MAX, f64::from);
        let share = seconds(at - ride.date) / seconds(ride.counterpart_date - ride.date);
        Some((
            from_latitude + (to_latitude - from_latitude) * share,
            from_longitude + (to_longitude - from_longitude) * share,
        ))
    }
}

/// Where a location is on the map.
fn on_map(location: &Record) -> Option<Position> {
    let gps = location.fields.get("gps")?;
    Some((gps.get("latitude")?.as_f64()?, gps.get("longitude")?.as_f64()?))
}

/// A position as a sensor has it: some tens of metres off, to six decimals.
fn blurred((latitude, longitude): Position, dice: &mut Dice) -> Position {
    let mut off = |degrees: f64| {
        let exact = degrees + hundredths(dice.between(-4, 4)) / 100.0;
        (exact * 1e6).round() / 1e6
    };
    (off(latitude), off(longitude))
}

/// A small number of hundredths as a number.
fn hundredths(count: i64) -> f64 {
    i32::try_from(count).map_or(0.0, f64::from) / 100.0
}
