use serde_json::json;

use super::*;

const GUID: &str = "a7b8af3f-4c16-492e-a3b7-451e8e096d30";

fn message(body: &str) -> Option<String> {
    MessageId::read(body.as_bytes(), &Assumptions::default().message_id_fields).ok().map(String::from)
}

fn row(value: &Value) -> SavedRow {
    SavedRow::read(value, &SavedRowFields::default(), 500).unwrap()
}

#[test]
fn a_message_id_is_found_in_every_form_that_an_answer_may_take() {
    let forms = [
        format!(r#"{{"messageId":"{GUID}"}}"#),
        format!(r#"{{"MessageId":"{GUID}","id":"other"}}"#),
        format!(r#"{{"id":"{GUID}","status":"received"}}"#),
        format!(r#"{{"somethingElse":"{GUID}","count":3}}"#),
        format!(r#"["{GUID}"]"#),
        format!(r#"[{{"messageId":"{GUID}"}}]"#),
        format!("\"{GUID}\""),
        format!("  {GUID}\n"),
    ];
    for form in forms {
        assert_eq!(message(&form).as_deref(), Some(GUID), "{form}");
    }
    assert_eq!(message(r#"{"messageId":4711}"#).as_deref(), Some("4711"));
    assert_eq!(message(r#"{"messageId":"queue:12_a.b"}"#).as_deref(), Some("queue:12_a.b"));
}

#[test]
fn what_says_no_message_id_says_none() {
    let forms = [
        "",
        "null",
        "{}",
        "[]",
        "true",
        "received",
        "\"received\"",
        r#"{"messageId":null}"#,
        r#"{"messageId":""}"#,
        r#"{"messageId":"../../x"}"#,
        r#"{"messageId":".."}"#,
        "<html>a7b8af3f-4c16-492e-a3b7-451e8e096d30</html>",
        r#"{"one":"a7b8af3f-4c16-492e-a3b7-451e8e096d30","two":"a7b8af3f-4c16-492e-a3b7-451e8e096d31"}"#,
    ];
    for form in forms {
        assert_eq!(message(form), None, "{form}");
    }
    assert_eq!(message(&format!(r#"{{"messageId":"{}"}}"#, "x".repeat(101))), None);
}

#[test]
fn another_field_can_be_named() {
    let read = |body: &str| MessageId::read(body.as_bytes(), &["ticket".to_owned()]).ok().map(String::from);
    assert_eq!(read(r#"{"ticket":"t-1","messageId":"m-1"}"#).as_deref(), Some("t-1"));
}

#[test]
fn a_saved_row_has_its_number_and_no_error() {
    let forms = [
        json!({"number": "T1", "id": GUID}),
        json!({"transactionNumber": "T1", "id": GUID, "error": null, "errors": []}),
        json!({"Number": "T1", "guid": GUID, "errorMessage": "", "success": true, "message": "Saved."}),
        json!({"number": "T1", "id": GUID, "message": "Saved.", "errors": {"a": [], "b": null}}),
    ];
    for form in forms {
        let expected = SavedRow { number: Some("T1".into()), id: Some(GUID.into()), error: None };
        assert_eq!(row(&form), expected, "{form}");
    }
}

#[test]
fn a_rejected_row_keeps_trackonlines_own_words() {
    let table = [
        (json!({"number": "T1", "error": "Unknown location"}), "Unknown location"),
        (json!({"number": "T1", "errors": ["Unknown location", "Odd date"]}), "Unknown location; Odd date"),
        (json!({"number": "T1", "errors": [{"text": "Odd date"}]}), "text: Odd date"),
        (json!({"number": "T1", "isSuccess": false, "message": "Odd date"}), "Odd date"),
        (json!({"number": "T1", "success": false}), "not saved, without a reason"),
        (json!({"number": "T1", "error": true}), "not saved, without a reason that could be read"),
    ];
    for (form, words) in table {
        assert_eq!(row(&form).error.as_deref(), Some(words), "{form}");
    }
}

#[test]
fn a_row_that_is_no_object_is_unreadable() {
    assert!(SavedRow::read(&json!("T1"), &SavedRowFields::default(), 500).is_err());
}

#[test]
fn a_stored_message_id_is_checked_when_it_is_read_back() {
    let id: MessageId = serde_json::from_str("\"abc-1\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"abc-1\"");
    assert!(serde_json::from_str::<MessageId>("\"a b\"").is_err());
}
