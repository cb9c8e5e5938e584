//! Fast ways for the forms that nearly all certificates have. What they do not read is left to the general ways, and a test
//! requires that both read the same.

use super::{Element, Reader, Tag, context};

impl<'a> Reader<'a> {
    /// True if the next bytes are these, which are whole elements, and skips them.
    #[inline]
    pub(crate) fn skip_bytes(&mut self, elements: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(elements);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes the next elements as long as they have this tag and a length of one byte, and returns their number. Faults are
    /// left for others to find.
    #[inline]
    pub(crate) fn skip_short(&mut self, tag: Tag) -> u32 {
        let mut count = 0_u32;
        while let [identifier, length @ 0..=0x7f, contents @ ..] = self.rest
            && *identifier == tag.byte()
            && let Some(rest) = contents.get(usize::from(*length)..)
        {
            self.rest = rest;
            count = count.saturating_add(1);
        }
        count
    }

    /// Takes a SEQUENCE of one `[0]` and nothing else, with lengths of one byte, if it is all that is left. Returns the `[0]`, in
    /// which nearly every authority key identifier has its key.
    #[inline]
    pub(crate) fn take_sequence_of_0(&mut self) -> Option<Element<'a>> {
        let [0x30, sequence @ 0x02..=0x7f, whole @ ..] = self.rest else { return None };
        let [0x80, length, value @ ..] = whole else { return None };
        if whole.len() != usize::from(*sequence) || value.len() != usize::from(*length) {
            return None;
        }
        self.rest = value.get(value.len()..).unwrap_or_default();
        Some(Element { tag: context(0, false), value, whole, base: self.base })
    }

    /// Takes the next relative distinguished names as long as each is a set of one attribute of X.520 whose value is a
    /// `UTF8String`, `PrintableString` or `IA5String` of up to 118 bytes: nearly all are. Every length of such a name is one
    /// byte, and determined by the last.
    #[inline]
    pub(crate) fn skip_plain_names(&mut self) {
        while let [
            0x31,
            set,
            0x30,
            attribute,
            0x06,
            0x03,
            0x55,
            0x04,
            0x00..=0x7f,
            0x0c | 0x13 | 0x16,
            length,
            contents @ ..,
        ] = self.rest
            && *length <= 0x7f - 9
            && *set == length.wrapping_add(9)
            && *attribute == length.wrapping_add(7)
            && let Some(rest) = contents.get(usize::from(*length)..)
        {
            self.rest = rest;
        }
    }
}

impl<'a> Element<'a> {
    /// The elements of an extension whose identifier is one of 2.5.29, with the last arc, and whose lengths have one byte
    /// each: the identifier, whether it is critical (FALSE is left out), and the contents. `None` says nothing.
    #[inline]
    pub(crate) fn plain_extension(&self) -> Option<(u8, bool, Element<'a>)> {
        let (arc, critical, whole, length, contents) = match self.value {
            [0x06, 0x03, 0x55, 0x1d, arc @ 0x00..=0x7f, whole @ ..] => match whole {
                [0x04, length @ 0x00..=0x7f, contents @ ..] => {
                    (arc, false, whole, length, contents)
                }
                [0x01, 0x01, 0xff, whole @ ..] => match whole {
                    [0x04, length @ 0x00..=0x7f, contents @ ..] => {
                        (arc, true, whole, length, contents)
                    }
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        let value = Element { tag: Tag::OctetString, value: contents, whole, base: self.base };
        (contents.len() == usize::from(*length)).then_some((*arc, critical, value))
    }
}

/// Whether these are the contents of an OBJECT IDENTIFIER: complete arcs without padding (X.690 §8.19).
#[inline]
pub(crate) fn has_whole_arcs(contents: &[u8]) -> bool {
    are_plainly_whole(contents) || are_whole(contents)
}

/// True for 4 to 16 bytes of which none is 0x80, so that no arc is padded, and the last ends an arc. These are nearly all
/// identifiers, and a certificate has twenty. False says nothing.
#[inline]
fn are_plainly_whole(contents: &[u8]) -> bool {
    let Some(0x00..=0x7f) = contents.last() else { return false };
    match (contents.first_chunk(), contents.last_chunk()) {
        (Some(start), Some(end)) if contents.len() <= 16 => {
            !has_0x80(u64::from_le_bytes(*start)) && !has_0x80(u64::from_le_bytes(*end))
        }
        (Some(_), Some(_)) => false,
        _ => match (contents.first_chunk(), contents.last_chunk()) {
            (Some(start), Some(end)) => {
                let [start, end] = [*start, *end].map(u32::from_le_bytes);
                !has_0x80(u64::from(start) << 32 | u64::from(end))
            }
            _ => false,
        },
    }
}

/// Whether one of the bytes is 0x80. Exact: a byte of zero is the lowest that borrows.
const fn has_0x80(bytes: u64) -> bool {
    let zeros = bytes ^ 0x8080_8080_8080_8080;
    zeros.wrapping_sub(0x0101_0101_0101_0101) & !zeros & 0x8080_8080_8080_8080 != 0
}

#[inline(never)]
fn are_whole(contents: &[u8]) -> bool {
    let mut starts_arc = true;
    for &byte in contents {
        if starts_arc && byte == 0x80 {
            return false;
        }
        starts_arc = byte & 0x80 == 0;
    }
    starts_arc && !contents.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{are_plainly_whole, are_whole};
    use crate::bytes::der::{Reader, Tag, context};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// Bytes of which many are at the edges of what the fast ways look for.
    fn byte() -> impl Strategy<Value = u8> {
        const MARKED: &[u8] =
            &[0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, 0x55, 0x1d, 0x04, 0x06, 0x30, 0x31];
        prop_oneof![proptest::sample::select(MARKED), any::<u8>()]
    }

    /// A set of one attribute in which any of the lengths, tags or bytes may be another.
    fn rdn() -> impl Strategy<Value = Vec<u8>> {
        let value =
            (0_usize..130, proptest::sample::select(&[0x0c_u8, 0x13, 0x16, 0x1e, 0x06][..]));
        (value, any::<u8>(), proptest::option::weighted(0.3, (0_usize..12, byte()))).prop_map(
            |((length, tag), arc, changed)| {
                let at = |more: usize| u8::try_from(length.wrapping_add(more)).unwrap_or(0xff);
                let mut rdn =
                    Vec::from([0x31, at(9), 0x30, at(7), 0x06, 0x03, 0x55, 0x04, arc, tag, at(0)]);
                rdn.resize(rdn.len().saturating_add(length), b'a');
                if let Some((place, byte)) = changed
                    && let Some(place) = rdn.get_mut(place)
                {
                    *place = byte;
                }
                rdn
            },
        )
    }

    /// The number of whole RDNs that the general way reads.
    fn plain_by_general(input: &[u8]) -> Vec<usize> {
        let mut ends = Vec::from([0]);
        let mut names = Reader::new(input);
        let mut next = || -> Option<usize> {
            let mut attributes = names.expect(Tag::Set).ok()?.inside();
            let mut attribute = attributes.expect(Tag::Sequence).ok()?.inside();
            attributes.end().ok()?;
            attribute.expect(Tag::ObjectIdentifier).ok()?.oid().ok()?;
            attribute.any().ok()?;
            attribute.end().ok()?;
            Some(names.offset())
        };
        while let Some(end) = next() {
            ends.push(end);
        }
        ends
    }

    proptest! {
        #[test]
        fn identifiers_are_checked_as_byte_by_byte(id in proptest::collection::vec(byte(), 0..24)) {
            prop_assert!(!are_plainly_whole(&id) || are_whole(&id), "{id:02x?}");
            let is_usual = (4..=16).contains(&id.len()) && !id.contains(&0x80);
            if is_usual && id.last().is_some_and(|last| *last < 0x80) {
                prop_assert!(are_plainly_whole(&id), "{id:02x?}");
            }
        }

        #[test]
        fn plain_names_are_names_that_the_general_way_reads(
            rdns in proptest::collection::vec(rdn(), 0..4),
        ) {
            let input = rdns.concat();
            let mut fast = Reader::new(&input);
            fast.skip_plain_names();
            prop_assert!(plain_by_general(&input).contains(&fast.offset()), "{input:02x?}");
        }

        #[test]
        fn sequence_of_0_is_taken_as_the_general_way_reads_it(
            length in 0_usize..140,
            changed in proptest::option::weighted(0.5, (0_usize..8, byte())),
            more in proptest::collection::vec(byte(), 0..2),
        ) {
            let at = |more: usize| u8::try_from(length.wrapping_add(more)).unwrap_or(0xff);
            let mut input = Vec::from([0x30, at(2), 0x80, at(0)]);
            input.resize(input.len().saturating_add(length), 0x5a);
            if let Some((place, byte)) = changed
                && let Some(place) = input.get_mut(place)
            {
                *place = byte;
            }
            input.extend(more);
            let mut fast = Reader::new(&input);
            let mut general = Reader::new(&input);
            if let Some(element) = fast.take_sequence_of_0() {
                let mut inside = general.expect(Tag::Sequence).unwrap().inside();
                prop_assert_eq!(inside.optional(context(0, false)).unwrap(), Some(element));
                prop_assert!(inside.is_empty() && general.is_empty());
                prop_assert_eq!(fast.offset(), general.offset());
            } else {
                prop_assert_eq!(fast.offset(), 0);
            }
        }

        #[test]
        fn short_elements_are_skipped_as_the_general_way_reads_them(
            input in proptest::collection::vec(prop_oneof![Just(0x82_u8), 0_u8..4, byte()], 0..40),
        ) {
            let (mut fast, mut general) = (Reader::new(&input), Reader::new(&input));
            let tag = context(2, false);
            let count = fast.skip_short(tag);
            for _ in 0..count {
                prop_assert!(matches!(general.optional(tag), Ok(Some(_))), "{input:02x?}");
            }
            prop_assert_eq!(fast.offset(), general.offset());
        }
    }
}
