//! Why an identity is rejected.

use super::{Identity, KeyHandle};
use crate::bytes::file_kind::{FileKind, KeyFormat};
use crate::bytes::pem::PemFault;
use crate::certificate::CertificateError;
use crate::message::message;
use crate::numbered::numbered;
use crate::private_key::PrivateKeyError;
use alloc::string::String;
use core::fmt;

/// Why an identity is rejected. Nothing of the file is kept, and the private key is wiped.
///
/// The message states the fact, and where in the file it is. [`remedy`](Self::remedy) says what to do. The message
/// never contains a byte of a private key. Positions count certificates from 1.
///
/// ```
/// use trustslot::{Identity, IdentityError, Remedy};
///
/// let certificate = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let error = Identity::parse("phone.cer", certificate).unwrap_err();
/// assert_eq!(error, IdentityError::NoKey);
/// assert_eq!(error.to_string(), "the file contains no private key");
/// assert_eq!(error.remedy(), Some(Remedy::JoinCertificateAndKey));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentityError {
    /// The file name has none of the extensions [`Identity::EXTENSIONS`].
    Extension {
        /// The file name, escaped and cut, to be put between quotation marks.
        shown: String,
        /// What the file contains. Only a key or a certificate is worth another name.
        kind: FileKind,
    },
    /// The file is larger than [`Identity::MAX_BYTES`]. Its contents were not read.
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// The file has no bytes.
    Empty,
    /// The file is not PEM.
    WrongKind {
        /// What the file contains.
        kind: FileKind,
    },
    /// The file contains something beside certificates and a private key.
    Mixed {
        /// What it contains beside them.
        kind: FileKind,
        /// The line where it begins, from 1.
        line: usize,
    },
    /// A PEM block is damaged.
    Pem {
        /// The number of the block, from 1.
        block: usize,
        /// The line of the fault, from 1.
        line: usize,
        /// What is wrong with the block.
        fault: PemFault,
    },
    /// There is no private key.
    NoKey,
    /// There is a private key, but no certificate.
    NoCertificate,
    /// There are several private keys. None is chosen by guessing.
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// There are more than [`Identity::MAX_CERTIFICATES`].
    TooManyCertificates {
        /// How many.
        count: usize,
    },
    /// The private key is rejected. The message is that of the inner error.
    Key(PrivateKeyError),
    /// A certificate cannot be parsed.
    Certificate {
        /// The number of the certificate in the file.
        position: usize,
        /// The line where it begins, from 1.
        line: usize,
        /// What is wrong with the certificate. The message includes it, so `source()` does not return it.
        error: CertificateError,
    },
    /// The private key matches none of the certificates.
    WrongKey {
        /// The number of certificates.
        certificates: usize,
    },
    /// The private key matches two certificates. None is chosen by guessing.
    SeveralFit {
        /// Position of the first.
        first: usize,
        /// Position of the second.
        second: usize,
    },
    /// A certificate is there twice.
    Duplicate {
        /// Position of the first.
        first: usize,
        /// Position of the second.
        second: usize,
    },
    /// A certificate issued none of the others.
    Unrelated {
        /// Position of the certificate.
        position: usize,
    },
    /// There is not enough memory for the contents of the file.
    OutOfMemory,
    /// A key handle is empty, or longer than [`KeyHandle::MAX_BYTES`].
    Handle {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The secure element's signature does not verify with the public key of the certificate.
    HandleSignature,
    /// webpki, which verifies chains, cannot parse a certificate. Bytes that two parsers read differently are not presented.
    Refused {
        /// Position of the certificate.
        position: usize,
        /// What is wrong with the certificate. The message includes it, so `source()` does not return it.
        error: CertificateError,
    },
    /// No signature backend is enabled that supports this kind of key.
    HandleUnverified,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension { shown, kind } => message!(
                f,
                "\"{shown}\" does not end in .pem or .cer{and_is}",
                shown,
                and_is = AndIs(*kind)
            ),
            Self::TooLarge { bytes } => message!(
                f,
                "the file is {bytes} bytes; the limit is {limit}",
                bytes,
                limit = Identity::MAX_BYTES
            ),
            Self::Empty => message!(f, "the file is empty"),
            Self::WrongKind { kind } => message!(
                f,
                "the file is {kind}, not a PEM file with certificate and private key",
                kind
            ),
            Self::Mixed { kind, line } => message!(
                f,
                "the file contains {kind} at line {line}; only certificates and a private key belong here",
                kind,
                line
            ),
            Self::Pem { block, line, fault } => {
                message!(f, "block {block} of the file, line {line}: {fault}", block, line, fault)
            }
            Self::NoKey => message!(f, "the file contains no private key"),
            Self::NoCertificate => message!(f, "there is no certificate for the private key"),
            Self::SeveralKeys { count } => {
                message!(f, "the file contains {count} private keys; it must contain one", count)
            }
            Self::TooManyCertificates { count } => message!(
                f,
                "there are {count} certificates; the limit is {limit}",
                count,
                limit = Identity::MAX_CERTIFICATES
            ),
            Self::Key(error) => error.fmt(f),
            Self::Certificate { position, line, error } => message!(
                f,
                "certificate {position} of the file (line {line}) cannot be read: {error}",
                position,
                line,
                error
            ),
            Self::WrongKey { certificates } => wrong_key(*certificates, f),
            Self::SeveralFit { first, second } => message!(
                f,
                "the private key matches both certificate {first} and certificate {second}",
                first,
                second
            ),
            Self::Duplicate { first, second } => message!(
                f,
                "certificate {second} is the same as certificate {first}",
                second,
                first
            ),
            Self::Unrelated { position } => message!(
                f,
                "certificate {position} does not belong to the chain: it issued none of the others",
                position
            ),
            Self::OutOfMemory => message!(f, "there is not enough memory to read the file"),
            Self::Handle { bytes } => message!(
                f,
                "the key handle is {bytes} bytes; it must be 1 to {limit} bytes",
                bytes,
                limit = KeyHandle::MAX_BYTES
            ),
            Self::HandleSignature => message!(
                f,
                "the signature over the challenge does not verify with the certificate's key"
            ),
            Self::Refused { position, error } => {
                message!(f, "certificate {position} cannot be used: {error}", position, error)
            }
            Self::HandleUnverified => message!(
                f,
                "the signature over the challenge cannot be verified: its kind of key is not supported"
            ),
        }
    }
}

impl core::error::Error for IdentityError {}

impl From<PrivateKeyError> for IdentityError {
    fn from(error: PrivateKeyError) -> Self {
        Self::Key(error)
    }
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
        Refused = 1521 "identity-certificate-refused",
    }
}

fn wrong_key(certificates: usize, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    match certificates {
        1 => message!(f, "the private key does not match the certificate in the file"),
        count => {
            message!(
                f,
                "the private key matches none of the {count} certificates in the file",
                count
            )
        }
    }
}

/// Whether a file of this kind with another name is a part of an identity. Keys in the formats of other programs are not.
pub(crate) const fn helps_to_rename(kind: FileKind) -> bool {
    match kind {
        FileKind::Certificate | FileKind::EncryptedPrivateKey => true,
        FileKind::PrivateKey(format) => {
            !matches!(format, KeyFormat::Putty | KeyFormat::Jwk | KeyFormat::Pgp | KeyFormat::Other)
        }
        _ => false,
    }
}

/// `, and is an archive`, or nothing if the name is the only fault.
struct AndIs(FileKind);

impl core::fmt::Display for AndIs {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if helps_to_rename(self.0) {
            return Ok(());
        }
        message!(f, ", and is {kind}", kind = self.0)
    }
}
