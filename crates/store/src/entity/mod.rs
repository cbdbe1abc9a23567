//! The tables, column by column.

pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod confirmation;
pub(crate) mod permit;
pub(crate) mod posting;
