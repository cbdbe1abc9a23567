//! A client at work: it sends what was counted until it is told that it is accepted, as the widget does, and what comes
//! after that.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::book::{Book, Sent};
use crate::counter::{Answer, Counter, Told, Who};
use crate::plan::{Client, Errand, What};

/// The pause before the same is sent again.
const PAUSE: Duration = Duration::from_millis(100);

/// What is not taken for so long is as good as refused: no round takes the proxy away for longer than a moment.
const LONGEST: Duration = Duration::from_mins(2);

/// Who wants to correct something waits so long until it is saved; else it stays as it is.
const SAVED_WITHIN: Duration = Duration::from_secs(12);

/// Runs a client's errands, at the proxy that it knows to answer.
pub(crate) async fn run(
    client: Client,
    proxies: Vec<String>,
    counter: Counter,
    book: Book,
) -> anyhow::Result<()> {
    let mut desk = Desk { at: client.proxy, proxies, counter, book };
    for errand in &client.errands {
        tokio::time::sleep(errand.after).await;
        if errand.needs.is_none_or(|needed| desk.book.is_acknowledged(needed)) {
            desk.run(errand).await?;
        }
    }
    Ok(())
}

/// A client's place: what it asks, and what it writes down.
struct Desk {
    /// The proxy that answered last.
    at: usize,
    proxies: Vec<String>,
    counter: Counter,
    book: Book,
}

impl Desk {
    async fn run(&mut self, errand: &Errand) -> anyhow::Result<()> {
        match &errand.what {
            What::Confirm(confirmation) => {
                self.book.sent(Sent::Confirmation(confirmation.clone()));
                let body = confirmation.body();
                let told = self.hand_in("confirmations", &body, confirmation.id, errand).await?;
                // Nobody else decides before it is heard.
                if let Some(told) = told.filter(|_| confirmation.second.is_some())
                    && !serde_json::from_value::<Told>(told)?.is_all("held")
                {
                    self.book.refused(confirmation.id, "a repetition was not held".to_owned());
                }
            }
            What::Correct(correction) => {
                if self.is_saved_in_time(correction.of).await {
                    self.book.sent(Sent::Correction(correction.clone()));
                    let path = format!("confirmations/{}/corrections", correction.of);
                    self.hand_in(&path, &correction.body(), correction.id, errand).await?;
                }
            }
            What::Decide { id, is } => {
                self.book.decided(*id, *is, false);
                let (path, body) = (format!("confirmations/{id}/decision"), json!({ "is": is.word() }));
                match self.try_on(&path, &body, *id, errand).await? {
                    (Answer::Acknowledged(_), _) => self.book.decided(*id, *is, true),
                    // It is decided: by what was sent before, and not heard.
                    (Answer::Refused(words), unanswered) if unanswered > 0 && words.contains("not-held") => {}
                    (Answer::Refused(words), _) => {
                        self.book.refused(*id, format!("the decision that it is {}: {words}", is.word()));
                    }
                    (Answer::Unknown, _) => {}
                }
            }
        }
        Ok(())
    }

    /// Sends what is known by its identifier, and perhaps once more; what is told of it once it is acknowledged.
    async fn hand_in(
        &mut self,
        path: &str,
        body: &Value,
        id: Uuid,
        errand: &Errand,
    ) -> anyhow::Result<Option<Value>> {
        match self.try_on(path, body, id, errand).await? {
            (Answer::Acknowledged(told), _) => {
                self.book.acknowledged(id);
                if errand.again
                    && let Answer::Refused(words) =
                        self.counter.send(self.proxy(), Who::Dock, path, body, id).await?
                {
                    self.book.refused(id, format!("when it was sent once more: {words}"));
                }
                Ok(Some(told))
            }
            (Answer::Refused(words), _) => {
                self.book.refused(id, words);
                Ok(None)
            }
            (Answer::Unknown, _) => Ok(None),
        }
    }

    /// Sends something until it is answered or the page is closed; the answer, and how often there was none.
    async fn try_on(
        &mut self,
        path: &str,
        body: &Value,
        id: Uuid,
        errand: &Errand,
    ) -> anyhow::Result<(Answer, u32)> {
        let begun = Instant::now();
        let mut unanswered = 0;
        while errand.patience.is_none_or(|patience| unanswered < patience) {
            if begun.elapsed() > LONGEST {
                return Ok((Answer::Refused(format!("not taken for {} s", LONGEST.as_secs())), unanswered));
            }
            match self.counter.send(self.proxy(), Who::Dock, path, body, id).await? {
                Answer::Unknown => {
                    unanswered += 1;
                    self.go_to_the_next();
                    tokio::time::sleep(PAUSE).await;
                }
                answer => return Ok((answer, unanswered)),
            }
        }
        Ok((Answer::Unknown, unanswered))
    }

    /// Whether a confirmation and all that corrects it is saved soon.
    async fn is_saved_in_time(&mut self, id: Uuid) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < SAVED_WITHIN {
            match self.counter.told(self.proxy(), id).await {
                Ok(Some(told)) => {
                    let mut is_saved = told.is_all("saved");
                    for correction in told.corrections {
                        let told = self.counter.told(self.proxy(), correction).await.ok().flatten();
                        is_saved &= told.is_some_and(|told| told.is_all("saved"));
                    }
                    if is_saved {
                        return true;
                    }
                }
                Ok(None) => return false,
                Err(_) => self.go_to_the_next(),
            }
            tokio::time::sleep(PAUSE).await;
        }
        false
    }

    fn proxy(&self) -> &str {
        self.proxies.get(self.at).map_or("", String::as_str)
    }

    fn go_to_the_next(&mut self) {
        self.at = (self.at + 1) % self.proxies.len().max(1);
    }
}
