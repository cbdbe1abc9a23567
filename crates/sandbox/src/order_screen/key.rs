//! The key that signs tokens: made once, kept in a file that only its owner may read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::Ed25519KeyPair;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("cannot use the signing key {}: {source}", path.display())]
    File {
        /// The key's file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{} is not an Ed25519 key; move it away to have a new one made", path.display())]
    Unreadable {
        /// The key's file.
        path: PathBuf,
        /// What is wrong with it.
        source: jsonwebtoken::errors::Error,
    },
    /// The machine gave no random numbers.
    #[error("no new key could be made: {0}")]
    Unmade(aws_lc_rs::error::Unspecified),
}

/// An Ed25519 key with the set that makes its public half known.
pub(super) struct SigningKey {
    private: EncodingKey,
    /// A key that nobody knows, for tokens that are signed wrongly on request.
    stranger: EncodingKey,
    header: Header,
    public: JwkSet,
}

impl SigningKey {
    /// The key in the file, which is made if it does not exist.
    pub(super) fn open(path: &Path) -> Result<Self, KeyError> {
        let file = |source| KeyError::File { path: path.to_owned(), source };
        let der = match fs::read(path) {
            Ok(der) => der,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let der = generate()?;
                write_privately(path, &der).map_err(file)?;
                der
            }
            Err(error) => return Err(file(error)),
        };
        let unreadable = |source| KeyError::Unreadable { path: path.to_owned(), source };
        let private = EncodingKey::from_ed_der(&der);
        let mut jwk = Jwk::from_encoding_key(&private, Algorithm::EdDSA).map_err(unreadable)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(unreadable)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            private,
            stranger: EncodingKey::from_ed_der(&generate()?),
            header: Header { kid: Some(kid), ..Header::new(Algorithm::EdDSA) },
            public: JwkSet { keys: vec![jwk] },
        })
    }

    /// The key set that the proxy checks signatures by.
    pub(super) fn public(&self) -> &JwkSet {
        &self.public
    }

    /// A token with these claims.
    pub(super) fn sign(&self, claims: &impl Serialize) -> jsonwebtoken::errors::Result<String> {
        jsonwebtoken::encode(&self.header, claims, &self.private)
    }

    /// A token that names our key and is signed by another.
    pub(super) fn sign_wrongly(&self, claims: &impl Serialize) -> jsonwebtoken::errors::Result<String> {
        jsonwebtoken::encode(&self.header, claims, &self.stranger)
    }
}

/// A new key as PKCS #8, first version: the form that `jsonwebtoken` derives the public half from.
fn generate() -> Result<Vec<u8>, KeyError> {
    let pair = Ed25519KeyPair::generate().map_err(KeyError::Unmade)?;
    Ok(pair.to_pkcs8v1().map_err(KeyError::Unmade)?.as_ref().to_vec())
}

/// Written beside its place and renamed, so that a half-written key is never read.
fn write_privately(path: &Path, content: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing-key.der");
        let first = SigningKey::open(&path).unwrap();
        let again = SigningKey::open(&path).unwrap();
        assert_eq!(first.public().keys[0].common.key_id, again.public().keys[0].common.key_id);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600, "{mode:o}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn a_file_that_is_no_key_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing-key.der");
        fs::write(&path, "not a key").unwrap();
        let Err(error) = SigningKey::open(&path) else { panic!("that was no key") };
        assert!(
            error.to_string().ends_with("is not an Ed25519 key; move it away to have a new one made"),
            "{error}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"not a key");
    }
}
