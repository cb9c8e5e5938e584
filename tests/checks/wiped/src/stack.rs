//! Runs a call on a stack that is searched afterwards.
//!
//! The call runs on a thread whose stack is memory of ours, filled with a pattern. After the thread has ended, the
//! pattern shows how much of the stack was used, and everything that was written is searched for secrets.

use super::{Window, places_of, windows_of};
use std::alloc::{Layout, alloc, dealloc};
use std::any::Any;
use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What a call left on its stack.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// How far the stack reached below the frame that made the call, in bytes.
    pub used: usize,
    /// Distances below that frame at which a window of a secret begins.
    pub places: Vec<usize>,
}

/// Searches stacks for these secrets.
#[derive(Debug)]
pub struct Searcher(Vec<Window>);

impl Searcher {
    /// For the secrets themselves, in every byte order in which numbers are stored.
    pub fn new(secrets: &[Vec<u8>]) -> Self {
        Self(windows_of(secrets))
    }

    /// Runs `work` on a stack that is searched afterwards. What `work` creates it must also drop.
    pub fn left_by(&self, work: impl FnOnce() + Send) -> Left {
        let stack = Stack::painted();
        let mut job = Job { work: Some(work), panic: None, top: 0 };
        stack.run(&mut job);
        if let Some(panic) = job.panic {
            resume_unwind(panic);
        }
        let bytes = stack.bytes();
        let first = bytes.iter().position(|byte| *byte != PAINT).unwrap_or(bytes.len());
        let top = job.top - bytes.as_ptr().addr();
        let places = places_of(&self.0, &bytes[first..])
            .map(|place| top.saturating_sub(first + place))
            .collect();
        Left { used: top.saturating_sub(first), places }
    }
}

/// A call, and the address of a variable in the frame that made it.
struct Job<F> {
    work: Option<F>,
    panic: Option<Box<dyn Any + Send>>,
    top: usize,
}

extern "C" fn start<F: FnOnce()>(job: *mut c_void) -> *mut c_void {
    // SAFETY: `Stack::run` passes a pointer to its job, which lives until the thread has ended, and does not use it
    // before.
    let job = unsafe { &mut *job.cast::<Job<F>>() };
    let here = 0_u8;
    job.top = black_box(&raw const here).addr();
    let work = job.work.take().unwrap();
    job.panic = catch_unwind(AssertUnwindSafe(|| apart(work))).err();
    std::ptr::null_mut()
}

/// Not inlined, so that the frame of `work` is below that of its caller.
#[inline(never)]
fn apart(work: impl FnOnce()) {
    work();
}

/// Memory for the stack of a thread.
struct Stack(*mut u8);

impl Stack {
    fn painted() -> Self {
        // SAFETY: the layout is not empty.
        let memory = unsafe { alloc(LAYOUT) };
        assert!(!memory.is_null());
        // SAFETY: the block has this many bytes.
        unsafe { memory.write_bytes(PAINT, SIZE) };
        Self(memory)
    }

    fn run<F: FnOnce() + Send>(&self, job: &mut Job<F>) {
        let mut attributes = MaybeUninit::uninit();
        let mut thread = MaybeUninit::uninit();
        // SAFETY: the attributes are initialized before they are used. The stack has the size and the alignment that
        // POSIX requires, and like the job it outlives the thread, because `pthread_join` waits for its end.
        unsafe {
            assert_eq!(libc::pthread_attr_init(attributes.as_mut_ptr()), 0);
            let stack = self.0.cast();
            assert_eq!(libc::pthread_attr_setstack(attributes.as_mut_ptr(), stack, SIZE), 0);
            let job = (&raw mut *job).cast();
            let made =
                libc::pthread_create(thread.as_mut_ptr(), attributes.as_ptr(), start::<F>, job);
            assert_eq!(made, 0);
            assert_eq!(libc::pthread_join(thread.assume_init(), std::ptr::null_mut()), 0);
            libc::pthread_attr_destroy(attributes.as_mut_ptr());
        }
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: `painted` initialized all bytes, and no thread uses them anymore.
        unsafe { std::slice::from_raw_parts(self.0, SIZE) }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: the block was allocated with this layout.
        unsafe { dealloc(self.0, LAYOUT) };
    }
}

/// No call here uses half of it, also without optimization.
const SIZE: usize = 1 << 20;

const LAYOUT: Layout = match Layout::from_size_align(SIZE, 4096) {
    Ok(layout) => layout,
    Err(_) => panic!("4096 is a power of two"),
};

/// No address and no small number consists of this byte.
const PAINT: u8 = 0xa5;
