//! The parts of a PKCS#8 key (RFC 5958 §2).

use super::PrivateKeyError;
use super::read::{PKCS8, inconsistent, unreadable};
use crate::bytes::der::{Reader, Tag, context};
use ::der::Decode as _;
use pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef};

/// The parts of a PKCS#8 key. Attributes are skipped: they say nothing about the key itself.
pub(super) struct Info<'a> {
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    /// PKCS#1, SEC1, or the OCTET STRING of a seed.
    pub(super) key: &'a [u8],
    /// The bytes of the public half, if it is stated.
    pub(super) public: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    pub(super) fn of(der: &'a [u8]) -> Result<Self, PrivateKeyError> {
        let info = match PrivateKeyInfoRef::from_der(der) {
            Ok(info) => info,
            Err(error) => return Self::of_lax(der).ok_or_else(|| unreadable(PKCS8)(error)),
        };
        let public = match &info.public_key {
            Some(bits) => Some(bits.as_bytes().ok_or(inconsistent())?),
            None => None,
        };
        Ok(Self { algorithm: info.algorithm, key: info.private_key.as_bytes(), public })
    }

    /// A key as some programs write it: version 2 without a public half, version 1 with one, or a public half with an
    /// explicit tag, which ring wrote until 2023. openssl reads the first. Each says clearly which key it is, and a public
    /// half is compared in any case.
    fn of_lax(der: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut inside = outer.expect(Tag::Sequence).ok()?.inside();
        outer.end().ok()?;
        let ([0 | 1], algorithm) =
            (inside.expect(Tag::Integer).ok()?.value, inside.expect(Tag::Sequence).ok()?)
        else {
            return None;
        };
        let algorithm = AlgorithmIdentifierRef::from_der(algorithm.whole).ok()?;
        let key = inside.expect(Tag::OctetString).ok()?.value;
        let _attributes = inside.optional(context(0, true)).ok()?;
        let bits = match inside.peek() {
            None => None,
            Some(tag) if tag == context(1, false) => Some(inside.any().ok()?.value),
            Some(_) => {
                let mut explicit = inside.expect(context(1, true)).ok()?.inside();
                let bits = explicit.expect(Tag::BitString).ok()?.value;
                explicit.end().ok()?;
                Some(bits)
            }
        };
        inside.end().ok()?;
        let public = match bits {
            None => None,
            Some([0, bytes @ ..]) => Some(bytes),
            Some(_) => return None,
        };
        Some(Self { algorithm, key, public })
    }
}
