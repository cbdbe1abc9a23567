//! Writing master data by its table, in the forms that the switches say.

use serde_json::{Map, Value, json};

use super::tables::{Field, Holds};
use super::{Master, Record};
use crate::trackonline::books::Books;
use crate::trackonline::forms::Forms;

/// A thing with everything that its table has; what is known of its whereabouts is not in the table.
pub(in crate::trackonline) fn whole(
    master: Master,
    record: &Record,
    books: &Books,
    forms: Forms,
) -> Map<String, Value> {
    let mut row = write_fields(master.fields(), &record.fields, books, forms);
    row.insert("id".to_owned(), json!(record.id));
    let (created, modified) = match master {
        Master::ItemConfiguration => (false, false),
        Master::UniqueItem => (true, false),
        Master::ItemDefinition | Master::Location | Master::PackagingLabel => (true, true),
    };
    let dates = [("createdOn", record.created_on, created), ("modifiedOn", record.modified_on, modified)];
    for (name, moment, _) in dates.into_iter().filter(|(.., told)| *told) {
        row.insert(name.to_owned(), forms.moment(moment).into());
    }
    row
}

/// A thing as it stands within another: what it is known by.
pub(in crate::trackonline) fn within(master: Master, record: &Record, books: &Books, forms: Forms) -> Value {
    let names: &[&str] = match master {
        Master::ItemDefinition => &["number", "name", "code", "type"],
        Master::Location => &["number", "name", "nameShort", "type"],
        Master::UniqueItem => &["number", "barCode", "epcCode", "itemDefinition"],
        Master::ItemConfiguration => &["name"],
        Master::PackagingLabel => &["number", "type"],
    };
    let mut row = Map::new();
    row.insert("id".to_owned(), json!(record.id));
    for field in master.fields().iter().filter(|field| names.contains(&field.name)) {
        write_field(field, &record.fields, books, forms, &mut row);
    }
    row.into()
}

fn write_fields(
    table: &'static [Field],
    fields: &Map<String, Value>,
    books: &Books,
    forms: Forms,
) -> Map<String, Value> {
    let mut row = Map::new();
    for field in table {
        write_field(field, fields, books, forms, &mut row);
    }
    row
}

fn write_field(
    field: &'static Field,
    fields: &Map<String, Value>,
    books: &Books,
    forms: Forms,
    row: &mut Map<String, Value>,
) {
    let value = fields.get(field.name).unwrap_or(&Value::Null);
    if let Holds::ItemId = field.holds {
        let id = value.as_str().and_then(|id| id.parse().ok());
        if let Some(Value::Object(item)) = id
            .and_then(|id| books.by_id(Master::ItemDefinition, id))
            .map(|item| within(Master::ItemDefinition, item, books, forms))
        {
            let beside = item.into_iter().filter(|(name, _)| ["name", "number", "type"].contains(&&**name));
            row.extend(beside);
        }
    }
    row.insert(field.name.to_owned(), write_value(&field.holds, value, books, forms));
}

fn write_value(holds: &'static Holds, value: &Value, books: &Books, forms: Forms) -> Value {
    match (holds, value) {
        (Holds::Objects(_) | Holds::Texts, Value::Null) => json!([]),
        (_, Value::Null) => Value::Null,
        (Holds::Moment | Holds::Entered, Value::String(moment)) => {
            moment.parse().map_or(Value::Null, |moment| forms.moment(moment).into())
        }
        (Holds::Code(codes), Value::Number(code)) => {
            let code = code.as_i64().unwrap_or_default();
            forms.named_code(code, (codes.name)(code))
        }
        (Holds::Pieces, Value::Number(pieces)) => forms.pieces(pieces.as_i64().unwrap_or_default()),
        (Holds::Object(table), Value::Object(fields)) => write_fields(table, fields, books, forms).into(),
        (Holds::Objects(table), Value::Array(rows)) => rows
            .iter()
            .filter_map(Value::as_object)
            .map(|fields| Value::from(write_fields(table, fields, books, forms)))
            .collect(),
        (Holds::Reference(master), Value::String(id)) => id
            .parse()
            .ok()
            .and_then(|id| books.by_id(*master, id))
            .map_or(Value::Null, |record| within(*master, record, books, forms)),
        (_, value) => value.clone(),
    }
}
