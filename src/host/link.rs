//! The port to the order screen: opened by the handshake, replaced when the order screen connects again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use contract::CustomerNumber;
use contract::host::{PROTOCOL, ToHost};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{MessageEvent, MessagePort, Window};

use super::claims::Claims;
use super::handshake::{self, Heard, VERSION};
use super::screen::Context;
use super::tokens::{TokenBook, TokenError};
use crate::api::{Pending, TokenSource};
use crate::clock;
use crate::json::{self, FromHost};

/// How the widget stands with the order screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Nobody has connected yet.
    Waiting,
    /// The port is open.
    Connected,
    /// The order screen speaks another version of the protocol.
    OtherProtocol,
    /// The page stands alone in its tab.
    Alone,
    /// The proxy wrote no origin into the page, so nobody may connect.
    Unconfigured,
}

/// Something new from the order screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The connection has changed.
    Connection(Connection),
    /// The order on screen, whole.
    Context(Context),
    /// Whether the person who looks may confirm deliveries.
    MayConfirm(bool),
}

/// How long the order screen may take to give a token, in milliseconds.
const TOKEN_PATIENCE: i32 = 10_000;

/// The order screen, as far as the widget knows it.
#[derive(Clone)]
pub struct Host(Rc<Link>);

struct Link {
    origins: Vec<String>,
    port: RefCell<Option<OpenPort>>,
    tokens: RefCell<TokenBook>,
    height: Cell<Option<u32>>,
    news: Box<dyn Fn(News)>,
}

struct OpenPort {
    port: MessagePort,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for OpenPort {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

impl Host {
    /// Listens for the order screen on one of `origins`, says hello until it connects, and passes on its news.
    pub fn listen(origins: Vec<String>, news: impl Fn(News) + 'static) -> Self {
        let parent = web_sys::window().and_then(|window| window.parent().ok().flatten());
        Self::listen_to(parent, origins, news)
    }

    /// As [`Host::listen`], to an order screen in the window `parent`.
    pub fn listen_to(parent: Option<Window>, origins: Vec<String>, news: impl Fn(News) + 'static) -> Self {
        let host = Self(Rc::new(Link {
            origins,
            port: RefCell::default(),
            tokens: RefCell::default(),
            height: Cell::default(),
            news: Box::new(news),
        }));
        if let Some(window) = web_sys::window() {
            host.settle_in(&window, parent);
        }
        host
    }

    fn settle_in(&self, window: &Window, parent: Option<Window>) {
        match parent.filter(|parent| parent != window) {
            None => (self.0.news)(News::Connection(Connection::Alone)),
            Some(_) if self.0.origins.is_empty() => {
                (self.0.news)(News::Connection(Connection::Unconfigured));
            }
            Some(parent) => self.await_connection(window, parent),
        }
    }

    fn await_connection(&self, window: &Window, parent: Window) {
        let host = self.clone();
        let screen = parent.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let from_parent = event.source().is_some_and(|source| source.loose_eq(screen.as_ref()));
            if from_parent && host.0.origins.contains(&event.origin()) {
                host.hear(&event);
            }
        });
        // The listener lives as long as the page: an order screen may connect again at any time.
        if window.add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref()).is_ok() {
            on_message.forget();
        }
        let host = self.clone();
        spawn_local(async move {
            let hello = handshake::hello();
            for pause in handshake::pauses() {
                if host.0.port.borrow().is_some() {
                    break;
                }
                // To anybody: it holds no data, and the answer is checked for origin and source.
                drop(parent.post_message(&hello, "*"));
                clock::sleep(pause).await;
            }
        });
    }

    fn hear(&self, event: &MessageEvent) {
        match handshake::hear(&event.data()) {
            Heard::Nothing => {}
            Heard::OtherProtocol(_) => (self.0.news)(News::Connection(Connection::OtherProtocol)),
            Heard::Connect => {
                if let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>() {
                    self.open(port);
                }
            }
        }
    }

    fn open(&self, port: MessagePort) {
        let host = self.clone();
        let listener =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| host.receive(&event));
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.0.port.replace(Some(OpenPort { port, _listener: listener }));
        // Perhaps somebody else is logged in on the screen that connects now.
        self.0.tokens.borrow_mut().forget_all();
        (self.0.news)(News::Connection(Connection::Connected));
        self.tell(&ToHost::Ready { protocol: PROTOCOL, version: VERSION.to_owned() });
        if let Some(height) = self.0.height.get() {
            self.tell(&ToHost::Size { height });
        }
        let open = self.0.tokens.borrow().open();
        for (request, customer) in open {
            self.tell(&ToHost::TokenWanted { request, customer: customer.into() });
        }
    }

    fn receive(&self, event: &MessageEvent) {
        match FromHost::read(&event.data()) {
            FromHost::Context(Some(context)) => (self.0.news)(News::Context(context)),
            FromHost::Context(None) => {
                (self.0.news)(News::Context(Context::garbled()));
                self.unreadable("The context is no object.");
            }
            FromHost::Token { request, token } => {
                let claims = Claims::of(&token);
                if let Some(claims) = &claims {
                    (self.0.news)(News::MayConfirm(claims.may_confirm()));
                }
                let ends = claims.and_then(|claims| claims.ends());
                self.0.tokens.borrow_mut().answered(request, &token, ends, clock::now());
            }
            FromHost::TokenRefused { request, reason } => {
                self.0.tokens.borrow_mut().refused(request, reason);
            }
            FromHost::Incomplete => self.unreadable("An answer about a token lacks a field."),
            // A newer order screen may say more.
            FromHost::Unknown => {}
        }
    }

    fn unreadable(&self, what: &str) {
        self.tell(&ToHost::Error { code: "message-unreadable".to_owned(), message: what.to_owned() });
    }

    /// Tells the order screen something; without a connection it is told nothing.
    pub fn tell(&self, message: &ToHost) {
        if let Some(open) = self.0.port.borrow().as_ref() {
            drop(open.port.post_message(&json::to_host(message)));
        }
    }

    /// Tells the order screen how high the content is, in CSS pixels; also a screen that connects later.
    pub fn tell_height(&self, height: u32) {
        if self.0.height.replace(Some(height)) != Some(height) {
            self.tell(&ToHost::Size { height });
        }
    }
}

impl TokenSource for Host {
    fn token(&self, customer: &CustomerNumber) -> Pending<Result<String, TokenError>> {
        let (host, customer) = (self.clone(), customer.clone());
        Box::pin(async move {
            let kept = host.0.tokens.borrow().kept(&customer, clock::now());
            if let Some(token) = kept {
                return Ok(token);
            }
            let (answer, question) = host.0.tokens.borrow_mut().ask(&customer);
            if let Some(request) = question {
                host.tell(&ToHost::TokenWanted { request, customer: customer.into() });
                let patient = host.clone();
                spawn_local(async move {
                    clock::sleep(TOKEN_PATIENCE).await;
                    patient.0.tokens.borrow_mut().gave_up(request);
                });
            }
            answer.await.unwrap_or(Err(TokenError::TimedOut))
        })
    }

    fn forget(&self, customer: &CustomerNumber, token: &str) {
        self.0.tokens.borrow_mut().forget(customer, token);
    }
}
