//! FreshPortal's side of the world: its customers, packaging codes and orders, in its own numbering.

mod calendar;
mod order;
mod product;

pub use order::{Order, OrderLine, OrderStatus, PackagingCount, orders};

pub(super) use order::of_day;

use super::places::CUSTOMERS;

pub use super::packaging::{CODES, PackagingCode};

/// A customer as FreshPortal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// FreshPortal's number.
    pub number: &'static str,
    /// FreshPortal's name.
    pub name: &'static str,
    /// Town.
    pub city: &'static str,
    /// Country.
    pub country: &'static str,
}

/// Every customer in FreshPortal, by number: one that TrackOnline does not have, and one that it has put out of use, too.
pub fn customers() -> Vec<Customer> {
    CUSTOMERS
        .iter()
        .filter(|row| row.parent.is_none())
        .map(|row| Customer {
            number: row.freshportal,
            name: row.name,
            city: row.city,
            country: row.country.name(),
        })
        .collect()
}

/// The customer with this number.
pub fn customer(number: &str) -> Option<Customer> {
    customers().into_iter().find(|customer| customer.number == number)
}
