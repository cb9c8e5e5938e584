//! The algorithm that signed a certificate.

use super::object_id::ObjectId;
use super::pss;
use crate::bytes::der::{DerError, Element, Reader, Tag};
use crate::bytes::oid;
use crate::message::message;
use crate::numbered::numbered;
use alloc::format;
use alloc::string::{String, ToString as _};
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
    /// ML-DSA-44 (RFC 9881). Only the backend aws-lc-rs verifies it, as the other two.
    MlDsa44,
    /// ML-DSA-65 (RFC 9881).
    MlDsa65,
    /// ML-DSA-87 (RFC 9881).
    MlDsa87,
    /// Any other algorithm. No signature by it is accepted.
    /// [`Certificate::signature_description`](crate::Certificate::signature_description) says what it is.
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
    check_algorithm(&algorithm)?;
    Ok(algorithm)
}

/// The same, and the kind of signature.
pub(super) fn signature_algorithm<'a>(
    reader: &mut Reader<'a>,
) -> Result<(Element<'a>, SignatureAlgorithm), DerError> {
    let algorithm = reader.expect(Tag::Sequence)?;
    let mut inside = algorithm.inside();
    let id = inside.expect(Tag::ObjectIdentifier)?;
    let kind = SignatureAlgorithm::of_id(id.value);
    // The parameters of nearly all signatures: NULL or none.
    inside.skip_bytes(&[0x05, 0x00]);
    if kind == SignatureAlgorithm::Other || !inside.is_empty() {
        check_algorithm(&algorithm)?;
    }
    Ok((algorithm, kind))
}

/// Checks the contents of an `AlgorithmIdentifier`.
pub(super) fn check_algorithm(algorithm: &Element<'_>) -> Result<(), DerError> {
    let mut inside = algorithm.inside();
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    if !inside.is_empty() {
        inside.any()?;
    }
    inside.end()
}

impl SignatureAlgorithm {
    /// Reads the contents of an `AlgorithmIdentifier` whose encoding has been checked.
    pub(crate) fn read(algorithm: &[u8]) -> Self {
        let id = Reader::new(algorithm).expect(Tag::ObjectIdentifier);
        Self::of_id(id.map_or(&[], |id| id.value))
    }

    fn of_id(id: &[u8]) -> Self {
        match id {
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
            oid::ML_DSA_44 => Self::MlDsa44,
            oid::ML_DSA_65 => Self::MlDsa65,
            oid::ML_DSA_87 => Self::MlDsa87,
            _ => Self::Other,
        }
    }

    /// True if the hash algorithm is no longer collision-resistant, so that certificates can be forged: MD2, MD5, SHA-1.
    pub const fn is_weak(self) -> bool {
        match self {
            Self::RsaPkcs1(digest) | Self::Ecdsa(digest) => {
                matches!(digest, HashAlgorithm::Md2 | HashAlgorithm::Md5 | HashAlgorithm::Sha1)
            }
            Self::RsaPss
            | Self::Ed25519
            | Self::MlDsa44
            | Self::MlDsa65
            | Self::MlDsa87
            | Self::Other => false,
        }
    }
}

/// The algorithm in words, with its parameters, from the contents of an `AlgorithmIdentifier` whose encoding has been
/// checked.
pub(super) fn describe(algorithm: &[u8]) -> String {
    let mut inside = Reader::new(algorithm);
    let id = inside.expect(Tag::ObjectIdentifier).map_or(&[][..], |id| id.value);
    let parameters = inside.any().ok();
    if id == oid::RSASSA_PSS {
        return pss::describe(algorithm, parameters);
    }
    let name = ObjectId::new(id);
    // RFC 4055 §5 and RFC 3279 §2.2 want NULL with RSA; the others have none (RFC 5758 §3.2, RFC 8410 §3, RFC 9881 §2).
    let is_unusual = match SignatureAlgorithm::read(algorithm) {
        SignatureAlgorithm::RsaPkcs1(_) => {
            parameters.is_some_and(|null| null.whole != [0x05, 0x00])
        }
        SignatureAlgorithm::Other => false,
        _ => parameters.is_some(),
    };
    if is_unusual {
        format!("{name} and parameters that do not belong to it")
    } else if name.text().is_some() {
        name.to_string()
    } else {
        format!("the unknown algorithm {name}")
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => message!(f, "RSA with {digest}", digest),
            Self::RsaPss => f.write_str("RSA-PSS"),
            Self::Ecdsa(digest) => message!(f, "ECDSA with {digest}", digest),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::MlDsa44 => f.write_str("ML-DSA-44"),
            Self::MlDsa65 => f.write_str("ML-DSA-65"),
            Self::MlDsa87 => f.write_str("ML-DSA-87"),
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

numbered! {
    SignatureAlgorithm {
        Other = 0 "other",
        RsaPkcs1 = 1 "rsa-pkcs1",
        RsaPss = 2 "rsa-pss",
        Ecdsa = 3 "ecdsa",
        Ed25519 = 4 "ed25519",
        MlDsa44 = 5 "ml-dsa-44",
        MlDsa65 = 6 "ml-dsa-65",
        MlDsa87 = 7 "ml-dsa-87",
    }
}
