//! Which of two banks in flash holds the newest state.

use super::{DIGEST_LEN, SnapshotError, element_len, read};
use crate::bytes::der::{Reader, Tag};
use crate::numbered::numbered;
use crate::stack;
use core::fmt;
use sha2::{Digest as _, Sha256};

/// One of the two banks in flash that hold the snapshots of one state.
///
/// ```
/// use trustslot::Bank;
///
/// assert_eq!(Bank::A.other(), Bank::B);
/// assert_eq!(Bank::B.other().to_string(), "bank A");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there are two banks")]
pub enum Bank {
    /// The first argument of [`newest_valid`].
    A,
    /// The second argument of [`newest_valid`].
    B,
}

/// The newest snapshot of two banks: the result of [`newest_valid`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Newest<'a> {
    /// The bank it is in. Write the next snapshot to the [other](Bank::other) bank.
    pub bank: Bank,
    /// The snapshot, without the bytes that follow it in the bank.
    pub bytes: &'a [u8],
    /// The error of the other bank; `None` if it is intact or erased. After a power failure during a write, the change
    /// that was being saved is lost: tell the operator.
    pub other_error: Option<SnapshotError>,
}

/// Selects the newer of the intact snapshots in two flash banks.
///
/// Power can fail during a write. A device that keeps two banks and always overwrites the one that is **not** selected
/// has an intact snapshot at any time. A bank may be larger than its snapshot: a snapshot contains its own length, and
/// erased cells or the end of an earlier, longer snapshot after it are ignored.
///
/// The snapshot with the higher generation is newer; with equal generations, bank A is selected. Before it writes, a
/// device compares [`TrustStore::snapshot_len`](crate::TrustStore::snapshot_len) with the size of its banks.
///
/// ```
/// use trustslot::{Bank, BuiltIn, SnapshotError, TrustStore, newest_valid};
///
/// let store = TrustStore::new(BuiltIn::EMPTY);
/// let (a, b) = ([0xff; 100], [&store.snapshot()[..], &[0xff; 100]].concat());
/// let newest = newest_valid(&a, &b)?;
/// assert_eq!(newest.bytes, store.snapshot());
/// assert_eq!(newest.bank.other(), Bank::A, "the next snapshot is written to bank A");
///
/// // The first start of a device: both banks are erased.
/// assert_eq!(newest_valid(&[0xff; 100], &[0xff; 100]), Err(SnapshotError::NoSnapshot));
/// # Ok::<(), SnapshotError>(())
/// ```
///
/// # Errors
///
/// No state is selected. In each case the device starts from the factory state and **must not** overwrite a bank
/// before it is clear that nothing in it is wanted:
///
/// * [`SnapshotError::NoSnapshot`]: nothing was ever written. This is the first start; write to either bank.
/// * [`SnapshotError::TooLarge`], [`Damaged`](SnapshotError::Damaged), [`Digest`](SnapshotError::Digest) and
///   [`GenerationExhausted`](SnapshotError::GenerationExhausted): no bank holds an intact snapshot, and at least one is
///   not empty. The state is lost: report it, then write to either bank.
/// * [`SnapshotError::Version`]: one bank holds an intact snapshot of another format, usually of a newer firmware. The
///   other bank may be stale, so neither is loaded. Install that firmware again, or erase the bank to fall back to the
///   other one.
/// * [`SnapshotError::Kind`]: one bank holds a trust store and the other a slot, whose generations cannot be compared.
///   The firmware passed the banks of two states: correct it. Both are intact.
pub fn newest_valid<'a>(a: &'a [u8], b: &'a [u8]) -> Result<Newest<'a>, SnapshotError> {
    use SnapshotError::{Kind, NoSnapshot, Version};
    match (first_in(Bank::A, a), first_in(Bank::B, b)) {
        (Ok(a), Ok(b)) if a.kind != b.kind => Err(Kind),
        (Ok(a), Ok(b)) if b.generation > a.generation => Ok(b.newest),
        (Err(version @ Version { .. }), _) | (_, Err(version @ Version { .. })) => Err(version),
        (Ok(found), Ok(_) | Err(NoSnapshot)) | (Err(NoSnapshot), Ok(found)) => Ok(found.newest),
        (Ok(found), Err(error)) | (Err(error), Ok(found)) => {
            Ok(Newest { other_error: Some(error), ..found.newest })
        }
        // One bank is not empty, so this is no first start.
        (Err(NoSnapshot), Err(error)) | (Err(error), Err(_)) => Err(error),
    }
}

/// An intact snapshot at the start of a bank.
struct Found<'a> {
    newest: Newest<'a>,
    kind: u64,
    generation: u64,
}

fn first_in(bank: Bank, content: &[u8]) -> Result<Found<'_>, SnapshotError> {
    let mut rest = Reader::new(content);
    if rest.peek() != Some(Tag::Sequence) {
        return Err(SnapshotError::NoSnapshot);
    }
    let whole = rest.expect(Tag::Sequence)?;
    let bytes = whole.whole;
    match read(bytes) {
        Ok((kind, envelope)) => {
            let newest = Newest { bank, bytes, other_error: None };
            Ok(Found { newest, kind, generation: envelope.generation })
        }
        // A torn snapshot of another format is worth nothing to any firmware.
        Err(SnapshotError::Version { .. }) if !ends_in_its_digest(whole.value) => {
            Err(SnapshotError::Digest)
        }
        Err(error) => Err(error),
    }
}

/// True if the last of these elements is the digest of those before it, as in every format.
pub(super) fn ends_in_its_digest(elements: &[u8]) -> bool {
    let at = elements.len().checked_sub(element_len(DIGEST_LEN));
    at.and_then(|at| elements.split_at_checked(at)).is_some_and(|(covered, digest)| {
        let mut digest = Reader::new(digest);
        let digest = digest.expect(Tag::OctetString);
        digest.is_ok_and(|digest| digest_of(covered) == digest.value)
    })
}

/// SHA-256. These bytes may contain a private key, so what the computation left of them is wiped.
pub(super) fn digest_of(bytes: &[u8]) -> [u8; DIGEST_LEN] {
    stack::wiped::<{ stack::DIGEST }, _>(|| Sha256::digest(bytes).into())
}

impl Bank {
    /// The bank that the next snapshot is written to when this one holds the newest.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl fmt::Display for Bank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "bank A",
            Self::B => "bank B",
        })
    }
}

numbered! {
    Bank: u8 {
        A = 0 "a",
        B = 1 "b",
    }
}
