//! Item definitions: the kinds of packaging.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{
    Batch, Client, Listing, MessageId, Page, PageNumber, Paged, Query, Savable, Save, SaveResult,
};
use crate::enumeration::enumeration;
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::{Numbered, many};
use crate::{Decimal, Error, ExternalNumber, Moment, Paths, Permit, Quantity};

enumeration! {
    /// What a kind of packaging is.
    ItemType {
        Unknown = 0, "Unknown";
        Tray = 1, "Tray";
        Box = 2, "Box";
        Interior = 3, "Interior";
        Container = 4, "Container";
        LoadCarrier = 5, "LoadCarrier";
        Crate = 6, "Crate";
        Pallet = 7, "Pallet";
        LockingPlate = 8, "Lockingplate";
        Lid = 9, "Lid";
        Bulk = 10, "Bulk";
        Tote = 11, "Tote";
        Other = 99, "Other";
    }
}

/// A kind of packaging. Everything is optional, as a reference to one needs its number only; what saving one
/// needs is checked by [`Batch::new`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ItemDefinition {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number; needed to save it, at most 25 characters.
    pub number: Option<String>,
    /// Its name; needed to save it, at most 50 characters.
    pub name: Option<String>,
    /// Its code; needed to save it, at most 6 characters.
    pub code: Option<String>,
    /// What it is; needed to save it.
    #[serde(rename = "type")]
    pub kind: Option<ItemType>,
    /// Its code in GS1 (Global Standards One); at most 50 characters.
    #[serde(rename = "gS1Code", alias = "gs1Code", alias = "GS1Code")]
    pub gs1_code: Option<String>,
    /// Its base price, in the administration's currency.
    pub base_price: Option<Decimal>,
    /// Its length: 0 to 9999.99, two decimals. The document's example suggests metres.
    pub length: Option<Decimal>,
    /// Its width, as [`ItemDefinition::length`].
    pub width: Option<Decimal>,
    /// Its height, as [`ItemDefinition::length`].
    pub height: Option<Decimal>,
    /// Its weight: 0 to 9999.99, two decimals. The document's example suggests kilograms.
    pub weight: Option<Decimal>,
    /// Its volume: 0 to 9999.99, two decimals.
    pub volume: Option<Decimal>,
    /// Floor spaces that one takes in a lorry.
    pub number_of_truck_spaces: Option<Quantity>,
    /// Most of them in one stack in a lorry.
    pub max_stack_height: Option<Quantity>,
    /// Most of them in one lorry.
    pub max_truck_load: Option<Quantity>,
    /// The quantity, or its multiple, that is usually ordered.
    pub standard_order_quantity: Option<Quantity>,
    /// Whether it is in use.
    pub is_enabled: Option<bool>,
    /// When it was created. Only told, never sent.
    pub created_on: Option<Moment>,
    /// When it was last changed. Only told, never sent.
    pub modified_on: Option<Moment>,
    /// Its numbers in other systems.
    #[serde(deserialize_with = "many")]
    pub external_numbers: Vec<ExternalNumber>,
}

impl ItemDefinition {
    /// A reference by number, to stand in another thing.
    pub fn by_number(number: impl Into<String>) -> Self {
        Self { number: Some(number.into()), ..Self::default() }
    }

    fn check_fields(&self, check: &mut Check) {
        check.text("number", self.number.as_deref(), 25);
        check.text("name", self.name.as_deref(), 50);
        check.text("code", self.code.as_deref(), 6);
        check.text("gS1Code", self.gs1_code.as_deref(), 50);
        check.decimal("basePrice", self.base_price, None);
        for (field, measure) in [
            ("length", self.length),
            ("width", self.width),
            ("height", self.height),
            ("weight", self.weight),
            ("volume", self.volume),
        ] {
            check.measure(field, measure);
        }
        check.int32("numberOfTruckSpaces", self.number_of_truck_spaces);
        check.int32("maxStackHeight", self.max_stack_height);
        check.int32("maxTruckLoad", self.max_truck_load);
        check.int32("standardOrderQuantity", self.standard_order_quantity);
        check.each("externalNumbers", &self.external_numbers, ExternalNumber::check);
    }

    /// The limits of a reference: it has to say which one it means.
    pub(crate) fn check_reference(&self, check: &mut Check) {
        if self.id.is_none() && self.number.as_deref().is_none_or(|number| number.trim().is_empty()) {
            check.violated("", "a number or an id, to say which item definition", "neither");
        }
        self.check_fields(check);
    }
}

impl Numbered for ItemDefinition {
    fn numbered(number: &str) -> Self {
        Self::by_number(number)
    }
}

impl Outgoing for ItemDefinition {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .guid("id", self.id)
            .text("number", self.number.as_deref())
            .text("name", self.name.as_deref())
            .text("code", self.code.as_deref())
            .choice("type", self.kind.as_ref())
            .text("gS1Code", self.gs1_code.as_deref())
            .decimal("basePrice", self.base_price)
            .decimal("length", self.length)
            .decimal("width", self.width)
            .decimal("height", self.height)
            .decimal("weight", self.weight)
            .decimal("volume", self.volume)
            .quantity("numberOfTruckSpaces", self.number_of_truck_spaces)
            .quantity("maxStackHeight", self.max_stack_height)
            .quantity("maxTruckLoad", self.max_truck_load)
            .quantity("standardOrderQuantity", self.standard_order_quantity)
            .flag("isEnabled", self.is_enabled)
            .list("externalNumbers", &self.external_numbers);
    }
}

impl Savable for ItemDefinition {
    const POST: &'static str = "post item definitions";
    const RESULT: &'static str = "result of item definitions";

    fn path(paths: &Paths) -> &str {
        &paths.item_definition
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.item_definition_result
    }

    fn check_to_save(&self, check: &mut Check) {
        for (field, value) in [("number", &self.number), ("name", &self.name), ("code", &self.code)] {
            check.required_text(field, value.as_deref());
        }
        check.required("type", self.kind.as_ref());
        self.check_fields(check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        self.number.as_deref().map(|number| ("number", number))
    }
}

impl Save for ItemDefinition {}

/// Which item definitions to list; the default is every enabled one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemDefinitionFilter {
    /// This one.
    pub id: Option<Uuid>,
    /// Of any of these kinds.
    pub types: Vec<ItemType>,
    /// With exactly this number.
    pub number: Option<String>,
    /// With this in its name or code.
    pub name: Option<String>,
    /// With exactly this GS1 code.
    pub gs1_code: Option<String>,
    /// Enabled ones or disabled ones; TrackOnline takes `true` when it is not said, so both take two walks.
    pub enabled: Option<bool>,
}

impl Listing for ItemDefinitionFilter {
    const NAME: &'static str = "item definitions";

    fn path(paths: &Paths) -> &str {
        &paths.item_definition
    }

    fn query(&self, query: &mut Query<'_>) {
        query
            .guid("Id", self.id)
            .choices("TypeCodes", &self.types)
            .text("Number", self.number.as_deref())
            .text("Name", self.name.as_deref())
            .text("GS1Code", self.gs1_code.as_deref())
            .flag("Enabled", self.enabled);
    }
}

impl Paged for ItemDefinitionFilter {
    type Row = ItemDefinition;
}

impl Client {
    /// A page of item definitions.
    pub async fn item_definitions(
        &self,
        permit: Permit,
        filter: &ItemDefinitionFilter,
        page: PageNumber,
    ) -> Result<Page<ItemDefinition>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has item definitions saved; see [`Client::save`].
    pub async fn post_item_definitions(
        &self,
        permit: Permit,
        batch: &Batch<ItemDefinition>,
    ) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved item definitions; see [`Client::save_result`].
    pub async fn item_definition_result(
        &self,
        permit: Permit,
        message: &MessageId,
    ) -> Result<SaveResult, Error> {
        self.save_result::<ItemDefinition>(permit, message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Assumptions;

    #[test]
    fn the_documents_example_and_the_models_form_are_the_same_item() {
        let names = r#"{"number":"CC TAG5","name":"CC TAG 5","code":"TAG5","type":"LoadCarrier","basePrice":250,
            "length":1.4,"width":0.6,"height":2.0,"weight":50,"somethingNew":{"deep":[1]}}"#;
        let numbers = r#"{"number":"CC TAG5","name":"CC TAG 5","code":"TAG5","type":5,"basePrice":"250",
            "length":"1.40","width":0.6,"height":2,"weight":50,"externalNumbers":null,"gS1Code":null}"#;
        let read: ItemDefinition = serde_json::from_str(names).unwrap();
        assert_eq!(read, serde_json::from_str(numbers).unwrap());
        assert_eq!(read.kind, Some(ItemType::LoadCarrier));
        let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
        assert_eq!(
            sent,
            serde_json::json!([{"number":"CC TAG5","name":"CC TAG 5","code":"TAG5","type":5,"basePrice":250,
                "length":1.4,"width":0.6,"height":2,"weight":50}])
        );
    }

    #[test]
    fn what_only_trackonline_tells_is_never_sent() {
        let read: ItemDefinition = serde_json::from_str(
            r#"{"number":"1","name":"n","code":"c","type":1,"createdOn":"2020-01-01T00:00:00Z","modifiedOn":"2020-01-01T00:00:00Z"}"#,
        )
        .unwrap();
        let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default()).to_string();
        assert!(!sent.contains("createdOn") && !sent.contains("modifiedOn"), "{sent}");
    }

    #[test]
    fn every_limit_of_the_document_is_kept() {
        let item = ItemDefinition {
            number: Some("x".repeat(26)),
            name: Some("x".repeat(51)),
            code: Some("x".repeat(7)),
            gs1_code: Some("x".repeat(51)),
            length: Some(10_000.0.into()),
            width: Some((-1.0).into()),
            height: Some(1.001.into()),
            weight: Some(f64::NAN.into()),
            volume: Some(9_999.991.into()),
            base_price: Some(f64::INFINITY.into()),
            max_truck_load: Some(Quantity::new(i64::MAX)),
            external_numbers: vec![ExternalNumber {
                source: Some("x".repeat(31)),
                number: Some("x".repeat(31)),
            }],
            ..ItemDefinition::default()
        };
        let violations = Batch::new(vec![item]).unwrap_err();
        let fields: Vec<_> = violations.all().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "[0].type",
                "[0].number",
                "[0].name",
                "[0].code",
                "[0].gS1Code",
                "[0].basePrice",
                "[0].length",
                "[0].width",
                "[0].height",
                "[0].weight",
                "[0].volume",
                "[0].maxTruckLoad",
                "[0].externalNumbers[0].source",
                "[0].externalNumbers[0].number"
            ]
        );
    }
}
