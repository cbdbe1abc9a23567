//! Files: handed on piece by piece, within a size and a time.

use bytes::Bytes;
use futures::Stream;
use futures::stream::unfold;
use reqwest::Response;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tokio::time::{Instant, timeout_at};

use super::call::{Call, Purpose};
use super::{Client, answer};
use crate::error::{Part, Trouble, Unreadable};
use crate::{Error, Permit};

/// A file on its way. Only the piece at hand is in memory.
#[derive(Debug)]
pub struct Download {
    /// What the other side says it is, such as `text/csv`.
    pub content_type: Option<String>,
    /// The name that the other side gives it, without any folder, control character or leading dot.
    pub file_name: Option<String>,
    /// Its size in bytes, where the other side says it.
    pub size: Option<u64>,
    response: Response,
    ends: Instant,
    limit: u64,
    taken: u64,
}

impl Download {
    /// The next piece; none when the file is complete.
    ///
    /// # Errors
    /// When the file grows beyond its limit, its time passes, or the connection breaks; what came before is then
    /// not the whole file.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let failed = |trouble| Purpose::Read.failed(trouble);
        let chunk = timeout_at(self.ends, self.response.chunk())
            .await
            .map_err(|_| failed(Trouble::TimedOut(Part::Body)))?
            .map_err(|error| failed(Trouble::Lost(answer::innermost(&error))))?;
        if let Some(chunk) = &chunk {
            self.taken = self.taken.saturating_add(chunk.len() as u64);
            if self.taken > self.limit {
                return Err(failed(Trouble::Unreadable(Unreadable::TooLarge { limit: self.limit })));
            }
        }
        Ok(chunk)
    }

    /// The pieces as a stream, which ends after the file or the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        unfold(Some(self), |download| async {
            let mut download = download?;
            match download.chunk().await {
                Ok(None) => None,
                Ok(Some(chunk)) => Some((Ok(chunk), Some(download))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// The whole file in memory; for small ones.
    ///
    /// # Errors
    /// As [`Download::chunk`].
    pub async fn into_bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

/// The name in a `Content-Disposition`, made safe to write into a folder.
fn file_name(header: &str) -> Option<String> {
    let named = header.split(';').map(str::trim).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("filename").then(|| value.trim().trim_matches('"'))
    })?;
    let last = named.rsplit(['/', '\\']).next()?;
    let plain: String = last
        .chars()
        .filter(|sign| !sign.is_control() && !matches!(sign, ':' | '"' | '<' | '>' | '|' | '?' | '*'))
        .collect();
    let plain = plain.trim().trim_start_matches('.').to_owned();
    (!plain.is_empty() && plain.len() <= 200).then_some(plain)
}

impl Client {
    /// Fetches a file; none where there is none (204).
    pub(crate) async fn download(&self, permit: Permit, call: Call) -> Result<Option<Download>, Error> {
        let call = call.for_a_file();
        let response = self.make(permit, &call).await?;
        let limits = self.limits();
        if response.status().as_u16() == 204 {
            return Ok(None);
        }
        let size = response.content_length();
        let limit = limits.download_bytes;
        if size.is_some_and(|size| size > limit) {
            return Err(call.purpose.failed(Trouble::Unreadable(Unreadable::TooLarge { limit })));
        }
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Some(Download {
            content_type: header(CONTENT_TYPE),
            file_name: header(CONTENT_DISPOSITION).as_deref().and_then(file_name),
            size,
            ends: Instant::now() + limits.download,
            limit,
            taken: 0,
            response,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_never_leaves_its_folder() {
        let table = [
            (r#"attachment; filename="invoice 12.csv"; size=3"#, Some("invoice 12.csv")),
            ("attachment; FileName=a.pdf", Some("a.pdf")),
            (r#"attachment; filename="../../etc/passwd""#, Some("passwd")),
            (r#"attachment; filename="C:\x\.env""#, Some("env")),
            (r#"attachment; filename="..""#, None),
            ("attachment", None),
            ("inline; filename*=UTF-8''x.pdf", None),
        ];
        for (header, name) in table {
            assert_eq!(file_name(header).as_deref(), name, "{header}");
        }
    }
}
