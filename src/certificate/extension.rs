//! One extension: its identifier, whether it is critical, and its contents (RFC 5280 §4.2).

use super::error::Kind;
use crate::bytes::der::{DerError, Element, Tag};
use arrayvec::ArrayVec;

/// The most extensions a certificate may have. Certificates in the field have about ten; those of Mozilla's list, of
/// samples from public CT logs, and of PKITS have fewer than 20. Bounds the search for duplicates.
const MAX_EXTENSIONS: usize = 64;

/// One extension.
pub(super) struct Extension<'a> {
    /// The last arc of an identifier of 2.5.29 (RFC 5280 §4.2.1) of up to 63; `None` for others.
    pub(super) arc: Option<u8>,
    pub(super) id: &'a [u8],
    /// Where the identifier is in the certificate.
    pub(super) id_offset: usize,
    pub(super) critical: bool,
    pub(super) value: Element<'a>,
}

impl<'a> Extension<'a> {
    #[inline]
    pub(super) fn read(element: &Element<'a>) -> Result<Self, DerError> {
        // The identifier is behind its tag and its length.
        let id = |length| element.value.get(2..length).unwrap_or_default();
        let id_offset = element.offset().saturating_add(2);
        if let Some((arc @ 0..=63, critical, value)) = element.plain_extension() {
            return Ok(Self { arc: Some(arc), id: id(5), id_offset, critical, value });
        }
        let (id, critical, value) = extension(element)?;
        let arc = match id.value {
            [0x55, 0x1d, arc @ 0..=63] => Some(*arc),
            _ => None,
        };
        Ok(Self { arc, id: id.value, id_offset: id.offset(), critical, value })
    }
}

/// The identifiers read so far.
#[derive(Default)]
pub(super) struct Seen<'a> {
    /// Those of RFC 5280 §4.2.1, by their last arc: nearly all of them.
    standard: u64,
    others: ArrayVec<&'a [u8], MAX_EXTENSIONS>,
    /// The number of both.
    count: usize,
}

impl<'a> Seen<'a> {
    #[inline]
    pub(super) fn add(&mut self, extension: &Extension<'a>) -> Result<(), Kind> {
        let id = extension.id;
        let bit = extension.arc.map_or(0, |arc| 1_u64 << (arc & 63));
        if self.standard & bit != 0 || (bit == 0 && self.others.contains(&id)) {
            return Err(Kind::DuplicateExtension);
        }
        if self.count == MAX_EXTENSIONS {
            return Err(Kind::TooManyExtensions { most: MAX_EXTENSIONS });
        }
        self.count = self.count.saturating_add(1);
        self.standard |= bit;
        if bit == 0 {
            self.others
                .try_push(id)
                .map_err(|_| Kind::TooManyExtensions { most: MAX_EXTENSIONS })?;
        }
        Ok(())
    }
}

/// extnID, critical, extnValue.
#[cfg_attr(
    feature = "std",
    expect(clippy::inline_always, reason = "callers drop most of what is read"),
    inline(always)
)]
pub(crate) fn extension<'a>(
    element: &Element<'a>,
) -> Result<(Element<'a>, bool, Element<'a>), DerError> {
    let mut inside = element.inside();
    let id = inside.expect(Tag::ObjectIdentifier)?;
    id.oid()?;
    // FALSE is the DEFAULT, which DER leaves out (X.690 §11.5). Certificates that encode it are common, every parser
    // gives it the same meaning, and webpki accepts it too.
    let critical = match inside.optional(Tag::Boolean)? {
        Some(critical) => critical.boolean()?,
        None => false,
    };
    let value = inside.expect(Tag::OctetString)?;
    inside.end()?;
    Ok((id, critical, value))
}

/// The last arcs of the identifiers that are distinguished.
pub(super) mod arc {
    use crate::bytes::oid;

    /// The last arc of an identifier of three bytes.
    const fn last(id: &[u8]) -> u8 {
        match id {
            [0x55, 0x1d, arc] => *arc,
            _ => u8::MAX,
        }
    }

    pub(in super::super) const SUBJECT_KEY_IDENTIFIER: u8 = last(oid::SUBJECT_KEY_IDENTIFIER);
    pub(in super::super) const KEY_USAGE: u8 = last(oid::KEY_USAGE);
    pub(in super::super) const SUBJECT_ALT_NAME: u8 = last(oid::SUBJECT_ALT_NAME);
    pub(in super::super) const BASIC_CONSTRAINTS: u8 = last(oid::BASIC_CONSTRAINTS);
    pub(in super::super) const NAME_CONSTRAINTS: u8 = last(oid::NAME_CONSTRAINTS);
    pub(in super::super) const CRL_DISTRIBUTION_POINTS: u8 = last(oid::CRL_DISTRIBUTION_POINTS);
    pub(in super::super) const AUTHORITY_KEY_IDENTIFIER: u8 = last(oid::AUTHORITY_KEY_IDENTIFIER);
    pub(in super::super) const POLICY_CONSTRAINTS: u8 = last(oid::POLICY_CONSTRAINTS);
    pub(in super::super) const EXTENDED_KEY_USAGE: u8 = last(oid::EXTENDED_KEY_USAGE);
}

#[cfg(test)]
mod tests {
    use super::extension;
    use crate::bytes::der::Reader;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// Bytes of which many are at the edges of what the fast way looks for.
    fn byte() -> impl Strategy<Value = u8> {
        const MARKED: &[u8] = &[0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, 0x55, 0x1d, 0x04, 0x06, 0x30];
        prop_oneof![proptest::sample::select(MARKED), any::<u8>()]
    }

    /// The contents of an extension in which any of the lengths, tags or bytes may be another.
    fn contents() -> impl Strategy<Value = Vec<u8>> {
        let changed = proptest::option::weighted(0.4, (0_usize..12, byte()));
        (byte(), any::<bool>(), 0_usize..140, changed).prop_map(
            |(arc, critical, length, changed)| {
                let mut extension = Vec::from([0x06, 0x03, 0x55, 0x1d, arc]);
                if critical {
                    extension.extend([0x01, 0x01, 0xff]);
                }
                extension.extend([0x04, u8::try_from(length).unwrap_or(0xff)]);
                extension.resize(extension.len().saturating_add(length), 0x5a);
                if let Some((place, byte)) = changed
                    && let Some(place) = extension.get_mut(place)
                {
                    *place = byte;
                }
                extension
            },
        )
    }

    proptest! {
        #[test]
        fn plain_extensions_are_read_as_the_general_way_reads_them(contents in contents()) {
            let mut input = Vec::from([0x30, 0x81, u8::try_from(contents.len()).unwrap_or(0xff)]);
            if contents.len() < 0x80 {
                input.remove(1);
            }
            input.extend(&contents);
            let element = Reader::at(&input, 7).any().unwrap();
            if let Some((arc, critical, value)) = element.plain_extension() {
                let general = extension(&element);
                let (id, expected, contents) = general.unwrap();
                prop_assert_eq!(id.value, [0x55, 0x1d, arc]);
                prop_assert_eq!((critical, value), (expected, contents));
            }
        }
    }
}
