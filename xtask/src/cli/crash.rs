//! What a person may type after `cargo xtask crash`.

use super::{Request, unexpected};
use crate::crash::{Database, Rounds, USUAL_ROUNDS};

/// Reads the options, each as `--name value` or `--name=value`.
pub(super) fn crash(rest: &[String]) -> Result<Request, String> {
    let mut rounds = Rounds { count: USUAL_ROUNDS, from: 1, database: Database::Sqlite, seed: None };
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        if !["--rounds", "--from", "--seed", "--database"].contains(&name) {
            return Err(unexpected(word, "crash"));
        }
        let value = value.or_else(|| words.next().map(String::as_str)).unwrap_or_default();
        match name {
            "--rounds" => rounds.count = number(name, value, 1)?,
            "--from" => rounds.from = number(name, value, 1)?,
            "--seed" => rounds.seed = Some(number(name, value, 0)?),
            _ => {
                rounds.database = Database::parse(value).ok_or_else(|| {
                    let known = Database::ALL.map(Database::word).join(" or ");
                    format!("`--database` takes {known}.")
                })?;
            }
        }
    }
    Ok(Request::Crash { rounds })
}

fn number(name: &str, value: &str, least: u32) -> Result<u32, String> {
    value
        .parse()
        .ok()
        .filter(|number| *number >= least)
        .ok_or_else(|| format!("`{name}` takes a number from {least} to {}, such as `{name} 100`.", u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, String> {
        crash(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn it_is_two_hundred_rounds_on_sqlite_with_any_seed_unless_told_otherwise() {
        let usual = Rounds { count: 200, from: 1, database: Database::Sqlite, seed: None };
        assert_eq!(read(""), Ok(Request::Crash { rounds: usual }));
        let told = Rounds { count: 4, from: 36, database: Database::Postgres, seed: Some(7) };
        assert_eq!(
            read("--database=postgres --seed 7 --from=36 --rounds 4"),
            Ok(Request::Crash { rounds: told })
        );
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for line in ["--rounds 0", "--rounds", "--from=0", "--seed -1", "--database mysql", "--fast", "4"] {
            let sentence = read(line).expect_err(line);
            assert!(sentence.lines().count() == 1 && sentence.ends_with('.'), "{sentence}");
        }
    }
}
