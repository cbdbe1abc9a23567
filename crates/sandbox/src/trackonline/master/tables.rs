//! The document's tables of fields. A field that TrackOnline only tells, and does not take, is marked `told`.

use super::Master;
use crate::world::code::Code;
use crate::world::item::ItemType;
use crate::world::label::PackagingLabelType;
use crate::world::location::{BalanceOperationMode, HierarchyLevel, Language, LocationType};

/// A field of a model.
pub(in crate::trackonline) struct Field {
    pub(in crate::trackonline) name: &'static str,
    /// Another name that the document's examples write it by.
    pub(in crate::trackonline) alias: Option<&'static str>,
    pub(in crate::trackonline) holds: Holds,
    pub(in crate::trackonline) rule: Rule,
}

/// Whether a field is taken when something is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::trackonline) enum Rule {
    /// It has to be given.
    Required,
    /// It may be given.
    Optional,
    /// It is told on reading and passed over on saving.
    Told,
}

/// What a field holds.
pub(in crate::trackonline) enum Holds {
    /// A text of at most so many characters.
    Text(usize),
    /// A number from 0 to 9999.99 with at most two decimals.
    Measure,
    /// Any number.
    Price,
    /// Degrees on either side of zero, at most so many.
    Degrees(u32),
    /// A whole number.
    Whole,
    /// A count of pieces.
    Pieces,
    Flag,
    Moment,
    /// A value of an enumeration.
    Code(Codes),
    /// Texts.
    Texts,
    /// An object with fields of its own.
    Object(&'static [Field]),
    /// Objects with fields of their own.
    Objects(&'static [Field]),
    /// Other master data, as an object with its identifier or its number.
    Reference(Master),
    /// An item definition by its identifier, told with its name, number and type beside it.
    ItemId,
    /// When the row was entered.
    Entered,
}

/// An enumeration, seen from a table.
pub(in crate::trackonline) struct Codes {
    pub(in crate::trackonline) read: fn(&str) -> Option<i64>,
    pub(in crate::trackonline) name: fn(i64) -> Option<&'static str>,
}

const fn code<T: Code>() -> Holds {
    Holds::Code(Codes {
        read: |text| T::read(text).map(Code::code),
        name: |code| T::from_code(code).map(Code::name),
    })
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, alias: None, holds, rule: Rule::Optional }
}

const fn required(name: &'static str, holds: Holds) -> Field {
    Field { name, alias: None, holds, rule: Rule::Required }
}

const fn told(name: &'static str, holds: Holds) -> Field {
    Field { name, alias: None, holds, rule: Rule::Told }
}

const EXTERNAL_NUMBERS: &[Field] = &[field("source", Holds::Text(30)), field("number", Holds::Text(30))];

pub(super) const ITEM_DEFINITION: &[Field] = &[
    required("number", Holds::Text(25)),
    required("name", Holds::Text(50)),
    required("code", Holds::Text(6)),
    required("type", code::<ItemType>()),
    field("gS1Code", Holds::Text(50)),
    field("basePrice", Holds::Price),
    field("length", Holds::Measure),
    field("width", Holds::Measure),
    field("height", Holds::Measure),
    field("weight", Holds::Measure),
    field("volume", Holds::Measure),
    field("numberOfTruckSpaces", Holds::Whole),
    field("maxStackHeight", Holds::Whole),
    field("maxTruckLoad", Holds::Whole),
    field("standardOrderQuantity", Holds::Whole),
    field("isEnabled", Holds::Flag),
    field("externalNumbers", Holds::Objects(EXTERNAL_NUMBERS)),
];

pub(super) const ITEM_CONFIGURATION: &[Field] =
    &[required("name", Holds::Text(50)), required("members", Holds::Objects(MEMBER))];

const MEMBER: &[Field] = &[
    required("itemDefinitionId", Holds::ItemId),
    field("position", Holds::Whole),
    field("maximumBalance", Holds::Whole),
    field("minimumBalance", Holds::Whole),
    field("minimumStockCollection", Holds::Whole),
    field("maximumFlowIn", Holds::Whole),
    field("minimumFlowIn", Holds::Whole),
    field("maximumFlowOut", Holds::Whole),
    field("minimumFlowOut", Holds::Whole),
    field("contractCycleTime", Holds::Whole),
    field("leadTime", Holds::Whole),
    field("activeFrom", Holds::Moment),
    field("activeTo", Holds::Moment),
];

pub(super) const UNIQUE_ITEM: &[Field] = &[
    required("number", Holds::Text(100)),
    field("barCode", Holds::Text(100)),
    field("epcCode", Holds::Text(100)),
    field("bleCode", Holds::Text(100)),
    required("itemDefinition", Holds::Reference(Master::ItemDefinition)),
    field("deviceIds", Holds::Objects(&[required("deviceId", Holds::Text(200))])),
    field("lastKnownLocation", Holds::Reference(Master::Location)),
    field("firstSeen", Holds::Moment),
    field("lastSeen", Holds::Moment),
    field("notes", Holds::Text(usize::MAX)),
];

pub(super) const LOCATION: &[Field] = &[
    required("number", Holds::Text(25)),
    required("name", Holds::Text(50)),
    field("nameShort", Holds::Text(15)),
    required("type", code::<LocationType>()),
    told("hierarchyLevel", code::<HierarchyLevel>()),
    told("parentNumber", Holds::Text(25)),
    told("parentName", Holds::Text(usize::MAX)),
    field("addressLine", Holds::Text(100)),
    field("postalCode", Holds::Text(15)),
    field("city", Holds::Text(30)),
    field("stateOrProvince", Holds::Text(30)),
    field("country", Holds::Text(50)),
    field("telephone", Holds::Text(30)),
    field("mobile", Holds::Text(30)),
    field("emailAddress", Holds::Text(200)),
    field("globalLocationNumber", Holds::Text(50)),
    field("chamberOfCommerceNumber", Holds::Text(50)),
    field("vatNumber", Holds::Text(50)),
    field("legalEntityIdentifier", Holds::Text(50)),
    field("gps", Holds::Object(GPS)),
    field("languageId", code::<Language>()),
    field("geofence", Holds::Whole),
    field("balanceOperationMode", code::<BalanceOperationMode>()),
    field("isEnabled", Holds::Flag),
    field("tags", Holds::Texts),
    field("websiteUrl", Holds::Text(usize::MAX)),
    field("externalNumbers", Holds::Objects(EXTERNAL_NUMBERS)),
];

const GPS: &[Field] = &[
    field("latitude", Holds::Degrees(90)),
    field("longitude", Holds::Degrees(180)),
    field("radius", Holds::Whole),
];

pub(super) const PACKAGING_LABEL: &[Field] = &[
    required("number", Holds::Text(30)),
    required("expirationOn", Holds::Moment),
    field("type", code::<PackagingLabelType>()),
    field("isEnabled", Holds::Flag),
    field(
        "packagingNonSerializedItems",
        Holds::Objects(&[
            required("itemDefinition", Holds::Reference(Master::ItemDefinition)),
            required("quantity", Holds::Pieces),
            told("createdOn", Holds::Entered),
        ]),
    ),
    field(
        "packagingSerializedItems",
        Holds::Objects(&[
            // The table calls it by the first name, the example by the second.
            Field {
                name: "uniqueItem",
                alias: Some("item"),
                holds: Holds::Reference(Master::UniqueItem),
                rule: Rule::Required,
            },
            told("createdOn", Holds::Entered),
        ]),
    ),
];
