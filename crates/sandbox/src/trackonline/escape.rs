//! Texts in HTML and XML.

use std::fmt::{Display, Formatter, Result, Write};

/// A text with what HTML and XML would read as their own written out.
pub(super) struct Text<'text>(pub(super) &'text str);

impl Display for Text<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        for letter in self.0.chars() {
            match letter {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}
