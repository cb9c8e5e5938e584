//! What the doors need of memory and time, whatever an input holds or announces. A program of its own because of the
//! allocator, which counts for all threads together; so one test runs at a time.

use trustslot_kit as support;

mod bounds;
mod bundle;
mod crl;
mod replays;

use peak_alloc::PeakAlloc;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Held by the test that measures.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
