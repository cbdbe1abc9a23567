//! Text that goes into a page.

use std::fmt::{self, Display, Write};

/// Text in which nothing can be taken for markup, neither between tags nor in a quoted attribute.
pub(super) struct Plain<T>(pub(super) T);

impl<T: Display> Display for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escape(f), "{}", self.0)
    }
}

struct Escape<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escape<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|letter| match letter {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            other => self.0.write_char(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_markup_in_it_stays_text() {
        assert_eq!(
            Plain(r#"<b title="x">Bloem & Blad's</b>"#).to_string(),
            "&lt;b title=&quot;x&quot;&gt;Bloem &amp; Blad&#39;s&lt;/b&gt;"
        );
    }
}
