//! Floor 0: wipes the stack that a computation with a secret used.
//!
//! Wiping variables does not reach the copies that compilers spill to the stack, nor those that dependencies leave. Such
//! copies do get out: the padding of a value that was later built in the same place once carried eight bytes of a key to
//! the heap.
//!
//! Each computation wipes as much as it needs, so that a small key needs a small stack. `tests/checks/wiped` measures
//! both: what is left, and how much is used.

use zeroize::zeroize_stack;

/// Runs `work`, then wipes `BYTES` bytes of the stack below the caller.
///
/// `work` is not inlined into the caller, because the frame of the caller is not wiped. Its result is returned in that
/// frame. So after a computation it must contain no secret, no field of an enum that may be unset, and no padding: they
/// carry what was in their place before.
pub(crate) fn wiped<const BYTES: usize, T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    zeroize_stack::<BYTES>();
    result
}

/// Like [`wiped`], for files that should contain no secret: only a file that is refused may contain one, under the wrong
/// label.
pub(crate) fn wiped_if_refused<const BYTES: usize, T, E>(
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let result = apart(work);
    if result.is_err() {
        zeroize_stack::<BYTES>();
    }
    result
}

/// Wipes what [`apart`] may have left.
pub(crate) fn wipe<const BYTES: usize>() {
    zeroize_stack::<BYTES>();
}

/// Runs `work` in frames of its own, below that of the caller.
#[inline(never)]
pub(crate) fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The stack to wipe after work that was measured to need `bytes` with optimization. Without it, frames are several times
/// as large; RSA of 8192 bits was measured to need 3.5 times as much.
pub(crate) const fn room(bytes: usize) -> usize {
    if cfg!(debug_assertions) { bytes.saturating_mul(4) } else { bytes }
}

/// For SHA-256 over a snapshot that contains a private key: its last block, and the message schedule of the block.
pub(crate) const DIGEST: usize = room(2 * 1024);

/// For a private key in a block that has the label of a certificate, a container or a CRL: some bytes that were decoded last.
pub(crate) const MISLABELLED: usize = room(6 * 1024);
