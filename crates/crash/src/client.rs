//! A client at work: it sends what was counted until it is told that it is accepted, as the widget does.

use std::time::{Duration, Instant};

use crate::book::Book;
use crate::counter::{Answer, Counter};
use crate::plan::{Client, Errand};

/// The pause before the same confirmation is sent again.
const PAUSE: Duration = Duration::from_millis(100);

/// A confirmation that is not taken for so long is as good as refused: no round takes the proxy away for longer than a moment.
const LONGEST: Duration = Duration::from_mins(2);

/// Runs a client's errands, at the proxy that it knows to answer.
pub(crate) async fn run(
    client: Client,
    proxies: Vec<String>,
    counter: Counter,
    book: Book,
) -> anyhow::Result<()> {
    let mut proxy = client.proxy;
    for errand in &client.errands {
        tokio::time::sleep(errand.after).await;
        let id = errand.confirmation.id;
        book.sent(&errand.confirmation);
        if hand_in(errand, &mut proxy, &proxies, &counter, &book).await? && errand.again {
            let place = proxies.get(proxy).map_or("", String::as_str);
            if let Answer::Refused(words) = counter.confirm(place, &errand.confirmation).await? {
                book.refused(id, format!("when it was sent once more: {words}"));
            }
        }
    }
    Ok(())
}

/// Sends one confirmation until it is answered; whether it was acknowledged.
async fn hand_in(
    errand: &Errand,
    proxy: &mut usize,
    proxies: &[String],
    counter: &Counter,
    book: &Book,
) -> anyhow::Result<bool> {
    let id = errand.confirmation.id;
    let begun = Instant::now();
    let mut unanswered = 0;
    while errand.patience.is_none_or(|patience| unanswered < patience) {
        if begun.elapsed() > LONGEST {
            book.refused(id, format!("not taken for {} s", LONGEST.as_secs()));
            return Ok(false);
        }
        let place = proxies.get(*proxy).map_or("", String::as_str);
        match counter.confirm(place, &errand.confirmation).await? {
            Answer::Acknowledged => {
                book.acknowledged(id);
                return Ok(true);
            }
            Answer::Refused(words) => {
                book.refused(id, words);
                return Ok(false);
            }
            Answer::Unknown => {
                unanswered += 1;
                *proxy = (*proxy + 1) % proxies.len().max(1);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    Ok(false)
}
