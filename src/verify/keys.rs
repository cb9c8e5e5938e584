//! Small numbers for the keys and names of a graph, and marks by which certificates and keys are distinguished.

use crate::certificate::Certificate;
use arrayvec::ArrayVec;

/// The number of a name or a key: at most 130 of a graph. There are many, and they are on the stack, so they are small.
pub(super) type Number = u8;

/// A few bytes by which most certificates and keys differ: one that is new is known without reading the others.
pub(super) type Mark = u32;

/// An index as a number.
pub(super) fn number(index: usize) -> Number {
    Number::try_from(index).unwrap_or(Number::MAX)
}

/// False if none is the same.
pub(super) fn has_mark(marks: &[Mark], mark: Mark) -> bool {
    let is_same = |other: &Mark| *other == mark;
    // Without a branch for each, so that several are compared at once.
    marks.iter().fold(false, |found, other| found | is_same(other))
}

/// The end of the signature.
pub(super) fn mark_of(certificate: &Certificate) -> Mark {
    mark_of_end(certificate.as_der())
}

/// The mark of a certificate or a signature with these bytes: a certificate ends with its signature.
pub(super) fn mark_of_end(bytes: &[u8]) -> Mark {
    bytes.last_chunk().map_or(0, |end| Mark::from_le_bytes(*end))
}

/// The end of the key, without the exponent in which keys of RSA end.
fn mark_of_key(spki: &[u8]) -> Mark {
    let end = spki.last_chunk::<9>();
    end.map_or(0, |[a, b, c, d, ..]| Mark::from_le_bytes([*a, *b, *c, *d]))
}

/// The number of the certificate's key among the different keys: each with a certificate that has it, and its mark. There is
/// room for all.
#[inline]
pub(super) fn number_of_key<'a, const N: usize>(
    owners: &mut ArrayVec<&'a Certificate, N>,
    marks: &mut ArrayVec<Mark, N>,
    certificate: &'a Certificate,
) -> Number {
    const { assert!(N <= 1 << Number::BITS) };
    let spki = certificate.spki_contents();
    let mark = mark_of_key(spki);
    if has_mark(marks, mark) {
        let mut known = owners.iter().zip(marks.iter());
        let is_same = |(owner, other): (&&Certificate, &Mark)| {
            *other == mark && owner.spki_contents() == spki
        };
        if let Some(known) = known.position(is_same) {
            return number(known);
        }
    }
    let added = owners.len();
    let _room = owners.try_push(certificate);
    let _room = marks.try_push(mark);
    number(added)
}
