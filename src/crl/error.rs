//! Why a CRL is rejected.

use super::CrlFault;
use crate::bytes::file_kind::FileKind;
use crate::bytes::pem::{DecodeError, PemError, PemFault};
use crate::numbered::numbered;
use alloc::collections::TryReserveError;

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// The CRL is larger than the limit, which is [`Crl::MAX_BYTES`](crate::Crl::MAX_BYTES) or that of
    /// [`CrlRules`](crate::CrlRules). It was not parsed.
    #[error("the CRL is {bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The largest accepted size of a CRL in bytes of DER.
        limit: usize,
    },
    /// The file is something else, or contains something else.
    #[error("the file is {kind}, not a CRL")]
    WrongKind {
        /// The kind of the file, or of the other content.
        kind: FileKind,
    },
    /// The file contains more than one CRL. [`Crl::parse_all`](crate::Crl::parse_all) reads such a file.
    #[error("the file contains more than one CRL")]
    Several,
    /// The PEM block is damaged.
    #[error("line {line}: {fault}")]
    Pem {
        /// The line of the fault, from 1.
        line: usize,
        /// The fault.
        fault: PemFault,
    },
    /// The CRL is malformed.
    #[error("{_0}")]
    Malformed(CrlFault),
    /// The CRL does not say when the next one is due, so it cannot be known whether it is current (RFC 5280 §5.1.2.5).
    #[error("the CRL does not say when the next one is due (RFC 5280 §5.1.2.5)")]
    NoNextUpdate,
    /// The CRL expires before it is issued: nextUpdate is before thisUpdate.
    #[error("the CRL expires before it is issued")]
    NeverCurrent,
    /// The CRL also covers certificates of other CAs (RFC 5280 §5.2.5).
    #[error("the CRL is indirect: it also covers certificates of other CAs")]
    Indirect,
    /// The CRL covers attribute certificates (RFC 5280 §5.2.5).
    #[error("the CRL is for attribute certificates, which TLS does not use")]
    AttributeCertificates,
    /// The distribution point of the CRL is named relative to the issuer (RFC 5280 §5.2.5). CAs do not use this form.
    #[error(
        "the distribution point of the CRL is named relative to its issuer, which is not supported"
    )]
    RelativeName,
    /// The CRL or one of its entries has a critical extension that is not supported (RFC 5280 §5.2, §5.3).
    #[error("the CRL has an unsupported critical extension at byte {offset}")]
    UnknownCriticalExtension {
        /// Offset of the extension in the DER encoding, in bytes from 0.
        offset: usize,
    },
    /// There is not enough memory for the CRL.
    #[error("there is not enough memory for the CRL")]
    OutOfMemory,
    /// The file contains more CRLs than [`Crl::MAX_PER_FILE`](crate::Crl::MAX_PER_FILE).
    #[error("the file contains more than {limit} CRLs")]
    TooMany {
        /// The largest accepted number.
        limit: usize,
    },
    /// The file contains more than one CRL and is larger than three halves of the limit for one. It was not parsed.
    #[error("the file of CRLs is {bytes} bytes; the limit is {limit}")]
    FileTooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The largest accepted size in bytes.
        limit: usize,
    },
    /// webpki, which verifies chains, cannot parse the CRL. Bytes that two parsers read differently must not be trusted.
    #[error("webpki, which verifies chains, cannot parse the CRL")]
    Engine,
}

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
