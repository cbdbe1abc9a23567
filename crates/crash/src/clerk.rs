//! The person in the office who settles exceptions, and looks at what TrackOnline has before that.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::book::{Book, Pages, Sent, Settlement};
use crate::confirmation::{HeldIs, Second, mark};
use crate::counter::{Answer, Counter, Exception, Who};
use crate::kind::Direction;
use crate::plan::Numbers;
use crate::stand_in::{StandIn, Transaction};

/// A settlement that is not answered is sent again after this pause, and so often.
const PAUSE: Duration = Duration::from_millis(100);
const MOST_TRIES: usize = 30;

/// A clerk at work.
#[derive(Debug, Clone)]
pub(crate) struct Clerk {
    pub(crate) proxies: Vec<String>,
    pub(crate) counter: Counter,
    pub(crate) stand_in: StandIn,
    pub(crate) book: Book,
    pub(crate) numbers: Numbers,
    /// One clerk works at a time.
    pub(crate) office: Arc<Mutex<()>>,
    /// Whether nobody else is at work: then everything is settled, also plans and what is repeated.
    pub(crate) is_calm: bool,
}

impl Clerk {
    /// Works while the rounds go on: where something does not answer, the next clerk goes on.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        if let Ok(_alone) = self.office.try_lock() {
            let _may_fail = self.settle_all().await;
        }
        Ok(())
    }

    /// Settles what can be settled now; how many.
    ///
    /// # Errors
    /// When something does not answer.
    pub(crate) async fn settle_all(&self) -> anyhow::Result<usize> {
        let mut open = None;
        for proxy in &self.proxies {
            open = self.counter.exceptions(proxy, "open").await.ok().or(open);
        }
        let open = open.ok_or_else(|| anyhow::anyhow!("no proxy tells what stands before a person"))?;
        if open.is_empty() {
            return Ok(0);
        }
        // What is not under way after it stood before a person was saved before the record is read, or never will be.
        let is_quiet = self.stand_in.has_saved_all().await?;
        let seen = Seen { is_quiet, record: self.stand_in.record().await? };
        let mut settled = 0;
        for exception in open {
            let Some(settlement) = self.what_to_do(&exception, &seen).await? else { continue };
            self.settle(exception.id, settlement).await?;
            settled += 1;
        }
        Ok(settled)
    }

    /// What is right for an exception; nothing while it cannot be known.
    async fn what_to_do(&self, exception: &Exception, seen: &Seen) -> anyhow::Result<Option<Settlement>> {
        let pages = self.book.read();
        let Some(id) = exception.confirmation else { return Ok(None) };
        let Some(entry) = pages.entries.get(&id) else { return Ok(None) };
        let direction = exception.movement.as_deref().and_then(Direction::of_number);
        let action = match (exception.kind.as_str(), direction) {
            ("second-confirmation", _) => {
                let Sent::Confirmation(confirmation) = &entry.sent else { return Ok(None) };
                match confirmation.second {
                    Some(Second::Clerk(is)) => Some(is.word()),
                    Some(Second::Client(is)) => self.is_calm.then_some(is.word()),
                    None => self.is_calm.then_some(HeldIs::Another.word()),
                }
            }
            ("rejected" | "outcome-unknown", Some(direction)) => {
                if seen.has(id, direction) {
                    Some("found-saved")
                } else if seen.is_quiet {
                    self.about_what_is_not_there(&pages, &entry.sent, direction).await?
                } else {
                    None
                }
            }
            _ => None,
        };
        let settlement = |action| Settlement {
            confirmation: id,
            direction,
            action,
            is_acknowledged: false,
            refusal: None,
        };
        Ok(action.map(settlement))
    }

    async fn about_what_is_not_there(
        &self,
        pages: &Pages,
        sent: &Sent,
        direction: Direction,
    ) -> anyhow::Result<Option<&'static str>> {
        if let Sent::Confirmation(plan) = sent
            && plan.is_plan
        {
            if !self.is_calm {
                // Somebody may be counting it just now.
                return Ok(None);
            }
            for successor in pages.successors(plan, direction) {
                for proxy in &self.proxies {
                    if let Ok(Some(_)) = self.counter.told(proxy, successor.id).await {
                        return Ok(Some("dismiss"));
                    }
                }
            }
        }
        // Where everything is to be saved in the end, nothing is given up.
        let is_given_up = self.numbers == Numbers::Double && sent.id().as_u128().is_multiple_of(4);
        Ok(Some(if is_given_up { "dismiss" } else { "send-again" }))
    }

    async fn settle(&self, exception: Uuid, mut settlement: Settlement) -> anyhow::Result<()> {
        self.book.settled(exception, settlement.clone());
        let mut body = json!({ "action": settlement.action });
        if matches!(settlement.action, "found-saved" | "dismiss") {
            body["reason"] = "looked in TrackOnline".into();
        }
        let path = format!("exceptions/{exception}/settlement");
        for proxy in self.proxies.iter().cycle().take(MOST_TRIES) {
            match self.counter.send(proxy, Who::Clerk, &path, &body, exception).await? {
                Answer::Unknown => tokio::time::sleep(PAUSE).await,
                Answer::Acknowledged(_) => {
                    settlement.is_acknowledged = true;
                    break;
                }
                Answer::Refused(words) => {
                    settlement.refusal = Some(words);
                    break;
                }
            }
        }
        self.book.settled(exception, settlement);
        Ok(())
    }
}

/// What TrackOnline has.
struct Seen {
    /// Whether nothing was under way before the record was read.
    is_quiet: bool,
    record: Vec<Transaction>,
}

impl Seen {
    /// Whether the movement of this confirmation or correction is there, under whatever number.
    fn has(&self, id: Uuid, direction: Direction) -> bool {
        let mark = mark(id);
        self.record.iter().any(|transaction| {
            transaction.notes.contains(&mark) && Direction::of_number(&transaction.number) == Some(direction)
        })
    }
}
