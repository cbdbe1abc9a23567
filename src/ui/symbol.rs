//! Drawings: one per sort of packaging, one per tone. They repeat what words say, so no reader needs them.

use contract::ItemKind;

use super::Tone;
use super::draw::{Element, el};
use crate::balances::Kind;
use crate::i18n::Words;

/// Outlines on a field of 24 by 24.
const fn outline(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Tray => "M3 9h18l-2 8H5zM8 9v8M12 9v8M16 9v8",
        ItemKind::Box => "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
        ItemKind::Interior => "M4 5h16v14H4zM4 12h16M12 5v14",
        ItemKind::Container => "M5 5h14l-2 15H7zM4 5h16M6 10h12",
        ItemKind::LoadCarrier => "M5 3v15M19 3v15M5 7h14M5 12h14M4 18h16M7 21h.01M17 21h.01",
        ItemKind::Crate => "M3 7h18v11H3zM3 11h18M3 14.5h18M8 7v11M16 7v11",
        ItemKind::Pallet => "M3 8h18M3 12h18M5 12v5M12 12v5M19 12v5M3 17h18",
        ItemKind::LockingPlate => "M3 10h18v5H3zM8 12.5h8",
        ItemKind::Lid => "M3 14h18v3H3zM5 14c0-5 14-5 14 0M12 7.5v2.5",
        ItemKind::Bulk => "M4 18c0-8 4-11 8-11s8 3 8 11zM9 7c0-4 6-4 6 0",
        ItemKind::Tote => "M5 9h14l-1 11H6zM8 9c0-6 8-6 8 0",
        ItemKind::Other => "M5 7h14v11H5zM9 7V5h6v2",
    }
}

fn symbol(class: &'static str, path: &'static str) -> Element {
    el("svg")
        .class(class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(el("path").attr("d", path))
}

/// The symbol of a tone: a circle, a tick, a triangle, an octagon.
pub fn tone_symbol(tone: Tone) -> Element {
    let path = match tone {
        Tone::Quiet => "M12 3a9 9 0 1 0 .01 0zM12 11v6M12 7.5h.01",
        Tone::Good => "M12 3a9 9 0 1 0 .01 0zM8 12.5l3 3 5-6.5",
        Tone::Attention => "M12 3.5l9.5 16.5h-19zM12 10v4.5M12 17.2h.01",
        Tone::Trouble => "M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM9 9l6 6M15 9l-6 6",
    };
    symbol("tone-symbol", path)
}

/// The header of a row: the symbol, the name and the code of a kind.
pub fn kind_header(kind: &Kind) -> Element {
    let header = el("th")
        .role("rowheader")
        .attr("scope", "row")
        .class("kind")
        .child(symbol("symbol", outline(kind.symbol)))
        .child(el("span").class("kind-name").text(kind.name.clone()));
    match &kind.code {
        Some(code) => header.text(" ").child(el("span").class("code").text(code.clone())),
        None => header,
    }
}

/// The name of a kind with its code, for labels and lists.
pub fn kind_label(words: &Words, kind: &Kind) -> String {
    match &kind.code {
        Some(code) => words.kind_with_code(&kind.name, code),
        None => kind.name.clone(),
    }
}
