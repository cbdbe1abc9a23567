//! Confirming a delivery at the dock: what was left with the customer and what came back.
//!
//! - [`form`]: the counts as typed, and the confirmation that they amount to
//! - [`dispatch`]: one confirmation on its way
//! - [`desk`]: forms and confirmations on their way; what may be changed, sent again, answered, taken away
//! - [`deliveries`]: the desk at work
//! - [`shelf`]: what is not known to be stored, or waits for an answer, outlives the page
//! - [`form_view`], [`difference`], [`progress`], [`question`]: what people see of them

pub mod deliveries;
pub mod desk;
pub mod difference;
pub mod dispatch;
pub mod form;
pub mod form_view;
pub mod progress;
pub mod question;
pub mod shelf;

pub use self::deliveries::Deliveries;
pub use self::form_view::{Caution, DeliveryForm};
pub use self::progress::{Elsewhere, Progress};
