//! Dates of certificates and CRLs (RFC 5280 §4.1.2.5, §5.1.2.4).

use super::error::Kind;
use crate::bytes::der::{Element, Tag};
use ::der::DateTime;

/// The days from the first of March of the year 0 to 1970-01-01.
const DAYS_TO_1970: u32 = 719_468;

/// Seconds since 1970 of a `UTCTime` or `GeneralizedTime` in the only form that DER and RFC 5280 allow: to the second,
/// ending in `Z`. `der` decides which days and times exist.
#[inline]
pub(crate) fn time(element: &Element<'_>) -> Result<u64, Kind> {
    match plain_time(element) {
        Some(seconds) => Ok(seconds),
        None => any_time(element),
    }
}

/// Seconds since 1970 of a date that can be read; `None` for all others. `der` takes twice as long.
#[inline]
fn plain_time(element: &Element<'_>) -> Option<u64> {
    match (element.tag, element.value) {
        (Tag::UtcTime, [date @ .., b'Z']) => utc_time(date.try_into().ok()?),
        (Tag::GeneralizedTime, [date @ .., b'Z']) => {
            let date: &[u8; 14] = date.try_into().ok()?;
            let [century, year, month, day] = numbers(u64::from_le_bytes(*date.first_chunk()?))?;
            let [_, hour, minute, second] = numbers(u64::from_le_bytes(*date.last_chunk()?))?;
            let century = u32::from(century).wrapping_mul(100);
            plain_seconds(century.wrapping_add(year.into()), [month, day, hour, minute, second])
        }
        _ => None,
    }
}

/// The same for the twelve digits of a `UTCTime`.
#[inline]
fn utc_time(date: &[u8; 12]) -> Option<u64> {
    let [year, month, day, hour] = numbers(u64::from_le_bytes(*date.first_chunk()?))?;
    let [_, _, minute, second] = numbers(u64::from_le_bytes(*date.last_chunk()?))?;
    // From 1968 to 2049 every fourth year is a leap year, 2000 too.
    let years_since_1968 = match year {
        0..=49 => year.wrapping_add(32),
        70..=99 => year.wrapping_sub(68),
        _ => return None,
    };
    let (days_before, length) = *MONTHS.get(usize::from(month))?;
    let is_leap = years_since_1968.is_multiple_of(4);
    let leap_day = u8::from(is_leap && month == 2);
    if day == 0 || day > length.wrapping_add(leap_day) {
        return None;
    }
    let years = u32::from(years_since_1968);
    let leap_days = (years.wrapping_add(3) >> 2).wrapping_add(u32::from(is_leap && month > 2));
    let days = years.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(days_before.into());
    seconds_of(
        days.wrapping_add(day.into()).wrapping_sub(DAYS_1968_TO_1970),
        [hour, minute, second],
    )
}

/// For each month, from 1 to 12: the days of the year before it, and its own, without a leap day.
const MONTHS: [(u16, u8); 13] = [
    (0, 0),
    (0, 31),
    (31, 28),
    (59, 31),
    (90, 30),
    (120, 31),
    (151, 30),
    (181, 31),
    (212, 31),
    (243, 30),
    (273, 31),
    (304, 30),
    (334, 31),
];

/// The days from 1967-12-31, which is day 0 of January, to 1970-01-01.
const DAYS_1968_TO_1970: u32 = 366 + 365 + 1;

/// The two dates of a `Validity` (RFC 5280 §4.1.2.5) of two `UTCTime`s that can be read, as nearly all are; `None` for all
/// others.
pub(super) fn plain_validity(contents: &[u8]) -> Option<(u64, u64)> {
    let date = |element: &[u8; 15]| match element {
        [0x17, 13, date @ .., b'Z'] => utc_time(date),
        _ => None,
    };
    let ([not_before, not_after], []) = contents.as_chunks() else { return None };
    Some((date(not_before)?, date(not_after)?))
}

fn plain_seconds(year: u32, [month, day, hour, minute, second]: [u8; 5]) -> Option<u64> {
    if year < 1970 {
        return None;
    }
    seconds_of(days_since_1970(year, month.into(), day.into())?, [hour, minute, second])
}

/// The seconds since 1970 of a time on the day with this number.
#[inline]
fn seconds_of(days: u32, [hour, minute, second]: [u8; 3]) -> Option<u64> {
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let [hours, minutes] = [hour, minute].map(u64::from);
    let minutes =
        u64::from(days).wrapping_mul(24).wrapping_add(hours).wrapping_mul(60).wrapping_add(minutes);
    Some(minutes.wrapping_mul(60).wrapping_add(second.into()))
}

/// The four numbers of two decimal digits each; `None` if there is another character.
#[inline]
const fn numbers(digits: u64) -> Option<[u8; 4]> {
    let tens = digits ^ 0x3030_3030_3030_3030;
    // A digit stays below 10, and then adding 6 changes no upper half.
    if (tens | tens.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    // Each byte times ten and the next one, at most 99.
    let [a, _, b, _, c, _, d, _] = tens.wrapping_mul(10).wrapping_add(tens >> 8).to_le_bytes();
    Some([a, b, c, d])
}

/// The days from 1970-01-01 to a day of this year, 1970 to 9999, if it exists in the Gregorian calendar.
#[inline]
fn days_since_1970(year: u32, month: u32, day: u32) -> Option<u32> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    // In years that begin in March, the leap day is the last, and the months before it have 153 days in each five.
    let (year, month) = if month > 2 {
        (year, month.wrapping_sub(3))
    } else {
        (year.wrapping_sub(1), month.wrapping_add(9))
    };
    let leap_days = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
    let months = month.wrapping_mul(153).wrapping_add(2) / 5;
    let days =
        year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(months).wrapping_add(day);
    Some(days.wrapping_sub(1).wrapping_sub(DAYS_TO_1970))
}

/// Any date, and why it cannot be read.
#[inline(never)]
fn any_time(element: &Element<'_>) -> Result<u64, Kind> {
    if !matches!(element.tag, Tag::UtcTime | Tag::GeneralizedTime) {
        return Err(Kind::BadTime);
    }
    let (digits, b"Z") = element.value.as_chunks() else {
        return Err(Kind::BadTime);
    };
    if !digits.as_flattened().iter().all(u8::is_ascii_digit) {
        return Err(Kind::BadTime);
    }
    let (year, rest) = year(element.tag, digits).ok_or(Kind::BadTime)?;
    // A two-digit year of 50 to 69 means 1950 to 1969, which no clock of a phone can show.
    if year < 1970 {
        return Err(Kind::BeforeEpoch);
    }
    seconds(year, rest).ok_or(Kind::BadTime)
}

/// Two decimal digits.
type Digits = [u8; 2];

/// The year and the digits after it.
fn year(tag: Tag, digits: &[Digits]) -> Option<(u16, &[Digits])> {
    let (century, year, rest) = match digits {
        [century, year, rest @ ..] if tag == Tag::GeneralizedTime => {
            (number(*century), number(*year), rest)
        }
        [year, rest @ ..] if tag == Tag::UtcTime => {
            let year = number(*year);
            (if year >= 50 { 19 } else { 20 }, year, rest)
        }
        _ => return None,
    };
    let year = u16::from(century).saturating_mul(100).saturating_add(year.into());
    Some((year, rest))
}

fn seconds(year: u16, rest: &[Digits]) -> Option<u64> {
    let &[month, day, hour, minute, second] = rest else {
        return None;
    };
    let moment = DateTime::new(
        year,
        number(month),
        number(day),
        number(hour),
        number(minute),
        number(second),
    );
    Some(moment.ok()?.unix_duration().as_secs())
}

/// From 0 to 99.
const fn number([tens, units]: Digits) -> u8 {
    let tens = tens.wrapping_sub(b'0').wrapping_mul(10);
    tens.wrapping_add(units.wrapping_sub(b'0'))
}

#[cfg(test)]
mod tests {
    use super::{any_time, plain_time, plain_validity, time};
    use crate::bytes::der::{Reader, Tag};
    use ::der::asn1::{GeneralizedTime, UtcTime};
    use ::der::{DecodeValue as _, Header, Length, SliceReader};
    use alloc::format;
    use alloc::vec::Vec;
    use core::time::Duration;
    use proptest::prelude::*;

    /// As `der` reads it, which decodes a date and encodes it again.
    fn by_der(tag: ::der::Tag, value: &[u8]) -> Option<u64> {
        let header = Header::new(tag, Length::try_from(value.len()).ok()?);
        let mut reader = SliceReader::new(value).ok()?;
        let since_epoch: Option<Duration> = match tag {
            ::der::Tag::UtcTime => {
                UtcTime::decode_value(&mut reader, header).ok().map(|time| time.to_unix_duration())
            }
            _ => GeneralizedTime::decode_value(&mut reader, header)
                .ok()
                .map(|time| time.to_unix_duration()),
        };
        since_epoch.map(|duration| duration.as_secs())
    }

    fn der_tag(tag: Tag) -> ::der::Tag {
        if tag == Tag::UtcTime { ::der::Tag::UtcTime } else { ::der::Tag::GeneralizedTime }
    }

    #[track_caller]
    fn agree(tag: Tag, value: &[u8]) {
        let bytes = [&[tag.byte(), u8::try_from(value.len()).unwrap()], value].concat();
        let element = Reader::new(&bytes).any().unwrap();
        assert_eq!(time(&element).ok(), by_der(der_tag(tag), value), "{value:?}");
        assert_eq!(any_time(&element).ok(), time(&element).ok(), "{value:?}");
        if let Some(seconds) = plain_time(&element) {
            assert_eq!(any_time(&element), Ok(seconds), "{value:?}");
        }
    }

    #[test]
    fn every_day_is_read_as_der_reads_it() {
        for year in 0..=9_999 {
            for month in 0..=13 {
                for day in [0, 1, 27, 28, 29, 30, 31, 32] {
                    let text = format!("{year:04}{month:02}{day:02}123456Z");
                    agree(Tag::GeneralizedTime, text.as_bytes());
                    if let Some(short) = text.get(2..).filter(|_| year < 100) {
                        agree(Tag::UtcTime, short.as_bytes());
                    }
                }
            }
        }
    }

    #[test]
    fn every_second_is_read_as_der_reads_it() {
        for hour in 0..=25 {
            for minute in 0..=61 {
                for second in 0..=61 {
                    let text = format!("261231{hour:02}{minute:02}{second:02}Z");
                    agree(Tag::UtcTime, text.as_bytes());
                }
            }
        }
    }

    /// The contents of a date, of which one byte may be another.
    fn date() -> impl Strategy<Value = Vec<u8>> {
        let tag = prop_oneof![4 => Just(0x17_u8), 1 => Just(0x18)];
        let changed = proptest::option::weighted(0.2, (0_usize..15, any::<u8>()));
        (tag, "[0-9]{2}(0[1-9]|1[0-9])[0-3][0-9]([01][0-9]|2[0-9])[0-6][0-9][0-6][0-9]Z", changed)
            .prop_map(|(tag, text, changed)| {
                let mut date = [&[tag, 13], text.as_bytes()].concat();
                if let Some((place, byte)) = changed {
                    date[place] = byte;
                }
                date
            })
    }

    proptest! {
        #[test]
        fn usual_validity_has_the_dates_that_are_read_one_by_one(
            dates in proptest::collection::vec(date(), 1..4),
        ) {
            let contents = dates.concat();
            let mut reader = Reader::new(&contents);
            let mut each = Vec::new();
            while let Ok(element) = reader.any() {
                each.push(any_time(&element).ok());
            }
            if let Some((from, until)) = plain_validity(&contents) {
                prop_assert_eq!(&each, &[Some(from), Some(until)]);
                prop_assert!(reader.is_empty());
            } else if let [Some(_), Some(_)] = each.as_slice()
                && reader.is_empty()
                && dates.iter().all(|date| date.first() == Some(&0x17))
            {
                prop_assert!(false, "{contents:02x?}");
            }
        }

        #[test]
        fn other_forms_are_read_as_der_reads_them(
            text in "[0-9]{11,15}(Z|z|[+]0000|[.]0Z|)|[0-9Z:+./ ]{13}|[0-9Z:+./ ]{15}|[0-9]{6}..*",
        ) {
            agree(Tag::UtcTime, text.as_bytes());
            agree(Tag::GeneralizedTime, text.as_bytes());
        }
    }
}
