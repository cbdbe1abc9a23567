//! Placeholders: `{name}` in a text.

/// Puts values in the place of their `{name}`. A value is never searched for placeholders itself.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            break;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// The names between braces, in order.
#[cfg(test)]
pub(super) fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_placeholder_takes_its_value_wherever_it_stands() {
        assert_eq!(fill("{a} of {b}, {a}", &[("a", "1"), ("b", "two")]), "1 of two, 1");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_stays_as_it_is() {
        assert_eq!(fill("{a}!", &[("a", "{b}"), ("b", "wrong")]), "{b}!");
    }

    #[test]
    fn a_brace_that_is_never_closed_is_text() {
        assert_eq!(fill("a { b", &[]), "a { b");
    }
}
