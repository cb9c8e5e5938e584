//! Why a certificate cannot be parsed.

use super::object_id::ObjectId;
use crate::bytes::der::{DerError, Fault, Reader};
use crate::message::{message, text};
use core::fmt;

/// A certificate that cannot be parsed: the fault, the field it is in, and its offset in bytes.
///
/// The message fits a small display. [`remedy`](Self::remedy) says how to fix it.
///
/// ```
/// use trustslot::{Certificate, Remedy};
///
/// let error = Certificate::from_der(b"\x30\x05\x02").unwrap_err();
/// assert_eq!(error.to_string(), "length runs past the end at byte 2, in the certificate");
/// assert_eq!((error.code(), error.word()), (1001, "certificate-encoding"));
/// assert_eq!(error.offset(), 2);
/// assert_eq!(error.remedy(), Some(Remedy::CopyAgain));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateError {
    kind: Kind,
    field: Field,
    offset: usize,
    /// The extension that the fault is about, if there are others of its kind.
    extension: Option<ObjectId<'static>>,
    /// True if the bytes that are left over are another certificate.
    is_followed: bool,
}

/// What is wrong: a fault of the encoding, or a rule of RFC 5280 that the certificate breaks.
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
    OfLaterVersion { field: &'static str, since: u8, version: u8 },
    Pem,
}

/// The field with the fault (RFC 5280 §4.1).
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
        Self { kind, field, offset, extension: None, is_followed: false }
    }

    /// The same error, unless the bytes begin as PEM does: then the fault is in what was passed, not in the certificate.
    pub(super) fn or_pem(self, der: &[u8]) -> Self {
        if der.starts_with(b"-----BEGIN ") {
            return Self::new(Kind::Pem, Field::Certificate, 0);
        }
        self
    }

    /// True if the bytes are PEM text.
    pub(crate) const fn is_pem(&self) -> bool {
        matches!(self.kind, Kind::Pem)
    }

    /// The same error, about the extension with this identifier (contents bytes).
    pub(crate) fn about_extension(self, id: &[u8]) -> Self {
        Self { extension: Some(ObjectId::new(id).into_owned()), ..self }
    }

    /// The same error, if bytes are left over after the certificate, and these begin a certificate as `is_certificate` tells.
    pub(super) fn looking_behind(self, der: &[u8], is_certificate: fn(&[u8]) -> bool) -> Self {
        let is_left_over = self.kind == Kind::Der(Fault::TrailingBytes);
        let parts = der.split_at_checked(self.offset).filter(|_| is_left_over);
        let is_followed = self.field == Field::Certificate
            && parts.is_some_and(|(first, rest)| {
                is_certificate(first)
                    && Reader::new(rest).any().is_ok_and(|next| is_certificate(next.whole))
            });
        Self { is_followed, ..self }
    }

    /// True if the bytes that are left over are another certificate.
    pub(crate) const fn is_followed(&self) -> bool {
        self.is_followed
    }

    /// The extension that the certificate has twice; `None` for every other error.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// let error = Certificate::from_der(b"\x30\x05\x02").unwrap_err();
    /// assert!(error.extension().is_none());
    /// ```
    pub const fn extension(&self) -> Option<&ObjectId<'static>> {
        self.extension.as_ref()
    }

    /// The number of this error, for C and logs. A number never changes its meaning and is never reused.
    pub const fn code(&self) -> u16 {
        self.kind.numbered().0
    }

    /// One word for logs. It never changes.
    pub const fn word(&self) -> &'static str {
        self.kind.numbered().1
    }

    /// True if bytes were lost or changed. Otherwise the certificate was issued this way.
    pub(crate) const fn is_damaged(&self) -> bool {
        matches!(self.kind, Kind::Der(fault) if fault.is_of_encoding())
    }

    /// True if the encoding ends before a length that it announces.
    pub(crate) const fn is_cut_short(&self) -> bool {
        matches!(self.kind, Kind::Der(Fault::PastTheEnd))
    }

    /// Offset of the fault in the DER encoding, in bytes from 0.
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
            Self::TooManyExtensions { .. } => (1009, "certificate-too-many-extensions"),
            Self::Engine => (1010, "certificate-refused-by-webpki"),
            Self::OfLaterVersion { .. } => (1011, "certificate-field-of-later-version"),
            Self::Pem => (1012, "certificate-not-der"),
        }
    }
}

impl DerError {
    /// The same fault, in a field of a certificate.
    pub(crate) const fn within(self, field: Field) -> CertificateError {
        CertificateError::new(Kind::Der(self.fault), field, self.offset)
    }
}

impl core::error::Error for CertificateError {}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, offset, extension, is_followed } = self;
        match kind {
            Kind::Der(_) if *is_followed => {
                message!(f, "another certificate follows at byte {offset}", offset)
            }
            Kind::Der(fault) => {
                message!(f, "{fault} at byte {offset}, in {field}", fault, offset, field)
            }
            Kind::TooLarge { bytes, most } => {
                message!(f, "it is {bytes} bytes; the limit is {most}", bytes, most)
            }
            Kind::Version => message!(f, "its version is not 1, 2 or 3"),
            Kind::AlgorithmsDiffer => {
                message!(f, "its two signature algorithms differ (RFC 5280 §4.1.1.2)")
            }
            Kind::BeforeEpoch => {
                message!(f, "a date before 1970 at byte {offset}, in {field}", offset, field)
            }
            Kind::BadTime => {
                message!(f, "invalid date at byte {offset}, in {field}", offset, field)
            }
            Kind::NeverValid => message!(f, "its validity ends before it begins"),
            Kind::DuplicateExtension => {
                if let Some(id) = extension {
                    write!(f, "duplicate extension {id:#} at byte {offset}")
                } else {
                    message!(f, "duplicate extension at byte {offset}", offset)
                }
            }
            Kind::TooManyExtensions { most } => {
                message!(f, "it has too many extensions; the limit is {most}", most)
            }
            Kind::OfLaterVersion { field, since, version } => message!(
                f,
                "it has {field}, which certificates have since version {since}, but its version is {version}",
                field,
                since,
                version
            ),
            Kind::Pem => message!(f, "it is PEM text, and not decoded to DER"),
            Kind::Engine => message!(f, "webpki, which verifies chains, cannot parse it"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Certificate => text!("the certificate"),
            Self::Version => text!("the version"),
            Self::SerialNumber => text!("the serial number"),
            Self::Signature => text!("the inner signature algorithm"),
            Self::Issuer => text!("the issuer"),
            Self::Validity => text!("the validity"),
            Self::Subject => text!("the subject"),
            Self::SubjectPublicKeyInfo => text!("the public key"),
            Self::UniqueIdentifier => text!("the unique identifier"),
            Self::Extensions => text!("the extensions"),
            Self::Extension(name) => return f.write_str(name),
            Self::SignatureAlgorithm => text!("the outer signature algorithm"),
            Self::SignatureValue => text!("the signature"),
        };
        text.write(f)
    }
}
