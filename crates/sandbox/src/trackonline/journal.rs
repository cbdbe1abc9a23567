//! What has happened since the first start, one line of JSON per event, on disk before anyone is told of it.
//!
//! The made-up history is not in it: that follows from the date in the first line. A last line that was cut off by a
//! crash is dropped; what it was about was never answered.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::batch::Batch;
use super::books::Save;
use super::transaction::Transaction;
use crate::world::{EDITION, SEED};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event {
    /// The first line: which world everything after it stands on.
    Opened {
        /// The day that the made-up history leads up to.
        base: NaiveDate,
        seed: u64,
        edition: u32,
        at: DateTime<Utc>,
    },
    /// A batch was received and its sender told so.
    Received {
        message: Uuid,
        at: DateTime<Utc>,
        due: DateTime<Utc>,
        #[serde(flatten)]
        batch: Batch,
    },
    /// A batch was saved.
    Saved(Save),
    /// The result of a batch was given up before its time.
    Outdated { message: Uuid },
    /// Somebody put a balance right on the control page.
    Corrected(Box<Transaction>),
}

/// Why the state on disk cannot be used.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Another process has it open.
    #[error("{0} is in use by another stand-in; stop that one or choose another state folder")]
    InUse(PathBuf),
    /// The file system refuses.
    #[error("{path} cannot be read or written: {source}")]
    File {
        /// The journal.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// A line that is not the last one cannot be read.
    #[error("line {line} of {path} cannot be read ({source}); move the state folder away to begin anew")]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It was written by a version whose made-up history was another.
    #[error("{0} belongs to another version's history; move the state folder away to begin anew")]
    OtherWorld(PathBuf),
}

/// The open journal. While it is open, no other process can open it.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

/// What was found in a journal: the day it stands on, and every event since.
pub(super) type Story = (NaiveDate, Vec<Event>);

impl Journal {
    /// Opens the journal in `folder`, or begins one that stands on `now`.
    pub(super) fn open(folder: &Path, now: DateTime<Utc>) -> Result<(Self, Story), JournalError> {
        let path = folder.join("journal.jsonl");
        let failed = |source| JournalError::File { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let file = File::options().create(true).read(true).append(true).open(&path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => JournalError::InUse(path.clone()),
            TryLockError::Error(source) => failed(source),
        })?;
        let bytes = fs::read(&path).map_err(failed)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if whole < bytes.len() {
            tracing::warn!(bytes = bytes.len() - whole, "dropped a line that a crash had cut off");
            file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(failed)?;
        }
        let mut journal = Self { file };
        let mut events = read(&bytes[..whole], &path)?.into_iter();
        let base = match events.next() {
            Some(Event::Opened { base, seed: SEED, edition: EDITION, .. }) => base,
            Some(_) => return Err(JournalError::OtherWorld(path)),
            None => {
                let base = now.date_naive();
                let opened = Event::Opened { base, seed: SEED, edition: EDITION, at: now };
                journal.write(&opened).and_then(|()| File::open(folder)?.sync_all()).map_err(failed)?;
                base
            }
        };
        Ok((journal, (base, events.collect())))
    }

    /// Puts an event on disk. When this fails, the event has not happened: a part of a line that was written is taken
    /// back, so that the next one does not continue it.
    pub(super) fn write(&mut self, event: &Event) -> io::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        let before = self.file.metadata()?.len();
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        if written.is_err() {
            self.file.set_len(before)?;
        }
        written
    }
}

fn read(bytes: &[u8], path: &Path) -> Result<Vec<Event>, JournalError> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .zip(1..)
        .map(|(text, line)| {
            serde_json::from_slice(text).map_err(|source| JournalError::Damaged {
                path: path.to_owned(),
                line,
                source,
            })
        })
        .collect()
}
