//! Runs a call on a stack that is searched afterwards.
//!
//! The call runs on a thread whose stack is memory of ours, filled with a pattern. After the thread has ended, the
//! pattern shows how much of the stack was used, and everything that was written is searched for secrets.

use super::secrets::Secrets;
use std::alloc::{GlobalAlloc as _, Layout, System};
use std::any::Any;
use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Runs `work` on a stack that is searched afterwards. Returns the distances below its frame at which a window of a
/// secret begins.
pub(crate) fn left_on_stack(secrets: &Secrets, work: impl FnOnce() + Send) -> Vec<usize> {
    let stack = Stack::after(work);
    let used = stack.used();
    secrets.places_in(used).map(|place| used.len().saturating_sub(place)).collect()
}

/// How much of the stack `work` needs below the frame that calls it, in bytes.
pub fn stack_used(work: impl FnOnce() + Send) -> usize {
    Stack::after(work).used().len()
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

/// Memory for the stack of a thread, and the address below which a call used it.
struct Stack {
    memory: *mut u8,
    top: usize,
}

impl Stack {
    /// The stack as `work` left it.
    fn after(work: impl FnOnce() + Send) -> Self {
        // Not from the watched allocator, which searches what is freed. SAFETY: the layout is not empty.
        let memory = unsafe { System.alloc(LAYOUT) };
        assert!(!memory.is_null());
        // SAFETY: the block has this many bytes.
        unsafe { memory.write_bytes(PAINT, SIZE) };
        let mut stack = Self { memory, top: 0 };
        let mut job = Job { work: Some(work), panic: None, top: 0 };
        stack.run(&mut job);
        stack.top = job.top;
        if let Some(panic) = job.panic {
            resume_unwind(panic);
        }
        stack
    }

    /// From the lowest byte that was written to the frame that made the call.
    fn used(&self) -> &[u8] {
        // SAFETY: `after` initialized all bytes, and no thread uses them anymore.
        let bytes = unsafe { std::slice::from_raw_parts(self.memory, SIZE) };
        let first = bytes.iter().position(|byte| *byte != PAINT).unwrap_or(SIZE);
        let top = self.top - self.memory.addr();
        &bytes[first..top]
    }

    fn run<F: FnOnce() + Send>(&self, job: &mut Job<F>) {
        let mut attributes = MaybeUninit::uninit();
        let mut thread = MaybeUninit::uninit();
        // SAFETY: the attributes are initialized before they are used. The stack has the size and the alignment that
        // POSIX requires, and like the job it outlives the thread, because `pthread_join` waits for its end.
        unsafe {
            assert_eq!(libc::pthread_attr_init(attributes.as_mut_ptr()), 0);
            let stack = self.memory.cast();
            assert_eq!(libc::pthread_attr_setstack(attributes.as_mut_ptr(), stack, SIZE), 0);
            let job = (&raw mut *job).cast();
            let made =
                libc::pthread_create(thread.as_mut_ptr(), attributes.as_ptr(), start::<F>, job);
            assert_eq!(made, 0);
            assert_eq!(libc::pthread_join(thread.assume_init(), std::ptr::null_mut()), 0);
            libc::pthread_attr_destroy(attributes.as_mut_ptr());
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: the block was allocated with this layout.
        unsafe { System.dealloc(self.memory, LAYOUT) };
    }
}

/// No call here uses half of it, also without optimization.
const SIZE: usize = 1 << 19;

const LAYOUT: Layout = match Layout::from_size_align(SIZE, 4096) {
    Ok(layout) => layout,
    Err(_) => panic!("4096 is a power of two"),
};

/// No address and no small number consists of this byte.
const PAINT: u8 = 0xa5;
