//! Both sides' rounds, as a person reads them.

use std::fmt::Write as _;
use std::time::Duration;

use super::clients::Round;
use crate::spread::Spread;

/// What all rounds of a side say.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Figures {
    /// Writes in a second: of the middle round, of the slowest and of the quickest.
    per_second: [f64; 3],
    /// What half of all writes took at most, what 99 in a hundred took, and the longest.
    milliseconds: [f64; 3],
}

impl Figures {
    fn of(rounds: &[Round]) -> Self {
        let mut rates: Vec<f64> = rounds.iter().map(Round::per_second).collect();
        rates.sort_by(f64::total_cmp);
        let rate = |place: usize| rates.get(place).copied().unwrap_or(f64::NAN);
        let writes = Spread::of(rounds.iter().flat_map(|round| &round.writes).copied().collect());
        Self {
            per_second: [rate(rates.len() / 2), rate(0), rate(rates.len().saturating_sub(1))],
            milliseconds: [writes.median(), writes.per_mille(990), writes.max()].map(milliseconds),
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A line for each side, and a line with our figures as multiples of the peer's.
pub(super) fn table(work: &str, ours: &[Round], peer: &[Round]) -> String {
    let mut text = format!(
        "{work:<38} {:>10} {:>10} {:>10} {:>9} {:>9} {:>9}\n",
        "per second", "min", "max", "p50 ms", "p99 ms", "max ms"
    );
    let (ours, peer) = (Figures::of(ours), Figures::of(peer));
    let mut row = |name: &str, decimals: [usize; 2], figures: Figures| {
        let [many, few] = decimals;
        let _always_fits = write!(text, "  {name:<36}");
        for rate in figures.per_second {
            let _always_fits = write!(text, " {rate:>10.many$}");
        }
        for time in figures.milliseconds {
            let _always_fits = write!(text, " {time:>9.few$}");
        }
        text.push('\n');
    };
    row("Store::accept", [0, 2], ours);
    row("one row, bare", [0, 2], peer);
    let ratio = |ours: [f64; 3], peer: [f64; 3]| std::array::from_fn(|place| ours[place] / peer[place]);
    let ratios = Figures {
        per_second: ratio(ours.per_second, peer.per_second),
        milliseconds: ratio(ours.milliseconds, peer.milliseconds),
    };
    row("ratio", [2, 2], ratios);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_round_is_told_and_ratios_are_ours_to_the_peers() {
        let round = |milliseconds: u64| Round {
            lasted: Duration::from_millis(10 * milliseconds),
            writes: vec![Duration::from_millis(milliseconds); 10],
        };
        let text = table("work", &[round(1), round(5), round(2)], &[round(4), round(4), round(4)]);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["Store::accept", "500", "200", "1000", "2.00", "5.00", "5.00"]);
        assert_eq!(lines[3], ["ratio", "2.00", "0.80", "4.00", "0.50", "1.25", "1.25"]);
    }
}
