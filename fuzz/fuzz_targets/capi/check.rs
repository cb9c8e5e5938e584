//! Calls with their laws.

use core::ffi::{c_char, c_int, c_void};
use core::mem::MaybeUninit;
use trustslot::capi::*;

/// Calls a function that makes a handle, and keeps what it makes.
pub fn make<T>(kept: &mut Handle<T>, call: impl FnOnce(Out<'_, Handle<T>>) -> Status) -> Status {
    let mut out = MaybeUninit::new(None);
    let status = call(Some(&mut out));
    // SAFETY: it was initialized.
    if let Some(made) = unsafe { out.assume_init() } {
        *kept = Some(made);
    }
    status
}

/// Calls a function that may refuse its input, and checks the error.
pub fn ask(call: impl FnOnce(Out<'_, Handle<Error>>) -> Status) {
    let mut out = MaybeUninit::new(None);
    let status = call(Some(&mut out));
    assert!((0..=8).contains(&status.0) || status == Status::REFUSED, "{status:?}");
    assert!(status != Status::PANIC);
    // SAFETY: it was initialized.
    let error = unsafe { out.assume_init() };
    assert_eq!(error.is_some(), status == Status::REFUSED, "{status:?}");
    for which in 0..4 {
        // SAFETY: the buffer is as long as it says.
        text(|buffer, size| unsafe { trustslot_error_text(error.as_deref(), which, buffer, size) });
    }
}

/// Reads a text into a buffer that may be too short.
pub fn text(call: impl Fn(*mut c_char, usize) -> usize) {
    let mut buffer = [0x55_u8; 40];
    let length = call(buffer.as_mut_ptr().cast(), 32);
    let end = buffer.iter().position(|byte| *byte == 0).expect("an end");
    assert!(end <= length.min(31) && (length >= 32 || end == length));
    assert!(core::str::from_utf8(&buffer[..end]).is_ok(), "no character is cut");
    assert!(buffer[32..].iter().all(|byte| *byte == 0x55), "nothing after the end");
}

/// Writes flash, and sometimes fails.
pub unsafe extern "C" fn write(
    flash: *mut c_void,
    bank: u32,
    data: *const u8,
    length: usize,
) -> c_int {
    // SAFETY: it is the flash of the session, and the library lends the snapshot.
    let (flash, data) =
        unsafe { (&mut *flash.cast::<[Vec<u8>; 2]>(), core::slice::from_raw_parts(data, length)) };
    flash[bank as usize] = data.to_vec();
    c_int::from(length.is_multiple_of(7))
}
