//! Whose row it is.

use std::fmt;

/// A tenant: one wholesaler with one TrackOnline administration. Lower-case letters, digits and hyphens, so that it can
/// stand in an address and a log without escaping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(String);

/// A text that cannot be a tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a tenant: use 1 to 40 lower-case letters, digits and hyphens")]
pub struct TenantIdError(String);

impl TenantId {
    /// # Errors
    /// When the text is empty, longer than 40 characters, or holds anything but `a-z`, `0-9` and `-`.
    pub fn new(text: &str) -> Result<Self, TenantIdError> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(TenantIdError(text.to_owned())) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_safe_in_an_address() {
        assert!(TenantId::new("demo-2").is_ok());
        for text in ["", "Demo", "a/b", "a b", "é", &"x".repeat(41)] {
            assert!(TenantId::new(text).is_err(), "{text}");
        }
    }
}
