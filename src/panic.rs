//! What is left when the widget breaks: a page with a button, which stands hidden in `index.html` from the start.

use std::panic::set_hook;

use web_sys::{Document, Element};

/// Shows the reload page on a panic, and says on the console what happened.
pub fn show_reload_page_on_panic() {
    set_hook(Box::new(|info| {
        leptos::logging::error!("{info}");
        show(Page::Reload);
    }));
}

/// Takes the reload page away again, where the widget came late and the page had already given up on it.
pub fn show_widget() {
    show(Page::Widget);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Widget,
    Reload,
}

fn show(page: Page) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        set_hidden(element(&document, "broken"), page == Page::Widget);
        set_hidden(element(&document, "widget"), page == Page::Reload);
    }
}

fn element(document: &Document, id: &str) -> Option<Element> {
    document.get_element_by_id(id)
}

fn set_hidden(element: Option<Element>, hidden: bool) {
    let Some(element) = element else { return };
    drop(if hidden { element.set_attribute("hidden", "") } else { element.remove_attribute("hidden") });
}
