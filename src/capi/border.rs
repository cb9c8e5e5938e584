//! What C passes, as references, slices and values that were checked; and results on their way to C.
//!
//! `Option<&T>` and `Option<Box<T>>` are pointers in C, NULL for `None`. So most arguments need no unsafe code.

use super::structs::CBytes;
use super::{Error, Status};
use crate::Bundle;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char};
use core::mem::MaybeUninit;

/// `const T *`: NULL, or a value that no other thread changes during the call.
pub type In<'a, T> = Option<&'a T>;
/// `T *`: NULL, or a value that no other thread uses during the call.
pub type InOut<'a, T> = Option<&'a mut T>;
/// `T *` for a result: NULL, or memory that need not be initialized.
pub type Out<'a, T> = Option<&'a mut MaybeUninit<T>>;
/// A pointer to an opaque type whose owner it is.
pub type Handle<T> = Option<Box<T>>;

/// An argument that may not be NULL.
pub(super) fn given<T>(argument: Option<T>) -> Result<T, Status> {
    argument.ok_or(Status::NULL_ARGUMENT)
}

/// Writes a result that the caller may not need.
pub(super) fn put<T>(out: Out<'_, T>, value: T) {
    if let Some(out) = out {
        let _written = out.write(value);
    }
}

/// Writes a handle. If there is no memory for it, nothing is written.
pub(super) fn give<T>(out: &mut MaybeUninit<Handle<T>>, value: T) -> Result<(), Status> {
    let _written = out.write(Some(boxed(value)?));
    Ok(())
}

/// `Box::new` that can fail, by way of a vector.
fn boxed<T>(value: T) -> Result<Box<T>, Status> {
    const { assert!(size_of::<T>() > 0, "a vector of these does not allocate") };
    let mut one = Vec::new();
    one.try_reserve_exact(1).map_err(|_| Status::OUT_OF_MEMORY)?;
    one.push(value);
    let one = Box::into_raw(one.into_boxed_slice()).cast::<T>();
    // SAFETY: `one` is from a box with one element, so it is a valid `T` in an allocation of its size and alignment.
    Ok(unsafe { Box::from_raw(one) })
}

/// Checks that this much memory is free, for a task whose allocations cannot report that there is none. They are smaller, and
/// find their place where this one was, unless another thread is faster.
pub(super) fn room(bytes: usize) -> Result<(), Status> {
    let mut free: Vec<u8> = Vec::new();
    free.try_reserve_exact(bytes).map_err(|_| Status::OUT_OF_MEMORY)?;
    // An allocation that nobody looks at may be left out.
    let _ = core::hint::black_box(free.as_ptr());
    Ok(())
}

/// Checks the memory for a verdict about this chain: see [`room`].
pub(super) fn room_for_verdict(chain: &[Lent]) -> Result<(), Status> {
    let lengths = chain.iter().map(|certificate| certificate.as_ref().len());
    room(lengths.fold(VERDICT, |sum, length| sum.saturating_add(length.saturating_mul(2))))
}

/// What a verdict needs beside twice the chain: `tests/c/starve.c` finds 3 KB for a chain of two.
const VERDICT: usize = 8 * 1024;

/// The certificates of a file.
///
/// # Safety
///
/// As [`text`] and [`bytes`].
pub(super) unsafe fn bundle(
    name: *const c_char,
    data: *const u8,
    length: usize,
    error: &mut ErrorOut<'_>,
) -> Result<Bundle, Status> {
    // SAFETY: the caller lends the name and the file.
    let (name, file) = unsafe { (text(name)?, bytes(data, length)?) };
    room(file.len().saturating_add(file.len() / 2).saturating_add(FILE))?;
    Bundle::parse(&name, file).map_err(|refused| error.refuse(refused))
}

/// What a file of certificates needs beside one and a half times its length, for ten of them: the bound of the fuzz target
/// `bundle` is 1 KiB, and 256 bytes for each.
const FILE: usize = 4 * 1024;

/// Where the error of a refused input goes. It is NULL until something is refused.
pub(super) struct ErrorOut<'a>(Option<&'a mut Handle<Error>>);

impl<'a> ErrorOut<'a> {
    pub(super) fn new(out: Out<'a, Handle<Error>>) -> Self {
        Self(out.map(|out| out.write(None)))
    }

    /// Gives the error to the caller.
    pub(super) fn refuse(&mut self, error: impl Into<Error>) -> Status {
        let error = error.into();
        if error.is_out_of_memory() {
            return Status::OUT_OF_MEMORY;
        }
        let Some(out) = &mut self.0 else { return Status::REFUSED };
        match boxed(error) {
            Ok(error) => {
                **out = Some(error);
                Status::REFUSED
            }
            Err(status) => status,
        }
    }
}

/// The bytes that C passes as pointer and length. NULL with length 0 is empty.
///
/// # Safety
///
/// If `data` is not NULL, `length` bytes can be read there for as long as the result is used.
pub(super) unsafe fn bytes<'a>(data: *const u8, length: usize) -> Result<&'a [u8], Status> {
    match (data.is_null(), length) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Status::NULL_ARGUMENT),
        (false, _) if isize::try_from(length).is_err() => Err(Status::BAD_ARGUMENT),
        // SAFETY: the caller lends `length` bytes, which no object is larger than.
        (false, _) => Ok(unsafe { core::slice::from_raw_parts(data, length) }),
    }
}

/// Text that C passes. What is no UTF-8 is replaced: a file name may be in any encoding, and only its end counts.
///
/// # Safety
///
/// `text` is NULL, or ends in NUL and can be read for as long as the result is used.
pub(super) unsafe fn text<'a>(text: *const c_char) -> Result<Cow<'a, str>, Status> {
    if text.is_null() {
        return Err(Status::NULL_ARGUMENT);
    }
    // SAFETY: it is not NULL, and the caller ends it with NUL.
    Ok(String::from_utf8_lossy(unsafe { CStr::from_ptr(text) }.to_bytes()))
}

/// Bytes of a [`CBytes`] that was checked.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Lent(CBytes);

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: `lent` checked it, and the caller lends the bytes until the end of the call.
        unsafe { bytes(self.0.data, self.0.length) }.unwrap_or_default()
    }
}

/// An array of bytes that C passes, such as a presented chain. Each element is checked.
///
/// # Safety
///
/// If `items` is not NULL, `count` elements can be read there, and the bytes of each, as long as the result is used.
pub(super) unsafe fn lent<'a>(items: *const CBytes, count: usize) -> Result<&'a [Lent], Status> {
    if count == 0 {
        return Ok(&[]);
    }
    if items.is_null() {
        return Err(Status::NULL_ARGUMENT);
    }
    let size = count.checked_mul(size_of::<CBytes>());
    if size.is_none_or(|size| isize::try_from(size).is_err()) {
        return Err(Status::BAD_ARGUMENT);
    }
    // SAFETY: the caller lends `count` elements, and `Lent` is one of them.
    let items: &[Lent] = unsafe { core::slice::from_raw_parts(items.cast::<Lent>(), count) };
    for item in items {
        // SAFETY: the caller lends the bytes of each element.
        unsafe { bytes(item.0.data, item.0.length) }?;
    }
    Ok(items)
}

/// Copies bytes into a buffer of the caller. The length is written also if the buffer is too small.
///
/// # Safety
///
/// If `buffer` is not NULL, `size` bytes can be written there.
pub(super) unsafe fn copy(
    bytes: &[u8],
    buffer: *mut u8,
    size: usize,
    length_out: Out<'_, usize>,
) -> Result<(), Status> {
    put(length_out, bytes.len());
    if buffer.is_null() || size < bytes.len() {
        return Err(Status::BUFFER_TOO_SMALL);
    }
    // SAFETY: the buffer has room, and a buffer of the caller is no part of the library's memory.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer, bytes.len()) };
    Ok(())
}

/// What a function returns instead of a panic.
pub(super) trait OnPanic {
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "nothing unwinds"))]
    const ON_PANIC: Self;
}

impl OnPanic for Status {
    const ON_PANIC: Self = Self::PANIC;
}

impl OnPanic for () {
    const ON_PANIC: Self = ();
}

/// `TRUSTSLOT_REJECTED`, or a code for nothing.
impl OnPanic for u32 {
    const ON_PANIC: Self = 0;
}

/// The alert `internal_error`.
impl OnPanic for u8 {
    const ON_PANIC: Self = 80;
}

impl OnPanic for u64 {
    const ON_PANIC: Self = 0;
}

impl OnPanic for usize {
    const ON_PANIC: Self = 0;
}

/// Runs the body of a function. A panic would end the program at the border to C.
pub(super) fn stop_panics<T: OnPanic>(body: impl FnOnce() -> T) -> T {
    #[cfg(feature = "std")]
    return std::panic::catch_unwind(core::panic::AssertUnwindSafe(body)).unwrap_or(T::ON_PANIC);
    // Without std nothing unwinds.
    #[cfg(not(feature = "std"))]
    body()
}
