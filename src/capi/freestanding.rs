//! What a program needs in place of Rust's standard library: memory from the C library, and an end for what cannot go on.

use super::CAbortHook;
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_int, c_void};
use core::panic::PanicInfo;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn posix_memalign(memory: *mut *mut c_void, alignment: usize, size: usize) -> c_int;
    fn free(memory: *mut c_void);
    fn abort() -> !;
}

struct C;

#[global_allocator]
static ALLOCATOR: C = C;

/// The alignment of what `malloc` returns, in every C library in use: two words.
const ALIGNMENT: usize = 2 * size_of::<usize>();

// SAFETY: the functions of the C library keep the rules of an allocator, and never unwind.
unsafe impl GlobalAlloc for C {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGNMENT {
            // SAFETY: any size is allowed.
            return unsafe { malloc(layout.size()) }.cast();
        }
        let mut memory = null_mut();
        // SAFETY: the alignment is a power of two, and a multiple of the size of a pointer.
        let failed = unsafe { posix_memalign(&raw mut memory, layout.align(), layout.size()) };
        if failed == 0 { memory.cast() } else { null_mut() }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGNMENT {
            // SAFETY: any size is allowed.
            return unsafe { calloc(1, layout.size()) }.cast();
        }
        // SAFETY: as for `alloc`.
        let memory = unsafe { self.alloc(layout) };
        if !memory.is_null() {
            // SAFETY: it has room for this size.
            unsafe { memory.write_bytes(0, layout.size()) };
        }
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        // SAFETY: it is from one of the functions above.
        unsafe { free(memory.cast()) };
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= ALIGNMENT {
            // SAFETY: it is from `malloc`, `calloc` or `realloc`.
            return unsafe { realloc(memory.cast(), size) }.cast();
        }
        // SAFETY: the caller passes a size that is valid for this alignment.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both have room for the smaller size, and neither is a part of the other.
            unsafe {
                core::ptr::copy_nonoverlapping(memory.cast_const(), new, layout.size().min(size));
                self.dealloc(memory, layout);
            }
        }
        new
    }
}

static HOOK: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

/// Sets the function that is called before an abort.
pub(super) fn set_hook(hook: CAbortHook) {
    // SAFETY: a function pointer of C, NULL for `None`, has the size of a pointer to data on every system with dynamic linking.
    let hook = unsafe { core::mem::transmute::<CAbortHook, *mut c_void>(hook) };
    HOOK.store(hook, Ordering::Release);
}

/// Also called if memory runs out where no status can say so.
#[panic_handler]
fn on_panic(_: &PanicInfo<'_>) -> ! {
    let hook = HOOK.load(Ordering::Acquire);
    // SAFETY: it is from `set_hook`.
    let hook = unsafe { core::mem::transmute::<*mut c_void, CAbortHook>(hook) };
    if let Some(hook) = hook {
        // SAFETY: the function is the caller's, and needs nothing.
        unsafe { hook() };
    }
    // SAFETY: it ends the program.
    unsafe { abort() }
}
