//! Screen contents as values: elements that are described, then drawn into the page where they differ from before.
//!
//! A view whose every element has a type of its own costs code for each of them. What is shown here is drawn anew from
//! plain data at every change, so its elements are values of one type, and one short renderer serves them all. Leptos
//! says when to draw; [`drawing`] is the seam.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Event, Text};

/// Text that is mostly known when the widget is built.
pub type Words = Cow<'static, str>;

type Handler = Rc<dyn Fn(&Event)>;

/// An element or a text.
pub enum Node {
    /// A text.
    Text(Words),
    /// An element.
    Element(Element),
}

/// An element as it shall be. Behind one pointer: a description is handed from call to call, and a pointer is handed on
/// in fewer bytes of code than what it points to.
#[must_use = "an element that is described and not drawn is not seen"]
pub struct Element(Box<Description>);

struct Description {
    tag: &'static str,
    attributes: Vec<(&'static str, Words)>,
    /// Tells it from its neighbours, so that it stays itself when some of them come or go.
    key: Option<Words>,
    /// What is typed in a field or chosen, which is not an attribute.
    value: Option<String>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Node>,
}

/// An element without anything.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Description {
        tag,
        attributes: Vec::new(),
        key: None,
        value: None,
        handlers: Vec::new(),
        children: Vec::new(),
    }))
}

/// What can be said: a text that is known when the widget is built, or one made for the occasion. Either is handed over
/// as it is; only the element makes [`Words`] of it, in one place instead of wherever something is said.
pub trait Say {
    /// As the value of an attribute.
    fn in_attribute(self, name: &'static str, element: Element) -> Element;

    /// As a text among the children.
    fn in_text(self, element: Element) -> Element;
}

impl Say for &'static str {
    fn in_attribute(self, name: &'static str, element: Element) -> Element {
        element.with_attribute(name, Cow::Borrowed(self))
    }

    fn in_text(self, element: Element) -> Element {
        element.with_child(Node::Text(Cow::Borrowed(self)))
    }
}

impl Say for String {
    fn in_attribute(self, name: &'static str, element: Element) -> Element {
        element.with_attribute(name, Cow::Owned(self))
    }

    fn in_text(self, element: Element) -> Element {
        element.with_child(Node::Text(Cow::Owned(self)))
    }
}

impl Say for Words {
    fn in_attribute(self, name: &'static str, element: Element) -> Element {
        element.with_attribute(name, self)
    }

    fn in_text(self, element: Element) -> Element {
        element.with_child(Node::Text(self))
    }
}

impl Element {
    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: impl Say) -> Self {
        value.in_attribute(name, self)
    }

    fn with_attribute(mut self, name: &'static str, value: Words) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    fn with_child(mut self, child: Node) -> Self {
        self.0.children.push(child);
        self
    }

    /// Sets an attribute without a value, or leaves it out.
    pub fn flag(self, name: &'static str, is_set: bool) -> Self {
        if is_set { self.attr(name, "") } else { self }
    }

    /// Sets an ARIA state to `true`, or leaves it out.
    pub fn state(self, name: &'static str, is_set: bool) -> Self {
        if is_set { self.attr(name, "true") } else { self }
    }

    /// Names the element, by its `id`, that says more about this one.
    pub fn described_by(self, id: Option<impl Say>) -> Self {
        match id {
            Some(id) => self.attr("aria-describedby", id),
            None => self,
        }
    }

    /// Sets the class.
    pub fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// Sets the role.
    pub fn role(self, role: &'static str) -> Self {
        self.attr("role", role)
    }

    /// Appends a text.
    pub fn text(self, text: impl Say) -> Self {
        text.in_text(self)
    }

    /// Appends an element.
    pub fn child(self, child: Element) -> Self {
        self.with_child(Node::Element(child))
    }

    /// Appends elements; an `Option` is none or one.
    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Self {
        self.with_children(&mut children.into_iter())
    }

    fn with_children(mut self, children: &mut dyn Iterator<Item = Element>) -> Self {
        self.0.children.extend(children.map(Node::Element));
        self
    }

    /// Names it among its neighbours: drawn anew, it stays the same element (with the focus in it) wherever it stands.
    pub fn key(mut self, key: impl Into<Words>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Sets what is typed in a field or chosen from a list.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.0.value = Some(value.into());
        self
    }

    /// Does something at an event.
    pub fn on(self, event: &'static str, act: impl Fn(&Event) + 'static) -> Self {
        self.with_handler(event, Rc::new(act))
    }

    fn with_handler(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }
}

/// A place on screen that is drawn anew whenever something changes that `describe` reads. The place itself is not seen.
pub fn drawing(describe: impl Fn() -> Vec<Element> + 'static) -> AnyView {
    place(Box::new(describe))
}

fn place(describe: Box<dyn Fn() -> Vec<Element>>) -> AnyView {
    let place = NodeRef::<leptos::html::Div>::new();
    let drawn = RefCell::new(Vec::new());
    Effect::new(move || {
        let Some(place) = place.get() else { return };
        let nodes = describe().into_iter().map(Node::Element).collect();
        let mut drawn = drawn.borrow_mut();
        if drawn.is_empty() {
            // Leptos may hand on the place of another drawing, with what that one drew.
            place.set_text_content(None);
        }
        if let Some(document) = place.owner_document() {
            update_children(&document, &place, &mut drawn, nodes);
        }
    });
    view! { <div class="place" node_ref=place></div> }.into_any()
}

/// What stands in the page.
struct Drawn {
    dom: web_sys::Node,
    node: Node,
    listeners: Vec<Listener>,
    children: Vec<Drawn>,
}

/// A listener stays while its element stands; what it does is exchanged at every drawing.
struct Listener {
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    closure: Closure<dyn FnMut(Event)>,
}

/// Draws `nodes` where `drawn` stands. An element with a key is found again behind neighbours that have gone, and new
/// neighbours come before it; it is never moved, because a moved element loses the focus. Others go by their position.
fn update_children(document: &Document, parent: &web_sys::Node, drawn: &mut Vec<Drawn>, nodes: Vec<Node>) {
    let count = nodes.len();
    for (index, node) in nodes.into_iter().enumerate() {
        if node.key().is_some()
            && let Some(gone) = drawn.iter().skip(index).position(|before| before.is_like(&node))
        {
            for before in drawn.drain(index..index + gone) {
                drop(parent.remove_child(&before.dom));
            }
        }
        match drawn.get_mut(index) {
            Some(before) if before.is_like(&node) => before.update(document, node),
            standing => {
                let Some(after) = Drawn::new(document, node) else { continue };
                match standing {
                    Some(before) if before.node.key().is_none() => {
                        drop(parent.replace_child(&after.dom, &before.dom));
                        *before = after;
                    }
                    standing => {
                        drop(parent.insert_before(&after.dom, standing.map(|before| &before.dom)));
                        drawn.insert(index, after);
                    }
                }
            }
        }
    }
    for last in drawn.drain(count.min(drawn.len())..) {
        drop(parent.remove_child(&last.dom));
    }
}

impl Node {
    fn key(&self) -> Option<&Words> {
        match self {
            Self::Text(_) => None,
            Self::Element(element) => element.0.key.as_ref(),
        }
    }
}

impl Drawn {
    fn new(document: &Document, node: Node) -> Option<Self> {
        let (dom, bare): (web_sys::Node, Node) = match &node {
            Node::Text(_) => (document.create_text_node("").into(), Node::Text(Cow::Borrowed(""))),
            Node::Element(element) => {
                let Description { tag, key, .. } = &*element.0;
                let dom = if matches!(*tag, "svg" | "path") {
                    document.create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
                } else {
                    document.create_element(tag)
                };
                let mut bare = el(tag);
                bare.0.key.clone_from(key);
                (dom.ok()?.into(), Node::Element(bare))
            }
        };
        let mut drawn = Self { dom, node: bare, listeners: Vec::new(), children: Vec::new() };
        drawn.update(document, node);
        Some(drawn)
    }

    fn is_like(&self, node: &Node) -> bool {
        match (&self.node, node) {
            (Node::Text(_), Node::Text(_)) => true,
            (Node::Element(before), Node::Element(after)) => {
                before.0.tag == after.0.tag && before.0.key == after.0.key
            }
            _ => false,
        }
    }

    fn update(&mut self, document: &Document, node: Node) {
        match (&mut self.node, node) {
            (Node::Text(before), Node::Text(after)) if *before != after => {
                self.dom.unchecked_ref::<Text>().set_data(&after);
                *before = after;
            }
            (Node::Element(before), Node::Element(mut after)) => {
                let dom: &web_sys::Element = self.dom.unchecked_ref();
                let described = &mut *after.0;
                update_attributes(dom, &before.0.attributes, &described.attributes);
                update_listeners(dom, &mut self.listeners, std::mem::take(&mut described.handlers));
                let children = std::mem::take(&mut described.children);
                update_children(document, &self.dom, &mut self.children, children);
                // After the children: a choice among options needs its options.
                update_field(dom, described.value.as_deref());
                *before = after;
            }
            _ => {}
        }
    }
}

fn update_attributes(
    dom: &web_sys::Element,
    before: &[(&'static str, Words)],
    after: &[(&'static str, Words)],
) {
    for (name, value) in after {
        if !before.iter().any(|(known, old)| known == name && old == value) {
            drop(dom.set_attribute(name, value));
        }
    }
    for (name, _) in before {
        if !after.iter().any(|(kept, _)| kept == name) {
            drop(dom.remove_attribute(name));
        }
    }
}

fn update_field(dom: &web_sys::Element, value: Option<&str>) {
    // A person changes the field itself, so it is compared with what stands there.
    if let Some(value) = value {
        let typed =
            js_sys::Reflect::get(dom, &JsValue::from_str("value")).ok().and_then(|typed| typed.as_string());
        if typed.as_deref() != Some(value) {
            set(dom, "value", &JsValue::from_str(value));
        }
    }
}

fn set(dom: &web_sys::Element, property: &str, value: &JsValue) {
    // The properties of a browser's own elements can be set.
    drop(js_sys::Reflect::set(dom, &JsValue::from_str(property), value));
}

fn update_listeners(
    dom: &web_sys::Element,
    listeners: &mut Vec<Listener>,
    handlers: Vec<(&'static str, Handler)>,
) {
    let is_same = listeners.len() == handlers.len()
        && listeners.iter().zip(&handlers).all(|(listener, (event, _))| listener.event == *event);
    if is_same {
        for (listener, (_, handler)) in listeners.iter().zip(handlers) {
            listener.handler.replace(handler);
        }
        return;
    }
    for listener in listeners.drain(..) {
        let closure = listener.closure.as_ref().unchecked_ref();
        drop(dom.remove_event_listener_with_callback(listener.event, closure));
    }
    listeners.extend(handlers.into_iter().map(|(event, handler)| {
        let handler = Rc::new(RefCell::new(handler));
        let act = Rc::clone(&handler);
        let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let handler = Rc::clone(&act.borrow());
            handler(&event);
        });
        drop(dom.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()));
        Listener { event, handler, closure }
    }));
}
