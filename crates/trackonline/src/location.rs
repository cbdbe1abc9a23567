//! Locations: customers, suppliers, auctions, depots and everything else that packaging stands at.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{
    Batch, Client, Listing, MessageId, Page, PageNumber, Paged, Query, Savable, Save, SaveResult,
};
use crate::enumeration::enumeration;
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::{Numbered, many};
use crate::{Decimal, Error, ExternalNumber, Moment, Paths, Permit, Quantity};

enumeration! {
    /// What a location is.
    LocationType {
        Unknown = 0, "Unknown";
        Customer = 1, "Customer";
        Supplier = 2, "Supplier";
        Auction = 3, "Auction";
        Carrier = 4, "Carrier";
        CompanyLocation = 5, "CompanyLocation";
        Manufacturer = 6, "Manufacturer";
        ServiceCenter = 7, "ServiceCenter";
        Retail = 8, "Retail";
        RollingStock = 9, "RollingStock";
        Administrative = 10, "Administrative";
        CrossDock = 11, "CrossDock";
        Storage = 12, "Storage";
    }
}

enumeration! {
    /// A location's place in its company.
    HierarchyLevel {
        HeadOffice = 1, "HeadOffice";
        BranchOffice = 2, "BranchOffice";
        Location = 3, "Location";
        SubLocation = 4, "SubLocation";
    }
}

enumeration! {
    /// A location's language.
    Language {
        Unknown = 0, "Unknown";
        Dutch = 1, "Dutch";
        English = 2, "English";
        German = 3, "German";
        Swedish = 4, "Swedish";
        Spanish = 5, "Spanish";
        French = 6, "French";
        Norwegian = 7, "Norwegian";
        Russian = 8, "Russian";
    }
}

enumeration! {
    /// What a location's balance may become.
    BalanceOperationMode {
        NoRestriction = 0, "NoRestriction";
        /// As much goes back as comes.
        ExchangeOnly = 10, "ExchangeOnly";
        /// The balance has bounds.
        BalanceRestriction = 20, "BalanceRestriction";
    }
}

/// A point on the map and a circle around it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Gps {
    /// Degrees north, -90 to 90.
    pub latitude: Option<Decimal>,
    /// Degrees east, -180 to 180.
    pub longitude: Option<Decimal>,
    /// Metres.
    pub radius: Option<Quantity>,
}

impl Gps {
    fn check(&self, check: &mut Check) {
        check.decimal("latitude", self.latitude, Some((-90.0, 90.0)));
        check.decimal("longitude", self.longitude, Some((-180.0, 180.0)));
        check.int32("radius", self.radius);
    }
}

impl Outgoing for Gps {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .decimal("latitude", self.latitude)
            .decimal("longitude", self.longitude)
            .quantity("radius", self.radius);
    }
}

/// A place that packaging stands at. Everything is optional, as a reference to one needs its number only; what
/// saving one needs is checked by [`Batch::new`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Location {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number; needed to save it, at most 25 characters.
    pub number: Option<String>,
    /// Its name; needed to save it, at most 50 characters.
    pub name: Option<String>,
    /// Its short name; at most 15 characters.
    pub name_short: Option<String>,
    /// What it is; needed to save it.
    #[serde(rename = "type")]
    pub kind: Option<LocationType>,
    /// Its place in its company. Only told, never sent.
    pub hierarchy_level: Option<HierarchyLevel>,
    /// The number of the location above it. Only told, never sent.
    pub parent_number: Option<String>,
    /// The name of the location above it. Only told, never sent.
    pub parent_name: Option<String>,
    /// Street and house; at most 100 characters.
    pub address_line: Option<String>,
    /// Postal code; at most 15 characters.
    pub postal_code: Option<String>,
    /// City; at most 30 characters.
    pub city: Option<String>,
    /// State or province; at most 30 characters.
    pub state_or_province: Option<String>,
    /// Country; at most 50 characters.
    pub country: Option<String>,
    /// Telephone; at most 30 characters.
    pub telephone: Option<String>,
    /// Mobile telephone; at most 30 characters.
    pub mobile: Option<String>,
    /// Mail address; at most 200 characters.
    pub email_address: Option<String>,
    /// Its number in GS1's list of locations (GLN); at most 50 characters.
    pub global_location_number: Option<String>,
    /// Chamber of commerce number; at most 50 characters.
    pub chamber_of_commerce_number: Option<String>,
    /// VAT number; at most 50 characters.
    pub vat_number: Option<String>,
    /// Legal entity identifier; at most 50 characters.
    pub legal_entity_identifier: Option<String>,
    /// Where it is.
    pub gps: Option<Gps>,
    /// Its language.
    #[serde(rename = "languageId")]
    pub language: Option<Language>,
    /// Metres around [`Location::gps`] that still count as there.
    pub geofence: Option<Quantity>,
    /// What its balance may become.
    pub balance_operation_mode: Option<BalanceOperationMode>,
    /// Whether it is in use.
    pub is_enabled: Option<bool>,
    /// When it was created. Only told, never sent.
    pub created_on: Option<Moment>,
    /// When it was last changed. Only told, never sent.
    pub modified_on: Option<Moment>,
    /// Its tags.
    #[serde(deserialize_with = "many")]
    pub tags: Vec<String>,
    /// Its web address.
    pub website_url: Option<String>,
    /// Its numbers in other systems.
    #[serde(deserialize_with = "many")]
    pub external_numbers: Vec<ExternalNumber>,
}

impl Location {
    /// A reference by number, to stand in another thing.
    pub fn by_number(number: impl Into<String>) -> Self {
        Self { number: Some(number.into()), ..Self::default() }
    }

    fn check_fields(&self, check: &mut Check) {
        for (field, text, longest) in self.texts() {
            if let Some(longest) = longest {
                check.text(field, text, longest);
            }
        }
        check.inside("gps", self.gps.as_ref(), Gps::check);
        check.int32("geofence", self.geofence);
        check.each("externalNumbers", &self.external_numbers, ExternalNumber::check);
    }

    /// The limits of a reference: it has to say which one it means.
    pub(crate) fn check_reference(&self, check: &mut Check) {
        if self.id.is_none() && self.number.as_deref().is_none_or(|number| number.trim().is_empty()) {
            check.violated("", "a number or an id, to say which location", "neither");
        }
        self.check_fields(check);
    }

    /// The texts that are sent, with their longest lengths.
    fn texts(&self) -> [(&'static str, Option<&str>, Option<usize>); 16] {
        [
            ("number", self.number.as_deref(), Some(25)),
            ("name", self.name.as_deref(), Some(50)),
            ("nameShort", self.name_short.as_deref(), Some(15)),
            ("addressLine", self.address_line.as_deref(), Some(100)),
            ("postalCode", self.postal_code.as_deref(), Some(15)),
            ("city", self.city.as_deref(), Some(30)),
            ("stateOrProvince", self.state_or_province.as_deref(), Some(30)),
            ("country", self.country.as_deref(), Some(50)),
            ("telephone", self.telephone.as_deref(), Some(30)),
            ("mobile", self.mobile.as_deref(), Some(30)),
            ("emailAddress", self.email_address.as_deref(), Some(200)),
            ("globalLocationNumber", self.global_location_number.as_deref(), Some(50)),
            ("chamberOfCommerceNumber", self.chamber_of_commerce_number.as_deref(), Some(50)),
            ("vatNumber", self.vat_number.as_deref(), Some(50)),
            ("legalEntityIdentifier", self.legal_entity_identifier.as_deref(), Some(50)),
            ("websiteUrl", self.website_url.as_deref(), None),
        ]
    }
}

impl Numbered for Location {
    fn numbered(number: &str) -> Self {
        Self::by_number(number)
    }
}

impl Outgoing for Location {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.guid("id", self.id);
        for (field, text, _) in self.texts() {
            fields.text(field, text);
        }
        fields
            .choice("type", self.kind.as_ref())
            .inner("gps", self.gps.as_ref())
            .choice("languageId", self.language.as_ref())
            .quantity("geofence", self.geofence)
            .choice("balanceOperationMode", self.balance_operation_mode.as_ref())
            .flag("isEnabled", self.is_enabled)
            .list("externalNumbers", &self.external_numbers);
        if !self.tags.is_empty() {
            fields.value("tags", self.tags.clone());
        }
    }
}

impl Savable for Location {
    const POST: &'static str = "post locations";
    const RESULT: &'static str = "result of locations";

    fn path(paths: &Paths) -> &str {
        &paths.location
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.location_result
    }

    fn check_to_save(&self, check: &mut Check) {
        check.required_text("number", self.number.as_deref());
        check.required_text("name", self.name.as_deref());
        check.required("type", self.kind.as_ref());
        self.check_fields(check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        self.number.as_deref().map(|number| ("number", number))
    }
}

impl Save for Location {}

/// Which locations to list; the default is every enabled one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocationFilter {
    /// This one.
    pub id: Option<Uuid>,
    /// Of any of these kinds.
    pub types: Vec<LocationType>,
    /// On any of these levels.
    pub hierarchy_levels: Vec<HierarchyLevel>,
    /// With exactly this number.
    pub number: Option<String>,
    /// With this in its name or short name.
    pub name: Option<String>,
    /// Below the location with exactly this number.
    pub parent_number: Option<String>,
    /// Enabled ones or disabled ones; TrackOnline takes `true` when it is not said, so both take two walks.
    pub enabled: Option<bool>,
}

impl Listing for LocationFilter {
    const NAME: &'static str = "locations";

    fn path(paths: &Paths) -> &str {
        &paths.location
    }

    fn query(&self, query: &mut Query<'_>) {
        query
            .guid("Id", self.id)
            .choices("TypeCodes", &self.types)
            .choices("HierarchyLevels", &self.hierarchy_levels)
            .text("Number", self.number.as_deref())
            .text("Name", self.name.as_deref())
            .text("ParentNumber", self.parent_number.as_deref())
            .flag("Enabled", self.enabled);
    }
}

impl Paged for LocationFilter {
    type Row = Location;
}

impl Client {
    /// A page of locations.
    pub async fn locations(
        &self,
        permit: Permit,
        filter: &LocationFilter,
        page: PageNumber,
    ) -> Result<Page<Location>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has locations saved; see [`Client::save`].
    pub async fn post_locations(&self, permit: Permit, batch: &Batch<Location>) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved locations; see [`Client::save_result`].
    pub async fn location_result(&self, permit: Permit, message: &MessageId) -> Result<SaveResult, Error> {
        self.save_result::<Location>(permit, message).await
    }
}

#[cfg(test)]
#[path = "location_tests.rs"]
mod tests;
