//! The store as its users know it, held against both databases: what is promised is promised on each.
//!
//! Every promise is written once, over a [`place::Place`]; [`on_both_databases`] runs it as `sqlite::…` and as
//! `postgres::…`. Where PostgreSQL is not on the machine, the latter fail and say how to install it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in a test a failure is the answer"
)]

/// Runs each of the promises on SQLite and on PostgreSQL. One that is left out is dead code, which does not pass.
macro_rules! on_both_databases {
    ($($promise:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$promise(crate::place::Place::sqlite()).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$promise(crate::place::Place::postgres()).await;
                }
            )+
        }
    };
}

mod accepting;
mod correcting;
mod giving_way;
mod holding;
mod leasing;
mod listing;
mod metering;
mod migrating;
mod news;
mod office;
mod outage;
mod place;
mod planning;
mod raising;
mod reading;
mod scene;
mod sending;
mod settling;
mod stopping;
mod tenants;
mod trips;
