//! The calm after some rounds: nothing goes wrong any more, everything settles, and is judged; then somebody settles what
//! stands before a person, and it is judged again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::book::Book;
use crate::counter::Told;
use crate::house::House;
use crate::judgement::{Evidence, Judgement};
use crate::plan::Numbers;
use crate::say;

/// How long everything may take to settle when nothing goes wrong any more: the longest pause after a failure that the
/// rounds can lead to, and look-ups after it.
const PATIENCE: Duration = Duration::from_mins(4);
const LOOK: Duration = Duration::from_millis(200);
/// How often a person is told that it is waited for.
const WORD: Duration = Duration::from_secs(15);
/// What a person sends again may stand before a person again, but not for ever.
const MOST_VISITS: usize = 3;

/// Waits until everything that was acknowledged is settled, and judges; then once more after a clerk's work. `before` are
/// the numbers of the transactions that the stand-in held before the first round.
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
    let mut judgement = Judgement::of(&evidence(house, book, before).await?);
    for _ in 0..MOST_VISITS {
        if !judgement.is_good() || house.clerk(book, true).settle_all().await? == 0 {
            break;
        }
        judgement = Judgement::of(&evidence(house, book, before).await?);
    }
    if house.numbers == Numbers::Update {
        judgement.require_all_saved();
    }
    Ok(judgement)
}

/// Everything there is to be judged, once nothing changes any more by itself.
async fn evidence(house: &mut House, book: &Book, before: &BTreeSet<String>) -> anyhow::Result<Evidence> {
    let told = settled(house, book).await?;
    // A save may be slow; one that is still to come could be a second one.
    let begun = Instant::now();
    while !house.stand_in.has_saved_all().await? {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "the stand-in does not save what it received");
        tokio::time::sleep(LOOK).await;
    }
    house.all_are_well()?;
    let proxy = house.running_proxy().context("no proxy is running")?;
    let mut exceptions = house.counter.exceptions(&proxy, "open").await?;
    for listed in house.counter.exceptions(&proxy, "settled").await? {
        exceptions.push(house.counter.exception(&proxy, listed.id).await?);
    }
    let record = house.stand_in.record().await?;
    let record = record.into_iter().filter(|transaction| !before.contains(&transaction.number)).collect();
    Ok(Evidence { pages: book.read(), told, exceptions, record })
}

/// What the proxy tells of everything that it knows, once it is settled or there is no more reason to wait.
async fn settled(house: &House, book: &Book) -> anyhow::Result<BTreeMap<Uuid, Told>> {
    let proxy = house.running_proxy().context("no proxy is running")?;
    let mut told: BTreeMap<Uuid, Option<Told>> = BTreeMap::new();
    let (begun, mut last_word) = (Instant::now(), Instant::now());
    loop {
        let mut open = 0;
        for id in book.read().entries.into_keys() {
            // One that the proxy does not know will not be known later.
            if told.get(&id).is_some_and(|told| told.as_ref().is_none_or(Told::is_settled)) {
                continue;
            }
            let now = house.counter.told(&proxy, id).await?;
            open += usize::from(now.as_ref().is_some_and(|told| !told.is_settled()));
            told.insert(id, now);
        }
        if open == 0 || begun.elapsed() > PATIENCE {
            return Ok(told.into_iter().filter_map(|(id, told)| Some((id, told?))).collect());
        }
        if last_word.elapsed() > WORD {
            last_word = Instant::now();
            say(format_args!("  not settled yet: {open} of what was sent"));
        }
        tokio::time::sleep(LOOK).await;
    }
}
