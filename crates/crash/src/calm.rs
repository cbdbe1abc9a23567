//! The calm after some rounds: nothing goes wrong any more, everything settles, and is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::book::Book;
use crate::counter::Told;
use crate::house::House;
use crate::judgement::Judgement;
use crate::say;

/// How long everything may take to settle when nothing goes wrong any more: the longest pause after a failure that the
/// rounds can lead to, and look-ups after it.
const PATIENCE: Duration = Duration::from_mins(4);
const LOOK: Duration = Duration::from_millis(200);
/// How often a person is told that it is waited for.
const WORD: Duration = Duration::from_secs(15);

/// Waits until everything that was acknowledged is settled, and judges. `before` are the numbers of the transactions that
/// the stand-in held before the first round.
pub(crate) async fn judge(
    house: &mut House,
    clients: &mut JoinSet<anyhow::Result<()>>,
    book: &Book,
    before: &BTreeSet<String>,
) -> anyhow::Result<Judgement> {
    house.start_stand_in().await?;
    house.stand_in.clear().await?;
    house.start_proxy(0, None).await?;
    while let Some(client) = clients.join_next().await {
        client.context("a client failed")??;
    }
    let told = settled(house, book).await?;
    // A save may be slow; one that is still to come could be a second one.
    let begun = Instant::now();
    while !house.stand_in.has_saved_all().await? {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "the stand-in does not save what it received");
        tokio::time::sleep(LOOK).await;
    }
    house.all_are_well()?;
    let record: Vec<_> = house
        .stand_in
        .record()
        .await?
        .into_iter()
        .filter(|transaction| !before.contains(&transaction.number))
        .collect();
    Ok(Judgement::of(&book.all(), &told, &record))
}

/// What the proxy tells of every acknowledged confirmation, once it is settled or there is no more reason to wait.
async fn settled(house: &House, book: &Book) -> anyhow::Result<BTreeMap<Uuid, Option<Told>>> {
    let proxy = house.running_proxy().context("no proxy is running")?;
    let mut told = BTreeMap::new();
    let (begun, mut last_word) = (Instant::now(), Instant::now());
    loop {
        let mut open = 0;
        for entry in book.all().into_iter().filter(|entry| entry.is_acknowledged) {
            let id = entry.confirmation.id;
            if told.get(&id).and_then(Option::as_ref).is_some_and(Told::is_settled) {
                continue;
            }
            let now = house.counter.told(&proxy, id).await?;
            // One that the proxy does not know will not be known later.
            open += usize::from(now.as_ref().is_some_and(|told| !told.is_settled()));
            told.insert(id, now);
        }
        if open == 0 || begun.elapsed() > PATIENCE {
            return Ok(told);
        }
        if last_word.elapsed() > WORD {
            last_word = Instant::now();
            say(format_args!("  not settled yet: {open} of what was acknowledged"));
        }
        tokio::time::sleep(LOOK).await;
    }
}
