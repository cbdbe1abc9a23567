//! Checking a token: signature, algorithm, issuer, audience, time, and every claim that we rely on.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use contract::ProblemCode;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::{Keys, Role};
use crate::clock;
use crate::problem::Refusal;
use crate::settings::TokenSettings;

/// What a host says about the person at its screen.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    exp: i64,
    jti: String,
    pub(super) roles: Vec<Role>,
    pub(super) customers: Vec<String>,
}

impl Claims {
    /// The last moment at which the token is still taken.
    pub(super) fn until(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.exp + LEEWAY_SECONDS, 0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// A token may live this long. A stolen one is useless after that.
const LONGEST_LIFE_SECONDS: i64 = 120;
/// What two clocks may differ.
const LEEWAY_SECONDS: i64 = 10;

/// No tenant of ours, or not meant for us.
pub(super) fn foreign() -> Refusal {
    Refusal::new(
        ProblemCode::TokenForeign,
        "The token is not for this service: its tenant, issuer or audience is not known here.",
    )
}

fn invalid(why: &str) -> Refusal {
    Refusal::new(
        ProblemCode::TokenInvalid,
        format!("The token is not valid: {why}. Check how the order system signs tokens."),
    )
}

/// The tenant that a token claims to be for, before anything is verified: it only chooses the key to check with.
pub(super) fn unverified_tenant(token: &str) -> Result<String, Refusal> {
    #[derive(Deserialize)]
    struct Tenant {
        tenant: String,
    }
    let payload = token.split('.').nth(1).ok_or_else(|| invalid("it has no payload"))?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| invalid("its payload is not base64url"))?;
    let tenant: Tenant =
        serde_json::from_slice(&payload).map_err(|_| invalid("its payload does not name a tenant"))?;
    Ok(tenant.tenant)
}

pub(super) async fn verify(token: &str, settings: &TokenSettings, keys: &Keys) -> Result<Claims, Refusal> {
    let header = decode_header(token).map_err(|_| invalid("its header cannot be read"))?;
    if header.alg != settings.algorithm {
        return Err(invalid("it is signed with another algorithm than agreed"));
    }
    let key = keys.find(header.kid.as_deref()).await.map_err(|error| {
        tracing::warn!(%error, "no key to check a token with");
        invalid("no key is known that it could be signed with")
    })?;
    check(token, settings, &key)
}

fn check(token: &str, settings: &TokenSettings, key: &DecodingKey) -> Result<Claims, Refusal> {
    let mut validation = Validation::new(settings.algorithm);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.leeway = LEEWAY_SECONDS.unsigned_abs();
    validation.validate_nbf = true;
    let claims = decode::<Claims>(token, key, &validation).map_err(|error| refused(&error))?.claims;
    if claims.exp > clock::unix_seconds() + LONGEST_LIFE_SECONDS + LEEWAY_SECONDS {
        return Err(invalid("it lives longer than 120 seconds"));
    }
    if claims.jti.is_empty() || claims.sub.is_empty() {
        return Err(invalid("its jti or sub is empty"));
    }
    Ok(claims)
}

fn refused(error: &jsonwebtoken::errors::Error) -> Refusal {
    match error.kind() {
        ErrorKind::ExpiredSignature => Refusal::new(
            ProblemCode::TokenExpired,
            "The token has expired. The order screen has to ask its server for a new one.",
        ),
        ErrorKind::InvalidIssuer | ErrorKind::InvalidAudience => foreign(),
        ErrorKind::InvalidSignature => invalid("its signature is wrong"),
        ErrorKind::ImmatureSignature => invalid("it is not valid yet; check the clocks"),
        ErrorKind::MissingRequiredClaim(claim) => invalid(&format!("the claim {claim} is missing")),
        ErrorKind::Json(_) => invalid(
            "a claim is missing or of the wrong kind; it needs sub, exp, jti, tenant, roles and customers",
        ),
        _ => invalid("it cannot be verified"),
    }
}
