//! Faults on request: what goes wrong with a call or with a save, once or by chance, without anything being wrong.
//!
//! Chance follows from each fault's own seed, so the same faults strike the same calls of the same test again.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::world::dice::Dice;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "amount", rename_all = "kebab-case")]
pub enum FaultKind {
    /// The call waits so many milliseconds before anything happens.
    Latency(u32),
    /// The connection ends without an answer, and nothing has happened.
    AnswerLostBeforeEffect,
    /// The connection ends without an answer, though what was asked has happened.
    AnswerLostAfterEffect,
    /// 500, and nothing has happened.
    Status500BeforeEffect,
    /// 500, though what was asked has happened.
    Status500AfterEffect,
    /// 429 with half a minute to wait, though the quota is not used up.
    Limit429,
    /// A batch takes so many milliseconds longer to be saved.
    SlowSave(u32),
    /// Every second thing of a batch is not saved, its first one among them, and the result says so.
    SaveFailsPartly,
    /// The message ID that is asked for is outdated from then on.
    MessageOutdated,
    /// The stand-in's own clock is so many seconds ahead, in every time that it writes. It stands until it is taken
    /// away, whatever the call.
    ClockSkew(i32),
    /// 200 with a page of HTML, and nothing has happened.
    HtmlPage,
}

/// What goes wrong, with which calls, and how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// With calls of this method only. For saves it is that of the call that posted the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// With calls whose path begins so only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether it is gone once it has struck.
    #[serde(default)]
    pub once: bool,
    /// How likely it strikes each time, from 0 to 1.
    #[serde(default = "certain")]
    pub probability: f64,
    /// What chance follows from.
    #[serde(default)]
    pub seed: u64,
}

const fn certain() -> f64 {
    1.0
}

impl Fault {
    /// One that strikes every call.
    pub fn always(kind: FaultKind) -> Self {
        Self { kind, method: None, path: None, once: false, probability: certain(), seed: 0 }
    }

    /// One that strikes a single call.
    pub fn once(kind: FaultKind) -> Self {
        Self { once: true, ..Self::always(kind) }
    }

    fn is_about(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|of| of.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|prefix| path.starts_with(prefix))
    }
}

/// A probability that is none.
#[derive(Debug, Error)]
#[error("{0} is not a probability: a number from 0 to 1 is needed")]
pub(super) struct NoProbability(f64);

/// A fault that was asked for.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Standing {
    pub(super) id: u64,
    #[serde(flatten)]
    pub(super) fault: Fault,
    /// How often it has struck.
    pub(super) struck: u64,
    #[serde(skip)]
    dice: Dice,
}

/// The faults that were asked for.
#[derive(Debug, Default)]
pub(super) struct Faults {
    added: u64,
    standing: Vec<Standing>,
}

impl Faults {
    pub(super) fn standing(&self) -> &[Standing] {
        &self.standing
    }

    /// Adds a fault and gives it as it stands.
    pub(super) fn add(&mut self, fault: Fault) -> Result<Standing, NoProbability> {
        if !(0.0..=1.0).contains(&fault.probability) {
            return Err(NoProbability(fault.probability));
        }
        self.added += 1;
        let dice = Dice::new(fault.seed, "fault");
        let standing = Standing { id: self.added, fault, struck: 0, dice };
        self.standing.push(standing.clone());
        Ok(standing)
    }

    /// Takes one away; false when there is none of this number.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let before = self.standing.len();
        self.standing.retain(|standing| standing.id != id);
        self.standing.len() < before
    }

    pub(super) fn clear(&mut self) {
        self.standing.clear();
    }

    /// The first fault that strikes this call, of those that `means` something here.
    pub(super) fn strike<T>(
        &mut self,
        method: &str,
        path: &str,
        means: impl Fn(FaultKind) -> Option<T>,
    ) -> Option<T> {
        let (place, what) = self.standing.iter_mut().enumerate().find_map(|(place, standing)| {
            let what = means(standing.fault.kind).filter(|_| standing.fault.is_about(method, path))?;
            let millionths = f64::from(standing.dice.count(0, 999_999));
            (millionths < standing.fault.probability * 1e6).then_some((place, what))
        })?;
        self.standing[place].struck += 1;
        if self.standing[place].fault.once {
            self.standing.remove(place);
        }
        Some(what)
    }

    /// How many seconds the stand-in's own clock is ahead.
    pub(super) fn skew(&self) -> i64 {
        let skew = |standing: &Standing| match standing.fault.kind {
            FaultKind::ClockSkew(seconds) => i64::from(seconds),
            _ => 0,
        };
        self.standing.iter().map(skew).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strikes(fault: Fault, calls: usize) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.add(fault).unwrap();
        (0..calls).map(|_| faults.strike("GET", "/api/v1/status", Some).is_some()).collect()
    }

    #[test]
    fn a_fault_strikes_once_always_or_by_chance_and_the_same_chance_again() {
        let kind = FaultKind::HtmlPage;
        assert_eq!(strikes(Fault::once(kind), 3), [true, false, false]);
        assert_eq!(strikes(Fault::always(kind), 3), [true; 3]);
        let by_chance = Fault { probability: 0.3, seed: 7, ..Fault::always(kind) };
        let struck = strikes(by_chance.clone(), 1_000);
        assert_eq!(struck, strikes(by_chance.clone(), 1_000));
        assert_ne!(struck, strikes(Fault { seed: 8, ..by_chance.clone() }, 1_000));
        assert!((250..350).contains(&struck.iter().filter(|struck| **struck).count()));
        assert_eq!(strikes(Fault { probability: 0.0, ..by_chance.clone() }, 50), [false; 50]);
        let first_by_chance = strikes(Fault { once: true, ..by_chance }, 1_000);
        assert_eq!(first_by_chance.iter().filter(|struck| **struck).count(), 1);
    }

    #[test]
    fn a_fault_strikes_only_the_calls_it_is_about() {
        let about = |method: Option<&str>, path: Option<&str>| Fault {
            method: method.map(str::to_owned),
            path: path.map(str::to_owned),
            ..Fault::always(FaultKind::HtmlPage)
        };
        for (method, path, strikes) in [
            (None, None, true),
            (Some("get"), None, true),
            (Some("POST"), None, false),
            (None, Some("/api/v1/balance"), true),
            (None, Some("/api/v1/transaction"), false),
            (Some("GET"), Some("/api/v1/balance/counterpart"), true),
        ] {
            assert_eq!(about(method, path).is_about("GET", "/api/v1/balance/counterpart"), strikes);
        }
    }

    #[test]
    fn it_is_written_with_its_kind_and_amount_beside_the_rest() {
        let written = serde_json::json!({ "kind": "latency", "amount": 200, "path": "/api/v1/balance" });
        let fault: Fault = serde_json::from_value(written).unwrap();
        let expected =
            Fault { path: Some("/api/v1/balance".into()), ..Fault::always(FaultKind::Latency(200)) };
        assert_eq!(fault, expected);
        let fault: Fault = serde_json::from_str(r#"{"kind": "status500-before-effect"}"#).unwrap();
        assert_eq!(fault, Fault::always(FaultKind::Status500BeforeEffect));
        let mut faults = Faults::default();
        assert!(faults.add(Fault { probability: 1.5, ..fault }).is_err());
    }
}
