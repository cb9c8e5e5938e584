//! State in two flash banks.

use super::border::{ErrorOut, bytes, give, given, put, room};
use super::text::show;
use super::{CBytes, Error, Handle, In, InOut, Out, Status, exported};
use crate::{Bank, Banks, Fingerprint, ServerCertSlot, SnapshotError, TrustStore};
use alloc::vec::Vec;
use core::ffi::{c_char, c_int, c_void};
use core::mem::MaybeUninit;

/// `trustslot_banks`: those of a store or of a slot.
#[derive(Debug)]
pub enum AnyBanks {
    /// Of a store, and the disabled roots that its built-in part does not contain.
    Store(Banks<TrustStore>, Vec<Fingerprint>),
    /// Of a slot.
    Slot(Banks<ServerCertSlot>),
}

/// `trustslot_write`.
pub type CWrite = Option<unsafe extern "C" fn(*mut c_void, u32, *const u8, usize) -> c_int>;

/// Passes snapshots to the caller's function that writes flash.
pub(super) struct Writer {
    write: unsafe extern "C" fn(*mut c_void, u32, *const u8, usize) -> c_int,
    context: *mut c_void,
}

impl Writer {
    pub(super) fn new(write: CWrite, context: *mut c_void) -> Result<Self, Status> {
        Ok(Self { write: given(write)?, context })
    }

    pub(super) fn write(&self, bank: Bank, snapshot: &[u8]) -> Result<(), Status> {
        // SAFETY: the function is the caller's, and gets the context that it came with.
        let failed = unsafe {
            (self.write)(self.context, bank.code().into(), snapshot.as_ptr(), snapshot.len())
        };
        if failed == 0 { Ok(()) } else { Err(Status::WRITE_FAILED) }
    }
}

/// The contents of the two banks; `None` is one that cannot be read.
///
/// # Safety
///
/// `banks` is NULL or has two elements, whose bytes can be read as long as the result is used.
pub(super) unsafe fn two<'a>(banks: *const CBytes) -> Result<[Option<&'a [u8]>; 2], Status> {
    if banks.is_null() {
        return Err(Status::NULL_ARGUMENT);
    }
    // SAFETY: it is not NULL, and has two elements.
    let banks: [CBytes; 2] = unsafe { banks.cast::<[CBytes; 2]>().read() };
    let read = |bank: CBytes| {
        if bank.data.is_null() && bank.length == 0 {
            return Ok(None);
        }
        // SAFETY: the caller lends the bytes of each bank.
        unsafe { bytes(bank.data, bank.length) }.map(Some)
    };
    let [a, b] = banks;
    Ok([read(a)?, read(b)?])
}

/// Gives the banks to the caller, and then says how loading went.
pub(super) fn loaded<T>(
    out: &mut MaybeUninit<Handle<AnyBanks>>,
    banks: AnyBanks,
    restored: Result<T, SnapshotError>,
    error: &mut ErrorOut<'_>,
) -> Result<T, Status> {
    // Without them, what is saved next would not count. The state stays as it is.
    give(out, banks)?;
    restored.map_err(|refused| match refused {
        SnapshotError::NoSnapshot => Status::NOT_THERE,
        refused => error.refuse(refused),
    })
}

impl AnyBanks {
    const fn other_error(&self) -> Option<&SnapshotError> {
        match self {
            Self::Store(banks, _) => banks.other_error(),
            Self::Slot(banks) => banks.other_error(),
        }
    }

    /// The disabled roots that the built-in part does not contain.
    fn gone(&self) -> &[Fingerprint] {
        match self {
            Self::Store(_, gone) => gone,
            Self::Slot(_) => &[],
        }
    }
}

exported! {
    /// Loads the state of a store.
    fn trustslot_store_load(
        store: InOut<'_, TrustStore>,
        banks: *const CBytes,
        floor: u64,
        banks_out: Out<'_, Handle<AnyBanks>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let (store, out) = (given(store)?, given(banks_out)?);
        // SAFETY: the caller lends the contents of two banks.
        let [a, b] = unsafe { two(banks) }?;
        let (banks, restored) = store.load(a, b, floor);
        let (restored, gone) = match restored {
            Ok(restored) => (Ok(restored.store), restored.gone),
            Err(refused) => (Err(refused), Vec::new()),
        };
        *store = loaded(out, AnyBanks::Store(banks, gone), restored, &mut error)?;
        Ok(())
    }

    /// Saves the state of a store.
    fn trustslot_store_save(
        store: InOut<'_, TrustStore>,
        banks: InOut<'_, AnyBanks>,
        write: CWrite,
        context: *mut c_void,
    ) {
        let (store, banks) = (given(store)?, given(banks)?);
        let writer = Writer::new(write, context)?;
        room(store.snapshot_len())?;
        match banks {
            AnyBanks::Store(banks, _) => store.save(banks, |bank, bytes| writer.write(bank, bytes)),
            AnyBanks::Slot(_) => Err(Status::BAD_ARGUMENT),
        }
    }

    /// The size of the snapshot of a store.
    fn trustslot_store_snapshot_length(store: In<'_, TrustStore>) -> usize {
        store.map_or(0, TrustStore::snapshot_len)
    }

    /// The size of the banks for a store.
    fn trustslot_store_bank_length(custom_bytes: usize, disabled: usize) -> usize {
        TrustStore::snapshot_len_for(custom_bytes, disabled)
    }

    /// The error of the bank that was not loaded.
    fn trustslot_banks_other_error(banks: In<'_, AnyBanks>) -> u32 {
        banks.and_then(AnyBanks::other_error).map_or(0, |error| error.code().into())
    }

    /// A text about the bank that was not loaded.
    fn trustslot_banks_other_error_text(
        banks: In<'_, AnyBanks>,
        which: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match banks.and_then(AnyBanks::other_error) {
                Some(error) => Error::from(error.clone()).show(which, buffer, size),
                None => show("", false, buffer, size),
            }
        }
    }

    /// The number of disabled roots that the built-in part does not contain.
    fn trustslot_banks_gone_count(banks: In<'_, AnyBanks>) -> usize {
        banks.map_or(0, |banks| banks.gone().len())
    }

    /// The fingerprint of such a root.
    fn trustslot_banks_gone(banks: In<'_, AnyBanks>, index: usize, sha256_out: Out<'_, [u8; 32]>) {
        let gone = given(banks)?.gone().get(index).ok_or(Status::NOT_THERE)?;
        put(sha256_out, *gone.as_bytes());
        Ok(())
    }

    /// Frees the banks.
    fn trustslot_banks_free(banks: Handle<AnyBanks>) -> () {
        drop(banks);
    }
}
