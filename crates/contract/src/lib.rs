//! What Fustlink's widget and proxy say to each other, and what the host page says to the widget.
//!
//! Types only: parsed once at the edge, in the constructors of [`name`] and [`count`], and never validated twice.
//! Every quantity is a number of pieces. A balance is positive when the pieces are at the customer.

pub mod account;
pub mod catalogue;
pub mod change;
pub mod confirmation;
pub mod count;
pub mod exception;
pub mod host;
pub mod name;
pub mod problem;
#[cfg(feature = "openapi")]
mod schema;
pub mod trip;

pub use account::{
    Account, Basis, Customer, CustomerLocation, Holding, Movement, OrderStanding, Restriction,
};
pub use catalogue::{Catalogue, CodeMapping, Item, ItemKind, Part};
pub use change::{ConfirmationChange, ExceptionChange, MovementState, StreamPlace};
pub use confirmation::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, ConfirmationStatus, CorrectedLine,
    CorrectionRequest, Decision, DifferenceReason, Direction, Held, HeldIs, ItemCount, MovementStatus,
    PostingState, Side, Stage,
};
pub use count::Count;
pub use exception::{
    Dispute, DisputeRequest, Exception, ExceptionAction, ExceptionKind, ExceptionList, ExceptionState,
    ExceptionStep, Settlement, SettlementRequest,
};
pub use name::{
    CustomerNumber, ItemNumber, LocationNumber, OrderReference, PackagingCode, TransactionNumber,
};
pub use problem::{FieldProblem, Problem, ProblemCode};
pub use trip::{TripRequest, TripState, TripStatus, TripStep};
