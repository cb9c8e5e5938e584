//! The tag of an element, as its identifier byte.

use ::der::Decode as _;
use core::fmt;

/// A tag: class, form and number in one byte (X.690 §8.1.2), with the names that `der` gives them.
///
/// For numbers above 30, which take more bytes, it is the first byte. No field that is parsed here has one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(u8);

#[expect(non_upper_case_globals, reason = "they are spelled as the standard and `der` spell them")]
impl Tag {
    pub(crate) const Boolean: Self = Self(0x01);
    pub(crate) const Integer: Self = Self(0x02);
    pub(crate) const BitString: Self = Self(0x03);
    pub(crate) const OctetString: Self = Self(0x04);
    pub(crate) const ObjectIdentifier: Self = Self(0x06);
    pub(crate) const Enumerated: Self = Self(0x0a);
    pub(crate) const Utf8String: Self = Self(0x0c);
    pub(crate) const PrintableString: Self = Self(0x13);
    pub(crate) const TeletexString: Self = Self(0x14);
    pub(crate) const Ia5String: Self = Self(0x16);
    pub(crate) const UtcTime: Self = Self(0x17);
    pub(crate) const GeneralizedTime: Self = Self(0x18);
    pub(crate) const BmpString: Self = Self(0x1e);
    pub(crate) const Sequence: Self = Self(0x30);
    pub(crate) const Set: Self = Self(0x31);
}

impl Tag {
    /// The tag with this identifier byte.
    pub(super) const fn of_byte(identifier: u8) -> Self {
        Self(identifier)
    }

    /// The identifier byte.
    pub(crate) const fn byte(self) -> u8 {
        self.0
    }
}

/// The context-specific tag `[number]`, constructed or not. `number` is at most 30.
pub(crate) const fn context(number: u8, constructed: bool) -> Tag {
    Tag(number & 0x1f | if constructed { 0xa0 } else { 0x80 })
}

/// Whether this identifier is one byte, and a tag that `der` knows.
#[inline]
pub(super) const fn is_of_one_byte(identifier: u8) -> bool {
    matches!(
        identifier,
        0x01..=0x06 | 0x0a | 0x0c | 0x12..=0x18 | 0x1a | 0x1b | 0x1e | 0x30 | 0x31 | 0x80..=0x9e | 0xa0..=0xbe
    )
}

/// The name that `der` gives the tag.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ::der::Tag::from_der(&[self.0]) {
            Ok(tag) => tag.fmt(f),
            Err(_) => write!(f, "tag {:02x}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
