//! The API's own description says what the service does: held against its routes, its roles and its codes.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::collections::BTreeSet;
use std::path::Path;

use contract::{Problem, ProblemCode};
use house::{CUSTOMER, House, person, token};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

const RENEW: &str = "renew it: cargo run -p proxy --bin fustlink -- openapi > docs/openapi.json";

fn document() -> Value {
    serde_json::from_str(proxy::openapi::text().unwrap()).unwrap()
}

/// Every call that is described: method, path, and the description.
fn described(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let calls = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, call)| (method.clone(), path.clone(), call.clone()))
    });
    calls.collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// The call as its example has it.
fn example(house: &House, method: &str, path: &str, call: &Value) -> RequestBuilder {
    let mut address = path.to_owned();
    for parameter in call["parameters"].as_array().unwrap_or(&Vec::new()) {
        if parameter["in"] == "path" {
            let name = parameter["name"].as_str().unwrap();
            address = address.replace(&format!("{{{name}}}"), parameter["example"].as_str().unwrap());
        }
    }
    let request = house
        .http
        .request(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), house.url(&address));
    match call.pointer("/requestBody/content/application~1json/example") {
        Some(body) => request.json(body),
        None => request,
    }
}

#[test]
fn the_kept_document_is_the_one_that_is_served() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let kept = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(kept == proxy::openapi::text().unwrap(), "docs/openapi.json is not up to date; {RENEW}");
}

#[test]
fn every_route_is_described_and_every_description_is_of_a_route() {
    let described: BTreeSet<_> =
        described(&document()).into_iter().map(|(method, path, _)| (method, path)).collect();
    let routes: BTreeSet<_> =
        proxy::routes().into_iter().map(|(method, path)| (method.to_owned(), path)).collect();
    assert_eq!(described, routes);
}

#[test]
fn every_code_that_the_service_can_give_is_described_with_its_status() {
    let document = document();
    let mut told = BTreeSet::from([ProblemCode::MethodNotAllowed.as_str().to_owned()]);
    for (method, path, call) in described(&document) {
        for code in texts(&call["x-problem-codes"]) {
            let known = ProblemCode::ALL.iter().find(|known| known.as_str() == code).unwrap();
            let response = &call["responses"][known.status().to_string()];
            let words = response["description"].as_str().unwrap();
            assert!(words.contains(&format!("`{code}`")), "{method} {path}: {words}");
            told.insert(code.to_owned());
        }
    }
    let all: BTreeSet<_> = ProblemCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(told, all);
}

#[test]
fn whatever_is_referred_to_is_there() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 30, "{found:?}");
    for reference in found {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
    assert!(!document.to_string().contains("[`"), "a link of the source leads nowhere");
}

#[tokio::test]
async fn each_call_takes_the_roles_that_it_names_and_no_other() {
    let house = House::open().await;
    for (method, path, call) in described(&document()) {
        let roles = texts(&call["x-roles"]);
        let without = example(&house, &method, &path, &call).send().await.unwrap();
        if roles.is_empty() {
            assert_ne!(without.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            assert!(call.get("security").is_none(), "{method} {path}");
            continue;
        }
        let problem: Problem = without.json().await.unwrap();
        assert_eq!(problem.code, ProblemCode::TokenMissing, "{method} {path}");
        for role in ["sales", "logistics", "finance", "administrator", "visitor"] {
            let claims = person("e.jansen", &[role], &[CUSTOMER]);
            let answer =
                example(&house, &method, &path, &call).bearer_auth(token(&claims)).send().await.unwrap();
            let status = answer.status();
            if roles.contains(&role) {
                assert_ne!(status, StatusCode::FORBIDDEN, "{role}: {method} {path}");
                assert!(
                    call["responses"].get(status.as_str()).is_some(),
                    "{role}: {method} {path}: {status}"
                );
            } else {
                let problem: Problem = answer.json().await.unwrap();
                assert_eq!(problem.code, ProblemCode::RoleMissing, "{role}: {method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn the_document_is_served_to_anybody() {
    let house = House::open().await;
    let answer = house.http.get(house.url("/api/v1/openapi.json")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.text().await.unwrap(), proxy::openapi::text().unwrap());
}
