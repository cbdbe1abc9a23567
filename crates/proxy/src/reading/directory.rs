//! Locations and item definitions, and which FreshPortal numbers they belong to.
//!
//! A customer or packaging code is linked by TrackOnline's external number with the source `FreshPortal`; failing that by
//! the same number in both systems; failing that by the mapping file.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contract::{
    Catalogue, CodeMapping, CustomerLocation, CustomerNumber, Item, ItemKind, ItemNumber, LocationNumber,
    PackagingCode, Part, ProblemCode, Restriction,
};
use trackonline::{
    BalanceOperationMode, Client, Error, ExternalNumber, ItemDefinition, ItemDefinitionFilter, ItemType,
    Location, LocationFilter, LocationType, Page, PageNumber, Permit,
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
    own: LocationNumber,
}

impl Directory {
    pub(crate) fn new(rows: Vec<Location>, mapping: &MappingFile, own: &LocationNumber) -> Self {
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
        Self { locations, customers, own: own.clone() }
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

    /// Whether TrackOnline has the location.
    pub(crate) fn has(&self, number: &LocationNumber) -> bool {
        self.locations.contains_key(number)
    }

    /// Whether a location is our own: the one in the settings, a company location, or a storage, a cross dock, a vehicle
    /// or an administrative place below one of those.
    pub(crate) fn is_own(&self, number: &LocationNumber) -> bool {
        self.is_own_within(number, DEEPEST)
    }

    fn is_own_within(&self, number: &LocationNumber, levels: u8) -> bool {
        use LocationType::{Administrative, CompanyLocation, CrossDock, RollingStock, Storage};
        let Some(location) = self.locations.get(number) else { return false };
        match &location.kind {
            _ if *number == self.own => true,
            Some(CompanyLocation) => true,
            Some(Storage | CrossDock | RollingStock | Administrative) => {
                let above = parent(location).and_then(|number| LocationNumber::new(number).ok());
                levels > 0 && above.is_some_and(|above| self.is_own_within(&above, levels - 1))
            }
            _ => false,
        }
    }

    /// TrackOnline's name of a location, or its number where there is none.
    pub(crate) fn name(&self, number: &LocationNumber) -> String {
        let name = self.locations.get(number).and_then(|location| location.name.clone());
        name.unwrap_or_else(|| number.to_string())
    }
}

/// TrackOnline has four levels of locations; a list in which one stands above itself has no end.
const DEEPEST: u8 = 4;

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
pub(crate) async fn directory(tenant: &Arc<Tenant>) -> Result<Arc<Directory>, Refusal> {
    let of = Arc::clone(tenant);
    Ok(tenant.shelf.directory.get(|_| read_directory(of)).await?.answer)
}

/// The directory at hand: nobody at the dock waits for a newer one. Where a location that is needed is not in it, it is
/// looked at again, for that may have been entered just now.
pub(crate) async fn directory_with(
    tenant: &Arc<Tenant>,
    needed: &[&LocationNumber],
) -> Result<Arc<Directory>, Refusal> {
    let of = Arc::clone(tenant);
    let known = tenant.shelf.directory.at_hand(|_| read_directory(of)).await?.answer;
    let is_complete = needed.iter().all(|number| known.has(number));
    if !is_complete && tenant.shelf.directory.expire_if_older(WORTH_ANOTHER_LOOK) {
        return directory(tenant).await;
    }
    Ok(known)
}

/// What an administrator has linked or entered this short a time ago may not be known yet; nobody should have to wait
/// for the next morning.
pub(super) const WORTH_ANOTHER_LOOK: Duration = Duration::from_mins(1);

/// The kinds of packaging, disabled ones too, and what FreshPortal's codes stand for.
pub(crate) async fn catalogue(tenant: &Arc<Tenant>) -> Result<Arc<Catalogue>, Refusal> {
    let of = Arc::clone(tenant);
    Ok(tenant.shelf.catalogue.get(|_| read_catalogue(of)).await?.answer)
}

/// The catalogue at hand, looked at again where an item that is needed is not in it; as [`directory_with`].
pub(crate) async fn catalogue_with(
    tenant: &Arc<Tenant>,
    needed: &[&ItemNumber],
) -> Result<Arc<Catalogue>, Refusal> {
    let of = Arc::clone(tenant);
    let known = tenant.shelf.catalogue.at_hand(|_| read_catalogue(of)).await?.answer;
    let is_complete = needed.iter().all(|number| known.items.iter().any(|item| item.number == **number));
    if !is_complete && tenant.shelf.catalogue.expire_if_older(WORTH_ANOTHER_LOOK) {
        return catalogue(tenant).await;
    }
    Ok(known)
}

async fn read_directory(tenant: Arc<Tenant>) -> Result<Option<Directory>, Refusal> {
    let mut rows = Vec::new();
    for enabled in [true, false] {
        let filter = LocationFilter { enabled: Some(enabled), ..LocationFilter::default() };
        rows.extend(
            all_pages(&tenant.upstream, |client, permit, page| client.locations(permit, &filter, page))
                .await?,
        );
    }
    Ok(Some(Directory::new(rows, &tenant.settings.mapping, &tenant.settings.own_location)))
}

async fn read_catalogue(tenant: Arc<Tenant>) -> Result<Option<Catalogue>, Refusal> {
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
mod tests;
