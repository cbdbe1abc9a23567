//! A PDF of one page of text, in fonts that every reader has.

use std::fmt::Write;

/// A font that every reader has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Font {
    Plain,
    Bold,
    Fixed,
}

impl Font {
    const ALL: [Self; 3] = [Self::Plain, Self::Bold, Self::Fixed];

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "Helvetica",
            Self::Bold => "Helvetica-Bold",
            Self::Fixed => "Courier",
        }
    }
}

/// A page of A4.
pub(super) struct Page {
    title: Vec<u8>,
    content: Vec<u8>,
}

impl Page {
    pub(super) fn new(title: &str) -> Self {
        Self { title: string(title), content: Vec::new() }
    }

    /// Writes a line of text; `left` and `height` are points from the lower left corner.
    pub(super) fn write(&mut self, font: Font, size: i32, left: i32, height: i32, text: &str) {
        let place = format!("BT /{} {size} Tf {left} {height} Td ", font.name());
        self.content.extend([place.as_bytes(), &string(text), b" Tj ET\n"].concat());
    }

    /// The page as a document.
    pub(super) fn document(self) -> Vec<u8> {
        let mut fonts = String::new();
        for (font, object) in Font::ALL.into_iter().zip(6..) {
            // Writing to a String cannot fail.
            let _ = write!(fonts, "/{} {object} 0 R ", font.name());
        }
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {fonts}>> >> \
             /Contents 4 0 R >>"
        );
        let length = format!("<< /Length {} >>\nstream\n", self.content.len());
        let mut objects = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            page.into_bytes(),
            [length.as_bytes(), &self.content, b"endstream"].concat(),
            [b"<< /Title ", self.title.as_slice(), b" >>"].concat(),
        ];
        objects.extend(Font::ALL.map(|font| {
            let name = font.name();
            format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
                .into_bytes()
        }));
        assembled(&objects)
    }
}

/// Objects with their places, as a reader looks them up from the end. The first is the catalogue, the fifth the title.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut document = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = String::new();
    for (object, number) in objects.iter().zip(1..) {
        let _ = writeln!(places, "{:010} 00000 n ", document.len());
        document.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let count = objects.len() + 1;
    let table = document.len();
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R /Info 5 0 R >>\n\
         startxref\n{table}\n%%EOF\n"
    );
    document.extend(end.as_bytes());
    document
}

/// A text as PDF writes it, in Windows' Western letters; a letter that is not among them is a question mark.
fn string(text: &str) -> Vec<u8> {
    let mut bytes = vec![b'('];
    for letter in text.chars() {
        if matches!(letter, '(' | ')' | '\\') {
            bytes.push(b'\\');
        }
        let latin = u8::try_from(u32::from(letter)).ok().filter(|byte| !matches!(byte, 0..32 | 127..160));
        bytes.push(latin.unwrap_or(b'?'));
    }
    bytes.push(b')');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_where_the_table_says() {
        let mut page = Page::new("A (title)");
        page.write(Font::Plain, 12, 50, 700, "Grün \\ 花");
        let document = page.document();
        let text: String = document.iter().copied().map(char::from).collect();
        let table: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(text[char_place(&text, table)..].starts_with("xref\n0 9\n"));
        for (row, number) in text[char_place(&text, table)..].lines().skip(3).take(8).zip(1..) {
            assert_eq!(row.len(), 19, "each row has twenty bytes with its end");
            let place: usize = row[..10].parse().unwrap();
            assert!(text[char_place(&text, place)..].starts_with(&format!("{number} 0 obj\n")), "{number}");
        }
        assert!(text.contains("(Grün \\\\ ?) Tj") && text.contains("/Title (A \\(title\\))"));
        let stream = text.split("stream\n").nth(1).unwrap().strip_suffix("end").unwrap();
        assert!(text.contains(&format!("/Length {} >>", stream.chars().count())));
    }

    /// The place in a text of the byte that was its n-th letter.
    fn char_place(text: &str, nth: usize) -> usize {
        text.char_indices().nth(nth).unwrap().0
    }
}
