//! Reading posted master data by its table: everything wrong with it is told at once.

use serde_json::{Map, Value, json};

use super::tables::{Field, Holds, Rule};
use super::{Master, PostedMaster};
use crate::trackonline::fields::Fields;
use crate::trackonline::posting::read_name;

/// Reads one thing; what cannot be read is complained about.
pub(in crate::trackonline) fn read_master(master: Master, fields: &mut Fields<'_>) -> PostedMaster {
    let id = fields.guid("id");
    PostedMaster { id, fields: read_fields(master.fields(), fields) }
}

fn read_fields(table: &'static [Field], fields: &mut Fields<'_>) -> Map<String, Value> {
    let mut read = Map::new();
    for field in table.iter().filter(|field| field.rule != Rule::Told) {
        let name = field.alias.filter(|_| !fields.has(field.name)).unwrap_or(field.name);
        let value = read_value(&field.holds, name, fields);
        let value = if field.rule == Rule::Required { fields.required(name, value) } else { value };
        if let Some(value) = value {
            read.insert(field.name.to_owned(), value);
        }
    }
    read
}

fn read_value(holds: &'static Holds, name: &str, fields: &mut Fields<'_>) -> Option<Value> {
    match holds {
        Holds::Text(longest) => fields.text(name, *longest).map(Value::from),
        Holds::Measure => fields.measure(name).map(Value::from),
        Holds::Price => fields.number(name).map(Value::from),
        Holds::Degrees(most) => fields.degrees(name, f64::from(*most)).map(Value::from),
        Holds::Whole => fields.whole(name).map(Value::from),
        Holds::Pieces => fields.pieces(name).map(Value::from),
        Holds::Flag => fields.flag(name).map(Value::from),
        Holds::Moment => fields.moment(name).map(|moment| json!(moment)),
        Holds::Code(codes) => fields.code(name, codes.read).map(Value::from),
        Holds::Texts => fields.texts(name).map(Value::from),
        Holds::ItemId => fields.guid(name).map(|id| json!(id)),
        Holds::Object(table) => fields.object(name, |fields| Some(read_fields(table, fields).into())),
        Holds::Objects(table) => {
            let given = fields.has(name);
            let rows: Vec<Value> = fields.list(name, |fields| Some(read_fields(table, fields).into()));
            given.then_some(rows.into())
        }
        Holds::Reference(_) => read_name(fields, name).map(|named| json!(named)),
        Holds::Entered => None,
    }
}
