//! Walking over pages and files: they stop rightly, take a permit per page, and stay within their limits.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::{StreamExt, TryStreamExt};
use trackonline::{
    Assumptions, Error, ItemDefinition, ItemDefinitionFilter, Permit, Permits, Trouble, Unreadable, WalkError,
};
use uuid::Uuid;

use crate::loopback::{Reply, Server, json, limits, with_headers};

/// Grants so many calls, counting them.
struct Budget {
    left: u32,
    granted: Arc<AtomicU32>,
}

impl Permits for Budget {
    type Error = &'static str;

    async fn permit(&mut self) -> Result<Permit, &'static str> {
        self.left = self.left.checked_sub(1).ok_or("the day's budget is spent")?;
        self.granted.fetch_add(1, Ordering::Relaxed);
        Ok(Permit::granted())
    }
}

/// Grants everything.
struct Plenty;

impl Permits for Plenty {
    type Error = Infallible;

    async fn permit(&mut self) -> Result<Permit, Infallible> {
        Ok(Permit::granted())
    }
}

fn page(numbers: std::ops::Range<u32>) -> String {
    let rows: Vec<_> = numbers.map(|number| format!(r#"{{"number":"{number}"}}"#)).collect();
    format!("[{}]", rows.join(","))
}

async fn count(server: &Server) -> Result<usize, WalkError<Infallible>> {
    let pages: Vec<Vec<ItemDefinition>> =
        server.client().all_pages(Plenty, ItemDefinitionFilter::default()).try_collect().await?;
    Ok(pages.iter().map(Vec::len).sum())
}

#[tokio::test]
async fn a_walk_ends_after_a_short_page_and_asks_no_further() {
    let server =
        Server::with(vec![json(200, &page(0..50)), json(200, &page(50..100)), json(200, &page(100..149))]);
    assert_eq!(count(&server).await, Ok(149));
    let lines: Vec<_> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, [1, 2, 3].map(|page| format!("GET /api/v1/itemdefinition?page={page} HTTP/1.1")));
}

#[tokio::test]
async fn a_walk_ends_at_204_and_at_an_empty_page() {
    for end in [with_headers(204, "", ""), json(200, "[]"), json(200, r#"{"rows":[]}"#)] {
        let server = Server::with(vec![json(200, &page(0..50)), end]);
        assert_eq!(count(&server).await, Ok(50));
        assert_eq!(server.requests().len(), 2);
    }
    let server = Server::with(vec![with_headers(204, "", "")]);
    assert_eq!(count(&server).await, Ok(0));
}

#[tokio::test]
async fn a_server_that_does_not_turn_pages_is_found_out() {
    let server = Server::answering(|_| json(200, &page(0..50)));
    let same = WalkError::Call(Error::Answer { unreadable: Unreadable::SamePage(2) });
    assert_eq!(count(&server).await, Err(same));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn each_page_takes_a_permit_when_it_is_asked_for_and_none_is_sent_without() {
    let server = Server::answering(|request| {
        let number: u32 =
            request.line.split("page=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        json(200, &page(number * 50..number * 50 + 50))
    });
    let granted = Arc::new(AtomicU32::new(0));
    let budget = Budget { left: 2, granted: Arc::clone(&granted) };
    let mut walk = Box::pin(server.client().all_pages(budget, ItemDefinitionFilter::default()));
    assert_eq!(granted.load(Ordering::Relaxed), 0, "nothing is taken before it is needed");
    assert_eq!(walk.next().await.unwrap().unwrap().len(), 50);
    assert_eq!(granted.load(Ordering::Relaxed), 1);
    assert_eq!(walk.next().await.unwrap().unwrap().len(), 50);
    assert_eq!(walk.next().await.unwrap().unwrap_err(), WalkError::Permit("the day's budget is spent"));
    assert!(walk.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn another_page_size_is_a_setting() {
    let server = Server::with(vec![json(200, &page(0..20)), json(200, &page(20..25))]);
    let client = server.client_with(Assumptions { page_size: 20, ..Assumptions::default() });
    let pages: Vec<_> =
        client.all_pages(Plenty, ItemDefinitionFilter::default()).try_collect().await.unwrap();
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 5]);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_cut_off_with_an_error_and_never_held_whole() {
    let said = Reply::Flood(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec());
    let unsaid = Reply::Flood(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec());
    let client = Server::with(vec![said, unsaid]).client();
    let limit = limits().download_bytes;
    let too_large = Error::Answer { unreadable: Unreadable::TooLarge { limit } };
    let document = Uuid::nil();
    assert_eq!(client.download_batch_document(Permit::granted(), document).await.unwrap_err(), too_large);
    let file = client.download_batch_document(Permit::granted(), document).await.unwrap().unwrap();
    let pieces: Vec<_> = file.into_stream().collect().await;
    let (last, whole) = pieces.split_last().unwrap();
    assert_eq!(last, &Err(too_large));
    let held: usize = whole.iter().map(|piece| piece.as_ref().unwrap().len()).sum();
    assert!(held as u64 <= limit, "{held}");
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error_and_not_a_short_file() {
    let short = Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_vec());
    let client = Server::with(vec![short]).client();
    let file = client.download_batch_document(Permit::granted(), Uuid::nil()).await.unwrap().unwrap();
    let error = file.into_bytes().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { trouble: Trouble::Lost(_) }), "{error:?}");
}
