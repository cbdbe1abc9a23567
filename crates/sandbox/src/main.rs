//! The stand-ins from the command line: `sandbox trackonline` (also without a command) and `sandbox order-screen`.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use sandbox::clock::{Clock, DrivenClock, MachineClock};
use sandbox::order_screen::{self, ServeError};
use sandbox::trackonline::{self, Behaviour, Licence, Limits, StartError, TrackOnline};
use tracing_subscriber::EnvFilter;
use url::Url;

/// Stand-ins for TrackOnline and for FreshPortal's order screen, on made-up data.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    trackonline: TrackOnlineArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// TrackOnline's external API; what runs when no command is given.
    #[command(name = "trackonline")]
    TrackOnline(TrackOnlineArgs),
    /// FreshPortal's order screen with Fustlink embedded in it.
    OrderScreen(OrderScreenArgs),
}

#[derive(Debug, Args)]
struct TrackOnlineArgs {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:7402")]
    listen: SocketAddr,
    /// The folder that holds its state; made when it is not there. Take it away to begin anew.
    #[arg(long, value_name = "DIR", default_value = "target/sandbox/trackonline")]
    state: PathBuf,
    /// The key that callers have to show.
    #[arg(long, env = "SANDBOX_TRACKONLINE_KEY", default_value = "sandbox.trackonline.key")]
    key: String,
    /// The licence, which decides how many calls may be made.
    #[arg(long, value_enum, default_value_t)]
    licence: Licence,
    /// Calls in any sixty seconds, instead of the licence's.
    #[arg(long, value_name = "CALLS")]
    calls_per_minute: Option<usize>,
    /// Calls in any twenty-four hours, instead of the licence's.
    #[arg(long, value_name = "CALLS")]
    calls_per_day: Option<usize>,
    /// Sets one switch of its behaviour, for instance `envelope=object`; may be repeated.
    #[arg(long = "behaviour", value_name = "KEY=VALUE")]
    behaviour: Vec<String>,
    /// Let the time stand still until it is told to go on: `POST /_sandbox/clock/advance?seconds=N`.
    #[arg(long)]
    driven_clock: bool,
    /// The moment that a driven clock starts at, for instance `2026-03-18T09:00:00Z`, instead of now.
    #[arg(long, value_name = "MOMENT", requires = "driven_clock")]
    start_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
struct OrderScreenArgs {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:7400")]
    listen: SocketAddr,
    /// Where browsers find it, and the issuer of its tokens; by default the address that it listens on.
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// Fustlink's proxy.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7401")]
    proxy: Url,
    /// The tenant at the proxy.
    #[arg(long, default_value = "demo")]
    tenant: String,
    /// The folder that holds its state; made when it is not there.
    #[arg(long, value_name = "DIR", default_value = "target/sandbox/order-screen")]
    state: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn")),
        )
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    let cli = Cli::parse();
    let ended = match cli.command {
        Some(Command::OrderScreen(args)) => run_order_screen(args).await,
        Some(Command::TrackOnline(args)) => run_trackonline(args).await,
        None => run_trackonline(cli.trackonline).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // When even this cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run_trackonline(args: TrackOnlineArgs) -> Result<(), String> {
    let granted = args.licence.limits();
    let mut behaviour = Behaviour::default();
    for setting in &args.behaviour {
        behaviour.set(setting).map_err(|error| sentence(&error))?;
    }
    let settings = trackonline::Settings {
        listen: args.listen,
        state: args.state.clone(),
        key: args.key.clone(),
        limits: Limits {
            per_minute: args.calls_per_minute.unwrap_or(granted.per_minute),
            per_day: args.calls_per_day.unwrap_or(granted.per_day),
        },
        behaviour,
    };
    let limits = settings.limits;
    let standing =
        TrackOnline::start(settings, clock(args.driven_clock, args.start_at)).await.map_err(|error| {
            match error {
                StartError::Listen(address, cause) => cannot_listen(address, &cause),
                StartError::Journal(error) => sentence(&error),
            }
        })?;
    let address = standing.address();
    say(&format!(
        "TrackOnline stand-in: http://{address}\n\
         key (header X-ApiKey): {}\n\
         calls: {} a minute, {} a day\n\
         its own record: http://{address}/_sandbox/\n\
         state: {}",
        args.key,
        limits.per_minute,
        limits.per_day,
        args.state.display(),
    ));
    asked_to_stop().await;
    standing.stop().await;
    Ok(())
}

/// The machine's clock, or one that stands still from a moment on.
fn clock(driven: bool, start_at: Option<DateTime<Utc>>) -> Arc<dyn Clock> {
    if driven {
        Arc::new(DrivenClock::at(start_at.unwrap_or_else(|| MachineClock.now())))
    } else {
        Arc::new(MachineClock)
    }
}

async fn run_order_screen(args: OrderScreenArgs) -> Result<(), String> {
    let settings = order_screen::Settings {
        listen: args.listen,
        public_url: args.public_url,
        proxy: args.proxy,
        tenant: args.tenant,
        state_dir: args.state,
    };
    let listener = tokio::net::TcpListener::bind(args.listen)
        .await
        .map_err(|cause| cannot_listen(args.listen, &cause))?;
    let address = listener.local_addr().map_err(|cause| cannot_listen(args.listen, &cause))?;
    say(&format!("Order screen: http://{address}"));
    order_screen::serve_on(listener, settings, asked_to_stop())
        .await
        .map_err(|error: ServeError| sentence(&error))
}

/// One sentence for an address that cannot be had, with what to do about it.
fn cannot_listen(address: SocketAddr, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} on {} is taken: stop the program that has it, or choose another address with --listen.",
            address.port(),
            address.ip()
        ),
        _ => format!("Cannot listen on {address}: {cause}."),
    }
}

fn sentence(error: &impl Display) -> String {
    format!("Cannot start: {error}.")
}

/// Tells whoever started this what it needs to know.
fn say(words: &str) {
    // Nobody may be reading; that is no reason to stop.
    let _ = writeln!(io::stdout(), "{words}");
}

/// Ends when Ctrl-C is pressed or the system asks this process to end.
async fn asked_to_stop() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "a request to end cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let ended = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = ended => {}
    }
}
