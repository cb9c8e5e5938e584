//! Remedies for private keys and identities.

use super::Remedy;
use super::files::of_text;
use crate::bytes::file_kind::{FileKind, KeyFormat};
use crate::bytes::pem::PemFault;
use crate::identity::{Identity, IdentityError, helps_to_rename};
use crate::private_key::PrivateKeyError;

impl IdentityError {
    /// The smallest change that would help, if there is one.
    ///
    /// ```
    /// use trustslot::{Identity, Remedy};
    ///
    /// let error = Identity::parse("phone.pem", b"<html>404 not found</html>").unwrap_err();
    /// assert_eq!(error.to_string(), "the file is an HTML page, not a PEM file with certificate and private key");
    /// assert_eq!(error.remedy(), Some(Remedy::SaveDownload));
    /// ```
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Extension { kind, .. } if helps_to_rename(*kind) => {
                Remedy::Rename(Identity::EXTENSIONS)
            }
            Self::TooLarge { .. } | Self::TooManyCertificates { .. } | Self::Mixed { .. } => {
                Remedy::KeepIdentity
            }
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::Empty => Remedy::CopyAgain,
            Self::Pem { fault, .. } => of_pem(*fault),
            Self::Certificate { error, .. } | Self::Refused { error, .. } => return error.remedy(),
            Self::Extension { kind, .. } | Self::WrongKind { kind } => of_kind(*kind),
            Self::NoKey | Self::NoCertificate => Remedy::JoinCertificateAndKey,
            Self::SeveralKeys { .. } => Remedy::KeepOneKey,
            Self::Key(error) => return error.remedy(),
            Self::WrongKey { .. } => Remedy::UseMatchingKey,
            Self::SeveralFit { .. } => Remedy::KeepOneCertificate,
            Self::Duplicate { .. } => Remedy::RemoveDuplicate,
            Self::Unrelated { .. } => Remedy::RemoveUnrelated,
            Self::Handle { .. } => Remedy::NameHandle,
            Self::HandleSignature => Remedy::SignChallenge,
            Self::HandleUnverified => Remedy::EnableBackend,
        })
    }
}

impl PrivateKeyError {
    /// The smallest change that would help, if there is one.
    ///
    /// ```
    /// use trustslot::PrivateKeyError;
    ///
    /// let remedy = PrivateKeyError::EncryptedPkcs8.remedy().unwrap();
    /// assert_eq!(
    ///     remedy.to_string(),
    ///     "remove the passphrase: openssl pkey -in encrypted.pem -out key.pem",
    /// );
    /// ```
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::NotAKey => Remedy::AddKey,
            Self::SeveralKeys { .. } => Remedy::KeepOneKey,
            Self::FileTooLarge { .. }
            | Self::TooLarge { .. }
            | Self::BadText { .. }
            | Self::Unreadable { .. }
            | Self::Mislabelled { .. }
            | Self::Inconsistent { .. } => Remedy::ExportKey,
            Self::EncryptedPkcs8 => Remedy::RemovePassphrase,
            Self::LegacyEncrypted | Self::UnsupportedEncryption => Remedy::RemoveLegacyEncryption,
            Self::CostlyEncryption { .. } => Remedy::ExportAsPem,
            Self::Parameters { .. } => Remedy::RemoveParameters,
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::WrongPassphrase => Remedy::EnterPassphrase,
            Self::OpenSsh => Remedy::ConvertOpenSsh,
            Self::ExplicitCurve => Remedy::NameCurve,
            Self::UnsupportedAlgorithm { .. }
            | Self::UnsupportedCurve { .. }
            | Self::MultiPrime
            | Self::OversizedRsa { .. }
            | Self::BadExponent => Remedy::UseSupportedKey,
            Self::WeakRsa { .. }
            | Self::WeakPrimes
            | Self::RocaModulus
            | Self::CompositePrime
            | Self::OpenSshEd25519 => Remedy::GenerateKey,
        })
    }
}

/// The remedy for a file that is not PEM.
const fn of_kind(kind: FileKind) -> Remedy {
    match kind {
        FileKind::Pkcs12 => Remedy::ConvertPkcs12WithKey,
        FileKind::PrivateKey(
            KeyFormat::Putty | KeyFormat::Jwk | KeyFormat::Pgp | KeyFormat::Other,
        ) => Remedy::ExportAsPem,
        FileKind::Utf16Text | FileKind::Utf32Text => Remedy::SaveAsUtf8,
        FileKind::Html => Remedy::SaveDownload,
        FileKind::Archive => Remedy::Unpack,
        _ => Remedy::JoinCertificateAndKey,
    }
}

/// The remedy for a damaged PEM block. A command for certificates would lose the key.
const fn of_pem(fault: PemFault) -> Remedy {
    match fault {
        PemFault::Foreign | PemFault::Headers => Remedy::JoinCertificateAndKey,
        PemFault::TooLarge => Remedy::KeepIdentity,
        _ => of_text(fault),
    }
}
