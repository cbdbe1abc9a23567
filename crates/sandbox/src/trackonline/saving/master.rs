//! Saving master data. A field that is not given stays as it is.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Circumstances, Saved};
use crate::trackonline::behaviour::DuplicateSemantics;
use crate::trackonline::books::{Books, Save};
use crate::trackonline::master::{Field, Holds, Master, PostedMaster, Record};
use crate::trackonline::posting::Named;
use crate::world::location::HierarchyLevel;

pub(super) fn save_one<NewId: FnMut() -> Uuid>(
    books: &Books,
    save: &mut Save,
    master: Master,
    posted: &PostedMaster,
    circumstances: &mut Circumstances<NewId>,
) -> Result<Saved, String> {
    let at = circumstances.at;
    let key = posted.key(master).unwrap_or_default();
    let earlier = save.masters.iter().filter(|(of, _)| *of == master).map(|(_, record)| record);
    let known = || earlier.clone().rev().chain(books.records(master));
    let of_this_key = known().find(|record| record.text(master.key()) == key);
    let existing = match posted.id {
        Some(id) => {
            let word = master.word();
            let found = known().find(|record| record.id == id);
            Some(found.ok_or_else(|| format!("{word} with id '{id}' was not found."))?)
        }
        None => of_this_key,
    };
    let taken = match posted.id {
        Some(id) => of_this_key.is_some_and(|record| record.id != id),
        None => existing.is_some() && circumstances.duplicates == DuplicateSemantics::Reject,
    };
    if taken {
        return Err(format!("{} '{key}' already exists.", master.word()));
    }
    let mut fields = existing.map_or_else(|| at_first(master), |existing| existing.fields.clone());
    fields.extend(resolved(books, master.fields(), &posted.fields, &json!(at))?);
    let record = Record {
        id: existing.map_or_else(&mut circumstances.new_id, |existing| existing.id),
        fields,
        created_on: existing.map_or(at, |existing| existing.created_on),
        modified_on: at,
        deleted: existing.is_some_and(|existing| existing.deleted),
    };
    let saved = (key.to_owned(), record.id);
    save.masters.retain(|(of, earlier)| *of != master || earlier.id != record.id);
    save.masters.push((master, record));
    Ok(saved)
}

/// What a new thing has without being told.
fn at_first(master: Master) -> Map<String, Value> {
    let enabled = ("isEnabled".to_owned(), json!(true));
    match master {
        Master::Location => Map::from_iter([
            enabled,
            ("hierarchyLevel".to_owned(), json!(HierarchyLevel::Location)),
            ("balanceOperationMode".to_owned(), json!(0)),
            ("languageId".to_owned(), json!(0)),
        ]),
        Master::PackagingLabel => Map::from_iter([enabled, ("type".to_owned(), json!(0))]),
        Master::ItemDefinition => Map::from_iter([enabled]),
        Master::ItemConfiguration | Master::UniqueItem => Map::new(),
    }
}

/// The posted fields with everything that they refer to looked up, and rows stamped with their entry.
fn resolved(
    books: &Books,
    table: &[Field],
    posted: &Map<String, Value>,
    at: &Value,
) -> Result<Map<String, Value>, String> {
    let mut fields = Map::new();
    for field in table {
        if let Holds::Entered = field.holds {
            fields.insert(field.name.to_owned(), at.clone());
        }
        if let Some(value) = posted.get(field.name) {
            fields.insert(field.name.to_owned(), resolve(books, &field.holds, value, at)?);
        }
    }
    Ok(fields)
}

fn resolve(books: &Books, holds: &Holds, value: &Value, at: &Value) -> Result<Value, String> {
    match (holds, value) {
        (Holds::Reference(master), named) => {
            let named: Named = serde_json::from_value(named.clone()).map_err(|error| error.to_string())?;
            let found = books.named(*master, &named);
            found
                .map(|record| json!(record.id))
                .ok_or_else(|| format!("{} '{named}' was not found.", master.word()))
        }
        (Holds::ItemId, Value::String(id)) => {
            let found = id.parse().ok().and_then(|id| books.by_id(Master::ItemDefinition, id));
            found
                .map(|_| value.clone())
                .ok_or_else(|| format!("Item definition with id '{id}' was not found."))
        }
        (Holds::Object(table), Value::Object(fields)) => Ok(resolved(books, table, fields, at)?.into()),
        (Holds::Objects(table), Value::Array(rows)) => rows
            .iter()
            .filter_map(Value::as_object)
            .map(|fields| Ok(Value::from(resolved(books, table, fields, at)?)))
            .collect(),
        (_, value) => Ok(value.clone()),
    }
}
