//! The edge where real time comes in. Everything else is handed it.

use chrono::{DateTime, Utc};
use js_sys::{Date, Promise};
use wasm_bindgen_futures::JsFuture;

/// The device's clock.
pub fn now() -> DateTime<Utc> {
    moment(Date::now()).unwrap_or_default()
}

/// The moment that an HTTP `Date` header names.
pub fn http_date(text: &str) -> Option<DateTime<Utc>> {
    moment(Date::parse(text))
}

fn moment(milliseconds: f64) -> Option<DateTime<Utc>> {
    if milliseconds.is_nan() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "JavaScript's dates are whole and below 2^53")]
    DateTime::from_timestamp_millis(milliseconds as i64)
}

/// Waits. Outside a page, where nothing can be waited for, it is over at once.
pub async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        }
    });
    drop(JsFuture::from(promise).await);
}
