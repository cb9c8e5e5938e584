//! Remedies for a store that rejects an upload, and for a snapshot that cannot be restored.

use super::{Change, Remedy};
use crate::snapshot::SnapshotError;
use crate::trust_store::{BuiltInError, TrustStoreError, UnfitReason};

impl TrustStoreError {
    /// The smallest change that would help, if there is one.
    pub fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Full { new, free, limit } if *new <= *limit => {
                Remedy::DeleteFirst { at_least: new.saturating_sub(*free) }
            }
            Self::Full { limit, .. } => Remedy::UploadFewer { at_most: *limit },
            Self::TooLarge { at_least: 0, at_most: 0, limit, .. } => {
                Remedy::UploadSmaller { limit: *limit }
            }
            Self::TooLarge { at_least: 0, at_most, .. } => {
                Remedy::UploadFewer { at_most: *at_most }
            }
            Self::TooLarge { at_least, .. } => Remedy::DeleteFirst { at_least: *at_least },
            Self::Unfit { reason, .. } => return reason.remedy(),
            Self::OutOfMemory => Remedy::FreeMemory,
        })
    }
}

impl UnfitReason {
    /// The smallest change that would help, if there is one. Only the CA can make it.
    pub fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::UnknownCriticalExtension { id, is_malformed: false } => {
                Remedy::ReissueWith(Change::WithoutExtension(id.clone()))
            }
            Self::UnknownCriticalExtension { id, is_malformed: true } => {
                Remedy::ReissueWith(Change::CorrectExtension(id.clone()))
            }
            Self::UnsupportedKey { .. } => Remedy::ReissueWith(Change::Key),
            Self::NoName | Self::RefusedByWebpki => Remedy::Reissue,
        })
    }
}

impl BuiltInError {
    /// Always `None`: the maker of the list corrects it before anybody uses it.
    pub const fn remedy(&self) -> Option<Remedy> {
        None
    }
}

impl SnapshotError {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            // An erased bank is normal at the first start.
            Self::NoSnapshot => return None,
            Self::Damaged { .. } | Self::Digest | Self::Unreadable => Remedy::UseOtherBank,
            Self::Version { .. } | Self::TooLarge { .. } | Self::Kind => Remedy::UpdateFirmware,
            Self::RolledBack { .. }
            | Self::GenerationExhausted
            | Self::Certificate { .. }
            | Self::Unfit { .. } => Remedy::BeginAnew,
            Self::KeyMismatch => Remedy::UploadIdentityAgain,
            Self::OutOfMemory => Remedy::FreeMemory,
        })
    }
}
