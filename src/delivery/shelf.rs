//! Confirmations that are not known to be stored, or that wait for a person's answer, kept in the browser so that they
//! outlive the page.
//!
//! Each stands under its own identifier, so that two screens of one device do not overwrite each other's. A token is
//! never among them: whoever sends one again does so with their own.

use contract::ConfirmationRequest;
use uuid::Uuid;
use web_sys::Storage;

use super::dispatch::Dispatch;
use crate::host::page;
use crate::json;

/// A kept confirmation, read again.
#[derive(Debug, PartialEq, Eq)]
pub struct Left {
    /// The customer's name when it was sent.
    pub customer_name: String,
    /// What was sent.
    pub request: ConfirmationRequest,
}

/// The browser's store. Where a page in a frame may have none, nothing outlives it.
fn shelf() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// A tenant's confirmations are nobody else's.
fn prefix() -> String {
    ["fustlink:", &page::meta("fustlink-tenant"), ":"].concat()
}

/// Puts what is `lasting` on the shelf, and takes away what was put there `before` and needs to last no longer.
pub fn keep<'a>(before: &mut Vec<Uuid>, lasting: impl Iterator<Item = &'a Dispatch>) {
    let Some(shelf) = shelf() else { return };
    let mut kept = Vec::new();
    let key = |id: Uuid| [prefix(), id.to_string()].concat();
    for dispatch in lasting {
        let id = dispatch.request.id;
        kept.push(id);
        if !before.contains(&id) {
            // A full store refuses; then this one does not outlive the page.
            drop(shelf.set_item(&key(id), &json::kept(&dispatch.customer_name, &dispatch.request)));
        }
    }
    for id in before.iter().filter(|id| !kept.contains(id)) {
        drop(shelf.remove_item(&key(*id)));
    }
    *before = kept;
}

/// What an earlier page has left there.
pub fn left() -> Vec<Left> {
    let Some(shelf) = shelf() else { return Vec::new() };
    let prefix = prefix();
    let keys = (0..shelf.length().unwrap_or(0)).filter_map(|index| shelf.key(index).ok().flatten());
    let texts =
        keys.filter(|key| key.starts_with(&prefix)).filter_map(|key| shelf.get_item(&key).ok().flatten());
    texts.filter_map(|text| json::read(&text)).collect()
}
