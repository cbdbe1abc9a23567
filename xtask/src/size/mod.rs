//! What an order screen loads, weighed.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    build::{self, wasm},
    progress::{Progress, line},
    project::Project,
    trouble::Trouble,
};

mod loaded;
mod names;

/// What an order screen may load in sum, compressed with brotli: 130 KB of 1,000 bytes.
const BUDGET: usize = 130_000;

/// So many crates are named of those that take room in the widget.
const NAMED: usize = 15;

/// A file that an order screen loads.
struct Weighed {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Builds where needed and prints what everything weighs; `true` within the budget.
pub(crate) fn report(project: &Project, progress: &Progress) -> anyhow::Result<bool> {
    build::widget(project, progress)?;
    let mut weighed = Vec::new();
    for file in loaded::files(&project.dist())?.into_iter().chain([project.path("embed/fustlink.js")]) {
        weighed.push(weigh(project, &file)?);
    }
    weighed.sort_by_key(|file| std::cmp::Reverse(file.brotli));
    line(table(&weighed));
    let sum: usize = weighed.iter().map(|file| file.brotli).sum();
    line(verdict(sum));
    line(room(project)?);
    Ok(sum <= BUDGET)
}

fn weigh(project: &Project, file: &Path) -> anyhow::Result<Weighed> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let name = file.strip_prefix(project.root()).unwrap_or(file).display().to_string();
    // Weighed as it is served; what has no compressed form beside it is compressed when it is asked for.
    let beside = PathBuf::from(format!("{}.br", file.display()));
    let brotli = match fs::metadata(&beside) {
        Ok(metadata) => usize::try_from(metadata.len())?,
        Err(_) => build::brotli(&bytes)?.len(),
    };
    Ok(Weighed { name, raw: bytes.len(), brotli })
}

fn table(files: &[Weighed]) -> String {
    let mut text = format!("\n{:<56} {:>12} {:>12}\n", "An order screen loads", "bytes", "brotli");
    let mut row = |name: &str, raw: usize, brotli: usize| {
        let _always_fits = writeln!(text, "{name:<56} {:>12} {:>12}", grouped(raw), grouped(brotli));
    };
    for file in files {
        row(&file.name, file.raw, file.brotli);
    }
    row("sum", files.iter().map(|file| file.raw).sum(), files.iter().map(|file| file.brotli).sum());
    text
}

fn verdict(sum: usize) -> String {
    let budget = format!("the budget of 130 KB ({} bytes)", grouped(BUDGET));
    match BUDGET.checked_sub(sum) {
        Some(left) => format!("Within {budget}: {} bytes are left.", grouped(left)),
        None => format!("Over {budget} by {} bytes.", grouped(sum - BUDGET)),
    }
}

/// What takes the room: the sections of the WebAssembly that is served, and the crates that its code comes from.
fn room(project: &Project) -> anyhow::Result<String> {
    let served = loaded::files(&project.dist())?
        .into_iter()
        .find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or_else(|| Trouble::new("dist/ holds no WebAssembly."))?;
    let mut text = String::from("\nSections of the widget's WebAssembly\n");
    for section in wasm::sections(&read(&served)?)? {
        let _always_fits = writeln!(text, "  {:<24} {:>12}", section.name, grouped(section.body.len()));
    }
    // wasm-opt takes the names of functions away, so crates are counted in what it was given.
    let before = project.target().join("wasm-bindgen/release");
    let before = loaded::wasm_in(&before)?;
    let Some(before) = before else { return Ok(text) };
    let rooms = names::by_crate(&read(&before)?)?;
    let total: usize = rooms.iter().map(|(_, bytes)| bytes).sum();
    if total == 0 {
        return Ok(text);
    }
    let _always_fits =
        writeln!(text, "\nCode by crate, before wasm-opt (a generic function counts for its own crate)");
    for (name, bytes) in rooms.iter().take(NAMED) {
        let _always_fits =
            writeln!(text, "  {name:<24} {:>12} {:>4} %", grouped(*bytes), bytes * 100 / total);
    }
    let rest: usize = rooms.iter().skip(NAMED).map(|(_, bytes)| bytes).sum();
    let _always_fits =
        writeln!(text, "  {:<24} {:>12} {:>4} %", "all others", grouped(rest), rest * 100 / total);
    Ok(text)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// A number with a space between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(133_120), "133 120");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }

    #[test]
    fn the_budget_is_met_to_the_byte() {
        assert!(verdict(BUDGET).starts_with("Within"), "{}", verdict(BUDGET));
        assert_eq!(verdict(BUDGET + 1_000), "Over the budget of 130 KB (130 000 bytes) by 1 000 bytes.");
    }
}
