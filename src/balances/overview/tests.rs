use chrono::DateTime;
use contract::{Basis, CodeMapping, Customer, CustomerNumber, Holding, Part};

use super::*;

fn item(number: &str, name: &str, code: &str) -> Item {
    Item {
        number: ItemNumber::new(number).unwrap(),
        name: name.to_owned(),
        code: code.to_owned(),
        kind: ItemKind::Crate,
        value_cents: None,
    }
}

fn catalogue() -> Catalogue {
    Catalogue {
        items: vec![
            item("1", "CC TAG6", "TAG6"),
            item("2", "Emmer 560", "FC560"),
            item("3", "Deksel", "DEKSEL"),
        ],
        codes: vec![CodeMapping {
            code: PackagingCode::new("560").unwrap(),
            parts: vec![Part { item: ItemNumber::new("2").unwrap(), pieces: 1 }],
        }],
        read_at: DateTime::UNIX_EPOCH,
    }
}

fn account(holdings: &[(&str, &str, i64, i64)]) -> Account {
    Account {
        customer: Customer { number: CustomerNumber::new("1001").unwrap(), name: "Bloem".into() },
        locations: Vec::new(),
        basis: Basis::Location,
        holdings: holdings
            .iter()
            .map(|(location, item, quantity, on_its_way)| Holding {
                location: LocationNumber::new(location).unwrap(),
                item: ItemNumber::new(item).unwrap(),
                quantity: *quantity,
                on_its_way: *on_its_way,
            })
            .collect(),
        read_at: DateTime::UNIX_EPOCH,
        unreachable_since: None,
        order: None,
    }
}

fn lines(lines: &[(&str, i64)]) -> Vec<(PackagingCode, Count)> {
    lines
        .iter()
        .map(|(code, count)| (PackagingCode::new(code).unwrap(), Count::new(*count).unwrap()))
        .collect()
}

fn names(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.kind.name.as_str()).collect()
}

#[test]
fn kinds_of_the_order_come_first_and_kinds_with_nothing_are_folded_away() {
    let lines = lines(&[("560", 5)]);
    let order = OrderView { lines: &lines, is_known: true };
    let overview = Overview::of(&account(&[("K1", "1", 42, 0)]), &catalogue(), order, None);
    assert_eq!(names(&overview.rows), ["Emmer 560", "CC TAG6"]);
    assert_eq!(names(&overview.folded), ["Deksel"]);
    assert_eq!(overview.rows[0].order, Some(Effect { adds: 5, after: 5, already: None }));
    assert_eq!(overview.totals, Totals { held: 42, kinds: 1, below: 0, adds: 5 });
}

#[test]
fn nothing_is_said_about_the_order_until_it_is_known_what_was_booked_under_it() {
    let lines = lines(&[("560", 5)]);
    let order = OrderView { lines: &lines, is_known: false };
    let overview = Overview::of(&account(&[("K1", "2", 7, 0)]), &catalogue(), order, None);
    assert_eq!((overview.rows[0].holds, overview.rows[0].order), (7, None));
    assert_eq!(overview.totals.adds, 0);
}

#[test]
fn kinds_below_zero_are_counted_apart_and_do_not_lower_the_sum() {
    let order = OrderView { lines: &[], is_known: true };
    let overview =
        Overview::of(&account(&[("K1", "1", 42, -2), ("K1", "2", -3, 0)]), &catalogue(), order, None);
    assert_eq!(overview.totals, Totals { held: 40, kinds: 1, below: 1, adds: 0 });
    assert_eq!(overview.rows[0].on_its_way, -2);
}

#[test]
fn one_branch_shows_its_own_numbers_only() {
    let account = account(&[("K1", "1", 42, 0), ("K2", "1", 8, 0), ("K1", "2", 3, 0)]);
    let order = OrderView { lines: &[], is_known: true };
    let branch = LocationNumber::new("K2").unwrap();
    let overview = Overview::of(&account, &catalogue(), order, Some(&branch));
    assert_eq!(names(&overview.rows), ["CC TAG6"]);
    assert_eq!(overview.rows[0].holds, 8);
}

#[test]
fn an_unmapped_code_is_named_and_an_unknown_item_keeps_its_number() {
    let lines = lines(&[("999", 5)]);
    let order = OrderView { lines: &lines, is_known: true };
    let overview = Overview::of(&account(&[("K1", "77", 1, 0)]), &catalogue(), order, None);
    assert_eq!(overview.unmapped, [PackagingCode::new("999").unwrap()]);
    assert_eq!(names(&overview.rows), ["77"]);
}

#[test]
fn a_code_that_only_repeats_the_name_is_left_out() {
    assert_eq!(Kind::known(&item("3", "Deksel", "DEKSEL")).code, None);
    assert_eq!(Kind::known(&item("3", "Deksel", " ")).code, None);
    assert_eq!(Kind::known(&item("3", "Deksel", "DK1")).code.as_deref(), Some("DK1"));
}
