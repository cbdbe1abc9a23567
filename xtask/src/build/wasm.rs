//! Just enough of WebAssembly's binary format to see what takes room and what it is called by: sections, functions, and
//! the names of what a module imports and exports.

use anyhow::{Context as _, ensure};

/// What every module of version 1 begins with.
const START: &[u8] = b"\0asm\x01\0\0\0";

/// The kind of the section that lists what a module imports.
pub(crate) const IMPORTS: u8 = 2;

/// The kind of the section that lists what a module exports.
pub(crate) const EXPORTS: u8 = 7;

/// The kind of a section that says nothing that a browser needs, such as names.
pub(crate) const CUSTOM: u8 = 0;

/// A section with what is in it.
pub(crate) struct Section<'a> {
    /// Its name: for a custom section the one it carries.
    pub(crate) name: String,
    /// The number of its kind.
    pub(crate) kind: u8,
    /// Its bytes, without a custom section's name.
    pub(crate) body: &'a [u8],
}

/// Something that a module imports.
pub(crate) struct Import<'a> {
    /// Where from.
    pub(crate) module: String,
    /// Its name there.
    pub(crate) name: String,
    /// What it is: the kind, and what goes with it.
    pub(crate) what: &'a [u8],
}

impl Import<'_> {
    /// Whether it is a function.
    pub(crate) fn is_function(&self) -> bool {
        self.what.first() == Some(&0)
    }
}

/// Something that a module exports.
pub(crate) struct Export<'a> {
    /// Its name.
    pub(crate) name: String,
    /// What it is: the kind, and the place among its kind.
    pub(crate) what: &'a [u8],
}

/// The sections of a module, in their order.
pub(crate) fn sections(module: &[u8]) -> anyhow::Result<Vec<Section<'_>>> {
    ensure!(module.starts_with(START), "this is not WebAssembly of version 1");
    let mut reader = Reader::new(module);
    reader.take(START.len())?;
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

/// What the section of imports lists.
pub(crate) fn imports(body: &[u8]) -> anyhow::Result<Vec<Import<'_>>> {
    let mut reader = Reader::new(body);
    (0..reader.number()?)
        .map(|_| {
            let (module, name) = (reader.text()?, reader.text()?);
            let what = reader.stretch(|reader| match reader.byte()? {
                // A function; a table; a memory; a global; a tag.
                0 => reader.number().map(drop),
                1 => reader.byte().and_then(|_| limits(reader)),
                2 => limits(reader),
                3 => reader.take(2).map(drop),
                4 => reader.byte().and_then(|_| reader.number()).map(drop),
                kind => anyhow::bail!("an import is of the unknown kind {kind}"),
            })?;
            Ok(Import { module, name, what })
        })
        .collect()
}

fn limits(reader: &mut Reader<'_>) -> anyhow::Result<()> {
    let has_maximum = reader.byte()? & 1 == 1;
    reader.number()?;
    if has_maximum {
        reader.number()?;
    }
    Ok(())
}

/// What the section of exports lists.
pub(crate) fn exports(body: &[u8]) -> anyhow::Result<Vec<Export<'_>>> {
    let mut reader = Reader::new(body);
    (0..reader.number()?)
        .map(|_| {
            let name = reader.text()?;
            let what = reader.stretch(|reader| reader.byte().and_then(|_| reader.number()).map(drop))?;
            Ok(Export { name, what })
        })
        .collect()
}

/// The bytes of a custom section, with the name that it carries.
pub(crate) fn custom_section(section: &Section<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_text(&mut bytes, &section.name);
    bytes.extend(section.body);
    bytes
}

/// A module of these sections, each with its kind.
pub(crate) fn module(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut module = START.to_vec();
    for (kind, body) in sections {
        module.push(*kind);
        put_number(&mut module, body.len());
        module.extend(body);
    }
    module
}

/// The body of a section that lists these imports.
pub(crate) fn import_section(imports: &[Import<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    put_number(&mut body, imports.len());
    for Import { module, name, what } in imports {
        put_text(&mut body, module);
        put_text(&mut body, name);
        body.extend(*what);
    }
    body
}

/// The body of a section that lists these exports.
pub(crate) fn export_section(exports: &[Export<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    put_number(&mut body, exports.len());
    for Export { name, what } in exports {
        put_text(&mut body, name);
        body.extend(*what);
    }
    body
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// Seven bits a byte, the lowest first, the highest bit set while more follow (LEB128).
fn put_number(bytes: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// Reads numbers, texts and stretches of bytes.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of the bytes.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether all is read.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next bytes.
    pub(crate) fn take(&mut self, count: usize) -> anyhow::Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).context("the WebAssembly ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    /// The bytes that something reads.
    fn stretch(&mut self, read: impl FnOnce(&mut Self) -> anyhow::Result<()>) -> anyhow::Result<&'a [u8]> {
        let before = self.rest;
        read(self)?;
        Reader::new(before).take(before.len() - self.rest.len())
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> anyhow::Result<u8> {
        let taken = self.take(1)?;
        taken.first().copied().context("the WebAssembly ends too early")
    }

    /// The next number: seven bits a byte, the lowest first, the highest bit set while more follow (LEB128).
    pub(crate) fn number(&mut self) -> anyhow::Result<usize> {
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
    pub(crate) fn text(&mut self) -> anyhow::Result<String> {
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
    fn numbers_are_written_as_they_are_read() {
        for number in [0, 127, 128, 624_485] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            assert_eq!(Reader::new(&bytes).number().expect("a number"), number);
        }
    }

    #[test]
    fn imports_and_exports_are_written_as_they_are_read() {
        // A function of type 2, a memory of 1 to 300 pages, and a table of function references.
        let imported = [
            &[3, 1, b'm', 1, b'f', 0, 2][..],
            &[1, b'm', 3, b'm', b'e', b'm', 2, 1, 1, 0xac, 2],
            &[1, b'm', 1, b't', 1, 0x70, 0, 5],
        ]
        .concat();
        let found = imports(&imported).expect("imports");
        let names: Vec<_> = found.iter().map(|import| (import.name.as_str(), import.is_function())).collect();
        assert_eq!(names, [("f", true), ("mem", false), ("t", false)]);
        assert_eq!(import_section(&found), imported);

        let exported =
            [&[2, 1, b'f', 0, 0x80, 1][..], &[6, b'm', b'e', b'm', b'o', b'r', b'y', 2, 0]].concat();
        let found = exports(&exported).expect("exports");
        assert_eq!(found.iter().map(|export| export.name.as_str()).collect::<Vec<_>>(), ["f", "memory"]);
        assert_eq!(export_section(&found), exported);
    }

    #[test]
    fn what_is_not_webassembly_is_refused() {
        assert!(sections(b"<html>").is_err());
    }
}
