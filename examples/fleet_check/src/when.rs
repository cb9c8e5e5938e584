//! Days and instants as text, always in UTC.

use der::DateTime;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use trustslot::pki_types::UnixTime;

/// The first second of a day such as `2026-04-15`, or an instant such as `2026-04-15T12:00:00Z`.
pub fn seconds(text: &str) -> Result<u64, String> {
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let date: DateTime =
        whole.parse().map_err(|_| format!("{text:?} is no day such as 2026-04-15"))?;
    Ok(date.unix_duration().as_secs())
}

pub fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// `2026-04-15T00:00:00Z`
pub fn instant(at: UnixTime) -> String {
    let date = DateTime::from_unix_duration(Duration::from_secs(at.as_secs()));
    date.map_or_else(|_| "after the year 9999".to_owned(), |date| date.to_string())
}

/// `2026-04-15 00:00:00`
pub fn words(at: UnixTime) -> String {
    instant(at).trim_end_matches('Z').replace('T', " ")
}
