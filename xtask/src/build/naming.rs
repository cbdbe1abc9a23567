//! Names that stand for contents. Browsers keep a file for as long as it is called the same, so whatever made it what it
//! is (the source, a tool, this program) has to show in its name.

use std::{fs, path::Path};

use anyhow::Context as _;

use super::fingerprint::{self, files_in};

/// How many characters of a name are a fingerprint.
const LENGTH: usize = 16;

/// Gives each file with a fingerprint in its name the one of its content, and every file that mentions it the new name.
pub(super) fn by_content(dist: &Path) -> anyhow::Result<()> {
    // What mentions others comes after them: the new names are part of its content.
    for extension in ["css", "wasm", "js"] {
        for file in files_in(dist)? {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(stale) =
                fingerprint_in(name).filter(|_| file.extension().is_some_and(|it| it == extension))
            else {
                continue;
            };
            let bytes = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let renamed = name.replace(stale, &fingerprint::of_bytes(&bytes));
            fs::rename(&file, file.with_file_name(&renamed))
                .with_context(|| format!("{} cannot be renamed", file.display()))?;
            mention(dist, name, &renamed)?;
        }
    }
    Ok(())
}

/// Puts a file's new name into the scripts and pages that mention it.
fn mention(dist: &Path, before: &str, after: &str) -> anyhow::Result<()> {
    let mentioning = |extension: &str| matches!(extension, "js" | "html");
    for file in files_in(dist)? {
        if file.extension().and_then(|extension| extension.to_str()).is_some_and(mentioning) {
            let text =
                fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            fs::write(&file, text.replace(before, after))
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
    }
    Ok(())
}

/// The fingerprint in a name: what stands behind its last hyphen.
fn fingerprint_in(name: &str) -> Option<&str> {
    let (_, behind) = name.rsplit_once('-')?;
    let (fingerprint, _) = behind.split_at_checked(LENGTH)?;
    fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_content_changes_the_name_and_the_names_of_what_mentions_it() {
        let names = |wasm: &str| {
            let dist = std::env::temp_dir().join(format!("fustlink-naming-{}-{wasm}", std::process::id()));
            fs::create_dir_all(&dist).expect("a folder");
            for (name, text) in [
                ("widget-0123456789abcdef_bg.wasm", wasm),
                ("widget-0123456789abcdef.js", "fetch('widget-0123456789abcdef_bg.wasm')"),
                ("page-0123456789abcdef.css", "body{}"),
                ("index.html", "widget-0123456789abcdef.js page-0123456789abcdef.css"),
            ] {
                fs::write(dist.join(name), text).expect("a file");
            }
            by_content(&dist).expect("they are named");
            let page = fs::read_to_string(dist.join("index.html")).expect("the page");
            let (script, style) = page.split_once(' ').expect("two names");
            assert!(dist.join(style).is_file(), "{style}");
            let text = fs::read_to_string(dist.join(script)).expect("the script");
            let module = text.split('\'').nth(1).expect("a name").to_owned();
            assert_eq!(fs::read_to_string(dist.join(&module)).expect("the module"), wasm);
            fs::remove_dir_all(dist).expect("the folder can be removed");
            (script.to_owned(), style.to_owned(), module)
        };
        let (one, another) = (names("one"), names("another"));
        assert_ne!(one.0, another.0, "the script");
        assert_eq!(one.1, another.1, "the style is still the same");
        assert_ne!(one.2, another.2, "the module");
    }

    #[test]
    fn names_without_a_fingerprint_stay() {
        assert_eq!(fingerprint_in("index.html"), None);
        assert_eq!(fingerprint_in("fustlink-widget.js"), None);
        assert_eq!(fingerprint_in("fustlink-widget-276bbc3e561d7541_bg.wasm"), Some("276bbc3e561d7541"));
    }
}
