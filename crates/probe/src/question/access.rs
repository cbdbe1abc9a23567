//! Keys.

use super::{Question, Topic};
use crate::desk::Stopped;
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const KEY: Question = Question {
    topic: Topic::Access,
    asks: "Is the key taken from the header?",
    settings: &[],
    needs: &[Reading::Locations],
    writes: false,
    judge: key,
};

pub(super) const OAUTH: Question = Question {
    topic: Topic::Access,
    asks: "Does the account use OAuth 2 instead of a key?",
    settings: &["Auth::OAuth2ClientCredentials"],
    needs: &[],
    writes: false,
    judge: |question, evidence| match key(question, evidence).verdict {
        crate::Verdict::Confirmed => Judgement::confirmed("what it was asked with is taken"),
        _ => Judgement::open("no listing answered", "when an administrator looks the kind of access up"),
    },
};

pub(super) const CREDENTIALS: Question = Question {
    topic: Topic::Access,
    asks: "Where does an issuer of tokens take name and secret?",
    settings: &["credentials_in"],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("the probe asks no issuer of tokens", "when the first token is issued or refused")
    },
};

fn key(_: &Question, evidence: &Evidence<'_>) -> Judgement {
    let taken = evidence.answers().filter(|(_, answer)| answer.is_good()).count();
    match &evidence.stopped {
        Some(Stopped::Key(status)) if taken == 0 => Judgement::refuted_without_a_setting(format!(
            "status {status}: check the key, and that it belongs to this administration"
        )),
        _ if taken > 0 => Judgement::confirmed(format!("{taken} calls were answered")),
        _ => Judgement::open("no call was answered", "when a call is answered"),
    }
}
