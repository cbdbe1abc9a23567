//! Both sides' rounds, as a person reads them.

use std::fmt::Write as _;
use std::time::Duration;

use super::clients::Round;
use super::side::Side;
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

    fn as_multiples_of(self, peer: Self) -> Self {
        let ratio = |ours: [f64; 3], peer: [f64; 3]| std::array::from_fn(|place| ours[place] / peer[place]);
        Self {
            per_second: ratio(self.per_second, peer.per_second),
            milliseconds: ratio(self.milliseconds, peer.milliseconds),
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A line for the first side, which is ours, and for each peer two: its figures, and ours as multiples of them.
pub(super) fn table(work: &str, sides: &[Side]) -> String {
    let mut text = format!(
        "{work:<38} {:>10} {:>10} {:>10} {:>9} {:>9} {:>9}\n",
        "per second", "min", "max", "p50 ms", "p99 ms", "max ms"
    );
    let mut sides = sides.iter().map(|side| (side.name, Figures::of(&side.rounds)));
    if let Some((name, ours)) = sides.next() {
        row(&mut text, name, [0, 2], ours);
        for (name, peer) in sides {
            row(&mut text, name, [0, 2], peer);
            row(&mut text, "  ratio", [2, 2], ours.as_multiples_of(peer));
        }
    }
    text
}

fn row(text: &mut String, name: &str, [many, few]: [usize; 2], figures: Figures) {
    let _always_fits = write!(text, "  {name:<36}");
    for rate in figures.per_second {
        let _always_fits = write!(text, " {rate:>10.many$}");
    }
    for time in figures.milliseconds {
        let _always_fits = write!(text, " {time:>9.few$}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::bare::BarePostgres;

    fn side(name: &'static str, milliseconds: [u64; 3]) -> Side {
        let round = |milliseconds: u64| Round {
            lasted: Duration::from_millis(10 * milliseconds),
            writes: vec![Duration::from_millis(milliseconds); 10],
        };
        let mut side = Side::new(name, Vec::<BarePostgres>::new());
        side.rounds = milliseconds.into_iter().map(round).collect();
        side
    }

    #[test]
    fn the_middle_round_is_told_and_ratios_are_ours_to_each_peers() {
        let text =
            table("work", &[side("ours", [1, 5, 2]), side("peer", [4, 4, 4]), side("other", [2, 2, 2])]);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["ours", "500", "200", "1000", "2.00", "5.00", "5.00"]);
        assert_eq!(lines[3], ["ratio", "2.00", "0.80", "4.00", "0.50", "1.25", "1.25"]);
        assert_eq!((lines[4][0], lines[5][1]), ("other", "1.00"));
    }
}
