//! One save: its POST, and looks at its result until it is told or the looks run out.

use serde_json::Value;
use trackonline::{MessageId, RawCall, SavedRow, decode};

use crate::answer::Answer;
use crate::desk::{Desk, NoAnswer};
use crate::evidence::Evidence;

/// How a save went.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    /// The answer to the POST.
    pub(crate) receipt: Answer,
    /// The message ID in it.
    pub(crate) message: Option<MessageId>,
    /// The statuses of the looks at its result.
    pub(crate) polls: Vec<u16>,
    /// The answer that told the result.
    pub(crate) result: Option<Answer>,
    /// The rows of the result.
    pub(crate) rows: Vec<SavedRow>,
}

impl Saved {
    /// Whether the result was told.
    pub(crate) const fn is_done(&self) -> bool {
        self.result.is_some()
    }

    /// Whether something may still come of it.
    pub(crate) const fn is_open(&self) -> bool {
        self.receipt.is_good() && !self.is_done()
    }

    /// Whether a row with this number, or any row where rows name nothing, was not saved.
    pub(crate) fn rejected(&self, number: &str) -> bool {
        self.rows.iter().any(|row| row.error.is_some() && row.number.as_deref().is_none_or(|of| of == number))
    }
}

/// Posts a batch and looks at its result at most `looks` times. Where looks are few, they come late: a look too early
/// is a call for nothing.
pub(super) async fn save(
    desk: &mut Desk<'_>,
    evidence: &Evidence<'_>,
    doing: &str,
    body: Value,
    looks: usize,
) -> Result<Saved, NoAnswer> {
    let assumptions = evidence.assumptions;
    let receipt = desk.ask(doing, &RawCall::post(&assumptions.paths.transaction, body)).await?;
    let message = receipt.is_good().then(|| decode::message_id(&receipt.body, assumptions).ok()).flatten();
    let mut saved = Saved { receipt, message, ..Saved::default() };
    let Some(message) = saved.message.clone() else { return Ok(saved) };
    let pauses = &evidence.plan.pauses;
    for pause in pauses.iter().skip(pauses.len().saturating_sub(looks)) {
        tokio::time::sleep(*pause).await;
        let call = RawCall::get(&assumptions.paths.transaction_result).about("messageId", message.as_str());
        // Without a look the save is open, which is what is known of it.
        let Ok(answer) = desk.ask("asking what came of it", &call).await else { break };
        saved.polls.push(answer.status);
        match answer.status {
            202 => {}
            200 | 204 => {
                saved.rows = decode::saved_rows(&answer.body, assumptions).unwrap_or_default();
                saved.result = Some(answer);
                break;
            }
            _ => break,
        }
    }
    Ok(saved)
}
