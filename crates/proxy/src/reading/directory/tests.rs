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
    let rows = vec![location("C1", Some("10"), None), location("20", None, None), location("C3", None, None)];
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
fn our_own_are_the_one_in_the_settings_company_locations_and_what_stands_below_them() {
    let of_type = |number: &str, kind: LocationType, parent: Option<&str>| Location {
        kind: Some(kind),
        ..location(number, None, parent)
    };
    let rows = vec![
        of_type("0001", LocationType::CrossDock, None),
        of_type("0002", LocationType::CompanyLocation, None),
        of_type("SHED", LocationType::Storage, Some("0002")),
        of_type("SHELF", LocationType::Storage, Some("SHED")),
        of_type("C1", LocationType::Customer, Some("0002")),
        of_type("FAR", LocationType::Storage, Some("C1")),
        of_type("LOOP", LocationType::Storage, Some("LOOP")),
        location("X", None, None),
    ];
    let directory = Directory::new(rows, &MappingFile::default(), &own());
    for (number, is_own) in [
        ("0001", true),
        ("0002", true),
        ("SHED", true),
        ("SHELF", true),
        ("C1", false),
        ("FAR", false),
        ("LOOP", false),
        ("X", false),
        ("NOWHERE", false),
    ] {
        assert_eq!(directory.is_own(&LocationNumber::new(number).unwrap()), is_own, "{number}");
    }
    assert!(directory.has(&LocationNumber::new("X").unwrap()));
    assert!(!directory.has(&LocationNumber::new("NOWHERE").unwrap()));
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
    let rows =
        vec![definition("FC560", Some("560")), definition("TAG6", None), definition("SHELF", None), retired];
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
