//! What becomes of a request on its way to TrackOnline, and of its answer.

use chrono::TimeDelta;
use contract::TransactionNumber;
use ledger::attempt::Event;
use ledger::sender::Call;

use crate::clock::{MINUTE, Millis, Moment, SECOND};
use crate::process::SeatId;
use crate::scenario::SpellKind;
use crate::seen::Sight;
use crate::tenant::Flaw;
use crate::trackonline::{PostedRow, RequestId, SLOWER, SavingId};
use crate::words;
use crate::world::{Happening, World, note};

/// A request that has left.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) tenant: usize,
    call: Call,
    /// Who waits for the answer: for this ticket only.
    seat: SeatId,
    ticket: Option<u64>,
    rows: Vec<PostedRow>,
    /// What its first delivery came to, once it has arrived.
    first: Option<First>,
}

/// What the first delivery of a request came to. Whoever repeats a request on its way has heard no answer to it: after a
/// clear refusal it does not, and what was taken once is not refused as a whole the second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Refused,
    Done,
}

/// A request that is about to arrive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delivery {
    request: RequestId,
    /// How long the answer takes, where it comes back to who asked.
    answered_after: Option<Millis>,
    /// Whether it is a call of ours as TrackOnline limits it; the network's own doing is not.
    counts: bool,
}

/// The longest that a request and an answer take on their way.
const SLOW: Millis = 3 * SECOND;

impl World {
    /// A call of a sender leaves.
    pub(crate) fn leaves(&mut self, seat: SeatId, call: Call) {
        let request = RequestId(self.requests.len());
        let is_post = matches!(call, Call::Post(_));
        let Some(tenant) = self.tenants.get_mut(seat.tenant) else { return };
        let rows = match &call {
            Call::Post(numbers) => match tenant.rows(numbers) {
                Ok(rows) => rows,
                Err(words) => return self.answer(seat, SECOND / 1_000, Event::Unsendable { words }),
            },
            _ => Vec::new(),
        };
        note!(self, "{seat} {}", words::call(&call));
        let lost = if is_post { Event::OutcomeLost } else { Event::Unanswered };
        let troubles = self.troubles;
        let spell =
            |kind| self.tenants.get(seat.tenant).is_some_and(|tenant| tenant.in_spell(kind, self.now));
        let (is_down, is_mute) = (spell(SpellKind::Down), spell(SpellKind::Mute));
        if is_down || self.dice.happens(troubles.no_connection) {
            self.saw(Sight::NoConnection);
            let event = if is_post { Event::NotTaken } else { Event::Unanswered };
            return self.answer(seat, 5, event);
        }
        let (there, back) = (self.dice.long_tailed(15, SLOW), self.dice.long_tailed(15, SLOW));
        let timeout = self.scenario.call_timeout;
        let arrives = |after, answered_after, counts| (after, Delivery { request, answered_after, counts });
        let deliveries = if self.dice.happens(troubles.request_lost) {
            self.saw(Sight::RequestLost);
            vec![]
        } else if is_mute && self.dice.happens(8_000) || self.dice.happens(troubles.answer_lost) {
            self.saw(Sight::AnswerLost);
            vec![arrives(there, None, true)]
        } else if self.dice.happens(troubles.late) {
            self.saw(Sight::Late);
            vec![arrives(timeout + self.dice.long_tailed(SECOND, 60 * MINUTE), None, false)]
        } else if self.dice.happens(troubles.twice) {
            if self.dice.happens(5_000) {
                self.saw(Sight::Twice);
                let again = there + self.dice.long_tailed(10, 90 * MINUTE);
                vec![arrives(there, Some(back), true), arrives(again, None, false)]
            } else {
                self.saw(Sight::TwiceAnswered);
                let again = there + self.dice.long_tailed(10, 2 * SECOND);
                vec![arrives(there, None, true), arrives(again, Some(back), false)]
            }
        } else {
            vec![arrives(there, Some(back), true)]
        };
        if !deliveries.iter().any(|(_, delivery)| delivery.answered_after.is_some()) {
            self.answer(seat, timeout, lost);
        }
        let ticket = self.ticket(seat);
        if let (Call::Post(numbers), Some(tenant)) = (&call, self.tenants.get_mut(seat.tenant)) {
            tenant.under_way(numbers, deliveries.len());
        }
        self.requests.push(Request { tenant: seat.tenant, call, seat, ticket, rows, first: None });
        for (after, delivery) in deliveries {
            self.after(after, Happening::Arrives(delivery));
        }
    }

    /// A reading call leaves.
    pub(crate) fn reading_call_leaves(&mut self, tenant: usize) {
        let after = self.dice.long_tailed(15, SLOW);
        self.after(after, Happening::ReadingArrives(tenant));
    }

    /// A reading call has arrived; what it reads is nobody's concern here.
    pub(crate) fn reading_call_arrives(&mut self, tenant: usize) {
        self.judge_arrival(tenant);
        if let Some(event) = self.refused_at_the_door(tenant, None) {
            self.reading_call_refused(tenant, &event);
        }
    }

    /// A request has arrived.
    pub(crate) fn arrives(&mut self, delivery: Delivery) {
        let Some(request) = self.requests.get(delivery.request.0).cloned() else { return };
        if let (Call::Post(numbers), Some(tenant)) = (&request.call, self.tenants.get_mut(request.tenant)) {
            tenant.delivered(numbers);
        }
        if delivery.counts {
            self.judge_arrival(request.tenant);
        }
        if request.first == Some(First::Refused) && delivery.answered_after.is_none() {
            return;
        }
        let event = self.handled(delivery, &request);
        note!(self, "TrackOnline {}: {}", self.name(request.tenant), words::event(&event));
        if let Some(after) = delivery.answered_after
            && self.ticket(request.seat) == request.ticket
        {
            self.answer(request.seat, after, event);
        }
    }

    /// What TrackOnline, or what stands before it, makes of a request.
    fn handled(&mut self, delivery: Delivery, request: &Request) -> Event {
        let id = delivery.request;
        if request.first != Some(First::Done)
            && let Some(event) = self.refused_at_the_door(request.tenant, Some(&request.call))
        {
            self.arrived(id, First::Refused);
            return event;
        }
        self.arrived(id, First::Done);
        let is_post = matches!(request.call, Call::Post(_));
        let (failed_before, failed_after) = self.failing(request.tenant);
        let lost = if is_post { Event::OutcomeLost } else { Event::Unanswered };
        if failed_before {
            self.saw(Sight::FailedBefore);
            return lost;
        }
        let answer = self.done(delivery, request);
        if failed_after {
            self.saw(Sight::FailedAfter);
            return lost;
        }
        answer
    }

    fn arrived(&mut self, id: RequestId, came_to: First) {
        if let Some(request) = self.requests.get_mut(id.0) {
            request.first.get_or_insert(came_to);
        }
    }

    fn failing(&mut self, tenant: usize) -> (bool, bool) {
        let is_failing = self.in_spell(tenant, SpellKind::Failing) && self.dice.happens(8_000);
        let is_before = self.dice.happens(5_000);
        (
            is_failing && is_before || self.dice.happens(self.troubles.failed_before),
            is_failing && !is_before || self.dice.happens(self.troubles.failed_after),
        )
    }

    /// Nothing is done, and nothing will be.
    fn refused_at_the_door(&mut self, tenant: usize, call: Option<&Call>) -> Option<Event> {
        if self.dice.happens(self.troubles.gateway) {
            self.saw(Sight::Gateway);
            return Some(match call {
                Some(Call::Post(_)) => Event::NotTaken,
                // The proxy takes any 4xx to this question for a result that is not to be had.
                Some(Call::Poll { .. }) => Event::ResultLost,
                _ => Event::Unanswered,
            });
        }
        if self.in_spell(tenant, SpellKind::OthersGreedy) {
            self.saw(Sight::ThrottledByOthers);
            return Some(self.throttled(tenant));
        }
        if self.in_spell(tenant, SpellKind::Throttling) || self.dice.happens(self.troubles.throttled) {
            return Some(self.throttled(tenant));
        }
        self.in_spell(tenant, SpellKind::KeyRefused).then(|| {
            self.saw(Sight::KeyRefused);
            Event::KeyRefused
        })
    }

    fn throttled(&mut self, tenant: usize) -> Event {
        let says = self.tenants.get(tenant).is_some_and(|tenant| tenant.scenario.manners.says_retry_after);
        let retry_after = says.then(|| TimeDelta::milliseconds(self.dice.long_tailed(SECOND, 20 * MINUTE)));
        self.saw(if says { Sight::ThrottledWithTime } else { Sight::ThrottledWithoutTime });
        Event::Throttled { retry_after }
    }

    fn done(&mut self, delivery: Delivery, request: &Request) -> Event {
        let id = delivery.request;
        let now = self.now;
        let is_slow = self.in_spell(request.tenant, SpellKind::SavesSlowly);
        let is_unknown = self.dice.happens(self.troubles.message_unknown);
        let Self { tenants, seen, dice, .. } = self;
        let Some(tenant) = tenants.get_mut(request.tenant) else { return Event::Unanswered };
        match &request.call {
            Call::Post(_) => {
                let settle = Millis::from(tenant.scenario.rules.posting.settle_seconds) * SECOND;
                let slowly = is_slow.then_some(settle + SLOWER);
                let taken = tenant.trackonline.post(id, request.rows.clone(), now, slowly, dice, seen);
                let is_late = |(done, _): &&(Moment, SavingId)| *done - now > settle;
                for _ in taken.saving.iter().filter(is_late) {
                    seen.count(Sight::SavedSlowly);
                }
                let taken_at = delivery.counts.then_some(now);
                tenant.taken(id, &request.rows, taken.saving.len(), taken_at);
                for (at, saving) in taken.saving {
                    self.at(at, Happening::Saved(request.tenant, saving));
                }
                self.judge_taken(request.tenant, &request.rows);
                taken.answer
            }
            Call::Poll { .. } if is_unknown => {
                seen.count(Sight::MessageUnknown);
                Event::ResultLost
            }
            Call::Poll { message, numbers } => tenant.trackonline.result(message, numbers, now, seen),
            Call::Created { from, to, page, numbers } => {
                if *page > 1 {
                    seen.count(Sight::ManyPages);
                }
                if *page == 20 {
                    seen.count(Sight::EndlessWindow);
                }
                tenant.trackonline.created((*from, *to), *page, numbers, now)
            }
            Call::Number(number) => {
                Event::NumberRead { number: number.clone(), is_there: tenant.trackonline.shows(number) }
            }
        }
    }

    /// A row is there, or is not going to be.
    pub(crate) fn row_is_saved(&mut self, tenant: usize, saving: SavingId) {
        let now = self.now;
        let Some(here) = self.tenants.get_mut(tenant) else { return };
        if let Some(number) = here.trackonline.save(saving, now, &mut self.seen) {
            here.saved(&number);
            note!(self, "TrackOnline {} is done with {number}", self.name(tenant));
        }
    }

    pub(crate) fn in_spell(&self, tenant: usize, kind: SpellKind) -> bool {
        self.tenants.get(tenant).is_some_and(|tenant| tenant.in_spell(kind, self.now))
    }

    pub(crate) fn name(&self, tenant: usize) -> char {
        self.tenants.get(tenant).map_or('?', |tenant| tenant.name)
    }
}

impl crate::tenant::Tenant {
    /// The batch as it is sent; the documented limit that it breaks, if it breaks one.
    fn rows(&self, numbers: &[TransactionNumber]) -> Result<Vec<PostedRow>, String> {
        let row = |number: &TransactionNumber| {
            let place = self.database.place(number);
            let flaw = place.and_then(|place| self.truths.get(place)).and_then(|truth| truth.flaw);
            match flaw {
                Some(Flaw::Limit) => Err("notes: longer than 4,000 characters".to_owned()),
                Some(Flaw::Taken(flaw)) => Ok(PostedRow { number: number.clone(), flaw: Some(flaw) }),
                None => Ok(PostedRow { number: number.clone(), flaw: None }),
            }
        };
        numbers.iter().map(row).collect()
    }

    fn each(&mut self, number: &TransactionNumber, change: impl FnOnce(&mut crate::tenant::Truth)) {
        if let Some(place) = self.database.place(number)
            && let Some(truth) = self.truths.get_mut(place)
        {
            change(truth);
        }
    }

    fn under_way(&mut self, numbers: &[TransactionNumber], deliveries: usize) {
        for number in numbers {
            self.each(number, |truth| truth.under_way += deliveries);
        }
    }

    fn delivered(&mut self, numbers: &[TransactionNumber]) {
        for number in numbers {
            self.each(number, |truth| truth.under_way -= 1);
        }
    }

    /// Of the rows of a batch, so many are being saved: those that are not the reason for a 400.
    fn taken(&mut self, id: RequestId, rows: &[PostedRow], saving: usize, taken_at: Option<Moment>) {
        let is_saving = |row: &&PostedRow| row.flaw != Some(crate::trackonline::RowFlaw::Batch);
        for row in rows.iter().filter(is_saving).take(saving) {
            self.each(&row.number, |truth| {
                truth.under_way += 1;
                truth.taken_at = taken_at.or(truth.taken_at);
                if row.flaw.is_none() && !truth.taken_from.contains(&id) {
                    truth.taken_from.push(id);
                }
            });
        }
    }

    fn saved(&mut self, number: &TransactionNumber) {
        self.each(number, |truth| truth.under_way -= 1);
    }
}
