//! The subject of a certificate without parsing the rest: the first peer must not cost the parsing of 100 certificates.

use crate::bytes::der::{DerError, Reader, Tag, context};
use crate::bytes::span::Span;
use crate::certificate::last_letter;

/// The subject of a certificate (contents bytes), if it is where it belongs.
pub(super) fn find_subject(der: &[u8]) -> Option<Span> {
    usual_subject(der).or_else(|| any_subject(der).ok())
}

/// The subject of a certificate of version 3 with lengths in the usual forms, as nearly all are.
fn usual_subject(der: &[u8]) -> Option<Span> {
    let start = der.first_chunk()?;
    // Compared at once, because an index asks this of every root.
    if u128::from_ne_bytes(*start) & COMPARED != USUAL {
        return None;
    }
    let [_, _, high, low, _, _, inner_high, inner_low, .., serial, _] = *start;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let inner = usize::from(u16::from_be_bytes([inner_high, inner_low]));
    let room = der.len().saturating_sub(4);
    // A length below 256 has another form.
    if high == 0 || inner_high == 0 || length > room || inner > room.saturating_sub(4) {
        return None;
    }
    let mut at = usize::from(serial).wrapping_add(15);
    for _signature_issuer_validity in 0..3 {
        let (start, length) = sequence(der, at)?;
        at = start.wrapping_add(length);
    }
    let (start, length) = sequence(der, at)?;
    (start.wrapping_add(length) <= der.len()).then(|| Span::new(start, length))
}

/// Where the contents of a SEQUENCE start whose length has one or two bytes, and their length. They may run past the end.
#[inline]
fn sequence(der: &[u8], at: usize) -> Option<(usize, usize)> {
    let (start, length) = match der.get(at..)?.first_chunk()? {
        [0x30, length @ 0x00..=0x7f, _] => (at.wrapping_add(2), length),
        [0x30, 0x81, length @ 0x80..=0xff] => (at.wrapping_add(3), length),
        _ => return None,
    };
    Some((start, usize::from(*length)))
}

/// What a usual certificate starts with: two sequences with lengths of two bytes, version 3, and a serial number with a length
/// of one byte below 0x80.
const USUAL: u128 = u128::from_ne_bytes(*b"\x30\x82\0\0\x30\x82\0\0\xa0\x03\x02\x01\x02\x02\0\0");

/// The bits of it that are always the same: all but the lengths and the first byte of the serial number.
const COMPARED: u128 =
    u128::from_ne_bytes(*b"\xff\xff\0\0\xff\xff\0\0\xff\xff\xff\xff\xff\xff\x80\0");

fn any_subject(der: &[u8]) -> Result<Span, DerError> {
    let mut tbs = Reader::new(der).expect(Tag::Sequence)?.inside().expect(Tag::Sequence)?.inside();
    tbs.optional(context(0, true))?;
    tbs.expect(Tag::Integer)?;
    for _signature_issuer_validity in 0..3 {
        tbs.expect(Tag::Sequence)?;
    }
    tbs.expect(Tag::Sequence).map(|subject| Span::of_value(&subject))
}

/// A hash of a name, eight bytes at a time. Names of one CA differ in few bytes, and lists have hundreds of them. Its last byte
/// is the [last letter](last_letter).
pub(super) fn hash_of(name: &[u8]) -> u32 {
    // The multiplier of FxHash, 2^64 divided by pi.
    const MULTIPLIER: u64 = 0x517c_c1b7_2722_0a95;
    let add = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(MULTIPLIER);
    let add_words = |hash, bytes: &[u8]| {
        let words = bytes.as_chunks::<8>().0.iter();
        words.fold(hash, |hash, word| add(hash, u64::from_le_bytes(*word)))
    };
    let length = u64::try_from(name.len()).unwrap_or(u64::MAX);
    let (blocks, rest) = name.as_chunks::<32>();
    let hash = blocks.iter().fold(length, |hash, block| add_words(hash, block));
    let hash = add_words(hash, rest);
    let hash = match name.last_chunk::<8>() {
        Some(word) => add(hash, u64::from_le_bytes(*word)),
        None => name.iter().fold(hash, |hash, byte| add(hash, u64::from(*byte))),
    };
    let [.., a, b, c] = hash.to_le_bytes();
    u32::from_le_bytes([last_letter(name), a, b, c])
}

/// The last letter of a name with this hash.
pub(super) const fn letter_of(hash: u32) -> u8 {
    let [letter, ..] = hash.to_le_bytes();
    letter
}

#[cfg(test)]
mod tests {
    use super::{any_subject, hash_of, usual_subject};
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    fn root() -> impl Strategy<Value = Vec<u8>> {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        (0..roots.len()).prop_map(|index| roots[index].as_ref().to_vec())
    }

    #[test]
    fn nearly_every_root_is_usual_and_has_a_hash_of_its_own() {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        let usual = roots.iter().filter(|root| usual_subject(root).is_some()).count();
        assert!(usual * 10 >= roots.len() * 9, "{usual} of {}", roots.len());
        let subjects: BTreeSet<&[u8]> =
            roots.iter().map(|root| any_subject(root).unwrap().of(root)).collect();
        let hashes: BTreeSet<u32> = subjects.iter().map(|subject| hash_of(subject)).collect();
        assert_eq!(hashes.len(), subjects.len());
    }

    proptest! {
        #[test]
        fn usual_subject_is_the_one_that_the_general_way_finds(
            root in root(),
            changed in proptest::option::of((0_usize..300, any::<u8>())),
            cut in proptest::option::weighted(0.2, 0_usize..400),
        ) {
            let mut der = root;
            if let Some((place, byte)) = changed
                && let Some(place) = der.get_mut(place)
            {
                *place = byte;
            }
            der.truncate(cut.unwrap_or(usize::MAX));
            if let Some(subject) = usual_subject(&der) {
                prop_assert_eq!(any_subject(&der), Ok(subject));
            }
        }
    }
}
