//! The right to make one call, and where such rights come from.

use std::future::Future;

/// The right to make one call to TrackOnline.
///
/// TrackOnline allows a number of calls per minute and per day, per administration, shared with everything else
/// that uses the same account. So no call of this client goes without a permit, and each takes its permit by
/// value: a permit cannot be kept, copied or used again.
///
/// With [`Auth::OAuth2ClientCredentials`](crate::Auth::OAuth2ClientCredentials) one permit may cost two requests:
/// when a token has run out early, TrackOnline answers 401 and the call is repeated with a new one. See
/// [`Client::most_requests_per_permit`](crate::Client::most_requests_per_permit).
#[derive(Debug)]
#[must_use = "a permit has been counted against the quota; make the call or give the count back"]
pub struct Permit {
    _only_by_granting: (),
}

impl Permit {
    /// Grants one call. Only whoever keeps the quota calls this, after the call has been counted.
    pub const fn granted() -> Self {
        Self { _only_by_granting: () }
    }
}

/// Whoever keeps the quota, as a walk over many pages sees it: every page asks for a permit of its own.
pub trait Permits: Send {
    /// Why there is no permit, such as a day's budget that is spent.
    type Error: Send;

    /// Waits until the quota allows one more call, or says why it will not.
    fn permit(&mut self) -> impl Future<Output = Result<Permit, Self::Error>> + Send;
}
