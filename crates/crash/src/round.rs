//! A round: clients at work, something that goes wrong, and a kill in the middle of it.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::book::Book;
use crate::client;
use crate::house::House;
use crate::plan::{Plan, Strike};
use crate::say;
use crate::tally::Tally;

/// How long a failpoint may take to be reached; then the proxy is killed where it stands.
const FAILPOINT_TIME: Duration = Duration::from_millis(3_500);

/// Plays a round. Clients that are not done then go on into the next one.
pub(crate) async fn play(
    plan: Plan,
    house: &mut House,
    clients: &mut JoinSet<anyhow::Result<()>>,
    book: &Book,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    house.begin_round(plan.number);
    house.start_stand_in().await?;
    let failpoint = match plan.strike {
        Strike::Failpoint { name, nth } => {
            // Only a new process can be given a failpoint, and only the one that sends can reach most of them.
            house.stop_proxies().await?;
            Some(format!("{name}:{nth}"))
        }
        _ => None,
    };
    for place in 0..plan.proxies {
        house.start_proxy(place, failpoint.as_deref().filter(|_| place == 0)).await?;
    }
    for fault in &plan.faults {
        house.stand_in.add(fault).await?;
        tally.fault(fault.name());
    }
    for client in plan.clients {
        clients.spawn(client::run(client, house.proxy_urls(), house.counter.clone(), book.clone()));
    }
    if plan.has_clerk {
        clients.spawn(house.clerk(book, false).run());
    }
    strike(plan.strike, house, tally).await?;
    house.all_are_well()?;
    house.start_stand_in().await?;
    house.stand_in.clear().await
}

async fn strike(strike: Strike, house: &mut House, tally: &mut Tally) -> anyhow::Result<()> {
    match strike {
        Strike::Kill { after, which } => {
            tokio::time::sleep(after).await;
            for place in which {
                tally.struck("proxy, at a random moment");
                house.kill_proxy(place)?;
            }
        }
        Strike::Failpoint { name, .. } => {
            let is_reached = house.ends_at(0, name, FAILPOINT_TIME).await?;
            tally.failpoint(name, is_reached);
            if !is_reached {
                say(format_args!("  {name} was not reached; killed where it stood"));
                tally.struck("proxy, failpoint not reached");
                house.kill_proxy(0)?;
            }
        }
        Strike::StandIn { after, gone } => {
            tokio::time::sleep(after).await;
            tally.struck("stand-in");
            house.kill_stand_in()?;
            tokio::time::sleep(gone).await;
        }
        Strike::Both { after } => {
            tokio::time::sleep(after).await;
            tally.struck("proxies and stand-in");
            for place in 0..house.proxy_urls().len() {
                house.kill_proxy(place)?;
            }
            house.kill_stand_in()?;
        }
        Strike::Pause { after, which, lasts } => {
            tokio::time::sleep(after).await;
            tally.struck("proxy stood still, then went on");
            house.signal_proxy(which, "STOP")?;
            tokio::time::sleep(lasts).await;
            house.signal_proxy(which, "CONT")?;
        }
    }
    Ok(())
}
