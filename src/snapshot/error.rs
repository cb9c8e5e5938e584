//! Why a snapshot is not restored.

use crate::bytes::der::DerError;
use crate::certificate::CertificateError;
use crate::message::message;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use core::fmt;

/// Why a snapshot cannot be restored, or why [`newest_valid`](crate::newest_valid) selects none. No state comes of it,
/// not even a part: the device starts from the factory state, or from the other bank.
///
/// After each of these errors, the state that a device saves through [`Banks`](crate::Banks) is the one that it loads
/// at its next start. Except for [`NoSnapshot`](Self::NoSnapshot), the operator's uploads and disabled roots are lost for now: report it.
/// [`remedy`](Self::remedy) names the smallest change that would help.
///
/// ```
/// use trustslot::{BuiltIn, Remedy, SnapshotError, TrustStore};
///
/// let mut snapshot = TrustStore::new(BuiltIn::EMPTY).snapshot();
/// snapshot[21] ^= 1;
/// let error = TrustStore::restore(BuiltIn::EMPTY, 10, &snapshot, 0).unwrap_err();
/// assert_eq!(error.to_string(), "the snapshot is damaged: its digest does not match");
/// assert_eq!(error.remedy(), Some(Remedy::UseOtherBank));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It is larger than any snapshot of this version of the library: the bank is damaged, or a newer firmware wrote it.
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// These bytes do not begin like a snapshot: the bank was never written or is erased. At the first start both banks
    /// are like this, and the device starts from the factory state.
    NoSnapshot,
    /// It has another format: another firmware wrote it, usually a newer one. The device starts from the factory state.
    /// The snapshot stays in its bank, for that firmware, until the device saves something.
    Version {
        /// Its format.
        version: u64,
    },
    /// It holds the other kind of state: a slot instead of a store, or a store instead of a slot. The firmware passed
    /// the wrong bank.
    Kind,
    /// It is torn or cut, or contains something that no snapshot contains. The device loads the other bank.
    Damaged {
        /// The offset of the damage, counted from 0.
        offset: usize,
    },
    /// At least one byte changed since it was written. The device loads the other bank.
    Digest,
    /// It is older than the caller accepts: somebody may have written an old state back, to revive a removed certificate
    /// or a disabled root. The device does not load it.
    RolledBack {
        /// Its generation.
        generation: u64,
        /// The oldest generation that is accepted.
        floor: u64,
    },
    /// The generation number is 2^63 or more, which no real device reaches. The device starts from the factory state.
    GenerationExhausted,
    /// One of its certificates cannot be parsed. The device starts from the factory state.
    Certificate {
        /// Which certificate, counted from 1.
        position: usize,
        /// Why it cannot be parsed.
        error: CertificateError,
    },
    /// It contains a certificate that no upload could have stored: one too many, a duplicate, one that cannot be
    /// trusted, or one out of order. A smaller limit than before has the same effect. The device starts from the factory
    /// state.
    Unfit {
        /// Which certificate, counted from 1.
        position: usize,
    },
    /// Its private key does not match its certificate. The slot presents no uploaded identity until one is uploaded
    /// again.
    KeyMismatch,
    /// The flash bank could not be read, so it is unknown what is in it. The device loads the other bank.
    Unreadable,
    /// Memory for its content cannot be allocated. The snapshot may be intact: the device tries again with more memory.
    OutOfMemory,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => message!(
                f,
                "the snapshot is {bytes} bytes; the limit is {limit}",
                bytes,
                limit = super::MAX_BYTES
            ),
            Self::NoSnapshot => message!(f, "not a trustslot snapshot"),
            Self::Version { version } => message!(
                f,
                "the snapshot has format {version}; this version of trustslot reads format 1",
                version
            ),
            Self::Kind => message!(f, "the snapshot holds another kind of state"),
            Self::Damaged { offset } => {
                message!(f, "the snapshot is damaged at byte {offset}", offset)
            }
            Self::Digest => message!(f, "the snapshot is damaged: its digest does not match"),
            Self::RolledBack { generation, floor } => message!(
                f,
                "the snapshot has generation {generation}; the oldest accepted is {floor}",
                generation,
                floor
            ),
            Self::GenerationExhausted => {
                message!(f, "the snapshot's generation number is out of range")
            }
            Self::Certificate { position, error } => message!(
                f,
                "certificate {position} of the snapshot cannot be read: {error}",
                position,
                error
            ),
            Self::Unfit { position } => message!(
                f,
                "certificate {position} of the snapshot could not have been uploaded",
                position
            ),
            Self::KeyMismatch => {
                message!(f, "the private key of the snapshot does not match its certificate")
            }
            Self::Unreadable => message!(f, "the flash bank cannot be read"),
            Self::OutOfMemory => message!(f, "not enough memory to restore the snapshot"),
        }
    }
}

impl core::error::Error for SnapshotError {}

impl From<TryReserveError> for SnapshotError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

impl From<DerError> for SnapshotError {
    fn from(error: DerError) -> Self {
        Self::Damaged { offset: error.offset }
    }
}

numbered! {
    SnapshotError {
        TooLarge = 1701 "snapshot-too-large",
        NoSnapshot = 1702 "no-snapshot",
        Version = 1703 "snapshot-version",
        Kind = 1704 "snapshot-of-another-kind",
        Damaged = 1705 "snapshot-damaged",
        Digest = 1706 "snapshot-digest",
        RolledBack = 1707 "snapshot-rolled-back",
        GenerationExhausted = 1708 "snapshot-generation",
        Certificate = 1709 "snapshot-certificate-unreadable",
        Unfit = 1710 "snapshot-certificate-unfit",
        KeyMismatch = 1711 "snapshot-key-mismatch",
        OutOfMemory = 1712 "snapshot-out-of-memory",
        Unreadable = 1713 "bank-unreadable",
    }
}
