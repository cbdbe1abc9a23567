//! `GET /packaging-token?customer=…`: a short-lived token for the widget, signed for whoever sits at the screen.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::people::Person;
use super::refusal::Refusal;
use super::{Screen, now};
use crate::world::freshportal;

/// How long a token is good for.
const LIFETIME: TimeDelta = TimeDelta::seconds(120);

/// Who asks for what.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// The customer in the order.
    customer: String,
    /// Who sits at the screen.
    #[serde(rename = "as")]
    login: Option<String>,
    /// A test aid: what is to be wrong with the token.
    token: Option<Fault>,
}

/// Ways in which a badly integrated screen gets its tokens wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Fault {
    /// Signed by a key that is not in the key set.
    WrongSignature,
    /// Its time is over before it is used.
    Expired,
    /// It names a tenant that the widget was not opened for.
    OtherTenant,
}

impl Fault {
    const ALL: [Self; 3] = [Self::WrongSignature, Self::Expired, Self::OtherTenant];

    /// The fault of this name in a page's address.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == name)
    }

    /// Its name in a page's address.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::WrongSignature => "wrong-signature",
            Self::Expired => "expired",
            Self::OtherTenant => "other-tenant",
        }
    }
}

/// What a token says.
#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'static str,
    sub: &'static str,
    /// Seconds since 1970.
    exp: i64,
    jti: Uuid,
    tenant: String,
    roles: &'static [&'static str],
    customers: [&'a str; 1],
}

/// A token on its way to the widget.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issued {
    token: String,
    expires_at: DateTime<Utc>,
}

/// Signs a token that names the one customer, if FreshPortal has it.
pub(super) async fn issue(
    State(screen): State<Arc<Screen>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Issued>, Refusal> {
    let Query(Wanted { customer, login, token: fault }) = wanted?;
    let Some(person) = Person::named(login.as_deref()) else {
        return Err(Refusal::PersonUnknown(login.unwrap_or_default()));
    };
    let Some(known) = freshportal::customer(&customer) else {
        return Err(Refusal::CustomerUnknown(customer));
    };
    let lifetime = if fault == Some(Fault::Expired) { -LIFETIME } else { LIFETIME };
    let expires_at = now() + lifetime;
    let claims = Claims {
        iss: &screen.issuer,
        aud: "fustlink",
        sub: person.login,
        exp: expires_at.timestamp(),
        jti: uuid::Builder::from_random_bytes(rand::random()).into_uuid(),
        tenant: if fault == Some(Fault::OtherTenant) {
            format!("{}-other", screen.tenant)
        } else {
            screen.tenant.clone()
        },
        roles: person.roles,
        customers: [known.number],
    };
    let token = if fault == Some(Fault::WrongSignature) {
        screen.key.sign_wrongly(&claims)
    } else {
        screen.key.sign(&claims)
    }?;
    Ok(Json(Issued { token, expires_at }))
}
