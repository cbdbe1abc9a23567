//! Taking in an answer within limits: its body, TrackOnline's own words, and how long to wait.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use reqwest::Response;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::RetryAfterForm;
use crate::error::{Part, Trouble, Unreadable};

/// The innermost words of a network error, which are the ones that say something; never an address.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut words = None;
    let mut source = error.source();
    while let Some(inner) = source {
        words = Some(inner.to_string());
        source = inner.source();
    }
    words.unwrap_or_else(|| {
        if error.is_timeout() { "timed out".to_owned() } else { "the connection failed".to_owned() }
    })
}

/// Reads a whole body, however it drips, within a time and a size.
pub(super) async fn read_body(
    response: &mut Response,
    time: Duration,
    limit: u64,
) -> Result<Vec<u8>, Trouble> {
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(Trouble::Unreadable(Unreadable::TooLarge { limit }));
    }
    let reading = async {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    if (body.len() + chunk.len()) as u64 > limit {
                        return Err(Trouble::Unreadable(Unreadable::TooLarge { limit }));
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => return Ok(body),
                Err(error) => return Err(Trouble::Lost(innermost(&error))),
            }
        }
    };
    tokio::time::timeout(time, reading).await.unwrap_or(Err(Trouble::TimedOut(Part::Body)))
}

/// What TrackOnline says about a refusal, as one line of at most `most` characters.
pub(super) fn words(body: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(body);
    let said = match serde_json::from_str::<Value>(&text) {
        Ok(value) => {
            let mut said = Vec::new();
            collect(&value, &mut said, 0);
            said.join("; ")
        }
        Err(_) if is_html(body) => "(a page of HTML)".to_owned(),
        Err(_) => text.into_owned(),
    };
    let line: String =
        said.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(most).collect();
    line.trim().to_owned()
}

/// All texts in a value, with the names of their fields where those are names of data (`errors.number`).
fn collect(value: &Value, said: &mut Vec<String>, depth: usize) {
    /// Fields that say nothing to a person.
    const SILENT: [&str; 4] = ["type", "traceId", "status", "instance"];
    match value {
        Value::String(text) if !text.trim().is_empty() => said.push(text.trim().to_owned()),
        Value::Array(rows) => rows.iter().for_each(|row| collect(row, said, depth + 1)),
        Value::Object(fields) => {
            for (name, inner) in
                fields.iter().filter(|(name, _)| depth > 0 || !SILENT.contains(&name.as_str()))
            {
                let from = said.len();
                collect(inner, said, depth + 1);
                if depth > 0
                    && let Some(first) = said.get_mut(from)
                {
                    *first = format!("{name}: {first}");
                }
            }
        }
        _ => {}
    }
}

/// Whether a body is a page of HTML or XML rather than data.
pub(super) fn is_html(body: &[u8]) -> bool {
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    start.iter().find(|sign| !sign.is_ascii_whitespace()) == Some(&b'<')
}

/// How long an answer asks to wait.
pub(super) fn retry_after(headers: &HeaderMap, form: RetryAfterForm) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = || text.parse().ok().map(Duration::from_secs);
    let date = || {
        let until = http_date(text)?;
        // Their clock against their clock, where they tell it: ours may differ.
        let now =
            headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)).unwrap_or_else(wall_clock);
        Some((until - now).to_std().unwrap_or_default())
    };
    match form {
        RetryAfterForm::Either => seconds().or_else(date),
        RetryAfterForm::Seconds => seconds(),
        RetryAfterForm::HttpDate => date(),
    }
}

pub(super) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge: a date in Retry-After means nothing without a clock"
)]
fn wall_clock() -> DateTime<Utc> {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date_by_their_clock() {
        let seconds = headers(&[("retry-after", "30")]);
        let date = headers(&[
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT"),
            ("retry-after", "Wed, 21 Oct 2015 07:29:30 GMT"),
        ]);
        let either = RetryAfterForm::Either;
        assert_eq!(retry_after(&seconds, either), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&date, either), Some(Duration::from_secs(90)));
        assert_eq!(retry_after(&date, RetryAfterForm::Seconds), None);
        assert_eq!(retry_after(&seconds, RetryAfterForm::HttpDate), None);
    }

    #[test]
    fn a_date_that_has_passed_is_no_wait_and_nonsense_is_no_date() {
        let past = headers(&[("retry-after", "Wed, 21 Oct 2015 07:29:30 GMT")]);
        assert_eq!(retry_after(&past, RetryAfterForm::Either), Some(Duration::ZERO));
        for text in ["-5", "soon", "", "1.5"] {
            assert_eq!(
                retry_after(&headers(&[("retry-after", text)]), RetryAfterForm::Either),
                None,
                "{text}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), RetryAfterForm::Either), None);
    }

    #[test]
    fn the_words_of_a_refusal_are_one_bounded_line() {
        let table: [(&str, &str); 6] = [
            (r#""Number is required""#, "Number is required"),
            (
                r#"{"type":"about:blank","title":"Bad","status":400,"errors":{"[0].number":["too long","odd"]}}"#,
                "Bad; [0].number: too long; odd",
            ),
            (r#"[{"error":"Unknown location"}]"#, "error: Unknown location"),
            ("plain\r\nwords", "plain  words"),
            ("<html><body>Bad Gateway</body></html>", "(a page of HTML)"),
            ("", ""),
        ];
        for (body, said) in table {
            let mut said_words: Vec<_> = words(body.as_bytes(), 500).split("; ").map(str::to_owned).collect();
            let mut expected: Vec<_> = said.split("; ").map(str::to_owned).collect();
            said_words.sort();
            expected.sort();
            assert_eq!(said_words, expected, "{body}");
        }
        assert_eq!(words("é".repeat(900).as_bytes(), 500).chars().count(), 500);
    }
}
