//! Which of two flash banks is written next, and with which generation number.

use super::newest::{Found, Unusable, inspect, select};
use super::{Bank, Kind, MAX_GENERATION, SnapshotError};
use core::marker::PhantomData;

/// The two flash banks of one saved state: which of them holds the newest snapshot, and which is written next.
///
/// [`TrustStore::load`](crate::TrustStore::load) and `ServerCertSlot::load` make it when a
/// device starts, and `save` uses it after each change. It contains no snapshot, only a few numbers, and it does no I/O:
/// `save` passes the bank and the bytes to a function that writes them.
///
/// It gives these guarantees, if power may fail at any byte of a write:
///
/// * The state that `save` wrote is the one that the next `load` restores, whatever the `load` before it reported: an
///   unusable or unreadable bank, a newer format, a limit that is too low now, a rollback, another kind of state.
/// * Until `save` has written the new state, the next `load` returns what the last one returned: the same state, or an
///   error. A stale state in the other bank never comes back.
///
/// `save` writes over the older or unusable bank. It writes both banks, one after the other, if the other bank is unusable
/// too, or holds something that would still count: an intact snapshot that could not be read.
///
/// ```
/// use trustslot::{Bank, BuiltIn, Bundle, SnapshotError, TrustStore};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
/// let mut flash = [vec![0xff; 4096], vec![0xff; 4096]]; // two erased banks
/// let factory = TrustStore::new(BuiltIn::EMPTY);
/// let (mut banks, restored) = factory.load(Some(&flash[0]), Some(&flash[1]), 0);
/// assert_eq!(restored.unwrap_err(), SnapshotError::NoSnapshot, "the first start");
///
/// let mut store = factory;
/// store.add(&Bundle::parse("vendor.pem", file)?)?;
/// assert_eq!(banks.next(), Bank::A);
/// store.save(&mut banks, |bank, snapshot| {
///     let bank = flash.get_mut(usize::from(bank.code())).ok_or("no such bank")?;
///     let place = bank.get_mut(..snapshot.len()).ok_or("the bank is too small")?;
///     place.copy_from_slice(snapshot);
///     Ok::<(), &str>(())
/// })?;
/// assert_eq!((banks.newest(), banks.next()), (Some(Bank::A), Bank::B));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Banks<State> {
    a: Content,
    b: Content,
    newest: Option<Bank>,
    /// The lowest generation of the next snapshot.
    least: u64,
    other_error: Option<SnapshotError>,
    state: PhantomData<fn() -> State>,
}

/// What is in a bank. The order is that in which banks are overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    /// Nothing that will ever be loaded.
    Unusable,
    /// Erased, or never written.
    Empty,
    /// An intact snapshot of the state, with its generation.
    Intact(u64),
    /// An intact snapshot that cannot be read: of another format, of another kind, or out of range. Nothing is loaded
    /// while it is there.
    Blocking(u64),
}

impl<State> Banks<State> {
    /// Restores the newest snapshot of two banks. `None` is a bank that could not be read.
    pub(crate) fn load<Restored>(
        kind: Kind,
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
        restore: impl FnOnce(&[u8]) -> Result<Restored, SnapshotError>,
    ) -> (Self, Result<Restored, SnapshotError>) {
        let (a, b) = (inspect(Bank::A, a), inspect(Bank::B, b));
        let mut banks = Self {
            a: Content::of(&a, kind),
            b: Content::of(&b, kind),
            newest: None,
            least: floor.min(MAX_GENERATION),
            other_error: None,
            state: PhantomData,
        };
        let numbers = [banks.a, banks.b].into_iter().filter_map(Content::generation);
        let highest = numbers.filter(|number| *number <= MAX_GENERATION).max();
        let restored = select(a, b).and_then(|newest| {
            banks.newest = Some(newest.bank);
            banks.other_error = newest.other_error;
            restore(newest.bytes)
        });
        let least = match &restored {
            Ok(_) => highest,
            // A state that begins anew counts on above the one that was refused.
            Err(_) => highest.map(|highest| highest.saturating_add(1)),
        };
        banks.least = banks.least.max(least.unwrap_or(0)).min(MAX_GENERATION);
        (banks, restored)
    }

    /// The bank that the next snapshot is written to: the unusable or empty one, else the older one.
    pub fn next(&self) -> Bank {
        match (self.a, self.b) {
            (Content::Unusable, Content::Unusable) | (Content::Empty, Content::Empty) => Bank::A,
            // Of two snapshots with one generation, the one in bank A is loaded.
            (a, b) if a >= b => Bank::B,
            _ => Bank::A,
        }
    }

    /// The bank with the newest snapshot: the one that was selected at start, or the one that was written last. `None`
    /// if none was selected.
    pub const fn newest(&self) -> Option<Bank> {
        self.newest
    }

    /// What was wrong, at start, with the bank that was not selected; `None` if it was intact or erased. After a power
    /// failure during a write, the change that was being saved is lost: tell the operator.
    pub const fn other_error(&self) -> Option<&SnapshotError> {
        self.other_error.as_ref()
    }

    /// The generation with which a state is saved that has this one.
    pub(crate) fn generation(&self, own: u64) -> u64 {
        own.max(self.least).min(MAX_GENERATION)
    }

    /// Writes a snapshot of this generation so that the next start loads it.
    pub(crate) fn write<E>(
        &mut self,
        generation: u64,
        snapshot: &[u8],
        mut write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let first = self.next();
        let mut write_to = |banks: &mut Self, bank| {
            // Until it is written, and after an error, anything may be in it.
            *banks.content(bank) = Content::Unusable;
            write(bank, snapshot)?;
            *banks.content(bank) = Content::Intact(generation);
            Ok(())
        };
        write_to(self, first)?;
        self.newest = Some(first);
        self.least = generation;
        let other = *self.content(first.other());
        if other == Content::Unusable || other >= Content::Intact(generation) {
            write_to(self, first.other())?;
            // Both have the same snapshot now, and the next start selects this one.
            self.newest = Some(Bank::A);
        }
        Ok(())
    }

    const fn content(&mut self, bank: Bank) -> &mut Content {
        match bank {
            Bank::A => &mut self.a,
            Bank::B => &mut self.b,
        }
    }
}

impl Content {
    fn of(found: &Result<Found<'_>, Unusable>, kind: Kind) -> Self {
        match found {
            Ok(found) if found.kind == kind.number() => Self::Intact(found.generation),
            Ok(found) => Self::Blocking(found.generation),
            Err(Unusable { is_intact: true, generation, .. }) => {
                Self::Blocking(generation.unwrap_or(0))
            }
            Err(Unusable { error: SnapshotError::NoSnapshot, .. }) => Self::Empty,
            Err(_) => Self::Unusable,
        }
    }

    const fn generation(self) -> Option<u64> {
        match self {
            Self::Intact(generation) | Self::Blocking(generation) => Some(generation),
            Self::Unusable | Self::Empty => None,
        }
    }
}
