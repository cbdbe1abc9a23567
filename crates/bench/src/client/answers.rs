//! Answers as TrackOnline's models describe them: every field in its place, those without a value as null.

use serde_json::{Value, json};

/// Kinds of packaging that a trader in cut flowers has on its balance: number, name, code.
const ITEMS: [(&str, &str, &str); 5] = [
    ("CC TAG6", "CC container TAG6 base", "TAG6"),
    ("CC SHELF", "CC container shelf", "SHELF"),
    ("CC POST", "CC container post", "POST"),
    ("FC560", "Auction bucket 560", "560"),
    ("FC577", "Auction bucket 577", "577"),
];

/// A page of so many transactions.
pub(super) fn transactions(rows: usize) -> Vec<u8> {
    bytes((0..rows).map(transaction))
}

/// A balance of so many rows.
pub(super) fn balances(rows: usize) -> Vec<u8> {
    bytes((0..rows).map(|row| {
        json!({
            "location": location(row / ITEMS.len()),
            "counterpart": null,
            "itemDefinition": item(row),
            "quantity": 1_200 - i64::from(short(row)),
        })
    }))
}

fn bytes(rows: impl Iterator<Item = Value>) -> Vec<u8> {
    Value::from(rows.collect::<Vec<_>>()).to_string().into_bytes()
}

fn transaction(row: usize) -> Value {
    json!({
        "id": guid(1, row),
        "statusCode": 16,
        "status": "Confirmed",
        "typeCode": if row.is_multiple_of(3) { 65 } else { 60 },
        "type": if row.is_multiple_of(3) { "Return" } else { "Declare" },
        "transactionNumber": format!("F-2026-{row:06}"),
        "documentNumber": null,
        "referenceNumber": format!("26-0318-{row:02}"),
        "fromLocation": location(0),
        "toLocation": location(row + 1),
        "dateTransaction": "2026-03-18T08:00:00.000Z",
        "dateTransactionCounterpart": "2026-03-18T11:30:00.000Z",
        "contractor": null,
        "carrier": location(900),
        "licensePlate": "12-ABC-3",
        "trailerNumber": null,
        "transactionTripNumber": null,
        "dockNumber": "D4",
        "area": null,
        "notes": "Empty trolleys stand behind the cold store",
        "internalNotes": null,
        "transactionItems": (0..3).map(|place| json!({
            "itemDefinition": item(row + place),
            "quantity": short(row + place),
            "quantityPlanned": null,
            "itemConditionType": 1,
        })).collect::<Vec<_>>(),
        "transactionDocuments": [],
        "createdOn": "2026-03-18T08:01:12.345Z",
        "modifiedOn": "2026-03-18T08:01:12.345Z",
        "processedOn": null,
        "isDeleted": false,
        "scannedItems": [],
        "packagingLabelNumbers": [],
    })
}

fn location(place: usize) -> Value {
    json!({
        "id": guid(2, place),
        "number": format!("C{place:04}"),
        "name": format!("Bloemenhandel {place}"),
        "nameShort": format!("BH {place}"),
        "type": 1,
    })
}

fn item(place: usize) -> Value {
    let (number, name, code) = ITEMS.get(place % ITEMS.len()).copied().unwrap_or_default();
    json!({ "id": guid(3, place % ITEMS.len()), "number": number, "name": name, "code": code, "type": 5 })
}

fn guid(kind: u32, place: usize) -> String {
    format!("{kind:08x}-4c16-492e-a3b7-{place:012x}")
}

/// A number of pieces as it stands on a slip.
fn short(place: usize) -> u16 {
    u16::try_from(place * 7 % 200).unwrap_or_default()
}
