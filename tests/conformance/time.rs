//! Times in the forms that corpora use.

use core::time::Duration;
use serde::Deserialize;
use trustslot::Clock;

/// A time as seconds, or as a date in text, perhaps with fractions and an offset. Without a time it is now.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Time {
    Seconds(u64),
    Fractions(f64),
    Text(String),
}

impl Time {
    /// Seconds since 1970; `None` if no clock can show it.
    pub fn seconds(&self) -> Option<u64> {
        match self {
            Self::Seconds(seconds) => Some(*seconds),
            Self::Fractions(seconds) => format!("{:.0}", seconds.floor()).parse().ok(),
            Self::Text(text) => seconds(text),
        }
    }

    /// The clock of a case.
    pub fn clock(time: Option<&Self>) -> Clock {
        time.and_then(Self::seconds).map_or_else(now, Clock::set)
    }
}

/// `2024-01-01T00:00:00.123+02:00`: RFC 3339 §5.6, without leap seconds.
fn seconds(text: &str) -> Option<u64> {
    let (date, rest) = text.trim().split_once(['T', 't', ' '])?;
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(end);
    let clock = clock.split('.').next()?;
    let time: der::DateTime = format!("{date}T{clock}Z").parse().ok()?;
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let minutes: u64 = match digits.len() {
        4 => digits[..2].parse::<u64>().ok()? * 60 + digits[2..].parse::<u64>().ok()?,
        _ => 0,
    };
    let seconds = time.unix_duration().as_secs();
    if offset.starts_with('+') {
        seconds.checked_sub(minutes * 60)
    } else {
        Some(seconds + minutes * 60)
    }
}

#[test]
fn times_of_all_forms_are_read() {
    for (text, wanted) in [
        ("2024-01-01T00:00:00+00:00", Some(1_704_067_200)),
        ("2024-01-01T00:00:00Z", Some(1_704_067_200)),
        ("2024-01-01T00:00:00.123456Z", Some(1_704_067_200)),
        ("2024-01-01 02:00:00.5+02:00", Some(1_704_067_200)),
        ("2023-12-31T22:30:00-0130", Some(1_704_067_200)),
        ("2024-01-01T00:00:00", Some(1_704_067_200)),
        ("1969-12-31T23:59:59Z", None),
        ("soon", None),
    ] {
        assert_eq!(seconds(text), wanted, "{text}");
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "cases without a time are made for the day they are run"
)]
fn now() -> Clock {
    use std::time::SystemTime;
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Clock::set(since_epoch.unwrap_or(Duration::ZERO).as_secs())
}
