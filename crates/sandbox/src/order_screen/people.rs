//! Who works at the wholesaler. There is no login: `?as=` says who sits at the screen.

/// Somebody at the wholesaler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    /// The login name: `sub` of the tokens.
    pub(super) login: &'static str,
    pub(super) name: &'static str,
    /// What the person may do with packaging.
    pub(super) roles: &'static [&'static str],
}

/// Everyone; the first is who sits there when nobody is named.
pub(super) const PEOPLE: &[Person] = &[
    Person { login: "e.jansen", name: "Els Jansen", roles: &["sales", "logistics"] },
    Person { login: "p.devries", name: "Pieter de Vries", roles: &["sales"] },
    Person { login: "k.bakker", name: "Karim Bakker", roles: &["logistics"] },
    Person { login: "s.smit", name: "Saskia Smit", roles: &["finance"] },
];

impl Person {
    /// Who sits there: the person of this login, or the first where none is named.
    pub(super) fn named(login: Option<&str>) -> Option<&'static Self> {
        match login {
            None => PEOPLE.first(),
            Some(login) => PEOPLE.iter().find(|person| person.login == login),
        }
    }

    /// First letters, for where the whole name does not fit.
    pub(super) fn initials(&self) -> String {
        self.name
            .split(' ')
            .filter_map(|word| word.chars().next())
            .filter(|letter| letter.is_uppercase())
            .collect()
    }
}
