//! Item configurations: which items go together, within which balances and times.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{
    Batch, Client, Listing, MessageId, Page, PageNumber, Paged, Query, Savable, Save, SaveResult,
};
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::many;
use crate::{Decimal, Error, ItemType, Moment, Paths, Permit, Quantity};

/// A set of item definitions with bounds for each. It names no location.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ItemConfiguration {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its name; needed to save it, at most 50 characters.
    pub name: Option<String>,
    /// Its items; needed to save it.
    #[serde(deserialize_with = "many")]
    pub members: Vec<ItemConfigurationMember>,
}

/// An item of a configuration. The document gives its figures neither type nor unit; its example has whole numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ItemConfigurationMember {
    /// The item definition's GUID; needed to save it.
    pub item_definition_id: Option<Uuid>,
    /// The item definition's name. Only told, never sent.
    pub name: Option<String>,
    /// The item definition's number. Only told, never sent.
    pub number: Option<String>,
    /// What the item is. Only told, never sent.
    #[serde(rename = "type")]
    pub kind: Option<ItemType>,
    /// Its place among the members.
    pub position: Option<Quantity>,
    /// The balance that it should not exceed, in pieces.
    pub maximum_balance: Option<Quantity>,
    /// The balance below which it should not fall, in pieces.
    pub minimum_balance: Option<Quantity>,
    /// The least stock that is worth collecting, in pieces.
    pub minimum_stock_collection: Option<Quantity>,
    /// Most pieces that come in.
    pub maximum_flow_in: Option<Quantity>,
    /// Fewest pieces that come in.
    pub minimum_flow_in: Option<Quantity>,
    /// Most pieces that go out.
    pub maximum_flow_out: Option<Quantity>,
    /// Fewest pieces that go out.
    pub minimum_flow_out: Option<Quantity>,
    /// The agreed time until a piece is back; assumed to be in days.
    pub contract_cycle_time: Option<Decimal>,
    /// The time from order to delivery; assumed to be in days.
    pub lead_time: Option<Decimal>,
    /// From when it holds; TrackOnline takes the day of saving when it is not said.
    pub active_from: Option<Moment>,
    /// Until when it holds; for ever when it is not said.
    pub active_to: Option<Moment>,
}

impl ItemConfigurationMember {
    fn check(&self, check: &mut Check) {
        check.required("itemDefinitionId", self.item_definition_id.as_ref());
        for (field, figure) in [("contractCycleTime", self.contract_cycle_time), ("leadTime", self.lead_time)]
        {
            check.decimal(field, figure, None);
        }
        for (field, pieces) in self.figures() {
            check.int32(field, pieces);
        }
    }

    fn figures(&self) -> [(&'static str, Option<Quantity>); 8] {
        [
            ("position", self.position),
            ("maximumBalance", self.maximum_balance),
            ("minimumBalance", self.minimum_balance),
            ("minimumStockCollection", self.minimum_stock_collection),
            ("maximumFlowIn", self.maximum_flow_in),
            ("minimumFlowIn", self.minimum_flow_in),
            ("maximumFlowOut", self.maximum_flow_out),
            ("minimumFlowOut", self.minimum_flow_out),
        ]
    }
}

impl Outgoing for ItemConfigurationMember {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.guid("itemDefinitionId", self.item_definition_id);
        for (field, pieces) in self.figures() {
            fields.quantity(field, pieces);
        }
        fields
            .decimal("contractCycleTime", self.contract_cycle_time)
            .decimal("leadTime", self.lead_time)
            .moment("activeFrom", self.active_from)
            .moment("activeTo", self.active_to);
    }
}

impl Outgoing for ItemConfiguration {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.guid("id", self.id).text("name", self.name.as_deref()).list("members", &self.members);
    }
}

impl Savable for ItemConfiguration {
    const POST: &'static str = "post item configurations";
    const RESULT: &'static str = "result of item configurations";

    fn path(paths: &Paths) -> &str {
        &paths.item_configuration
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.item_configuration_result
    }

    fn check_to_save(&self, check: &mut Check) {
        check.required_text("name", self.name.as_deref());
        check.text("name", self.name.as_deref(), 50);
        check.required("members", self.members.first());
        check.each("members", &self.members, ItemConfigurationMember::check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        self.name.as_deref().map(|name| ("name", name))
    }
}

impl Save for ItemConfiguration {}

/// Which item configurations to list; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemConfigurationFilter {
    /// This one.
    pub id: Option<Uuid>,
    /// With this in its name.
    pub name: Option<String>,
}

impl Listing for ItemConfigurationFilter {
    const NAME: &'static str = "item configurations";

    fn path(paths: &Paths) -> &str {
        &paths.item_configuration
    }

    fn query(&self, query: &mut Query<'_>) {
        query.guid("Id", self.id).text("Name", self.name.as_deref());
    }
}

impl Paged for ItemConfigurationFilter {
    type Row = ItemConfiguration;
}

impl Client {
    /// A page of item configurations.
    pub async fn item_configurations(
        &self,
        permit: Permit,
        filter: &ItemConfigurationFilter,
        page: PageNumber,
    ) -> Result<Page<ItemConfiguration>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has item configurations saved; see [`Client::save`].
    pub async fn post_item_configurations(
        &self,
        permit: Permit,
        batch: &Batch<ItemConfiguration>,
    ) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved item configurations; see [`Client::save_result`].
    pub async fn item_configuration_result(
        &self,
        permit: Permit,
        message: &MessageId,
    ) -> Result<SaveResult, Error> {
        self.save_result::<ItemConfiguration>(permit, message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Assumptions;

    const EXAMPLE: &str = r#"{"name":"Config123","members":[{"itemDefinitionId":"A7B8AF3F-4C16-492E-A3B7-451E8E096D30",
        "name":"ID_123","number":"ID123","type":0,"position":1,"maximumBalance":"60","minimumBalance":15,
        "minimumStockCollection":10,"maximumFlowIn":30,"minimumFlowIn":1,"maximumFlowOut":50,"minimumFlowOut":2,
        "contractCycleTime":3,"leadTime":2.5,"activeFrom":"2022-01-01T00:00:00.0000000+00:00","activeTo":null}]}"#;

    #[test]
    fn the_documents_example_is_read_and_its_told_fields_are_not_sent_back() {
        let read: ItemConfiguration = serde_json::from_str(EXAMPLE).unwrap();
        let member = read.members.first().unwrap();
        assert_eq!(member.maximum_balance, Some(Quantity::new(60)));
        assert_eq!(member.kind, Some(ItemType::Unknown));
        let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
        let member = &sent[0]["members"][0];
        assert_eq!(member["itemDefinitionId"], "a7b8af3f-4c16-492e-a3b7-451e8e096d30");
        assert_eq!(member["leadTime"], 2.5);
        assert_eq!(member["activeFrom"], "2022-01-01T00:00:00.000Z");
        for told in ["name", "number", "type", "activeTo"] {
            assert!(member.get(told).is_none(), "{told}");
        }
    }

    #[test]
    fn a_configuration_needs_a_name_and_a_member_with_its_item() {
        let nameless = ItemConfiguration::default();
        let itemless = ItemConfiguration {
            name: Some("x".repeat(51)),
            members: vec![ItemConfigurationMember::default()],
            id: None,
        };
        let violations = Batch::new(vec![nameless, itemless]).unwrap_err();
        let fields: Vec<_> = violations.all().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["[0].name", "[0].members", "[1].name", "[1].members[0].itemDefinitionId"]);
    }
}
