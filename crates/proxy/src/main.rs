//! The `fustlink` command.

mod command;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use proxy::settings::Settings;
use tracing_subscriber::EnvFilter;

/// Fustlink: returnable packaging in the order screen.
#[derive(Debug, Parser)]
#[command(version)]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serve the widget and its API until Ctrl-C.
    Serve {
        /// The settings file (TOML); `FUSTLINK_` variables override it.
        #[arg(long, env = "FUSTLINK_CONFIG", default_value = "fustlink.toml")]
        config: PathBuf,
    },
    /// Check a settings file and name what is wrong in it.
    Check {
        /// The settings file (TOML); `FUSTLINK_` variables override it.
        #[arg(long, env = "FUSTLINK_CONFIG", default_value = "fustlink.toml")]
        config: PathBuf,
    },
    /// Print the API's own description (OpenAPI), as docs/openapi.json has it.
    Openapi,
    /// Find out how a TrackOnline account settles what its document leaves open, in at most 25 harmless calls.
    Probe(command::probe::Options),
    /// Ask TrackOnline one thing, with the service's own client.
    Trackonline(command::trackonline::Options),
}

#[tokio::main]
#[expect(clippy::print_stderr, clippy::print_stdout, reason = "a command speaks to the person who typed it")]
async fn main() -> ExitCode {
    let answer = match Command::parse().action {
        Action::Serve { config } => serve(config).await,
        Action::Check { config } => Settings::load(&config)
            .map(|settings| println!("{} tenant(s), nothing wrong", settings.tenants.len()))
            .map_err(|error| error.to_string()),
        Action::Openapi => proxy::openapi::text().map(|text| print!("{text}")).map_err(ToString::to_string),
        Action::Probe(options) => return command::probe::run(options).await,
        Action::Trackonline(options) => return command::trackonline::run(options).await,
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{}", sentence.trim_end());
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: PathBuf) -> Result<(), String> {
    let settings = Settings::load(&config).map_err(|error| error.to_string())?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(
            EnvFilter::builder()
                .with_env_var("FUSTLINK_LOG")
                .try_from_env()
                .unwrap_or_else(|_| "info".into()),
        )
        .init();
    proxy::serve(settings, stopped()).await.map_err(|error| error.to_string())
}

/// Ctrl-C, or the polite signal of a service manager.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
