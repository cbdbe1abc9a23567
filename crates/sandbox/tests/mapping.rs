//! The mapping file says exactly what the two systems do not say themselves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use sandbox::world::packaging::{CODES, Link};
use sandbox::world::places::CUSTOMERS;

fn mapping() -> toml::Table {
    include_str!("../assets/mapping.toml").parse().unwrap()
}

fn rows<'file>(mapping: &'file toml::Table, name: &str) -> impl Iterator<Item = &'file toml::Table> {
    mapping[name].as_array().unwrap().iter().map(|row| row.as_table().unwrap())
}

fn text<'row>(row: &'row toml::Table, name: &str) -> &'row str {
    row[name].as_str().unwrap()
}

#[test]
fn it_names_the_customers_that_only_it_can_link() {
    let mapping = mapping();
    let named: BTreeMap<_, _> =
        rows(&mapping, "customer").map(|row| (text(row, "freshportal"), text(row, "trackonline"))).collect();
    let linked: BTreeMap<_, _> = CUSTOMERS
        .iter()
        .filter(|row| row.link == Link::MappingFile && row.parent.is_none())
        .map(|row| (row.freshportal, row.number.unwrap()))
        .collect();
    assert_eq!(named, linked);
    assert!(!linked.is_empty());
}

#[test]
fn it_names_the_codes_that_only_it_can_link_with_all_their_parts() {
    let mapping = mapping();
    let named: BTreeMap<_, Vec<_>> = rows(&mapping, "packaging")
        .map(|row| {
            let items = row["items"].as_array().unwrap().iter().map(|item| item.as_table().unwrap());
            let parts = items.map(|item| (text(item, "item"), item["pieces"].as_integer().unwrap()));
            (text(row, "code"), parts.collect())
        })
        .collect();
    let linked: BTreeMap<_, Vec<_>> = CODES
        .iter()
        .filter(|code| code.link == Link::MappingFile)
        .map(|code| (code.code, code.parts.to_vec()))
        .collect();
    assert_eq!(named, linked);
    assert_eq!(named["CC6"], [("CC TAG6", 1), ("CC SHELF", 3), ("CC POST", 4)], "a trolley is three items");
}
