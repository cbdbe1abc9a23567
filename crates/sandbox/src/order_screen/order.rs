//! An order as the screen shows it: FreshPortal's, with what people changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::world::freshportal::{self, OrderStatus};
use crate::world::places::CUSTOMERS;

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub(super) reference: String,
    pub(super) customer: Customer,
    pub(super) deliver_to: Address,
    pub(super) invoice_date: NaiveDate,
    pub(super) departure_date: NaiveDate,
    pub(super) status: Status,
    pub(super) lines: Vec<Line>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Customer {
    pub(super) number: &'static str,
    pub(super) name: &'static str,
}

/// Where an order goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    pub(super) street: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) city: &'static str,
    pub(super) country: &'static str,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// Its place on the order, from 1.
    pub(super) number: usize,
    pub(super) product: &'static str,
    pub(super) colli: u32,
    /// Stems or plants.
    pub(super) stems: u32,
    pub(super) packaging: Option<Packaging>,
}

/// The packaging of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Packaging {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) count: u32,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Open,
    Confirmed,
    Picking,
    Loaded,
    Delivered,
    Invoiced,
}

impl Status {
    /// In the order in which they are passed.
    pub(super) const ALL: [Self; 6] =
        [Self::Open, Self::Confirmed, Self::Picking, Self::Loaded, Self::Delivered, Self::Invoiced];

    /// Its name in the API and in style sheets.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Picking => "picking",
            Self::Loaded => "loaded",
            Self::Delivered => "delivered",
            Self::Invoiced => "invoiced",
        }
    }
}

impl From<OrderStatus> for Status {
    fn from(status: OrderStatus) -> Self {
        match status {
            OrderStatus::Open => Self::Open,
            OrderStatus::Confirmed => Self::Confirmed,
            OrderStatus::Picking => Self::Picking,
            OrderStatus::Loaded => Self::Loaded,
            OrderStatus::Delivered => Self::Delivered,
            OrderStatus::Invoiced => Self::Invoiced,
        }
    }
}

impl From<freshportal::Order> for Order {
    fn from(order: freshportal::Order) -> Self {
        Self {
            deliver_to: Address::of(order.customer, Some(order.deliver_to)),
            customer: Customer { number: order.customer, name: order.customer_name },
            reference: order.reference,
            invoice_date: order.invoice_date,
            departure_date: order.departure_date,
            status: order.status.into(),
            lines: (1..).zip(order.lines).map(|(number, line)| Line::of(number, &line)).collect(),
        }
    }
}

impl Line {
    fn of(number: usize, line: &freshportal::OrderLine) -> Self {
        let packaging = line.packaging.as_ref().map(|packaging| Packaging {
            code: packaging.code,
            name: freshportal::CODES
                .iter()
                .find(|known| known.code == packaging.code)
                .map_or("", |known| known.name),
            count: packaging.count,
        });
        Self { number, product: line.product, colli: line.colli, stems: line.stems, packaging }
    }
}

impl Address {
    /// A customer's address in a town, or its main one.
    pub(super) fn of(customer: &str, city: Option<&'static str>) -> Self {
        let mut rows = CUSTOMERS.iter().filter(|row| row.freshportal == customer);
        let row = match city {
            Some(city) => rows.find(|row| row.city == city),
            None => rows.find(|row| row.parent.is_none()),
        };
        row.map_or(Self { street: "", postal_code: "", city: city.unwrap_or(""), country: "" }, |row| Self {
            street: row.street,
            postal_code: row.postal_code,
            city: row.city,
            country: row.country.name(),
        })
    }
}
