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
#[derive(Clone, Copy, Debug)]
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
    pub(crate) fn any(&mut self) -> Result<Element<'a>, DerError> {
        let start = self.offset;
        let fail = |error: ::der::Error| DerError::from_der(&error, start);
        let mut reader = SliceReader::new(self.rest).map_err(fail)?;
        let header = Header::decode(&mut reader).map_err(fail)?;
        let head = usize::try_from(reader.position()).map_err(fail)?;
        let value = reader.read_slice(header.length()).map_err(fail)?;
        let (whole, rest) = self
            .rest
            .split_at_checked(head.saturating_add(value.len()))
            .ok_or(DerError::new(Fault::PastTheEnd, start))?;
        let element = Element {
            tag: header.tag(),
            value,
            whole,
            offset: start.saturating_add(head),
        };
        self.rest = rest;
        self.offset = start.saturating_add(whole.len());
        Ok(element)
    }

    /// Takes the next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        let mut ahead = *self;
        let element = ahead.any()?;
        if element.tag != tag {
            return Err(DerError::new(
                Fault::UnexpectedTag {
                    expected: tag,
                    actual: element.tag,
                },
                self.offset,
            ));
        }
        *self = ahead;
        Ok(element)
    }

    /// Takes the next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.peek() == Some(tag) {
            self.any().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The tag of the next element, if there is one and it can be read.
    pub(crate) fn peek(&self) -> Option<Tag> {
        let mut reader = SliceReader::new(self.rest).ok()?;
        Tag::decode(&mut reader).ok()
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
