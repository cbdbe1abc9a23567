use chrono::{DateTime, Utc};
use contract::{PostingState, TransactionNumber};
use uuid::Uuid;

/// A posting as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Posting {
    pub(crate) number: TransactionNumber,
    pub(crate) confirmation: Uuid,
    pub(crate) state: PostingState,
    pub(crate) accepted_at: DateTime<Utc>,
    pub(crate) since: DateTime<Utc>,
    pub(crate) apart: Option<String>,
    /// Its outcome was unknown once, and it was not found: a request of it may still be on its way.
    pub(crate) may_have_arrived: bool,
    /// Every change of its state that nobody has looked at yet.
    pub(crate) history: Vec<(PostingState, PostingState)>,
}
