//! Dates of certificates and CRLs (RFC 5280 §4.1.2.5, §5.1.2.4).

use super::error::Kind;
use crate::bytes::der::{Element, Tag};
use ::der::DateTime;

/// Seconds since 1970 of a `UTCTime` or `GeneralizedTime` in the only form that DER and RFC 5280 allow: to the second,
/// ending in `Z`. `der` decides which days and times exist.
pub(crate) fn time(element: &Element<'_>) -> Result<u64, Kind> {
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
    use super::time;
    use crate::bytes::der::{Reader, Tag};
    use ::der::asn1::{GeneralizedTime, UtcTime};
    use ::der::{DecodeValue as _, Header, Length, SliceReader};
    use alloc::format;
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

    proptest! {
        #[test]
        fn other_forms_are_read_as_der_reads_them(
            text in "[0-9]{11,15}(Z|z|[+]0000|[.]0Z|)|[0-9Z:+./ ]{13}|[0-9Z:+./ ]{15}|[0-9]{6}..*",
        ) {
            agree(Tag::UtcTime, text.as_bytes());
            agree(Tag::GeneralizedTime, text.as_bytes());
        }
    }
}
