//! Schemas of what is written as a plain text or number: the shapes that the types' own constructors enforce.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};

/// A text of 1 to `limit` characters.
pub(crate) fn text(description: &str, limit: usize) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description.trim()))
        .min_length(Some(1))
        .max_length(Some(limit))
        .into()
}

/// A number from 0 to `most`.
pub(crate) fn whole_number(description: &str, most: u32) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        .description(Some(description))
        .minimum(Some(0))
        .maximum(Some(most))
        .into()
}

/// One of these texts.
pub(crate) fn one_of<'a>(description: &str, texts: impl Iterator<Item = &'a str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(texts))
        .into()
}
