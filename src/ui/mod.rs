//! Pieces of screen that more than one room uses.
//!
//! - [`draw`]: elements as values, drawn where they differ from before
//! - [`notice`]: a sentence with a next step, told apart by shape and word
//! - [`symbol`]: drawings of packaging and of states
//! - [`field`]: buttons, choices, and a count that is typed or stepped

pub mod draw;
pub mod field;
pub mod notice;
pub mod symbol;

pub use self::draw::{Element, drawing, el};
pub use self::field::{Choice, Stepper, button, choice, stepper};
pub use self::notice::{Tone, notice};
pub use self::symbol::{kind_header, kind_label, tone_symbol};
