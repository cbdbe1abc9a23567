//! Pages of rows, one by one or as a walk over all of them.

use std::num::NonZeroU32;

use futures::Stream;
use futures::stream::try_unfold;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::{Client, Query, rows};
use crate::error::Unreadable;
use crate::{Error, Paths, Permit, Permits};

/// The number of a page, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageNumber(NonZeroU32);

impl PageNumber {
    /// The first page.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// This page; none for 0, as pages count from 1.
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The page after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// Its rows, in TrackOnline's order.
    pub rows: Vec<T>,
    /// Whether no page follows: it has fewer rows than a full page, or TrackOnline said that there is none (204).
    pub is_last: bool,
}

/// A filter whose rows come in pages.
#[expect(private_bounds, reason = "sealed: what comes in pages is what the document says")]
pub trait Paged: Listing + Clone + Send + Sync {
    /// What a row is.
    type Row: DeserializeOwned + PartialEq + Send;
}

/// How a filter becomes a call.
pub(crate) trait Listing {
    /// For the log.
    const NAME: &'static str;
    /// The page's parameter; the document writes it small everywhere it is used.
    const PAGE: &'static str = "page";
    fn path(paths: &Paths) -> &str;
    fn query(&self, query: &mut Query<'_>);
}

/// Why a walk over pages ended early.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalkError<E> {
    /// There was no permit for the next page.
    #[error("no permit for the next page: {0}")]
    Permit(E),
    /// The call for a page failed.
    #[error(transparent)]
    Call(Error),
}

impl Client {
    /// One page of whatever a filter finds.
    ///
    /// # Errors
    /// As any reading call.
    pub async fn page<F: Paged>(
        &self,
        permit: Permit,
        filter: &F,
        page: PageNumber,
    ) -> Result<Page<F::Row>, Error> {
        let mut query = Query::new(self.assumptions());
        filter.query(&mut query);
        query.text(F::PAGE, Some(&page.get().to_string()));
        let call = self.reading(F::NAME, F::path, None, &query)?;
        let rows = self.rows(permit, &call).await?;
        Ok(Page { is_last: rows.len() < self.assumptions().page_size, rows })
    }

    /// All rows of an answer that does not come in pages.
    pub(crate) async fn rows<T: DeserializeOwned>(
        &self,
        permit: Permit,
        call: &Call,
    ) -> Result<Vec<T>, Error> {
        let Some(body) = self.read(permit, call).await? else { return Ok(Vec::new()) };
        match rows::read_rows(&body, &self.assumptions().envelope) {
            Ok(rows) => Ok(rows),
            Err(unreadable) => Err(self.unreadable(call, unreadable).await),
        }
    }

    /// All pages of whatever a filter finds, one item of the stream per page that has rows. Each page takes a
    /// permit of its own, when it is asked for and not before. The stream ends after the last page or the first
    /// error; a server that gives the same full page twice is taken not to turn pages, which is an error.
    pub fn all_pages<F, P>(
        &self,
        permits: P,
        filter: F,
    ) -> impl Stream<Item = Result<Vec<F::Row>, WalkError<P::Error>>> + Send + use<F, P>
    where
        F: Paged + 'static,
        F::Row: Clone,
        P: Permits + 'static,
    {
        struct Walk<F: Paged, P> {
            client: Client,
            permits: P,
            filter: F,
            next: Option<PageNumber>,
            before: Vec<F::Row>,
        }
        let walk =
            Walk { client: self.clone(), permits, filter, next: Some(PageNumber::FIRST), before: Vec::new() };
        try_unfold(walk, |mut walk| async move {
            let Some(number) = walk.next else { return Ok(None) };
            let permit = walk.permits.permit().await.map_err(WalkError::Permit)?;
            let page = walk.client.page(permit, &walk.filter, number).await.map_err(WalkError::Call)?;
            if page.rows.is_empty() {
                return Ok(None);
            }
            if !page.is_last && page.rows == walk.before {
                let unreadable = Unreadable::SamePage(number.get());
                return Err(WalkError::Call(Error::Answer { unreadable }));
            }
            walk.next = (!page.is_last).then(|| number.next());
            walk.before.clone_from(&page.rows);
            Ok(Some((page.rows, walk)))
        })
    }
}
