//! Talking to the proxy: typed requests, a token for each, and one error for all that can go wrong.
//!
//! - [`transport`]: one request over the network; it is aborted when nobody waits for it any more
//! - [`failure`]: what can go wrong, and whether anything can have been stored

pub mod failure;
pub mod transport;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use contract::{
    Account, Catalogue, ConfirmationRequest, ConfirmationStatus, CustomerNumber, Decision, HeldIs,
    OrderReference, ProblemCode,
};
use futures::future::LocalBoxFuture;
use uuid::Uuid;

pub use self::failure::Failure;
use self::transport::{Incoming, Method, Outgoing, Transport};
use crate::host::TokenError;
use crate::json::{self, FromJson};

/// Something that will be there later, in the page's one thread.
pub type Pending<T> = LocalBoxFuture<'static, T>;

/// Where tokens come from.
pub trait TokenSource {
    /// A token that names the customer and is good for a while.
    fn token(&self, customer: &CustomerNumber) -> Pending<Result<String, TokenError>>;

    /// The proxy does not take this token any more.
    fn forget(&self, customer: &CustomerNumber, token: &str);
}

/// An answer, and the proxy's clock when it was given: ages are counted by it, so a device's wrong clock does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// The answer.
    pub value: T,
    /// The proxy's clock, where the answer named it.
    pub clock: Option<DateTime<Utc>>,
}

/// The proxy.
#[derive(Clone)]
pub struct Api {
    transport: Rc<dyn Transport>,
    tokens: Rc<dyn TokenSource>,
}

impl Api {
    /// The proxy as reached by `transport`, with tokens from `tokens`.
    pub fn new(transport: impl Transport + 'static, tokens: impl TokenSource + 'static) -> Self {
        Self { transport: Rc::new(transport), tokens: Rc::new(tokens) }
    }

    /// The kinds of packaging and what packaging codes stand for.
    pub async fn packaging(&self, customer: &CustomerNumber) -> Result<Catalogue, Failure> {
        let answer = self.exchange(customer, Method::Get, "/api/v1/packaging".to_owned(), None).await?;
        parse(&answer)
    }

    /// What the customer holds, and what is known under the order.
    pub async fn account(
        &self,
        customer: &CustomerNumber,
        order: Option<&OrderReference>,
    ) -> Result<Dated<Account>, Failure> {
        let mut path = ["/api/v1/customers/", &escaped(customer.as_str()), "/account"].concat();
        if let Some(order) = order {
            path.push_str("?order=");
            path.push_str(&escaped(order.as_str()));
        }
        let answer = self.exchange(customer, Method::Get, path, None).await?;
        Ok(Dated { value: parse(&answer)?, clock: answer.clock })
    }

    /// Confirms a delivery. The same request again is the same confirmation.
    pub async fn confirm(
        &self,
        customer: &CustomerNumber,
        request: &ConfirmationRequest,
    ) -> Result<ConfirmationStatus, Failure> {
        let body = json::confirmation(request);
        let path = "/api/v1/confirmations".to_owned();
        parse(&self.exchange(customer, Method::Post, path, Some(body)).await?)
    }

    /// How far a confirmation is.
    pub async fn confirmation(
        &self,
        customer: &CustomerNumber,
        id: Uuid,
    ) -> Result<ConfirmationStatus, Failure> {
        let path = ["/api/v1/confirmations/", &id.to_string()].concat();
        parse(&self.exchange(customer, Method::Get, path, None).await?)
    }

    /// Says what a held confirmation is.
    pub async fn decide(
        &self,
        customer: &CustomerNumber,
        id: Uuid,
        is: HeldIs,
    ) -> Result<ConfirmationStatus, Failure> {
        let path = ["/api/v1/confirmations/", &id.to_string(), "/decision"].concat();
        parse(&self.exchange(customer, Method::Post, path, Some(json::decision(Decision { is }))).await?)
    }

    /// Sends a request with a token. One that has just run out is replaced once.
    async fn exchange(
        &self,
        customer: &CustomerNumber,
        method: Method,
        path: String,
        body: Option<String>,
    ) -> Result<Incoming, Failure> {
        let mut renewed = false;
        loop {
            let token = self.tokens.token(customer).await.map_err(Failure::NoToken)?;
            let request = Outgoing { method, path: path.clone(), token: token.clone(), body: body.clone() };
            let answer = self.transport.send(request).await.map_err(|_| Failure::Unreachable)?;
            if (200..300).contains(&answer.status) {
                return Ok(answer);
            }
            let failure = Failure::read(&answer);
            if failure.code() != Some(ProblemCode::TokenExpired) || renewed {
                return Err(failure);
            }
            self.tokens.forget(customer, &token);
            renewed = true;
        }
    }
}

fn parse<T: FromJson>(answer: &Incoming) -> Result<T, Failure> {
    json::read(&answer.body).ok_or(Failure::Unreadable { status: answer.status })
}

/// A name as one segment of a path or one value of a query.
fn escaped(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push(char::from(HEX[usize::from(byte >> 4)]));
            escaped.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_whatever_they_hold() {
        assert_eq!(escaped("10/01 é"), "10%2F01%20%C3%A9");
        assert_eq!(escaped("24&03#11-a._~"), "24%2603%2311-a._~");
    }
}
