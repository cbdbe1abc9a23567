//! What the order screen shows, parsed once: texts become names and counts, and what cannot is kept to be named.
//!
//! Nothing in it is an error of the whole. Whatever a host page gets wrong in one field, the customer on screen is the one
//! that it names, or none: never the one before.

use contract::host::Theme;
use contract::{Count, CustomerNumber, OrderReference, PackagingCode};
use js_sys::{Array, Number, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::json::FromJson;

/// Everything that the host page says of its screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// BCP 47 language.
    pub language: Option<String>,
    /// Light, dark, or (absent) as the device prefers.
    pub theme: Option<Theme>,
    /// The order on screen.
    pub screen: OrderScreen,
}

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
    /// Nothing that the host page says can be read.
    Garbled,
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

/// What is said for a part of a line that is no text and no number.
const NOTHING: &str = "?";

/// A field that is there.
fn given(object: &JsValue, name: &str) -> Option<JsValue> {
    // Only objects have fields; of anything else there is nothing to be read.
    let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// A text, or a number as a text; trimmed, and nothing where that leaves nothing.
fn text(value: &JsValue) -> Option<String> {
    let text = match value.as_f64() {
        Some(number) => String::from(Number::from(number).to_string_with_radix(10).ok()?),
        None => value.as_string()?,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn given_text(object: &JsValue, name: &str) -> Option<String> {
    text(&given(object, name)?)
}

impl Context {
    /// Reads what the host page says; nothing where that is no object.
    pub fn read(context: &JsValue) -> Option<Self> {
        context.is_object().then(|| Self {
            language: given_text(context, "language"),
            theme: given(context, "theme").and_then(|theme| Theme::from_json(&theme)),
            screen: OrderScreen {
                customer: given(context, "customer").map_or(OnScreen::Nobody, |it| OnScreen::read(&it)),
                order: given(context, "order").map(|order| ScreenOrder::read(&order)),
            },
        })
    }

    /// In the place of one that cannot be read.
    pub fn garbled() -> Self {
        let screen = OrderScreen { customer: OnScreen::Garbled, order: None };
        Self { screen, ..Self::default() }
    }
}

impl OnScreen {
    fn read(customer: &JsValue) -> Self {
        let Some(number) = given(customer, "number") else {
            return if customer.is_object() { Self::Nobody } else { Self::Unreadable };
        };
        match text(&number) {
            None if number.is_string() => Self::Nobody,
            None => Self::Unreadable,
            Some(number) => match CustomerNumber::new(number) {
                Ok(number) => Self::Customer { number, name: given_text(customer, "name") },
                Err(_) => Self::Unreadable,
            },
        }
    }
}

impl OrderScreen {
    /// The customer's number, where there is one.
    pub fn customer_number(&self) -> Option<&CustomerNumber> {
        match &self.customer {
            OnScreen::Customer { number, .. } => Some(number),
            OnScreen::Nobody | OnScreen::Unreadable | OnScreen::Garbled => None,
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
    fn read(order: &JsValue) -> Self {
        let mut lines = Vec::new();
        let mut unreadable = Vec::new();
        match given(order, "lines").map(JsCast::dyn_into::<Array>) {
            None => {}
            Some(Err(_)) => unreadable.push(NOTHING.to_owned()),
            Some(Ok(given)) => {
                for line in given.iter() {
                    match read_line(&line) {
                        Ok(line) => lines.push(line),
                        Err(as_given) => unreadable.push(as_given),
                    }
                }
            }
        }
        Self {
            reference: given_text(order, "reference").and_then(|text| OrderReference::new(text).ok()),
            departure_date: given_text(order, "departureDate"),
            lines,
            unreadable,
        }
    }
}

/// A line's code and count, or the line as the host gave it.
fn read_line(line: &JsValue) -> Result<(PackagingCode, Count), String> {
    let code = given_text(line, "packaging");
    let count = given_text(line, "count");
    let read = |code: &str, count: &str| {
        let pieces = count.parse().ok().and_then(|pieces| Count::new(pieces).ok())?;
        Some((PackagingCode::new(code).ok()?, pieces))
    };
    let (code, count) = (code.as_deref().unwrap_or_default(), count.as_deref().unwrap_or_default());
    let named = |text: &str| if text.is_empty() { NOTHING.to_owned() } else { text.to_owned() };
    read(code, count).ok_or_else(|| [&named(code), " × ", &named(count)].concat())
}
