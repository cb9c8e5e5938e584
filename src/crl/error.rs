//! Why a list of revoked certificates is refused.

use super::Crl;
use crate::bytes::der::DerError;
use crate::bytes::pem::{DecodeError, PemError, PemFault};
use crate::bytes::sniff::FileKind;
use crate::numbered::numbered;
use alloc::boxed::Box;
use alloc::collections::TryReserveError;
use alloc::string::ToString as _;

/// A list of revoked certificates that is refused as a whole: what was met and where.
///
/// Other lists are not affected: each is read by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// It is larger than the limit. It was not read.
    #[error("the list has {bytes} bytes, and at most {} are read", Crl::MAX_BYTES)]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// The file is something else, or has something else in it.
    #[error("it is no certificate revocation list, but {kind}")]
    WrongKind {
        /// What it is.
        kind: FileKind,
    },
    /// The file has more than one list. Each is given by itself, so that each has its own answer.
    #[error("the file has more than one list; give each by itself")]
    Several,
    /// The PEM block is damaged.
    #[error("line {line}: {fault}")]
    Pem {
        /// The line of the fault, from 1.
        line: usize,
        /// What is wrong with it.
        fault: PemFault,
    },
    /// It cannot be read.
    #[error("{fault} at byte {offset}, in {field}")]
    Malformed {
        /// What is wrong, in words.
        fault: Box<str>,
        /// In which field.
        field: &'static str,
        /// Offset of the fault in the list's DER, in bytes from 0.
        offset: usize,
    },
    /// It does not say when the next one comes, so nobody can tell whether it is the current one
    /// (RFC 5280 §5.1.2.5).
    #[error("it has no nextUpdate, so it never ends (RFC 5280 §5.1.2.5)")]
    NoNextUpdate,
    /// It ends before it begins.
    #[error("its nextUpdate is before its thisUpdate")]
    NeverCurrent,
    /// It is about certificates of other CAs as well (RFC 5280 §5.2.5).
    #[error("it is an indirect CRL, for certificates of other CAs; load the CA's own")]
    Indirect,
    /// It is about attribute certificates (RFC 5280 §5.2.5).
    #[error("it is about attribute certificates, which TLS does not use")]
    AttributeCertificates,
    /// Its distribution point is named relative to its issuer (RFC 5280 §5.2.5), which no CA of the field does.
    #[error("its distribution point is named relative to its issuer, which is not supported")]
    RelativeName,
    /// It, or one of its entries, has a critical extension that is not understood (RFC 5280 §5.2, §5.3).
    #[error("a critical extension at byte {offset} is not understood")]
    UnknownCriticalExtension {
        /// Where it stands, in bytes from 0.
        offset: usize,
    },
    /// There is not enough memory to keep it.
    #[error("there is not enough memory for the list")]
    OutOfMemory,
    /// What two readers see differently nobody should trust.
    #[error("the path verifier cannot read it")]
    Engine,
}

impl CrlError {
    pub(super) fn within(field: &'static str) -> impl Fn(DerError) -> Self {
        move |error| Self::Malformed {
            fault: error.fault.to_string().into(),
            field,
            offset: error.offset,
        }
    }

    pub(super) fn malformed(fault: &str, field: &'static str, offset: usize) -> Self {
        Self::Malformed { fault: fault.into(), field, offset }
    }
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
    }
}
