//! Stores, their pages and their state.

use super::check::{ask, make, text};
use super::{Arguments, Session};
use core::mem::MaybeUninit;
use core::ptr::null;
use trustslot::capi::*;

impl Session {
    #[allow(clippy::too_many_lines)]
    pub unsafe fn call_store(&mut self, choice: u8, arguments: &Arguments<'_>) {
        let &Arguments { file, name, number, clock, index } = arguments;
        let (data, length) = (file.as_ptr(), file.len());
        // SAFETY: the caller's: every pointer is NULL or valid, with its length.
        unsafe {
            match choice {
                0 => ask(|error| {
                    make(&mut self.store, |out| trustslot_store_new(null(), 0, index, out, error))
                }),
                1 => ask(|error| {
                    trustslot_store_add_file(
                        self.store.as_deref_mut(),
                        name,
                        data,
                        length,
                        None,
                        error,
                    )
                }),
                2 => ask(|error| {
                    make(&mut self.store, |out| {
                        trustslot_store_new_from_file(name, data, length, index, out, error)
                    })
                }),
                3 => {
                    make(&mut self.page, |out| {
                        trustslot_store_page(self.store.as_deref(), number, clock, out)
                    });
                }
                4 => {
                    make(&mut self.page, |out| {
                        trustslot_slot_page(self.slot.as_deref(), clock, out)
                    });
                }
                5 => text(|buffer, size| {
                    trustslot_page_text(self.page.as_deref(), index % 4, number, buffer, size)
                }),
                6 => {
                    let mut row = MaybeUninit::new(CRow::default());
                    if trustslot_page_row(self.page.as_deref(), index % 4, Some(&mut row))
                        == Status::OK
                    {
                        let sha256 = row.assume_init().sha256;
                        trustslot_store_set_enabled(
                            self.store.as_deref_mut(),
                            Some(&sha256),
                            number,
                        );
                        trustslot_store_remove(self.store.as_deref_mut(), Some(&sha256));
                    }
                }
                7 => {
                    let banks = [CBytes::of(&self.flash[0]), CBytes::of(&self.flash[1])];
                    ask(|error| {
                        make(&mut self.banks, |out| {
                            trustslot_store_load(
                                self.store.as_deref_mut(),
                                banks.as_ptr(),
                                index as u64,
                                out,
                                error,
                            )
                        })
                    });
                }
                _ => {
                    let banks = self.banks.as_deref();
                    let mut sha256 = MaybeUninit::new([0; 32]);
                    let found = trustslot_banks_gone(banks, index, Some(&mut sha256)) == Status::OK;
                    assert_eq!(found, index < trustslot_banks_gone_count(banks));
                }
            }
        }
    }
}
