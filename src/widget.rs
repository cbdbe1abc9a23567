//! The widget whole: the order screen's news go in at the top, and the rooms show what follows from them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use contract::ItemCount;
use contract::host::ToHost;
use ledger::mapping::resolve_lines;
use ledger::projection::{is_delivered, is_planned};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::api::transport::Fetch;
use crate::api::{Api, TokenSource};
use crate::balances::table::Showing;
use crate::balances::{
    AccountHeader, Balances, HoldingsTable, Notices, Placeholder, Standing, Subject, Summary,
};
use crate::delivery::{Caution, Deliveries, DeliveryForm, Elsewhere, Progress};
use crate::host::{Connection, Context, Host, News, OrderScreen, handshake, page};
use crate::i18n::{Language, Speech};
use crate::ui::{button, drawing, el};
use crate::{clock, panic};

/// What the widget knows; copies are the same widget.
#[derive(Clone, Copy)]
pub struct State {
    /// The words on screen.
    pub speech: Speech,
    /// How the widget stands with the order screen.
    pub connection: RwSignal<Connection>,
    /// The order on screen.
    pub screen: RwSignal<OrderScreen>,
    /// The account of the customer in it.
    pub balances: Balances,
    /// The desk at the dock.
    pub deliveries: Deliveries,
    /// Whether the person who looks may confirm deliveries; the proxy decides it in the end.
    pub may_confirm: RwSignal<bool>,
    /// The device's clock, ticking.
    pub now: RwSignal<DateTime<Utc>>,
}

/// The order on screen for whoever confirms its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OrderAtDock {
    /// Its packaging in items.
    items: Vec<ItemCount>,
    /// Whether a delivery under it was counted already, by whomever.
    is_counted: bool,
    /// Whether that is known at all.
    is_known: bool,
    /// Whether TrackOnline has a delivery planned under it.
    is_planned: bool,
}

impl OrderAtDock {
    fn to_be_delivered(&self) -> bool {
        self.is_known && !self.is_counted
    }
}

impl State {
    /// A widget that nobody has connected to yet. `tell` carries messages to the order screen.
    pub fn new(api: &Api, tell: impl Fn(&ToHost) + Clone + 'static) -> Self {
        let balances = Balances::new(api.clone(), tell.clone());
        Self {
            speech: Speech::new(Language::choose(page::device_language().as_deref())),
            connection: RwSignal::new(Connection::Waiting),
            screen: RwSignal::new(OrderScreen::default()),
            balances,
            deliveries: Deliveries::new(api.clone(), balances, tell),
            may_confirm: RwSignal::new(true),
            now: RwSignal::new(clock::now()),
        }
    }

    /// Takes in something new from the order screen.
    pub fn hear(self, news: News) {
        match news {
            News::Connection(connection) => self.connection.set(connection),
            News::Context(context) => self.turn_to(context),
            News::MayConfirm(may) => self.may_confirm.set(may),
        }
    }

    fn turn_to(self, context: Context) {
        let device = page::device_language();
        let language = Language::choose(context.language.as_deref().or(device.as_deref()));
        page::set_language(language);
        page::set_theme(context.theme);
        self.speech.switch_to(language);

        let screen = context.screen;
        let subject = screen
            .customer_number()
            .map(|customer| Subject { customer: customer.clone(), order: screen.reference().cloned() });
        let is_other = self.balances.with_untracked(|reading, _| reading.subject() != subject.as_ref());
        self.screen.set(screen);
        if is_other {
            self.deliveries.turn_to(subject.as_ref());
            self.balances.turn_to(subject);
        }
    }

    /// The order for the dock; nothing while it is not known what was counted under it.
    fn order_at_dock(self) -> Option<OrderAtDock> {
        self.balances.reading().with(|reading| {
            let (account, catalogue) = reading.numbers()?;
            let standing = reading.standing();
            let subject = reading.subject().filter(|_| standing != Standing::BeingRead)?;
            subject.order.as_ref()?;
            let items = self.screen.with(|screen| resolve_lines(catalogue, screen.lines()).items);
            let is_known = standing == Standing::Known;
            let is_counted = self.deliveries.desk().with(|desk| desk.has_delivered(subject))
                || is_known && is_delivered(account.order.as_ref());
            let is_planned = is_planned(account.order.as_ref());
            Some(OrderAtDock { items, is_counted, is_known, is_planned })
        })
    }

    /// Whether the button that opens the form has to wait: for the account, or for what became of an earlier confirmation.
    fn is_held(self) -> bool {
        self.balances.reading().with(|reading| {
            reading.is_outdated()
                || reading
                    .subject()
                    .is_some_and(|subject| self.deliveries.desk().with(|desk| desk.has_stray(subject)))
        })
    }
}

/// Starts the widget in its page: connects to the order screen, ticks, and keeps the order screen told of its height.
pub fn start() {
    panic::show_reload_page_on_panic();
    let Some(place) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("widget"))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    panic::show_widget();
    // What is drawn before the widget runs makes room for it.
    place.set_inner_html("");
    mount_to(place, || {
        let link: StoredValue<Option<Host>, LocalStorage> = StoredValue::new_local(None);
        let tell = move |message: &ToHost| {
            link.with_value(|host| {
                if let Some(host) = host {
                    host.tell(message);
                }
            });
        };
        let tokens = Latecomer(link);
        let state = State::new(&Api::new(Fetch, tokens), tell);
        let host =
            Host::listen(handshake::origins(&page::meta("fustlink-hosts")), move |news| state.hear(news));
        page::follow_height(&host);
        state.deliveries.pick_up();
        link.set_value(Some(host));
        set_interval(move || state.now.set(clock::now()), Duration::from_secs(1));
        view! { <Widget state/> }
    })
    .forget();
}

/// The order screen as a source of tokens, before it is there.
struct Latecomer(StoredValue<Option<Host>, LocalStorage>);

impl TokenSource for Latecomer {
    fn token(
        &self,
        customer: &contract::CustomerNumber,
    ) -> crate::api::Pending<Result<String, crate::host::TokenError>> {
        match self.0.get_value() {
            Some(host) => host.token(customer),
            None => Box::pin(async { Err(crate::host::TokenError::TimedOut) }),
        }
    }

    fn forget(&self, customer: &contract::CustomerNumber, token: &str) {
        if let Some(host) = self.0.get_value() {
            host.forget(customer, token);
        }
    }
}

/// Everything that is on screen.
#[component]
pub fn Widget(
    /// What it shows.
    state: State,
) -> impl IntoView {
    let State { speech, connection, screen, balances, deliveries, may_confirm, now } = state;
    provide_context(speech);
    let screen = screen.read_only();
    let showing = Showing { screen, balances };
    let has_customer = RwSignal::new(false);
    Effect::new(move || {
        let is_named = screen.with(|screen| screen.customer_number().is_some());
        let has = connection.get() == Connection::Connected && is_named;
        // What has not changed is not told, so that the header stays the same one; a `Memo` costs a kilobyte more.
        has_customer.maybe_update(|had| std::mem::replace(had, has) != has);
    });
    // A change of the order's lines, or of what is known under it, reaches a form, too.
    Effect::new(move || {
        if let Some(order) = state.order_at_dock() {
            deliveries.follow(&order.items, order.to_be_delivered());
        }
    });
    // The button that was pressed is gone: whoever works by keyboard goes on where the new part begins.
    Effect::new(move |before: Option<bool>| {
        let is_open = deliveries.is_open();
        if before.is_some_and(|before| before != is_open) {
            page::focus(match is_open {
                true => ".delivery h2",
                false if deliveries.asks() => ".asks",
                false => "h1",
            });
        }
        is_open
    });
    let open = move || {
        if let Some(order) = untrack(|| state.order_at_dock().filter(|_| !state.is_held())) {
            deliveries.open(&order.items, order.to_be_delivered());
        }
    };
    let confirm = move || {
        let is_offered = may_confirm.get() && !deliveries.is_open();
        let Some(order) = state.order_at_dock().filter(|_| is_offered) else { return Vec::new() };
        let label = speech.say(|words| {
            let texts = words.texts;
            if order.is_counted { texts.confirm_another } else { texts.confirm_delivery }
        });
        let button = button("primary", label, open).state("aria-disabled", state.is_held());
        vec![el("div").class("actions").child(button)]
    };
    let caution = move || {
        let order = state.order_at_dock();
        order.as_ref().and_then(|order| match order {
            OrderAtDock { is_counted: true, .. } => Some(Caution::AlreadyCounted),
            OrderAtDock { is_known: false, .. } => Some(Caution::NotKnown),
            OrderAtDock { is_planned: true, .. } => Some(Caution::Planned),
            OrderAtDock { .. } => None,
        })
    };
    view! {
        <main aria-label=move || speech.say(|words| words.texts.packaging)>
            {move || has_customer.get().then(|| view! { <AccountHeader balances screen now=now.read_only()/> })}
            <Elsewhere deliveries balances/>
            <Placeholder balances screen connection=connection.read_only()/>
            <Notices showing/>
            <Progress deliveries balances/>
            <Summary showing deliveries/>
            {move || if deliveries.is_open() {
                view! { <DeliveryForm deliveries balances caution/> }.into_any()
            } else {
                view! { <HoldingsTable showing/> }.into_any()
            }}
            {drawing(confirm)}
        </main>
    }
}
