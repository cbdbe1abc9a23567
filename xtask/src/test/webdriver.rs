//! How the browser is started for the widget's browser tests: `webdriver.json`, with the browser of this machine.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde_json::Value;

use crate::project::Project;

/// Writes the settings for this machine's browser; the answer is their file.
pub(super) fn settings(project: &Project, chromium: &Path) -> anyhow::Result<PathBuf> {
    let text = fs::read_to_string(project.path("webdriver.json")).context("webdriver.json cannot be read")?;
    let file = project.logs().join("webdriver.json");
    fs::write(&file, with_browser(&text, chromium)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

fn with_browser(settings: &str, chromium: &Path) -> anyhow::Result<String> {
    let mut settings: Value = serde_json::from_str(settings).context("webdriver.json is not JSON")?;
    settings
        .get_mut("goog:chromeOptions")
        .and_then(Value::as_object_mut)
        .context("webdriver.json has no goog:chromeOptions")?
        .insert("binary".to_owned(), chromium.display().to_string().into());
    Ok(settings.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_named_and_the_arguments_stay() {
        let project = Project::find().expect("the repository");
        let text = fs::read_to_string(project.path("webdriver.json")).expect("webdriver.json");
        let written = with_browser(&text, Path::new("/opt/chromium")).expect("settings");
        let written: Value = serde_json::from_str(&written).expect("JSON");
        let options = written.get("goog:chromeOptions").expect("the options");
        assert_eq!(options.get("binary"), Some(&Value::from("/opt/chromium")));
        let arguments = options.get("args").and_then(Value::as_array).expect("the arguments");
        assert!(arguments.contains(&Value::from("--headless")));
    }
}
