//! The answer to a save: no bytes panic, and what is taken is an identifier that keeps its place in an address.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trackonline::{Assumptions, MessageId, decode};

fuzz_target!(|body: &[u8]| {
    let Ok(id) = decode::message_id(body, &Assumptions::default()) else { return };
    assert_eq!(MessageId::new(id.as_str()).as_ref(), Ok(&id));
    assert!(id.as_str().len() <= MessageId::LONGEST);
    assert!(!id.as_str().contains(['/', '\\', '?', '#', '%', '&']) && id.as_str() != "..", "{id}");
});
