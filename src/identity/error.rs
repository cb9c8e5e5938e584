//! Why an identity is refused.

use super::{Identity, KeyHandle};
use crate::bytes::pem::PemFault;
use crate::bytes::sniff::FileKind;
use crate::certificate::CertificateError;
use crate::numbered::numbered;
use crate::private_key::PrivateKeyError;
use alloc::string::String;
use thiserror::Error;

/// An identity that is refused as a whole: what was met and where. [`remedy`](Self::remedy) says what to do.
///
/// No byte of a private key is ever quoted. Positions count certificates from 1.
///
/// ```
/// use trustslot::{Identity, IdentityError};
/// let pem = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let error = Identity::parse("phone.cer", pem).unwrap_err();
/// assert_eq!(error, IdentityError::NoKey);
/// assert_eq!(error.to_string(), "the file has no private key in it");
/// assert_eq!(error.remedy().unwrap().to_string(), "put certificate and private key into one PEM file: cat cert.pem key.pem > phone.pem");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The file name has none of the extensions.
    #[error("{shown} is not named .pem or .cer")]
    Extension {
        /// The name, escaped and cut.
        shown: String,
    },
    /// The file is larger than the limit. It was not read.
    #[error("the file has {bytes} bytes, and at most {} are read", Identity::MAX_BYTES)]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file is not PEM.
    #[error("the file is {kind}, not PEM with certificate and private key")]
    WrongKind {
        /// What it is.
        kind: FileKind,
    },
    /// Something stands beside certificates and key. To skip it silently would be a guess.
    #[error(
        "the file has {kind} in it at line {line}; only certificates and a private key belong here"
    )]
    Mixed {
        /// What it is.
        kind: FileKind,
        /// The line where it begins, from 1.
        line: usize,
    },
    /// A PEM block is damaged.
    #[error("block {block} of the file, line {line}: {fault}")]
    Pem {
        /// The number of the block, from 1.
        block: usize,
        /// The line of the fault, from 1.
        line: usize,
        /// What is wrong with it.
        fault: PemFault,
    },
    /// There is no private key.
    #[error("the file has no private key in it")]
    NoKey,
    /// There is no certificate.
    #[error("there is no certificate beside the private key")]
    NoCertificate,
    /// There are several private keys, and which one is meant is not guessed.
    #[error("the file has {count} private keys in it; one belongs there")]
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// There are more certificates than an identity has.
    #[error(
        "there are {count} certificates, and at most {} belong to an identity",
        Identity::MAX_CERTIFICATES
    )]
    TooManyCertificates {
        /// How many.
        count: usize,
    },
    /// The private key is not taken.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// A certificate cannot be read.
    #[error("certificate {position} of the file at line {line} cannot be read: {error}")]
    Certificate {
        /// Its place in the file.
        position: usize,
        /// The line where it begins, from 1.
        line: usize,
        /// What is wrong with it.
        error: CertificateError,
    },
    /// The private key is that of another certificate.
    #[error(fmt = wrong_key)]
    WrongKey {
        /// How many certificates there are.
        certificates: usize,
    },
    /// The private key belongs to two certificates, and which one is to be presented is not guessed.
    #[error("the private key belongs to certificate {first} and to certificate {second}")]
    SeveralFit {
        /// Place of the one.
        first: usize,
        /// Place of the other.
        second: usize,
    },
    /// A certificate is there twice.
    #[error("certificate {second} is the same as certificate {first}")]
    Duplicate {
        /// Place of the first.
        first: usize,
        /// Place of the second.
        second: usize,
    },
    /// A certificate issued none of the others.
    #[error("certificate {position} does not belong to the chain: it issued none of the others")]
    Unrelated {
        /// Its place.
        position: usize,
    },
    /// There is no memory for what the file holds.
    #[error("there is not enough memory to read the file")]
    OutOfMemory,
    /// The handle of a key is empty or too long.
    #[error("the key handle has {bytes} bytes; it may have 1 to {}", KeyHandle::MAX_BYTES)]
    Handle {
        /// Its length.
        bytes: usize,
    },
    /// The secure element's signature does not verify with the certificate's public key.
    #[error("the signature is not one by the certificate's key over the challenge")]
    HandleSignature,
    /// No backend is built in that verifies signatures by this kind of key.
    #[error("no signature by this kind of key can be verified here")]
    HandleUnverified,
}

numbered! {
    IdentityError {
        Extension = 1501 "identity-extension",
        TooLarge = 1502 "identity-too-large",
        Empty = 1503 "identity-empty",
        WrongKind = 1504 "identity-of-wrong-kind",
        Mixed = 1505 "identity-mixed",
        Pem = 1506 "identity-block-damaged",
        NoKey = 1507 "identity-without-key",
        NoCertificate = 1508 "identity-without-certificate",
        SeveralKeys = 1509 "identity-with-several-keys",
        TooManyCertificates = 1510 "identity-with-too-many-certificates",
        Key = 1511 "identity-key-refused",
        Certificate = 1512 "identity-certificate-unreadable",
        WrongKey = 1513 "key-of-another-certificate",
        SeveralFit = 1514 "key-of-several-certificates",
        Duplicate = 1515 "identity-certificate-twice",
        Unrelated = 1516 "identity-certificate-unrelated",
        OutOfMemory = 1517 "identity-out-of-memory",
        Handle = 1518 "key-handle-length",
        HandleSignature = 1519 "key-handle-signature",
        HandleUnverified = 1520 "key-handle-unverified",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the derive passes fields by reference")]
fn wrong_key(certificates: &usize, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    match certificates {
        1 => f.write_str("the private key belongs to another certificate than the one in the file"),
        count => {
            write!(f, "the private key belongs to none of the {count} certificates in the file")
        }
    }
}
