//! What each command tells about itself.

use super::Topic;

/// The text that `--help` shows.
pub(crate) fn help(topic: Topic) -> &'static str {
    match topic {
        Topic::Commands => {
            "\
Fustlink's developer commands

  cargo xtask demo      set up, build and start everything; prints one address to open
  cargo xtask test      set up, then run every check and test (`ci` is the same)
  cargo xtask size      weigh what an order screen loads, against its budget
  cargo xtask bench     measure; without a name it lists what can be measured
  cargo xtask fuzz      try inputs that nobody thought of on what reads TrackOnline's answers
  cargo xtask sim       simulate the write path with everything that can go wrong, thousands of times
  cargo xtask crash     kill the proxy and the stand-in over and over; look for what is lost or doubled
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
needs, Node and the packages of e2e/, Chromium with its driver, PostgreSQL, and cargo-deny. What is there already is
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

Sets up, then runs the suites: formatting, lints, native, simulation, browser, whole-system. Without names it runs
all of them, each one even if an earlier one failed. Ends with a line per suite and a last line
`N passed, N failed`; exits with 1 when anything failed."
        }
        Topic::Size => {
            "\
cargo xtask size

Builds the widget where needed, then prints raw and brotli bytes of every file that an order screen
loads, their sum against the budget, and what takes the room. Exits with 1 when over budget."
        }
        Topic::Bench => BENCH,
        Topic::Fuzz => {
            "\
cargo xtask fuzz [TARGET...] [--seconds N]
cargo xtask fuzz --replay FILE

Gives random inputs, grown from fuzz/seeds/, to what reads TrackOnline's answers, and prints how many were
tried and how much of the code they reached. Without names it runs all targets, each for a minute: rows,
message_id, saved_rows, moments. Exits with 1 when an input broke something, and names that input.

  --seconds N     so many seconds for each target instead of 60
  --replay FILE   gives an input that broke something to its target once more"
        }
        Topic::Sim => {
            "\
cargo xtask sim [--seeds N] [--from S]
cargo xtask sim --seed S

Runs what brings confirmations into TrackOnline under a simulated TrackOnline, clock, network and database,
with crashes, processes that stand still, and people. After every step, what must always hold is compared with
the truth; then it prints how often everything happened. Exits with 1 when something does not hold, or when in
2,000 seeds or more something that can happen never did. Everything in a simulation follows from its seed.

  --seeds N       so many seeds instead of 2000
  --from S        begins with seed S instead of 0
  --seed S        only this one, and what happens in it line by line"
        }
        Topic::Crash => {
            "\
cargo xtask crash [--rounds N] [--database sqlite|postgres] [--seed S] [--from N]

Runs the real proxy against the real stand-in for TrackOnline, on this machine only, while clients confirm.
In every round something is killed: the proxy at a random moment or at a named place of its code, the
stand-in, or both; TrackOnline loses answers, is slow, saves in part. Confirmations are corrected, held ones
decided, and a clerk settles exceptions after a look at the stand-in. Now and then, and in the end, it waits
until everything is settled and compares what was acknowledged with what the stand-in holds. Exits with 1
unless nothing was lost and nothing doubled.

  --rounds N      so many rounds instead of 200
  --database D    sqlite (one proxy), or postgres (two proxies on a server of its own, that is started for it)
  --seed S        what every round follows from; any when it is not given. With an even seed a number that is
                  sent twice doubles; with an odd one it updates, there are plans, and all has to be saved
  --from N        begins with round N, to repeat a part of an earlier run

FUSTLINK_BIN and FUSTLINK_SANDBOX_BIN name a proxy and a stand-in that are used instead of being built."
        }
    }
}

const BENCH: &str = "\
cargo xtask bench [NAME]

Builds for speed, measures, and prints a table: our figures, a peer's of the same run, and their ratio.

  client   reading TrackOnline's answers, beside reading the same bytes into plain serde_json values
  post     accepting confirmations on SQLite and PostgreSQL, by one client and by sixteen, beside bare durable
           commits of a single row
  drain    calls and time, through a START licence and in simulated time, until 1,500 movements that come at
           once and 600 confirmations of a day are in TrackOnline, beside sending each confirmation by itself";
