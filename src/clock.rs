//! Floor 1: what the caller knows of the time.

use core::fmt;
use core::time::Duration;
use pki_types::UnixTime;

/// What the caller knows of the time, and how well.
///
/// A phone boots in 1970 and learns the time later. There is no magic zero: a clock that is not set is said to
/// be [`Unset`](Clock::Unset), and a policy says what that means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "every caller must say which of the three it has")]
pub enum Clock {
    /// It is this time.
    Set(UnixTime),
    /// It is this time or later: a floor, such as the firmware's build date.
    AtLeast(UnixTime),
    /// Nothing is known.
    Unset,
}

impl Clock {
    /// A clock that is set, from seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// ```
    /// use trustslot::Clock;
    /// let clock = Clock::set(1_780_272_000); // 2026-06-01 00:00:00 UTC
    /// assert_eq!(clock.to_string(), "2026-06-01 00:00:00 UTC");
    /// ```
    pub const fn set(seconds: u64) -> Self {
        Self::Set(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }

    /// A floor, from seconds since 1970-01-01 00:00:00 UTC.
    pub const fn at_least(seconds: u64) -> Self {
        Self::AtLeast(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(now) => write!(f, "{}", Moment::of(*now)),
            Self::AtLeast(floor) => write!(f, "{} or later", Moment::of(*floor)),
            Self::Unset => f.write_str("not set"),
        }
    }
}

/// A period of time, both ends included (RFC 5280 §4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Validity {
    pub(crate) const fn new(not_before: UnixTime, not_after: UnixTime) -> Self {
        Self { not_before, not_after }
    }

    /// The first second of the period.
    pub const fn not_before(self) -> UnixTime {
        self.not_before
    }

    /// The last second of the period.
    pub const fn not_after(self) -> UnixTime {
        self.not_after
    }

    /// Whether `instant` lies within.
    pub fn contains(self, instant: UnixTime) -> bool {
        self.not_before <= instant && instant <= self.not_after
    }

    /// What of it lies before `instant`, at which something else ends.
    pub(crate) fn before(self, instant: UnixTime) -> Self {
        let last = Duration::from_secs(instant.as_secs().saturating_sub(1));
        Self {
            not_before: self.not_before,
            not_after: self.not_after.min(UnixTime::since_unix_epoch(last)),
        }
    }

    /// What both periods have in common, if anything.
    pub(crate) fn intersection(self, other: Self) -> Option<Self> {
        let both = Self {
            not_before: self.not_before.max(other.not_before),
            not_after: self.not_after.min(other.not_after),
        };
        (both.not_before <= both.not_after).then_some(both)
    }
}

/// Dates, as people read them.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", Date::of(self.not_before), Date::of(self.not_after))
    }
}

/// A day in UTC, shown as `2026-03-01`.
#[derive(Clone, Copy)]
pub(crate) struct Date(UnixTime);

/// A second in UTC, shown as `2026-03-01 12:00:00 UTC`.
#[derive(Clone, Copy)]
pub(crate) struct Moment(UnixTime);

impl Date {
    pub(crate) const fn of(instant: UnixTime) -> Self {
        Self(instant)
    }
}

impl Moment {
    pub(crate) const fn of(instant: UnixTime) -> Self {
        Self(instant)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match calendar(self.0) {
            Some(t) => write!(f, "{:04}-{:02}-{:02}", t.year(), t.month(), t.day()),
            None => f.write_str(AFTER_9999),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match calendar(self.0) {
            Some(t) => write!(
                f,
                "{} {:02}:{:02}:{:02} UTC",
                Date(self.0),
                t.hour(),
                t.minutes(),
                t.seconds()
            ),
            None => f.write_str(AFTER_9999),
        }
    }
}

fn calendar(instant: UnixTime) -> Option<::der::DateTime> {
    ::der::DateTime::from_unix_duration(Duration::from_secs(instant.as_secs())).ok()
}

const AFTER_9999: &str = "after the year 9999";
