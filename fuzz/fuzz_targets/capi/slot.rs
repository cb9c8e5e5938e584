//! Identities, slots and their state.

use super::check::{ask, make, text, write};
use super::{Arguments, Script, Session};
use core::mem::MaybeUninit;
use trustslot::capi::*;

impl Session {
    #[allow(clippy::too_many_lines)]
    pub unsafe fn call_slot(
        &mut self,
        choice: u8,
        arguments: &Arguments<'_>,
        script: &mut Script<'_>,
    ) {
        let &Arguments { file, name, number, clock, index } = arguments;
        let (data, length) = (file.as_ptr(), file.len());
        // SAFETY: the caller's: every pointer is NULL or valid, with its length.
        unsafe {
            match choice {
                17 => ask(|error| {
                    make(&mut self.identity, |out| {
                        trustslot_identity_parse(name, data, length, out, error)
                    })
                }),
                18 => ask(|error| {
                    make(&mut self.identity, |out| {
                        trustslot_identity_with_handle(
                            name, data, length, data, index, None, out, error,
                        )
                    })
                }),
                19 => {
                    make(&mut self.slot, |out| trustslot_slot_new(out));
                }
                20 => {
                    let had = self.identity.is_some();
                    let status = trustslot_slot_upload(
                        self.slot.as_deref_mut(),
                        number,
                        Some(&mut self.identity),
                    );
                    assert_eq!(self.identity.is_some(), had && status != Status::OK);
                }
                21 => ask(|error| {
                    let vendor = self.verifier.as_deref();
                    let slot = self.slot.as_deref_mut();
                    trustslot_slot_install_generic(slot, Some(&mut self.identity), vendor, error)
                }),
                22 => {
                    let mut presented = MaybeUninit::uninit();
                    let slot = self.slot.as_deref();
                    let usage = script.number();
                    if trustslot_slot_present(slot, number, usage, Some(&mut presented))
                        == Status::OK
                    {
                        let presented: CPresented = presented.assume_init();
                        assert!(presented.certificates > 0 && presented.key.length > 0);
                    }
                    text(|buffer, size| {
                        trustslot_slot_present_text(slot, number, usage, 0, buffer, size)
                    });
                }
                23 => {
                    let flash = (&raw mut self.flash).cast();
                    let write: CWrite = Some(write);
                    trustslot_store_save(
                        self.store.as_deref_mut(),
                        self.banks.as_deref_mut(),
                        write,
                        flash,
                    );
                    trustslot_slot_save(
                        self.slot.as_deref_mut(),
                        self.banks.as_deref_mut(),
                        number,
                        write,
                        flash,
                    );
                }
                24 => {
                    let banks = [CBytes::of(&self.flash[0]), CBytes::of(file)];
                    ask(|error| {
                        make(&mut self.banks, |out| {
                            trustslot_slot_load(
                                self.slot.as_deref_mut(),
                                banks.as_ptr(),
                                index as u64,
                                out,
                                error,
                            )
                        })
                    });
                }
                25 => {
                    let banks = [CBytes::of(&self.flash[0]), CBytes::of(&self.flash[1])];
                    ask(|error| {
                        make(&mut self.banks, |out| {
                            trustslot_slot_load_without_keys(
                                self.slot.as_deref_mut(),
                                banks.as_ptr(),
                                index as u64,
                                out,
                                error,
                            )
                        })
                    });
                }
                26 => {
                    let identity = self.identity.as_deref();
                    let mut finding = MaybeUninit::uninit();
                    let found =
                        trustslot_identity_finding_at(identity, clock, index, Some(&mut finding));
                    let count = trustslot_identity_finding_count(identity, clock);
                    assert_eq!(found == Status::OK, index < count);
                    text(|buffer, size| {
                        trustslot_identity_finding_text(
                            identity,
                            clock,
                            index % 4,
                            number,
                            buffer,
                            size,
                        )
                    });
                }
                _ => {
                    trustslot_store_factory_reset(self.store.as_deref_mut(), number);
                    trustslot_slot_factory_reset(self.slot.as_deref_mut(), number);
                    trustslot_slot_remove(self.slot.as_deref_mut(), number);
                }
            }
        }
    }
}
