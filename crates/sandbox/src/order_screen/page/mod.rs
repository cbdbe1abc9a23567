//! The screen's pages: written on the server, whole; the script swaps their regions in and keeps the widget running.

mod list;
mod markup;
mod order;
mod shell;
mod words;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use super::order::Order;
use super::people::{PEOPLE, Person};
use super::preferences::Preferences;
use super::token::Fault;
use super::{Screen, now};
use words::Words;

pub(super) const SCREEN_JS: &str = include_str!("../../../assets/order_screen/screen.js");
pub(super) const SCREEN_CSS: &str = include_str!("../../../assets/order_screen/screen.css");
pub(super) const MARK_SVG: &str = include_str!("../../../assets/order_screen/mark.svg");

/// What an address asks for beside the order; what makes no sense is passed over.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wishes {
    #[serde(rename = "as")]
    login: Option<String>,
    token: Option<String>,
    lang: Option<String>,
    theme: Option<String>,
}

/// How a page looks and for whom.
struct View<'a> {
    screen: &'a Screen,
    words: &'static Words,
    preferences: Preferences,
    person: &'static Person,
    fault: Option<Fault>,
    today: NaiveDate,
    /// The page's own path.
    path: &'a str,
}

impl View<'_> {
    /// An address on the screen that keeps who sits there and the test aid.
    fn href(&self, path: &str) -> String {
        address(path, self.person, self.fault, None)
    }
}

/// An address on the screen for somebody, with the test aid and a preference if there are any.
fn address(path: &str, person: &Person, fault: Option<Fault>, preference: Option<(&str, &str)>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if PEOPLE.first() != Some(person) {
        query.append_pair("as", person.login);
    }
    if let Some(fault) = fault {
        query.append_pair("token", fault.as_str());
    }
    if let Some((name, value)) = preference {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// What stands in the middle of the page.
enum Middle<'a> {
    Order(&'a Order),
    /// No order is open yet.
    Unopened,
    /// The address leads nowhere: a sentence with another below it.
    Nowhere(&'static str, &'static str),
}

/// `GET /`: the list, no order open.
pub(super) async fn index(
    State(screen): State<Arc<Screen>>,
    Query(wishes): Query<Wishes>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let view = view(&screen, &wishes, &uri, &headers);
    let orders = screen.book.orders(view.today).await;
    page(&view, &wishes, StatusCode::OK, &orders, &Middle::Unopened)
}

/// `GET /orders/{reference}`
pub(super) async fn order(
    State(screen): State<Arc<Screen>>,
    Path(reference): Path<String>,
    Query(wishes): Query<Wishes>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let view = view(&screen, &wishes, &uri, &headers);
    let orders = screen.book.orders(view.today).await;
    let open = orders.iter().find(|order| order.reference == reference);
    let (status, middle) = open.map_or_else(
        || (StatusCode::NOT_FOUND, Middle::Nowhere(view.words.not_found, view.words.not_found_hint)),
        |order| (StatusCode::OK, Middle::Order(order)),
    );
    page(&view, &wishes, status, &orders, &middle)
}

/// Any other address.
pub(super) async fn nothing_here(
    State(screen): State<Arc<Screen>>,
    Query(wishes): Query<Wishes>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let view = view(&screen, &wishes, &uri, &headers);
    let orders = screen.book.orders(view.today).await;
    let middle = Middle::Nowhere(view.words.nothing_here, view.words.nothing_here_hint);
    page(&view, &wishes, StatusCode::NOT_FOUND, &orders, &middle)
}

fn view<'a>(screen: &'a Screen, wishes: &Wishes, uri: &'a Uri, headers: &HeaderMap) -> View<'a> {
    let preferences = Preferences::read(wishes.lang.as_deref(), wishes.theme.as_deref(), headers);
    View {
        screen,
        words: Words::of(preferences.language),
        preferences,
        person: Person::named(wishes.login.as_deref()).unwrap_or(&PEOPLE[0]),
        fault: wishes.token.as_deref().and_then(Fault::named),
        today: now().date_naive(),
        path: uri.path(),
    }
}

fn page(
    view: &View<'_>,
    wishes: &Wishes,
    status: StatusCode,
    orders: &[Order],
    middle: &Middle<'_>,
) -> Response {
    let mut response = (status, Html(shell::page(view, orders, middle))).into_response();
    if wishes.lang.is_some() || wishes.theme.is_some() {
        for cookie in view.preferences.cookies() {
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
    }
    response
}
