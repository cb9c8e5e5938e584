//! Remedies for private keys and identities.

use super::Remedy;
use crate::bytes::file_kind::FileKind;
use crate::identity::{Identity, IdentityError};
use crate::private_key::PrivateKeyError;

impl IdentityError {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Extension { .. } => Remedy::Rename(Identity::EXTENSIONS),
            Self::TooLarge { .. } | Self::TooManyCertificates { .. } | Self::Mixed { .. } => {
                Remedy::KeepIdentity
            }
            Self::OutOfMemory => Remedy::FreeMemory,
            Self::Empty | Self::Pem { .. } => Remedy::CopyAgain,
            Self::Certificate { error, .. } => return error.remedy(),
            Self::WrongKind { kind: FileKind::Pkcs12 } => Remedy::ConvertPkcs12WithKey,
            Self::WrongKind { .. } | Self::NoKey | Self::NoCertificate => {
                Remedy::JoinCertificateAndKey
            }
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
            | Self::Inconsistent { .. } => Remedy::ExportKey,
            Self::EncryptedPkcs8
            | Self::LegacyEncrypted
            | Self::UnsupportedEncryption
            | Self::CostlyEncryption { .. } => Remedy::RemovePassphrase,
            Self::WrongPassphrase => Remedy::EnterPassphrase,
            Self::OpenSsh => Remedy::ConvertOpenSsh,
            Self::ExplicitCurve => Remedy::NameCurve,
            Self::UnsupportedAlgorithm { .. }
            | Self::UnsupportedCurve { .. }
            | Self::MultiPrime
            | Self::OversizedRsa { .. }
            | Self::BadExponent => Remedy::UseSupportedKey,
            Self::WeakRsa { .. } | Self::WeakPrimes | Self::RocaModulus => Remedy::GenerateKey,
        })
    }
}
