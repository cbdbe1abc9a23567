//! Dates: no text panics, and what is read is written and read again as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trackonline::{DateForm, Moment};

fuzz_target!(|text: &str| {
    let Some(read) = Moment::parse(text) else { return };
    assert_eq!(Moment::parse(&read.to_string()), Some(read), "{read}");
    // The forms that are sent are in UTC, and cut off what they cannot say.
    let tick = Moment::parse(&DateForm::Ticks.write(read.utc())).expect("what is sent can be read");
    let millisecond =
        Moment::parse(&DateForm::Milliseconds.write(read.utc())).expect("what is sent can be read");
    for (sent, precision) in [(tick, 100), (millisecond, 1_000_000)] {
        let lost = read.utc().timestamp_nanos_opt().zip(sent.utc().timestamp_nanos_opt());
        assert!(lost.is_none_or(|(read, sent)| (0..precision).contains(&(read - sent))), "{read} {sent}");
    }
});
