//! A borrowed, strict reader of DER elements: `der` decodes each header, this keeps the place.
//!
//! Nothing is copied and nothing is walked twice; every error knows its offset in the outermost input.

use ::der::{Decode as _, ErrorKind, Header, Reader as _, SliceReader};
pub(crate) use ::der::{Tag, TagNumber};
use core::fmt;

/// A place in DER-encoded bytes: elements are taken from the front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

/// One element: its tag, its value, and where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// The contents octets.
    pub(crate) value: &'a [u8],
    /// The whole element: identifier, length and contents octets.
    pub(crate) whole: &'a [u8],
    /// Offset of the contents octets in the outermost input.
    pub(crate) offset: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `input`.
    pub(crate) const fn new(input: &'a [u8]) -> Self {
        Self::at(input, 0)
    }

    /// Reads `input`, which stands at `offset` in a larger input.
    pub(crate) const fn at(input: &'a [u8], offset: usize) -> Self {
        Self {
            rest: input,
            offset,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// Takes the next element, whatever it is.
    #[inline]
    pub(crate) fn any(&mut self) -> Result<Element<'a>, DerError> {
        let tag = self.rest.first().copied().and_then(tag_of);
        match tag.and_then(|tag| self.usual(tag)) {
            Some(element) => Ok(self.pass(element)),
            None => self.by_der().map(|element| self.pass(element)),
        }
    }

    /// The next element as nearly all are: an identifier of one octet, which the caller has seen to be that of
    /// `tag`, and a length of at most three. `None` says nothing about it; `by_der` does.
    ///
    /// `der` takes about 60 ns for a header, and a certificate has 60 to 200 of them. Inlined, this leaves out
    /// what the caller does not ask of an element.
    #[inline]
    fn usual(&self, tag: Tag) -> Option<Element<'a>> {
        let (head, length) = match self.rest {
            [_, length @ 0..=0x7f, ..] => (2_usize, usize::from(*length)),
            [_, 0x81, length @ 0x80..=0xff, ..] => (3, usize::from(*length)),
            [_, 0x82, high @ 0x01..=0xff, low, ..] => {
                (4, usize::from(u16::from_be_bytes([*high, *low])))
            }
            _ => return None,
        };
        let whole = self.rest.get(..head.saturating_add(length))?;
        Some(Element {
            tag,
            value: whole.get(head..)?,
            whole,
            offset: self.offset.saturating_add(head),
        })
    }

    /// Goes on behind the next element.
    #[inline]
    fn pass(&mut self, element: Element<'a>) -> Element<'a> {
        self.rest = self.rest.get(element.whole.len()..).unwrap_or_default();
        self.offset = element.offset.saturating_add(element.value.len());
        element
    }

    /// The next element, whatever it is, or what is wrong with it.
    #[cold]
    fn by_der(&self) -> Result<Element<'a>, DerError> {
        let start = self.offset;
        let fail = |error: ::der::Error| DerError::from_der(&error, start);
        let mut reader = SliceReader::new(self.rest).map_err(fail)?;
        let header = Header::decode(&mut reader).map_err(fail)?;
        let head = usize::try_from(reader.position()).map_err(fail)?;
        let value = reader.read_slice(header.length()).map_err(fail)?;
        let whole = self
            .rest
            .get(..head.saturating_add(value.len()))
            .ok_or(DerError::new(Fault::PastTheEnd, start))?;
        Ok(Element {
            tag: header.tag(),
            value,
            whole,
            offset: start.saturating_add(head),
        })
    }

    /// Takes the next element, which must have this tag.
    #[inline]
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        let usual = if self.is_next(tag) {
            self.usual(tag)
        } else {
            None
        };
        match usual {
            Some(element) => Ok(self.pass(element)),
            None => self.expect_by_der(tag),
        }
    }

    /// Whether the next element has this tag, which is one of an identifier of one octet.
    #[inline]
    fn is_next(&self, tag: Tag) -> bool {
        self.rest.first().copied() == octet_of(tag)
    }

    #[cold]
    fn expect_by_der(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        let element = self.by_der()?;
        if element.tag != tag {
            return Err(DerError::new(
                Fault::UnexpectedTag {
                    expected: tag,
                    actual: element.tag,
                },
                self.offset,
            ));
        }
        Ok(self.pass(element))
    }

    /// The tag of the next element, if there is one and it can be read.
    pub(crate) fn peek(&self) -> Option<Tag> {
        let mut reader = SliceReader::new(self.rest).ok()?;
        Tag::decode(&mut reader).ok()
    }

    /// Takes the next element if it has this tag.
    #[inline]
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.is_next(tag) {
            self.expect(tag).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Nothing may be left.
    pub(crate) const fn end(&self) -> Result<(), DerError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DerError::new(Fault::TrailingBytes, self.offset))
        }
    }
}

impl<'a> Element<'a> {
    /// Reads the elements within this one.
    pub(crate) const fn inside(&self) -> Reader<'a> {
        Reader::at(self.value, self.offset)
    }

    /// An error about the contents of this element.
    pub(crate) const fn fault(&self, fault: Fault) -> DerError {
        DerError::new(fault, self.offset)
    }

    /// The contents as a BOOLEAN: FF or 00 (X.690 §11.1).
    pub(crate) const fn boolean(&self) -> Result<bool, DerError> {
        match self.value {
            [0xff] => Ok(true),
            [0x00] => Ok(false),
            _ => Err(self.fault(Fault::BadValue)),
        }
    }

    /// The contents as an INTEGER in the fewest octets (X.690 §8.3.2), sign and all.
    pub(crate) const fn integer(&self) -> Result<&'a [u8], DerError> {
        match self.value {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(self.fault(Fault::BadValue))
            }
            value => Ok(value),
        }
    }

    /// The contents as an INTEGER from 0 to 255.
    pub(crate) const fn small_integer(&self) -> Result<u8, DerError> {
        match self.value {
            [value @ 0x00..=0x7f] | [0x00, value @ 0x80..=0xff] => Ok(*value),
            _ => Err(self.fault(Fault::BadValue)),
        }
    }

    /// The contents as an OBJECT IDENTIFIER: whole arcs without padding (X.690 §8.19), any length.
    pub(crate) fn oid(&self) -> Result<&'a [u8], DerError> {
        let mut starts_arc = true;
        for &octet in self.value {
            if starts_arc && octet == 0x80 {
                return Err(self.fault(Fault::BadValue));
            }
            starts_arc = octet & 0x80 == 0;
        }
        if self.value.is_empty() || !starts_arc {
            return Err(self.fault(Fault::BadValue));
        }
        Ok(self.value)
    }

    /// The contents as a BIT STRING: the number of unused bits, which must be 0, and the octets.
    pub(crate) fn bit_string(&self) -> Result<(u8, &'a [u8]), DerError> {
        match self.value {
            [unused @ 0..=7, octets @ ..] => match octets.last() {
                None if *unused == 0 => Ok((0, octets)),
                Some(last) if last & low_bits(*unused) == 0 => Ok((*unused, octets)),
                _ => Err(self.fault(Fault::BadValue)),
            },
            _ => Err(self.fault(Fault::BadValue)),
        }
    }

    /// The contents as a BIT STRING of whole octets.
    pub(crate) fn octets_of_bit_string(&self) -> Result<&'a [u8], DerError> {
        match self.bit_string()? {
            (0, octets) => Ok(octets),
            _ => Err(self.fault(Fault::BadValue)),
        }
    }
}

/// What is wrong with an encoding, and at which octet of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DerError {
    pub(crate) fault: Fault,
    pub(crate) offset: usize,
}

/// The kinds of faults a DER encoding can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    PastTheEnd,
    BadLength,
    BadTag,
    UnexpectedTag { expected: Tag, actual: Tag },
    BadValue,
    TrailingBytes,
    TooLarge,
}

impl DerError {
    pub(crate) const fn new(fault: Fault, offset: usize) -> Self {
        Self { fault, offset }
    }

    fn from_der(error: &::der::Error, start: usize) -> Self {
        let fault = match error.kind() {
            ErrorKind::Incomplete { .. } => Fault::PastTheEnd,
            ErrorKind::TagModeUnknown
            | ErrorKind::TagNumberInvalid
            | ErrorKind::TagUnknown { .. }
            | ErrorKind::TagUnexpected { .. } => Fault::BadTag,
            _ => Fault::BadLength,
        };
        let within = error
            .position()
            .and_then(|position| usize::try_from(position).ok())
            .unwrap_or(0);
        Self::new(fault, start.saturating_add(within))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PastTheEnd => f.write_str("length runs past the end"),
            Self::BadLength => f.write_str("the length is not DER"),
            Self::BadTag => f.write_str("the tag is not DER"),
            Self::UnexpectedTag { expected, actual } => write!(f, "{actual} instead of {expected}"),
            Self::BadValue => f.write_str("the value is not DER"),
            Self::TrailingBytes => f.write_str("bytes are left over"),
            Self::TooLarge => f.write_str("there is too much of it"),
        }
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.fault, self.offset)
    }
}

/// `[number]` of the context-specific class, constructed or not.
pub(crate) const fn context(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}

/// The tag of an identifier of one octet (X.690 §8.1.2), if it is one that certificates have.
#[inline]
fn tag_of(identifier: u8) -> Option<Tag> {
    Some(match identifier {
        0x01 => Tag::Boolean,
        0x02 => Tag::Integer,
        0x03 => Tag::BitString,
        0x04 => Tag::OctetString,
        0x05 => Tag::Null,
        0x06 => Tag::ObjectIdentifier,
        0x0c => Tag::Utf8String,
        0x13 => Tag::PrintableString,
        0x14 => Tag::TeletexString,
        0x16 => Tag::Ia5String,
        0x17 => Tag::UtcTime,
        0x18 => Tag::GeneralizedTime,
        0x1e => Tag::BmpString,
        0x30 => Tag::Sequence,
        0x31 => Tag::Set,
        0x80..=0x9e => context(u32::from(identifier & 0x1f), false),
        0xa0..=0xbe => context(u32::from(identifier & 0x1f), true),
        _ => return None,
    })
}

/// The identifier octet of such a tag.
#[inline]
fn octet_of(tag: Tag) -> Option<u8> {
    Some(match tag {
        Tag::Boolean => 0x01,
        Tag::Integer => 0x02,
        Tag::BitString => 0x03,
        Tag::OctetString => 0x04,
        Tag::ObjectIdentifier => 0x06,
        Tag::Sequence => 0x30,
        Tag::Set => 0x31,
        Tag::ContextSpecific {
            constructed,
            number: TagNumber(number @ 0..=30),
        } => u8::try_from(number).ok()? | if constructed { 0xa0 } else { 0x80 },
        _ => return None,
    })
}

const fn low_bits(count: u8) -> u8 {
    match count {
        0 => 0x00,
        1 => 0x01,
        2 => 0x03,
        3 => 0x07,
        4 => 0x0f,
        5 => 0x1f,
        6 => 0x3f,
        _ => 0x7f,
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::{Reader, octet_of, tag_of};
    use proptest::prelude::*;

    /// The quick ways and `der` see the same element or the same fault.
    #[track_caller]
    fn agree(input: &[u8]) {
        let reader = Reader::at(input, 7);
        let expected = reader.by_der();
        let mut behind = reader;
        assert_eq!(behind.any(), expected, "{input:02x?}");
        let Ok(element) = expected else { return };
        assert_eq!(behind.rest, &input[element.whole.len()..], "{input:02x?}");
        assert_eq!(behind.offset, 7 + element.whole.len(), "{input:02x?}");
        let mut behind = reader;
        assert_eq!(behind.expect(element.tag), expected, "{input:02x?}");
    }

    #[test]
    fn an_identifier_is_that_of_its_tag() {
        for identifier in 0..=u8::MAX {
            let Some(tag) = tag_of(identifier) else {
                continue;
            };
            assert!(octet_of(tag).is_none_or(|octet| octet == identifier));
        }
    }

    #[test]
    fn all_inputs_of_three_octets_are_read_as_der_reads_them() {
        agree(&[]);
        for first in 0..=u8::MAX {
            agree(&[first]);
            for second in 0..=u8::MAX {
                agree(&[first, second]);
                for third in 0..=u8::MAX {
                    agree(&[first, second, third]);
                }
            }
        }
    }

    /// Every form of a length, right or wrong, before contents that are long enough or not.
    fn element() -> impl Strategy<Value = Vec<u8>> {
        let length = prop_oneof![
            any::<u8>().prop_map(|length| vec![length]),
            any::<u8>().prop_map(|length| vec![0x81, length]),
            (0_u8..4, any::<u8>()).prop_map(|(high, low)| vec![0x82, high, low]),
            (0_u8..2, 0_u8..4, any::<u8>()).prop_map(|(a, b, c)| vec![0x83, a, b, c]),
            any::<u32>().prop_map(|length| [&[0x84], &length.to_be_bytes()[..]].concat()),
        ];
        let contents = prop_oneof![0_usize..300, 0_usize..70_000];
        (any::<u8>(), length, contents).prop_map(|(identifier, length, contents)| {
            let mut input = vec![identifier];
            input.extend(length);
            input.resize(input.len() + contents, 0x5a);
            input
        })
    }

    proptest! {
        #[test]
        fn longer_inputs_are_read_as_der_reads_them(input in element()) {
            agree(&input);
        }
    }
}
