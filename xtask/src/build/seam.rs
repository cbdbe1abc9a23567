//! The seam between the widget's WebAssembly and its JavaScript, which calls each by names. What nobody calls is taken
//! away, and names become short on both sides: the hashes in them are what a compressor can do least with.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use super::{
    fingerprint::files_in,
    glue,
    wasm::{self, CUSTOM, EXPORTS, Export, IMPORTS, Import},
};
use crate::{progress::Step, project::Project, setup::WidgetTools};

/// Tightens the seam in place. Without npm's wasm-opt, the code behind exports that go stays in the WebAssembly: larger,
/// and as good.
pub(super) fn tighten(project: &Project, tools: &WidgetTools, step: &Step<'_>) -> anyhow::Result<()> {
    let (module, script) = sides(&project.dist())?;
    let text = fs::read_to_string(&script).with_context(|| format!("{} cannot be read", script.display()))?;
    // Leptos brings classes for streams between a server and a page, of which the widget has none.
    let text = glue::without_unused_classes(&text);
    write(&module, &with_exports_in(&read(&module)?, &glue::names(&text))?)?;
    if let Some(mut wasm_opt) = tools.wasm_opt() {
        wasm_opt.arg(&module).arg("-o").arg(&module).arg("--remove-unused-module-elements");
        step.run(&mut wasm_opt, "see what wasm-opt says; its version stands in e2e/package.json")?;
    }
    let (bytes, short) = with_short_names(&read(&module)?)?;
    ensure!(!glue::names(&text).iter().any(|name| short.is_taken(name)), "wasm-bindgen uses our short names");
    let text = glue::without_unused_functions(&text, |name| short.by_long.contains_key(name));
    write(&module, &bytes)?;
    write(&script, glue::renamed(&text, &short.by_long).as_bytes())
}

/// The WebAssembly and the JavaScript of the widget.
fn sides(dist: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    let files = files_in(dist)?;
    let only = |extension: &str| {
        let mut of_kind =
            files.iter().filter(|file| file.extension().is_some_and(|found| found == extension));
        match (of_kind.next(), of_kind.next()) {
            (Some(file), None) => Ok(file.clone()),
            _ => anyhow::bail!("Trunk left none or several files `*.{extension}` in {}", dist.display()),
        }
    };
    Ok((only("wasm")?, only("js")?))
}

/// The module without what it exports under other names than these.
fn with_exports_in(module: &[u8], names: &BTreeSet<&str>) -> anyhow::Result<Vec<u8>> {
    let sections = wasm::sections(module)?;
    let mut kept = Vec::new();
    for section in
        sections.iter().filter(|section| section.kind != CUSTOM || section.name == "target_features")
    {
        kept.push(match section.kind {
            EXPORTS => {
                let mut exports = wasm::exports(section.body)?;
                exports.retain(|export| names.contains(export.name.as_str()));
                (EXPORTS, wasm::export_section(&exports))
            }
            CUSTOM => (CUSTOM, wasm::custom_section(section)),
            kind => (kind, section.body.to_vec()),
        });
    }
    Ok(wasm::module(&kept))
}

/// Short names by the long ones that they stand for.
#[derive(Default)]
struct ShortNames {
    by_long: BTreeMap<String, String>,
}

impl ShortNames {
    /// The short name that stands for this one: `$0`, `$1`… Glue code begins no name with `$`.
    fn of(&mut self, long: &str) -> String {
        let next = format!("${}", self.by_long.len());
        self.by_long.entry(long.to_owned()).or_insert(next).clone()
    }

    fn is_taken(&self, name: &str) -> bool {
        self.by_long.values().any(|short| short == name)
    }
}

/// The module with short names for everything that it imports and exports, and without what no browser reads.
fn with_short_names(module: &[u8]) -> anyhow::Result<(Vec<u8>, ShortNames)> {
    let mut short = ShortNames::default();
    let mut shortened = Vec::new();
    for section in wasm::sections(module)?.iter().filter(|section| section.kind != CUSTOM) {
        let body = match section.kind {
            IMPORTS => {
                let imports = wasm::imports(section.body)?
                    .into_iter()
                    .map(|Import { module, name, what }| Import { module, name: short.of(&name), what });
                wasm::import_section(&imports.collect::<Vec<_>>())
            }
            EXPORTS => {
                let exports = wasm::exports(section.body)?.into_iter();
                let exports = exports.map(|Export { name, what }| Export { name: short.of(&name), what });
                wasm::export_section(&exports.collect::<Vec<_>>())
            }
            _ => section.body.to_vec(),
        };
        shortened.push((section.kind, body));
    }
    Ok((wasm::module(&shortened), short))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(exported: &[&str]) -> Vec<u8> {
        let imports = [Import { module: "./glue.js".into(), name: "__wbg_now_0f1e".into(), what: &[0, 2] }];
        let exports: Vec<_> =
            exported.iter().map(|name| Export { name: (*name).to_owned(), what: &[0, 1] }).collect();
        wasm::module(&[
            (IMPORTS, wasm::import_section(&imports)),
            (EXPORTS, wasm::export_section(&exports)),
            (CUSTOM, [&[4][..], b"nameof everything"].concat()),
        ])
    }

    fn exported(module: &[u8]) -> Vec<String> {
        let sections = wasm::sections(module).expect("a module");
        let section = sections.iter().find(|section| section.kind == EXPORTS).expect("exports");
        wasm::exports(section.body).expect("exports").into_iter().map(|export| export.name).collect()
    }

    #[test]
    fn an_export_that_the_script_does_not_name_goes() {
        let left = with_exports_in(&module(&["start", "pull"]), &BTreeSet::from(["start", "memory"]));
        assert_eq!(exported(&left.expect("a module")), ["start"]);
    }

    #[test]
    fn names_become_short_and_what_no_browser_reads_goes() {
        let (bytes, short) = with_short_names(&module(&["start", "stop"])).expect("a module");
        assert_eq!(exported(&bytes), ["$1", "$2"]);
        assert_eq!(short.by_long.get("__wbg_now_0f1e").map(String::as_str), Some("$0"));
        let sections = wasm::sections(&bytes).expect("a module");
        assert!(sections.iter().all(|section| section.kind != CUSTOM), "custom sections");
    }
}
