//! Why a certificate cannot be read.

use crate::bytes::der::{DerError, Fault};
use core::fmt;

/// A certificate that cannot be read: what was met, in which field, at which byte.
///
/// The sentence fits a small display: `length runs past the end at byte 412, in the subject`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateError {
    kind: Kind,
    field: Field,
    offset: usize,
}

/// What is wrong with it, beside the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Der(Fault),
    TooLarge { bytes: usize },
    Version,
    AlgorithmsDiffer,
    BeforeEpoch,
    BadTime,
    NeverValid,
    DuplicateExtension,
    TooManyExtensions,
    Engine,
}

/// The field in which it is wrong (RFC 5280 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Certificate,
    Version,
    SerialNumber,
    Signature,
    Issuer,
    Validity,
    Subject,
    SubjectPublicKeyInfo,
    UniqueIdentifier,
    Extensions,
    Extension(&'static str),
    SignatureAlgorithm,
    SignatureValue,
}

impl CertificateError {
    pub(crate) const fn new(kind: Kind, field: Field, offset: usize) -> Self {
        Self { kind, field, offset }
    }

    /// The number of this error. It never changes its meaning and is never used again.
    pub const fn code(&self) -> u16 {
        self.kind.numbered().0
    }

    /// One word for logs. It never changes.
    pub const fn word(&self) -> &'static str {
        self.kind.numbered().1
    }

    /// Whether bytes were lost or changed. Otherwise the certificate was issued as it is.
    pub(crate) const fn is_damaged(&self) -> bool {
        matches!(self.kind, Kind::Der(_))
    }

    /// Offset of the fault in the certificate's DER, in bytes from 0.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl Kind {
    const fn numbered(self) -> (u16, &'static str) {
        match self {
            Self::Der(_) => (1001, "certificate-encoding"),
            Self::TooLarge { .. } => (1002, "certificate-too-large"),
            Self::Version => (1003, "certificate-version"),
            Self::AlgorithmsDiffer => (1004, "certificate-algorithms-differ"),
            Self::BeforeEpoch => (1005, "certificate-date-before-1970"),
            Self::BadTime => (1006, "certificate-date"),
            Self::NeverValid => (1007, "certificate-never-valid"),
            Self::DuplicateExtension => (1008, "certificate-extension-twice"),
            Self::TooManyExtensions => (1009, "certificate-too-many-extensions"),
            Self::Engine => (1010, "certificate-refused-by-webpki"),
        }
    }
}

impl DerError {
    /// The same fault, as one of a certificate's field.
    pub(crate) const fn within(self, field: Field) -> CertificateError {
        CertificateError::new(Kind::Der(self.fault), field, self.offset)
    }
}

impl core::error::Error for CertificateError {}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, offset } = self;
        match kind {
            Kind::Der(fault) => write!(f, "{fault} at byte {offset}, in {field}"),
            Kind::TooLarge { bytes } => write!(
                f,
                "it has {bytes} bytes, and a certificate may have {}",
                super::Certificate::MAX_BYTES
            ),
            Kind::Version => write!(f, "its version is not one of 1, 2 and 3"),
            Kind::AlgorithmsDiffer => {
                write!(f, "its two signature algorithms differ (RFC 5280 §4.1.1.2)")
            }
            Kind::BeforeEpoch => write!(f, "a date before 1970 at byte {offset}, in {field}"),
            Kind::BadTime => write!(f, "no date at byte {offset}, in {field}"),
            Kind::NeverValid => write!(f, "its validity ends before it begins"),
            Kind::DuplicateExtension => {
                write!(f, "an extension stands twice, at byte {offset}")
            }
            Kind::TooManyExtensions => {
                write!(f, "it has more than {} extensions", super::reader::MAX_EXTENSIONS)
            }
            Kind::Engine => write!(f, "the path verifier cannot read it"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "the certificate",
            Self::Version => "the version",
            Self::SerialNumber => "the serial number",
            Self::Signature => "the inner signature algorithm",
            Self::Issuer => "the issuer",
            Self::Validity => "the validity",
            Self::Subject => "the subject",
            Self::SubjectPublicKeyInfo => "the public key",
            Self::UniqueIdentifier => "the unique identifier",
            Self::Extensions => "the extensions",
            Self::Extension(name) => name,
            Self::SignatureAlgorithm => "the outer signature algorithm",
            Self::SignatureValue => "the signature",
        })
    }
}
