//! What is sent: only what TrackOnline saves, in the forms that the assumptions set.

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{Assumptions, Decimal, Moment, Quantity};

/// How enumerations are sent: the models say numbers, the examples show names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnumerationForm {
    /// As numbers, except for a name whose number the document does not list.
    #[default]
    Numbers,
    /// As names, except for a number whose name the document does not list.
    Names,
}

/// How quantities are sent: the models say integers, the examples show text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuantityForm {
    /// `25`
    #[default]
    Numbers,
    /// `"25"`
    Text,
}

/// A value of an enumeration, as number and as name.
pub(crate) trait Choice {
    fn choice(&self) -> (Option<i64>, Option<&str>);
}

/// A model that can be sent.
pub(crate) trait Outgoing {
    /// The fields that TrackOnline saves; what it only tells is left out.
    fn outgoing(&self, fields: &mut Fields<'_>);
}

/// Collects the fields of one object; what is not set is not sent.
pub(crate) struct Fields<'a> {
    assumptions: &'a Assumptions,
    object: Map<String, Value>,
}

/// One model as it goes into a body.
pub(crate) fn object(model: &impl Outgoing, assumptions: &Assumptions) -> Value {
    let mut fields = Fields { assumptions, object: Map::new() };
    model.outgoing(&mut fields);
    Value::Object(fields.object)
}

impl Fields<'_> {
    pub(crate) fn assumptions(&self) -> &Assumptions {
        self.assumptions
    }

    pub(crate) fn value(&mut self, field: &str, value: impl Into<Value>) -> &mut Self {
        self.object.insert(field.to_owned(), value.into());
        self
    }

    fn maybe(&mut self, field: &str, value: Option<impl Into<Value>>) -> &mut Self {
        if let Some(value) = value {
            self.value(field, value);
        }
        self
    }

    pub(crate) fn text(&mut self, field: &str, value: Option<&str>) -> &mut Self {
        self.maybe(field, value)
    }

    pub(crate) fn guid(&mut self, field: &str, value: Option<Uuid>) -> &mut Self {
        self.maybe(field, value.map(|id| id.to_string()))
    }

    pub(crate) fn flag(&mut self, field: &str, value: Option<bool>) -> &mut Self {
        self.maybe(field, value)
    }

    pub(crate) fn choice(&mut self, field: &str, value: Option<&impl Choice>) -> &mut Self {
        let Some(value) = value else { return self };
        let (number, name) = value.choice();
        let (number, name) = (number.map(Value::from), name.map(Value::from));
        let sent = match self.assumptions.enumerations {
            EnumerationForm::Numbers => number.or(name),
            EnumerationForm::Names => name.or(number),
        };
        self.maybe(field, sent)
    }

    pub(crate) fn quantity(&mut self, field: &str, value: Option<Quantity>) -> &mut Self {
        let form = self.assumptions.quantities;
        self.maybe(
            field,
            value.map(|quantity| match form {
                QuantityForm::Numbers => Value::from(quantity.get()),
                QuantityForm::Text => Value::from(quantity.to_string()),
            }),
        )
    }

    /// A figure; one without a fraction goes as `50`, as in the document's examples.
    pub(crate) fn decimal(&mut self, field: &str, value: Option<Decimal>) -> &mut Self {
        self.maybe(
            field,
            value.map(Decimal::get).map(|figure| match crate::quantity::whole(figure) {
                Some(whole) => Value::from(whole),
                None => Value::from(figure),
            }),
        )
    }

    pub(crate) fn moment(&mut self, field: &str, value: Option<Moment>) -> &mut Self {
        let sent = value.map(|moment| {
            if moment.is_zoned() {
                self.assumptions.dates.write(moment.utc())
            } else {
                // What came without a zone goes back without one.
                moment.utc().to_rfc3339_opts(SecondsFormat::Millis, true).trim_end_matches('Z').to_owned()
            }
        });
        self.maybe(field, sent)
    }

    pub(crate) fn inner(&mut self, field: &str, value: Option<&impl Outgoing>) -> &mut Self {
        let sent = value.map(|inner| object(inner, self.assumptions));
        self.maybe(field, sent)
    }

    pub(crate) fn list(&mut self, field: &str, rows: &[impl Outgoing]) -> &mut Self {
        if !rows.is_empty() {
            let sent: Vec<Value> = rows.iter().map(|row| object(row, self.assumptions)).collect();
            self.value(field, sent);
        }
        self
    }
}
