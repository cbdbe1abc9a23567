//! Building what the demo runs: the widget as an order screen loads it, and the services.

use std::path::PathBuf;

use crate::{
    progress::Progress,
    project::Project,
    setup::{self, WidgetTools},
};

mod compress;
mod fingerprint;
mod glue;
mod minify;
mod naming;
mod seam;
mod services;
mod stylesheet;
pub(crate) mod wasm;
mod widget;
mod widget_inputs;

pub(crate) use self::compress::brotli;

/// Where the built services are.
#[derive(Clone, Debug)]
pub(crate) struct Services {
    /// The proxy.
    pub(crate) fustlink: PathBuf,
    /// The stand-ins.
    pub(crate) sandbox: PathBuf,
}

/// Sets up what building needs, then builds the widget and the services.
pub(crate) fn everything(project: &Project, progress: &Progress) -> anyhow::Result<Services> {
    let tools = setup::widget_tools(project, progress)?;
    with(project, progress, &tools)
}

/// Builds the widget and the services with tools that are ready.
pub(crate) fn with(project: &Project, progress: &Progress, tools: &WidgetTools) -> anyhow::Result<Services> {
    widget::build(project, progress, tools)?;
    services::build(project, progress)
}

/// Sets up what building the widget needs, then builds it.
pub(crate) fn widget(project: &Project, progress: &Progress) -> anyhow::Result<()> {
    let tools = setup::widget_tools(project, progress)?;
    widget::build(project, progress, &tools)
}
