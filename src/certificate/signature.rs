//! The algorithm that signed a certificate.

use crate::bytes::der::{DerError, Element, Reader, Tag};
use crate::bytes::oid;
use crate::numbered::numbered;
use core::fmt;

/// The signature algorithm of a certificate (RFC 5280 §4.1.1.2).
///
/// ```
/// use trustslot::{HashAlgorithm, SignatureAlgorithm};
///
/// let algorithm = SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha1);
/// assert_eq!(algorithm.to_string(), "RSA with SHA-1");
/// assert!(algorithm.is_weak());
/// assert!(!SignatureAlgorithm::Ed25519.is_weak());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with this hash algorithm.
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS; its parameters name the hash algorithm.
    RsaPss,
    /// ECDSA with this hash algorithm.
    Ecdsa(HashAlgorithm),
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Any other algorithm. No signature by it is accepted.
    Other,
}

/// The hash algorithm of a signature.
///
/// ```
/// use trustslot::HashAlgorithm;
///
/// assert_eq!(HashAlgorithm::Sha256.to_string(), "SHA-256");
/// assert_eq!(HashAlgorithm::from_code(3), Some(HashAlgorithm::Sha256));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it all")]
pub enum HashAlgorithm {
    Md2,
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// Reads an `AlgorithmIdentifier`: an object identifier and optional parameters (RFC 5280 §4.1.1.2).
pub(crate) fn algorithm_identifier<'a>(reader: &mut Reader<'a>) -> Result<Element<'a>, DerError> {
    let algorithm = reader.expect(Tag::Sequence)?;
    let mut inside = algorithm.inside();
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    if !inside.is_empty() {
        inside.any()?;
    }
    inside.end()?;
    Ok(algorithm)
}

impl SignatureAlgorithm {
    /// Reads the contents of an `AlgorithmIdentifier` whose encoding has been checked.
    pub(crate) fn read(algorithm: &[u8]) -> Self {
        let id = Reader::new(algorithm).expect(Tag::ObjectIdentifier);
        match id.map_or(&[][..], |id| id.value) {
            oid::MD2_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Md2),
            oid::MD5_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Md5),
            oid::SHA1_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Sha1),
            oid::SHA256_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Sha256),
            oid::SHA384_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Sha384),
            oid::SHA512_WITH_RSA => Self::RsaPkcs1(HashAlgorithm::Sha512),
            oid::RSASSA_PSS => Self::RsaPss,
            oid::ECDSA_WITH_SHA1 => Self::Ecdsa(HashAlgorithm::Sha1),
            oid::ECDSA_WITH_SHA256 => Self::Ecdsa(HashAlgorithm::Sha256),
            oid::ECDSA_WITH_SHA384 => Self::Ecdsa(HashAlgorithm::Sha384),
            oid::ECDSA_WITH_SHA512 => Self::Ecdsa(HashAlgorithm::Sha512),
            oid::ED25519 => Self::Ed25519,
            _ => Self::Other,
        }
    }

    /// True if the hash algorithm is no longer collision-resistant, so that certificates can be forged: MD2, MD5, SHA-1.
    pub const fn is_weak(self) -> bool {
        match self {
            Self::RsaPkcs1(digest) | Self::Ecdsa(digest) => {
                matches!(digest, HashAlgorithm::Md2 | HashAlgorithm::Md5 | HashAlgorithm::Sha1)
            }
            Self::RsaPss | Self::Ed25519 | Self::Other => false,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => write!(f, "RSA with {digest}"),
            Self::RsaPss => f.write_str("RSA-PSS"),
            Self::Ecdsa(digest) => write!(f, "ECDSA with {digest}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other => f.write_str("other"),
        }
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md2 => "MD2",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

numbered! {
    HashAlgorithm: u8 {
        Md2 = 0 "md2",
        Md5 = 1 "md5",
        Sha1 = 2 "sha1",
        Sha256 = 3 "sha256",
        Sha384 = 4 "sha384",
        Sha512 = 5 "sha512",
    }
}
