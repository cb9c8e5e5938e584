//! A strict reader of DER elements that borrows its input. `der` decodes unusual headers; this module tracks offsets.
//!
//! Nothing is copied or read twice. Every error has its offset in the outermost input.

#![cfg_attr(feature = "std", expect(clippy::inline_always, reason = "see `Reader::take`"))]

mod error;
mod plain;

pub(crate) use error::{DerError, Fault};
pub(crate) use plain::has_whole_arcs;

use super::tag::is_of_one_byte;
pub(crate) use super::tag::{Tag, context};
use ::der::{Decode as _, Header, Reader as _, SliceReader};

/// Reads DER elements from the front of some bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// The address of the outermost input, to compute offsets.
    base: usize,
}

/// One element: its tag, its contents, and their position in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// The contents.
    pub(crate) value: &'a [u8],
    /// The whole element: identifier, length and contents.
    pub(crate) whole: &'a [u8],
    base: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `input`.
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self::at(input, 0)
    }

    /// Reads `input`, which is at `offset` of a larger input.
    pub(crate) fn at(input: &'a [u8], offset: usize) -> Self {
        Self { rest: input, base: input.as_ptr().addr().wrapping_sub(offset) }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn offset(&self) -> usize {
        self.rest.as_ptr().addr().wrapping_sub(self.base)
    }

    /// Takes the next element, of any tag.
    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn any(&mut self) -> Result<Element<'a>, DerError> {
        match self.rest {
            [identifier, ..] if is_of_one_byte(*identifier) => self.take(*identifier),
            _ => {
                let (value, rest) = self.split_by_der()?;
                Ok(self.pass(self.identifier(), value, rest))
            }
        }
    }

    /// Takes the next element, which must have this tag.
    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        if self.is_next(tag) { self.take(tag.byte()) } else { Err(self.unexpected(tag)) }
    }

    /// Takes the next element if it has this tag.
    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.is_next(tag) { self.take(tag.byte()).map(Some) } else { Ok(None) }
    }

    /// True if the next byte is the identifier of this tag, which has one byte.
    #[inline]
    pub(crate) fn begins_with(&self, tag: Tag) -> bool {
        self.is_next(tag)
    }

    /// The tag of the next element, if there is one and it can be read.
    pub(crate) fn peek(&self) -> Option<Tag> {
        let mut reader = SliceReader::new(self.rest).ok()?;
        ::der::Tag::decode(&mut reader).ok()?;
        Some(Tag::of_byte(self.identifier()))
    }

    /// Requires that no bytes are left.
    #[inline]
    pub(crate) fn end(&self) -> Result<(), DerError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DerError::new(Fault::TrailingBytes, self.offset()))
        }
    }

    /// Takes the next element. The caller has checked that its identifier is one byte that `der` knows.
    ///
    /// `der` takes about 60 ns for a header, and a certificate has 60 to 200 of them, nearly all with a length of
    /// one byte. Inlined, the compiler removes the fields of the element that the caller does not use, which halves its time.
    /// Without std, for firmware, size counts more.
    #[cfg_attr(feature = "std", inline(always))]
    fn take(&mut self, identifier: u8) -> Result<Element<'a>, DerError> {
        let short = match self.rest {
            [_, length @ 0..=0x7f, contents @ ..] => {
                contents.split_at_checked(usize::from(*length))
            }
            _ => None,
        };
        let (value, rest) = match short {
            Some(split) => split,
            None => self.split_long()?,
        };
        Ok(self.pass(identifier, value, rest))
    }

    /// Moves on to the rest, after the next element.
    #[cfg_attr(feature = "std", inline(always))]
    fn pass(&mut self, identifier: u8, value: &'a [u8], rest: &'a [u8]) -> Element<'a> {
        let length = self.rest.len().saturating_sub(rest.len());
        let whole = self.rest.get(..length).unwrap_or_default();
        self.rest = rest;
        Element { tag: Tag::of_byte(identifier), value, whole, base: self.base }
    }

    /// Whether the next element has this tag. False for tags of several bytes, which are not distinguished.
    #[inline]
    fn is_next(&self, tag: Tag) -> bool {
        is_of_one_byte(tag.byte()) && self.rest.first() == Some(&tag.byte())
    }

    fn identifier(&self) -> u8 {
        self.rest.first().copied().unwrap_or_default()
    }

    /// The contents of the next element and the rest after it, for a length of two or more bytes.
    #[inline(never)]
    fn split_long(&self) -> Result<(&'a [u8], &'a [u8]), DerError> {
        let usual = match self.rest {
            [_, 0x81, length @ 0x80..=0xff, contents @ ..] => {
                contents.split_at_checked(usize::from(*length))
            }
            [_, 0x82, high @ 0x01..=0xff, low, contents @ ..] => {
                contents.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))
            }
            _ => None,
        };
        usual.map_or_else(|| self.split_by_der(), Ok)
    }

    /// The contents of the next element, of any tag, and the rest after it.
    #[cold]
    fn split_by_der(&self) -> Result<(&'a [u8], &'a [u8]), DerError> {
        self.header_and_split().map(|(_, value, rest)| (value, rest))
    }

    /// The error for a next element that does not have this tag.
    #[cold]
    fn unexpected(&self, expected: Tag) -> DerError {
        match self.header_and_split() {
            Ok((header, ..)) => {
                let actual = header.tag();
                DerError::new(Fault::UnexpectedTag { expected, actual }, self.offset())
            }
            Err(error) => error,
        }
    }

    fn header_and_split(&self) -> Result<(Header, &'a [u8], &'a [u8]), DerError> {
        let start = self.offset();
        let fail = |error: ::der::Error| DerError::from_der(&error, start);
        let mut reader = SliceReader::new(self.rest).map_err(fail)?;
        let header = Header::decode(&mut reader).map_err(fail)?;
        let value = reader.read_slice(header.length()).map_err(fail)?;
        let length = usize::try_from(reader.position()).map_err(fail)?;
        let rest = self.rest.get(length..);
        let rest = rest.ok_or(DerError::new(Fault::PastTheEnd, start))?;
        Ok((header, value, rest))
    }
}

impl<'a> Element<'a> {
    /// Reads the elements inside this one.
    pub(crate) const fn inside(&self) -> Reader<'a> {
        Reader { rest: self.value, base: self.base }
    }

    /// Offset of the contents in the outermost input.
    pub(crate) fn offset(&self) -> usize {
        self.value.as_ptr().addr().wrapping_sub(self.base)
    }

    /// An error about the contents of this element.
    pub(crate) fn fault(&self, fault: Fault) -> DerError {
        DerError::new(fault, self.offset())
    }

    /// The contents as a BOOLEAN: FF or 00 (X.690 §11.1).
    pub(crate) fn boolean(&self) -> Result<bool, DerError> {
        match self.value {
            [0xff] => Ok(true),
            [0x00] => Ok(false),
            _ => Err(self.fault(Fault::BadValue)),
        }
    }

    /// The contents as an INTEGER in the fewest bytes (X.690 §8.3.2), with its sign.
    pub(crate) fn integer(&self) -> Result<&'a [u8], DerError> {
        match self.value {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(self.fault(Fault::BadValue))
            }
            value => Ok(value),
        }
    }

    /// The contents as an INTEGER from 0 to 255.
    pub(crate) fn small_integer(&self) -> Result<u8, DerError> {
        match self.integer()? {
            [value @ 0x00..=0x7f] | [0x00, value @ 0x80..=0xff] => Ok(*value),
            _ => Err(self.fault(Fault::OutOfRange)),
        }
    }

    /// The contents as an INTEGER of 0 or more; `None` for 256 and above.
    pub(crate) fn natural(&self) -> Result<Option<u8>, DerError> {
        match self.integer()? {
            [value @ 0x00..=0x7f] | [0x00, value @ 0x80..=0xff] => Ok(Some(*value)),
            [0x80..=0xff, ..] => Err(self.fault(Fault::Negative)),
            _ => Ok(None),
        }
    }

    /// The contents as an OBJECT IDENTIFIER of any length: complete arcs without padding (X.690 §8.19).
    #[inline]
    pub(crate) fn oid(&self) -> Result<&'a [u8], DerError> {
        // Most have three arcs of one byte each: the attributes of names, and extensions.
        let is_usual = matches!(self.value, [0..=0x7f, 0..=0x7f, 0..=0x7f]);
        if is_usual || has_whole_arcs(self.value) {
            Ok(self.value)
        } else {
            Err(self.fault(Fault::BadValue))
        }
    }

    /// The contents as a BIT STRING: the number of unused bits, which must be 0, and the bytes.
    pub(crate) fn bit_string(&self) -> Result<(u8, &'a [u8]), DerError> {
        match self.value {
            [unused @ 0..=7, bytes @ ..] => match bytes.last() {
                None if *unused == 0 => Ok((0, bytes)),
                Some(last) if last & low_bits(*unused) == 0 => Ok((*unused, bytes)),
                _ => Err(self.fault(Fault::BadValue)),
            },
            _ => Err(self.fault(Fault::BadValue)),
        }
    }

    /// The contents as a BIT STRING of whole bytes.
    pub(crate) fn bytes_of_bit_string(&self) -> Result<&'a [u8], DerError> {
        match self.bit_string()? {
            (0, bytes) => Ok(bytes),
            _ => Err(self.fault(Fault::UnusedBits)),
        }
    }
}

/// The lowest bits of a byte: up to seven.
const fn low_bits(count: u8) -> u8 {
    !(u8::MAX << (count & 7))
}

#[cfg(test)]
mod tests;
