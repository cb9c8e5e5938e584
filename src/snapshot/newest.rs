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
/// [`TrustStore::load`](crate::TrustStore::load) and `ServerCertSlot::load` do this, restore
/// the state, and say which bank is written next, after an error too. This function is for programs that only look.
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
/// No state is selected, and the device starts from the factory state. What it saves then must also take the place of
/// whatever was not selected; [`Banks`](crate::Banks) does that.
///
/// * [`SnapshotError::NoSnapshot`]: nothing was ever written. This is the first start.
/// * [`SnapshotError::Damaged`] and [`Digest`](SnapshotError::Digest): no bank holds an intact snapshot, and at least one
///   is not empty. The state is lost: report it.
/// * [`SnapshotError::Version`], [`TooLarge`](SnapshotError::TooLarge),
///   [`GenerationExhausted`](SnapshotError::GenerationExhausted): one bank holds an intact snapshot that this version of
///   the library cannot read, usually of a newer firmware. The other bank may be stale, so neither is loaded. Install
///   that firmware again, or give up what is in both banks.
/// * [`SnapshotError::Kind`]: one bank holds a trust store and the other a slot, whose generations cannot be compared.
///   The firmware passed the banks of two states: correct it. Both are intact.
pub fn newest_valid<'a>(a: &'a [u8], b: &'a [u8]) -> Result<Newest<'a>, SnapshotError> {
    select(inspect(Bank::A, Some(a)), inspect(Bank::B, Some(b)))
}

/// Selects the newer of two snapshots, or says why there is none to select.
pub(super) fn select<'a>(
    a: Result<Found<'a>, Unusable>,
    b: Result<Found<'a>, Unusable>,
) -> Result<Newest<'a>, SnapshotError> {
    match (a, b) {
        (Ok(a), Ok(b)) if a.kind != b.kind => Err(SnapshotError::Kind),
        (Ok(a), Ok(b)) if b.generation > a.generation => Ok(b.newest),
        // Whatever is in the other bank may be stale.
        (Err(Unusable { error, is_intact: true, .. }), _)
        | (_, Err(Unusable { error, is_intact: true, .. })) => Err(error),
        (Ok(found), Ok(_)) => Ok(found.newest),
        (Ok(found), Err(other)) | (Err(other), Ok(found)) => {
            let other_error = Some(other.error).filter(|e| *e != SnapshotError::NoSnapshot);
            Ok(Newest { other_error, ..found.newest })
        }
        // One bank is not empty, so this is no first start.
        (Err(Unusable { error: SnapshotError::NoSnapshot, .. }), Err(other))
        | (Err(other), Err(_)) => Err(other.error),
    }
}

/// An intact snapshot at the start of a bank.
pub(super) struct Found<'a> {
    pub(super) newest: Newest<'a>,
    pub(super) kind: u64,
    pub(super) generation: u64,
}

/// A bank without a snapshot that this version of the library can read.
pub(super) struct Unusable {
    pub(super) error: SnapshotError,
    /// True if a snapshot is there and its digest matches: a firmware wrote it whole, so it may hold the newest state.
    pub(super) is_intact: bool,
    /// The generation number of an intact snapshot, if it is where format 1 has it.
    pub(super) generation: Option<u64>,
}

/// What is in a bank; `None` is a bank that could not be read.
pub(super) fn inspect(bank: Bank, content: Option<&[u8]>) -> Result<Found<'_>, Unusable> {
    let unusable = |error| Unusable { error, is_intact: false, generation: None };
    let content = content.ok_or_else(|| unusable(SnapshotError::Unreadable))?;
    let mut rest = Reader::new(content);
    if rest.peek() != Some(Tag::Sequence) {
        return Err(unusable(SnapshotError::NoSnapshot));
    }
    let whole = rest.expect(Tag::Sequence).map_err(|error| unusable(error.into()))?;
    let bytes = whole.whole;
    match read(bytes) {
        Ok((kind, envelope)) => {
            let newest = Newest { bank, bytes, other_error: None };
            Ok(Found { newest, kind, generation: envelope.generation })
        }
        Err(SnapshotError::NoSnapshot) => Err(unusable(SnapshotError::NoSnapshot)),
        Err(error) if ends_in_its_digest(whole.value) => {
            Err(Unusable { error, is_intact: true, generation: generation_of(whole.inside()) })
        }
        // A torn snapshot of another format is worth nothing to any firmware.
        Err(SnapshotError::Version { .. }) => Err(unusable(SnapshotError::Digest)),
        Err(error) => Err(unusable(error)),
    }
}

/// The generation number in a snapshot of any format that has it where format 1 has it.
fn generation_of(mut parts: Reader<'_>) -> Option<u64> {
    parts.expect(Tag::OctetString).ok()?;
    parts.expect(Tag::Integer).ok()?;
    parts.expect(Tag::Integer).ok()?;
    super::integer(&parts.expect(Tag::Integer).ok()?).ok()
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
