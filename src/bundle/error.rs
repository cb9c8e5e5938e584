//! Why a file of certificates is rejected.

use crate::bytes::file_kind::FileKind;
use crate::bytes::pem::{DecodeError, PemError, PemFault};
use crate::bytes::pkcs7::Pkcs7Error;
use crate::certificate::CertificateError;
use crate::message::message;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use alloc::string::String;
use core::fmt;

/// Why a file of certificates is rejected. No certificate of the file is returned.
///
/// The message states the fact, and where in the file it is. [`remedy`](Self::remedy) says what to do. The message
/// never contains a byte of the file's contents, so no part of a private key reaches a display or a log.
///
/// ```
/// use trustslot::{Bundle, BundleError, Remedy};
///
/// let error = Bundle::parse("ca.pem", b"-----BEGIN PRIVATE KEY-----\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the file contains a private key; only certificates belong here",
/// );
/// assert_eq!(error.remedy(), Some(Remedy::UploadCertificate));
/// assert_eq!((error.code(), error.word()), (1104, "file-of-wrong-kind"));
/// assert!(matches!(error, BundleError::WrongKind { kind } if kind.is_private_key()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleError {
    /// The file name has none of the extensions [`Bundle::EXTENSIONS`](super::Bundle::EXTENSIONS).
    Extension {
        /// The file name, escaped and cut, to be put between quotation marks.
        shown: String,
        /// What the file contains. Only a certificate is worth another name.
        kind: FileKind,
    },
    /// The file is larger than the limit. Its contents were not read.
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The largest accepted size in bytes.
        limit: usize,
    },
    /// The file has no bytes.
    Empty,
    /// The file contains no certificate, but something else.
    WrongKind {
        /// What the file contains.
        kind: FileKind,
    },
    /// The file contains certificates and something else. Loading only the certificates would silently skip the rest.
    Mixed {
        /// What it contains beside certificates.
        kind: FileKind,
        /// The line where it begins, from 1.
        line: usize,
        /// The number of certificates in the file.
        certificates: usize,
    },
    /// A block has the label of a certificate, but contains something else.
    Mislabelled {
        /// The number of the block, from 1.
        position: usize,
        /// The line where the block begins, from 1.
        line: usize,
        /// What the block contains.
        kind: FileKind,
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
    /// A certificate cannot be parsed.
    Certificate {
        /// The number of the certificate in the file, from 1.
        position: usize,
        /// The line of its BEGIN line, from 1; `None` if the file is binary.
        line: Option<usize>,
        /// What is wrong with the certificate. The message includes it, so `source()` does not return it.
        error: CertificateError,
    },
    /// The file or a block is encoded as BER, not as DER: its length is indefinite (X.690 §8.1.3.6), or written in more
    /// bytes than it needs (§10.1).
    Indefinite {
        /// What the file or the block contains.
        kind: FileKind,
        /// The line of the BEGIN line, from 1; `None` if the file is binary.
        line: Option<usize>,
    },
    /// A PKCS#7 container cannot be parsed, or contains more than certificates.
    Pkcs7(Pkcs7Error),
    /// A container is empty.
    NoCertificate,
    /// There are more certificates than a file of this size can honestly contain.
    TooMany {
        /// The number of certificates. Counting stops one above the limit in a container.
        certificates: usize,
        /// The largest accepted number.
        limit: usize,
    },
    /// There is not enough memory for the certificates of the file.
    OutOfMemory,
    /// The file is base64 text without BEGIN and END lines, and its contents are no certificate, or PEM once more.
    InBase64 {
        /// What the decoded text is.
        kind: FileKind,
    },
    /// A certificate can be parsed, but other bytes follow it in the same file or block. A file has one certificate in
    /// DER, so that every parser of the file sees the same ones.
    Followed {
        /// The number of the certificate in the file, from 1.
        position: usize,
        /// The line of its BEGIN line, from 1; `None` if the file is binary.
        line: Option<usize>,
        /// The number of bytes that follow.
        bytes: usize,
        /// What follows: `Empty` if it is padding, `Certificate` if it is whole certificates and nothing else, `Text` if
        /// it is a PEM file.
        kind: FileKind,
    },
    /// Other bytes are before a certificate in DER, such as a byte-order mark or the head of an HTTP answer.
    Preceded {
        /// The number of bytes before the certificate.
        bytes: usize,
    },
    /// A text such as JSON or YAML contains a certificate as base64 text, without BEGIN and END lines.
    WithinText {
        /// What the decoded text is.
        kind: FileKind,
        /// The line where the base64 text begins, from 1.
        line: usize,
    },
    /// A PKCS#7 container is not the only block of the file.
    ContainerBeside {
        /// The line where the container begins, from 1.
        line: usize,
    },
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension { shown, kind } => message!(
                f,
                "\"{shown}\" does not end in .pem, .cer, .crt or .der{and_is}",
                shown,
                and_is = AndIs(*kind)
            ),
            Self::TooLarge { bytes, limit } => {
                message!(f, "the file is {bytes} bytes; the limit is {limit}", bytes, limit)
            }
            Self::Empty => message!(f, "the file is empty"),
            Self::WrongKind { kind } => wrong_kind(*kind, f),
            Self::Mixed { kind, line, .. } => message!(
                f,
                "the file contains {kind} at line {line}; only certificates belong here",
                kind,
                line
            ),
            Self::Mislabelled { position, line, kind } => message!(
                f,
                "block {position} of the file (line {line}) says CERTIFICATE but contains {kind}",
                position,
                line,
                kind
            ),
            Self::Pem { block, line, fault } => {
                message!(f, "block {block} of the file, line {line}: {fault}", block, line, fault)
            }
            Self::Certificate { position, line, error } => message!(
                f,
                "certificate {position} of the file{at_line} cannot be read: {error}",
                position,
                at_line = AtLine(*line),
                error
            ),
            Self::Indefinite { kind, line } => message!(
                f,
                "{block_at} is {kind} in BER encoding; only DER is accepted",
                block_at = BlockAt(*line),
                kind
            ),
            Self::Pkcs7(error) => message!(f, "the PKCS#7 container is rejected: {error}", error),
            Self::NoCertificate => message!(f, "the file contains no certificate"),
            Self::TooMany { certificates, limit } => message!(
                f,
                "the file contains {certificates} certificates; a file of its size may contain {limit}",
                certificates,
                limit
            ),
            Self::OutOfMemory => message!(f, "there is not enough memory to read the file"),
            Self::InBase64 { kind } => {
                message!(f, "the file is base64 text; decoded, it is {kind}", kind)
            }
            Self::Followed { position, line, bytes, kind } => message!(
                f,
                "certificate {position} of the file{at_line} is followed by {what}",
                position,
                at_line = AtLine(*line),
                what = What(*bytes, *kind)
            ),
            Self::Preceded { bytes } => message!(
                f,
                "there {are} {bytes} byte{s} before the certificate",
                are = if *bytes == 1 { "is" } else { "are" },
                bytes,
                s = if *bytes == 1 { "" } else { "s" }
            ),
            Self::WithinText { kind, line } => message!(
                f,
                "there is base64 text in line {line} of the file; decoded, it is {kind}",
                line,
                kind
            ),
            Self::ContainerBeside { line } => message!(
                f,
                "the PKCS#7 container at line {line} is not the only block of the file",
                line
            ),
        }
    }
}

impl core::error::Error for BundleError {}

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
        InBase64 = 1114 "file-in-base64",
        Followed = 1115 "certificate-followed",
        WithinText = 1116 "base64-within-text",
        ContainerBeside = 1117 "pkcs7-beside-blocks",
        Preceded = 1118 "certificate-preceded",
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

fn wrong_kind(kind: FileKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if kind.is_private_key() {
        message!(f, "the file contains {kind}; only certificates belong here", kind)
    } else {
        message!(f, "the file is {kind}, not a certificate", kind)
    }
}

/// `, and is an archive`, or nothing if the name is the only fault.
struct AndIs(FileKind);

impl fmt::Display for AndIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FileKind::Certificate => Ok(()),
            kind => message!(f, ", and is {kind}", kind),
        }
    }
}

/// ` (line 3)`, or nothing.
struct AtLine(Option<usize>);

impl fmt::Display for AtLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => message!(f, " (line {line})", line),
            None => Ok(()),
        }
    }
}

/// `the file`, or the block.
struct BlockAt(Option<usize>);

impl fmt::Display for BlockAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => message!(f, "the block at line {line}", line),
            None => f.write_str("the file"),
        }
    }
}

/// What follows a certificate.
struct What(usize, FileKind);

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bytes, kind) = self;
        let s = if *bytes == 1 { "" } else { "s" };
        match kind {
            FileKind::Empty => message!(f, "{bytes} byte{s} of padding", bytes, s),
            FileKind::Certificate => message!(f, "another certificate"),
            FileKind::Text => f.write_str("a PEM file"),
            FileKind::OtherAsn1 => message!(f, "a part of another certificate"),
            FileKind::Binary => message!(f, "{bytes} byte{s} of other data", bytes, s),
            kind => write!(f, "{kind}"),
        }
    }
}
