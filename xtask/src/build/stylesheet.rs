//! One stylesheet instead of one for each part of the screen: together they are compressed better, and one request brings
//! them.

use std::{fs, path::Path};

use anyhow::Context as _;

/// What the stylesheet is called until it is named by its content.
const NAME: &str = "widget-0000000000000000.css";

/// Joins the stylesheets that the page links, in the page's order, in the place of the first.
pub(super) fn join(dist: &Path) -> anyhow::Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let mut joined = String::new();
    let mut with_one = String::with_capacity(html.len());
    for line in html.split_inclusive('\n') {
        let Some(name) = linked(line) else {
            with_one.push_str(line);
            continue;
        };
        if joined.is_empty() {
            with_one.push_str(&line.replace(name, NAME));
        }
        let part = dist.join(name);
        joined += &fs::read_to_string(&part).with_context(|| format!("{} cannot be read", part.display()))?;
        joined.push('\n');
        fs::remove_file(&part).with_context(|| format!("{} cannot be removed", part.display()))?;
    }
    fs::write(dist.join(NAME), joined).with_context(|| format!("{NAME} cannot be written"))?;
    fs::write(&page, with_one).with_context(|| format!("{} cannot be written", page.display()))
}

/// The name of the stylesheet that a line of Trunk's page links.
fn linked(line: &str) -> Option<&str> {
    let (path, _) = line.trim_start().strip_prefix("<link rel=\"stylesheet\" href=\"")?.split_once('"')?;
    path.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_links_one_stylesheet_that_holds_all_in_their_order() {
        let dist = std::env::temp_dir().join(format!("fustlink-stylesheet-{}", std::process::id()));
        fs::create_dir_all(&dist).expect("a folder");
        let link =
            |name: &str| format!("  <link rel=\"stylesheet\" href=\"/assets/{name}\" data-x=\"y\"/>\n");
        let html = format!("<head>\n{}{}</head>\n", link("tokens-1f.css"), link("page-2a.css"));
        for (name, text) in
            [("index.html", html.as_str()), ("tokens-1f.css", ":root{}"), ("page-2a.css", "body{}")]
        {
            fs::write(dist.join(name), text).expect("a file");
        }
        join(&dist).expect("they are joined");
        let read = |name: &str| fs::read_to_string(dist.join(name)).expect("a file");
        assert_eq!(read("index.html"), format!("<head>\n{}</head>\n", link(NAME)));
        assert_eq!(read(NAME), ":root{}\nbody{}\n");
        assert!(!dist.join("tokens-1f.css").exists() && !dist.join("page-2a.css").exists());
        fs::remove_dir_all(dist).expect("the folder can be removed");
    }
}
