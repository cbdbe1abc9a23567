//! What a write does with its transaction.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use sea_orm::DatabaseTransaction;

use crate::error::StoreError;

/// A write at work in its transaction.
pub(crate) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

/// Runs `work`. A panic in it is the failure of this work and of no other.
pub(super) async fn run<'t, T, F>(work: F, transaction: &'t DatabaseTransaction) -> Result<T, StoreError>
where
    T: Send + 't,
    F: FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 't,
{
    let mut running: Work<'t, T> = Box::pin(async move { work(transaction).await });
    // Nothing that the work has touched is used again but the transaction, and that is rolled back.
    poll_fn(move |context| {
        catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(context)))
            .unwrap_or(Poll::Ready(Err(StoreError::Interrupted)))
    })
    .await
}
