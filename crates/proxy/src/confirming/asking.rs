//! The sender's calls to TrackOnline, and what their answers mean.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use contract::TransactionNumber;
use ledger::attempt::Event;
use ledger::movement::PlannedTransaction;
use ledger::sender::Call;
use store::Store;
use trackonline::{Batch, Error, MessageId, Page, PageNumber, Permit, Transaction, TransactionFilter};

use super::{answers, wire};
use crate::clock;
use crate::failpoint;
use crate::tenant::Tenant;

/// Makes a call. Its permit is stored and good until `not_after`.
pub(super) async fn ask(store: &Store, tenant: &Tenant, call: &Call, not_after: DateTime<Utc>) -> Event {
    let numbers = match call {
        Call::Post(numbers) | Call::Poll { numbers, .. } | Call::Created { numbers, .. } => {
            numbers.as_slice()
        }
        Call::Number(number) => std::slice::from_ref(number),
    };
    let planned = match store.transactions(&tenant.id, numbers).await {
        Ok(planned) if clock::now() <= not_after => planned,
        Ok(_) => return Event::NotSent,
        Err(error) => {
            tracing::error!(tenant = %tenant.id, %error, "what is to be sent could not be read");
            return Event::NotSent;
        }
    };
    let client = tenant.upstream.client();
    // The sender has stored it.
    let permit = Permit::granted();
    match call {
        Call::Post(_) => {
            failpoint::reach("call-before-post");
            let rows = planned.iter().map(wire::transaction).collect();
            let answer = match Batch::new(rows) {
                Ok(rows) => client.post_transactions(permit, &rows).await,
                Err(violations) => Err(Error::Limit(violations)),
            };
            answers::to_posting(told(tenant, answer))
        }
        Call::Poll { message, .. } => {
            let Ok(message) = MessageId::new(message) else { return Event::ResultLost };
            let answer = client.transaction_result(permit, &message).await;
            answers::to_polling(told(tenant, answer), &planned)
        }
        Call::Created { from, to, page, .. } => {
            let filter = TransactionFilter::created_between(*from, *to);
            let page = PageNumber::new(*page).unwrap_or(PageNumber::FIRST);
            match told(tenant, client.transactions(permit, &filter, page).await) {
                Ok(Page { rows, is_last }) => {
                    let found = planned.iter().filter(|planned| rows.iter().any(|row| is_it(row, planned)));
                    Event::CreatedRead {
                        found: found.map(|planned| planned.number.clone()).collect(),
                        is_last,
                    }
                }
                Err(error) => answers::unanswered(&error),
            }
        }
        Call::Number(number) => look_up(tenant, permit, number, &planned).await,
    }
}

async fn look_up(
    tenant: &Tenant,
    permit: Permit,
    number: &TransactionNumber,
    planned: &[PlannedTransaction],
) -> Event {
    let Some(planned) = planned.first() else { return Event::NotSent };
    let filter = TransactionFilter::by_number(planned.wire_number().as_str());
    let answer = tenant.upstream.client().transactions(permit, &filter, PageNumber::FIRST).await;
    match told(tenant, answer) {
        Ok(page) => Event::NumberRead {
            number: number.clone(),
            is_there: page.rows.iter().any(|row| is_it(row, planned)),
        },
        Err(error) => answers::unanswered(&error),
    }
}

/// Whether a transaction of TrackOnline's is the one that was sent. The plan that it takes the place of carries the same
/// number, but another status or other counts.
fn is_it(row: &Transaction, planned: &PlannedTransaction) -> bool {
    let sent = wire::transaction(planned);
    row.transaction_number == sent.transaction_number
        && row.is_deleted != Some(true)
        && (planned.updates.is_none()
            || (row.status_code == sent.status_code && counts(row) == counts(&sent)))
}

/// Pieces by item.
fn counts(transaction: &Transaction) -> BTreeMap<&str, i64> {
    let mut counts = BTreeMap::new();
    for line in &transaction.transaction_items {
        let item = line.item_definition.as_ref().and_then(|item| item.number.as_deref());
        if let (Some(item), Some(quantity)) = (item, line.quantity) {
            *counts.entry(item).or_default() += quantity.get();
        }
    }
    counts
}

fn told<T>(tenant: &Tenant, answer: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &answer {
        tracing::warn!(tenant = %tenant.id, %error, "TrackOnline did not do what it was asked");
    }
    answer
}
