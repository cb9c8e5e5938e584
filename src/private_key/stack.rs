//! The stack below a computation with a secret, wiped after it.
//!
//! Wiping variables does not reach what compilers spill and copy. Such copies do get out: padding of a value that
//! was later built in the same place carried eight bytes of a key to the heap.

use zeroize::zeroize_stack;

/// Does `work`, and wipes the stack that it used.
///
/// `work` is never inlined into the caller, whose own frame is not wiped.
pub(super) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    zeroize_stack::<BYTES>();
    result
}

#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// What the largest work takes with the least optimisation: RSA of 8192 bits ran on a stack of 48 KiB, of 4096
/// on 32, and everything else on 16.
const BYTES: usize = 48 * 1024;
