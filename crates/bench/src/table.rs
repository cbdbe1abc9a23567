//! The two ways side by side, as a person reads them.

use std::fmt::Write as _;
use std::time::Duration;

use crate::allocated::Bytes;
use crate::pair::Pair;
use crate::rounds::Times;

/// The figures of one pair.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Our times.
    pub ours: Times,
    /// The peer's times.
    pub peer: Times,
    /// What both take from the allocator.
    pub bytes: Bytes,
}

/// A table of one pair: a line for each way, and a line with our figures as multiples of the peer's.
pub fn table(pair: &Pair, figures: &Figures) -> String {
    let mut text = format!(
        "{:<38} {:>10} {:>10} {:>10} {:>16}\n",
        pair.work, "median µs", "min µs", "max µs", "bytes allocated"
    );
    for (name, times, bytes) in [
        (pair.ours.name, figures.ours, figures.bytes.ours),
        (pair.peer.name, figures.peer, figures.bytes.peer),
    ] {
        let _always_fits = writeln!(
            text,
            "  {name:<36} {:>10} {:>10} {:>10} {:>16}",
            microseconds(times.median),
            microseconds(times.min),
            microseconds(times.max),
            grouped(bytes)
        );
    }
    let _always_fits = writeln!(
        text,
        "  {:<36} {:>10} {:>10} {:>10} {:>16}",
        "ratio",
        ratio(figures.ours.median.as_secs_f64(), figures.peer.median.as_secs_f64()),
        ratio(figures.ours.min.as_secs_f64(), figures.peer.min.as_secs_f64()),
        ratio(figures.ours.max.as_secs_f64(), figures.peer.max.as_secs_f64()),
        bytes_ratio(figures.bytes),
    );
    text
}

fn microseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}

fn ratio(ours: f64, peer: f64) -> String {
    if peer > 0.0 { format!("{:.2}", ours / peer) } else { "-".to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio with two decimals")]
fn bytes_ratio(bytes: Bytes) -> String {
    ratio(bytes.ours as f64, bytes.peer as f64)
}

/// A number with a space between thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::Way;

    #[test]
    fn ratios_are_our_figures_as_multiples_of_the_peers() {
        let times = |microseconds| {
            let time = Duration::from_micros(microseconds);
            Times { median: time, min: time, max: time }
        };
        let pair = Pair { work: "work".into(), ours: Way::new("ours", || 1), peer: Way::new("peer", || 1) };
        let bytes = Bytes { ours: 1_000_000, peer: 4_000_000 };
        let text = table(&pair, &Figures { ours: times(50), peer: times(200), bytes });
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["ours", "50.0", "50.0", "50.0", "1", "000", "000"]);
        assert_eq!(lines[3], ["ratio", "0.25", "0.25", "0.25", "0.25"]);
    }
}
