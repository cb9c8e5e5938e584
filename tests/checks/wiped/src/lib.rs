//! An allocator that looks at memory when it is freed, for secrets that were to be wiped.
//!
//! It sees the heap, and of the stack what gets from there to the heap: padding of a value that is moved
//! carries whatever stood in its place.

pub mod material;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The system's allocator, watched. Make it the `#[global_allocator]`.
#[derive(Debug)]
pub struct Watched;

/// How many bytes of a secret in a row count as a find.
pub const WINDOW: usize = 8;

static SECRETS: OnceLock<Vec<[u8; WINDOW]>> = OnceLock::new();
static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// Names the secrets, once for the whole program, in both orders of bytes: numbers are kept either way.
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
    // Padding and the like is nobody's secret.
    windows.retain(|window| window.iter().any(|byte| *byte != window[0]));
    windows.sort_unstable();
    windows.dedup();
    SECRETS.set(windows).expect("secrets are named once");
}

/// Runs `work` and counts the windows of a secret in the memory that it frees.
///
/// What it returns is dropped by the caller, unwatched.
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
        // Zeroed, so that what was never written holds no secret of an earlier owner. SAFETY: as required of us.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if WATCHING.load(Ordering::SeqCst) {
            // SAFETY: the block has `layout.size()` bytes, which are initialised since `alloc` zeroed them, and
            // its owner has given it up.
            look_at(unsafe { std::slice::from_raw_parts(pointer, layout.size()) });
        }
        // SAFETY: as required of us.
        unsafe { System.dealloc(pointer, layout) }
    }

    // `realloc` is the trait's own: alloc, copy, dealloc. So a block left behind when a vector grows is seen too.
}
