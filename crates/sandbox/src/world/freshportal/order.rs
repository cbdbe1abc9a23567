//! Orders, which FreshPortal calls invoices.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::calendar::delivered_on;
use super::product;
use crate::world::SEED;
use crate::world::dice::Dice;
use crate::world::places::{CUSTOMERS, CustomerRow};

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// Being typed in.
    Open,
    /// Agreed with the customer.
    Confirmed,
    /// Being put together.
    Picking,
    /// On the lorry.
    Loaded,
    /// At the customer.
    Delivered,
    /// On paper.
    Invoiced,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// FreshPortal's reference, such as `26-1120-03`.
    pub reference: String,
    /// FreshPortal's number of the customer.
    pub customer: &'static str,
    /// FreshPortal's name of the customer.
    pub customer_name: &'static str,
    /// The town it goes to: the customer's, or its branch's.
    pub deliver_to: &'static str,
    /// The invoice's date.
    pub invoice_date: NaiveDate,
    /// The day on which it leaves.
    pub departure_date: NaiveDate,
    /// How far it is.
    pub status: OrderStatus,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// The product as FreshPortal describes it.
    pub product: &'static str,
    /// Packages; zero for a line that is only packaging.
    pub colli: u32,
    /// Stems or plants in all of them.
    pub stems: u32,
    /// The packaging, if the line has any.
    pub packaging: Option<PackagingCount>,
}

/// A packaging code with how many of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagingCount {
    /// FreshPortal's code.
    pub code: &'static str,
    /// Pieces of the code.
    pub count: u32,
}

/// The orders around a day, from three days before to three days after: some forty ordinary ones, newest departure last,
/// and today's awkward ones (see [`awkward`]).
pub fn orders(today: NaiveDate) -> Vec<Order> {
    (-3..=3)
        .map(|offset| today + TimeDelta::days(offset))
        .flat_map(|day| {
            let special = if day == today { awkward(today) } else { Vec::new() };
            of_day(day, today).into_iter().map(|(order, _)| order).chain(special)
        })
        .collect()
}

/// A day's ordinary orders with the place each goes to, as they stand on `today`.
pub(in crate::world) fn of_day(day: NaiveDate, today: NaiveDate) -> Vec<(Order, &'static CustomerRow)> {
    (1..)
        .zip(delivered_on(day))
        .map(|(sequence, place)| {
            let reference = reference(day, sequence);
            let mut dice = Dice::new(SEED, &format!("order {reference}"));
            let lines = product::lines(place.trade, &mut dice);
            let status = status(day, today, &mut dice);
            (order(reference, place, day, status, lines), place)
        })
        .collect()
}

/// Today's orders that an integration can stumble over: an unmapped packaging code, a customer that TrackOnline does
/// not have, no packaging at all, several codes for one item, a customer that TrackOnline has put out of use, and one
/// that has never had packaging.
fn awkward(today: NaiveDate) -> Vec<Order> {
    let bouquets = product::line("Boeket Seizoen gemengd", "722", 6, 10);
    let unpacked = OrderLine { product: "Cadeaukaartje Van Harte", colli: 2, stems: 200, packaging: None };
    let roses = || product::line("Rosa gr Avalanche+ 70 cm", "560", 7, 50);
    let cases: [(&str, Vec<OrderLine>); 6] = [
        ("10015", vec![roses(), bouquets, product::transport("CC6", 1)]),
        ("10990", vec![roses(), product::transport("DCK", 1)]),
        ("10114", vec![unpacked]),
        (
            "10027",
            vec![
                roses(),
                product::line("Eustoma ru Rosita White 70 cm", "560", 12, 50),
                product::transport("560S", 3),
                product::transport("CC6", 2),
                product::transport("CCP", 4),
            ],
        ),
        ("10068", vec![roses()]),
        (
            "10072",
            vec![product::line("Hedera helix Wonder P10", "746", 24, 12), product::transport("CC6", 2)],
        ),
    ];
    (91..)
        .zip(cases)
        .filter_map(|(sequence, (customer, lines))| {
            let place = CUSTOMERS.iter().find(|row| row.freshportal == customer)?;
            Some(order(reference(today, sequence), place, today, OrderStatus::Confirmed, lines))
        })
        .collect()
}

fn order(
    reference: String,
    place: &CustomerRow,
    day: NaiveDate,
    status: OrderStatus,
    lines: Vec<OrderLine>,
) -> Order {
    let head = CUSTOMERS.iter().find(|row| row.freshportal == place.freshportal).unwrap_or(place);
    Order {
        reference,
        customer: head.freshportal,
        customer_name: head.name,
        deliver_to: place.city,
        invoice_date: day,
        departure_date: day,
        status,
        lines,
    }
}

fn reference(day: NaiveDate, sequence: u32) -> String {
    format!("{}-{:02}{:02}-{sequence:02}", day.format("%y"), day.month(), day.day())
}

fn status(day: NaiveDate, today: NaiveDate, dice: &mut Dice) -> OrderStatus {
    let roll = dice.chance(50);
    match ((day - today).num_days(), roll) {
        (..=-2, true) => OrderStatus::Invoiced,
        (..=-1, _) => OrderStatus::Delivered,
        (0, true) => OrderStatus::Loaded,
        (0, false) => OrderStatus::Picking,
        (1.., true) => OrderStatus::Confirmed,
        (1.., false) => OrderStatus::Open,
    }
}
