//! A stage for the widget: an order screen that says what it is told, a proxy that answers when it is told, and eyes
//! and hands that find things by role and name.

use std::cell::RefCell;
use std::rc::Rc;

use contract::host::ToHost;
use contract::{CustomerNumber, FieldProblem, Problem, ProblemCode};
use fustlink::Widget;
use fustlink::api::transport::{Incoming, Method, NoAnswer, Outgoing, Transport};
use fustlink::api::{Api, Pending, TokenSource};
use fustlink::clock;
use fustlink::host::{Connection, Context, News, TokenError};
use fustlink::widget::State;
use futures::channel::oneshot;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

type Reply = Result<Incoming, NoAnswer>;

/// A request that waits for its answer.
pub(crate) struct Waiting {
    /// What was asked.
    pub(crate) request: Outgoing,
    reply: oneshot::Sender<Reply>,
}

impl Waiting {
    /// Answers it.
    pub(crate) fn answer(self, reply: Reply) {
        drop(self.reply.send(reply));
    }

    /// Whether the widget does not wait for it any more.
    pub(crate) fn is_aborted(&self) -> bool {
        self.reply.is_canceled()
    }
}

/// The way to a proxy that answers only when the test says so.
#[derive(Clone, Default)]
pub(crate) struct Proxy {
    waiting: Rc<RefCell<Vec<Waiting>>>,
    sent: Rc<RefCell<Vec<Outgoing>>>,
}

impl Transport for Proxy {
    fn send(&self, request: Outgoing) -> Pending<Reply> {
        let (reply, answer) = oneshot::channel();
        self.sent.borrow_mut().push(request.clone());
        self.waiting.borrow_mut().push(Waiting { request, reply });
        Box::pin(async move { answer.await.unwrap_or(Err(NoAnswer)) })
    }
}

impl Proxy {
    /// Everything sent so far whose path contains `part`.
    pub(crate) fn sent(&self, part: &str) -> Vec<Outgoing> {
        self.sent.borrow().iter().filter(|request| request.path.contains(part)).cloned().collect()
    }

    /// Confirmations sent so far.
    pub(crate) fn posts(&self) -> Vec<Outgoing> {
        self.sent.borrow().iter().filter(|request| request.method == Method::Post).cloned().collect()
    }

    /// Waits for a request whose path contains `part`, and takes it.
    pub(crate) async fn next(&self, part: &str) -> Waiting {
        for _ in 0..400 {
            let found = self.waiting.borrow().iter().position(|waiting| waiting.request.path.contains(part));
            if let Some(index) = found {
                return self.waiting.borrow_mut().remove(index);
            }
            clock::sleep(10).await;
        }
        panic!("nothing was asked with {part} in it; asked: {:?}", self.sent.borrow());
    }
}

/// Gives the same token to everybody.
struct AnyToken;

impl TokenSource for AnyToken {
    fn token(&self, _: &CustomerNumber) -> Pending<Result<String, TokenError>> {
        Box::pin(async { Ok("token".to_owned()) })
    }

    fn forget(&self, _: &CustomerNumber, _: &str) {}
}

/// The widget on a page of its own.
pub(crate) struct Stage {
    /// The proxy behind it.
    pub(crate) proxy: Proxy,
    /// What the order screen was told.
    pub(crate) told: Rc<RefCell<Vec<ToHost>>>,
    state: State,
    root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

impl Stage {
    /// A widget that an order screen has just connected to.
    pub(crate) fn open() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&root).unwrap();
        let proxy = Proxy::default();
        let told = Rc::new(RefCell::new(Vec::new()));
        let built = Rc::new(RefCell::new(None));
        let mounted: UnmountHandle<_> = {
            let (proxy, told, built) = (proxy.clone(), told.clone(), built.clone());
            mount_to(root.clone(), move || {
                let tell = move |message: &ToHost| told.borrow_mut().push(message.clone());
                let state = State::new(&Api::new(proxy, AnyToken), tell);
                built.replace(Some(state));
                view! { <Widget state/> }
            })
        };
        let state = built.borrow_mut().take().unwrap();
        state.hear(News::Connection(Connection::Connected));
        Self { proxy, told, state, root, _mounted: Box::new(mounted) }
    }

    /// The order screen shows this.
    pub(crate) fn show(&self, context: &str) {
        let context = Context::read(&js_sys::JSON::parse(context).unwrap()).unwrap();
        self.hear(News::Context(context));
    }

    /// Something new from the order screen.
    pub(crate) fn hear(&self, news: News) {
        self.state.hear(news);
    }

    /// The page starts with what an earlier one left in the browser.
    pub(crate) fn pick_up(&self) {
        self.state.deliveries.pick_up();
    }

    /// The order screen shows this, and the proxy answers with these holdings.
    pub(crate) async fn show_account(&self, context: &str, account: &str) {
        self.show(context);
        self.answer_account(account).await;
        self.proxy.next("/packaging").await.answer(ok(CATALOGUE));
        self.until_quiet().await;
    }

    /// The proxy answers the next question for an account.
    pub(crate) async fn answer_account(&self, account: &str) {
        self.proxy.next("/account").await.answer(ok(account));
    }

    /// Lets everything happen that is about to.
    pub(crate) async fn until_quiet(&self) {
        for _ in 0..4 {
            clock::sleep(5).await;
        }
    }

    /// Waits until the page says something.
    pub(crate) async fn until_it_says(&self, text: &str) {
        for _ in 0..600 {
            if self.text().contains(text) {
                return;
            }
            clock::sleep(10).await;
        }
        panic!("never said {text:?}; it says: {}", self.text());
    }

    /// All text on the page, in order, with single spaces.
    pub(crate) fn text(&self) -> String {
        text_of(&self.root)
    }

    /// Everything that matches a selector.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).filter_map(|index| found.get(index)).map(JsCast::unchecked_into).collect()
    }

    /// The texts of everything with a role.
    pub(crate) fn with_role(&self, role: &str) -> Vec<String> {
        self.all(&format!("[role={role}]")).iter().map(text_of).collect()
    }

    /// The cells of the row whose header begins with `name`: what it says in each column.
    pub(crate) fn row(&self, name: &str) -> Vec<String> {
        let rows = self.all("[role=row]");
        let row = rows.iter().find(|row| {
            row.query_selector("[role=rowheader]")
                .unwrap()
                .is_some_and(|header| text_of(&header).starts_with(name))
        });
        let row = row.unwrap_or_else(|| panic!("no row {name:?} in: {}", self.text()));
        let cells = row.query_selector_all("[role=cell]").unwrap();
        (0..cells.length())
            .filter_map(|index| cells.get(index))
            .map(|cell| spoken(&cell.unchecked_into()))
            .collect()
    }

    /// Names of the rows, in order.
    pub(crate) fn row_names(&self) -> Vec<String> {
        self.with_role("rowheader")
    }

    /// The button with this name.
    pub(crate) fn button(&self, name: &str) -> HtmlElement {
        let buttons = self.all("button");
        let found = buttons
            .iter()
            .find(|button| button.get_attribute("aria-label").unwrap_or_else(|| text_of(button)) == name);
        found.unwrap_or_else(|| panic!("no button {name:?} in: {}", self.text())).clone().unchecked_into()
    }

    /// Presses the button with this name.
    pub(crate) async fn press(&self, name: &str) {
        self.button(name).click();
        self.until_quiet().await;
    }

    /// The field with this name.
    pub(crate) fn field(&self, name: &str) -> HtmlInputElement {
        let fields = self.all("input");
        let found = fields.iter().find(|field| field.get_attribute("aria-label").as_deref() == Some(name));
        found.unwrap_or_else(|| panic!("no field {name:?} in: {}", self.text())).clone().unchecked_into()
    }

    /// Types into the field with this name.
    pub(crate) async fn type_into(&self, name: &str, text: &str) {
        let field = self.field(name);
        field.set_value(text);
        field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
        self.until_quiet().await;
    }

    /// The choice with this name.
    pub(crate) fn choice(&self, name: &str) -> HtmlSelectElement {
        let choices = self.all("select");
        let found = choices.iter().find(|choice| choice.get_attribute("aria-label").as_deref() == Some(name));
        found.unwrap_or_else(|| panic!("no choice {name:?} in: {}", self.text())).clone().unchecked_into()
    }

    /// What the choice with this name offers, in order.
    pub(crate) fn options(&self, name: &str) -> Vec<String> {
        let options = self.choice(name).query_selector_all("option").unwrap();
        (0..options.length())
            .filter_map(|index| options.get(index))
            .map(|option| text_of(&option.unchecked_into()))
            .collect()
    }

    /// Chooses a value in the choice with this name.
    pub(crate) async fn choose(&self, name: &str, value: &str) {
        let choice = self.choice(name);
        choice.set_value(value);
        assert_eq!(choice.value(), value, "it is offered");
        choice.dispatch_event(&web_sys::Event::new("change").unwrap()).unwrap();
        self.until_quiet().await;
    }

    /// Whether what is hidden behind a summary can be opened, by the summary's words.
    pub(crate) fn summaries(&self) -> Vec<String> {
        self.all("summary").iter().map(text_of).collect()
    }
}

/// The text of an element with single spaces.
pub(crate) fn text_of(element: &Element) -> String {
    squeeze(&element.text_content().unwrap_or_default())
}

/// The text of an element for ears: without what is hidden from them.
fn spoken(element: &Element) -> String {
    let copy: Element = element.clone_node_with_deep(true).unwrap().unchecked_into();
    let hidden = copy.query_selector_all("[aria-hidden=true]").unwrap();
    for index in 0..hidden.length() {
        hidden.get(index).unwrap().unchecked_into::<Element>().remove();
    }
    text_of(&copy)
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A good answer.
pub(crate) fn ok(body: &str) -> Reply {
    Ok(Incoming { status: 200, body: body.to_owned(), clock: None })
}

/// A problem document.
pub(crate) fn problem(code: ProblemCode) -> Reply {
    refused(code, Vec::new())
}

/// A problem document that names a field of the body.
pub(crate) fn problem_with(code: ProblemCode, field: &str) -> Reply {
    refused(code, vec![FieldProblem { field: field.to_owned(), detail: "for the log".to_owned() }])
}

fn refused(code: ProblemCode, errors: Vec<FieldProblem>) -> Reply {
    let problem = Problem {
        kind: format!("urn:fustlink:problem:{}", code.as_str()),
        code,
        status: code.status(),
        title: code.title().to_owned(),
        detail: "for the log".to_owned(),
        retry_after: None,
        errors,
        request_id: Some("req-7".to_owned()),
    };
    Ok(Incoming { status: code.status(), body: serde_json::to_string(&problem).unwrap(), clock: None })
}

/// Kinds of packaging: a bucket, a trolley, a shelf and a lid; code `CC` is one trolley and three shelves.
pub(crate) const CATALOGUE: &str = r#"{
    "items": [
        {"number": "560", "name": "Bucket 560", "code": "FC560", "kind": "container"},
        {"number": "100", "name": "CC trolley", "code": "TAG6", "kind": "load-carrier"},
        {"number": "101", "name": "CC shelf", "code": "SHELF", "kind": "load-carrier"},
        {"number": "901", "name": "Lid", "code": "LID", "kind": "lid"}
    ],
    "codes": [
        {"code": "560", "parts": [{"item": "560", "pieces": 1}]},
        {"code": "CC", "parts": [{"item": "100", "pieces": 1}, {"item": "101", "pieces": 3}]}
    ],
    "read_at": "2026-11-20T08:00:00Z"
}"#;

/// An account that was read a moment ago.
pub(crate) struct AccountOf<'a> {
    /// The customer's number; the name is made from it.
    pub(crate) customer: &'a str,
    /// `location` or `counterpart`.
    pub(crate) basis: &'a str,
    /// Item, pieces, and the part of them on their way.
    pub(crate) holdings: &'a [(&'a str, i64, i64)],
    /// The order that was asked about.
    pub(crate) order: Option<&'a str>,
    /// Further fields, as JSON with a comma before them.
    pub(crate) more: &'a str,
}

impl Default for AccountOf<'_> {
    fn default() -> Self {
        Self { customer: "1001", basis: "location", holdings: &[], order: Some("240311"), more: "" }
    }
}

impl AccountOf<'_> {
    /// As the proxy sends it.
    pub(crate) fn json(&self) -> String {
        let holdings: Vec<String> = self
            .holdings
            .iter()
            .map(|(item, quantity, way)| {
                format!(r#"{{"location":"K1","item":"{item}","quantity":{quantity},"on_its_way":{way}}}"#)
            })
            .collect();
        let order = self
            .order
            .map_or(String::new(), |order| format!(r#","order":{{"reference":"{order}","movements":[]}}"#));
        let locations = if self.more.contains("\"locations\"") {
            String::new()
        } else {
            r#","locations":[{"number":"K1","name":"Main branch","restriction":"none"}]"#.to_owned()
        };
        format!(
            r#"{{"customer":{{"number":"{0}","name":"Customer {0}"}},"basis":"{1}","holdings":[{2}],"read_at":"{3}"{locations}{order}{4}}}"#,
            self.customer,
            self.basis,
            holdings.join(","),
            clock::now().to_rfc3339(),
            self.more,
        )
    }
}

/// An English order screen with an order of 24 buckets.
pub(crate) const ORDER: &str = r#"{
    "language": "en",
    "customer": {"number": "1001", "name": "As the host calls it"},
    "order": {"reference": "240311", "departureDate": "2026-11-20", "lines": [{"packaging": "560", "count": 24}]}
}"#;
