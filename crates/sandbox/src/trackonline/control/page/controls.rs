//! What a person can turn: switches, faults, and a balance.

use std::fmt::{Result, Write};

use super::{View, begin_table, end_table};
use crate::trackonline::escape::Text;
use crate::trackonline::faults::FaultKind;
use crate::trackonline::master::Master;

/// The kinds of fault: as the control API writes it, what it does, and what its amount is in.
const KINDS: [(&str, &str, Option<&str>); 11] = [
    ("latency", "Latency", Some("ms")),
    ("answer-lost-before-effect", "Answer lost, nothing done", None),
    ("answer-lost-after-effect", "Answer lost, though done", None),
    ("status500-before-effect", "500, nothing done", None),
    ("status500-after-effect", "500, though done", None),
    ("limit429", "429", None),
    ("slow-save", "Slow save", Some("ms")),
    ("save-fails-partly", "Every second row not saved", None),
    ("message-outdated", "Message ID outdated", None),
    ("clock-skew", "Clock ahead", Some("s")),
    ("html-page", "A page of HTML with 200", None),
];

pub(super) fn write_behaviour(page: &mut String, view: &View<'_>) -> Result {
    page.write_str(
        "<p>How it answers where the document leaves it open.</p>\
         <form method=\"post\" action=\"/_sandbox/behaviour\"><div class=\"switches\">",
    )?;
    for switch in view.behaviour.switches() {
        let changed = switch.choices.first().is_some_and(|(first, _)| *first != switch.chosen);
        write!(
            page,
            "<label{}><span>{}</span><select name=\"{}\">",
            if changed { " class=\"changed\"" } else { "" },
            Text(&switch.about.replace('`', "")),
            switch.key
        )?;
        for (value, note) in &switch.choices {
            let selected = if *value == switch.chosen { " selected" } else { "" };
            write!(page, "<option value=\"{value}\"{selected}>{value}: {}</option>", Text(note))?;
        }
        page.write_str("</select></label>")?;
    }
    page.write_str("</div><button>Set</button></form>")
}

pub(super) fn write_faults(page: &mut String, view: &View<'_>) -> Result {
    if view.faults.is_empty() {
        page.write_str("<p>None: everything goes as it should.</p>")?;
    } else {
        begin_table(page, "Faults", &["Fault", "Calls", "How often", "Struck", ""])?;
        for standing in &view.faults {
            let fault = &standing.fault;
            let often = match (fault.once, fault.probability < 1.0) {
                (true, false) => "once".to_owned(),
                (true, true) => format!("once, by a chance of {}", fault.probability),
                (false, true) => format!("by a chance of {}", fault.probability),
                (false, false) => "always".to_owned(),
            };
            write!(
                page,
                "<tr><td>{}</td><td><code class=\"path\">{} {}</code></td><td>{often}</td><td class=\"count\">{}</td><td>\
                 <form method=\"post\" action=\"/_sandbox/faults/{}/remove\"><button>Take away</button></form>\
                 </td></tr>",
                words(fault.kind),
                Text(fault.method.as_deref().unwrap_or("any")),
                Text(fault.path.as_deref().unwrap_or_default()),
                standing.struck,
                standing.id,
            )?;
        }
        end_table(page)?;
        page.write_str(
            "<form method=\"post\" action=\"/_sandbox/faults/clear\"><button>Take all away</button></form>",
        )?;
    }
    page.write_str(
        "<form class=\"fields\" method=\"post\" action=\"/_sandbox/faults\"><label>Fault <select name=\"kind\">",
    )?;
    for (kind, about, unit) in KINDS {
        let unit = unit.map(|unit| format!(" (amount in {unit})")).unwrap_or_default();
        write!(page, "<option value=\"{kind}\">{about}{unit}</option>")?;
    }
    page.write_str(
        "</select></label><label>Amount <input name=\"amount\" type=\"number\"></label>\
         <label>Method <select name=\"method\"><option value=\"\">any</option><option>GET</option>\
         <option>POST</option></select></label>\
         <label>Path begins with <input name=\"path\" placeholder=\"/api/v1/\"></label>\
         <label>Chance, 0 to 1 <input name=\"probability\" type=\"number\" min=\"0\" max=\"1\" step=\"any\" \
         value=\"1\"></label><label class=\"check\"><input name=\"once\" type=\"checkbox\" value=\"true\" checked> \
         once</label><button>Add</button></form>",
    )
}

/// A fault in words, with its amount.
fn words(kind: FaultKind) -> String {
    let written = serde_json::to_value(kind).unwrap_or_default();
    let name = written["kind"].as_str().unwrap_or_default();
    let about = KINDS.iter().find(|(kind, ..)| *kind == name);
    match about {
        Some((_, about, Some(unit))) => format!("{about}: {} {unit}", written["amount"]),
        Some((_, about, None)) => (*about).to_owned(),
        None => name.to_owned(),
    }
}

pub(super) fn write_correction(page: &mut String, view: &View<'_>) -> Result {
    page.write_str(
        "<p>Puts a balance right by a transaction of type Correction. Pieces above zero come to the location, \
         pieces below zero leave it.</p><form class=\"fields\" method=\"post\" action=\"/_sandbox/corrections\">",
    )?;
    for (label, name, master) in
        [("Location", "location", Master::Location), ("Item", "item", Master::ItemDefinition)]
    {
        write!(page, "<label>{label} <select name=\"{name}\" required>")?;
        for record in view.books.records(master) {
            let (number, about) = (Text(record.number()), Text(record.text("name")));
            write!(page, "<option value=\"{number}\">{number} {about}</option>")?;
        }
        page.write_str("</select></label>")?;
    }
    page.write_str(
        "<label>Pieces <input name=\"pieces\" type=\"number\" required></label><button>Correct</button></form>",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_can_be_chosen_is_one_and_is_told_in_words() {
        for (kind, about, unit) in KINDS {
            let amount = unit.map_or(serde_json::Value::Null, |_| 5.into());
            let written = serde_json::json!({ "kind": kind, "amount": amount });
            let fault: FaultKind = serde_json::from_value(written).unwrap();
            assert!(words(fault).starts_with(about), "{kind}");
        }
    }
}
