//! What a person may type after `cargo xtask`, and what each command tells about itself.

use crate::test::SuiteName;

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

/// The text that `--help` shows.
pub(crate) fn help(topic: Topic) -> &'static str {
    match topic {
        Topic::Commands => {
            "\
Fustlink's developer commands

  cargo xtask demo      set up, build and start everything; prints one address to open
  cargo xtask test      set up, then run every check and test (`ci` is the same)
  cargo xtask size      weigh what an order screen loads, against its budget
  cargo xtask setup     only make this machine ready
  cargo xtask build     only build what the demo runs
  cargo xtask help      this page; `cargo xtask <command> --help` tells more

A fresh machine needs git, rustup and a C linker; the rest is seen to. Full output of every step is in
target/xtask/."
        }
        Topic::Setup => {
            "\
cargo xtask setup

Makes this machine ready: a compiler for WebAssembly, wasm-bindgen and Trunk at the versions this project
needs, Node and the packages of e2e/, Chromium with its driver, and cargo-deny. What is there already is
used; what is missing is installed, with what and why on the screen. Once done, it only looks, which
takes a few seconds.

Tools are kept outside the project and outside ~/.cargo/bin, in a cache folder of their own:
$FUSTLINK_TOOLS, or fustlink/tools in the user's cache folder. CHROMIUM and CHROMEDRIVER name a browser
and its driver where they are not found by themselves."
        }
        Topic::Build => {
            "\
cargo xtask build

Sets up, then builds the widget (release, compressed, in dist/) and the services. Does nothing where
nothing has changed."
        }
        Topic::Demo => {
            "\
cargo xtask demo [--smoke] [--port-base N]

Sets up, builds, and starts Fustlink's proxy with stand-ins for TrackOnline and for FreshPortal's order
screen, all on this machine only. Prints one address to open. Its data is kept in .demo/; delete that
folder to begin afresh. Ctrl-C stops everything.

  --port-base N   ports N, N+1 and N+2 instead of 7400, 7401 and 7402
  --smoke         free ports and a folder of its own; does the main job once in headless Chromium, says
                  what it saw, stops everything; exits with 0 when all was well, else with 1"
        }
        Topic::Test => {
            "\
cargo xtask test [SUITE...]       (`cargo xtask ci` is the same)

Sets up, then runs the suites: formatting, lints, native, browser, whole-system. Without names it runs
all of them, each one even if an earlier one failed. Ends with a line per suite and a last line
`N passed, N failed`; exits with 1 when anything failed."
        }
        Topic::Size => {
            "\
cargo xtask size

Builds the widget where needed, then prints raw and brotli bytes of every file that an order screen
loads, their sum against the budget, and what takes the room. Exits with 1 when over budget."
        }
    }
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
    fn a_wrong_argument_is_named_in_one_sentence() {
        for line in ["dmeo", "demo --fast", "setup now", "test everything", "size --json", "help dmeo"] {
            let sentence = read(line).expect_err(line);
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
