//! Searches memory that is no longer used for secrets that should have been wiped.
//!
//! The allocator here searches freed heap memory. That includes those parts of the stack that get to the heap: the
//! padding of a moved value contains the bytes that were in its place before. [`stack`] searches the stack itself.

pub mod material;
pub mod stack;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The allocator of the system, watched. Use it as the `#[global_allocator]`.
#[derive(Debug)]
pub struct Watched;

/// How many consecutive bytes of a secret count as a find.
pub const WINDOW: usize = 8;

/// `WINDOW` consecutive bytes of a secret.
type Window = [u8; WINDOW];

static SECRETS: OnceLock<Vec<Window>> = OnceLock::new();
static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// Sets the secrets, once for the whole program. They are searched for in every byte order in which numbers are stored.
pub fn watch_for(secrets: &[Vec<u8>]) {
    SECRETS.set(windows_of(secrets)).expect("secrets are set once");
}

/// The windows of these secrets, sorted: as they are, backwards, and with the bytes of each 32-bit word backwards, as
/// SHA-256 loads its input.
fn windows_of(secrets: &[Vec<u8>]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for secret in secrets {
        for window in secret.windows(WINDOW) {
            let forwards: Window = window.try_into().unwrap();
            let mut backwards = forwards;
            backwards.reverse();
            let mut words = backwards;
            words.rotate_left(WINDOW / 2);
            windows.extend([forwards, backwards, words]);
        }
    }
    // Padding is not secret.
    windows.retain(|window| window.iter().any(|byte| *byte != window[0]));
    windows.sort_unstable();
    windows.dedup();
    windows
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
    FOUND.fetch_add(places_of(secrets, bytes).count(), Ordering::SeqCst);
}

/// The offsets in `bytes` at which a window of a secret begins. `secrets` is sorted.
fn places_of(secrets: &[Window], bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(WINDOW).enumerate().filter_map(|(at, window)| {
        let found = secrets.binary_search_by(|secret| secret.as_slice().cmp(window));
        found.is_ok().then_some(at)
    })
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
