//! Packaging labels: one number for everything that stands on a load carrier.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{
    Batch, Client, Listing, MessageId, Page, PageNumber, Paged, Query, Savable, Save, SaveResult,
};
use crate::enumeration::enumeration;
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::{many, reference};
use crate::{Error, ItemDefinition, Moment, Paths, Permit, Quantity, UniqueItem};

enumeration! {
    /// What a packaging label is.
    PackagingLabelType {
        Undefined = 0, "Undefined";
        /// A Serial Shipping Container Code of GS1.
        Sscc = 1, "Sscc";
    }
}

/// Pieces without numbers of their own, under a label.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NonSerializedItem {
    /// What kind they are; needed to save them.
    #[serde(deserialize_with = "reference")]
    pub item_definition: Option<ItemDefinition>,
    /// How many; needed to save them.
    pub quantity: Option<Quantity>,
    /// When they were put under the label. Only told, never sent.
    pub created_on: Option<Moment>,
}

impl NonSerializedItem {
    fn check(&self, check: &mut Check) {
        check.required("itemDefinition", self.item_definition.as_ref());
        check.inside("itemDefinition", self.item_definition.as_ref(), ItemDefinition::check_reference);
        check.required("quantity", self.quantity.as_ref());
        check.int32("quantity", self.quantity);
    }
}

impl Outgoing for NonSerializedItem {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.inner("itemDefinition", self.item_definition.as_ref()).quantity("quantity", self.quantity);
    }
}

/// A piece with a number of its own, under a label.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SerializedItem {
    /// The piece; needed to save it. The document's example calls the field `item`, its table `uniqueItem`.
    #[serde(alias = "item", deserialize_with = "reference")]
    pub unique_item: Option<UniqueItem>,
    /// When it was put under the label. Only told, never sent.
    pub created_on: Option<Moment>,
}

impl SerializedItem {
    fn check(&self, check: &mut Check) {
        check.required("uniqueItem", self.unique_item.as_ref());
        check.inside("uniqueItem", self.unique_item.as_ref(), UniqueItem::check_reference);
    }
}

impl Outgoing for SerializedItem {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        let field = fields.assumptions().label_item_field.clone();
        fields.inner(&field, self.unique_item.as_ref());
    }
}

/// One number for everything that stands on a load carrier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PackagingLabel {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number; needed to save it, at most 30 characters.
    pub number: Option<String>,
    /// From when it is no longer active; needed to save it.
    pub expiration_on: Option<Moment>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Option<PackagingLabelType>,
    /// Whether it is active.
    pub is_enabled: Option<bool>,
    /// When it was created. Only told, never sent.
    pub created_on: Option<Moment>,
    /// When it was last changed. Only told, never sent.
    pub modified_on: Option<Moment>,
    /// Pieces under it without numbers of their own.
    #[serde(deserialize_with = "many")]
    pub packaging_non_serialized_items: Vec<NonSerializedItem>,
    /// Pieces under it with numbers of their own.
    #[serde(deserialize_with = "many")]
    pub packaging_serialized_items: Vec<SerializedItem>,
}

impl Outgoing for PackagingLabel {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .guid("id", self.id)
            .text("number", self.number.as_deref())
            .moment("expirationOn", self.expiration_on)
            .choice("type", self.kind.as_ref())
            .flag("isEnabled", self.is_enabled)
            .list("packagingNonSerializedItems", &self.packaging_non_serialized_items)
            .list("packagingSerializedItems", &self.packaging_serialized_items);
    }
}

impl Savable for PackagingLabel {
    const POST: &'static str = "post packaging labels";
    const RESULT: &'static str = "result of packaging labels";

    fn path(paths: &Paths) -> &str {
        &paths.packaging_label
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.packaging_label_result
    }

    fn check_to_save(&self, check: &mut Check) {
        check.required_text("number", self.number.as_deref());
        check.text("number", self.number.as_deref(), 30);
        check.required("expirationOn", self.expiration_on.as_ref());
        check.each(
            "packagingNonSerializedItems",
            &self.packaging_non_serialized_items,
            NonSerializedItem::check,
        );
        check.each("packagingSerializedItems", &self.packaging_serialized_items, SerializedItem::check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        self.number.as_deref().map(|number| ("number", number))
    }
}

impl Save for PackagingLabel {}

/// Which packaging labels to list; the default is every active one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackagingLabelFilter {
    /// This one.
    pub id: Option<Uuid>,
    /// Of any of these kinds.
    pub types: Vec<PackagingLabelType>,
    /// With this number. The table says exactly this, the example speaks of letters in it.
    pub number: Option<String>,
    /// Inactive ones too; TrackOnline takes `false` when it is not said.
    pub include_inactive: Option<bool>,
}

impl Listing for PackagingLabelFilter {
    const NAME: &'static str = "packaging labels";

    fn path(paths: &Paths) -> &str {
        &paths.packaging_label
    }

    fn query(&self, query: &mut Query<'_>) {
        query
            .guid("Id", self.id)
            .choices("TypeCodes", &self.types)
            .text("Number", self.number.as_deref())
            .flag("IncludeInactive", self.include_inactive);
    }
}

impl Paged for PackagingLabelFilter {
    type Row = PackagingLabel;
}

impl Client {
    /// A page of packaging labels.
    pub async fn packaging_labels(
        &self,
        permit: Permit,
        filter: &PackagingLabelFilter,
        page: PageNumber,
    ) -> Result<Page<PackagingLabel>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has packaging labels saved; see [`Client::save`].
    pub async fn post_packaging_labels(
        &self,
        permit: Permit,
        batch: &Batch<PackagingLabel>,
    ) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved packaging labels; see [`Client::save_result`].
    pub async fn packaging_label_result(
        &self,
        permit: Permit,
        message: &MessageId,
    ) -> Result<SaveResult, Error> {
        self.save_result::<PackagingLabel>(permit, message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Assumptions;

    #[test]
    fn the_documents_example_is_read_and_its_pieces_are_sent_under_the_name_that_is_set() {
        let read: PackagingLabel = serde_json::from_str(
            r#"{"number":"PL9876543210","expirationOn":"2028-03-26T00:00:00.000Z","type":"Sscc",
                "packagingNonSerializedItems":[{"itemDefinition":{"number":"CC TAG5","type":"LoadCarrier"},"quantity":"25"}],
                "packagingSerializedItems":[{"item":{"number":"UI01","barcode":"123456"}},{"uniqueItem":{"number":"UI02"}}]}"#,
        )
        .unwrap();
        let batch = Batch::new(vec![read]).unwrap();
        let body = batch.body(&Assumptions::default());
        assert_eq!(
            body,
            serde_json::json!([{"number":"PL9876543210","expirationOn":"2028-03-26T00:00:00.000Z","type":1,
                "packagingNonSerializedItems":[{"itemDefinition":{"number":"CC TAG5","type":5},"quantity":25}],
                "packagingSerializedItems":[{"uniqueItem":{"number":"UI01","barCode":"123456"}},
                    {"uniqueItem":{"number":"UI02"}}]}])
        );
        let other = Assumptions { label_item_field: "item".into(), ..Assumptions::default() };
        assert_eq!(batch.body(&other)[0]["packagingSerializedItems"][1]["item"]["number"], "UI02");
    }

    #[test]
    fn a_label_needs_number_end_and_whole_rows() {
        let label = PackagingLabel {
            number: Some("x".repeat(31)),
            packaging_non_serialized_items: vec![NonSerializedItem::default()],
            packaging_serialized_items: vec![SerializedItem::default()],
            ..PackagingLabel::default()
        };
        let violations = Batch::new(vec![label]).unwrap_err();
        let fields: Vec<_> = violations.all().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "[0].number",
                "[0].expirationOn",
                "[0].packagingNonSerializedItems[0].itemDefinition",
                "[0].packagingNonSerializedItems[0].quantity",
                "[0].packagingSerializedItems[0].uniqueItem"
            ]
        );
    }
}
