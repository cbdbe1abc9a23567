//! OAuth 2 client credentials: a token is fetched, kept, and renewed once on 401.

use std::sync::atomic::{AtomicU32, Ordering};

use trackonline::{Assumptions, Auth, BalanceFilter, Client, ClientSettings, CredentialsIn, Error, Permit};

use crate::loopback::{Reply, Request, Server, json, limits, nobody};

fn client(server: &Server, token_url: &str, credentials_in: CredentialsIn) -> Client {
    Client::new(ClientSettings {
        base_url: server.base().parse().unwrap(),
        auth: Auth::OAuth2ClientCredentials {
            token_url: token_url.parse().unwrap(),
            client_id: "fust".into(),
            client_secret: "canary secret".into(),
            scope: Some("api".into()),
            credentials_in,
        },
        assumptions: Assumptions::default(),
        limits: limits(),
    })
    .unwrap()
}

/// An issuer that hands out `token-1`, `token-2` and so on.
fn issuer(lasts: u32) -> Server {
    let issued = AtomicU32::new(0);
    Server::answering(move |_| {
        let number = issued.fetch_add(1, Ordering::Relaxed) + 1;
        json(
            200,
            &format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":{lasts}}}"#),
        )
    })
}

/// TrackOnline, taking this token and no other.
fn taking(token: &'static str) -> Server {
    Server::answering(move |request: &Request| -> Reply {
        let fits = request.header("authorization") == Some(&format!("Bearer {token}"));
        if fits { json(200, "[]") } else { json(401, "") }
    })
}

async fn call(client: &Client) -> Result<(), Error> {
    client.balances(Permit::granted(), &BalanceFilter::of(["A"])).await.map(drop)
}

#[tokio::test]
async fn one_token_serves_many_calls() {
    let (issuer, server) = (issuer(3600), taking("token-1"));
    let client = client(&server, &issuer.base(), CredentialsIn::Header);
    for _ in 0..3 {
        assert_eq!(call(&client).await, Ok(()));
    }
    assert_eq!((issuer.requests().len(), server.requests().len()), (1, 3));
    assert_eq!(server.requests()[0].header("x-apikey"), None);
    let request = &issuer.requests()[0];
    assert_eq!(request.body, "grant_type=client_credentials&scope=api");
    assert_eq!(request.header("authorization"), Some("Basic ZnVzdDpjYW5hcnkrc2VjcmV0"));
}

#[tokio::test]
async fn name_and_secret_go_into_the_form_where_an_issuer_wants_them() {
    let (issuer, server) = (issuer(3600), taking("token-1"));
    let client = client(&server, &issuer.base(), CredentialsIn::Body);
    assert_eq!(call(&client).await, Ok(()));
    let request = &issuer.requests()[0];
    assert_eq!(
        request.body,
        "grant_type=client_credentials&scope=api&client_id=fust&client_secret=canary+secret"
    );
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_made_again() {
    let (issuer, server) = (issuer(3600), taking("token-2"));
    let client = client(&server, &issuer.base(), CredentialsIn::Header);
    assert_eq!(client.most_requests_per_permit(), 2);
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!((issuer.requests().len(), server.requests().len()), (2, 3));
}

#[tokio::test]
async fn a_second_refusal_is_the_keys_and_nothing_more_is_tried() {
    let (issuer, server) = (issuer(3600), taking("another"));
    let client = client(&server, &issuer.base(), CredentialsIn::Header);
    assert_eq!(call(&client).await, Err(Error::Key { status: 401 }));
    assert_eq!((issuer.requests().len(), server.requests().len()), (2, 2));
}

#[tokio::test]
async fn a_token_about_to_end_is_renewed_before_it_is_used() {
    let issuer = issuer(10);
    let server = Server::answering(|_| json(200, "[]"));
    let client = client(&server, &issuer.base(), CredentialsIn::Header);
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(server.requests()[1].header("authorization"), Some("Bearer token-2"));
}

#[tokio::test]
async fn without_a_token_nothing_was_sent_and_an_issuers_refusal_is_the_keys() {
    let server = taking("token-1");
    let unreachable = client(&server, &nobody(), CredentialsIn::Header);
    assert!(matches!(call(&unreachable).await, Err(Error::NotSent { .. })));
    for (reply, refused) in
        [(json(401, ""), true), (json(400, ""), true), (json(500, ""), false), (json(200, "{}"), false)]
    {
        let issuer = Server::with(vec![reply]);
        let error = call(&client(&server, &issuer.base(), CredentialsIn::Header)).await.unwrap_err();
        assert_eq!(matches!(error, Error::Key { .. }), refused, "{error:?}");
        assert_eq!(matches!(error, Error::NotSent { .. }), !refused, "{error:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn many_calls_at_once_fetch_one_token() {
    let (issuer, server) = (issuer(3600), taking("token-1"));
    let client = client(&server, &issuer.base(), CredentialsIn::Header);
    let calls = futures::future::join_all((0..8).map(|_| call(&client))).await;
    assert!(calls.iter().all(Result::is_ok), "{calls:?}");
    assert_eq!(issuer.requests().len(), 1);
}
