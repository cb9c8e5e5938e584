//! An allocator that refuses the n-th request for memory, or every request above a size.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator with refusals. Make it the `#[global_allocator]`.
#[derive(Debug)]
pub struct Starved;

thread_local! {
    // Per thread, so that requests of other threads do not count.
    static BEFORE_REFUSAL: Cell<usize> = const { Cell::new(usize::MAX) };
    static LARGEST: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Does `work` and refuses its `n`-th request for memory, counted from 1. Also returns whether there was such a request.
pub fn refusing_request<T>(n: usize, work: impl FnOnce() -> T) -> (T, bool) {
    BEFORE_REFUSAL.set(n);
    let result = work();
    let was_refused = BEFORE_REFUSAL.replace(usize::MAX) == 0;
    (result, was_refused)
}

/// Does `work` and refuses every request for more than `bytes` bytes.
pub fn refusing_above<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    LARGEST.set(bytes);
    let result = work();
    LARGEST.set(usize::MAX);
    result
}

fn refuses(bytes: usize) -> bool {
    if bytes > LARGEST.get() {
        return true;
    }
    // After the refusal the count stays at 0, so that reporting it can use memory again.
    match BEFORE_REFUSAL.get() {
        usize::MAX | 0 => false,
        1 => {
            BEFORE_REFUSAL.set(0);
            true
        }
        more => {
            BEFORE_REFUSAL.set(more - 1);
            false
        }
    }
}

// SAFETY: a request goes to the system's allocator unchanged, or returns a null pointer, which means a refusal.
unsafe impl GlobalAlloc for Starved {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if refuses(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: as required of us.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as required of us.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if refuses(size) {
            return std::ptr::null_mut();
        }
        // SAFETY: as required of us.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Writes PEM in lines of 64 columns. The package depends on nothing but the crate under test.
pub fn pem(label: &str, der: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in der.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for position in 0..4 {
            let sextet = (bits >> (18 - 6 * position)) & 63;
            let is_there = position <= group.len();
            text.push(if is_there { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    let mut file = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        file.extend(line.iter().copied().map(char::from));
        file.push('\n');
    }
    file + &format!("-----END {label}-----\n")
}
