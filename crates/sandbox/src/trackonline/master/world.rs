//! The master data that the stand-in begins with: the made-up world's, in TrackOnline's fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Master, Record};
use crate::world::World;
use crate::world::configuration::{ConfigurationMember, ItemConfiguration};
use crate::world::item::ItemDefinition;
use crate::world::label::{PackagingLabel, PackagingLabelType};
use crate::world::location::{ExternalNumber, Location};
use crate::world::midnight;
use crate::world::places::position_of;
use crate::world::tagged::{TROLLEY_ITEM, TaggedTrolley};

/// Master data by its kind.
pub(in crate::trackonline) type Gathered = BTreeMap<Master, Vec<Record>>;

/// How far around a location's middle pieces count as there, in metres.
const RADIUS: i64 = 250;

/// Everything that there is at first.
pub(in crate::trackonline) fn gather(world: &World) -> Gathered {
    let entered = midnight(world.base);
    let trolley_item = world.item(TROLLEY_ITEM);
    BTreeMap::from([
        (Master::ItemDefinition, world.items.iter().map(item_definition).collect()),
        (
            Master::ItemConfiguration,
            world
                .configurations
                .iter()
                .map(|configuration| Record {
                    id: configuration.id,
                    fields: item_configuration(configuration),
                    created_on: entered,
                    modified_on: entered,
                    deleted: false,
                })
                .collect(),
        ),
        (
            Master::UniqueItem,
            world.trolleys.iter().map(|trolley| unique_item(trolley, trolley_item)).collect(),
        ),
        (Master::Location, world.locations.iter().map(location).collect()),
        (Master::PackagingLabel, world.labels.iter().map(|label| packaging_label(label, world)).collect()),
    ])
}

/// The fields of an object that is written out in place.
fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

fn external_numbers(numbers: &[ExternalNumber]) -> Value {
    numbers.iter().map(|known| json!({ "source": known.source, "number": known.number })).collect()
}

/// Metres, kilograms and euros.
fn item_definition(item: &ItemDefinition) -> Record {
    let hundredths = |count: i32| f64::from(count) / 100.0;
    let [length, width, height] = item.size_cm.map(hundredths);
    Record {
        id: item.id,
        fields: fields(json!({
            "number": item.number,
            "name": item.name,
            "code": item.code,
            "type": item.kind,
            "basePrice": item.base_price_cents.map(hundredths),
            "length": length,
            "width": width,
            "height": height,
            "weight": f64::from(item.weight_grams / 10) / 100.0,
            "isEnabled": item.enabled,
            "externalNumbers": external_numbers(&item.external_numbers),
        })),
        created_on: item.created_on,
        modified_on: item.modified_on,
        deleted: false,
    }
}

fn item_configuration(configuration: &ItemConfiguration) -> Map<String, Value> {
    let member = |member: &ConfigurationMember| {
        json!({
            "itemDefinitionId": member.item_id,
            "position": member.position,
            "maximumBalance": member.maximum_balance,
            "minimumBalance": member.minimum_balance,
            "contractCycleTime": member.contract_cycle_time,
            "leadTime": member.lead_time,
        })
    };
    fields(json!({
        "name": configuration.name,
        "members": configuration.members.iter().map(member).collect::<Vec<_>>(),
    }))
}

fn unique_item(trolley: &TaggedTrolley, item: Option<&ItemDefinition>) -> Record {
    let devices: Vec<_> = trolley.device.iter().map(|device| json!({ "deviceId": device })).collect();
    Record {
        id: trolley.id,
        fields: fields(json!({
            "number": trolley.number,
            "barCode": trolley.bar_code,
            "epcCode": trolley.epc_code,
            "bleCode": trolley.ble_code,
            "itemDefinition": item.map(|item| item.id),
            "deviceIds": devices,
            "firstSeen": trolley.entered,
        })),
        created_on: trolley.entered,
        modified_on: trolley.entered,
        deleted: trolley.deleted,
    }
}

fn location(location: &Location) -> Record {
    let gps = position_of(&location.city).map(
        |(latitude, longitude)| json!({ "latitude": latitude, "longitude": longitude, "radius": RADIUS }),
    );
    Record {
        id: location.id,
        fields: fields(json!({
            "number": location.number,
            "name": location.name,
            "nameShort": location.name_short,
            "type": location.kind,
            "hierarchyLevel": location.hierarchy,
            "parentNumber": location.parent_number,
            "parentName": location.parent_name,
            "addressLine": location.address_line,
            "postalCode": location.postal_code,
            "city": location.city,
            "country": location.country.name(),
            "telephone": location.telephone,
            "emailAddress": location.email_address,
            "vatNumber": location.vat_number,
            "gps": gps,
            "languageId": location.country.language(),
            "balanceOperationMode": location.mode,
            "isEnabled": location.enabled,
            "tags": location.tags,
            "externalNumbers": external_numbers(&location.external_numbers),
        })),
        created_on: location.created_on,
        modified_on: location.modified_on,
        deleted: false,
    }
}

fn packaging_label(label: &PackagingLabel, world: &World) -> Record {
    let loose = label.items.iter().filter_map(|(number, pieces)| {
        let item = world.item(number)?;
        Some(json!({ "itemDefinition": item.id, "quantity": pieces, "createdOn": label.entered }))
    });
    let tagged =
        label.trolleys.iter().map(|trolley| json!({ "uniqueItem": trolley, "createdOn": label.entered }));
    Record {
        id: label.id,
        fields: fields(json!({
            "number": label.number,
            "expirationOn": label.expires,
            "type": PackagingLabelType::Sscc,
            "isEnabled": label.enabled,
            "packagingNonSerializedItems": loose.collect::<Vec<_>>(),
            "packagingSerializedItems": tagged.collect::<Vec<_>>(),
        })),
        created_on: label.entered,
        modified_on: label.entered,
        deleted: false,
    }
}
