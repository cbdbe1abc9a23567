//! The programs in `fuzz/` that inputs are tried on.

use std::path::Path;

/// A program of `fuzz/Cargo.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FuzzTarget {
    /// Listings and balances.
    Rows,
    /// The answer to a save.
    MessageId,
    /// The result of a save.
    SavedRows,
    /// Dates.
    Moments,
}

impl FuzzTarget {
    /// All targets, in the order in which they run.
    pub(crate) const ALL: [Self; 4] = [Self::Rows, Self::MessageId, Self::SavedRows, Self::Moments];

    /// How it is called on the command line, in `fuzz/Cargo.toml` and as a folder.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::MessageId => "message_id",
            Self::SavedRows => "saved_rows",
            Self::Moments => "moments",
        }
    }

    /// The target that is called so.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.word() == word)
    }

    /// What all are called on the command line.
    pub(crate) fn all_words() -> [&'static str; 4] {
        Self::ALL.map(Self::word)
    }

    /// The target that an input belongs to: the folder that it stands in is named after it.
    pub(super) fn of_input(input: &Path) -> Option<Self> {
        Self::parse(input.parent()?.file_name()?.to_str()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    #[test]
    fn an_input_belongs_to_the_target_that_its_folder_names() {
        assert_eq!(FuzzTarget::of_input(Path::new("fuzz/artifacts/rows/crash-1")), Some(FuzzTarget::Rows));
        assert_eq!(FuzzTarget::of_input(Path::new("saved_rows/x")), Some(FuzzTarget::SavedRows));
        assert_eq!(FuzzTarget::of_input(Path::new("crash-1")), None);
    }

    #[test]
    fn the_targets_are_those_of_fuzz_cargo_toml_and_each_has_seeds() {
        let project = Project::find().expect("the repository");
        let text = std::fs::read_to_string(project.path("fuzz/Cargo.toml")).expect("fuzz/Cargo.toml");
        let manifest: toml::Table = text.parse().expect("TOML");
        let programs = manifest.get("bin").and_then(toml::Value::as_array).expect("programs");
        let names: Vec<_> = programs.iter().filter_map(|program| program.get("name")?.as_str()).collect();
        assert_eq!(names, FuzzTarget::all_words());
        for word in FuzzTarget::all_words() {
            let seeds = std::fs::read_dir(project.path("fuzz/seeds").join(word)).expect(word);
            assert!(seeds.count() > 0, "{word}");
        }
    }
}
