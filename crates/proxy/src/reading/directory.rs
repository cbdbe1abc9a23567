//! Locations and item definitions, and which FreshPortal numbers they belong to.
//!
//! A customer or packaging code is linked by TrackOnline's external number with the source `FreshPortal`; failing that by
//! the same number in both systems; failing that by the mapping file.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::{
    Catalogue, CodeMapping, CustomerLocation, CustomerNumber, Item, ItemKind, ItemNumber, LocationNumber,
    PackagingCode, Part, ProblemCode, Restriction,
};
use trackonline::{
    BalanceOperationMode, Client, Error, ExternalNumber, ItemDefinition, ItemDefinitionFilter, ItemType,
    Location, LocationFilter, Page, PageNumber, Permit,
};

use crate::clock;
use crate::problem::Refusal;
use crate::settings::MappingFile;
use crate::tenant::Tenant;
use crate::upstream::Upstream;

/// The name that FreshPortal goes by among TrackOnline's external numbers.
const SOURCE: &str = "FreshPortal";

/// Every location of the administration, and which customers they belong to.
#[derive(Debug)]
pub(crate) struct Directory {
    locations: BTreeMap<LocationNumber, Location>,
    customers: BTreeMap<CustomerNumber, LocationNumber>,
}

impl Directory {
    fn new(rows: Vec<Location>, mapping: &MappingFile, own: &LocationNumber) -> Self {
        let locations: BTreeMap<LocationNumber, Location> = rows
            .into_iter()
            .filter_map(|row| Some((LocationNumber::new(row.number.as_deref()?).ok()?, row)))
            .collect();
        let mut customers = BTreeMap::new();
        // A disabled location is only somebody's account where no enabled one is. Branches may carry their head office's
        // number too; the account is the head office's.
        let mut candidates: Vec<_> = locations.iter().collect();
        candidates
            .sort_by_key(|(_, location)| (location.is_enabled == Some(false), parent(location).is_some()));
        for (number, location) in &candidates {
            for external in freshportal(&location.external_numbers) {
                if let Ok(customer) = CustomerNumber::new(external) {
                    customers.entry(customer).or_insert_with(|| (*number).clone());
                }
            }
        }
        for (number, _) in &candidates {
            if *number != own
                && let Ok(customer) = CustomerNumber::new(number.as_str())
            {
                customers.entry(customer).or_insert_with(|| (*number).clone());
            }
        }
        for (customer, number) in &mapping.customers {
            if locations.contains_key(number) {
                customers.entry(customer.clone()).or_insert_with(|| number.clone());
            } else {
                tracing::warn!(%number, "the mapping file names a location that TrackOnline does not have");
            }
        }
        Self { locations, customers }
    }

    /// A customer's locations: the main one, then its branches by number.
    pub(crate) fn customer(&self, customer: &CustomerNumber) -> Option<Vec<CustomerLocation>> {
        let main = self.customers.get(customer)?;
        let branches = self
            .locations
            .iter()
            .filter(|(number, location)| *number != main && parent(location) == Some(main.as_str()));
        let main = self.locations.get_key_value(main);
        Some(main.into_iter().chain(branches).map(|(number, location)| described(number, location)).collect())
    }

    /// TrackOnline's name of a location, or its number where there is none.
    pub(crate) fn name(&self, number: &LocationNumber) -> String {
        let name = self.locations.get(number).and_then(|location| location.name.clone());
        name.unwrap_or_else(|| number.to_string())
    }
}

fn parent(location: &Location) -> Option<&str> {
    location.parent_number.as_deref().filter(|number| !number.is_empty())
}

fn described(number: &LocationNumber, location: &Location) -> CustomerLocation {
    CustomerLocation {
        number: number.clone(),
        name: location.name.clone().unwrap_or_else(|| number.to_string()),
        city: location.city.clone(),
        restriction: match location.balance_operation_mode {
            Some(BalanceOperationMode::ExchangeOnly) => Restriction::ExchangeOnly,
            Some(BalanceOperationMode::BalanceRestriction) => Restriction::BalanceLimit,
            _ => Restriction::None,
        },
    }
}

fn freshportal(numbers: &[ExternalNumber]) -> impl Iterator<Item = &str> {
    numbers
        .iter()
        .filter(|external| {
            external.source.as_deref().is_some_and(|source| source.eq_ignore_ascii_case(SOURCE))
        })
        .filter_map(|external| external.number.as_deref())
}

fn catalogued(definitions: Vec<ItemDefinition>, mapping: &MappingFile) -> Catalogue {
    let definitions: BTreeMap<ItemNumber, ItemDefinition> = definitions
        .into_iter()
        .filter_map(|row| Some((ItemNumber::new(row.number.as_deref()?).ok()?, row)))
        .collect();
    let mut codes: BTreeMap<PackagingCode, Vec<Part>> = BTreeMap::new();
    // A disabled kind is still in old balances, but no order is packed in it.
    let enabled = || definitions.iter().filter(|(_, definition)| definition.is_enabled != Some(false));
    for (number, definition) in enabled() {
        for code in freshportal(&definition.external_numbers) {
            if let Ok(code) = PackagingCode::new(code) {
                // Several items with one external number are the parts of one packaging.
                codes.entry(code).or_default().push(Part { item: number.clone(), pieces: 1 });
            }
        }
    }
    for (number, _) in enabled() {
        if let Ok(code) = PackagingCode::new(number.as_str()) {
            codes.entry(code).or_insert_with(|| vec![Part { item: number.clone(), pieces: 1 }]);
        }
    }
    for (code, parts) in &mapping.packaging {
        if parts.iter().all(|part| definitions.contains_key(&part.item)) {
            codes.entry(code.clone()).or_insert_with(|| parts.clone());
        } else {
            tracing::warn!(%code, "the mapping file names an item that TrackOnline does not have");
        }
    }
    let mut items: Vec<Item> =
        definitions.into_iter().map(|(number, definition)| item(number, definition)).collect();
    items.sort_by_key(|item| rank(item.kind));
    Catalogue {
        items,
        codes: codes.into_iter().map(|(code, parts)| CodeMapping { code, parts }).collect(),
        read_at: clock::now(),
    }
}

/// The order in which a lorry is unloaded: what rolls, what belongs to it, what stands on it. Within a kind, by number.
const fn rank(kind: ItemKind) -> u8 {
    match kind {
        ItemKind::LoadCarrier => 0,
        ItemKind::Interior | ItemKind::LockingPlate => 1,
        ItemKind::Container | ItemKind::Crate | ItemKind::Box | ItemKind::Tote => 2,
        ItemKind::Tray => 3,
        ItemKind::Pallet => 4,
        ItemKind::Lid => 5,
        ItemKind::Bulk | ItemKind::Other => 6,
    }
}

fn item(number: ItemNumber, definition: ItemDefinition) -> Item {
    Item {
        name: definition.name.unwrap_or_else(|| number.to_string()),
        code: definition.code.unwrap_or_default(),
        kind: match definition.kind {
            Some(ItemType::Tray) => ItemKind::Tray,
            Some(ItemType::Box) => ItemKind::Box,
            Some(ItemType::Interior) => ItemKind::Interior,
            Some(ItemType::Container) => ItemKind::Container,
            Some(ItemType::LoadCarrier) => ItemKind::LoadCarrier,
            Some(ItemType::Crate) => ItemKind::Crate,
            Some(ItemType::Pallet) => ItemKind::Pallet,
            Some(ItemType::LockingPlate) => ItemKind::LockingPlate,
            Some(ItemType::Lid) => ItemKind::Lid,
            Some(ItemType::Bulk) => ItemKind::Bulk,
            Some(ItemType::Tote) => ItemKind::Tote,
            _ => ItemKind::Other,
        },
        value_cents: definition.base_price.and_then(|price| cents(price.get())),
        number,
    }
}

/// Euros to whole cents.
#[expect(clippy::cast_possible_truncation, reason = "a price beyond an i64 of cents saturates, and none is")]
fn cents(euros: f64) -> Option<i64> {
    euros.is_finite().then(|| (euros * 100.0).round() as i64)
}

/// The administration's locations, disabled ones too: a balance may stand at one.
pub(crate) async fn directory(tenant: &Tenant) -> Result<Arc<Directory>, Refusal> {
    let fresh = tenant.shelf.directory.get(async |_| {
        let mut rows = Vec::new();
        for enabled in [true, false] {
            let filter = LocationFilter { enabled: Some(enabled), ..LocationFilter::default() };
            rows.extend(
                all_pages(&tenant.upstream, |client, permit, page| client.locations(permit, &filter, page))
                    .await?,
            );
        }
        Ok(Some(Directory::new(rows, &tenant.settings.mapping, &tenant.settings.own_location)))
    });
    Ok(fresh.await?.answer)
}

/// The kinds of packaging, disabled ones too, and what FreshPortal's codes stand for.
pub(crate) async fn catalogue(tenant: &Tenant) -> Result<Arc<Catalogue>, Refusal> {
    let fresh = tenant.shelf.catalogue.get(async |_| {
        let mut rows = Vec::new();
        for enabled in [true, false] {
            let filter = ItemDefinitionFilter { enabled: Some(enabled), ..ItemDefinitionFilter::default() };
            rows.extend(
                all_pages(&tenant.upstream, |client, permit, page| {
                    client.item_definitions(permit, &filter, page)
                })
                .await?,
            );
        }
        Ok(Some(catalogued(rows, &tenant.settings.mapping)))
    });
    Ok(fresh.await?.answer)
}

/// More pages than any administration has: a server that never ends is not followed, and part of a list is no list.
const MOST_PAGES: u32 = 200;

async fn all_pages<'a, T, F>(
    upstream: &'a Upstream,
    read: impl Fn(&'a Client, Permit, PageNumber) -> F,
) -> Result<Vec<T>, Refusal>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut rows = Vec::new();
    let mut number = PageNumber::FIRST;
    loop {
        let page = upstream.read(|client, permit| read(client, permit, number)).await?;
        rows.extend(page.rows);
        if page.is_last {
            return Ok(rows);
        }
        if number.get() >= MOST_PAGES {
            return Err(Refusal::new(
                ProblemCode::TrackOnlineAnswer,
                "TrackOnline's list of locations or items does not end. Tell your administrator.",
            ));
        }
        number = number.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn external(number: &str) -> Vec<ExternalNumber> {
        vec![ExternalNumber { source: Some("freshportal".into()), number: Some(number.into()) }]
    }

    fn location(number: &str, freshportal: Option<&str>, parent: Option<&str>) -> Location {
        Location {
            number: Some(number.into()),
            name: Some(format!("Name of {number}")),
            parent_number: parent.map(Into::into),
            external_numbers: freshportal.map(external).unwrap_or_default(),
            ..Location::default()
        }
    }

    fn mapping() -> MappingFile {
        MappingFile::parse(
            r#"
            customer = [{ freshportal = "30", trackonline = "C3" }, { freshportal = "10", trackonline = "C3" },
                        { freshportal = "40", trackonline = "GONE" }]
            packaging = [{ code = "CC", items = [{ item = "TAG6" }, { item = "SHELF", pieces = 3 }] },
                         { code = "560", items = [{ item = "TAG6" }] }, { code = "X", items = [{ item = "GONE" }] }]
            "#,
        )
        .unwrap()
    }

    fn own() -> LocationNumber {
        LocationNumber::new("0001").unwrap()
    }

    fn main_location(directory: &Directory, customer: &str) -> Option<String> {
        let locations = directory.customer(&CustomerNumber::new(customer).unwrap())?;
        Some(locations[0].number.to_string())
    }

    #[test]
    fn a_customer_is_found_by_external_number_then_by_number_then_by_the_file() {
        let rows =
            vec![location("C1", Some("10"), None), location("20", None, None), location("C3", None, None)];
        let directory = Directory::new(rows, &mapping(), &own());
        assert_eq!(main_location(&directory, "10").as_deref(), Some("C1"));
        assert_eq!(main_location(&directory, "20").as_deref(), Some("20"));
        assert_eq!(main_location(&directory, "30").as_deref(), Some("C3"));
        assert_eq!(main_location(&directory, "40"), None);
        assert_eq!(main_location(&directory, "99"), None);
    }

    #[test]
    fn branches_follow_the_main_location() {
        let rows = vec![
            location("C1-B", None, Some("C1")),
            location("C1", Some("10"), None),
            location("C1-A", None, Some("C1")),
            location("C2", None, Some("C9")),
        ];
        let directory = Directory::new(rows, &MappingFile::default(), &own());
        let locations = directory.customer(&CustomerNumber::new("10").unwrap()).unwrap();
        let numbers: Vec<_> = locations.iter().map(|location| location.number.as_str()).collect();
        assert_eq!(numbers, ["C1", "C1-A", "C1-B"]);
    }

    #[test]
    fn a_disabled_location_is_an_account_only_where_no_enabled_one_is_and_our_own_is_nobodys() {
        let disabled = |row: Location| Location { is_enabled: Some(false), ..row };
        let rows = vec![
            disabled(location("C1-OLD", Some("10"), None)),
            location("C5", Some("10"), None),
            disabled(location("C6", Some("60"), None)),
            location("0001", None, None),
        ];
        let directory = Directory::new(rows, &MappingFile::default(), &own());
        assert_eq!(main_location(&directory, "10").as_deref(), Some("C5"));
        assert_eq!(main_location(&directory, "60").as_deref(), Some("C6"));
        assert_eq!(main_location(&directory, "0001"), None);
    }

    #[test]
    fn a_number_that_branches_carry_too_is_the_head_offices() {
        let rows = vec![location("A-BRANCH", Some("10"), Some("HEAD")), location("HEAD", Some("10"), None)];
        assert_eq!(
            main_location(&Directory::new(rows, &MappingFile::default(), &own()), "10").as_deref(),
            Some("HEAD")
        );
    }

    #[test]
    fn a_code_is_found_by_external_number_then_by_number_then_by_the_file() {
        let definition = |number: &str, code: Option<&str>| ItemDefinition {
            number: Some(number.into()),
            base_price: Some(trackonline::Decimal::new(1.29)),
            external_numbers: code.map(external).unwrap_or_default(),
            ..ItemDefinition::default()
        };
        let retired = ItemDefinition { is_enabled: Some(false), ..definition("FC560-OLD", Some("560")) };
        let rows = vec![
            definition("FC560", Some("560")),
            definition("TAG6", None),
            definition("SHELF", None),
            retired,
        ];
        let catalogue = catalogued(rows, &mapping());
        let parts = |code: &str| -> Vec<(String, u32)> {
            let code = PackagingCode::new(code).unwrap();
            let mapping = catalogue.codes.iter().find(|mapping| mapping.code == code);
            mapping
                .into_iter()
                .flat_map(|mapping| &mapping.parts)
                .map(|part| (part.item.to_string(), part.pieces))
                .collect()
        };
        assert_eq!(parts("560"), [("FC560".into(), 1)]);
        assert_eq!(parts("TAG6"), [("TAG6".into(), 1)]);
        assert_eq!(parts("CC"), [("TAG6".into(), 1), ("SHELF".into(), 3)]);
        assert_eq!(parts("X"), []);
        assert_eq!(catalogue.items[0].value_cents, Some(129));
    }
}
