//! IoT: pieces with a sensor on them, and where they were.
//!
//! The document describes what to ask and not what is answered. What a row is known to share with a unique item is
//! typed; everything else is kept as it came.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::client::{Client, Listing, Page, PageNumber, Paged, Query};
use crate::reading::{many, reference};
use crate::unique_item::{DeviceId, Position};
use crate::{Decimal, Error, ItemDefinition, Location, Moment, Paths, Permit};

/// A piece with a sensor on it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct IotItem {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// Its number, under the name that the filter has for it.
    pub item_number: Option<String>,
    /// What kind it is.
    #[serde(deserialize_with = "reference")]
    pub item_definition: Option<ItemDefinition>,
    /// The sensors on it.
    #[serde(deserialize_with = "many")]
    pub device_ids: Vec<DeviceId>,
    /// Where it was last.
    pub last_known_position: Option<Position>,
    /// The location it was last at.
    #[serde(deserialize_with = "reference")]
    pub last_known_location: Option<Location>,
    /// Its last temperature.
    pub last_known_temperature: Option<Decimal>,
    /// When it was last seen.
    pub last_seen: Option<Moment>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which pieces with sensors to list; the default is every one that is not deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IotItemFilter {
    /// With any of these unique item numbers.
    pub item_numbers: Vec<String>,
    /// Of any of these item definitions, by GUID.
    pub item_definition_ids: Vec<Uuid>,
    /// At any of these locations, by GUID.
    pub location_ids: Vec<Uuid>,
    /// Deleted ones too; TrackOnline takes `false` when it is not said.
    pub include_deleted: Option<bool>,
}

impl Listing for IotItemFilter {
    const NAME: &'static str = "IoT items";

    fn path(paths: &Paths) -> &str {
        &paths.iot_item
    }

    fn query(&self, query: &mut Query<'_>) {
        query
            .texts("itemNumber", &self.item_numbers)
            .guids("itemDefinitionId", &self.item_definition_ids)
            .guids("locationId", &self.location_ids)
            .flag("includeDeleted", self.include_deleted);
    }
}

impl Paged for IotItemFilter {
    type Row = IotItem;
}

/// What a sensor reported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct IotMeasurement {
    /// The sensor.
    pub device_id: Option<String>,
    /// Degrees north, where it stands beside the other fields; see [`IotMeasurement::coordinates`].
    pub latitude: Option<Decimal>,
    /// Degrees east, where it stands beside the other fields.
    pub longitude: Option<Decimal>,
    /// Where it was, where that is an object as in a unique item.
    pub position: Option<Position>,
    /// The location that this is.
    #[serde(deserialize_with = "reference")]
    pub location: Option<Location>,
    /// The temperature.
    pub temperature: Option<Decimal>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl IotMeasurement {
    /// Degrees north and east, wherever in the row they stand.
    pub fn coordinates(&self) -> Option<(Decimal, Decimal)> {
        let beside = self.latitude.zip(self.longitude);
        beside
            .or_else(|| self.position.as_ref().and_then(|position| position.latitude.zip(position.longitude)))
    }
}

/// Which measurements to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IotMeasurementFilter {
    /// Of the unique item with this number, barcode or RFID code.
    pub item: Option<String>,
    /// Of this device.
    pub device_id: Option<String>,
    /// From this time on; the last 14 days when it is not said.
    pub date_from: Option<DateTime<Utc>>,
    /// Until this time; until now when it is not said.
    pub date_to: Option<DateTime<Utc>>,
}

impl Client {
    /// A page of pieces with sensors.
    pub async fn iot_items(
        &self,
        permit: Permit,
        filter: &IotItemFilter,
        page: PageNumber,
    ) -> Result<Page<IotItem>, Error> {
        self.page(permit, filter, page).await
    }

    /// What sensors reported, of the last 14 days where no dates are said. It does not come in pages.
    pub async fn iot_measurements(
        &self,
        permit: Permit,
        filter: &IotMeasurementFilter,
    ) -> Result<Vec<IotMeasurement>, Error> {
        let mut query = Query::new(self.assumptions());
        query
            .text("item", filter.item.as_deref())
            .text("deviceId", filter.device_id.as_deref())
            .moment("dateFrom", filter.date_from)
            .moment("dateTo", filter.date_to);
        let call = self.reading("IoT measurements", |paths| &paths.iot_measurement, None, &query)?;
        self.rows(permit, &call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_documented_is_kept_as_it_came() {
        let item: IotItem = serde_json::from_str(
            r#"{"itemNumber":"1","deviceIds":[{"deviceId":"00EDBED7"}],"batteryLevel":81,"itemDefinition":"CC TAG6"}"#,
        )
        .unwrap();
        assert_eq!(item.item_number.as_deref(), Some("1"));
        assert_eq!(item.rest.get("batteryLevel"), Some(&81.into()));
        let measurement: IotMeasurement =
            serde_json::from_str(r#"{"deviceId":"00EDBED7","temperature":"4.5","measuredOn":"2020-01-01"}"#)
                .unwrap();
        assert_eq!(measurement.temperature, Some(4.5.into()));
        assert_eq!(measurement.rest.get("measuredOn"), Some(&"2020-01-01".into()));
    }

    #[test]
    fn a_place_is_read_wherever_it_stands() {
        let forms = [
            r#"{"latitude":52.26,"longitude":4.77}"#,
            r#"{"position":{"latitude":52.26,"longitude":"4.77","accuracy":5}}"#,
            r#"{"position":{"lat":52.26,"lng":4.77},"latitude":null}"#,
        ];
        for form in forms {
            let measurement: IotMeasurement = serde_json::from_str(form).unwrap();
            assert_eq!(measurement.coordinates(), Some((52.26.into(), 4.77.into())), "{form}");
        }
        assert_eq!(IotMeasurement::default().coordinates(), None);
    }
}
