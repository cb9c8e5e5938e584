//! The public key of a certificate: its algorithm and size, for decisions and in words.

use super::object_id::ObjectId;
use crate::bytes::der::{DerError, Reader, Tag};
use crate::bytes::oid;
use crate::bytes::span::Span;
use crate::numbered::numbered;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// RSA keys with fewer bits are weak (NIST SP 800-131A; CA/Browser Forum BR §6.1.5). Neither TLS libraries nor CAs
/// accept them.
pub(crate) const MIN_RSA_BITS: u32 = 2048;

/// The algorithm and size of a certificate's public key (RFC 5280 §4.1.2.7).
///
/// ```
/// use trustslot::KeyAlgorithm;
///
/// let key = KeyAlgorithm::Rsa { bits: 1024 };
/// assert_eq!(key.to_string(), "RSA 1024");
/// assert!(key.is_weak());
/// assert!(!KeyAlgorithm::P256.is_weak());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// An RSA key.
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// A key on the elliptic curve NIST P-256 (secp256r1).
    P256,
    /// A key on the elliptic curve NIST P-384 (secp384r1).
    P384,
    /// A key on the elliptic curve NIST P-521 (secp521r1).
    P521,
    /// An Ed25519 key (RFC 8410).
    Ed25519,
    /// An ML-DSA-44 key (RFC 9881).
    MlDsa44,
    /// An ML-DSA-65 key (RFC 9881).
    MlDsa65,
    /// An ML-DSA-87 key (RFC 9881).
    MlDsa87,
    /// Any other key: another curve, a curve given by parameters, DSA, or a malformed key. No signature by it is accepted.
    /// [`Certificate::key_description`](crate::Certificate::key_description) says what it is.
    Other,
}

impl KeyAlgorithm {
    /// Reads the contents of a `SubjectPublicKeyInfo` to their end. Also returns the key, without its algorithm.
    ///
    /// An error is a fault of the encoding; a key that cannot be used is `Other`.
    pub(super) fn read(mut spki: Reader<'_>) -> Result<(Self, Span), DerError> {
        let mut algorithm = spki.expect(Tag::Sequence)?.inside();
        let id = algorithm.expect(Tag::ObjectIdentifier)?.oid()?;
        let parameters = if algorithm.is_empty() { None } else { Some(algorithm.any()?) };
        algorithm.end()?;
        let bits = spki.expect(Tag::BitString)?;
        let key = bits.bytes_of_bit_string()?;
        spki.end()?;
        let algorithm = match id {
            oid::RSA_ENCRYPTION if parameters.is_some_and(|null| null.whole == DER_NULL) => {
                rsa_bits(key).map_or(Self::Other, |bits| Self::Rsa { bits })
            }
            oid::EC_PUBLIC_KEY => match parameters {
                Some(curve) if curve.tag == Tag::ObjectIdentifier => match curve.value {
                    oid::P256 if is_point(key, 32) => Self::P256,
                    oid::P384 if is_point(key, 48) => Self::P384,
                    oid::P521 if is_point(key, 66) => Self::P521,
                    _ => Self::Other,
                },
                _ => Self::Other,
            },
            oid::ED25519 if parameters.is_none() && is_edwards_point(key) => Self::Ed25519,
            // Sizes of FIPS 204 §4, table 2.
            oid::ML_DSA_44 if parameters.is_none() && key.len() == 1_312 => Self::MlDsa44,
            oid::ML_DSA_65 if parameters.is_none() && key.len() == 1_952 => Self::MlDsa65,
            oid::ML_DSA_87 if parameters.is_none() && key.len() == 2_592 => Self::MlDsa87,
            _ => Self::Other,
        };
        Ok((algorithm, Span::last(&bits, key.len())))
    }

    /// True for RSA keys of less than 2048 bits.
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::Rsa { bits } if bits < MIN_RSA_BITS)
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str("EC P-256"),
            Self::P384 => f.write_str("EC P-384"),
            Self::P521 => f.write_str("EC P-521"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::MlDsa44 => f.write_str("ML-DSA-44"),
            Self::MlDsa65 => f.write_str("ML-DSA-65"),
            Self::MlDsa87 => f.write_str("ML-DSA-87"),
            Self::Other => f.write_str("other"),
        }
    }
}

numbered! {
    KeyAlgorithm {
        Other = 0 "other",
        Rsa = 1 "rsa",
        P256 = 2 "p256",
        P384 = 3 "p384",
        P521 = 4 "p521",
        Ed25519 = 5 "ed25519",
        MlDsa44 = 6 "ml-dsa-44",
        MlDsa65 = 7 "ml-dsa-65",
        MlDsa87 = 8 "ml-dsa-87",
    }
}

/// The key in words, from the contents of a `SubjectPublicKeyInfo` that was read before: its kind, and what is unusual.
pub(super) fn describe(spki: &[u8], algorithm: KeyAlgorithm) -> String {
    if algorithm != KeyAlgorithm::Other {
        return format!("{algorithm} key");
    }
    let mut info = Reader::new(spki).expect(Tag::Sequence).map(|algorithm| algorithm.inside()).ok();
    let id = info.as_mut().and_then(|info| info.expect(Tag::ObjectIdentifier).ok());
    let Some(id) = id.map(|id| id.value) else { return "malformed key".into() };
    let parameters = info.and_then(|mut info| info.any().ok());
    let kind = ObjectId::new(id);
    match id {
        oid::EC_PUBLIC_KEY => match parameters {
            Some(curve) if curve.tag == Tag::ObjectIdentifier => match curve.value {
                oid::P256 | oid::P384 | oid::P521 => {
                    format!("EC key on {} whose point is malformed", ObjectId::new(curve.value))
                }
                curve => match ObjectId::new(curve) {
                    curve if curve.text().is_some() => format!("EC key on {curve}"),
                    curve => format!("EC key on the unknown curve {curve}"),
                },
            },
            Some(curve) if curve.tag == Tag::Sequence => "EC key with explicit parameters".into(),
            _ => "EC key without a curve".into(),
        },
        oid::RSA_ENCRYPTION if parameters.is_some_and(|null| null.whole == DER_NULL) => {
            "malformed RSA key".into()
        }
        oid::RSA_ENCRYPTION => "RSA key without the parameters NULL (RFC 3279 §2.3.1)".into(),
        oid::ED25519 | oid::ML_DSA_44 | oid::ML_DSA_65 | oid::ML_DSA_87 if parameters.is_some() => {
            format!("{kind} key with parameters, which it must not have")
        }
        oid::ED25519 if key_bits(spki).is_some_and(|key| key.len() == 32) => {
            "Ed25519 key of small order, which protects nothing".into()
        }
        oid::ED25519 | oid::ML_DSA_44 | oid::ML_DSA_65 | oid::ML_DSA_87 => {
            format!("{kind} key of the wrong size")
        }
        _ if kind.text().is_some() => format!("{kind} key"),
        _ => format!("key of the unknown kind {kind}"),
    }
}

fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    parts(spki).map(|(_, key)| key)
}

/// The key itself, from the contents of a `SubjectPublicKeyInfo` that was read before: its bits, without the algorithm
/// identifier. For a point on a curve, the x coordinate, which is the same in every form (SEC 1 §2.3.3).
pub(crate) fn identity(spki: &[u8]) -> &[u8] {
    let Some((is_curve, key)) = parts(spki) else { return spki };
    match key {
        [0x02 | 0x03, x @ ..] if is_curve => x,
        [0x04 | 0x06 | 0x07, coordinates @ ..] if is_curve => {
            coordinates.get(..coordinates.len() / 2).unwrap_or_default()
        }
        key => key,
    }
}

/// Whether it is a point on a curve in another form than the uncompressed one.
pub(crate) fn is_compressed(spki: &[u8]) -> bool {
    parts(spki).is_some_and(|(is_curve, key)| is_curve && key.first() != Some(&0x04))
}

/// Whether it is a key on a curve, and its bits.
fn parts(spki: &[u8]) -> Option<(bool, &[u8])> {
    let mut spki = Reader::new(spki);
    let id = spki.expect(Tag::Sequence).ok()?.inside().expect(Tag::ObjectIdentifier).ok()?.oid();
    let key = spki.expect(Tag::BitString).ok()?.bytes_of_bit_string().ok()?;
    Some((id.ok()? == oid::EC_PUBLIC_KEY, key))
}

const DER_NULL: &[u8] = &[0x05, 0x00];

/// The modulus length of an `RSAPublicKey` (RFC 8017 §A.1.1), if its numbers can form a key.
fn rsa_bits(key: &[u8]) -> Option<u32> {
    let mut outer = Reader::new(key);
    let mut numbers = outer.expect(Tag::Sequence).ok()?.inside();
    outer.end().ok()?;
    let modulus = positive(numbers.expect(Tag::Integer).ok()?.integer().ok()?)?;
    let exponent = positive(numbers.expect(Tag::Integer).ok()?.integer().ok()?)?;
    numbers.end().ok()?;
    let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    if !odd(modulus) || !odd(exponent) || exponent == [1] {
        return None;
    }
    let bytes = u32::try_from(modulus.len()).ok()?;
    bytes.checked_mul(8)?.checked_sub(modulus.first()?.leading_zeros())
}

/// The magnitude of a positive INTEGER.
fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0x00] | [0x80..=0xff, ..] => None,
        [0x00, magnitude @ ..] | magnitude => Some(magnitude),
    }
}

/// Whether `key` has the form of an Ed25519 key and is not a point of small order. With such a point, a signature that
/// needs no private key verifies for one message in eight, four or two, or for all. RFC 8032 §5.1.7 lets a verifier
/// accept these points, and the backends do.
fn is_edwards_point(key: &[u8]) -> bool {
    let Ok([rest @ .., last]) = <[u8; 32]>::try_from(key) else {
        return false;
    };
    // The first bit is the sign of x, which does not affect the order.
    let last = last & 0x7f;
    !SMALL_ORDER.iter().any(|[small @ .., end]| *end == last && *small == rest)
}

/// Every encoding of a point on Curve25519 of order 1, 2, 4 or 8, without the sign of x: y is 1, -1, 0 or one of two
/// other values; 0 and 1 can also be encoded as p and p + 1.
const SMALL_ORDER: [[u8; 32]; 7] = [
    encoding(0x01, 0x00, 0x00),
    encoding(0xec, 0xff, 0x7f),
    encoding(0x00, 0x00, 0x00),
    *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    encoding(0xed, 0xff, 0x7f),
    encoding(0xee, 0xff, 0x7f),
];

const fn encoding(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether `key` has the form of a point on a curve of this field size, compressed or not (SEC 1 §2.3.3).
fn is_point(key: &[u8], field_bytes: usize) -> bool {
    match key {
        [0x04, coordinates @ ..] => coordinates.len() == field_bytes.saturating_mul(2),
        [0x02 | 0x03, x @ ..] => x.len() == field_bytes,
        _ => false,
    }
}
