//! What a person may type after `cargo xtask`, and what each command tells about itself.

use std::{path::PathBuf, time::Duration};

use crate::{
    bench::BenchName,
    crash::Rounds,
    fuzz::{FuzzTarget, USUAL_TIME},
    sim::Seeds,
    test::SuiteName,
};

pub(crate) use self::help::help;

mod crash;
mod help;
mod sim;

/// The first of the three ports of the demo, unless `--port-base` says otherwise.
pub(crate) const DEFAULT_PORT_BASE: u16 = 7400;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Tell about all commands, or about one.
    Help(Topic),
    /// Make this machine ready, and nothing else.
    Setup,
    /// Build what the demo runs.
    Build,
    /// Start everything and keep it running.
    Demo {
        /// The order screen's port; the proxy and the stand-in of TrackOnline take the next two.
        port_base: u16,
    },
    /// Start everything on free ports, do the main job once in a browser, stop everything.
    Smoke,
    /// Run the suites named, in the order of [`SuiteName::ALL`].
    Test {
        /// The suites asked for; never empty.
        suites: Vec<SuiteName>,
    },
    /// Weigh what an order screen loads.
    Size,
    /// Measure.
    Bench {
        /// What to measure.
        bench: BenchName,
    },
    /// Try inputs that nobody thought of.
    Fuzz {
        /// The targets asked for; never empty.
        targets: Vec<FuzzTarget>,
        /// How long each is at work.
        time: Duration,
    },
    /// Give an input that broke something to its target once more.
    Replay {
        /// The input; the folder it stands in names the target.
        input: PathBuf,
    },
    /// Kill the proxy and the stand-in over and over, and look for what is lost or doubled.
    Crash {
        /// Which rounds.
        rounds: Rounds,
    },
    /// Simulate the write path, with everything that can go wrong.
    Sim {
        /// Which seeds.
        seeds: Seeds,
    },
}

/// What help is wanted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// All commands.
    Commands,
    /// `setup`
    Setup,
    /// `build`
    Build,
    /// `demo`
    Demo,
    /// `test`, which is also `ci`
    Test,
    /// `size`
    Size,
    /// `bench`
    Bench,
    /// `fuzz`
    Fuzz,
    /// `crash`
    Crash,
    /// `sim`
    Sim,
}

/// Reads the arguments; the error is one sentence for the person who typed them.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let arguments: Vec<String> = arguments.collect();
    let Some((command, rest)) = arguments.split_first() else {
        return Ok(Request::Help(Topic::Commands));
    };
    let Some(topic) = topic(command) else {
        return Err(format!("There is no command `{command}`; `cargo xtask help` lists the ones there are."));
    };
    if rest.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(Request::Help(topic));
    }
    match topic {
        Topic::Commands => match rest {
            [] => Ok(Request::Help(Topic::Commands)),
            [name] => self::topic(name).map(Request::Help).ok_or_else(|| {
                format!("There is no command `{name}`; `cargo xtask help` lists the ones there are.")
            }),
            [_, second, ..] => Err(unexpected(second, "help")),
        },
        Topic::Setup => alone(Request::Setup, rest, command),
        Topic::Build => alone(Request::Build, rest, command),
        Topic::Size => alone(Request::Size, rest, command),
        Topic::Demo => demo(rest),
        Topic::Test => suites(rest),
        Topic::Bench => bench(rest),
        Topic::Fuzz => fuzz(rest),
        Topic::Crash => crash::crash(rest),
        Topic::Sim => sim::sim(rest),
    }
}

fn topic(command: &str) -> Option<Topic> {
    Some(match command {
        "help" | "--help" | "-h" => Topic::Commands,
        "setup" => Topic::Setup,
        "build" => Topic::Build,
        "demo" => Topic::Demo,
        "test" | "ci" => Topic::Test,
        "size" => Topic::Size,
        "bench" => Topic::Bench,
        "fuzz" => Topic::Fuzz,
        "crash" => Topic::Crash,
        "sim" => Topic::Sim,
        _ => return None,
    })
}

fn alone(request: Request, rest: &[String], command: &str) -> Result<Request, String> {
    match rest.first() {
        None => Ok(request),
        Some(argument) => Err(unexpected(argument, command)),
    }
}

fn unexpected(argument: &str, command: &str) -> String {
    format!("`{command}` does not know `{argument}`; `cargo xtask {command} --help` says what it takes.")
}

fn demo(rest: &[String]) -> Result<Request, String> {
    let mut smoke = false;
    let mut port_base = None;
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if word == "--smoke" {
            smoke = true;
        } else if word == "--port-base" {
            port_base = Some(port(words.next().map(String::as_str))?);
        } else if let Some(value) = word.strip_prefix("--port-base=") {
            port_base = Some(port(Some(value))?);
        } else {
            return Err(unexpected(word, "demo"));
        }
    }
    match (smoke, port_base) {
        (true, Some(_)) => {
            Err("`--smoke` finds free ports by itself, so it takes no `--port-base`.".to_owned())
        }
        (true, None) => Ok(Request::Smoke),
        (false, chosen) => Ok(Request::Demo { port_base: chosen.unwrap_or(DEFAULT_PORT_BASE) }),
    }
}

/// Three ports in a row are taken from here, and those below 1024 belong to the system.
fn port(value: Option<&str>) -> Result<u16, String> {
    value.and_then(|value| value.parse().ok()).filter(|base| (1024..=u16::MAX - 2).contains(base)).ok_or_else(
        || "`--port-base` takes a number from 1024 to 65533, such as `--port-base 7500`.".to_owned(),
    )
}

fn suites(rest: &[String]) -> Result<Request, String> {
    let mut asked = Vec::new();
    for word in rest {
        asked.push(SuiteName::parse(word).ok_or_else(|| {
            format!("There is no suite `{word}`; there are {}.", SuiteName::all_words().join(", "))
        })?);
    }
    let suites =
        SuiteName::ALL.into_iter().filter(|suite| asked.is_empty() || asked.contains(suite)).collect();
    Ok(Request::Test { suites })
}

fn bench(rest: &[String]) -> Result<Request, String> {
    match rest {
        [] => Ok(Request::Help(Topic::Bench)),
        [name] => BenchName::parse(name).map(|bench| Request::Bench { bench }).ok_or_else(|| {
            format!("There is no bench `{name}`; `cargo xtask bench` lists the ones there are.")
        }),
        [_, second, ..] => Err(unexpected(second, "bench")),
    }
}

fn fuzz(rest: &[String]) -> Result<Request, String> {
    let mut asked = Vec::new();
    let mut time = USUAL_TIME;
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if word == "--seconds" {
            time = seconds(words.next().map(String::as_str))?;
        } else if let Some(value) = word.strip_prefix("--seconds=") {
            time = seconds(Some(value))?;
        } else if word == "--replay" {
            return match (words.next(), rest) {
                (Some(input), [_, _]) => Ok(Request::Replay { input: input.into() }),
                _ => Err("`--replay` takes one input and stands alone.".to_owned()),
            };
        } else {
            asked.push(FuzzTarget::parse(word).ok_or_else(|| {
                format!("There is no fuzz target `{word}`; there are {}.", FuzzTarget::all_words().join(", "))
            })?);
        }
    }
    let targets =
        FuzzTarget::ALL.into_iter().filter(|target| asked.is_empty() || asked.contains(target)).collect();
    Ok(Request::Fuzz { targets, time })
}

fn seconds(value: Option<&str>) -> Result<Duration, String> {
    value
        .and_then(|value| value.parse().ok())
        .filter(|seconds| (1..=86_400).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| "`--seconds` takes a number from 1 to 86400, such as `--seconds 60`.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_at_all_asks_for_help() {
        assert_eq!(read(""), Ok(Request::Help(Topic::Commands)));
        assert_eq!(read("--help"), Ok(Request::Help(Topic::Commands)));
    }

    #[test]
    fn every_command_tells_about_itself() {
        for (command, topic) in [
            ("setup", Topic::Setup),
            ("build", Topic::Build),
            ("demo", Topic::Demo),
            ("test", Topic::Test),
            ("ci", Topic::Test),
            ("size", Topic::Size),
            ("bench", Topic::Bench),
            ("fuzz", Topic::Fuzz),
            ("crash", Topic::Crash),
            ("sim", Topic::Sim),
        ] {
            assert_eq!(read(&format!("{command} --help")), Ok(Request::Help(topic)));
            assert_eq!(read(&format!("help {command}")), Ok(Request::Help(topic)));
        }
    }

    #[test]
    fn the_demo_takes_its_usual_ports_unless_told_otherwise() {
        assert_eq!(read("demo"), Ok(Request::Demo { port_base: 7400 }));
        assert_eq!(read("demo --port-base 7500"), Ok(Request::Demo { port_base: 7500 }));
        assert_eq!(read("demo --port-base=7500"), Ok(Request::Demo { port_base: 7500 }));
    }

    #[test]
    fn a_port_base_without_room_for_three_ports_is_refused() {
        for wrong in ["", "80", "65534", "x", "-1"] {
            assert!(read(&format!("demo --port-base {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn smoke_finds_its_own_ports() {
        assert_eq!(read("demo --smoke"), Ok(Request::Smoke));
        assert!(read("demo --smoke --port-base 7500").is_err());
    }

    #[test]
    fn test_and_ci_run_every_suite_unless_some_are_named() {
        let all = Ok(Request::Test { suites: SuiteName::ALL.to_vec() });
        assert_eq!(read("test"), all);
        assert_eq!(read("ci"), all);
        assert_eq!(
            read("test lints formatting"),
            Ok(Request::Test { suites: vec![SuiteName::Formatting, SuiteName::Lints] })
        );
    }

    #[test]
    fn a_bench_without_a_name_lists_all_of_them() {
        assert_eq!(read("bench"), Ok(Request::Help(Topic::Bench)));
        for bench in BenchName::ALL {
            assert_eq!(read(&format!("bench {}", bench.word())), Ok(Request::Bench { bench }));
            assert!(help(Topic::Bench).contains(&format!("\n  {:<9}", bench.word())), "{bench:?}");
        }
    }

    #[test]
    fn fuzzing_takes_targets_and_a_time_in_any_order() {
        let all = FuzzTarget::ALL.to_vec();
        assert_eq!(read("fuzz"), Ok(Request::Fuzz { targets: all.clone(), time: Duration::from_mins(1) }));
        let five = Duration::from_secs(5);
        assert_eq!(read("fuzz --seconds=5"), Ok(Request::Fuzz { targets: all, time: five }));
        let some = vec![FuzzTarget::Rows, FuzzTarget::Moments];
        assert_eq!(read("fuzz moments --seconds 5 rows"), Ok(Request::Fuzz { targets: some, time: five }));
        assert!(FuzzTarget::all_words().iter().all(|word| help(Topic::Fuzz).contains(word)));
    }

    #[test]
    fn a_replay_stands_alone() {
        let input = PathBuf::from("fuzz/artifacts/rows/crash-1");
        assert_eq!(read("fuzz --replay fuzz/artifacts/rows/crash-1"), Ok(Request::Replay { input }));
        for wrong in ["fuzz --replay", "fuzz --replay a b", "fuzz rows --replay a"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_wrong_argument_is_named_in_one_sentence() {
        let lines = [
            "dmeo",
            "demo --fast",
            "setup now",
            "test everything",
            "size --json",
            "help dmeo",
            "bench clinet",
            "bench client twice",
            "fuzz everything",
            "fuzz --seconds 0",
        ];
        for line in lines {
            let sentence = read(line).expect_err(line);
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
