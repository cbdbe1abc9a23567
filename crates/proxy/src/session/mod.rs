//! Who asks: the token that the host page signed, checked.

mod keys;
mod token;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use contract::{CustomerNumber, ProblemCode};
use std::sync::Arc;
use store::TenantId;

use crate::problem::Refusal;
use crate::service::Service;
use crate::tenant::Tenant;

pub use keys::Keys;

/// A person at a host page, for as long as their token says.
#[derive(Debug, Clone)]
pub struct Session {
    /// The wholesaler they work for.
    pub tenant: Arc<Tenant>,
    /// The token's `sub`: who they are for the audit trail.
    pub subject: String,
    /// When their right ends: the token's `exp`, and what two clocks may differ.
    pub until: DateTime<Utc>,
    roles: Vec<Role>,
    customers: Vec<CustomerNumber>,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Reads.
    Sales,
    /// Reads and confirms.
    Logistics,
    /// Reads.
    Finance,
    /// Reads and confirms.
    Administrator,
    /// A role of the host that means nothing here.
    #[serde(other)]
    Unknown,
}

impl Session {
    /// # Errors
    /// When the token does not name the customer.
    pub fn may_see(&self, customer: &CustomerNumber) -> Result<(), Refusal> {
        if self.customers.contains(customer) {
            Ok(())
        } else {
            Err(Refusal::new(
                ProblemCode::CustomerNotAllowed,
                "The token does not name this customer. The order screen has to ask for a token that does.",
            ))
        }
    }

    /// # Errors
    /// When none of the token's roles allows reading.
    pub fn may_read(&self) -> Result<(), Refusal> {
        self.has_one_of(&[Role::Sales, Role::Logistics, Role::Finance, Role::Administrator])
    }

    /// # Errors
    /// When none of the token's roles allows confirming.
    pub fn may_confirm(&self) -> Result<(), Refusal> {
        self.has_one_of(&[Role::Logistics, Role::Administrator])
    }

    /// # Errors
    /// When none of the token's roles allows settling what stands before a person.
    pub fn may_settle(&self) -> Result<(), Refusal> {
        self.has_one_of(&[Role::Logistics, Role::Finance, Role::Administrator])
    }

    /// # Errors
    /// When the token's roles do not include the administrator's.
    pub fn may_administer(&self) -> Result<(), Refusal> {
        self.has_one_of(&[Role::Administrator])
    }

    /// The customers that the token names.
    pub fn customers(&self) -> &[CustomerNumber] {
        &self.customers
    }

    /// Whether what concerns this customer is shown to them. What concerns nobody in particular, our own places or the
    /// key, is shown to those who can do something about it.
    pub fn is_shown(&self, customer: Option<&CustomerNumber>) -> bool {
        match customer {
            Some(customer) => self.customers.contains(customer),
            None => self.may_settle().is_ok(),
        }
    }

    fn has_one_of(&self, roles: &[Role]) -> Result<(), Refusal> {
        if self.roles.iter().any(|role| roles.contains(role)) {
            Ok(())
        } else {
            Err(Refusal::new(
                ProblemCode::RoleMissing,
                "None of your roles allows this: reading and raising a dispute take sales, logistics, finance or \
                 administrator, settling takes logistics, finance or administrator, confirming takes logistics or \
                 administrator, and what concerns the key takes administrator. Ask an administrator of the order system.",
            ))
        }
    }
}

impl FromRequestParts<Service> for Session {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refusal> {
        let token = bearer(parts)?;
        let tenant = TenantId::new(&token::unverified_tenant(token)?).ok().and_then(|id| service.tenant(&id));
        let tenant = tenant.ok_or_else(token::foreign)?;
        let claims = token::verify(token, &tenant.settings.token, &tenant.keys).await?;
        let customers =
            claims.customers.iter().filter_map(|number| CustomerNumber::new(number).ok()).collect();
        Ok(Self { tenant, until: claims.until(), subject: claims.sub, roles: claims.roles, customers })
    }
}

fn bearer(parts: &Parts) -> Result<&str, Refusal> {
    parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            Refusal::new(
                ProblemCode::TokenMissing,
                "Send the host's token in the header Authorization: Bearer.",
            )
        })
}
