//! One call of the API, described.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Problem, ProblemCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, KnownFormat, Ref, RefOr, Required, ResponseBuilder, Schema, SchemaFormat,
    SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};

use super::{BY_TOKEN, Misfit};

/// What the document calls the token.
pub(super) const SCHEME: &str = "token";

/// The schemas that a call refers to, by name.
pub(super) type Schemas = Vec<(String, RefOr<Schema>)>;

/// A UUID in a path or a query.
pub(super) struct Identifier;

impl PartialSchema for Identifier {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Uuid);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl ToSchema for Identifier {}

/// A call.
pub(super) struct Call {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    roles: &'static [&'static str],
    codes: Vec<ProblemCode>,
    schemas: Schemas,
    misfit: Option<Misfit>,
}

impl Call {
    pub(super) fn get(path: &'static str, name: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Get, path, name, summary)
    }

    pub(super) fn post(path: &'static str, name: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Post, path, name, summary)
    }

    fn new(method: HttpMethod, path: &'static str, name: &str, summary: &str) -> Self {
        Self {
            method,
            path,
            operation: OperationBuilder::new().operation_id(Some(name)).summary(Some(summary)),
            roles: &[],
            codes: Vec::new(),
            schemas: Vec::new(),
            misfit: None,
        }
    }

    /// What is to be known about it.
    pub(super) fn told(self, description: &str) -> Self {
        self.with(|operation| operation.description(Some(description)))
    }

    /// Who may call it: with a token that has one of these roles.
    pub(super) fn by(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self.refuses(&BY_TOKEN).with(|operation| {
            operation.security(SecurityRequirement::new(SCHEME, std::iter::empty::<String>()))
        })
    }

    /// A part of its path.
    pub(super) fn part<T: ToSchema>(self, name: &str, description: &str, example: &str) -> Self {
        self.parameter::<T>(ParameterIn::Path, Required::True, name, description, example)
    }

    /// What may be asked beside.
    pub(super) fn asks<T: ToSchema>(self, name: &str, description: &str, example: &str) -> Self {
        self.parameter::<T>(ParameterIn::Query, Required::False, name, description, example)
    }

    /// A header that may be sent.
    pub(super) fn hears<T: ToSchema>(self, name: &str, description: &str, example: &str) -> Self {
        self.parameter::<T>(ParameterIn::Header, Required::False, name, description, example)
    }

    fn parameter<T: ToSchema>(
        self,
        place: ParameterIn,
        required: Required,
        name: &str,
        description: &str,
        example: &str,
    ) -> Self {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(required)
            .description(Some(description))
            .schema(Some(T::schema()))
            .example(Some(Value::from(example)));
        self.with(|operation| operation.parameter(parameter))
    }

    /// The body that it takes.
    pub(super) fn takes<T: ToSchema + Serialize + DeserializeOwned>(mut self, example: Value) -> Self {
        let schema = self.reference::<T>();
        let example = self.checked::<T>(example);
        let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.with(|operation| operation.request_body(Some(body.build())))
    }

    /// What it answers.
    pub(super) fn answers<T: ToSchema + Serialize + DeserializeOwned>(
        mut self,
        status: u16,
        description: &str,
        example: Value,
    ) -> Self {
        let schema = self.reference::<T>();
        let example = self.checked::<T>(example);
        let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
        let response =
            ResponseBuilder::new().description(description).content("application/json", content).build();
        self.with(|operation| operation.response(status.to_string(), response))
    }

    /// What it answers, where that is none of the contract's types.
    pub(super) fn gives(self, status: u16, media: &str, description: &str, example: Option<Value>) -> Self {
        let content = ContentBuilder::new().example(example).build();
        let response = ResponseBuilder::new().description(description).content(media, content).build();
        self.with(|operation| operation.response(status.to_string(), response))
    }

    /// A type that is told of in words only.
    pub(super) fn speaks_of<T: ToSchema>(mut self) -> Self {
        self.reference::<T>();
        self
    }

    /// What it may be refused with.
    pub(super) fn refuses(mut self, codes: &[ProblemCode]) -> Self {
        self.codes.extend(codes);
        self
    }

    /// The finished description: path, method, operation, and the schemas that it refers to.
    ///
    /// # Errors
    /// When an example does not fit its type.
    pub(super) fn finished(self) -> Result<(&'static str, HttpMethod, Operation, Schemas), Misfit> {
        if let Some(misfit) = self.misfit {
            return Err(misfit);
        }
        let mut by_status: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
        for code in &self.codes {
            by_status.entry(code.status()).or_default().insert(code.as_str());
        }
        let mut operation = self.operation;
        for (status, codes) in &by_status {
            let told: Vec<_> = codes.iter().map(|code| format!("`{code}`")).collect();
            let schema = Ref::from_schema_name(Problem::name());
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let response = ResponseBuilder::new()
                .description(told.join(", "))
                .content("application/problem+json", content)
                .build();
            operation = operation.response(status.to_string(), response);
        }
        let codes: BTreeSet<_> = by_status.into_values().flatten().collect();
        let codes: Vec<_> = codes.into_iter().collect();
        let extensions =
            ExtensionsBuilder::new().add("x-roles", self.roles).add("x-problem-codes", codes).build();
        let operation = operation.extensions(Some(extensions)).build();
        Ok((self.path, self.method, operation, self.schemas))
    }

    fn with(mut self, change: impl FnOnce(OperationBuilder) -> OperationBuilder) -> Self {
        self.operation = change(self.operation);
        self
    }

    fn reference<T: ToSchema>(&mut self) -> Ref {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name())
    }

    /// An example that is just what its type reads and writes.
    fn checked<T: Serialize + DeserializeOwned>(&mut self, example: Value) -> Value {
        let again = serde_json::from_value::<T>(example.clone()).and_then(serde_json::to_value);
        let misfit = match again {
            Ok(again) if again == example => return example,
            Ok(again) => format!("an example of {} is read as {again}", self.path),
            Err(error) => format!("an example of {} cannot be read: {error}", self.path),
        };
        self.misfit.get_or_insert(Misfit(misfit));
        example
    }
}
