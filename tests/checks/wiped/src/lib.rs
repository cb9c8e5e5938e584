//! Searches memory that is no longer used for secrets that should have been wiped: freed blocks of the heap, and the stack
//! below a call that has returned.
//!
//! The allocator sees also those parts of the stack that get to the heap: the padding of a moved value contains the bytes
//! that were in its place before.

pub mod material;
mod secrets;
mod stack;

pub use secrets::WINDOW;
pub use stack::stack_used;

use secrets::Secrets;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The allocator of the system, watched. Use it as the `#[global_allocator]`.
#[derive(Debug)]
pub struct Watched;

static SECRETS: OnceLock<Secrets> = OnceLock::new();
static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// Sets the secrets, once for the whole program. They are searched for in every byte order in which numbers are stored.
pub fn watch_for(secrets: &[Vec<u8>]) {
    SECRETS.set(Secrets::new(secrets)).expect("secrets are set once");
}

/// How many windows of a secret a call left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// In memory that it freed.
    pub heap: usize,
    /// The distances below its frame at which they begin on the stack.
    pub stack: Vec<usize>,
}

/// Runs `work` and searches what it leaves. `work` must drop what it makes, and must not copy a secret itself.
pub fn left_behind(work: impl FnOnce() + Send) -> Left {
    let secrets = SECRETS.get().filter(|secrets| !secrets.is_empty()).expect("secrets are set");
    FOUND.store(0, Ordering::SeqCst);
    let stack = stack::left_on_stack(secrets, || {
        WATCHING.store(true, Ordering::SeqCst);
        work();
        WATCHING.store(false, Ordering::SeqCst);
    });
    Left { heap: FOUND.load(Ordering::SeqCst), stack }
}

/// Runs `work`, and requires that it leaves nothing.
#[track_caller]
pub fn leaves_nothing(name: &str, what: &str, work: impl FnOnce() + Send) {
    let left = left_behind(work);
    let places = (left.stack.iter().min(), left.stack.iter().max());
    assert!(
        left == Left::default(),
        "{name}, {what}: {} windows of the key are left on the heap, {} on the stack at {places:?}",
        left.heap,
        left.stack.len()
    );
}

/// Requires that keys which are left are found: one in freed memory, one in memory that a growing vector left, and one
/// on the stack.
pub fn check_controls(keys: &[(&str, &[u8])]) {
    for (name, der) in keys {
        let left = left_behind(|| drop(std::hint::black_box(der.to_vec())));
        assert!(left.heap > 0, "{name}: the allocator finds nothing");
        let left = left_behind(|| {
            // The end, because an RSA key begins with its public numbers.
            let mut copy = [0; 1024];
            let part = &der[der.len().saturating_sub(copy.len())..];
            copy[..part.len()].copy_from_slice(part);
            std::hint::black_box(&copy);
        });
        assert_eq!(left.heap, 0, "{name}: nothing was freed");
        assert!(!left.stack.is_empty(), "{name}: nothing is found on the stack");
    }
    let left = left_behind(|| {
        let mut growing = keys[0].1.to_vec();
        growing.reserve(1 << 16);
        growing.fill(0);
        drop(std::hint::black_box(growing));
    });
    assert!(left.heap > 0, "the allocator does not search memory left by a growing vector");
    assert_eq!(left_behind(|| ()), Left::default());
}

fn look_at(bytes: &[u8]) {
    let Some(secrets) = SECRETS.get() else { return };
    FOUND.fetch_add(secrets.places_in(bytes).count(), Ordering::SeqCst);
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
