//! A stand-in on a free port with a clock that the test drives, and clients of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sandbox::clock::DrivenClock;
use sandbox::trackonline::behaviour::{
    Behaviour, CounterpartSign, DateForm, DeletedForm, DuplicateSemantics, EnvelopeForm, LocationParameter,
    LocationSign, MessageIdForm, QuantityForm, RefusedBatch, RetryAfterForm, ValueForm,
};
use sandbox::trackonline::{Licence, Limits, Settings, TrackOnline};
use serde_json::Value;
use tempfile::TempDir;
use trackonline::{
    Assumptions, Auth, Client, ClientSettings, Envelope, MessageId, Permit, Save, SaveResult, SavedRow,
};

/// The key that the stand-in takes.
pub(crate) const KEY: &str = "conformance.key";

/// The longest that saving takes.
const SAVING: Duration = Duration::from_millis(2_500);

/// Wednesday morning; the made-up history ends at midnight before.
pub(crate) fn start_of_test() -> DateTime<Utc> {
    "2026-03-18T09:00:00Z".parse().unwrap()
}

/// A stand-in and its clock.
pub(crate) struct Standing {
    pub(crate) clock: Arc<DrivenClock>,
    server: TrackOnline,
    control: reqwest::Client,
    _state: TempDir,
}

impl Standing {
    /// One that behaves in this way, with calls in plenty.
    pub(crate) async fn behaving(behaviour: Behaviour) -> Self {
        Self::granting(Licence::Enterprise.limits(), behaviour).await
    }

    /// One that grants only so many calls.
    pub(crate) async fn granting(limits: Limits, behaviour: Behaviour) -> Self {
        let state = tempfile::tempdir().unwrap();
        let settings = Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            state: state.path().to_owned(),
            key: KEY.to_owned(),
            limits,
            behaviour,
        };
        let clock = Arc::new(DrivenClock::at(start_of_test()));
        let server = TrackOnline::start(settings, Arc::clone(&clock) as _).await.unwrap();
        let control = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        Self { clock, server, control, _state: state }
    }

    /// Its base address.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// A client that assumes so.
    pub(crate) fn client(&self, assumptions: Assumptions) -> Client {
        self.client_with(KEY, assumptions)
    }

    /// A client with this key.
    pub(crate) fn client_with(&self, key: &str, assumptions: Assumptions) -> Client {
        Client::new(ClientSettings {
            base_url: self.base().parse().unwrap(),
            auth: Auth::ApiKey(key.into()),
            assumptions,
            limits: trackonline::Limits::default(),
        })
        .unwrap()
    }

    /// Turns the switches.
    pub(crate) async fn behave(&self, behaviour: Behaviour) {
        let answer = self.control.put(format!("{}/_sandbox/behaviour", self.base())).json(&behaviour).send();
        let answer = answer.await.unwrap();
        assert!(answer.status().is_success(), "{behaviour:?}: {}", answer.text().await.unwrap());
    }

    /// Asks for a fault, in the stand-in's own words.
    pub(crate) async fn fault(&self, fault: &Value) {
        let answer = self.control.post(format!("{}/_sandbox/faults", self.base())).json(fault).send();
        let answer = answer.await.unwrap();
        assert!(answer.status().is_success(), "{fault}: {}", answer.text().await.unwrap());
    }

    /// The trips, as the stand-in's own record has them: no documented call tells of them.
    pub(crate) async fn trips(&self) -> Vec<Value> {
        let answer = self.control.get(format!("{}/_sandbox/trips.json", self.base())).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Lets the longest save pass, and gives what came of a batch.
    pub(crate) async fn saved<T: Save>(&self, client: &Client, message: &MessageId) -> Vec<SavedRow> {
        let patience = Instant::now() + Duration::from_secs(20);
        self.clock.advance(SAVING);
        loop {
            match client.save_result::<T>(Permit::granted(), message).await.unwrap() {
                SaveResult::Done(rows) => return rows,
                SaveResult::Pending => assert!(Instant::now() < patience, "it is never saved"),
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets both windows of the quota pass, so that a long test stays within it.
    pub(crate) fn next_day(&self) {
        self.clock.advance(Duration::from_hours(25));
    }
}

/// The assumptions of someone who knows how this account behaves, with nothing left to be found out.
pub(crate) fn told(behaviour: Behaviour) -> Assumptions {
    Assumptions {
        message_id_fields: match behaviour.message_id {
            MessageIdForm::MessageIdField => vec!["messageId".to_owned()],
            MessageIdForm::IdField => vec!["id".to_owned()],
            MessageIdForm::BareGuid => Vec::new(),
        },
        envelope: match behaviour.envelope {
            EnvelopeForm::Bare => Envelope::Bare,
            EnvelopeForm::Object => Envelope::Field("items".to_owned()),
        },
        enumerations: match behaviour.enumerations {
            ValueForm::Numbers => trackonline::EnumerationForm::Numbers,
            ValueForm::Names => trackonline::EnumerationForm::Names,
        },
        quantities: match behaviour.quantities {
            QuantityForm::Numbers => trackonline::QuantityForm::Numbers,
            QuantityForm::Text => trackonline::QuantityForm::Text,
        },
        same_number: match behaviour.duplicates {
            DuplicateSemantics::Update => trackonline::SameNumber::Updates,
            DuplicateSemantics::Reject => trackonline::SameNumber::Rejects,
            DuplicateSemantics::Double => trackonline::SameNumber::Doubles,
        },
        retry_after: match behaviour.retry_after {
            RetryAfterForm::Seconds => trackonline::RetryAfterForm::Seconds,
            RetryAfterForm::HttpDate => trackonline::RetryAfterForm::HttpDate,
            RetryAfterForm::Absent => trackonline::RetryAfterForm::Either,
        },
        counterpart_sign: match behaviour.counterpart_sign {
            CounterpartSign::AtCounterpart => trackonline::CounterpartSign::PositiveAtCounterpart,
            CounterpartSign::AtLocation => trackonline::CounterpartSign::PositiveAtLocation,
        },
        location_sign: match behaviour.location_sign {
            LocationSign::AtLocation => trackonline::LocationSign::PositiveAtLocation,
            LocationSign::Elsewhere => trackonline::LocationSign::PositiveElsewhere,
        },
        counterpart_location_parameter: match behaviour.counterpart_parameter {
            LocationParameter::Either | LocationParameter::Location => "location".to_owned(),
            LocationParameter::Locations => "locations".to_owned(),
        },
        refused_batch: match behaviour.refused_batch {
            RefusedBatch::SavesNothing => trackonline::RefusedBatch::SavesNothing,
            RefusedBatch::SavesGoodRows => trackonline::RefusedBatch::SavesGoodRows,
        },
        dates: match behaviour.dates {
            DateForm::Milliseconds | DateForm::WithoutZone => trackonline::DateForm::Milliseconds,
            DateForm::SevenDigitsWithOffset => trackonline::DateForm::Ticks,
        },
        absent_is_deleted: match behaviour.deleted {
            DeletedForm::Flag => false,
            DeletedForm::Absent => true,
        },
        ..Assumptions::default()
    }
}
