//! Unique items: single pieces with a number of their own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::client::{
    Batch, Client, Listing, MessageId, Page, PageNumber, Paged, Query, Savable, Save, SaveResult,
};
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::{Numbered, many, reference};
use crate::{Decimal, Error, ItemDefinition, Location, Moment, Paths, Permit};

/// An IoT sensor on a piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeviceId {
    /// The device's ID; at most 200 characters.
    pub device_id: Option<String>,
}

impl Outgoing for DeviceId {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.text("deviceId", self.device_id.as_deref());
    }
}

/// Where something was. The document calls it an object and says no more: what it holds besides is kept as it came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Position {
    /// Degrees north.
    #[serde(alias = "lat")]
    pub latitude: Option<Decimal>,
    /// Degrees east.
    #[serde(alias = "lng", alias = "lon")]
    pub longitude: Option<Decimal>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A single piece with a number of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UniqueItem {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number; needed to save it, at most 100 characters.
    pub number: Option<String>,
    /// Its barcode; at most 100 characters.
    #[serde(alias = "barcode")]
    pub bar_code: Option<String>,
    /// The code on its RFID tag (EPC); at most 100 characters.
    #[serde(alias = "epccode")]
    pub epc_code: Option<String>,
    /// The code that it sends by Bluetooth (BLE); at most 100 characters.
    #[serde(alias = "blecode")]
    pub ble_code: Option<String>,
    /// What kind it is; needed to save it.
    #[serde(deserialize_with = "reference")]
    pub item_definition: Option<ItemDefinition>,
    /// The sensors on it.
    #[serde(deserialize_with = "many")]
    pub device_ids: Vec<DeviceId>,
    /// Where it was last. Only told, never sent.
    pub last_known_position: Option<Position>,
    /// The location it was last at.
    #[serde(deserialize_with = "reference")]
    pub last_known_location: Option<Location>,
    /// Its last temperature, as its sensor gave it. Only told, never sent.
    pub last_known_temperature: Option<Decimal>,
    /// The GUID of the last transaction it was in. Only told, never sent.
    pub last_known_transaction_id: Option<Uuid>,
    /// When it was first seen.
    pub first_seen: Option<Moment>,
    /// When it was last seen.
    pub last_seen: Option<Moment>,
    /// When it was created. Only told, never sent.
    pub created_on: Option<Moment>,
    /// Notes.
    pub notes: Option<String>,
    /// Whether it is deleted. Only told, never sent.
    pub is_deleted: Option<bool>,
}

impl UniqueItem {
    /// A reference by number, to stand in another thing.
    pub fn by_number(number: impl Into<String>) -> Self {
        Self { number: Some(number.into()), ..Self::default() }
    }

    fn check_fields(&self, check: &mut Check) {
        for (field, code) in [
            ("number", &self.number),
            ("barCode", &self.bar_code),
            ("epcCode", &self.epc_code),
            ("bleCode", &self.ble_code),
        ] {
            check.text(field, code.as_deref(), 100);
        }
        check.inside("itemDefinition", self.item_definition.as_ref(), ItemDefinition::check_reference);
        check.inside("lastKnownLocation", self.last_known_location.as_ref(), Location::check_reference);
        check.each("deviceIds", &self.device_ids, |device, check| {
            check.required_text("deviceId", device.device_id.as_deref());
            check.text("deviceId", device.device_id.as_deref(), 200);
        });
    }

    /// The limits of a reference: it has to say which one it means.
    pub(crate) fn check_reference(&self, check: &mut Check) {
        if self.id.is_none() && self.number.as_deref().is_none_or(|number| number.trim().is_empty()) {
            check.violated("", "a number or an id, to say which unique item", "neither");
        }
        self.check_fields(check);
    }
}

impl Numbered for UniqueItem {
    fn numbered(number: &str) -> Self {
        Self::by_number(number)
    }
}

impl Outgoing for UniqueItem {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .guid("id", self.id)
            .text("number", self.number.as_deref())
            .text("barCode", self.bar_code.as_deref())
            .text("epcCode", self.epc_code.as_deref())
            .text("bleCode", self.ble_code.as_deref())
            .inner("itemDefinition", self.item_definition.as_ref())
            .list("deviceIds", &self.device_ids)
            .inner("lastKnownLocation", self.last_known_location.as_ref())
            .moment("firstSeen", self.first_seen)
            .moment("lastSeen", self.last_seen)
            .text("notes", self.notes.as_deref());
    }
}

impl Savable for UniqueItem {
    const POST: &'static str = "post unique items";
    const RESULT: &'static str = "result of unique items";

    fn path(paths: &Paths) -> &str {
        &paths.unique_item
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.unique_item_result
    }

    fn check_to_save(&self, check: &mut Check) {
        check.required_text("number", self.number.as_deref());
        check.required("itemDefinition", self.item_definition.as_ref());
        self.check_fields(check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        self.number.as_deref().map(|number| ("number", number))
    }
}

impl Save for UniqueItem {}

/// Which unique items to list; the default is every one that is not deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UniqueItemFilter {
    /// With any of these numbers.
    pub numbers: Vec<String>,
    /// Any of these.
    pub ids: Vec<Uuid>,
    /// Of any of these item definitions, by GUID.
    pub item_definition_ids: Vec<Uuid>,
    /// At any of these locations, by GUID.
    pub location_ids: Vec<Uuid>,
    /// With any of these barcodes.
    pub bar_codes: Vec<String>,
    /// With any of these EPC codes.
    pub epc_codes: Vec<String>,
    /// With any of these BLE codes.
    pub ble_codes: Vec<String>,
    /// Deleted ones too; TrackOnline takes `false` when it is not said.
    pub include_deleted: Option<bool>,
}

impl Listing for UniqueItemFilter {
    const NAME: &'static str = "unique items";

    fn path(paths: &Paths) -> &str {
        &paths.unique_item
    }

    fn query(&self, query: &mut Query<'_>) {
        query
            .texts("ItemNumber", &self.numbers)
            .guids("Id", &self.ids)
            .guids("ItemDefinitionId", &self.item_definition_ids)
            .guids("LocationId", &self.location_ids)
            .texts("BarCode", &self.bar_codes)
            .texts("EpcCode", &self.epc_codes)
            .texts("BleCode", &self.ble_codes)
            .flag("IncludeDeleted", self.include_deleted);
    }
}

impl Paged for UniqueItemFilter {
    type Row = UniqueItem;
}

impl Client {
    /// A page of unique items.
    pub async fn unique_items(
        &self,
        permit: Permit,
        filter: &UniqueItemFilter,
        page: PageNumber,
    ) -> Result<Page<UniqueItem>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has unique items saved; see [`Client::save`].
    pub async fn post_unique_items(
        &self,
        permit: Permit,
        batch: &Batch<UniqueItem>,
    ) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved unique items; see [`Client::save_result`].
    pub async fn unique_item_result(&self, permit: Permit, message: &MessageId) -> Result<SaveResult, Error> {
        self.save_result::<UniqueItem>(permit, message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Assumptions;

    #[test]
    fn the_documents_example_with_one_device_outside_a_list_is_read() {
        let read: UniqueItem = serde_json::from_str(
            r#"{"number":"123","barcode":"bc123","itemDefinition":{"number":"CC TAG5"},"deviceIds":{"deviceId":"d123"}}"#,
        )
        .unwrap();
        assert_eq!(read.bar_code.as_deref(), Some("bc123"));
        let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
        assert_eq!(
            sent,
            serde_json::json!([{"number":"123","barCode":"bc123","itemDefinition":{"number":"CC TAG5"},
                "deviceIds":[{"deviceId":"d123"}]}])
        );
    }

    #[test]
    fn what_only_trackonline_tells_is_read_and_never_sent() {
        let read: UniqueItem = serde_json::from_str(
            r#"{"number":"1","itemDefinition":"CC TAG5","lastKnownPosition":{"latitude":52.1,"accuracy":7},
                "lastKnownTemperature":"4.5","lastKnownTransactionId":"A7B8AF3F-4C16-492E-A3B7-451E8E096D30",
                "createdOn":"2020-01-01T00:00:00Z","isDeleted":true}"#,
        )
        .unwrap();
        let position = read.last_known_position.as_ref().unwrap();
        assert_eq!(position.rest.get("accuracy"), Some(&7.into()));
        assert_eq!(read.is_deleted, Some(true));
        let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
        assert_eq!(sent, serde_json::json!([{"number":"1","itemDefinition":{"number":"CC TAG5"}}]));
    }

    #[test]
    fn every_limit_of_the_document_is_kept() {
        let long = |length| Some("x".repeat(length));
        let item = UniqueItem {
            number: long(101),
            bar_code: long(101),
            epc_code: long(101),
            ble_code: long(101),
            device_ids: vec![DeviceId { device_id: long(201) }, DeviceId::default()],
            last_known_location: Some(Location::default()),
            ..UniqueItem::default()
        };
        let violations = Batch::new(vec![item]).unwrap_err();
        let fields: Vec<_> = violations.all().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "[0].itemDefinition",
                "[0].number",
                "[0].barCode",
                "[0].epcCode",
                "[0].bleCode",
                "[0].lastKnownLocation",
                "[0].deviceIds[0].deviceId",
                "[0].deviceIds[1].deviceId"
            ]
        );
    }
}
