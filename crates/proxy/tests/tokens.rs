//! Who is let in, and who is not.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use contract::ProblemCode;
use house::{CUSTOMER, House, SECRET, claims, code, confirmation, token};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

const ID: &str = "01920000-0000-7000-8000-000000000001";

fn with(name: &str, value: Value) -> String {
    let mut claims = claims("demo");
    claims[name] = value;
    token(&claims)
}

fn without(name: &str) -> String {
    let mut claims = claims("demo");
    claims.as_object_mut().unwrap().remove(name);
    // Signed for the tenant all the same, also where the tenant is what is missing.
    let key = EncodingKey::from_secret(format!("{SECRET}-demo").as_bytes());
    encode(&Header::default(), &claims, &key).unwrap()
}

#[tokio::test]
async fn every_token_that_is_not_right_has_its_own_answer() {
    let house = House::open().await;
    let now = proxy::clock::unix_seconds();
    let wrong_key =
        encode(&Header::default(), &claims("demo"), &EncodingKey::from_secret(b"another")).unwrap();
    let other_tenants_key = encode(
        &Header::default(),
        &claims("demo"),
        &EncodingKey::from_secret(format!("{SECRET}-other").as_bytes()),
    )
    .unwrap();
    let wrong_algorithm = encode(
        &Header::new(Algorithm::HS512),
        &claims("demo"),
        &EncodingKey::from_secret(format!("{SECRET}-demo").as_bytes()),
    )
    .unwrap();
    let unsigned = {
        let good = token(&claims("demo"));
        let payload = good.split('.').nth(1).unwrap();
        format!("eyJhbGciOiJub25lIn0.{payload}.")
    };
    for (what, token, expected) in [
        ("no token at all", "garbage".to_owned(), ProblemCode::TokenInvalid),
        ("another key", wrong_key, ProblemCode::TokenInvalid),
        ("another tenant's key", other_tenants_key, ProblemCode::TokenInvalid),
        ("another algorithm", wrong_algorithm, ProblemCode::TokenInvalid),
        ("no signature", unsigned, ProblemCode::TokenInvalid),
        ("over", with("exp", json!(now - 60)), ProblemCode::TokenExpired),
        ("lives too long", with("exp", json!(now + 3600)), ProblemCode::TokenInvalid),
        ("not yet", with("nbf", json!(now + 3600)), ProblemCode::TokenInvalid),
        ("another issuer", with("iss", json!("https://evil.example")), ProblemCode::TokenForeign),
        ("another audience", with("aud", json!("another-service")), ProblemCode::TokenForeign),
        ("a tenant nobody knows", with("tenant", json!("nobody")), ProblemCode::TokenForeign),
        ("no tenant", without("tenant"), ProblemCode::TokenInvalid),
        ("no end", without("exp"), ProblemCode::TokenInvalid),
        ("no subject", without("sub"), ProblemCode::TokenInvalid),
        ("no name", without("jti"), ProblemCode::TokenInvalid),
        ("no roles", without("roles"), ProblemCode::TokenInvalid),
        ("no customers", without("customers"), ProblemCode::TokenInvalid),
        ("a customer that is not in it", with("customers", json!(["1"])), ProblemCode::CustomerNotAllowed),
        ("a role that reads nothing", with("roles", json!(["gardener"])), ProblemCode::RoleMissing),
    ] {
        let request =
            house.http.get(house.url(&format!("/api/v1/customers/{CUSTOMER}/account"))).bearer_auth(token);
        assert_eq!(code(request).await, expected, "{what}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_of_the_api_answers() {
    let house = House::open().await;
    for path in ["/api/v1/packaging", "/api/v1/customers/1/account", &format!("/api/v1/confirmations/{ID}")] {
        assert_eq!(code(house.http.get(house.url(path))).await, ProblemCode::TokenMissing, "{path}");
    }
    let post = house.http.post(house.url("/api/v1/confirmations")).body("{}");
    assert_eq!(code(post).await, ProblemCode::TokenMissing);
}

#[tokio::test]
async fn sales_may_look_and_not_confirm() {
    let house = House::open().await;
    let body = confirmation(ID, "240311", &json!([{ "item": "FC560", "delivered": 1, "returned": 0 }]));
    let post =
        house.http.post(house.url("/api/v1/confirmations")).bearer_auth(with("roles", json!(["sales"])));
    assert_eq!(code(post.json(&body)).await, ProblemCode::RoleMissing);
}

#[tokio::test]
async fn a_confirmation_is_invisible_to_another_tenant_and_to_who_may_not_see_the_customer() {
    let house = House::open().await;
    let body = confirmation(ID, "240311", &json!([{ "item": "FC560", "delivered": 1, "returned": 0 }]));
    let _: Value = house::ok(house.confirm(&body)).await;
    let path = format!("/api/v1/confirmations/{ID}");
    let theirs = house.http.get(house.url(&path)).bearer_auth(token(&claims("other")));
    assert_eq!(code(theirs).await, ProblemCode::ConfirmationUnknown);
    let stranger = house.http.get(house.url(&path)).bearer_auth(with("customers", json!(["10035"])));
    assert_eq!(code(stranger).await, ProblemCode::CustomerNotAllowed);
}
