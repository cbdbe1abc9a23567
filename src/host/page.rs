//! Our own page inside the order screen: its height, colours and language.

use std::rc::Rc;
use std::time::Duration;

use contract::host::Theme;
use js_sys::Array;
use leptos::prelude::{request_animation_frame, set_interval};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element, HtmlElement, HtmlMetaElement, ResizeObserver, ResizeObserverEntry};

use super::Host;
use crate::i18n::Language;

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn root() -> Option<Element> {
    document()?.document_element()
}

/// How long a height may stay unmeasured.
const LONGEST_UNMEASURED: Duration = Duration::from_secs(1);

/// What the proxy wrote into `<meta name=…>`; empty where it wrote nothing.
pub fn meta(name: &str) -> String {
    document()
        .and_then(|document| document.query_selector(&["meta[name=\"", name, "\"]"].concat()).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlMetaElement>().ok())
        .map(|meta| meta.content())
        .unwrap_or_default()
}

/// The language that the device prefers.
pub fn device_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}

/// Says the page's language to whatever reads it aloud.
pub fn set_language(language: Language) {
    if let Some(root) = root() {
        drop(root.set_attribute("lang", language.tag()));
    }
}

/// Takes over the order screen's colours; without any, the device's preference counts.
pub fn set_theme(theme: Option<Theme>) {
    let Some(root) = root() else { return };
    match theme {
        Some(Theme::Light) => drop(root.set_attribute("data-theme", "light")),
        Some(Theme::Dark) => drop(root.set_attribute("data-theme", "dark")),
        None => drop(root.remove_attribute("data-theme")),
    }
}

/// Moves the focus to the first element that fits, once it is drawn, for whoever works by keyboard or by ear.
/// A page that does not have the focus takes it from nobody.
pub fn focus(selector: &'static str) {
    request_animation_frame(move || {
        let Some(document) = document().filter(|document| document.has_focus().unwrap_or(false)) else {
            return;
        };
        let element = document.query_selector(selector).ok().flatten();
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            drop(element.focus());
        }
    });
}

/// Tells the order screen the content's height now and at every change.
pub fn follow_height(host: &Host) {
    let Some(body) = document().and_then(|document| document.body()) else { return };
    let (host, measured) = (host.clone(), body.clone());
    let tell = Rc::new(move || {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a height in pixels is positive and far below 2^32"
        )]
        host.tell_height(measured.get_bounding_client_rect().height().ceil() as u32);
    });
    let observed = Rc::clone(&tell);
    let on_resize = Closure::<dyn FnMut(Array<ResizeObserverEntry>)>::new(move |_| observed());
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(&body);
        // Observed for as long as the page lives.
        on_resize.forget();
    }
    // A frame that is scrolled out of sight is not observed by Chromium, and would stay too low once it is seen.
    set_interval(move || tell(), LONGEST_UNMEASURED);
}
