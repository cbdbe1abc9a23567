//! What a transaction consists of.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ItemCondition, ScannedCodeType};
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::reference;
use crate::{ItemDefinition, Quantity};

/// Items of one kind that are moved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TransactionItem {
    /// What is moved.
    #[serde(deserialize_with = "reference")]
    pub item_definition: Option<ItemDefinition>,
    /// How many pieces.
    pub quantity: Option<Quantity>,
    /// How many pieces were planned.
    pub quantity_planned: Option<Quantity>,
    /// The state that they are in.
    pub item_condition_type: Option<ItemCondition>,
}

impl TransactionItem {
    /// So many pieces of an item.
    pub fn new(item_number: impl Into<String>, quantity: Quantity) -> Self {
        Self {
            item_definition: Some(ItemDefinition::by_number(item_number)),
            quantity: Some(quantity),
            ..Self::default()
        }
    }

    pub(super) fn check(&self, check: &mut Check) {
        check.required("itemDefinition", self.item_definition.as_ref());
        check.inside("itemDefinition", self.item_definition.as_ref(), ItemDefinition::check_reference);
        check.int32("quantity", self.quantity);
        check.int32("quantityPlanned", self.quantity_planned);
    }
}

impl Outgoing for TransactionItem {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .inner("itemDefinition", self.item_definition.as_ref())
            .quantity("quantity", self.quantity)
            .quantity("quantityPlanned", self.quantity_planned)
            .choice("itemConditionType", self.item_condition_type.as_ref());
    }
}

/// A public document that belongs to a transaction. The document says "list of public documents (url)" and no
/// more: a bare address is read as one, and what an object holds besides is kept and sent back as it came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "DocumentForm")]
pub struct TransactionDocument {
    /// Where it can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DocumentForm {
    Address(String),
    Object {
        #[serde(default)]
        url: Option<String>,
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
}

impl From<DocumentForm> for TransactionDocument {
    fn from(form: DocumentForm) -> Self {
        match form {
            DocumentForm::Address(url) => Self { url: Some(url), rest: Map::new() },
            DocumentForm::Object { url, rest } => Self { url, rest },
        }
    }
}

impl Outgoing for TransactionDocument {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        for (field, value) in &self.rest {
            fields.value(field, value.clone());
        }
        fields.text("url", self.url.as_deref());
    }
}

/// A code that was scanned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ScannedItem {
    /// What kind of code it is.
    #[serde(rename = "type")]
    pub kind: Option<ScannedCodeType>,
    /// The code.
    pub code: Option<String>,
}

impl ScannedItem {
    pub(super) fn check(&self, check: &mut Check) {
        check.required_text("code", self.code.as_deref());
    }
}

impl Outgoing for ScannedItem {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.choice("type", self.kind.as_ref()).text("code", self.code.as_deref());
    }
}

/// The number of a packaging label.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PackagingLabelNumber {
    /// The number; the document writes this one field with a capital.
    #[serde(rename = "Number", alias = "number")]
    pub number: Option<String>,
}

impl PackagingLabelNumber {
    pub(super) fn check(&self, check: &mut Check) {
        check.required_text("Number", self.number.as_deref());
        check.text("Number", self.number.as_deref(), 30);
    }
}

impl Outgoing for PackagingLabelNumber {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.text("Number", self.number.as_deref());
    }
}
