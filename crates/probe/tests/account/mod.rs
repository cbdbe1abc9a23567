//! An account at the stand-in for a test, and what is truly in it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use probe::{Expectation, Finding, Plan, Report, Verdict};
use sandbox::clock::{Clock, MachineClock};
use sandbox::trackonline::{Behaviour, Licence, Limits, Settings, TrackOnline};
use sandbox::world::World;
use serde_json::Value;
use tempfile::TempDir;
use trackonline::{Assumptions, Auth, Client, ClientSettings};

/// The canary that must stand in no report.
pub(crate) const KEY: &str = "canary-77aa.trackonline.key-0b1e";
/// The stand-in's own location.
pub(crate) const OWN: &str = "0001";

pub(crate) struct Account {
    pub(crate) url: String,
    pub(crate) world: World,
    standing: TrackOnline,
    _folder: TempDir,
}

/// What a probe came to, and what was told on the way.
pub(crate) struct Probed {
    pub(crate) report: Report,
    pub(crate) told: Vec<String>,
}

impl Account {
    pub(crate) async fn open(behaviour: Behaviour) -> Self {
        Self::with_limits(behaviour, Licence::Enterprise.limits()).await
    }

    pub(crate) async fn with_limits(behaviour: Behaviour, limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = Settings {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            state: folder.path().join("trackonline"),
            key: KEY.into(),
            limits,
            behaviour,
        };
        let standing = TrackOnline::start(settings, Arc::new(MachineClock)).await.unwrap();
        let world = World::on(MachineClock.now().date_naive());
        Self { url: format!("http://{}", standing.address()), world, standing, _folder: folder }
    }

    pub(crate) async fn close(self) {
        self.standing.stop().await;
    }

    pub(crate) fn client(&self, assumptions: Assumptions) -> Client {
        self.client_with_key(KEY, assumptions)
    }

    pub(crate) fn client_with_key(&self, key: &str, assumptions: Assumptions) -> Client {
        Client::new(ClientSettings {
            base_url: self.url.parse().unwrap(),
            auth: Auth::ApiKey(key.into()),
            assumptions,
            limits: trackonline::Limits::default(),
        })
        .unwrap()
    }

    pub(crate) async fn probe(&self, plan: &Plan) -> Probed {
        self.probe_as(&self.client(Assumptions::default()), plan).await
    }

    pub(crate) async fn probe_as(&self, client: &Client, plan: &Plan) -> Probed {
        let told = Mutex::new(Vec::new());
        let clock = || -> chrono::DateTime<Utc> { MachineClock.now() };
        let report = probe::run(client, plan, &clock, &mut |progress| {
            told.lock()
                .unwrap()
                .push(format!("call {} of at most {}: {}", progress.call, progress.most, progress.doing));
        })
        .await;
        Probed { report, told: told.into_inner().unwrap() }
    }

    /// A location with a balance of one item that comes from dealings with the own location only.
    pub(crate) fn known(&self) -> Expectation {
        let mut with_own: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for movement in self.world.movements.iter().filter(|movement| movement.counts()) {
            for item in &movement.items {
                if movement.from == OWN {
                    *with_own.entry((movement.to.as_str(), item.item.as_str())).or_default() += item.quantity;
                } else if movement.to == OWN {
                    *with_own.entry((movement.from.as_str(), item.item.as_str())).or_default() -=
                        item.quantity;
                }
            }
        }
        let balances = self.world.balances();
        let ((location, item), pieces) = with_own
            .into_iter()
            .find(|((location, item), pieces)| {
                *pieces > 0
                    && balances.get(&(*location, *item)) == Some(pieces)
                    && self.world.location(location).is_some_and(|location| location.enabled)
            })
            .unwrap();
        Expectation { location: location.into(), item: item.into(), pieces }
    }

    /// A customer's location that nothing else is asked about.
    pub(crate) fn test_location(&self) -> String {
        let known = self.known().location;
        let movements = self.world.movements.iter().rev();
        movements.map(|movement| &movement.to).find(|to| **to != known && *to != OWN).unwrap().clone()
    }

    /// A plan that knows a balance and only reads.
    pub(crate) fn reading(&self) -> Plan {
        Plan {
            expectations: vec![self.known()],
            own_location: Some(OWN.into()),
            tenant: "demo".into(),
            ..Plan::default()
        }
    }

    /// A plan that writes.
    pub(crate) fn writing(&self) -> Plan {
        Plan {
            write_to: Some(self.test_location()),
            pauses: [500, 1_000, 1_500, 3_000].map(Duration::from_millis).to_vec(),
            ..self.reading()
        }
    }

    /// The stand-in's own record of its transactions.
    pub(crate) async fn record(&self) -> Vec<Value> {
        let answer = reqwest::get(format!("{}/_sandbox/transactions.json", self.url)).await.unwrap();
        answer.json().await.unwrap()
    }

    pub(crate) async fn close_quota(&self) {
        let http = reqwest::Client::builder().build().unwrap();
        let answer =
            http.post(format!("{}/_sandbox/quota/exhaust?seconds=60", self.url)).send().await.unwrap();
        assert!(answer.status().is_success());
    }
}

impl Probed {
    pub(crate) fn finding(&self, setting: &str) -> &Finding {
        self.report.findings.iter().find(|finding| finding.settings.contains(&setting)).unwrap()
    }

    /// The lines to set for a setting; none when it is confirmed.
    pub(crate) fn verdict(&self, setting: &str) -> String {
        match &self.finding(setting).verdict {
            Verdict::Confirmed => "confirmed".into(),
            Verdict::Refuted { changes } => {
                changes.iter().map(probe::Change::line).collect::<Vec<_>>().join("; ")
            }
            Verdict::NotDecidable { .. } => "not decidable".into(),
        }
    }

    /// The assumptions with the report's lines pasted.
    pub(crate) fn pasted(&self) -> Assumptions {
        let pasted: toml::Table = toml::from_str(&self.report.settings_to_paste()).unwrap();
        pasted
            .get("tenants")
            .and_then(|tenants| tenants.get("demo")?.get("trackonline")?.get("assumptions"))
            .map_or_else(Assumptions::default, |assumptions| assumptions.clone().try_into().unwrap())
    }
}
