//! The task that writes to SQLite for everybody: what waits shares a transaction, and so the wait for the disk.

use std::collections::VecDeque;
use std::pin::Pin;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use tokio::sync::{mpsc, oneshot};

use super::work::{self, Work};
use super::{begin, commit};
use crate::error::StoreError;

/// So many share a transaction at most. More would gain little, and the first would wait for the last.
const LARGEST_GROUP: usize = 32;

/// So many may wait; the next callers wait for room.
const LONGEST_QUEUE: usize = 256;

/// Each write of a group begins at a savepoint, which it goes back to when it fails. Releasing a savepoint that is not
/// there is an error, so a transaction that SQLite has given up is noticed before the next write; setting one is not.
const BEFORE_ALL: &str = "SAVEPOINT turn";
const NEXT: &str = "RELEASE turn; SAVEPOINT turn";
const BACK: &str = "ROLLBACK TO turn";
const AFTER_ALL: &str = "RELEASE turn";

/// Where writes wait for their turn. The task behind it ends when the last clone is gone.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    messages: mpsc::Sender<Message>,
}

enum Message {
    Write(Box<dyn Job>),
    /// Nothing comes after what waits already; dropped when all is closed.
    Close(oneshot::Sender<()>),
}

impl Queue {
    /// Starts the task.
    pub(super) fn start(database: DatabaseConnection) -> Self {
        let (messages, waiting) = mpsc::channel(LONGEST_QUEUE);
        tokio::spawn(take_turns(database, waiting));
        Self { messages }
    }

    /// Runs `work` in its turn and returns when it is committed.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Message::Write(Box::new(Waiting { work, answer }));
        self.messages.send(job).await.map_err(|_| StoreError::Interrupted)?;
        // Without an answer, it never came to a commit: `Ran` answers whatever did.
        answered.await.unwrap_or(Err(StoreError::Interrupted))
    }

    /// Lets what waits be written, then closes the connection.
    pub(super) async fn close(&self) {
        let (closing, closed) = oneshot::channel();
        if self.messages.send(Message::Close(closing)).await.is_ok() {
            let _dropped_when_closed = closed.await;
        }
    }
}

/// A write of any result.
trait Job: Send {
    /// Runs it in a transaction that is not yet committed. A failure is told to its caller at once; nothing else is.
    fn run<'t>(
        self: Box<Self>,
        transaction: &'t DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = Option<Ran>> + Send + 't>>;

    /// Tells its caller that it did not come to its turn.
    fn fail(self: Box<Self>, error: StoreError);
}

/// A write that waits for its turn.
struct Waiting<T, F> {
    work: F,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Waiting<T, F>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
{
    fn run<'t>(
        self: Box<Self>,
        transaction: &'t DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = Option<Ran>> + Send + 't>> {
        Box::pin(async move {
            let Self { work, answer } = *self;
            match work::run(work, transaction).await {
                Ok(value) => Some(Ran::new(move |fate| tell(answer, fate.map(|()| value)))),
                Err(error) => {
                    tell(answer, Err(error));
                    None
                }
            }
        })
    }

    fn fail(self: Box<Self>, error: StoreError) {
        tell(self.answer, Err(error));
    }
}

/// Who no longer waits for an answer was cancelled.
fn tell<T>(answer: oneshot::Sender<Result<T, StoreError>>, result: Result<T, StoreError>) {
    let _nobody_waits = answer.send(result);
}

type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A write that has run and hears of the commit.
struct Ran(Option<Answer>);

impl Ran {
    fn new(answer: impl FnOnce(Result<(), StoreError>) + Send + 'static) -> Self {
        Self(Some(Box::new(answer)))
    }

    fn tell(mut self, fate: Result<(), StoreError>) {
        if let Some(answer) = self.0.take() {
            answer(fate);
        }
    }
}

impl Drop for Ran {
    fn drop(&mut self) {
        if let Some(answer) = self.0.take() {
            answer(Err(StoreError::uncertain(&"the process is stopping")));
        }
    }
}

/// Writes what waits, group by group, until nobody is left who could write.
async fn take_turns(database: DatabaseConnection, mut waiting: mpsc::Receiver<Message>) {
    let mut messages = Vec::with_capacity(LARGEST_GROUP);
    let mut jobs = VecDeque::with_capacity(LARGEST_GROUP);
    let mut closing = Vec::new();
    while waiting.recv_many(&mut messages, LARGEST_GROUP).await > 0 {
        for message in messages.drain(..) {
            match message {
                Message::Write(job) => jobs.push_back(job),
                Message::Close(caller) => {
                    waiting.close();
                    closing.push(caller);
                }
            }
        }
        while !jobs.is_empty() {
            write_group(&database, &mut jobs).await;
        }
    }
    if let Err(error) = database.close_by_ref().await {
        tracing::warn!(%error, "the database's writing connection was not closed properly");
    }
}

/// Takes jobs from the front and writes them in one transaction. What is left when this returns has yet to be run.
async fn write_group(database: &DatabaseConnection, jobs: &mut VecDeque<Box<dyn Job>>) {
    let mut ran = Vec::with_capacity(jobs.len());
    let fate = match begin(database).await {
        Ok(transaction) => match run_each(&transaction, jobs, &mut ran).await {
            Ok(()) if ran.is_empty() => transaction.rollback().await.map_err(StoreError::from),
            Ok(()) => transaction.commit().await.map_err(commit::failed),
            Err(error) => Err(error.into()),
        },
        Err(error) => {
            for job in jobs.drain(..) {
                job.fail(error.clone().into());
            }
            Err(error.into())
        }
    };
    if let Err(error) = &fate {
        tracing::warn!(%error, writes = ran.len(), "a group of writes was not committed");
        renew(database).await;
    }
    for job in ran {
        job.tell(fate.clone());
    }
}

/// Runs the jobs, each so that its failure leaves the others alone. An error means that the transaction is no longer
/// what it was: after some failures, a full disk among them, SQLite rolls all of it back by itself.
async fn run_each(
    transaction: &DatabaseTransaction,
    jobs: &mut VecDeque<Box<dyn Job>>,
    ran: &mut Vec<Ran>,
) -> Result<(), DbErr> {
    if jobs.len() == 1
        && let Some(job) = jobs.pop_front()
    {
        // Its failure is the transaction's.
        ran.extend(job.run(transaction).await);
        return Ok(());
    }
    if let Err(error) = transaction.execute_unprepared(BEFORE_ALL).await {
        for job in jobs.drain(..) {
            job.fail(error.clone().into());
        }
        return Err(error);
    }
    while let Some(job) = jobs.pop_front() {
        let job = job.run(transaction).await;
        let end = if job.is_some() { NEXT } else { BACK };
        ran.extend(job);
        transaction.execute_unprepared(end).await?;
    }
    transaction.execute_unprepared(AFTER_ALL).await?;
    Ok(())
}

/// Closes the connection, which ends whatever transaction SQLite still has open on it, and lets the next group have a
/// new one. The old one may believe in a transaction that SQLite has given up, and would refuse to begin another.
async fn renew(database: &DatabaseConnection) {
    let closed = match database.get_sqlite_connection_pool().acquire().await {
        Ok(connection) => connection.close().await,
        Err(error) => Err(error),
    };
    if let Err(error) = closed {
        tracing::warn!(%error, "the database's writing connection was not renewed");
    }
}
