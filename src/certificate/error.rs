//! Why a certificate cannot be read.

use crate::bytes::der::{DerError, Fault};
use core::fmt;

/// A certificate that cannot be read: what was met, in which field, at which octet.
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
    TooLarge { bytes: usize, most: usize },
    Version,
    AlgorithmsDiffer,
    BeforeEpoch,
    BadTime,
    NeverValid,
    DuplicateExtension,
    TooManyExtensions { most: usize },
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

    /// Offset of the fault in the certificate's DER, in octets from 0.
    pub const fn offset(&self) -> usize {
        self.offset
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
            Kind::TooLarge { bytes, most } => {
                write!(f, "it has {bytes} bytes, and a certificate may have {most}")
            }
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
            Kind::TooManyExtensions { most } => write!(f, "it has more than {most} extensions"),
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
