//! Balances: how many of what is where.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{Call, Client, Query};
use crate::error::Unreadable;
use crate::limit::LimitViolations;
use crate::reading::reference;
use crate::{Assumptions, CounterpartSign, Error, ItemDefinition, Location, LocationSign, Permit, Quantity};

/// How many of one item a location has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "RowForm")]
pub struct BalanceRow {
    /// The location.
    pub location: Option<Location>,
    /// The location that the balance is with; only in a counterpart balance.
    pub counterpart: Option<Location>,
    /// The item.
    pub item_definition: Option<ItemDefinition>,
    /// How many. As this client hands it on: positive means *at the location*; in a counterpart balance, that the
    /// location has items of the counterpart. The settings
    /// [`location_sign`](crate::Assumptions::location_sign) and
    /// [`counterpart_sign`](crate::Assumptions::counterpart_sign) say how TrackOnline writes it.
    pub quantity: Quantity,
}

/// A row in any of its forms.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RowForm {
    #[serde(default, deserialize_with = "reference")]
    location: Option<Location>,
    #[serde(default, deserialize_with = "reference")]
    counterpart: Option<Location>,
    #[serde(default, deserialize_with = "reference")]
    item_definition: Option<ItemDefinition>,
    quantity: Option<Quantity>,
    balance: Option<Quantity>,
}

impl TryFrom<RowForm> for BalanceRow {
    type Error = &'static str;

    fn try_from(form: RowForm) -> Result<Self, &'static str> {
        // A row that does not say how many must not pass for a balance of nothing.
        let quantity = form.quantity.or(form.balance).ok_or("a balance without quantity or balance")?;
        let RowForm { location, counterpart, item_definition, .. } = form;
        Ok(Self { location, counterpart, item_definition, quantity })
    }
}

/// Reads rows in which this account calls some fields otherwise.
fn renamed(
    rows: Vec<Map<String, Value>>,
    names: &BTreeMap<String, String>,
) -> Result<Vec<BalanceRow>, Unreadable> {
    let known = |(field, value)| (names.get(&field).cloned().unwrap_or(field), value);
    rows.into_iter()
        .map(|row| serde_json::from_value(Value::Object(row.into_iter().map(known).collect())))
        .collect::<Result<_, _>>()
        .map_err(|error| Unreadable::Json(error.to_string()))
}

/// Which balances to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BalanceFilter {
    /// As they were at this time; now when it is not said.
    pub date: Option<DateTime<Utc>>,
    /// Of these locations, by number; of all when there are none.
    pub locations: Vec<String>,
    /// Only processed movements count.
    pub only_processed: Option<bool>,
    /// Leave out balances of nothing.
    pub exclude_zero_balance: Option<bool>,
}

/// Which balances between locations to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CounterpartBalanceFilter {
    /// As they were at this time; now when it is not said.
    pub date: Option<DateTime<Utc>>,
    /// Of these locations, by number; at least one.
    pub locations: Vec<String>,
    /// With these locations, by number; at least one.
    pub counterparts: Vec<String>,
    /// Only processed movements count.
    pub only_processed: Option<bool>,
    /// Leave out balances of nothing.
    pub exclude_zero_balance: Option<bool>,
}

impl BalanceFilter {
    /// The balances of these locations as they are now.
    pub fn of<L: Into<String>>(locations: impl IntoIterator<Item = L>) -> Self {
        Self { locations: locations.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    fn query<'a>(&self, assumptions: &'a Assumptions) -> Query<'a> {
        let mut query = Query::new(assumptions);
        query
            .moment("date", self.date)
            .texts(&assumptions.balance_location_parameter, &self.locations)
            .flag("onlyProcessed", self.only_processed)
            .flag("excludeZeroBalance", self.exclude_zero_balance);
        query
    }
}

impl CounterpartBalanceFilter {
    /// The balances of a location with a counterpart as they are now.
    pub fn between(location: impl Into<String>, counterpart: impl Into<String>) -> Self {
        Self { locations: vec![location.into()], counterparts: vec![counterpart.into()], ..Self::default() }
    }

    fn query<'a>(&self, assumptions: &'a Assumptions) -> Result<Query<'a>, LimitViolations> {
        for (field, numbers) in [("locations", &self.locations), ("counterparts", &self.counterparts)] {
            if numbers.is_empty() {
                return Err(LimitViolations::one(field, "at least one location's number", "none"));
            }
        }
        let mut query = Query::new(assumptions);
        query
            .moment("date", self.date)
            .texts(&assumptions.counterpart_location_parameter, &self.locations)
            .texts("counterparts", &self.counterparts)
            .flag("onlyProcessed", self.only_processed)
            .flag("excludeZeroBalance", self.exclude_zero_balance);
        Ok(query)
    }
}

fn reverse(rows: &mut [BalanceRow]) {
    for row in rows {
        row.quantity = row.quantity.reversed();
    }
}

impl Client {
    async fn balance_rows(&self, permit: Permit, call: &Call) -> Result<Vec<BalanceRow>, Error> {
        let names = &self.assumptions().balance_row_names;
        if names.is_empty() {
            return self.rows(permit, call).await;
        }
        match renamed(self.rows(permit, call).await?, names) {
            Ok(rows) => Ok(rows),
            Err(unreadable) => Err(self.unreadable(call, unreadable).await),
        }
    }

    /// The balances of locations. One call answers for all of them; they do not come in pages.
    ///
    /// # Errors
    /// As any reading call; [`Error::Limit`] when the locations do not fit into one query.
    pub async fn balances(&self, permit: Permit, filter: &BalanceFilter) -> Result<Vec<BalanceRow>, Error> {
        let query = filter.query(self.assumptions());
        let call = self.reading("balances", |paths| &paths.balance, None, &query)?;
        let mut rows = self.balance_rows(permit, &call).await?;
        if self.assumptions().location_sign == LocationSign::PositiveElsewhere {
            reverse(&mut rows);
        }
        Ok(rows)
    }

    /// The balances that locations have with counterparts.
    ///
    /// # Errors
    /// As [`Client::balances`]; [`Error::Limit`] also when either side names no location.
    pub async fn counterpart_balances(
        &self,
        permit: Permit,
        filter: &CounterpartBalanceFilter,
    ) -> Result<Vec<BalanceRow>, Error> {
        let query = filter.query(self.assumptions())?;
        let call = self.reading("counterpart balances", |paths| &paths.counterpart_balance, None, &query)?;
        let mut rows = self.balance_rows(permit, &call).await?;
        if self.assumptions().counterpart_sign == CounterpartSign::PositiveAtCounterpart {
            reverse(&mut rows);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_with_objects_with_bare_numbers_and_with_either_name_for_how_many() {
        let table = [
            r#"{"location":{"number":"A"},"itemDefinition":{"number":"CC TAG6"},"quantity":-42}"#,
            r#"{"location":"A","itemDefinition":"CC TAG6","balance":"-42","counterpart":null,"new":[]}"#,
            r#"{"location":"A","itemDefinition":"CC TAG6","balance":7,"quantity":-42}"#,
            r#"{"location":"A","itemDefinition":"CC TAG6","balance":-42,"quantity":null}"#,
        ];
        for text in table {
            let row: BalanceRow = serde_json::from_str(text).unwrap();
            assert_eq!(row.location, Some(Location::by_number("A")), "{text}");
            assert_eq!(row.item_definition, Some(ItemDefinition::by_number("CC TAG6")), "{text}");
            assert_eq!(row.quantity, Quantity::new(-42), "{text}");
        }
    }

    #[test]
    fn a_row_that_does_not_say_how_many_is_no_balance_of_nothing() {
        for text in [r#"{"location":"A","total":42}"#, "{}", r#"{"quantity":null}"#, r#"{"quantity":""}"#] {
            assert!(serde_json::from_str::<BalanceRow>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_that_an_account_calls_otherwise_can_be_named() {
        let names = BTreeMap::from([("saldo".to_owned(), "quantity".to_owned())]);
        let row = |text| vec![serde_json::from_str(text).unwrap()];
        let read = renamed(row(r#"{"location":"A","saldo":42}"#), &names).unwrap();
        assert_eq!(read[0].quantity, Quantity::new(42));
        assert!(renamed(row(r#"{"location":"A","total":42}"#), &names).is_err());
    }

    #[test]
    fn a_counterpart_balance_needs_both_sides() {
        let assumptions = Assumptions::default();
        for (location, counterpart) in [(Some("A"), None), (None, Some("B")), (None, None)] {
            let filter = CounterpartBalanceFilter {
                locations: location.map(str::to_owned).into_iter().collect(),
                counterparts: counterpart.map(str::to_owned).into_iter().collect(),
                ..CounterpartBalanceFilter::default()
            };
            assert!(filter.query(&assumptions).is_err(), "{filter:?}");
        }
        assert!(CounterpartBalanceFilter::between("A", "B").query(&assumptions).is_ok());
    }
}
