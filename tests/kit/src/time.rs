//! Points in time, and their encodings in certificates.

use super::der;

/// The clock of the tests: 2026-06-01T00:00:00Z.
pub const NOW: u64 = 1_780_272_000;

/// A point in time, from `"2026-06-01"`, `"2026-06-01T12:00:00Z"` or Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When(i64);

impl When {
    /// As RFC 5280 §4.1.2.5 requires: `UTCTime` from 1950 to 2049, `GeneralizedTime` otherwise.
    pub fn der(self) -> Vec<u8> {
        let text = self.text();
        if (1950..2050).contains(&self.date().0) {
            der::utc_time(&text[2..])
        } else {
            der::generalized_time(text)
        }
    }

    /// Seconds since 1970.
    ///
    /// Panics before 1970.
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0).expect("a time since 1970")
    }

    /// `YYYYMMDDHHMMSSZ`
    pub fn text(self) -> String {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
    }

    /// Year, month and day. The calculation uses years that begin in March, so that a leap day comes last.
    fn date(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(DAY) + DAYS_TO_1970;
        let (era, day) = (days.div_euclid(DAYS_PER_400_YEARS), days.rem_euclid(DAYS_PER_400_YEARS));
        let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        (era * 400 + year + carry, month, day)
    }

    fn at(date: (i64, i64, i64), second: i64) -> Self {
        let (year, month, day) = date;
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let days = days + (153 * month + 2) / 5 + day - 1;
        Self((days - DAYS_TO_1970) * DAY + second)
    }
}

impl From<u64> for When {
    fn from(seconds: u64) -> Self {
        Self(seconds.try_into().expect("a time that fits"))
    }
}

impl From<&str> for When {
    #[track_caller]
    fn from(text: &str) -> Self {
        let (date, clock) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
        let [year, month, day] = numbers(date, '-');
        let [hour, minute, second] = numbers(clock.trim_end_matches('Z'), ':');
        let when = Self::at((year, month, day), hour * 3600 + minute * 60 + second);
        assert_eq!(when.date(), (year, month, day), "{text} is not a date");
        when
    }
}

#[track_caller]
fn numbers(text: &str, separator: char) -> [i64; 3] {
    let parts: Vec<i64> = text.split(separator).map(|part| part.parse().unwrap()).collect();
    parts.try_into().unwrap_or_else(|_| panic!("{text} does not have three parts"))
}

const DAY: i64 = 86_400;
const DAYS_PER_400_YEARS: i64 = 146_097;
/// From 1 March of the year 0.
const DAYS_TO_1970: i64 = 719_468;
