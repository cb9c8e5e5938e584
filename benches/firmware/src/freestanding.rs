//! What std would bring: memory from C, and the end of the program instead of a panic.

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;
use core::panic::PanicInfo;

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn realloc(old: *mut c_void, size: usize) -> *mut c_void;
    fn posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> i32;
    fn free(old: *mut c_void);
    fn abort() -> !;
}

struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

/// What `malloc` aligns to on every platform here.
const ALIGN: usize = 2 * size_of::<usize>();

// SAFETY: the functions of C do what `GlobalAlloc` asks, for alignments that they have.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGN {
            // SAFETY: any size is allowed.
            return unsafe { malloc(layout.size()) }.cast();
        }
        let mut out = core::ptr::null_mut();
        // SAFETY: the alignment is a power of two, and at least a pointer's.
        match unsafe { posix_memalign(&raw mut out, layout.align(), layout.size()) } {
            0 => out.cast(),
            _ => core::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, old: *mut u8, _: Layout) {
        // SAFETY: it is from one of the functions here.
        unsafe { free(old.cast()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGN {
            // SAFETY: any size is allowed.
            return unsafe { calloc(1, layout.size()) }.cast();
        }
        // SAFETY: the caller's promise; the bytes are there if it is not NULL.
        unsafe {
            let new = self.alloc(layout);
            if !new.is_null() {
                new.write_bytes(0, layout.size());
            }
            new
        }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= ALIGN {
            // SAFETY: it is from one of the functions here.
            return unsafe { realloc(old.cast(), size) }.cast();
        }
        // SAFETY: the caller's promise; both have at least the smaller size.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(old, size.min(layout.size()));
                self.dealloc(old, layout);
            }
            new
        }
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: it does not return.
    unsafe { abort() }
}
