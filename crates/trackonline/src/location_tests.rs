use super::*;
use crate::Assumptions;

const EXAMPLE: &str = r#"{"number":"456","name":"To Location","nameShort":"ToLoc","type":"Customer",
    "addressLine":"123 Customer street","postalCode":"12345","city":"Customerville","stateOrProvince":"CUS",
    "country":"Customerland","emailAddress":"info@customer.com","languageId":"English",
    "balanceOperationMode":"NoRestriction","tags":["Customer","CUS"]}"#;

#[test]
fn the_documents_example_is_read_and_goes_back_with_numbers() {
    let read: Location = serde_json::from_str(EXAMPLE).unwrap();
    assert_eq!(read.kind, Some(LocationType::Customer));
    assert_eq!(read.balance_operation_mode, Some(BalanceOperationMode::NoRestriction));
    let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
    let mut expected: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
    expected["type"] = 1.into();
    expected["languageId"] = 2.into();
    expected["balanceOperationMode"] = 0.into();
    assert_eq!(sent, serde_json::json!([expected]));
}

#[test]
fn levels_parents_and_dates_are_told_and_never_sent() {
    let read: Location = serde_json::from_str(
        r#"{"number":"1","name":"n","type":1,"hierarchyLevel":"BranchOffice","parentNumber":"2","parentName":"p",
            "createdOn":"2020-01-01T00:00:00","modifiedOn":null}"#,
    )
    .unwrap();
    assert_eq!(read.hierarchy_level, Some(HierarchyLevel::BranchOffice));
    assert_eq!(read.parent_number.as_deref(), Some("2"));
    let sent = Batch::new(vec![read]).unwrap().body(&Assumptions::default());
    assert_eq!(sent, serde_json::json!([{"number":"1","name":"n","type":1}]));
}

#[test]
fn every_length_of_the_document_is_kept() {
    let long = || Some("x".repeat(201));
    let location = Location {
        number: long(),
        name: long(),
        name_short: long(),
        kind: Some(LocationType::Customer),
        address_line: long(),
        postal_code: long(),
        city: long(),
        state_or_province: long(),
        country: long(),
        telephone: long(),
        mobile: long(),
        email_address: long(),
        global_location_number: long(),
        chamber_of_commerce_number: long(),
        vat_number: long(),
        legal_entity_identifier: long(),
        website_url: long(),
        gps: Some(Gps { latitude: Some(91.0.into()), longitude: Some((-181.0).into()), radius: None }),
        ..Location::default()
    };
    let violations = Batch::new(vec![location]).unwrap_err();
    let limits: Vec<_> = violations
        .all()
        .iter()
        .map(|violation| format!("{} {}", violation.field.trim_start_matches("[0]."), violation.limit))
        .collect();
    assert_eq!(
        limits,
        [
            "number at most 25 characters",
            "name at most 50 characters",
            "nameShort at most 15 characters",
            "addressLine at most 100 characters",
            "postalCode at most 15 characters",
            "city at most 30 characters",
            "stateOrProvince at most 30 characters",
            "country at most 50 characters",
            "telephone at most 30 characters",
            "mobile at most 30 characters",
            "emailAddress at most 200 characters",
            "globalLocationNumber at most 50 characters",
            "chamberOfCommerceNumber at most 50 characters",
            "vatNumber at most 50 characters",
            "legalEntityIdentifier at most 50 characters",
            "gps.latitude -90 to 90",
            "gps.longitude -180 to 180"
        ]
    );
}

#[test]
fn number_name_and_type_are_needed_to_save() {
    let violations =
        Batch::new(vec![Location { name: Some("  ".into()), ..Location::default() }]).unwrap_err();
    let fields: Vec<_> = violations.all().iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["[0].number", "[0].name", "[0].type"]);
}

#[test]
fn one_tag_and_no_tags_are_lists_too() {
    for (form, tags) in [("null", vec![]), ("\"a\"", vec!["a"]), ("[\"a\",\"b\"]", vec!["a", "b"])] {
        let read: Location = serde_json::from_str(&format!(r#"{{"tags":{form}}}"#)).unwrap();
        assert_eq!(read.tags, tags, "{form}");
    }
}
