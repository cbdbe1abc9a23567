//! What a customer holds, read from the stand-in over real HTTP.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::collections::BTreeMap;

use contract::{Account, Basis, Catalogue, ProblemCode, Restriction};
use house::{CUSTOMER, House, claims, code, ok, refused, token};
use sandbox::world::World;

/// The balances at some locations as the stand-in's world has them.
fn world_balances(locations: &[&str]) -> BTreeMap<(String, String), i64> {
    World::on(proxy::clock::now().date_naive())
        .balances()
        .into_iter()
        .filter(|((location, _), quantity)| locations.contains(location) && *quantity != 0)
        .map(|((location, item), quantity)| ((location.to_owned(), item.to_owned()), quantity))
        .collect()
}

fn shown(account: &Account) -> BTreeMap<(String, String), i64> {
    account
        .holdings
        .iter()
        .map(|holding| ((holding.location.to_string(), holding.item.to_string()), holding.quantity))
        .collect()
}

#[tokio::test]
async fn every_way_of_linking_a_customer_shows_what_trackonline_holds() {
    let house = House::open().await;
    for (customer, locations) in [
        (CUSTOMER, &["C0415"][..]),
        ("10023", &["C0423", "C0423-1", "C0423-2"]),
        ("10035", &["10035"]),
        ("10052", &["C0460"]),
    ] {
        let account: Account = ok(house.get(&format!("/api/v1/customers/{customer}/account"))).await;
        let numbers: Vec<_> = account.locations.iter().map(|location| location.number.as_str()).collect();
        assert_eq!(numbers, locations, "{customer}");
        assert_eq!(account.basis, Basis::Location);
        assert_eq!(shown(&account), world_balances(locations), "{customer}");
        assert!((proxy::clock::now() - account.read_at).num_seconds() < 30);
        assert_eq!(account.unreachable_since, None);
    }
}

#[tokio::test]
async fn the_account_between_the_two_of_us_counts_only_what_went_between_us() {
    let house = House::open().await;
    let request = house.http.get(house.url(&format!("/api/v1/customers/{CUSTOMER}/account")));
    let account: Account = ok(request.bearer_auth(token(&claims("other")))).await;
    assert_eq!(account.basis, Basis::Counterpart);
    let mut between: BTreeMap<(String, String), i64> = BTreeMap::new();
    let world = World::on(proxy::clock::now().date_naive());
    for movement in world.movements.iter().filter(|movement| movement.counts()) {
        let sign = match (movement.from.as_str(), movement.to.as_str()) {
            ("0001", "C0415") => 1,
            ("C0415", "0001") => -1,
            _ => continue,
        };
        for item in &movement.items {
            *between.entry(("C0415".into(), item.item.clone())).or_default() += sign * item.quantity;
        }
    }
    between.retain(|_, quantity| *quantity != 0);
    assert!(!between.is_empty());
    assert_eq!(shown(&account), between);
}

#[tokio::test]
async fn the_catalogue_knows_items_and_what_codes_stand_for() {
    let house = House::open().await;
    let catalogue: Catalogue = ok(house.get("/api/v1/packaging")).await;
    let parts = |code: &str| -> Vec<(String, u32)> {
        let mapping = catalogue.codes.iter().find(|mapping| mapping.code.as_str() == code);
        let parts = mapping.map(|mapping| mapping.parts.as_slice()).unwrap_or_default();
        parts.iter().map(|part| (part.item.to_string(), part.pieces)).collect()
    };
    assert_eq!(parts("560"), [("FC560".into(), 1)]);
    assert_eq!(parts("CC6"), [("CC TAG6".into(), 1), ("CC SHELF".into(), 3), ("CC POST".into(), 4)]);
    let base = catalogue.items.iter().find(|item| item.number.as_str() == "CC TAG6").unwrap();
    assert!(base.value_cents.is_some_and(|cents| cents > 0));
}

#[tokio::test]
async fn a_restricted_location_says_so() {
    let house = House::open().await;
    let account: Account = ok(house.get("/api/v1/customers/10031/account")).await;
    assert_eq!(account.locations[0].restriction, Restriction::ExchangeOnly);
}

#[tokio::test]
async fn a_customer_that_nobody_linked_is_named_with_what_to_do() {
    let house = House::open().await;
    let problem = refused(house.get("/api/v1/customers/10990/account")).await;
    assert_eq!(problem.code, ProblemCode::CustomerUnknown);
    assert!(
        problem.detail.contains("10990") && problem.detail.contains("mapping file"),
        "{}",
        problem.detail
    );
}

#[tokio::test]
async fn a_number_that_cannot_be_one_is_refused_before_anything_is_asked() {
    let house = House::open().await;
    let long = "9".repeat(51);
    assert_eq!(
        code(house.get(&format!("/api/v1/customers/{long}/account"))).await,
        ProblemCode::InvalidField
    );
    for path in ["10015/account?order=%20", "10015/account?order=A&order=B", "%FF/account"] {
        assert_eq!(
            code(house.get(&format!("/api/v1/customers/{path}"))).await,
            ProblemCode::InvalidField,
            "{path}"
        );
    }
}

#[tokio::test]
async fn many_screens_of_one_customer_cost_trackonline_one_call() {
    let house = House::open().await;
    let path = format!("/api/v1/customers/{CUSTOMER}/account");
    let first: Account = ok(house.get(&path)).await;
    for _ in 0..20 {
        let again: Account = ok(house.get(&path)).await;
        assert_eq!(again.read_at, first.read_at);
    }
}

#[tokio::test]
async fn when_trackonline_is_down_the_last_numbers_stay_with_their_age_and_a_new_customer_gets_a_clear_answer()
 {
    let mut house = House::open().await;
    let path = format!("/api/v1/customers/{CUSTOMER}/account");
    let before: Account = ok(house.get(&path)).await;
    house.stop_trackonline().await;
    let after: Account = ok(house.get(&path)).await;
    assert_eq!((after.read_at, after.holdings), (before.read_at, before.holdings));
    let problem = refused(house.get("/api/v1/customers/10035/account")).await;
    assert_eq!(problem.code, ProblemCode::TrackOnlineUnreachable);
    assert!(problem.retry_after.is_some());
}

#[tokio::test]
async fn when_trackonline_allows_no_more_calls_the_answer_says_when_to_come_back() {
    let house = House::open().await;
    house.exhaust_trackonline(40).await;
    let problem = refused(house.get("/api/v1/packaging")).await;
    assert_eq!(problem.code, ProblemCode::TrackOnlineLimit);
    assert!(problem.retry_after.is_some_and(|seconds| (30..=41).contains(&seconds)), "{problem:?}");
}
