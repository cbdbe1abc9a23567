//! What an administrator links by hand, where TrackOnline's external numbers do not.

use std::collections::BTreeMap;

use contract::{CustomerNumber, ItemNumber, LocationNumber, PackagingCode, Part};
use serde::Deserialize;

/// Customers and packaging codes, linked by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappingFile {
    /// FreshPortal's customer number to the customer's main location.
    pub customers: BTreeMap<CustomerNumber, LocationNumber>,
    /// FreshPortal's packaging code to the items it consists of.
    pub packaging: BTreeMap<PackagingCode, Vec<Part>>,
}

/// A mapping file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingFileError {
    /// It is not TOML, or an entry is not as it should be.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// One number or code is linked twice.
    #[error("{0} is linked twice; keep one")]
    Twice(String),
    /// A code that consists of nothing.
    #[error("packaging {0} has no items, or an item of 0 pieces")]
    Nothing(PackagingCode),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    customer: Vec<Customer>,
    #[serde(default)]
    packaging: Vec<Packaging>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Customer {
    freshportal: CustomerNumber,
    trackonline: LocationNumber,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packaging {
    code: PackagingCode,
    items: Vec<PartEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartEntry {
    item: ItemNumber,
    #[serde(default = "one")]
    pieces: u32,
}

const fn one() -> u32 {
    1
}

impl MappingFile {
    /// Reads a mapping file's text.
    ///
    /// # Errors
    /// When it cannot be read, links something twice, or links a code to nothing.
    pub fn parse(text: &str) -> Result<Self, MappingFileError> {
        let file: File = toml::from_str(text)?;
        let mut mapping = Self::default();
        for Customer { freshportal, trackonline } in file.customer {
            if mapping.customers.insert(freshportal.clone(), trackonline).is_some() {
                return Err(MappingFileError::Twice(format!("customer {freshportal}")));
            }
        }
        for Packaging { code, items } in file.packaging {
            let parts: Vec<Part> =
                items.into_iter().map(|PartEntry { item, pieces }| Part { item, pieces }).collect();
            if parts.is_empty() || parts.iter().any(|part| part.pieces == 0) {
                return Err(MappingFileError::Nothing(code));
            }
            if mapping.packaging.insert(code.clone(), parts).is_some() {
                return Err(MappingFileError::Twice(format!("packaging {code}")));
            }
        }
        Ok(mapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_may_be_several_items() {
        let mapping = MappingFile::parse(
            r#"
            [[customer]]
            freshportal = "10052"
            trackonline = "C0460"
            [[packaging]]
            code = "CC6"
            items = [{ item = "TAG6" }, { item = "SHELF", pieces = 3 }]
            "#,
        )
        .unwrap();
        let parts = &mapping.packaging[&PackagingCode::new("CC6").unwrap()];
        assert_eq!(parts.iter().map(|part| part.pieces).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(mapping.customers.len(), 1);
    }

    #[test]
    fn an_entry_that_cannot_be_meant_is_named() {
        for (text, names) in [
            ("[[packaging]]\ncode = \"A\"\nitems = []", "packaging A"),
            ("[[packaging]]\ncode = \"A\"\nitems = [{ item = \"X\", pieces = 0 }]", "packaging A"),
            (
                "[[customer]]\nfreshportal = \"1\"\ntrackonline = \"A\"\n[[customer]]\nfreshportal = \"1\"\ntrackonline = \"B\"",
                "customer 1",
            ),
            ("[[customer]]\nfreshportal = \"1\"\ntrackonlin = \"A\"", "trackonlin"),
        ] {
            let error = MappingFile::parse(text).unwrap_err().to_string();
            assert!(error.contains(names), "{error}");
        }
    }
}
