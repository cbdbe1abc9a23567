//! What a person may type after `cargo xtask sim`.

use super::{Request, unexpected};
use crate::sim::{Seeds, USUAL_SEEDS};

/// Reads the options, each as `--name value` or `--name=value`.
pub(super) fn sim(rest: &[String]) -> Result<Request, String> {
    let (mut count, mut from, mut one) = (None, None, None);
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        let place = match name {
            "--seeds" => &mut count,
            "--from" => &mut from,
            "--seed" => &mut one,
            _ => return Err(unexpected(word, "sim")),
        };
        let value = value.or_else(|| words.next().map(String::as_str)).unwrap_or_default();
        *place = Some(number(name, value)?);
    }
    let seeds = match (one, count, from) {
        (Some(seed), None, None) => Seeds::One(seed),
        (Some(_), ..) => return Err("`--seed` names one seed and stands alone.".to_owned()),
        (None, Some(0), _) => return Err("`--seeds` takes a number from 1.".to_owned()),
        (None, count, from) => {
            Seeds::Many { count: count.unwrap_or(USUAL_SEEDS), from: from.unwrap_or_default() }
        }
    };
    Ok(Request::Sim { seeds })
}

fn number(name: &str, value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("`{name}` takes a whole number, such as `{name} 100`."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, String> {
        sim(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn it_is_two_thousand_seeds_unless_told_otherwise() {
        assert_eq!(read(""), Ok(Request::Sim { seeds: Seeds::Many { count: 2_000, from: 0 } }));
        let told = Seeds::Many { count: 100, from: 7 };
        assert_eq!(read("--from=7 --seeds 100"), Ok(Request::Sim { seeds: told }));
        assert_eq!(read("--seed 42"), Ok(Request::Sim { seeds: Seeds::One(42) }));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for line in ["--seeds 0", "--seeds", "--from=x", "--seed -1", "--seed 1 --seeds 2", "--fast", "4"] {
            let sentence = read(line).expect_err(line);
            assert!(sentence.lines().count() == 1 && sentence.ends_with('.'), "{sentence}");
        }
    }
}
