//! Setting a TrackOnline trip to its next status, which cannot be undone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `POST /api/v1/trips`: one step of a trip. TrackOnline's call does not say which step it takes, and a trip that becomes
/// processed makes all its transactions final, so nothing happens unless `confirmed` is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TripRequest {
    /// UUIDv7, made by the device; sending the same body again never takes a second step.
    pub id: Uuid,
    /// TrackOnline's identifier of the trip.
    pub trip: Uuid,
    /// The status that the person was shown as the next one.
    pub to: TripStatus,
    /// A person has said yes to exactly this.
    pub confirmed: bool,
}

/// The status of a trip after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TripStatus {
    /// Under way.
    InProgress,
    /// Done: its transactions are processed and final.
    Processed,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TripStep {
    /// The request, as it was sent.
    pub request: TripRequest,
    /// How far it is.
    pub state: TripState,
    /// TrackOnline's own words, where it refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who did it: the `sub` of their token.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TripState {
    /// The call may be on its way.
    Sent,
    /// TrackOnline has received it.
    Received,
    /// TrackOnline refused it; nothing has changed.
    Refused,
    /// The answer was lost: a person has to look at the trip in TrackOnline. It is never sent again by itself.
    Unknown,
}
