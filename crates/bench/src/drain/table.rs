//! What the runs used, as a person reads it.

use std::fmt::Write as _;
use std::time::Duration;

use super::run::Drained;

/// A column: its name, and a run's figure in it.
type Column = (&'static str, fn(&Drained) -> f64);

const COLUMNS: [Column; 7] = [
    ("calls", |run| count(run.posts + run.polls)),
    ("POSTs", |run| count(run.posts)),
    ("polls", |run| count(run.polls)),
    ("waited s", |run| seconds(run.to_sent.max())),
    ("p50 s", |run| seconds(run.to_saved.median())),
    ("p95 s", |run| seconds(run.to_saved.per_mille(950))),
    ("max s", |run| seconds(run.to_saved.max())),
];

/// A table of both sides: each figure's middle over the runs, of ours the worst too, and ours as multiples of the peer's
/// and of the least possible. `waited`: the longest from accepted to sent. The others: from accepted to saved.
pub(super) fn table(work: &str, ours: &[Drained], peer: &[Drained], least_calls: Option<usize>) -> String {
    let mut text = format!("{work}\n{:<38}", "");
    let _always_fits = COLUMNS.iter().try_for_each(|(name, _)| write!(text, " {name:>9}"));
    let middle = |runs: &[Drained], figure| figures(runs, figure).get(runs.len() / 2).copied().unwrap_or(0.0);
    let worst = |runs: &[Drained], figure| figures(runs, figure).last().copied().unwrap_or(0.0);
    let mut row = |name: &str, decimals: usize, of: &dyn Fn(fn(&Drained) -> f64) -> Option<f64>| {
        let _always_fits = write!(text, "\n  {name:<36}");
        for (_, figure) in COLUMNS {
            let told = of(figure).map_or_else(|| "-".to_owned(), |figure| format!("{figure:.decimals$}"));
            let _always_fits = write!(text, " {told:>9}");
        }
    };
    row("ledger::sender", 0, &|figure| Some(middle(ours, figure)));
    row("  the worst run", 0, &|figure| Some(worst(ours, figure)));
    row("each confirmation by itself", 0, &|figure| Some(middle(peer, figure)));
    row("ratio", 2, &|figure| {
        Some(middle(ours, figure) / middle(peer, figure)).filter(|ratio| ratio.is_finite())
    });
    if let Some(least) = least_calls.map(count) {
        let [(_, calls), ..] = COLUMNS;
        let _always_fits = write!(
            text,
            "\n  {:<36} {:>9.2} (the worst run: {:.2}) of {least} calls",
            "ratio to the least possible",
            middle(ours, calls) / least,
            worst(ours, calls) / least,
        );
    }
    text.push('\n');
    text
}

/// A figure of every run, least first.
fn figures(runs: &[Drained], figure: fn(&Drained) -> f64) -> Vec<f64> {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spread::Spread;

    fn run(posts: usize, polls: usize, saved: u64) -> Drained {
        let to_saved = Spread::of(vec![Duration::from_secs(saved)]);
        Drained { posts, polls, to_sent: Spread::of(vec![Duration::from_secs(1)]), to_saved }
    }

    #[test]
    fn ratios_are_our_middle_runs_to_the_peers_and_to_the_least_possible() {
        let ours = [run(30, 30, 60), run(30, 50, 90), run(30, 40, 70)];
        let text = table("work", &ours, &[run(100, 250, 700)], Some(60));
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[2], ["ledger::sender", "70", "30", "40", "1", "70", "70", "70"]);
        assert_eq!(lines[3], ["the", "worst", "run", "80", "30", "50", "1", "90", "90", "90"]);
        assert_eq!(lines[5], ["ratio", "0.20", "0.30", "0.16", "1.00", "0.10", "0.10", "0.10"]);
        assert!(lines[6].contains(&"1.17") && lines[6].contains(&"1.33)"), "{text}");
    }
}
