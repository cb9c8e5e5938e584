//! Detects what a DER structure is, by the tags of its first elements.

use super::{FileKind, KeyFormat};
use crate::bytes::der::{Tag, context};
use crate::bytes::tag::is_of_one_byte;
use ::der::oid::ObjectIdentifier;

/// The kind of a DER structure, by its first elements. Damage further in does not change it.
pub(crate) fn der_kind(bytes: &[u8]) -> Option<FileKind> {
    let outer = peek(bytes).filter(|outer| outer.tag == Tag::Sequence)?;
    let first = peek(outer.inside)?;
    let second = peek(first.after);
    match first.tag {
        Tag::Sequence => signed_kind(first.inside, second.map(|second| second.tag)),
        Tag::Integer => numbered_kind(first.inside, &second?),
        Tag::ObjectIdentifier => CONTENT_TYPES
            .iter()
            .any(|arc| first.inside.starts_with(arc.as_bytes()))
            .then_some(FileKind::Pkcs7),
        _ => None,
    }
}

/// `SEQUENCE { SEQUENCE { inner … }, second … }`: something signed, or an algorithm and its data.
fn signed_kind(inner: &[u8], second: Option<Tag>) -> Option<FileKind> {
    let one = peek(inner)?;
    let two = peek(one.after);
    let three = two.as_ref().and_then(|two| peek(two.after));
    let four = three.as_ref().and_then(|three| peek(three.after));
    let two = two.map(|two| two.tag);
    let three = three.map(|three| three.tag);
    match (one.tag, two, three, four.map(|four| four.tag)) {
        (Tag::ObjectIdentifier, ..) => match second? {
            Tag::BitString => Some(FileKind::PublicKey),
            Tag::OctetString => Some(FileKind::EncryptedPrivateKey),
            _ => None,
        },
        (tag, None | Some(Tag::Integer), ..) if tag == context(0, true) => {
            let version = peek(one.inside)?.tag == Tag::Integer;
            version.then_some(FileKind::Certificate)
        }
        (Tag::Integer, Some(Tag::Sequence), Some(Tag::Sequence), fourth) => match fourth {
            Some(Tag::Sequence) => Some(FileKind::Certificate),
            Some(Tag::UtcTime | Tag::GeneralizedTime) => Some(FileKind::CertificateRevocationList),
            Some(tag) if tag != context(0, true) => None,
            _ => Some(FileKind::CertificateRequest),
        },
        (Tag::Sequence, Some(Tag::Sequence), Some(Tag::UtcTime | Tag::GeneralizedTime), _) => {
            Some(FileKind::CertificateRevocationList)
        }
        _ => None,
    }
}

/// `SEQUENCE { INTEGER, second … }`: keys, key parameters and PKCS#12.
fn numbered_kind(number: &[u8], second: &Peek<'_>) -> Option<FileKind> {
    let key = |format| Some(FileKind::PrivateKey(format));
    match (number, second.tag) {
        ([3], Tag::Sequence) => Some(FileKind::Pkcs12),
        ([0 | 1], Tag::Sequence) => {
            let algorithm = peek(second.inside)?.tag == Tag::ObjectIdentifier;
            algorithm.then_some(FileKind::PrivateKey(KeyFormat::Pkcs8))
        }
        ([1], Tag::OctetString) => key(KeyFormat::Sec1),
        (_, Tag::Integer) => {
            let mut rest = second.after;
            let mut numbers = 2_u8;
            while let Some(next) = peek(rest).filter(|next| next.tag == Tag::Integer) {
                rest = next.after;
                numbers = numbers.saturating_add(1);
                if numbers > 9 {
                    break;
                }
            }
            match (number, numbers) {
                ([0], 6) => key(KeyFormat::Dsa),
                ([0 | 1], _) => key(KeyFormat::Pkcs1),
                // A Diffie-Hellman generator is 2 or 5; an RSA exponent is neither.
                (_, 2) if !matches!(second.inside, [2 | 5]) => Some(FileKind::PublicKey),
                (_, 4) => Some(FileKind::PublicKey),
                _ => Some(FileKind::KeyParameters),
            }
        }
        _ => None,
    }
}

/// The first element of some bytes. Its length may be indefinite, or run past the end.
struct Peek<'a> {
    tag: Tag,
    inside: &'a [u8],
    after: &'a [u8],
}

/// Reads a header. Its length need not be in the fewest bytes: [`is_ber`] reports that, and the parser rejects it.
fn peek(bytes: &[u8]) -> Option<Peek<'_>> {
    let (identifier, rest) = bytes.split_first()?;
    if !is_of_one_byte(*identifier) {
        return None;
    }
    let tag = Tag::of_byte(*identifier);
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x80 if tag == Tag::Sequence => return Some(Peek { tag, inside: rest, after: &[] }),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 7))?;
            let length = digits.iter().fold(0_u32, |sum, digit| sum << 8 | u32::from(*digit));
            (usize::try_from(length).ok()?, rest)
        }
        _ => return None,
    };
    let (inside, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    Some(Peek { tag, inside, after })
}

/// Whether a SEQUENCE has a length that BER allows and DER does not: indefinite (X.690 §8.1.3.6), or in more bytes than
/// it needs (§10.1).
pub(crate) const fn is_ber(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x80, ..] | [0x30, 0x81, 0..=0x7f, ..] | [0x30, 0x82..=0x84, 0, ..])
}

/// The arcs of the content types of PKCS#7 and CMS (RFC 2315 §14, RFC 8551).
const CONTENT_TYPES: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1"),
];
