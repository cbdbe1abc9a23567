//! One file per address: read the request, ask, answer.

pub(crate) mod accounts;
mod body;
pub(crate) mod confirmations;
pub(crate) mod disputes;
pub(crate) mod events;
pub(crate) mod exceptions;
pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod packaging;
pub(crate) mod page;
pub(crate) mod trips;
