//! The screen's sentences, in Dutch and in English.

use chrono::{Datelike, NaiveDate};

use crate::order_screen::order::Status;
use crate::order_screen::preferences::{Language, Theme};
use crate::order_screen::token::Fault;

/// Every text of the screen in one language.
pub(super) struct Words {
    pub(super) orders: &'static str,
    pub(super) order: &'static str,
    pub(super) search: &'static str,
    pub(super) search_hint: &'static str,
    pub(super) none_found: &'static str,
    pub(super) back: &'static str,
    pub(super) choose: &'static str,
    pub(super) choose_hint: &'static str,
    pub(super) not_found: &'static str,
    pub(super) not_found_hint: &'static str,
    pub(super) nothing_here: &'static str,
    pub(super) nothing_here_hint: &'static str,
    pub(super) customer: &'static str,
    pub(super) customer_number: &'static str,
    pub(super) deliver_to: &'static str,
    pub(super) invoice_date: &'static str,
    pub(super) departure: &'static str,
    pub(super) status: &'static str,
    pub(super) article: &'static str,
    pub(super) colli: &'static str,
    pub(super) stems: &'static str,
    pub(super) packaging: &'static str,
    pub(super) packaging_count: &'static str,
    pub(super) count: &'static str,
    pub(super) no_packaging: &'static str,
    pub(super) total: &'static str,
    pub(super) user: &'static str,
    pub(super) language_word: &'static str,
    pub(super) colours: &'static str,
    pub(super) today: &'static str,
    pub(super) tomorrow: &'static str,
    pub(super) yesterday: &'static str,
    pub(super) saved: &'static str,
    pub(super) not_saved: &'static str,
    pub(super) bad_count: &'static str,
    pub(super) stored_news: &'static str,
    pub(super) saved_news: &'static str,
    pub(super) attention_news: &'static str,
    pub(super) withdrawn_news: &'static str,
    pub(super) token_news: &'static str,
    pub(super) module_missing: &'static str,
    pub(super) test_aid: &'static str,
    pub(super) test_aid_off: &'static str,
    statuses: [&'static str; 6],
    themes: [&'static str; 3],
    faults: [&'static str; 3],
    roles: [(&'static str, &'static str); 3],
    countries: [(&'static str, &'static str); 3],
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

const DUTCH: Words = Words {
    orders: "Orders",
    order: "Order",
    search: "Zoek een order",
    search_hint: "Klant, plaats of nummer",
    none_found: "Geen order gevonden.",
    back: "Alle orders",
    choose: "Geen order geopend",
    choose_hint: "Kies een order in de lijst. Met ↑ en ↓ loopt u erdoorheen.",
    not_found: "Deze order is er niet",
    not_found_hint: "De lijst toont de orders van drie dagen terug tot drie dagen vooruit.",
    nothing_here: "Hier is niets",
    nothing_here_hint: "Dit adres bestaat niet op het orderscherm.",
    customer: "Klant",
    customer_number: "Klantnummer",
    deliver_to: "Afleveradres",
    invoice_date: "Factuurdatum",
    departure: "Vertrek",
    status: "Status",
    article: "Artikel",
    colli: "Colli",
    stems: "Stelen",
    packaging: "Fust",
    packaging_count: "Aantal fust",
    count: "Aantal",
    no_packaging: "geen fust",
    total: "Totaal",
    user: "Gebruiker",
    language_word: "Taal",
    colours: "Kleuren",
    today: "Vandaag",
    tomorrow: "Morgen",
    yesterday: "Gisteren",
    saved: "Opgeslagen",
    not_saved: "Niet opgeslagen",
    bad_count: "Vul een heel getal in, van 0 tot 99999.",
    stored_news: "Levering bevestigd",
    saved_news: "Levering staat in TrackOnline",
    attention_news: "Levering vraagt aandacht",
    withdrawn_news: "Bevestiging vervallen",
    token_news: "Geen toegang tot fust",
    module_missing: "Het fustoverzicht kon niet worden geladen. Aan de order zelf verandert niets.",
    test_aid: "Testhulp",
    test_aid_off: "Uitzetten",
    statuses: ["Open", "Akkoord", "Verzamelen", "Geladen", "Geleverd", "Gefactureerd"],
    themes: ["Apparaat", "Licht", "Donker"],
    faults: [
        "dit scherm ondertekent zijn tokens met een verkeerde sleutel.",
        "dit scherm geeft tokens uit die al verlopen zijn.",
        "dit scherm geeft tokens uit van een andere tenant.",
    ],
    roles: [("sales", "verkoop"), ("logistics", "logistiek"), ("finance", "financiën")],
    countries: [("Germany", "Duitsland"), ("France", "Frankrijk"), ("United Kingdom", "Verenigd Koninkrijk")],
    weekdays: ["ma", "di", "wo", "do", "vr", "za", "zo"],
    months: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
};

const ENGLISH: Words = Words {
    orders: "Orders",
    order: "Order",
    search: "Find an order",
    search_hint: "Customer, town or number",
    none_found: "No order found.",
    back: "All orders",
    choose: "No order open",
    choose_hint: "Choose an order from the list. ↑ and ↓ walk through it.",
    not_found: "There is no such order",
    not_found_hint: "The list shows the orders from three days ago to three days ahead.",
    nothing_here: "There is nothing here",
    nothing_here_hint: "The order screen has no such address.",
    customer: "Customer",
    customer_number: "Customer number",
    deliver_to: "Deliver to",
    invoice_date: "Invoice date",
    departure: "Departure",
    status: "Status",
    article: "Article",
    colli: "Packages",
    stems: "Stems",
    packaging: "Packaging",
    packaging_count: "Packaging count",
    count: "Count",
    no_packaging: "no packaging",
    total: "Total",
    user: "User",
    language_word: "Language",
    colours: "Colours",
    today: "Today",
    tomorrow: "Tomorrow",
    yesterday: "Yesterday",
    saved: "Saved",
    not_saved: "Not saved",
    bad_count: "Give a whole number from 0 to 99999.",
    stored_news: "Delivery confirmed",
    saved_news: "Delivery is in TrackOnline",
    attention_news: "Delivery needs attention",
    withdrawn_news: "Confirmation dropped",
    token_news: "No access to packaging",
    module_missing: "The packaging overview could not be loaded. The order itself is not affected.",
    test_aid: "Test aid",
    test_aid_off: "Switch off",
    statuses: ["Open", "Agreed", "Picking", "Loaded", "Delivered", "Invoiced"],
    themes: ["Device", "Light", "Dark"],
    faults: [
        "this screen signs its tokens with a wrong key.",
        "this screen hands out tokens that have already expired.",
        "this screen hands out tokens of another tenant.",
    ],
    roles: [("sales", "sales"), ("logistics", "logistics"), ("finance", "finance")],
    countries: [("Germany", "Germany"), ("France", "France"), ("United Kingdom", "United Kingdom")],
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &DUTCH,
            Language::English => &ENGLISH,
        }
    }

    pub(super) const fn status(&self, status: Status) -> &'static str {
        let [open, confirmed, picking, loaded, delivered, invoiced] = self.statuses;
        match status {
            Status::Open => open,
            Status::Confirmed => confirmed,
            Status::Picking => picking,
            Status::Loaded => loaded,
            Status::Delivered => delivered,
            Status::Invoiced => invoiced,
        }
    }

    pub(super) const fn theme(&self, theme: Theme) -> &'static str {
        let [device, light, dark] = self.themes;
        match theme {
            Theme::Device => device,
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }

    pub(super) const fn fault(&self, fault: Fault) -> &'static str {
        let [wrong_signature, expired, other_tenant] = self.faults;
        match fault {
            Fault::WrongSignature => wrong_signature,
            Fault::Expired => expired,
            Fault::OtherTenant => other_tenant,
        }
    }

    /// Somebody's roles, in words.
    pub(super) fn roles(&self, roles: &[&str]) -> String {
        let words = roles.iter().filter_map(|role| self.roles.iter().find(|(name, _)| name == role));
        words.map(|(_, word)| *word).collect::<Vec<_>>().join(" + ")
    }

    /// A country as an address ends in it; nothing for the wholesaler's own.
    pub(super) fn abroad(&self, country: &str) -> &'static str {
        self.countries.iter().find(|(name, _)| *name == country).map_or("", |(_, word)| word)
    }

    /// Such as `vr 20 nov 2026`.
    pub(super) fn date(&self, day: NaiveDate) -> String {
        format!("{} {}", self.short_date(day), day.year())
    }

    /// Such as `vr 20 nov`.
    pub(super) fn short_date(&self, day: NaiveDate) -> String {
        let at = |names: &[&'static str], place: u32| {
            usize::try_from(place).ok().and_then(|place| names.get(place).copied()).unwrap_or("")
        };
        let weekday = at(&self.weekdays, day.weekday().num_days_from_monday());
        format!("{weekday} {} {}", day.day(), at(&self.months, day.month0()))
    }

    /// A day as it heads a group of orders: `Vandaag · vr 20 nov`.
    pub(super) fn heading(&self, day: NaiveDate, today: NaiveDate) -> String {
        let date = self.short_date(day);
        match (day - today).num_days() {
            0 => format!("{} · {date}", self.today),
            1 => format!("{} · {date}", self.tomorrow),
            -1 => format!("{} · {date}", self.yesterday),
            _ => date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let words = Words::of(Language::Dutch);
        assert_eq!(words.date(day(20)), "vr 20 nov 2026");
        assert_eq!(words.heading(day(20), day(20)), "Vandaag · vr 20 nov");
        assert_eq!(words.heading(day(19), day(20)), "Gisteren · do 19 nov");
        assert_eq!(Words::of(Language::English).heading(day(23), day(20)), "Mon 23 Nov");
    }
}
