//! An allocator that searches freed memory for secrets that should have been wiped.
//!
//! It sees the heap, and those parts of the stack that get to the heap: the padding of a moved value contains the bytes
//! that were in its place before.

pub mod material;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The allocator of the system, watched. Use it as the `#[global_allocator]`.
#[derive(Debug)]
pub struct Watched;

/// How many consecutive bytes of a secret count as a find.
pub const WINDOW: usize = 8;

static SECRETS: OnceLock<Vec<[u8; WINDOW]>> = OnceLock::new();
static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// Sets the secrets, once for the whole program. They are searched for in both byte orders, because numbers are stored
/// in either.
pub fn watch_for(secrets: &[Vec<u8>]) {
    let mut windows = Vec::new();
    for secret in secrets {
        let reversed: Vec<u8> = secret.iter().rev().copied().collect();
        for bytes in [secret, &reversed] {
            windows.extend(bytes.windows(WINDOW).map(|window| {
                let mut copy = [0; WINDOW];
                copy.copy_from_slice(window);
                copy
            }));
        }
    }
    // Padding is not secret.
    windows.retain(|window| window.iter().any(|byte| *byte != window[0]));
    windows.sort_unstable();
    windows.dedup();
    SECRETS.set(windows).expect("secrets are set once");
}

/// Runs `work` and counts the windows of a secret in the memory that it frees.
///
/// The result of `work` is dropped by the caller and not watched.
pub fn left_behind<T>(work: impl FnOnce() -> T) -> (T, usize) {
    assert!(SECRETS.get().is_some_and(|secrets| !secrets.is_empty()));
    FOUND.store(0, Ordering::SeqCst);
    WATCHING.store(true, Ordering::SeqCst);
    let result = work();
    WATCHING.store(false, Ordering::SeqCst);
    (result, FOUND.load(Ordering::SeqCst))
}

fn look_at(bytes: &[u8]) {
    let Some(secrets) = SECRETS.get() else { return };
    let found = bytes
        .windows(WINDOW)
        .filter(|window| secrets.binary_search_by(|secret| secret.as_slice().cmp(window)).is_ok())
        .count();
    FOUND.fetch_add(found, Ordering::SeqCst);
}

// SAFETY: every request goes to the system's allocator unchanged. Memory is read only between its owner's last
// use and its return, and is never kept.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that unwritten bytes contain no secret of an earlier owner. SAFETY: as the caller guarantees.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if WATCHING.load(Ordering::SeqCst) {
            // SAFETY: the block has `layout.size()` bytes, which are initialized because `alloc` zeroed them, and
            // its owner has given it up.
            look_at(unsafe { std::slice::from_raw_parts(pointer, layout.size()) });
        }
        // SAFETY: as the caller guarantees.
        unsafe { System.dealloc(pointer, layout) }
    }

    // `realloc` is that of the trait: alloc, copy, dealloc. So the block that a growing vector leaves is searched too.
}
