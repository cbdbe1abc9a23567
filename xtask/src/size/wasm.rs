//! Just enough of WebAssembly's binary format to see what takes room: sections, functions and their names.

use anyhow::{Context as _, ensure};

/// A section with what is in it.
pub(super) struct Section<'a> {
    /// Its name: for a custom section the one it carries.
    pub(super) name: String,
    /// The number of its kind; 0 is a custom section.
    pub(super) kind: u8,
    /// Its bytes, without a custom section's name.
    pub(super) body: &'a [u8],
}

/// The sections of a module, in their order.
pub(super) fn sections(module: &[u8]) -> anyhow::Result<Vec<Section<'_>>> {
    ensure!(module.starts_with(b"\0asm\x01\0\0\0"), "this is not WebAssembly of version 1");
    let mut reader = Reader::new(module);
    reader.take(8)?;
    let mut sections = Vec::new();
    while !reader.is_empty() {
        let kind = reader.byte()?;
        let length = reader.number()?;
        let mut body = Reader::new(reader.take(length)?);
        let name = if kind == 0 { body.text()? } else { kind_name(kind).to_owned() };
        sections.push(Section { name, kind, body: body.rest });
    }
    Ok(sections)
}

fn kind_name(kind: u8) -> &'static str {
    match kind {
        1 => "types",
        2 => "imports",
        3 => "functions",
        4 => "tables",
        5 => "memory",
        6 => "globals",
        7 => "exports",
        8 => "start",
        9 => "elements",
        10 => "code",
        11 => "data",
        12 => "data count",
        13 => "tags",
        _ => "unknown",
    }
}

/// Reads numbers, texts and stretches of bytes.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of the bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether all is read.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next bytes.
    pub(super) fn take(&mut self, count: usize) -> anyhow::Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).context("the WebAssembly ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> anyhow::Result<u8> {
        let taken = self.take(1)?;
        taken.first().copied().context("the WebAssembly ends too early")
    }

    /// The next number: seven bits a byte, the lowest first, the highest bit set while more follow (LEB128).
    pub(super) fn number(&mut self) -> anyhow::Result<usize> {
        let mut number: u64 = 0;
        for place in 0..5 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return usize::try_from(number).context("a number is too large");
            }
        }
        anyhow::bail!("a number does not end")
    }

    /// The next text, which its length precedes.
    pub(super) fn text(&mut self) -> anyhow::Result<String> {
        let length = self.number()?;
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_bytes_are_read() {
        assert_eq!(Reader::new(&[0xe5, 0x8e, 0x26]).number().expect("a number"), 624_485);
        assert_eq!(Reader::new(&[0x00]).number().expect("a number"), 0);
        assert!(Reader::new(&[0x80]).number().is_err(), "it ends too early");
        assert!(Reader::new(&[0x80; 6]).number().is_err(), "it does not end");
    }

    #[test]
    fn sections_are_found_with_their_names() {
        let module = [b"\0asm\x01\0\0\0".as_slice(), &[10, 2, 1, 0], &[0, 5, 4], b"name"].concat();
        let sections = sections(&module).expect("a module");
        let found: Vec<_> =
            sections.iter().map(|section| (section.name.as_str(), section.body.len())).collect();
        assert_eq!(found, [("code", 2), ("name", 0)]);
    }

    #[test]
    fn what_is_not_webassembly_is_refused() {
        assert!(sections(b"<html>").is_err());
    }
}
