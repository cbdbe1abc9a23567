//! What an open screen is told as it happens: the events of `GET /api/v1/events`, by the name of each event.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::confirmation::{Held, PostingState};
use crate::exception::{ExceptionKind, ExceptionState};
use crate::name::{CustomerNumber, TransactionNumber};

/// `hello`: the stream begins here. `reset`: it goes on here, and what came before it is not told; read again what is on
/// screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamPlace {
    /// What to send as `Last-Event-ID` to go on from here.
    pub id: i64,
}

/// `confirmation`: one was accepted, or something about its movements has changed. It tells how it stands, not what
/// changed; told twice, it means the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmationChange {
    /// Its identifier.
    pub id: Uuid,
    /// Whose packaging it is about; absent where only our own locations are concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerNumber>,
    /// How far each of its movements is.
    pub states: Vec<MovementState>,
    /// Why it waits for a person's decision; absent unless it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// How far one movement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovementState {
    /// Our number for it in TrackOnline.
    pub number: TransactionNumber,
    /// How far it is.
    pub state: PostingState,
}

/// `exception`: one was raised or settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExceptionChange {
    /// Its identifier.
    pub id: Uuid,
    /// What happened.
    pub kind: ExceptionKind,
    /// Whether somebody still has to act.
    pub state: ExceptionState,
    /// Whose packaging it is about; absent where it concerns nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerNumber>,
}
