//! Why a CRL is rejected.

use super::CrlFault;
use crate::bytes::file_kind::FileKind;
use crate::bytes::pem::{DecodeError, PemError, PemFault};
use crate::message::message;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use core::fmt;

/// A file that is rejected as a CRL. Nothing of it is kept.
///
/// ```
/// use trustslot::{Crl, CrlError, FileKind, Remedy};
///
/// let error = Crl::parse(b"-----BEGIN CERTIFICATE-----\n").unwrap_err();
/// assert_eq!(error, CrlError::WrongKind { kind: FileKind::Certificate });
/// assert_eq!(error.to_string(), "the file is a certificate, not a CRL");
/// assert_eq!(error.remedy(), Some(Remedy::GetCompleteCrl));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlError {
    /// The CRL is larger than the limit, which is [`Crl::MAX_BYTES`](super::Crl::MAX_BYTES) or that of
    /// [`CrlRules`](crate::CrlRules). It was not parsed.
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The largest accepted size of a CRL in bytes of DER.
        limit: usize,
    },
    /// The file is something else, or contains something else.
    WrongKind {
        /// The kind of the file, or of the other content.
        kind: FileKind,
    },
    /// The file contains more than one CRL. [`Crl::parse_all`](super::Crl::parse_all) reads such a file.
    Several,
    /// The PEM block is damaged.
    Pem {
        /// The line of the fault, from 1.
        line: usize,
        /// The fault.
        fault: PemFault,
    },
    /// The CRL is malformed.
    Malformed(CrlFault),
    /// The CRL does not say when the next one is due, so it cannot be known whether it is current (RFC 5280 §5.1.2.5).
    NoNextUpdate,
    /// The CRL expires before it is issued: nextUpdate is before thisUpdate.
    NeverCurrent,
    /// The CRL also covers certificates of other CAs (RFC 5280 §5.2.5).
    Indirect,
    /// The CRL covers attribute certificates (RFC 5280 §5.2.5).
    AttributeCertificates,
    /// The distribution point of the CRL is named relative to the issuer (RFC 5280 §5.2.5). CAs do not use this form.
    RelativeName,
    /// The CRL or one of its entries has a critical extension that is not supported (RFC 5280 §5.2, §5.3).
    UnknownCriticalExtension {
        /// Offset of the extension in the DER encoding, in bytes from 0.
        offset: usize,
    },
    /// There is not enough memory for the CRL.
    OutOfMemory,
    /// The file contains more CRLs than [`Crl::MAX_PER_FILE`](super::Crl::MAX_PER_FILE).
    TooMany {
        /// The largest accepted number.
        limit: usize,
    },
    /// The file contains more than one CRL and is larger than three halves of the limit for one. It was not parsed.
    FileTooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The largest accepted size in bytes.
        limit: usize,
    },
    /// webpki, which verifies chains, cannot parse the CRL. Bytes that two parsers read differently must not be trusted.
    Engine,
}

impl fmt::Display for CrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes, limit } => {
                message!(f, "the CRL is {bytes} bytes; the limit is {limit}", bytes, limit)
            }
            Self::WrongKind { kind } => message!(f, "the file is {kind}, not a CRL", kind),
            Self::Several => message!(f, "the file contains more than one CRL"),
            Self::Pem { line, fault } => message!(f, "line {line}: {fault}", line, fault),
            Self::Malformed(error) => message!(f, "{error}", error),
            Self::NoNextUpdate => {
                message!(f, "the CRL does not say when the next one is due (RFC 5280 §5.1.2.5)")
            }
            Self::NeverCurrent => message!(f, "the CRL expires before it is issued"),
            Self::Indirect => {
                message!(f, "the CRL is indirect: it also covers certificates of other CAs")
            }
            Self::AttributeCertificates => {
                message!(f, "the CRL is for attribute certificates, which TLS does not use")
            }
            Self::RelativeName => message!(
                f,
                "the distribution point of the CRL is named relative to its issuer, which is not supported"
            ),
            Self::UnknownCriticalExtension { offset } => message!(
                f,
                "the CRL has an unsupported critical extension at byte {offset}",
                offset
            ),
            Self::OutOfMemory => message!(f, "there is not enough memory for the CRL"),
            Self::TooMany { limit } => {
                message!(f, "the file contains more than {limit} CRLs", limit)
            }
            Self::FileTooLarge { bytes, limit } => {
                message!(f, "the file of CRLs is {bytes} bytes; the limit is {limit}", bytes, limit)
            }
            Self::Engine => message!(f, "webpki, which verifies chains, cannot parse the CRL"),
        }
    }
}

impl core::error::Error for CrlError {}

impl From<PemError> for CrlError {
    fn from(error: PemError) -> Self {
        Self::Pem { line: error.line, fault: error.fault }
    }
}

impl From<DecodeError> for CrlError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Pem(error) => error.into(),
            DecodeError::OutOfMemory => Self::OutOfMemory,
        }
    }
}

impl From<TryReserveError> for CrlError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

numbered! {
    CrlError {
        TooLarge = 1301 "crl-too-large",
        WrongKind = 1302 "not-a-crl",
        Several = 1303 "several-crls",
        Pem = 1304 "crl-block-damaged",
        Malformed = 1305 "crl-unreadable",
        NoNextUpdate = 1306 "crl-without-next-update",
        NeverCurrent = 1307 "crl-never-current",
        Indirect = 1308 "crl-indirect",
        AttributeCertificates = 1309 "crl-of-attribute-certificates",
        RelativeName = 1310 "crl-relative-name",
        UnknownCriticalExtension = 1311 "crl-unknown-critical-extension",
        OutOfMemory = 1312 "crl-out-of-memory",
        Engine = 1313 "crl-refused-by-webpki",
        TooMany = 1314 "too-many-crls",
        FileTooLarge = 1315 "crl-file-too-large",
    }
}
