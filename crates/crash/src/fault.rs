//! What goes wrong in TrackOnline during a round, in the words of the stand-in's control API.

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

/// Posts of batches.
const POST: (&str, &str) = ("POST", "/api/v1/transaction");
/// Questions for the result of a save.
const RESULT: (&str, &str) = ("GET", "/api/v1/transaction/result");
/// Look-ups, and questions for results.
const LOOK_UP: (&str, &str) = ("GET", "/api/v1/transaction");
/// Every call.
const ANY: (&str, &str) = ("", "");

/// When a late save comes, in milliseconds: the look-ups for it end after 36 seconds.
const LATE: i64 = 40_000;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A fault that the stand-in is asked for.
    Asked {
        /// Its kind, as the stand-in calls it.
        kind: &'static str,
        amount: Option<i64>,
        /// The calls that it is about: method and the beginning of the path.
        about: (&'static str, &'static str),
        once: bool,
    },
    /// Another integration has used the quota up: 429 for so many seconds.
    Exhausted { seconds: u32 },
}

impl Fault {
    /// The answer to a POST is lost or unreadable, before or after the batch was taken: nobody but TrackOnline knows.
    pub(crate) fn lost_answer(dice: &mut StdRng) -> Self {
        let kinds = [
            "answer-lost-before-effect",
            "answer-lost-after-effect",
            "answer-lost-after-effect",
            "status500-before-effect",
            "status500-after-effect",
            "html-page",
        ];
        let kind = kinds.choose(dice).copied().unwrap_or(kinds[0]);
        Self::Asked { kind, amount: None, about: POST, once: true }
    }

    /// A save whose result nobody is told, and that comes so late that it stands before a person by then: longer than what
    /// the service is told that TrackOnline needs at most.
    pub(crate) fn late_save() -> [Self; 2] {
        let once = |kind, amount, about| Self::Asked { kind, amount, about, once: true };
        [once("slow-save", Some(LATE), POST), once("message-outdated", None, RESULT)]
    }

    /// Anything else. What makes everything wait for half a minute is left out: rounds are short.
    pub(crate) fn nuisance(dice: &mut StdRng) -> Self {
        let once = |kind, about| Self::Asked { kind, amount: None, about, once: true };
        let lasting = |kind, amount, about| Self::Asked { kind, amount: Some(amount), about, once: false };
        match dice.random_range(0..14) {
            0..=3 => lasting("slow-save", dice.random_range(500..=4_000), POST),
            4..=5 => once("save-fails-partly", POST),
            6..=7 => once("message-outdated", RESULT),
            8 => once("html-page", RESULT),
            9 => once("answer-lost-after-effect", LOOK_UP),
            10..=11 => lasting("latency", dice.random_range(50..=400), ANY),
            12 => lasting("clock-skew", dice.random_range(-7_200..=7_200), ANY),
            _ => Self::Exhausted { seconds: dice.random_range(1..=2) },
        }
    }

    /// How it is counted.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Asked { amount: Some(LATE), .. } => "save that comes very late",
            Self::Asked { kind, .. } => kind,
            Self::Exhausted { .. } => "quota used up",
        }
    }

    /// The path to post at the stand-in's control API, and the body.
    pub(crate) fn request(&self) -> (String, Value) {
        match self {
            Self::Exhausted { seconds } => (format!("/_sandbox/quota/exhaust?seconds={seconds}"), json!({})),
            Self::Asked { kind, amount, about: (method, path), once } => {
                let mut body = json!({ "kind": kind, "once": once });
                if let Some(amount) = amount {
                    body["amount"] = (*amount).into();
                }
                if !method.is_empty() {
                    body["method"] = (*method).into();
                    body["path"] = (*path).into();
                }
                ("/_sandbox/faults".to_owned(), body)
            }
        }
    }
}
