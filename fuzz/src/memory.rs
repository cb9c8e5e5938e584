//! The memory that a call needs: the most that it has allocated at any time.

use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Calls, and returns the most memory that was in use during the call beside what was before, in bytes.
pub fn measured<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let answer = call();
    (answer, HEAP.peak_usage() - before)
}

/// Requires that the peak is at most so many tenths of a byte for each byte of `input`, beside `fixed` bytes that do not
/// depend on it.
#[track_caller]
pub fn assert_bounded(peak: usize, input: &[u8], tenths: usize, fixed: usize) {
    let most = input.len() * tenths / 10 + fixed;
    assert!(
        peak <= most,
        "{peak} bytes of memory for {} of input; the limit is {most}",
        input.len()
    );
}

/// Calls within such a limit.
#[track_caller]
pub fn bounded<T>(input: &[u8], tenths: usize, fixed: usize, call: impl FnOnce() -> T) -> T {
    let (answer, peak) = measured(call);
    assert_bounded(peak, input, tenths, fixed);
    answer
}

/// The input as often as it fits into 64 KiB, at least once. What each byte costs becomes larger than what is fixed.
pub fn repeated(input: &[u8]) -> Vec<u8> {
    input.repeat((LARGE / input.len().max(1)).max(1))
}

const LARGE: usize = 64 * 1024;
