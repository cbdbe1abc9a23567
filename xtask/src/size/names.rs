//! Which crate each function of a module comes from.

use std::collections::BTreeMap;

use crate::build::wasm::{CUSTOM, IMPORTS, Reader, imports, sections};

/// The bytes of code of each crate, the largest first. Empty where the module does not name its functions.
pub(super) fn by_crate(module: &[u8]) -> anyhow::Result<Vec<(String, usize)>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for section in sections(module)? {
        match section.kind {
            // Imported functions come before a module's own in the count.
            IMPORTS => imported = imports(section.body)?.iter().filter(|import| import.is_function()).count(),
            10 => bodies = function_sizes(section.body)?,
            CUSTOM if section.name == "name" => names = function_names(section.body)?,
            _ => {}
        }
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut rooms: BTreeMap<String, usize> = BTreeMap::new();
    for (place, size) in bodies.into_iter().enumerate() {
        let name = names.get(&(imported + place)).map_or("", String::as_str);
        *rooms.entry(crate_of(name)).or_default() += size;
    }
    let mut rooms: Vec<_> = rooms.into_iter().collect();
    rooms.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(rooms)
}

fn function_sizes(body: &[u8]) -> anyhow::Result<Vec<usize>> {
    let mut reader = Reader::new(body);
    let mut sizes = Vec::new();
    for _ in 0..reader.number()? {
        let size = reader.number()?;
        reader.take(size)?;
        sizes.push(size);
    }
    Ok(sizes)
}

fn function_names(body: &[u8]) -> anyhow::Result<BTreeMap<usize, String>> {
    const FUNCTIONS: u8 = 1;
    let mut reader = Reader::new(body);
    let mut names = BTreeMap::new();
    while !reader.is_empty() {
        let kind = reader.byte()?;
        let length = reader.number()?;
        let mut part = Reader::new(reader.take(length)?);
        if kind == FUNCTIONS {
            for _ in 0..part.number()? {
                let place = part.number()?;
                names.insert(place, part.text()?);
            }
        }
    }
    Ok(names)
}

/// The crate that a function's path begins with; an implementation counts for the type that it is for, or for the
/// trait where the type is of the language itself.
fn crate_of(name: &str) -> String {
    first_crate(name)
        .or_else(|| name.split_once(" as ").and_then(|(_, of_trait)| first_crate(of_trait)))
        .unwrap_or("(not of a crate)")
        .to_owned()
}

/// `dlmalloc` of `<dlmalloc[6d87d4053e02b4b5]::dlmalloc::Dlmalloc<…>>::malloc`: compilers that write a crate's
/// fingerprint put it behind the name.
fn first_crate(path: &str) -> Option<&str> {
    let mut path = path;
    loop {
        let shorter = path
            .trim_start_matches(['<', '&', '*', '(', '[', ' '])
            .trim_start_matches("mut ")
            .trim_start_matches("const ")
            .trim_start_matches("dyn ");
        if shorter == path {
            break;
        }
        path = shorter;
    }
    let end = path.find(|character: char| !(character.is_alphanumeric() || character == '_'))?;
    let (name, rest) = path.split_at_checked(end)?;
    let rest = match rest.strip_prefix('[') {
        Some(fingerprint) => fingerprint.split_once(']')?.1,
        None => rest,
    };
    (rest.starts_with("::") && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_crate() {
        for (name, expected) in [
            ("leptos::mount::mount_to_body::h0123456789abcdef", "leptos"),
            ("<alloc::vec::Vec<T> as core::clone::Clone>::clone::h01", "alloc"),
            (
                "<&mut serde_json::de::Deserializer<R> as serde::Deserializer>::deserialize_str::h01",
                "serde_json",
            ),
            ("<dyn core::any::Any>::is::h01", "core"),
            ("<dlmalloc[6d87d4053e02b4b5]::dlmalloc::Dlmalloc<T>>::malloc", "dlmalloc"),
            ("<u32 as core[12f89f2d8a73214f]::fmt::Display>::fmt", "core"),
            ("__wbindgen_malloc", "(not of a crate)"),
            ("", "(not of a crate)"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }

    #[test]
    fn code_is_counted_for_the_crate_that_the_names_tell() {
        // One imported function, two own ones of 2 and 3 bytes, all three named.
        let import = [1, 1, b'a', 1, b'b', 0, 0];
        let code = [2, 2, 0, 0x0b, 3, 0, 0x01, 0x0b];
        let names = [&[3, 0, 1, b'i', 1, 6][..], b"fust::", &[2, 6], b"tray::"].concat();
        let name_length = u8::try_from(names.len()).expect("short");
        let mut custom = vec![4];
        custom.extend(b"name");
        custom.extend([1, name_length]);
        custom.extend(names);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (kind, body) in [(2, import.to_vec()), (10, code.to_vec()), (0, custom)] {
            module.extend([kind, u8::try_from(body.len()).expect("short")]);
            module.extend(body);
        }
        assert_eq!(by_crate(&module).expect("a module"), [("tray".to_owned(), 3), ("fust".to_owned(), 2)]);
    }
}
