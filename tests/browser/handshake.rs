//! Who may connect to the widget, and what becomes of an older connection.

use std::cell::RefCell;
use std::rc::Rc;

use fustlink::host::{Connection, Host, News};
use js_sys::{Array, JSON};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessageEventInit, MessagePort, Window};

const SCREEN: &str = "https://screen.example";

/// The widget listens to an order screen in another window, which is played here.
struct House {
    screen: Window,
    news: Rc<RefCell<Vec<Connection>>>,
    _host: Host,
    frame: HtmlIFrameElement,
}

impl Drop for House {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

fn frame() -> HtmlIFrameElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let frame: HtmlIFrameElement = document.create_element("iframe").unwrap().unchecked_into();
    document.body().unwrap().append_child(&frame).unwrap();
    frame
}

impl House {
    fn open() -> Self {
        let frame = frame();
        let screen = frame.content_window().unwrap();
        let news = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&news);
        let host = Host::listen_to(Some(screen.clone()), vec![SCREEN.to_owned()], move |new| {
            if let News::Connection(connection) = new {
                heard.borrow_mut().push(connection);
            }
        });
        Self { screen, news, _host: host, frame }
    }

    /// A window says connect; returns its own end of the port.
    fn connect(&self, source: &Window, origin: &str, protocol: u32) -> MessagePort {
        let channel = MessageChannel::new().unwrap();
        let message = format!(r#"{{"fustlink":"connect","protocol":{protocol},"capabilities":[]}}"#);
        let init = MessageEventInit::new();
        init.set_data(&JSON::parse(&message).unwrap());
        init.set_origin(origin);
        init.set_source(Some(source));
        init.set_ports(&Array::of1(&channel.port2()));
        let event = MessageEvent::new_with_event_init_dict("message", &init).unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap();
        channel.port1()
    }

    fn heard(&self) -> Vec<Connection> {
        self.news.borrow().clone()
    }
}

/// The next message that arrives at a port.
async fn next(port: &MessagePort) -> String {
    let (sender, receiver) = futures::channel::oneshot::channel();
    let hear = wasm_bindgen::closure::Closure::once(move |event: MessageEvent| {
        drop(sender.send(String::from(JSON::stringify(&event.data()).unwrap())));
    });
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    receiver.await.unwrap()
}

#[wasm_bindgen_test]
async fn the_order_screen_connects_and_hears_that_the_widget_is_ready() {
    let house = House::open();
    let port = house.connect(&house.screen, SCREEN, 1);
    assert_eq!(house.heard(), [Connection::Connected]);
    assert!(next(&port).await.starts_with(r#"{"type":"ready","protocol":1"#));
}

#[wasm_bindgen_test]
fn a_page_of_another_origin_or_in_another_window_is_nobody() {
    let house = House::open();
    let stranger = frame();
    house.connect(&house.screen, "https://stranger.example", 1);
    house.connect(&house.screen, "https://screen.example:8443", 1);
    house.connect(&stranger.content_window().unwrap(), SCREEN, 1);
    house.connect(&web_sys::window().unwrap(), SCREEN, 1);
    stranger.remove();
    assert_eq!(house.heard(), []);
    house.connect(&house.screen, SCREEN, 1);
    assert_eq!(house.heard(), [Connection::Connected]);
}

#[wasm_bindgen_test]
fn another_version_of_the_protocol_is_said() {
    let house = House::open();
    house.connect(&house.screen, SCREEN, 2);
    assert_eq!(house.heard(), [Connection::OtherProtocol]);
}

#[wasm_bindgen_test]
async fn a_second_connection_replaces_the_first() {
    let house = House::open();
    let first = house.connect(&house.screen, SCREEN, 1);
    let second = house.connect(&house.screen, SCREEN, 1);
    assert!(next(&second).await.contains("ready"));
    assert!(next(&first).await.contains("ready"), "what was said before the second came");
    // What the first still says is not heard; what the second says is.
    first.post_message(&JSON::parse(r#"{"type":"context","context":"first"}"#).unwrap()).unwrap();
    second.post_message(&JSON::parse(r#"{"type":"context","context":"second"}"#).unwrap()).unwrap();
    assert!(next(&second).await.contains("message-unreadable"));
    let silence = futures::future::select(Box::pin(next(&first)), Box::pin(fustlink::clock::sleep(50)));
    assert!(matches!(silence.await, futures::future::Either::Right(_)));
}

#[wasm_bindgen_test]
fn a_page_without_a_parent_or_without_trusted_origins_says_so() {
    let heard = |parent: Option<Window>, origins: &[&str]| {
        let news = Rc::new(RefCell::new(Vec::new()));
        let told = Rc::clone(&news);
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        let _host = Host::listen_to(parent, origins, move |new| told.borrow_mut().push(new));
        news.take()
    };
    assert_eq!(heard(web_sys::window(), &[SCREEN]), [News::Connection(Connection::Alone)]);
    let frame = frame();
    assert_eq!(heard(frame.content_window(), &[]), [News::Connection(Connection::Unconfigured)]);
    frame.remove();
}
