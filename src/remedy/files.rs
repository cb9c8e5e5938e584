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
    /// # let root = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// let error = Bundle::parse("ca.p7b", root).unwrap_err();
    /// assert_eq!(error.remedy(), Some(Remedy::Rename(Bundle::EXTENSIONS)));
    /// ```
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Extension { kind: FileKind::Certificate | FileKind::Pkcs7, .. } => {
                Remedy::Rename(Bundle::EXTENSIONS)
            }
            Self::InBase64 { .. } => Remedy::DecodeBase64,
            Self::TooLarge { .. } | Self::TooMany { .. } => Remedy::Split,
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::Empty => Remedy::CopyAgain,
            Self::Extension { kind, .. }
            | Self::WrongKind { kind }
            | Self::Mixed { kind: kind @ FileKind::OpensslTrustedCertificate, .. } => {
                of_kind(*kind)
            }
            // A block is converted as a file of its own, and a request beside others is no certificate that waits.
            Self::Mislabelled { kind, .. } => match kind {
                FileKind::Pkcs12 | FileKind::Pkcs7 | FileKind::OtherAsn1 => {
                    Remedy::UploadAnyCertificate
                }
                kind => of_kind(*kind),
            },
            Self::Mixed { .. } => Remedy::KeepCertificates,
            Self::ContainerBeside { .. } => Remedy::UploadSeparately,
            Self::WithinText { .. } => Remedy::ExtractBase64,
            Self::Preceded { bytes } => Remedy::CutStart { bytes: *bytes },
            Self::Followed { kind, line, .. } => followed(*kind, line.is_some()),
            Self::Pem { fault, .. } => of_pem(*fault),
            Self::Indefinite { kind: FileKind::Certificate, line: None } => Remedy::ConvertDer,
            Self::Indefinite { kind: FileKind::Certificate, .. } => Remedy::RewriteBlocks,
            Self::Indefinite { .. } => Remedy::ConvertPkcs7ToDer,
            Self::Pkcs7(error) => return error.remedy(),
            Self::Certificate { error, .. } => return error.remedy(),
            Self::NoCertificate => Remedy::UploadAnyCertificate,
        })
    }
}

impl CertificateError {
    /// The smallest change that would help, if there is one.
    ///
    /// A certificate that is cut short must be copied again. One that breaks the rules of RFC 5280 was issued that way, so
    /// its CA must issue another. Other faults of the encoding may be either. There is none for PEM text: the caller decodes
    /// it, with [`Bundle::parse`].
    pub const fn remedy(&self) -> Option<Remedy> {
        if self.is_pem() {
            return None;
        }
        Some(if self.is_followed() {
            Remedy::UploadSeparately
        } else if self.is_cut_short() {
            Remedy::CopyAgain
        } else if self.is_damaged() {
            Remedy::CopyOrReissue
        } else {
            Remedy::Reissue
        })
    }
}

impl CrlError {
    /// The smallest change that would help, if there is one. There is none for a CRL that is too large: only its CA could
    /// publish it in parts.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Several => Remedy::UploadSeparately,
            Self::TooMany { .. } | Self::FileTooLarge { .. } => Remedy::SplitCrls,
            // Only the CA could publish its CRL in parts.
            Self::TooLarge { .. } | Self::Pem { fault: PemFault::TooLarge, .. } => return None,
            // The remedy for a damaged line of a certificate shows such a line.
            Self::Pem { fault: PemFault::BadLine, .. }
            | Self::WrongKind { kind: FileKind::Empty } => Remedy::CopyAgain,
            Self::Malformed(fault) if fault.is_damage() => Remedy::CopyAgain,
            Self::Pem { fault, .. } => of_text(*fault),
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::WrongKind { kind: FileKind::Utf16Text } => Remedy::SaveAsUtf8,
            Self::WrongKind { kind: FileKind::BareBase64 } => Remedy::DecodeBase64,
            // A CA with such a CRL usually publishes a complete one too.
            Self::WrongKind { .. }
            | Self::Indirect
            | Self::AttributeCertificates
            | Self::RelativeName
            | Self::UnknownCriticalExtension { .. } => Remedy::GetCompleteCrl,
            // The next CRL of this CA would be the same.
            Self::Malformed(_) | Self::NoNextUpdate | Self::NeverCurrent | Self::Engine => {
                Remedy::AskForCorrectCrl
            }
        })
    }
}

impl ChainError {
    /// The smallest change that would help, if there is one. The peer that presented the chain must make it.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Empty => Remedy::SendCertificate,
            Self::TooMany { .. } => Remedy::SendChainOnly,
            Self::Certificate { error, .. } if error.is_followed() => Remedy::SendChainOnly,
            Self::Certificate { .. } => Remedy::Reissue,
        })
    }
}

/// The remedy for bytes after a certificate, in a block or in a binary file.
const fn followed(kind: FileKind, in_block: bool) -> Remedy {
    match kind {
        // Whatever follows is a certificate or a part of one: it must not get lost.
        FileKind::OtherAsn1 => Remedy::CopyAgain,
        FileKind::Text => Remedy::UploadSeparately,
        FileKind::Certificate if in_block => Remedy::UploadSeparately,
        FileKind::Certificate => Remedy::SplitDer,
        _ if in_block => Remedy::RewriteBlocks,
        _ => Remedy::ConvertDer,
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
        FileKind::Utf16Text | FileKind::Utf32Text => Remedy::SaveAsUtf8,
        FileKind::DerAsText => Remedy::TransferBinary,
        FileKind::Html => Remedy::SaveDownload,
        FileKind::Archive => Remedy::Unpack,
        FileKind::BareBase64 => Remedy::AddBoundaries,
        FileKind::Empty => Remedy::CopyAgain,
        FileKind::Certificate
        | FileKind::OtherPem
        | FileKind::OtherAsn1
        | FileKind::Text
        | FileKind::Xml
        | FileKind::Json
        | FileKind::Binary => Remedy::UploadAnyCertificate,
    }
}

/// The remedy for a damaged PEM block in a file of certificates.
const fn of_pem(fault: PemFault) -> Remedy {
    match fault {
        PemFault::Foreign => Remedy::UploadSeparately,
        PemFault::NoBoundaries => Remedy::AddBoundaries,
        PemFault::Headers => Remedy::RemoveHeaders,
        PemFault::TooLarge => Remedy::UploadAnyCertificate,
        _ => of_text(fault),
    }
}

/// The remedy for text that was changed on its way. It is the same for certificates, keys and CRLs.
pub(super) const fn of_text(fault: PemFault) -> Remedy {
    match fault {
        PemFault::NotAlone => Remedy::SeparateLines,
        PemFault::BadLine | PemFault::OtherLabel => Remedy::RestoreBoundaries,
        PemFault::EscapedLineEnds => Remedy::UnescapeLineEnds,
        PemFault::SourceCode => Remedy::TakeOutOfCode,
        PemFault::QuotedMail => Remedy::RemoveQuoteMarks,
        PemFault::NoBreakSpaces => Remedy::ReplaceNoBreakSpaces,
        PemFault::Markup => Remedy::RemoveMarkup,
        PemFault::Distrusted => Remedy::RemoveDistrusted,
        PemFault::PercentEncoded => Remedy::DecodePercent,
        PemFault::QuotedPrintable => Remedy::DecodeQuotedPrintable,
        PemFault::LineMarks => Remedy::RemoveLineMarks,
        _ => Remedy::CopyAgain,
    }
}

impl Pkcs7Error {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(if self.is_signed() {
            Remedy::UploadContent
        } else if self.has_crl() {
            Remedy::ConvertPkcs7WithCrl
        } else if self.is_damaged() {
            Remedy::CopyAgain
        } else if self.has_other_contents() {
            Remedy::UploadAnyCertificate
        } else {
            Remedy::ConvertPkcs7
        })
    }
}
