//! The names that a certificate presents: its common name and the entries of its subjectAltName.

use crate::bytes::der::{Element, Tag};
use crate::certificate::Certificate;
use crate::mac::MacAddress;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The most specific common name, the last one in encoded order (RFC 2818 §3.1).
pub(super) fn common_name(certificate: &Certificate) -> Option<Element<'_>> {
    certificate.subject_attributes().common_names().last()
}

/// The MAC address that the most specific common name is, read as a host name would be: from a string, never from bytes
/// or a number.
pub(crate) fn mac_address(certificate: &Certificate) -> Option<MacAddress> {
    let value = common_name(certificate)?;
    let mut room: Room = [0; 256];
    let text = core::str::from_utf8(ascii(&value, &mut room)?).ok()?;
    MacAddress::from_common_name(text)
}

/// An entry of a subjectAltName, by the kinds that matter for names. Texts are raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry<'c> {
    Dns(&'c [u8]),
    Uri(&'c [u8]),
    Email(&'c [u8]),
    Ip(&'c [u8]),
    OtherName,
    /// The contents of a `Name`.
    Directory(&'c [u8]),
    /// Any other kind, by its tag: it never names a host.
    Nothing(u8),
}

/// The entries of the subjectAltName; none if there is no such extension.
pub(super) fn entries(certificate: &Certificate) -> Entries<'_> {
    let contents = certificate.extensions().subject_alt_name;
    Entries(contents.map_or(&[], |span| span.of(certificate.as_der())))
}

/// Whether there is a subjectAltName without entries, which RFC 5280 §4.2.1.6 forbids. The missing entry may have been a
/// DNS name, and beside a DNS name no common name counts.
pub(super) fn lists_nothing(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    extensions.subject_alt_name.is_some() && extensions.subject_alt_names == 0
}

/// A walk over entries whose encoding was checked when the certificate was parsed. So it reads tags and lengths only: a
/// server with many names is compared at each connection, and a full check would take ten times as long.
#[derive(Clone, Debug)]
pub(super) struct Entries<'c>(&'c [u8]);

impl<'c> Iterator for Entries<'c> {
    type Item = Entry<'c>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'c>> {
        if self.0.is_empty() {
            return None;
        }
        let Some((entry, rest)) = entry(self.0) else {
            // Cannot happen. If it did, the names after it would be unknown, and one of them could be a DNS name,
            // beside which no common name counts.
            self.0 = &[];
            return Some(Entry::Dns(&[]));
        };
        self.0 = rest;
        Some(entry)
    }
}

/// The first entry, and the rest.
pub(super) fn entry(der: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (tag, value, rest) = split_element(der)?;
    let entry = match tag {
        0x81 => Entry::Email(value),
        0x82 => Entry::Dns(value),
        0x86 => Entry::Uri(value),
        0x87 => Entry::Ip(value),
        0xa0 => Entry::OtherName,
        0xa4 => Entry::Directory(split_element(value).map_or(value, |(_, name, _)| name)),
        tag => Entry::Nothing(tag),
    };
    Some((entry, rest))
}

/// Tag, contents, and the rest. Certificates are too small for lengths of three bytes.
pub(super) fn split_element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, length, rest) = match der {
        [tag, length @ 0..=0x7f, rest @ ..] | [tag, 0x81, length, rest @ ..] => {
            (tag, usize::from(*length), rest)
        }
        [tag, 0x82, high, low, rest @ ..] => {
            (tag, usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((*tag, value, rest))
}

/// The address of an iPAddress entry (RFC 5280 §4.2.1.6): 4 bytes are IPv4, 16 are IPv6, other lengths are invalid.
///
/// An IPv4 address and the same address mapped into IPv6 differ.
pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::V4(Ipv4Addr::from(v4)));
    }
    let v6 = <[u8; 16]>::try_from(bytes).ok()?;
    Some(IpAddr::V6(Ipv6Addr::from(v6)))
}

/// A buffer for the low bytes of a text of two bytes a character.
pub(super) type Room = [u8; 256];

/// The text of an attribute, if it is ASCII without NUL in one of the types that RFC 5280 §4.1.2.4 allows for names. These
/// are those of `DirectoryString`, except `UniversalString`, which is not in use, and `IA5String`, which was common.
pub(super) fn ascii<'r, 'e: 'r>(value: &Element<'e>, room: &'r mut Room) -> Option<&'r [u8]> {
    let bytes = match value.tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString => value.value,
        Tag::BmpString => narrow(value.value, room)?,
        _ => return None,
    };
    let is_text = |byte: &u8| byte.is_ascii() && *byte != 0;
    bytes.iter().all(is_text).then_some(bytes)
}

/// The low bytes of a `BMPString`, if all high bytes are 0. A host name has at most 253 characters.
fn narrow<'r>(units: &[u8], room: &'r mut Room) -> Option<&'r [u8]> {
    let (units, []) = units.as_chunks::<2>() else {
        return None;
    };
    let narrow = room.get_mut(..units.len())?;
    for (place, unit) in narrow.iter_mut().zip(units) {
        let [0, byte] = *unit else {
            return None;
        };
        *place = byte;
    }
    Some(narrow)
}
