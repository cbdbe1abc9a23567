//! Reading the audit trail on from where it was read last.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use store::{News, Store, StoreError, TenantId};
use tokio::time::Instant;

use super::change;
use super::recent::Read;

/// So many entries are read at once.
const PAGE: u64 = 500;
/// When more entries than this have come up since the last look, only the last page of them is told.
const MOST_AT_ONCE: usize = 5_000;

/// How far a tenant's audit trail was read.
#[derive(Debug)]
pub(super) struct Reader {
    /// Everything up to this entry was read; nothing before the first look.
    up_to: Option<i64>,
    /// Entries after it that were read, and when: one between them may still become readable.
    ahead: BTreeMap<i64, Instant>,
}

impl Reader {
    pub(super) const fn new() -> Self {
        Self { up_to: None, ahead: BTreeMap::new() }
    }

    /// Reads what is new and hands it over page by page. The first time, that is the last page there is.
    pub(super) async fn read_on(
        &mut self,
        store: &Store,
        tenant: &TenantId,
        mut hand_over: impl FnMut(Read),
    ) -> Result<(), StoreError> {
        let may_be_late = store.news_may_be_late();
        let mut read = 0;
        let mut after = self.up_to;
        while let Some(last) = after {
            let page = store.news(tenant, last, PAGE).await?;
            after = page.last().map(|row| row.id).filter(|_| page.len() as u64 == PAGE);
            let new = self.unread(page);
            read += new.len();
            if read > MOST_AT_ONCE {
                break;
            }
            let changes = change::changes(store, tenant, &new).await?;
            let up_to = new.iter().map(|row| row.id).max().unwrap_or(last);
            self.note_read(&new, Instant::now(), may_be_late);
            hand_over(Read::Next(changes, up_to));
            if after.is_none() {
                return Ok(());
            }
        }
        let page = store.latest_news(tenant, PAGE).await?;
        let before = page.first().filter(|_| page.len() as u64 == PAGE).map_or(0, |first| first.id - 1);
        let changes = change::changes(store, tenant, &page).await?;
        let up_to = page.last().map_or(before, |last| last.id);
        self.up_to = Some(before);
        self.ahead.clear();
        self.note_read(&page, Instant::now(), may_be_late);
        hand_over(Read::Anew { before, changes, up_to });
        Ok(())
    }

    fn unread(&self, mut page: Vec<News>) -> Vec<News> {
        page.retain(|row| !self.ahead.contains_key(&row.id));
        page
    }

    /// Entries stay ahead as long as one before them may be late.
    fn note_read(&mut self, rows: &[News], now: Instant, may_be_late: TimeDelta) {
        let may_be_late = may_be_late.to_std().unwrap_or_default();
        self.ahead.extend(rows.iter().map(|row| (row.id, now)));
        while let Some(first) = self.ahead.first_entry() {
            if now.duration_since(*first.get()) < may_be_late {
                return;
            }
            let (id, _) = first.remove_entry();
            self.up_to = self.up_to.max(Some(id));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;

    use super::*;

    fn row(id: i64) -> News {
        News {
            id,
            at: DateTime::UNIX_EPOCH,
            what: "raised".into(),
            subject: id.to_string(),
            customer: None,
            confirmation: None,
        }
    }

    fn rows(ids: &[i64]) -> Vec<News> {
        ids.iter().copied().map(row).collect()
    }

    #[test]
    fn where_nothing_is_late_reading_goes_on_behind_the_last_entry() {
        let mut reader = Reader { up_to: Some(2), ..Reader::new() };
        reader.note_read(&rows(&[5, 9]), Instant::now(), TimeDelta::zero());
        assert_eq!(reader.up_to, Some(9));
        assert!(reader.ahead.is_empty());
    }

    #[test]
    fn an_entry_that_becomes_readable_late_is_read_once() {
        let late = TimeDelta::seconds(10);
        let start = Instant::now();
        let mut reader = Reader { up_to: Some(2), ..Reader::new() };
        reader.note_read(&rows(&[5, 9]), start, late);
        assert_eq!(reader.up_to, Some(2), "one before the fifth may come");

        let new = reader.unread(rows(&[4, 5, 9]));
        assert_eq!(new.iter().map(|row| row.id).collect::<Vec<_>>(), [4]);
        reader.note_read(&new, start + Duration::from_secs(4), late);
        assert_eq!(reader.unread(rows(&[4, 5, 9])), []);

        reader.note_read(&[], start + Duration::from_secs(11), late);
        assert_eq!(reader.up_to, Some(2), "the fourth was read later than the fifth");
        reader.note_read(&[], start + Duration::from_secs(15), late);
        assert_eq!(reader.up_to, Some(9));
    }
}
