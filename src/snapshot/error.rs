//! Why a snapshot is not restored.

use crate::bytes::der::DerError;
use crate::certificate::CertificateError;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;

/// Why a snapshot is not restored. No state comes of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It has more bytes than any snapshot.
    #[error("the snapshot has {bytes} bytes, and at most {} are read", super::MAX_BYTES)]
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// These bytes are something else: a place in flash that was never written to, or erased.
    #[error("this is no snapshot")]
    NoSnapshot,
    /// It was written by another format, usually by a newer firmware.
    #[error("the snapshot has format {version}, and format 1 is read")]
    Version {
        /// The format it says.
        version: u64,
    },
    /// It is a snapshot of something else: of a slot instead of a store, or the other way round.
    #[error("the snapshot is of something else")]
    Kind,
    /// It is torn or cut, or holds what no snapshot holds.
    #[error("the snapshot is damaged at byte {offset}")]
    Damaged {
        /// Offset of the damage.
        offset: usize,
    },
    /// Some byte was altered since it was written.
    #[error("the snapshot is damaged: its digest does not fit")]
    Digest,
    /// It is older than the caller accepts.
    #[error("the snapshot has generation {generation}, and {floor} is the oldest that is accepted")]
    RolledBack {
        /// The generation it has.
        generation: u64,
        /// The oldest that is accepted.
        floor: u64,
    },
    /// Its generation is one that no number of changes comes to, and too near to the last there is.
    #[error("the snapshot's generation is beyond the last that is restored")]
    GenerationExhausted,
    /// One of its certificates cannot be read.
    #[error("certificate {position} of the snapshot cannot be read: {error}")]
    Certificate {
        /// Which one, counted from 1.
        position: usize,
        /// What is wrong with it.
        error: CertificateError,
    },
    /// It holds what could not have been uploaded: too many certificates, one twice, one that is unfit or out of its
    /// place.
    #[error("certificate {position} of the snapshot could not have been uploaded")]
    Unfit {
        /// Which one, counted from 1.
        position: usize,
    },
    /// A private key and a certificate of it do not belong together.
    #[error("the private key of the snapshot does not belong to its certificate")]
    KeyMismatch,
    /// There is no memory for what it holds.
    #[error("there is not enough memory to restore the snapshot")]
    OutOfMemory,
}

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
    }
}
