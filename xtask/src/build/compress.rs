//! Compressing once, as well as can be, what is then served many times.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// The best that brotli can do.
const QUALITY: u32 = 11;

/// How far brotli may look back: 2 to the power of 22 bytes, the most that every browser accepts by default.
const WINDOW: u32 = 22;

/// The bytes as brotli compresses them at its best.
pub(crate) fn brotli(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 64 * 1024, QUALITY, WINDOW);
    writer.write_all(bytes).and_then(|()| writer.flush()).context("brotli cannot compress")?;
    drop(writer);
    Ok(compressed)
}

/// The name under which a file's compressed form stands beside it.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Writes a file's compressed form beside it.
pub(super) fn compress_beside(file: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let place = beside(file);
    fs::write(&place, brotli(&bytes)?).with_context(|| format!("{} cannot be written", place.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_compressed_comes_back_whole_and_was_smaller() {
        let text = "fust ".repeat(1000);
        let compressed = brotli(text.as_bytes()).expect("brotli compresses");
        assert!(compressed.len() < 100, "{} bytes", compressed.len());
        let mut back = String::new();
        brotli::Decompressor::new(compressed.as_slice(), 4096)
            .read_to_string(&mut back)
            .expect("brotli decompresses");
        assert_eq!(back, text);
    }

    #[test]
    fn the_compressed_form_keeps_the_whole_name() {
        assert_eq!(beside(Path::new("dist/index.html")), Path::new("dist/index.html.br"));
    }
}
