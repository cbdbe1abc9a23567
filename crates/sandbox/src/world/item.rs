//! The kinds of packaging: TrackOnline's item definitions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::code::code_enum;
use super::dice::Dice;
use super::location::ExternalNumber;
use super::packaging;

code_enum! {
    /// What sort of thing an item is.
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

/// A kind of packaging.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDefinition {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// TrackOnline's number, at most 25 characters.
    pub number: String,
    /// At most 50 characters.
    pub name: String,
    /// At most 6 characters.
    pub code: String,
    /// What sort of thing it is.
    pub kind: ItemType,
    /// Value of one piece in euro cents; absent when none was agreed.
    pub base_price_cents: Option<i32>,
    /// Length, width and height in centimetres.
    pub size_cm: [i32; 3],
    /// Weight in grams.
    pub weight_grams: i32,
    /// Whether it is still in use.
    pub enabled: bool,
    /// When it was entered.
    pub created_on: DateTime<Utc>,
    /// When it was last changed.
    pub modified_on: DateTime<Utc>,
    /// What other systems call it.
    pub external_numbers: Vec<ExternalNumber>,
}

/// One row of the table below.
struct Row {
    number: &'static str,
    name: &'static str,
    code: &'static str,
    kind: ItemType,
    cents: Option<i32>,
    size_cm: [i32; 3],
    grams: i32,
    /// The flower trade's own code for it, which other systems know it by.
    floricode: Option<&'static str>,
    enabled: bool,
}

macro_rules! items {
    ($($number:literal $name:literal $code:literal $kind:ident, $cents:expr, $size:expr, $grams:literal, $floricode:expr, $enabled:literal;)+) => {
        &[$(Row {
            number: $number,
            name: $name,
            code: $code,
            kind: ItemType::$kind,
            cents: $cents,
            size_cm: $size,
            grams: $grams,
            floricode: $floricode,
            enabled: $enabled,
        }),+]
    };
}

/// number, name, code, type, price in cents, length, width and height in cm, weight in g, Floricode's code, in use
const ITEMS: &[Row] = items! {
    "CC TAG6"    "CC container TAG6 base"          "TAG6"   LoadCarrier,  Some(22_500), [135, 56, 17],  25_000, Some("20"),  true;
    "CC SHELF"   "CC container shelf"              "CCSH"   Interior,     Some(1_450),  [130, 55, 3],    5_800, None,        true;
    "CC POST"    "CC container post"               "CCPO"   Interior,     Some(690),    [190, 4, 4],     2_300, None,        true;
    "DC TROLLEY" "DC trolley, untagged"            "DC"     LoadCarrier,  Some(9_500),  [135, 56, 190], 48_000, Some("98"),  true;
    "DC SHELF"   "DC trolley shelf"                "DCSH"   Interior,     Some(975),    [130, 55, 3],    5_600, None,        true;
    "STW"        "Auction trolley"                 "STW"    LoadCarrier,  Some(31_000), [140, 104, 260], 96_000, Some("13"), true;
    "LOCKPL"     "Auction trolley locking plate"   "LOCKPL" LockingPlate, Some(2_400),  [90, 20, 1],     1_900, None,        true;
    "FC533"      "Bucket fc533"                    "FC533"  Container,    Some(95),     [29, 29, 24],      420, Some("533"), true;
    "FC560"      "Bucket fc560"                    "FC560"  Container,    Some(125),    [30, 30, 37],      610, Some("560"), true;
    "FC566"      "Bucket fc566, half size"         "FC566"  Container,    Some(110),    [31, 22, 38],      480, Some("566"), true;
    "FC577"      "Bucket fc577, tall"              "FC577"  Container,    Some(165),    [32, 32, 47],      790, Some("577"), true;
    "FC746"      "Plant tray fc746"                "FC746"  Tray,         Some(85),     [56, 31, 6],       350, Some("746"), true;
    "FC752"      "Plant tray fc752, deep"          "FC752"  Tray,         Some(115),    [56, 37, 9],       460, Some("752"), true;
    "EPAL"       "Euro pallet 80 x 120"            "EPAL"   Pallet,       Some(1_450),  [120, 80, 15],  24_000, Some("100"), true;
    "BLOCKPAL"   "Block pallet 100 x 120"          "BLOCK"  Pallet,       Some(1_100),  [120, 100, 15], 28_000, None,        true;
    "PALLET LID" "Pallet lid 80 x 120"             "PLID"   Lid,          Some(1_975),  [120, 80, 5],    4_100, None,        true;
    "E2 CRATE"   "E2 crate 60 x 40 x 20"           "E2"     Crate,        None,         [60, 40, 20],    2_000, None,        true;
    "CC TAG5"    "CC container TAG5 base, expired" "TAG5"   LoadCarrier,  Some(0),      [135, 56, 17],  25_000, None,        false;
};

/// Every kind of packaging, the one no longer in use included.
pub(super) fn definitions(seed: u64, entered: DateTime<Utc>) -> Vec<ItemDefinition> {
    ITEMS.iter().map(|row| definition(row, seed, entered)).collect()
}

fn definition(row: &Row, seed: u64, entered: DateTime<Utc>) -> ItemDefinition {
    let mut dice = Dice::new(seed, &format!("item {}", row.number));
    let freshportal = packaging::external_code_of(row.number).map(|code| ("FreshPortal", code)).into_iter();
    let floricode = row.floricode.map(|code| ("Floricode", code)).into_iter();
    ItemDefinition {
        id: dice.uuid(),
        number: row.number.to_owned(),
        name: row.name.to_owned(),
        code: row.code.to_owned(),
        kind: row.kind,
        base_price_cents: row.cents,
        size_cm: row.size_cm,
        weight_grams: row.grams,
        enabled: row.enabled,
        created_on: entered,
        modified_on: entered + chrono::TimeDelta::days(dice.between(0, 90)),
        external_numbers: floricode
            .chain(freshportal)
            .map(|(source, number)| ExternalNumber { source: source.to_owned(), number: number.to_owned() })
            .collect(),
    }
}
