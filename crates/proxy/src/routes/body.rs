//! Reading a JSON body, with errors that name the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use contract::{FieldProblem, ProblemCode};
use serde::de::DeserializeOwned;

use crate::problem::Refusal;

/// A JSON body. Unlike axum's own, what is wrong with it becomes a problem document that names the field.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            tracing::debug!(%error, "no body");
            Refusal::new(
                ProblemCode::BodyTooLarge,
                "The body did not arrive whole or is larger than any confirmation.",
            )
        })?;
        parse(&bytes).map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() {
            let problem = FieldProblem { field: field.clone(), detail: error.to_string() };
            Refusal::of_fields(ProblemCode::InvalidField, format!("{field}: {error}"), vec![problem])
        } else {
            malformed(&error)
        }
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Refusal {
    Refusal::new(ProblemCode::MalformedJson, format!("The body is not valid JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use contract::{ConfirmationRequest, Count};

    use super::*;

    #[test]
    fn what_is_no_json_and_what_is_the_wrong_json_are_told_apart() {
        assert_eq!(parse::<Vec<u8>>(b"[1, 2").unwrap_err().code(), ProblemCode::MalformedJson);
        assert_eq!(parse::<Vec<u8>>(b"[1] [2]").unwrap_err().code(), ProblemCode::MalformedJson);
        assert_eq!(parse::<Vec<u8>>(b"[1, true]").unwrap_err().code(), ProblemCode::InvalidField);
        assert_eq!(parse::<Vec<Count>>(b"[1, 2]").unwrap().len(), 2);
    }

    #[test]
    fn the_field_is_named_with_what_is_wrong_with_it() {
        let body = r#"{"id":"01920000-0000-7000-8000-000000000001","customer":"1","location":"K1",
            "counted_at":"2026-11-20T08:00:00Z","lines":[{"item":"A","delivered":1,"returned":-4}]}"#;
        let refusal = parse::<ConfirmationRequest>(body.as_bytes()).unwrap_err();
        let text = format!("{refusal:?}");
        assert!(text.contains("lines[0].returned"), "{text}");
        assert!(text.contains("-4 is not a count"), "{text}");
    }
}
