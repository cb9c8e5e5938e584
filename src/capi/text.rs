//! Text on its way into a buffer of C, like `snprintf`.

use crate::Html;
use core::ffi::c_char;
use core::fmt::{self, Write as _};
use core::mem::MaybeUninit;

/// The bit of a `which` that asks for HTML: `TRUSTSLOT_HTML`.
pub(super) const HTML: u32 = 0x100;

/// The number of a text and its form, from the `which` of a caller.
pub(super) const fn which(which: u32) -> (u32, bool) {
    (which & !HTML, which & HTML != 0)
}

/// Writes a text into the buffer, and returns its whole length.
///
/// # Safety
///
/// If `buffer` is not NULL, `size` bytes can be written there.
pub(super) unsafe fn show(
    text: impl fmt::Display,
    html: bool,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    let room: &mut [MaybeUninit<u8>] = if buffer.is_null() || isize::try_from(size).is_err() {
        &mut []
    } else {
        // SAFETY: the caller lends `size` bytes, which need not be initialized, for this call alone.
        unsafe { core::slice::from_raw_parts_mut(buffer.cast(), size) }
    };
    let mut buffer = Buffer { room, written: 0, needed: 0, is_full: false };
    // Writing into the buffer never fails.
    let _written = if html { write!(buffer, "{}", Html(text)) } else { write!(buffer, "{text}") };
    buffer.end()
}

/// Writes a text, or an empty one if there is none.
///
/// # Safety
///
/// As [`show`].
pub(super) unsafe fn show_some(
    text: Option<impl fmt::Display>,
    html: bool,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller lends `size` bytes at `buffer`.
    unsafe {
        match text {
            Some(text) => show(text, html, buffer, size),
            None => show("", html, buffer, size),
        }
    }
}

struct Buffer<'a> {
    room: &'a mut [MaybeUninit<u8>],
    written: usize,
    needed: usize,
    is_full: bool,
}

impl Buffer<'_> {
    /// Writes a character, if it and the final NUL have room.
    fn push(&mut self, character: char) {
        // No text contains it; if one did, C would take it for the end.
        let character = if character == '\0' { char::REPLACEMENT_CHARACTER } else { character };
        let mut utf8 = [0; 4];
        let utf8 = character.encode_utf8(&mut utf8).as_bytes();
        self.needed = self.needed.saturating_add(utf8.len());
        let end = self.written.saturating_add(utf8.len());
        if self.is_full || end >= self.room.len() {
            self.is_full = true;
            return;
        }
        if let Some(place) = self.room.get_mut(self.written..end) {
            for (cell, byte) in place.iter_mut().zip(utf8) {
                let _written = cell.write(*byte);
            }
            self.written = end;
        }
    }

    fn end(self) -> usize {
        if let Some(cell) = self.room.get_mut(self.written) {
            let _nul = cell.write(0);
        }
        self.needed
    }
}

impl fmt::Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().for_each(|character| self.push(character));
        Ok(())
    }
}
