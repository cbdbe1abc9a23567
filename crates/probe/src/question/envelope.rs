//! What rows are wrapped in.

use trackonline::Envelope;

use super::{Question, Topic};
use crate::answer::{Wrapping, plain};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "What are rows wrapped in?",
    settings: &["envelope"],
    needs: &[Reading::Locations, Reading::Transactions, Reading::Balance],
    writes: false,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let found = question.needs.iter().find_map(|reading| {
        let answer = evidence.answer(*reading).filter(|answer| answer.is_good())?;
        answer.wrapped_rows().map(|(_, wrapping)| wrapping)
    });
    let Some(found) = found else {
        return evidence.without_rows(Reading::Locations, "when a listing first brings rows");
    };
    let (seen, narrow) = match &found {
        Wrapping::Bare => ("rows come as a bare array".to_owned(), Envelope::Bare),
        Wrapping::OnlyArray(field) => {
            (format!("rows come in an object, in its field {}", plain(field)), Envelope::Field(field.clone()))
        }
        Wrapping::OneOfSeveral(field) => (
            format!("rows come in an object with several arrays, in its field {}", plain(field)),
            Envelope::Field(field.clone()),
        ),
    };
    let read_by_either = !matches!(found, Wrapping::OneOfSeveral(_));
    match &evidence.assumptions.envelope {
        Envelope::Either if read_by_either => Judgement::confirmed(seen),
        set if *set == narrow => Judgement::confirmed(seen),
        _ => {
            let wanted = if read_by_either { Envelope::Either } else { narrow };
            Judgement::refuted(seen, Change::assumption(question.setting(), wanted))
        }
    }
}
