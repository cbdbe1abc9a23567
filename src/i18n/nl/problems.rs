use crate::i18n::problems::{Advice, Problems};

const fn advice(what: &'static str, next: &'static str) -> Advice {
    Advice { what, next }
}

pub(super) const PROBLEMS: Problems = Problems {
    token_missing: advice(
        "Het orderscherm liet niet weten wie u bent.",
        "Laad de order opnieuw. Blijft het zo, laat uw beheerder dan de koppeling met FreshPortal nakijken.",
    ),
    token_invalid: advice(
        "Het toegangsbewijs van het orderscherm is niet geldig.",
        "Laad de order opnieuw. Blijft het zo, laat uw beheerder dan de sleutel en de klokken nakijken.",
    ),
    token_expired: advice(
        "Uw toegang is verlopen.",
        "Probeer het opnieuw. Blijft het zo, meld u dan opnieuw aan bij FreshPortal.",
    ),
    token_foreign: advice(
        "Het toegangsbewijs van het orderscherm is voor een andere partij bedoeld.",
        "Vraag uw beheerder de uitgever en de omgeving in de instellingen van Fustlink na te kijken.",
    ),
    customer_not_allowed: advice(
        "U mag het fust van deze klant niet zien.",
        "Vraag uw beheerder om het recht als u het nodig hebt.",
    ),
    role_missing: advice(
        "Uw rol staat dit niet toe.",
        "Vraag uw beheerder om de rol verkoop om te kijken, of logistiek om te bevestigen.",
    ),
    customer_unknown: advice(
        "Deze klant is nog niet aan TrackOnline gekoppeld.",
        "Vraag uw beheerder het klantnummer aan een locatie in TrackOnline te koppelen en probeer het dan opnieuw.",
    ),
    location_unknown: advice(
        "De gekozen vestiging hoort niet meer bij deze klant.",
        "Ververs het saldo, kies de vestiging opnieuw en verzend opnieuw.",
    ),
    packaging_unknown: advice(
        "TrackOnline kent een van de fustsoorten niet.",
        "Ververs het saldo en laat de soort weg, of vraag uw beheerder die in TrackOnline toe te voegen.",
    ),
    malformed_json: advice(
        "Het bericht aan Fustlink raakte onderweg beschadigd.",
        "Verzend het opnieuw. Blijft het zo, laad dan de pagina opnieuw.",
    ),
    invalid_field: advice(
        "Een van de waarden kan niet worden aangenomen.",
        "Controleer de aantallen en de opmerking en verzend opnieuw.",
    ),
    too_many_lines: advice(
        "Dit zijn meer soorten dan een bevestiging kan bevatten.",
        "Bevestig de levering in twee delen.",
    ),
    nothing_counted: advice(
        "Er is niets geteld.",
        "Vul in wat er geleverd is of wat er terugkwam en verzend het dan.",
    ),
    reason_missing: advice(
        "Een aantal is anders dan gepland, en er staat niet bij waarom.",
        "Kies bij elk verschil een reden en verzend het dan opnieuw.",
    ),
    kind_not_set_up: advice(
        "Dit soort boeking is in Fustlink nog niet ingesteld.",
        "Vraag uw beheerder het in de instellingen van Fustlink aan te vullen.",
    ),
    nothing_to_correct: advice(
        "Hier valt nu niets te corrigeren.",
        "Wacht tot de bevestiging in TrackOnline is opgeslagen en vul dan in wat er anders moet zijn.",
    ),
    not_held: advice(
        "Iemand heeft deze vraag al beantwoord.",
        "Kijk hoe de bevestiging er nu voor staat voordat u nog iets bevestigt.",
    ),
    trip_step_taken: advice(
        "Iemand heeft deze stap van de rit al gezet, of het is nog niet bekend wat ervan geworden is.",
        "Bekijk de rit in TrackOnline voordat u er nog iets mee doet.",
    ),
    exception_unknown: advice(
        "Deze uitzondering is niet te vinden.",
        "Ververs de lijst en open de uitzondering van daaruit.",
    ),
    action_not_possible: advice(
        "Dit kan hier niet meer.",
        "Ververs om te zien hoe het ervoor staat: misschien was iemand u voor.",
    ),
    movement_unknown: advice(
        "Er is geen transactie met dit nummer.",
        "Kijk het nummer na in TrackOnline; het staat daar bij de transactie.",
    ),
    dispute_conflict: advice(
        "Onder dit kenmerk is al iets anders gemeld.",
        "Laad de pagina opnieuw en meld het verschil nog eens.",
    ),
    confirmation_conflict: advice(
        "Deze levering is al met andere aantallen bevestigd.",
        "Ververs het saldo en kijk wat er onder deze order geboekt is voordat u nog iets bevestigt.",
    ),
    confirmation_unknown: advice(
        "Fustlink kent deze bevestiging niet.",
        "Verzend de bevestiging opnieuw: dubbel tellen kan niet.",
    ),
    trackonline_limit: advice(
        "TrackOnline heeft zijn limiet voor vragen bereikt.",
        "Wacht een minuut en probeer het opnieuw.",
    ),
    trackonline_unreachable: advice(
        "TrackOnline antwoordt niet.",
        "Probeer het zo opnieuw. Bevestigde leveringen gaan vanzelf door zodra TrackOnline weer antwoordt.",
    ),
    trackonline_key: advice(
        "TrackOnline weigert de sleutel van Fustlink.",
        "Vraag uw beheerder een geldige TrackOnline-sleutel in te stellen.",
    ),
    trackonline_answer: advice(
        "Het antwoord van TrackOnline was niet te lezen.",
        "Probeer het opnieuw. Blijft het zo, meld het dan aan uw beheerder.",
    ),
    storage_unavailable: advice(
        "Fustlink kon het niet opslaan; er is dus niets bevestigd.",
        "Probeer het zo opnieuw. Blijft het zo, meld het dan aan uw beheerder.",
    ),
    storage_uncertain: advice(
        "Het is niet zeker of Fustlink het heeft opgeslagen.",
        "Verzend het opnieuw: wat al is opgeslagen, wordt herkend en niet dubbel geteld.",
    ),
    too_many_streams: advice(
        "U hebt te veel orderschermen tegelijk open.",
        "Sluit de schermen die u niet nodig hebt.",
    ),
    not_found: advice(
        "Fustlink kent niet wat er gevraagd werd.",
        "Laad de pagina opnieuw: er kan een nieuwe versie zijn.",
    ),
    method_not_allowed: advice(
        "Fustlink neemt dit verzoek niet aan.",
        "Laad de pagina opnieuw: er kan een nieuwe versie zijn.",
    ),
    body_too_large: advice(
        "In deze bevestiging staat meer dan Fustlink kan aannemen.",
        "Kort de opmerking in of bevestig de levering in twee delen.",
    ),
    timed_out: advice("Het duurde te lang.", "Probeer het zo opnieuw."),
    internal: advice(
        "Er ging iets mis in Fustlink.",
        "Probeer het opnieuw. Blijft het zo, meld het dan aan uw beheerder.",
    ),
    unknown: advice(
        "Er ging iets mis dat deze pagina nog niet kent.",
        "Laad de pagina opnieuw. Blijft het zo, meld het dan aan uw beheerder.",
    ),
};
