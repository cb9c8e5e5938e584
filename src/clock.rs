//! Floor 1: the time, as far as the caller knows it.

use core::fmt;
use core::time::Duration;
use pki_types::UnixTime;

/// The current time, and how reliable it is.
///
/// A phone boots in 1970 and learns the time later. There is no magic zero: say [`Unset`](Clock::Unset) for a clock that
/// is not set, and let the policy decide.
///
/// ```
/// use trustslot::Clock;
///
/// let build_date = 1_780_272_000; // 2026-06-01 00:00:00 UTC
/// assert_eq!(Clock::set(build_date).to_string(), "2026-06-01 00:00:00 UTC");
/// assert_eq!(Clock::at_least(build_date).to_string(), "2026-06-01 00:00:00 UTC or later");
/// assert_eq!(Clock::Unset.to_string(), "not set");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "every caller must say which of the three it has")]
pub enum Clock {
    /// The time is known.
    Set(UnixTime),
    /// The time is this or later: a floor, such as the firmware's build date.
    AtLeast(UnixTime),
    /// The time is not known.
    Unset,
}

impl Clock {
    /// A clock that is set, from seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// ```
    /// use std::time::{SystemTime, UNIX_EPOCH};
    /// use trustslot::Clock;
    ///
    /// let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    /// let clock = Clock::set(now.as_secs());
    /// # Ok::<(), std::time::SystemTimeError>(())
    /// ```
    pub const fn set(seconds: u64) -> Self {
        Self::Set(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }

    /// A floor, from seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// ```
    /// use trustslot::Clock;
    ///
    /// // The time at which this firmware was built.
    /// let clock = Clock::at_least(1_780_272_000);
    /// ```
    pub const fn at_least(seconds: u64) -> Self {
        Self::AtLeast(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// Every comparison of a verdict with the time. Each is true from one second on, or up to it, and is the same for two times
/// between which none of these seconds lies: a forecast verifies at these seconds, and nowhere else.
impl Clock {
    /// True if it is later than this second for sure.
    pub(crate) fn is_past(self, last: UnixTime) -> bool {
        self.compares(last.as_secs().saturating_add(1));
        matches!(self, Self::Set(now) | Self::AtLeast(now) if now > last)
    }

    /// True if it is this second, or later, for sure.
    pub(crate) fn has_reached(self, instant: UnixTime) -> bool {
        self.compares(instant.as_secs());
        matches!(self, Self::Set(now) | Self::AtLeast(now) if now >= instant)
    }

    /// True if it is earlier than this second for sure.
    pub(crate) fn is_before(self, first: UnixTime) -> bool {
        self.compares(first.as_secs());
        matches!(self, Self::Set(now) if now < first)
    }

    /// The time, or the end of the period that is nearest to it; the first second if nothing is known.
    pub(crate) fn within(self, period: Validity) -> UnixTime {
        self.compares(period.not_before.as_secs());
        self.compares(period.not_after.as_secs().saturating_add(1));
        match self {
            Self::Set(now) | Self::AtLeast(now) => now.clamp(period.not_before, period.not_after),
            Self::Unset => period.not_before,
        }
    }

    /// What a comparison says changes at this second, if the clock runs.
    #[cfg(all(test, feature = "forecast"))]
    pub(crate) fn compares(self, second: u64) {
        if matches!(self, Self::Set(_)) {
            recorder::note(recorder::Step::Compared(second));
        }
    }

    /// Records nothing.
    #[cfg(not(all(test, feature = "forecast")))]
    #[inline]
    #[expect(clippy::unused_self, reason = "the tests record it")]
    pub(crate) const fn compares(self, _second: u64) {}
}

/// For the test that a forecast verifies wherever a comparison may change.
#[cfg(all(test, feature = "forecast"))]
pub(crate) mod recorder {
    use alloc::vec::Vec;
    use core::cell::RefCell;

    /// What is recorded.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Step {
        /// A forecast verifies at this second.
        LookedAt(u64),
        /// A verdict made a comparison that changes at this second.
        Compared(u64),
    }

    std::thread_local! {
        static STEPS: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
    }

    pub(crate) fn note(step: Step) {
        STEPS.with_borrow_mut(|steps| steps.push(step));
    }

    /// What this thread has recorded since it was last asked.
    pub(crate) fn take() -> Vec<Step> {
        STEPS.take()
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
///
/// ```
/// use trustslot::{Certificate, Date};
///
/// # let der = include_bytes!("../examples/data/phone.der");
/// let validity = Certificate::from_der(der)?.validity();
/// assert_eq!(validity.to_string(), "2020-01-01 to 2040-01-01");
/// assert_eq!(Date::of(validity.not_after()).to_string(), "2040-01-01");
/// assert!(validity.contains(validity.not_after()));
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
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

    /// True if `instant` is in the period.
    pub fn contains(self, instant: UnixTime) -> bool {
        self.not_before <= instant && instant <= self.not_after
    }

    /// The part of the period before `instant`.
    pub(crate) fn before(self, instant: UnixTime) -> Self {
        let last = Duration::from_secs(instant.as_secs().saturating_sub(1));
        Self {
            not_before: self.not_before,
            not_after: self.not_after.min(UnixTime::since_unix_epoch(last)),
        }
    }

    /// The time that is in both periods; `None` if they do not overlap.
    pub(crate) fn intersection(self, other: Self) -> Option<Self> {
        let both = Self {
            not_before: self.not_before.max(other.not_before),
            not_after: self.not_after.min(other.not_after),
        };
        (both.not_before <= both.not_after).then_some(both)
    }
}

/// The first and the last day: `2026-03-01 to 2027-03-01`.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", Date::of(self.not_before), Date::of(self.not_after))
    }
}

/// A point in time as text for people: its day in UTC, `2027-03-12`. The alternate form (`{:#}`) adds the time of day as
/// in RFC 3339: `2027-03-12T23:59:59Z`.
///
/// Times after the year 9999 are shown as `after the year 9999`. Comparisons are exact to the second.
///
/// ```
/// use trustslot::{Certificate, Date};
///
/// # let der = include_bytes!("../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// let end = Date::of(certificate.validity().not_after());
/// assert_eq!(end.to_string(), "2040-01-01");
/// assert_eq!(format!("{end:#}"), "2040-01-01T00:00:00Z");
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(UnixTime);

/// A second in UTC, shown as `2026-03-01 12:00:00 UTC`.
#[derive(Clone, Copy)]
pub(crate) struct Moment(UnixTime);

impl Date {
    /// The date of this point in time.
    pub const fn of(instant: UnixTime) -> Self {
        Self(instant)
    }
}

impl From<UnixTime> for Date {
    fn from(instant: UnixTime) -> Self {
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
        let Some(t) = calendar(self.0) else { return f.write_str(AFTER_9999) };
        write!(f, "{:04}-{:02}-{:02}", t.year(), t.month(), t.day())?;
        if f.alternate() {
            write!(f, "T{:02}:{:02}:{:02}Z", t.hour(), t.minutes(), t.seconds())?;
        }
        Ok(())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(t) = calendar(self.0) else { return f.write_str(AFTER_9999) };
        let (date, hour, minute, second) = (Date(self.0), t.hour(), t.minutes(), t.seconds());
        write!(f, "{date} {hour:02}:{minute:02}:{second:02} UTC")
    }
}

fn calendar(instant: UnixTime) -> Option<::der::DateTime> {
    ::der::DateTime::from_unix_duration(Duration::from_secs(instant.as_secs())).ok()
}

const AFTER_9999: &str = "after the year 9999";
