//! The C interface as C calls it: pointers to uninitialized memory, handles, buffers that are too short, a callback.
#![expect(unsafe_code, reason = "C passes pointers")]

use core::ffi::{c_char, c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null;
use trustslot::capi::*;
use trustslot_kit::NOW;

const STORE: &[u8] = include_bytes!("../../../data/store-format-1.der");

/// Calls a function that makes a handle.
fn made<T>(call: impl FnOnce(Out<'_, Handle<T>>) -> Status) -> (Status, Handle<T>) {
    let mut out = MaybeUninit::new(None);
    let status = call(Some(&mut out));
    // SAFETY: it was initialized.
    (status, unsafe { out.assume_init() })
}

/// Reads a text into 32 bytes, of which the function is given fewer.
fn text(size: usize, call: impl Fn(*mut c_char, usize) -> usize) -> (usize, Vec<u8>) {
    let mut buffer = vec![0x55; 32];
    let length = call(buffer.as_mut_ptr().cast(), size);
    (length, buffer)
}

/// Writes a bank of the flash.
unsafe extern "C" fn write(flash: *mut c_void, bank: u32, data: *const u8, length: usize) -> c_int {
    // SAFETY: it is the flash of the test, and the library lends the snapshot.
    let (flash, data) =
        unsafe { (&mut *flash.cast::<[Vec<u8>; 2]>(), core::slice::from_raw_parts(data, length)) };
    flash[bank as usize] = data.to_vec();
    0
}

#[test]
fn store_is_loaded_shown_changed_and_saved() {
    let mut flash = [STORE.to_vec(), Vec::new()];
    // SAFETY: every pointer is NULL or valid, with its length.
    unsafe {
        let (status, mut store) = made(|out| trustslot_store_new(null(), 0, 10, out, None));
        assert_eq!(status, Status::OK);
        let lent = [CBytes::of(&flash[0]), CBytes::of(&flash[1])];
        let (status, mut banks) =
            made(|out| trustslot_store_load(store.as_deref_mut(), lent.as_ptr(), 1, out, None));
        assert_eq!(status, Status::OK);

        let clock = CClock { seconds: NOW, quality: 1, ..CClock::default() };
        let (status, page) = made(|out| trustslot_store_page(store.as_deref(), 0, clock, out));
        assert_eq!(status, Status::OK);
        let (length, shown) =
            text(8, |buffer, size| trustslot_page_text(page.as_deref(), 0, 0, buffer, size));
        assert!(length >= 8 && shown[7] == 0 && shown[..7].iter().all(|byte| *byte != 0));
        assert!(shown[8..].iter().all(|byte| *byte == 0x55), "nothing after the end");
        let mut row = MaybeUninit::uninit();
        assert_eq!(trustslot_page_row(page.as_deref(), 0, Some(&mut row)), Status::OK);
        let sha256 = row.assume_init().sha256;
        trustslot_page_free(page);

        assert_eq!(trustslot_store_remove(store.as_deref_mut(), Some(&sha256)), Status::OK);
        assert_eq!(trustslot_store_remove(store.as_deref_mut(), Some(&sha256)), Status::NOT_THERE);
        let context = (&raw mut flash).cast();
        let status =
            trustslot_store_save(store.as_deref_mut(), banks.as_deref_mut(), Some(write), context);
        assert_eq!(status, Status::OK);
        assert_eq!(flash[0], STORE, "the older bank was overwritten");
        assert!(!flash[1].is_empty());
        trustslot_banks_free(banks);
        trustslot_store_free(store);
    }
}

#[test]
fn refused_file_gives_an_error_and_leaves_the_store() {
    // SAFETY: every pointer is NULL or valid, with its length.
    unsafe {
        let (_, mut store) = made(|out| trustslot_store_new(null(), 0, 10, out, None));
        let file = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        let name = c"ca.pem".as_ptr();
        let (status, error) = made(|out| {
            let (data, length) = (file.as_ptr(), file.len());
            trustslot_store_add_file(store.as_deref_mut(), name, data, length, None, out)
        });
        assert_eq!(status, Status::REFUSED);
        assert_ne!(trustslot_error_code(error.as_deref()), 0);
        for which in 0..4 {
            let (length, shown) = text(16, |buffer, size| {
                trustslot_error_text(error.as_deref(), which, buffer, size)
            });
            assert_eq!(shown.iter().position(|byte| *byte == 0), Some(length.min(15)));
        }
        trustslot_error_free(error);
        assert_eq!(trustslot_store_generation(store.as_deref()), 0);

        let (status, error) =
            made(|out| trustslot_store_add_file(store.as_deref_mut(), name, null(), 1, None, out));
        assert_eq!((status, error.is_none()), (Status::NULL_ARGUMENT, true));
        trustslot_store_free(store);
    }
}
