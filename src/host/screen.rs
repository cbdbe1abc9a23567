//! What the order screen shows, parsed once: texts become names and counts, and what cannot is kept to be named.

use contract::host::{HostContext, HostOrder, HostOrderLine};
use contract::{Count, CustomerNumber, OrderReference, PackagingCode};

/// The order screen, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderScreen {
    /// Who the order is for.
    pub customer: OnScreen,
    /// The order, if one is open.
    pub order: Option<ScreenOrder>,
}

/// The customer in the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OnScreen {
    /// Nobody yet.
    #[default]
    Nobody,
    /// A number that cannot be a customer's.
    Unreadable,
    /// A customer.
    Customer {
        /// FreshPortal's number.
        number: CustomerNumber,
        /// FreshPortal's name, until TrackOnline's is known.
        name: Option<String>,
    },
}

/// The order on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenOrder {
    /// Its reference; absent when the host's text cannot be one.
    pub reference: Option<OrderReference>,
    /// The day it leaves, as the host gave it.
    pub departure_date: Option<String>,
    /// Packaging codes with their counts.
    pub lines: Vec<(PackagingCode, Count)>,
    /// Lines that hold no code or no count, as the host gave them.
    pub unreadable: Vec<String>,
}

impl OrderScreen {
    /// Parses what the host says. Nothing in it is an error of the whole: each part stands or falls alone.
    pub fn read(context: &HostContext) -> Self {
        let customer = match &context.customer {
            None => OnScreen::Nobody,
            Some(customer) if customer.number.trim().is_empty() => OnScreen::Nobody,
            Some(customer) => match CustomerNumber::new(&customer.number) {
                Err(_) => OnScreen::Unreadable,
                Ok(number) => OnScreen::Customer {
                    number,
                    name: customer
                        .name
                        .as_deref()
                        .map(str::trim)
                        .filter(|name| !name.is_empty())
                        .map(str::to_owned),
                },
            },
        };
        Self { customer, order: context.order.as_ref().map(ScreenOrder::read) }
    }

    /// The customer's number, where there is one.
    pub fn customer_number(&self) -> Option<&CustomerNumber> {
        match &self.customer {
            OnScreen::Customer { number, .. } => Some(number),
            OnScreen::Nobody | OnScreen::Unreadable => None,
        }
    }

    /// The order's reference, where there is a usable one.
    pub fn reference(&self) -> Option<&OrderReference> {
        self.order.as_ref()?.reference.as_ref()
    }

    /// The order's lines.
    pub fn lines(&self) -> &[(PackagingCode, Count)] {
        self.order.as_ref().map_or(&[], |order| &order.lines)
    }
}

impl ScreenOrder {
    fn read(order: &HostOrder) -> Self {
        let mut lines = Vec::with_capacity(order.lines.len());
        let mut unreadable = Vec::new();
        for line in &order.lines {
            match (PackagingCode::new(&line.packaging), Count::new(line.count)) {
                (Ok(code), Ok(count)) => lines.push((code, count)),
                _ => unreadable.push(as_given(line)),
            }
        }
        Self {
            reference: OrderReference::new(&order.reference).ok(),
            departure_date: order.departure_date.clone(),
            lines,
            unreadable,
        }
    }
}

fn as_given(line: &HostOrderLine) -> String {
    [line.packaging.trim(), " × ", &line.count.to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(json: &str) -> OrderScreen {
        OrderScreen::read(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn an_order_becomes_names_and_counts() {
        let screen = screen(
            r#"{"customer":{"number":" 1001 ","name":"Bloem"},"order":{"reference":"240311","lines":[{"packaging":"560","count":12}]}}"#,
        );
        assert_eq!(screen.customer_number().map(CustomerNumber::as_str), Some("1001"));
        assert_eq!(screen.reference().map(OrderReference::as_str), Some("240311"));
        assert_eq!(screen.lines(), [(PackagingCode::new("560").unwrap(), Count::new(12).unwrap())]);
    }

    #[test]
    fn a_line_that_cannot_be_counted_is_named_and_the_others_stand() {
        let screen = screen(
            r#"{"customer":{"number":"1001"},"order":{"reference":"1","lines":[{"packaging":"560","count":-3},{"packaging":" ","count":1},{"packaging":"577","count":100000},{"packaging":"577","count":8}]}}"#,
        );
        assert_eq!(screen.lines().len(), 1);
        assert_eq!(screen.order.unwrap().unreadable, ["560 × -3", " × 1", "577 × 100000"]);
    }

    #[test]
    fn no_customer_an_empty_one_and_an_unreadable_one_are_told_apart() {
        assert_eq!(screen("{}").customer, OnScreen::Nobody);
        assert_eq!(screen(r#"{"customer":{"number":"  "}}"#).customer, OnScreen::Nobody);
        let long = ["{\"customer\":{\"number\":\"", &"9".repeat(51), "\"}}"].concat();
        assert_eq!(screen(&long).customer, OnScreen::Unreadable);
    }

    #[test]
    fn a_reference_that_trackonline_cannot_hold_leaves_the_order_without_one() {
        let screen = screen(r#"{"customer":{"number":"1"},"order":{"reference":""}}"#);
        assert!(screen.order.is_some());
        assert_eq!(screen.reference(), None);
    }
}
