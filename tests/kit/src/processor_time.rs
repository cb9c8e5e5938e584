//! The processor time of one thread, for tests that compare the costs of two things.

use std::time::Instant;

/// The seconds of processor time that `act` takes in this thread. Other work on the machine lengthens them hardly, but only
/// Linux reports them; elsewhere, these are seconds by the clock.
///
/// Differences below a tenth of a millisecond mean nothing, because the kernel's own work counts.
#[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "this measures time")]
pub fn seconds_of<T>(act: impl FnOnce() -> T) -> f64 {
    let (begin, start) = (nanoseconds(), Instant::now());
    let answer = core::hint::black_box(act());
    let (end, taken) = (nanoseconds(), start.elapsed().as_secs_f64());
    drop(answer);
    let used = begin.zip(end).and_then(|(begin, end)| u32::try_from(end.checked_sub(begin)?).ok());
    used.map_or(taken, |used| f64::from(used) / 1e9)
}

/// The processor time of this thread so far, in nanoseconds: the first number of `schedstat`.
///
/// Linux counts up to the last switch between threads or tick of its timer, so this offers a switch first.
#[expect(clippy::disallowed_methods, reason = "the kernel reports the time in a file")]
fn nanoseconds() -> Option<u64> {
    std::thread::yield_now();
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counts.split(' ').next()?.parse().ok()
}
