//! Why a file of certificates is refused.

use crate::bytes::pem::{DecodeError, PemError, PemFault};
use crate::bytes::pkcs7::Pkcs7Error;
use crate::bytes::sniff::FileKind;
use crate::certificate::CertificateError;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use alloc::string::String;
use core::fmt;

/// A file that is refused as a whole: what was met and where. [`remedy`](Self::remedy) says what to do.
///
/// No byte of the file is ever quoted, so that nothing of a private key can end up on a display or in a log.
///
/// ```
/// use trustslot::Bundle;
///
/// let refusal = Bundle::parse("ca.pem", b"-----BEGIN PRIVATE KEY-----\n").unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "the file has a private key in it; only certificates belong here",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The file name has none of the extensions.
    #[error("{shown} is not named .pem, .cer, .crt or .der")]
    Extension {
        /// The name, escaped and cut.
        shown: String,
    },
    /// The file is larger than the limit. It was not read.
    #[error("the file has {bytes} bytes, and at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// The largest size that is read.
        limit: usize,
    },
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file is something else, and has no certificate.
    #[error(fmt = wrong_kind)]
    WrongKind {
        /// What it is.
        kind: FileKind,
    },
    /// Something stands beside the certificates. To load them alone would skip it silently.
    #[error("the file has {kind} in it at line {line}; only certificates belong here")]
    Mixed {
        /// What it is.
        kind: FileKind,
        /// The line where it begins, from 1.
        line: usize,
        /// How many certificates the file has.
        certificates: usize,
    },
    /// What is labelled a certificate is something else.
    #[error("block {position} of the file, line {line}: it says CERTIFICATE and holds {kind}")]
    Mislabelled {
        /// Its place among the blocks, from 1.
        position: usize,
        /// The line where it begins, from 1.
        line: usize,
        /// What it is.
        kind: FileKind,
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
    /// A certificate cannot be read.
    #[error("certificate {position} of the file{} cannot be read: {error}", AtLine(*line))]
    Certificate {
        /// Its place in the file, from 1.
        position: usize,
        /// The line of its BEGIN line, from 1; `None` where the file has no lines.
        line: Option<usize>,
        /// What is wrong with it.
        error: CertificateError,
    },
    /// The encoding is BER with an indefinite length, and not DER.
    #[error("the file is {kind} in BER; only DER is read")]
    Indefinite {
        /// What it is.
        kind: FileKind,
    },
    /// A PKCS#7 container cannot be read, or has something else than certificates in it.
    #[error("the PKCS#7 container cannot be read: {0}")]
    Pkcs7(Pkcs7Error),
    /// A container without certificates.
    #[error("the file has no certificate in it")]
    NoCertificate,
    /// There are more certificates than a file of this size can honestly have.
    #[error("the file has {certificates} certificates, and one of its size may have {limit}")]
    TooMany {
        /// How many there are, as far as they were counted.
        certificates: usize,
        /// How many there may be.
        limit: usize,
    },
    /// There is no memory for what the file holds.
    #[error("there is not enough memory to read the file")]
    OutOfMemory,
}

numbered! {
    BundleError {
        Extension = 1101 "file-extension",
        TooLarge = 1102 "file-too-large",
        Empty = 1103 "file-empty",
        WrongKind = 1104 "file-of-wrong-kind",
        Mixed = 1105 "file-mixed",
        Mislabelled = 1106 "block-mislabelled",
        Pem = 1107 "block-damaged",
        Certificate = 1108 "certificate-unreadable",
        Indefinite = 1109 "file-not-der",
        Pkcs7 = 1110 "pkcs7-unreadable",
        NoCertificate = 1111 "no-certificate",
        TooMany = 1112 "too-many-certificates",
        OutOfMemory = 1113 "file-out-of-memory",
    }
}

impl From<PemError> for BundleError {
    fn from(error: PemError) -> Self {
        let PemError { block, line, fault } = error;
        Self::Pem { block, line, fault }
    }
}

impl From<DecodeError> for BundleError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Pem(error) => error.into(),
            DecodeError::OutOfMemory => Self::OutOfMemory,
        }
    }
}

impl From<TryReserveError> for BundleError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "called by derived code")]
fn wrong_kind(kind: &FileKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if kind.is_private_key() {
        write!(f, "the file has {kind} in it; only certificates belong here")
    } else {
        write!(f, "the file is {kind}, not a certificate")
    }
}

/// `, line 3`, or nothing.
struct AtLine(Option<usize>);

impl fmt::Display for AtLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => write!(f, ", line {line},"),
            None => Ok(()),
        }
    }
}
