//! What stands around the order: the bar on top, the test aid, the list, the panel with the widget.

use super::markup::Plain;
use super::{Middle, View, address, list, order};
use crate::order_screen::order::Order;
use crate::order_screen::people::{PEOPLE, Person};
use crate::order_screen::preferences::{Language, Theme};

/// The whole page. Elements with `data-region` are what the script swaps when another page is shown.
pub(super) fn page(view: &View<'_>, orders: &[Order], middle: &Middle<'_>) -> String {
    let View { words, screen, .. } = view;
    let (title, content, opened) = match middle {
        Middle::Order(open) => (
            format!("{} {}", words.order, open.reference),
            order::order(view, open),
            Some(open.reference.as_str()),
        ),
        Middle::Unopened => (words.orders.to_owned(), order::unopened(view), None),
        Middle::Nowhere(sentence, hint) => {
            ((*sentence).to_owned(), order::nowhere(view, sentence, hint), None)
        }
    };
    format!(
        r#"<!doctype html>
<html lang="{language}" data-theme="{theme}" data-shows="{shows}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Duinhof</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/screen.css">
<script type="module" src="{proxy}/embed/fustlink.js"></script>
<script type="module" src="/assets/screen.js"></script>
</head>
<body {texts}>
<header id="head" data-region><div class="bar">{bar}</div>{aid}</header>
<div class="desk">
<nav class="list" id="list" data-region aria-label="{orders_word}">{list}</nav>
<main class="order" id="order" data-region tabindex="-1">{content}</main>
<aside class="panel" aria-labelledby="panel-title">
<div class="panel-head" id="panel-head" data-region><h2 id="panel-title">{packaging}</h2></div>
<p class="news" id="news" role="status"></p>
<fustlink-packaging tenant="{tenant}"><p id="module-missing" data-region>{missing}</p></fustlink-packaging>
</aside>
</div>
</body>
</html>
"#,
        language = view.preferences.language.tag(),
        theme = view.preferences.theme.as_str(),
        shows = if matches!(middle, Middle::Unopened) { "list" } else { "order" },
        title = Plain(&title),
        proxy = Plain(&screen.proxy),
        texts = texts(view),
        bar = bar(view),
        aid = aid(view),
        orders_word = words.orders,
        list = list::list(view, orders, opened),
        packaging = words.packaging,
        tenant = Plain(&screen.tenant),
        missing = Plain(words.module_missing),
    )
}

/// The sentences that the script says by itself.
fn texts(view: &View<'_>) -> String {
    let words = view.words;
    [
        ("saved", words.saved),
        ("not-saved", words.not_saved),
        ("bad-count", words.bad_count),
        ("news-stored", words.stored_news),
        ("news-saved", words.saved_news),
        ("news-attention", words.attention_news),
        ("news-withdrawn", words.withdrawn_news),
        ("news-token", words.token_news),
    ]
    .map(|(name, text)| format!(r#"data-{name}="{}""#, Plain(text)))
    .join(" ")
}

fn bar(view: &View<'_>) -> String {
    let View { words, person, preferences, .. } = view;
    let choice = |parameter: &str, value: &str, label: &str, spoken: &str, chosen: bool| {
        format!(
            r#"<a id="{parameter}-{value}" href="{href}" data-preference{current} title="{spoken}">{label}</a>"#,
            href = Plain(address(view.path, person, view.fault, Some((parameter, value)))),
            current = if chosen { r#" aria-current="true""# } else { "" },
            spoken = Plain(spoken),
        )
    };
    let languages = Language::ALL.map(|language| {
        let spoken = match language {
            Language::Dutch => "Nederlands",
            Language::English => "English",
        };
        let tag = language.tag();
        choice("lang", tag, &tag.to_uppercase(), spoken, language == preferences.language)
    });
    let themes = Theme::ALL.map(|theme| {
        let name = words.theme(theme);
        choice("theme", theme.as_str(), &symbol(theme, name), name, theme == preferences.theme)
    });
    let people: String = PEOPLE.iter().map(|other| colleague(view, other)).collect();
    format!(
        r#"<a class="brand" href="{home}" data-visit><img src="/assets/mark.svg" alt="" width="22" height="22"><b>Duinhof</b> <span>Bloemenexport</span></a>
<div class="choices" role="group" aria-label="{language}">{languages}</div>
<div class="choices" role="group" aria-label="{colours}">{themes}</div>
<details class="user" id="user"><summary><span class="spoken">{user}:</span><span class="initials" aria-hidden="true">{initials}</span><span class="name">{name}</span></summary><ul>{people}</ul></details>"#,
        home = Plain(view.href("/")),
        language = words.language_word,
        languages = languages.concat(),
        colours = words.colours,
        themes = themes.concat(),
        user = words.user,
        name = Plain(person.name),
        initials = Plain(person.initials()),
    )
}

/// Somebody in the menu of who sits at the screen.
fn colleague(view: &View<'_>, other: &Person) -> String {
    format!(
        r#"<li><a href="{href}"{current}><b>{name}</b> <span>{roles}</span></a></li>"#,
        href = Plain(address(view.path, other, view.fault, None)),
        current = if other == view.person { r#" aria-current="true""# } else { "" },
        name = Plain(other.name),
        roles = view.words.roles(other.roles),
    )
}

/// A sun, a moon, or half of each, with the word for those who hear the page.
fn symbol(theme: Theme, name: &str) -> String {
    let path = match theme {
        Theme::Device => "M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13",
        Theme::Light => {
            "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 .8v2M8 13.2v2M.8 8h2M13.2 8h2M2.9 2.9l1.4 1.4M11.7 11.7l1.4 1.4M2.9 13.1l1.4-1.4M11.7 4.3l1.4-1.4"
        }
        Theme::Dark => "M13.5 10A6 6 0 0 1 6 2.5a6 6 0 1 0 7.5 7.5z",
    };
    let class = theme.as_str();
    format!(
        r#"<svg class="symbol {class}" viewBox="0 0 16 16" width="15" height="15" aria-hidden="true"><path d="{path}"/></svg><span class="spoken">{name}</span>"#
    )
}

/// What the page says of itself when it has been asked to misbehave.
fn aid(view: &View<'_>) -> String {
    view.fault.map_or_else(String::new, |fault| {
        format!(
            r#"<p class="aid" role="note"><b>{label}:</b> {sentence} <a href="{off}">{stop}</a></p>"#,
            label = view.words.test_aid,
            sentence = view.words.fault(fault),
            off = Plain(address(view.path, view.person, None, None)),
            stop = view.words.test_aid_off,
        )
    })
}
