//! Parsing any input needs bounded memory and time, also if the input announces gigabytes. A separate program, because its
//! allocator counts for all threads together; so only one test runs at a time.

use trustslot_kit as support;

mod bounds;
mod bundle;
mod crl;
#[cfg(all(
    feature = "forecast",
    feature = "settings",
    any(feature = "ring", feature = "aws-lc-rs")
))]
mod fleet;
mod replays;

use peak_alloc::PeakAlloc;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The lock that a test holds while it measures.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
