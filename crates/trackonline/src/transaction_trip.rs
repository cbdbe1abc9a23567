//! Transaction trips: setting one to its next status.

use serde_json::json;
use uuid::Uuid;

use crate::client::{Client, MessageId};
use crate::{Error, Permit};

/// The step of a trip to its next status: from *new* to *in progress*, from *in progress* to *processed*.
///
/// **There is no way back.** When a trip becomes processed, all its transactions become processed with it, and none
/// of them can be changed any more. The call does not say which step it takes: sent twice, it takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IrreversibleTripStep {
    trip: Uuid,
}

impl IrreversibleTripStep {
    /// The next step of this trip, made by someone who knows that it cannot be taken back.
    pub const fn of(trip: Uuid) -> Self {
        Self { trip }
    }
}

impl Client {
    /// Sets a trip to its next status, which cannot be undone; see [`IrreversibleTripStep`]. The message ID is what
    /// TrackOnline gives to ask by, if it gives one.
    ///
    /// # Errors
    /// After [`Error::UnknownOutcome`] look at the trip's transactions before anything else: a second call would
    /// take a second step.
    pub async fn advance_trip(
        &self,
        permit: Permit,
        step: IrreversibleTripStep,
    ) -> Result<Option<MessageId>, Error> {
        let body = json!([{ "id": step.trip.to_string() }]);
        self.change(permit, "advance trip", |paths| &paths.transaction_trip, &body).await
    }
}
