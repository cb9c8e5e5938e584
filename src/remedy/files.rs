//! Remedies for certificates, CRLs, the files they are in, and chains.

use super::Remedy;
use crate::bundle::{Bundle, BundleError};
use crate::bytes::file_kind::FileKind;
use crate::bytes::pem::PemFault;
use crate::bytes::pkcs7::Pkcs7Error;
use crate::certificate::CertificateError;
use crate::chain::ChainError;
use crate::crl::CrlError;

impl BundleError {
    /// The smallest change that would help, if there is one.
    ///
    /// ```
    /// use trustslot::{Bundle, Remedy};
    ///
    /// let error = Bundle::parse("ca.p7b", b"").unwrap_err();
    /// assert_eq!(error.remedy(), Some(Remedy::Rename(Bundle::EXTENSIONS)));
    /// ```
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Extension { .. } => Remedy::Rename(Bundle::EXTENSIONS),
            Self::TooLarge { .. } | Self::TooMany { .. } => Remedy::Split,
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::Empty => Remedy::CopyAgain,
            Self::WrongKind { kind } | Self::Mislabelled { kind, .. } => of_kind(*kind),
            Self::Mixed { .. } => Remedy::KeepCertificates,
            Self::Pem { fault, .. } => of_pem(*fault),
            Self::Indefinite { kind: FileKind::Certificate } => Remedy::ConvertCertificate,
            Self::Indefinite { .. } => Remedy::ConvertPkcs7,
            Self::Pkcs7(error) => return error.remedy(),
            Self::Certificate { error, .. } => return error.remedy(),
            Self::NoCertificate => Remedy::UploadAnyCertificate,
        })
    }
}

impl CertificateError {
    /// The smallest change that would help, if there is one.
    ///
    /// A damaged certificate must be copied again. One that breaks the rules of RFC 5280 was issued that way, so its CA
    /// must issue another.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(if self.is_damaged() { Remedy::CopyAgain } else { Remedy::Reissue })
    }
}

impl CrlError {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Several => Remedy::UploadSeparately,
            Self::Pem { fault: PemFault::NotAlone, .. } => Remedy::SeparateLines,
            Self::Pem { .. } | Self::Malformed { .. } => Remedy::CopyAgain,
            Self::OutOfMemory => Remedy::FreeMemory,
            // Only the CA could publish its CRL in parts.
            Self::TooLarge { .. } => return None,
            Self::WrongKind { .. }
            | Self::NoNextUpdate
            | Self::NeverCurrent
            | Self::Indirect
            | Self::AttributeCertificates
            | Self::RelativeName
            | Self::UnknownCriticalExtension { .. }
            | Self::Engine => Remedy::GetCompleteCrl,
        })
    }
}

impl ChainError {
    /// The smallest change that would help, if there is one. The peer that presented the chain must make it.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Empty => Remedy::SendCertificate,
            Self::TooMany { .. } => Remedy::SendChainOnly,
            Self::Certificate { .. } => Remedy::Reissue,
        })
    }
}

/// The remedy for a file of this kind that should contain certificates.
const fn of_kind(kind: FileKind) -> Remedy {
    match kind {
        FileKind::Pkcs12 => Remedy::ConvertPkcs12,
        FileKind::Pkcs7 => Remedy::ConvertPkcs7,
        FileKind::JavaKeyStore => Remedy::ConvertJavaKeyStore,
        FileKind::OpensslTrustedCertificate => Remedy::ConvertCertificate,
        FileKind::PrivateKey(_)
        | FileKind::EncryptedPrivateKey
        | FileKind::PublicKey
        | FileKind::SshPublicKey
        | FileKind::KeyParameters => Remedy::UploadCertificate,
        FileKind::CertificateRequest => Remedy::UploadIssued,
        FileKind::CertificateRevocationList => Remedy::UploadCa,
        FileKind::Utf16Text => Remedy::SaveAsUtf8,
        FileKind::Html => Remedy::SaveDownload,
        FileKind::Archive => Remedy::Unpack,
        FileKind::BareBase64 => Remedy::AddBoundaries,
        FileKind::Empty => Remedy::CopyAgain,
        FileKind::Certificate
        | FileKind::OtherPem
        | FileKind::OtherAsn1
        | FileKind::Text
        | FileKind::Binary => Remedy::UploadAnyCertificate,
    }
}

/// The remedy for a damaged PEM block in a file of certificates.
const fn of_pem(fault: PemFault) -> Remedy {
    match fault {
        PemFault::NotAlone => Remedy::SeparateLines,
        PemFault::Foreign => Remedy::UploadSeparately,
        PemFault::NoBoundaries => Remedy::AddBoundaries,
        PemFault::Headers => Remedy::ConvertCertificate,
        PemFault::TooLarge => Remedy::UploadAnyCertificate,
        PemFault::NoEnd
        | PemFault::BeginInside
        | PemFault::NoBegin
        | PemFault::EndDiffers
        | PemFault::BadLine
        | PemFault::BadCharacter
        | PemFault::BadEnd
        | PemFault::Empty => Remedy::CopyAgain,
    }
}

impl Pkcs7Error {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(if self.is_signed() {
            Remedy::UploadContent
        } else if self.has_crl() {
            Remedy::ConvertPkcs7WithCrl
        } else {
            Remedy::ConvertPkcs7
        })
    }
}
