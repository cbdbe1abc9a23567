//! The result of a save: no bytes panic, and words stay within their limit and on one line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trackonline::{Assumptions, Limits, decode};

fuzz_target!(|body: &[u8]| {
    let Ok(rows) = decode::saved_rows(body, &Assumptions::default()) else { return };
    for words in rows.iter().filter_map(|row| row.error.as_deref()) {
        assert!(!words.is_empty(), "an error without words would pass for none");
        assert!(
            words.chars().count() <= Limits::default().words && !words.contains(char::is_control),
            "{words}"
        );
    }
});
