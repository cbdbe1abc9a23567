//! Which files of `dist/` an order screen loads: those that its page names, and those that these name in turn.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::trouble::Trouble;

/// The page that an order screen shows.
const PAGE: &str = "index.html";

/// The page and every file that is loaded with it.
pub(super) fn files(dist: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let page = dist.join(PAGE);
    if !page.is_file() {
        return Err(Trouble::new("dist/ holds no index.html.").remedy("run `cargo xtask build`").into());
    }
    let candidates = all_files(dist)?;
    let mut loaded = BTreeSet::from([page.clone()]);
    let mut to_read = vec![page];
    while let Some(file) = to_read.pop() {
        let bytes = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        for candidate in &candidates {
            if names(&text, candidate) && loaded.insert(candidate.clone()) {
                to_read.push(candidate.clone());
            }
        }
    }
    Ok(loaded)
}

/// Whether a text names a file. Names hold a fingerprint, so that one cannot be meant by chance.
fn names(text: &str, file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| text.contains(name))
}

fn all_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let path = entry.with_context(|| format!("{} cannot be read", folder.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "br") {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// The WebAssembly in a folder, if there is one.
pub(super) fn wasm_in(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    Ok(all_files(folder)?
        .into_iter()
        .find(|file| file.extension().is_some_and(|extension| extension == "wasm")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_does_not_lead_to_is_not_loaded() {
        let dist = std::env::temp_dir().join(format!("fustlink-loaded-{}", std::process::id()));
        fs::create_dir_all(dist.join("snippets")).expect("a folder");
        for (name, text) in [
            ("index.html", "<script type=module>import init from '/assets/widget-1f.js'</script>"),
            ("index.html.br", "compressed"),
            (
                "widget-1f.js",
                "import './snippets/clock-2a.js'; new URL('widget-1f_bg.wasm', import.meta.url)",
            ),
            ("widget-1f_bg.wasm", "\0asm"),
            ("snippets/clock-2a.js", "export default 1"),
            ("console-3c.js", "the administrator's page loads this"),
        ] {
            fs::write(dist.join(name), text).expect("a file");
        }
        let loaded: Vec<_> = files(&dist)
            .expect("the files")
            .into_iter()
            .map(|file| file.strip_prefix(&dist).expect("in dist").display().to_string())
            .collect();
        assert_eq!(loaded, ["index.html", "snippets/clock-2a.js", "widget-1f.js", "widget-1f_bg.wasm"]);
        fs::remove_dir_all(dist).expect("the folder can be removed");
    }
}
