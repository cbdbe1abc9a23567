//! The API's own description: every route with its roles, its problems and an example of each body.
//!
//! The schemas are those of the `contract` types, and the examples are read into these types before they are written, so
//! neither can say what the code does not. That no route is missing and none is too many, and that the roles are the
//! real ones, is tested over HTTP.

mod call;
mod confirmations;
mod exceptions;
mod reading;
mod surroundings;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use contract::{Problem, ProblemCode};
use serde_json::{Map, Value};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, License, OpenApiBuilder, PathItem, Paths, RefOr, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use call::Call;

/// What whoever builds against it reads first.
const INTRODUCTION: &str = "\
What Fustlink's widget and an order system's own server ask of the proxy between an order screen and TrackOnline.

**Who asks.** `Authorization: Bearer` with a JWT that the order system signs: it lives two minutes at most and names the \
tenant, the person, their roles and the customers they may see. `x-roles` lists the roles that a call takes; one of them is \
enough.

**Sending again.** Whoever sends makes the identifier (UUIDv7). The same body again is the same thing and gets the same \
answer, so a request whose answer was lost is sent again without thinking.

**When it fails.** Every refusal is a problem document (`application/problem+json`, RFC 9457) with a stable `code`; \
`x-problem-codes` lists those of a call. Beyond what is listed, an address that does not exist is `not-found` (404) and one \
that is asked with another method `method-not-allowed` (405). New codes, new fields and new event names may come at any \
time: leave what you do not know unread.";

/// An example does not fit the type that it is an example of.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misfit(String);

/// The document as it is served and kept in `docs/openapi.json`.
///
/// # Errors
/// When an example in it does not fit its type.
pub fn text() -> Result<&'static str, &'static Misfit> {
    static TEXT: LazyLock<Result<String, Misfit>> = LazyLock::new(written);
    TEXT.as_ref().map(String::as_str)
}

fn calls() -> impl Iterator<Item = Call> {
    reading::calls()
        .into_iter()
        .chain(confirmations::calls())
        .chain(exceptions::calls())
        .chain(surroundings::calls())
}

fn written() -> Result<String, Misfit> {
    let mut paths: BTreeMap<&'static str, PathItem> = BTreeMap::new();
    let mut schemas: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut known = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut known);
    schemas.extend(known);
    for call in calls() {
        let (path, method, operation, used) = call.finished()?;
        paths.entry(path).or_default().merge_operations(PathItem::new(method, operation));
        schemas.extend(used);
    }
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The order system's token; see docs/embedding.md for its claims."))
        .build();
    let info = InfoBuilder::new()
        .title("Fustlink")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(INTRODUCTION))
        .license(Some(License::new(env!("CARGO_PKG_LICENSE"))))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(call::SCHEME, SecurityScheme::Http(token))
        .build();
    let mut all = Paths::new();
    all.paths = paths.into_iter().map(|(path, item)| (path.to_owned(), item)).collect();
    let document = OpenApiBuilder::new().info(info).paths(all).components(Some(components)).build();
    let document = serde_json::to_value(document).map_err(|error| Misfit(error.to_string()))?;
    let text = serde_json::to_string_pretty(&tidy(document)).map_err(|error| Misfit(error.to_string()))?;
    Ok(text + "\n")
}

/// In the order of the alphabet, whatever order a map has, and without the links of our source, which lead nowhere here.
fn tidy(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<String, Value> = fields.into_iter().collect();
            let tidied = fields.into_iter().map(|(name, value)| match value {
                Value::String(text) if name == "description" => (name, Value::String(unlinked(&text))),
                value => (name, tidy(value)),
            });
            Value::Object(tidied.collect::<Map<_, _>>())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(tidy).collect()),
        plain => plain,
    }
}

fn unlinked(text: &str) -> String {
    text.replace("[`", "`").replace("`]", "`")
}

/// What any call may be refused with that takes a token.
const BY_TOKEN: [ProblemCode; 8] = [
    ProblemCode::TokenMissing,
    ProblemCode::TokenInvalid,
    ProblemCode::TokenExpired,
    ProblemCode::TokenForeign,
    ProblemCode::RoleMissing,
    ProblemCode::StorageUnavailable,
    ProblemCode::TimedOut,
    ProblemCode::Internal,
];

/// What a call may be refused with that takes a body and stores it.
const BY_BODY: [ProblemCode; 4] = [
    ProblemCode::MalformedJson,
    ProblemCode::InvalidField,
    ProblemCode::BodyTooLarge,
    ProblemCode::StorageUncertain,
];

/// What a call may be refused with that needs something of TrackOnline's.
const BY_TRACKONLINE: [ProblemCode; 4] = [
    ProblemCode::TrackOnlineLimit,
    ProblemCode::TrackOnlineUnreachable,
    ProblemCode::TrackOnlineKey,
    ProblemCode::TrackOnlineAnswer,
];

/// Who reads.
const ANYBODY: &[&str] = &["sales", "logistics", "finance", "administrator"];
/// Who settles what stands before a person.
const SETTLING: &[&str] = &["logistics", "finance", "administrator"];
/// Who confirms.
const CONFIRMING: &[&str] = &["logistics", "administrator"];
