//! Making a machine ready. Every part first looks at what is really there, so that a machine that is ready costs a
//! few looks and no work; what is missing is installed the ordinary way where that works, else another way.

use std::{path::PathBuf, process::Command};

pub(crate) use self::{browser::Browser, fuzzer::Fuzzer, node::Node, wasm_target::WasmCompiler};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::{Trouble, told},
};

mod browser;
mod cargo_tool;
mod debian_compiler;
mod fuzzer;
mod lockfile;
mod node;
mod npm_packages;
mod package_manager;
mod postgres;
mod wasm_target;

/// What building the widget needs.
#[derive(Clone, Debug)]
pub(crate) struct WidgetTools {
    /// The compiler that knows WebAssembly.
    pub(crate) compiler: WasmCompiler,
    /// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub(crate) bindgen: PathBuf,
    /// The folder with `trunk`.
    trunk: PathBuf,
    /// The folder with `wasm-opt`; without it Trunk fetches its own.
    wasm_opt: Option<PathBuf>,
    /// Where Node is: npm's `wasm-opt` is a script.
    node: Option<Node>,
}

impl WidgetTools {
    /// Trunk, which finds its tools, and needs no network where it does.
    pub(crate) fn trunk(&self) -> Command {
        let mut trunk = run::command("trunk");
        let folders: Vec<PathBuf> = [&self.trunk, &self.bindgen]
            .into_iter()
            .chain(&self.wasm_opt)
            .chain(self.node.as_ref().map(Node::folder))
            .cloned()
            .collect();
        run::put_on_path(&mut trunk, &folders);
        self.compiler.choose(&mut trunk);
        // Trunk takes the usual `NO_COLOR=1` for a wrong argument.
        trunk.arg("build").env_remove("NO_COLOR").env("TRUNK_COLOR", "never");
        if self.wasm_opt.is_some() {
            trunk.arg("--offline");
        }
        trunk
    }

    /// esbuild, if npm has installed it.
    pub(crate) fn esbuild(&self) -> Option<Command> {
        self.of_npm("esbuild")
    }

    /// wasm-opt, if npm has installed it.
    pub(crate) fn wasm_opt(&self) -> Option<Command> {
        self.of_npm("wasm-opt")
    }

    fn of_npm(&self, program: &str) -> Option<Command> {
        let mut command = run::command(run::in_folder(self.wasm_opt.as_ref()?, program)?);
        let folders: Vec<PathBuf> = self.node.as_ref().map(Node::folder).into_iter().cloned().collect();
        run::put_on_path(&mut command, &folders);
        Some(command)
    }
}

/// Every part of the set-up, each with its own success or trouble, so that one missing browser does not keep native
/// tests from running.
pub(crate) struct Machine {
    /// For building the widget and its browser tests.
    pub(crate) widget: Result<WidgetTools, Trouble>,
    /// Node, with the packages of `e2e/` installed.
    pub(crate) node: Result<Node, Trouble>,
    /// Chromium and its driver.
    pub(crate) browser: Result<Browser, Trouble>,
    /// The folder with PostgreSQL's programs.
    pub(crate) postgres: Result<PathBuf, Trouble>,
    /// The folder with `cargo-deny`.
    pub(crate) deny: Result<PathBuf, Trouble>,
}

impl Machine {
    /// Says what is missing, each with its remedy; `true` when nothing is.
    pub(crate) fn report(&self) -> bool {
        let troubles: Vec<&Trouble> = [
            self.widget.as_ref().err(),
            self.node.as_ref().err(),
            self.browser.as_ref().err(),
            self.postgres.as_ref().err(),
            self.deny.as_ref().err(),
        ]
        .into_iter()
        .flatten()
        .collect();
        for trouble in &troubles {
            progress::failed("Set-up", trouble);
        }
        if troubles.is_empty() {
            progress::line("This machine is ready. `cargo xtask demo` starts the demo.");
        }
        troubles.is_empty()
    }
}

/// Makes everything ready that any command needs.
pub(crate) fn everything(project: &Project, progress: &Progress) -> Machine {
    let node = part(node::with_packages(project, progress));
    Machine {
        widget: part(widget_with(project, progress, node.as_ref().ok())),
        browser: part(browser::browser(progress)),
        postgres: part(postgres::programs(progress)),
        deny: part(cargo_tool::deny(project, progress)),
        node,
    }
}

/// Makes ready what the widget is built with. Without Node, Trunk has to fetch `wasm-opt` by itself.
pub(crate) fn widget_tools(project: &Project, progress: &Progress) -> anyhow::Result<WidgetTools> {
    let node = node::with_packages(project, progress);
    if let Err(error) = &node {
        crate::interrupt::check()?;
        progress::failed("Node", told(error));
        progress::note("Trunk is left to fetch wasm-opt by itself.");
    }
    widget_with(project, progress, node.as_ref().ok())
}

/// Makes ready what fuzzing needs, which nothing else does.
pub(crate) fn fuzzer(project: &Project, progress: &Progress) -> anyhow::Result<Fuzzer> {
    fuzzer::fuzzer(project, progress)
}

/// Makes ready what building needs and what drives a browser.
pub(crate) fn for_a_browser(
    project: &Project,
    progress: &Progress,
) -> anyhow::Result<(WidgetTools, Node, Browser)> {
    let node = node::with_packages(project, progress)?;
    let browser = browser::browser(progress)?;
    Ok((widget_with(project, progress, Some(&node))?, node, browser))
}

fn widget_with(project: &Project, progress: &Progress, node: Option<&Node>) -> anyhow::Result<WidgetTools> {
    Ok(WidgetTools {
        compiler: wasm_target::compiler(project, progress)?,
        bindgen: cargo_tool::wasm_bindgen(project, progress)?,
        trunk: cargo_tool::trunk(project, progress)?,
        wasm_opt: npm_packages::wasm_opt(project).filter(|_| node.is_some()),
        node: node.cloned(),
    })
}

/// A part's failure as something that several suites can tell.
fn part<T>(result: anyhow::Result<T>) -> Result<T, Trouble> {
    result.map_err(|error| error.downcast().unwrap_or_else(|error| Trouble::new(told(&error))))
}
