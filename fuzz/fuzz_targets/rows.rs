//! Any listing or balance: no bytes panic, and what was read is written and read again as it was.

#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use trackonline::{
    Assumptions, BalanceRow, BatchCalculation, BatchDocument, Envelope, IotItem, IotMeasurement,
    ItemConfiguration, ItemDefinition, Location, PackagingLabel, Transaction, UniqueItem, decode,
};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, body)) = bytes.split_first() else { return };
    let envelope =
        if choice.is_ascii_uppercase() { Envelope::Field("items".into()) } else { Envelope::Either };
    match choice.to_ascii_lowercase() {
        b'b' => read::<BalanceRow>(body, envelope),
        b'c' => read::<ItemConfiguration>(body, envelope),
        b'd' => read::<BatchDocument>(body, envelope),
        b'i' => read::<ItemDefinition>(body, envelope),
        b'k' => read::<BatchCalculation>(body, envelope),
        b'l' => read::<Location>(body, envelope),
        b'm' => read::<IotMeasurement>(body, envelope),
        b'o' => read::<IotItem>(body, envelope),
        b'p' => read::<PackagingLabel>(body, envelope),
        b'u' => read::<UniqueItem>(body, envelope),
        _ => read::<Transaction>(body, envelope),
    }
});

fn read<T>(body: &[u8], envelope: Envelope)
where
    T: serde::de::DeserializeOwned + serde::Serialize + PartialEq + Debug,
{
    let assumptions = Assumptions { envelope, ..Assumptions::default() };
    let Ok(rows) = decode::rows::<T>(body, &assumptions) else { return };
    let written = serde_json::to_vec(&rows).expect("what was read can be written");
    match decode::rows::<T>(&written, &Assumptions::default()) {
        Ok(again) => assert_eq!(again, rows),
        // A thing that stood alone is written as a list of one, which is one level deeper.
        Err(error) if error.to_string().contains("recursion limit exceeded") => {}
        Err(error) => panic!("{error} in {}", String::from_utf8_lossy(&written)),
    }
}
