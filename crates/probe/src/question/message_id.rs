//! Where the message ID of a save stands.

use serde_json::Value;
use trackonline::MessageId;

use super::{Question, Topic, unwritten};
use crate::answer::plain;
use crate::evidence::Evidence;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Saving,
    asks: "Where does the message ID of a save stand?",
    settings: &["message_id_fields"],
    needs: &[],
    writes: true,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let first = evidence.written.as_ref().and_then(|written| written.first.as_ref());
    let Some(first) = first.filter(|first| first.receipt.is_good()) else {
        return unwritten(evidence, "no save was received");
    };
    let told = first.polls.iter().any(|status| matches!(status, 200 | 202 | 204));
    match (&first.message, &first.receipt.json) {
        (Some(message), json) if told => {
            Judgement::confirmed(format!("{}, and the result was told for it", place(message, json.as_ref())))
        }
        (_, Some(Value::Object(object))) => {
            let fields: Vec<&str> = object.keys().map(|field| plain(field)).take(12).collect();
            let seen = format!(
                "no result was told for what was read; the answer's fields are {}",
                fields.join(", ")
            );
            // The first field that could be one and was not taken for it.
            let other = object.iter().find(|(_, value)| {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    _ => return false,
                };
                MessageId::new(&text).is_ok_and(|id| Some(&id) != first.message.as_ref())
            });
            match other {
                Some((field, _)) => Judgement::refuted(seen, Change::assumption(question.setting(), [field])),
                None => Judgement::refuted_without_a_setting(seen),
            }
        }
        (Some(_), _) => {
            Judgement::open("one was read, and its result was not told in time", "run the probe again")
        }
        (None, _) => {
            Judgement::refuted_without_a_setting("the answer to a save holds nothing that could be one")
        }
    }
}

fn place(message: &MessageId, json: Option<&Value>) -> String {
    match json {
        Some(Value::Object(object)) => {
            let holds = |value: &Value| match value {
                Value::String(text) => text.trim() == message.as_str(),
                Value::Number(number) => number.to_string() == message.as_str(),
                _ => false,
            };
            let field =
                object.iter().find(|(_, value)| holds(value)).map_or("a field", |(field, _)| plain(field));
            format!("it stands in the field {field}")
        }
        Some(Value::String(_)) => "it is the whole answer, as a text".to_owned(),
        _ => "it is the whole answer".to_owned(),
    }
}
