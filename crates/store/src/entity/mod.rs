//! The tables, column by column.

pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod confirmation;
pub(crate) mod exception;
pub(crate) mod permit;
pub(crate) mod posting;
pub(crate) mod tenant_state;
pub(crate) mod trip_step;
