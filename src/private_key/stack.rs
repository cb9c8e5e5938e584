//! Wipes the stack that a computation with a secret used.
//!
//! Wiping variables does not reach the copies that compilers spill to the stack. Such copies do get out: the padding of
//! a value that was later built in the same place once carried eight bytes of a key to the heap.

use zeroize::zeroize_stack;

/// Runs `work`, then wipes the stack that it used.
///
/// `work` is not inlined into the caller, because the frame of the caller is not wiped.
pub(super) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    zeroize_stack::<BYTES>();
    result
}

#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The stack that the largest work needs without optimization: RSA of 8192 bits ran on 48 KiB, RSA of 4096 bits on 32,
/// and everything else on 16.
const BYTES: usize = 48 * 1024;
