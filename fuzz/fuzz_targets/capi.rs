//! The C interface: arbitrary sequences of calls, with arguments that are right, wrong and NULL.
//!
//! The laws: nothing crashes; a status is one of the header's; an error is there if and only if the status is `REFUSED`; a
//! handle is there if and only if the call succeeded; text ends within its buffer; and a verdict about what is no chain is
//! rejected.
//!
//! Each byte of the input is a choice: which function, which handle, which file, which number.
#![no_main]

use core::ffi::{c_char, c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null;
use libfuzzer_sys::fuzz_target;
use trustslot::capi::*;
use trustslot::{BlockList, Identity, ServerCertSlot, TrustStore, Verdict, Verifier};

fuzz_target!(|data: &[u8]| {
    let mut script = Script(data);
    let mut session = Session::default();
    while let Some(choice) = script.byte() {
        session.call(choice, &mut script);
    }
});

/// Files that the calls may pass; the rest of the input is another one.
const FILES: &[&[u8]] = &[
    include_bytes!("../../examples/data/pbx-identity.pem"),
    include_bytes!("../../examples/data/stackexchange-2021.pem"),
    include_bytes!("../../examples/data/fleet/vendor.pem"),
    include_bytes!("../../examples/data/phones.crl"),
    include_bytes!("../../examples/data/phone.der"),
];
const NAMES: &[&core::ffi::CStr] =
    &[c"a.pem", c"b.cer", c"c.der", c"pbx.example.com", c"192.0.2.1", c"", c"\xff:1"];

struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn choice(&mut self) -> usize {
        self.byte().unwrap_or(0).into()
    }

    /// Mostly a small number, as the constants are.
    fn number(&mut self) -> u32 {
        match self.choice() {
            255 => u32::MAX,
            254 => 1 << 31,
            253 => 256,
            small => u32::try_from(small % 16).unwrap_or(0),
        }
    }

    fn file(&mut self) -> &'a [u8] {
        let choice = self.choice();
        FILES.get(choice % 8).copied().unwrap_or_else(|| &self.0[..self.0.len().min(choice)])
    }

    fn name(&mut self) -> *const c_char {
        NAMES.get(self.choice() % 8).map_or(null(), |name| name.as_ptr())
    }

    fn clock(&mut self) -> CClock {
        let quality = self.number() % 4;
        let seconds = [0, 1_642_204_800, 1_780_272_000, u64::MAX][self.choice() % 4];
        CClock { seconds, quality, reserved: u32::from(self.choice() == 1) }
    }
}

#[derive(Default)]
struct Session {
    store: Handle<TrustStore>,
    verifier: Handle<Verifier>,
    verdict: Handle<Verdict>,
    identity: Handle<Identity>,
    slot: Handle<ServerCertSlot>,
    list: Handle<BlockList>,
    banks: Handle<AnyBanks>,
    page: Handle<Page>,
    flash: [Vec<u8>; 2],
}

/// Calls a function that makes a handle, and keeps what it makes.
fn make<T>(kept: &mut Handle<T>, call: impl FnOnce(Out<'_, Handle<T>>) -> Status) -> Status {
    let mut out = MaybeUninit::new(None);
    let status = call(Some(&mut out));
    // SAFETY: it was initialized.
    if let Some(made) = unsafe { out.assume_init() } {
        *kept = Some(made);
    }
    status
}

/// Calls a function that may refuse its input, and checks the error.
fn ask(call: impl FnOnce(Out<'_, Handle<Error>>) -> Status) {
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
fn text(call: impl Fn(*mut c_char, usize) -> usize) {
    let mut buffer = [0x55_u8; 40];
    let length = call(buffer.as_mut_ptr().cast(), 32);
    let end = buffer.iter().position(|byte| *byte == 0).expect("an end");
    assert!(end <= length.min(31) && (length >= 32 || end == length));
    assert!(core::str::from_utf8(&buffer[..end]).is_ok(), "no character is cut");
    assert!(buffer[32..].iter().all(|byte| *byte == 0x55), "nothing after the end");
}

unsafe extern "C" fn write(flash: *mut c_void, bank: u32, data: *const u8, length: usize) -> c_int {
    // SAFETY: it is the flash of the session, and the library lends the snapshot.
    let (flash, data) =
        unsafe { (&mut *flash.cast::<[Vec<u8>; 2]>(), core::slice::from_raw_parts(data, length)) };
    flash[bank as usize] = data.to_vec();
    c_int::from(length.is_multiple_of(7))
}

impl Session {
    #[allow(clippy::too_many_lines)]
    fn call(&mut self, choice: u8, script: &mut Script<'_>) {
        let file = script.file();
        let (data, length) = (file.as_ptr(), file.len());
        let (name, number, clock) = (script.name(), script.number(), script.clock());
        let index = script.choice();
        // SAFETY: every pointer is NULL or valid, with its length.
        unsafe {
            match choice % 24 {
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
                    let policy =
                        CPolicy { source: number, waived: index as u32, ..CPolicy::default() };
                    make(&mut self.verifier, |out| {
                        trustslot_verifier_new(self.store.as_deref(), Some(&policy), out)
                    });
                }
                8 => ask(|error| {
                    trustslot_verifier_add_crls(self.verifier.as_deref_mut(), data, length, error)
                }),
                9 => ask(|error| {
                    trustslot_verifier_add_intermediates(
                        self.verifier.as_deref_mut(),
                        name,
                        data,
                        length,
                        error,
                    )
                }),
                10 => {
                    make(&mut self.list, |out| trustslot_block_list_new(out));
                    ask(|error| {
                        trustslot_block_list_add_file(
                            self.list.as_deref_mut(),
                            name,
                            data,
                            length,
                            error,
                        )
                    });
                    trustslot_verifier_add_block_list(
                        self.verifier.as_deref_mut(),
                        self.list.as_deref(),
                    );
                }
                11 => {
                    let chain = [CBytes::of(file), CBytes { data: null(), length: index % 2 }];
                    let verifier = self.verifier.as_deref();
                    self.verdict = None;
                    ask(|error| {
                        make(&mut self.verdict, |out| {
                            let count = index % 3;
                            trustslot_verify_server(
                                verifier,
                                chain.as_ptr(),
                                count,
                                name,
                                clock,
                                out,
                                error,
                            )
                        })
                    });
                    // Only one of the files is a certificate in DER, and no second one is.
                    if index % 3 != 1 {
                        assert_eq!(trustslot_verdict_outcome(self.verdict.as_deref()), 0);
                    }
                }
                12 => {
                    let verdict = self.verdict.as_deref();
                    let accepted = trustslot_verdict_outcome(verdict) != 0;
                    assert_eq!(accepted, trustslot_verdict_alert(verdict) == 0);
                    text(|buffer, size| trustslot_verdict_text(verdict, number, buffer, size));
                    text(|buffer, size| {
                        trustslot_finding_text(verdict, index % 4, number, buffer, size)
                    });
                    let mut finding = MaybeUninit::uninit();
                    let found =
                        trustslot_verdict_finding(verdict, index, Some(&mut finding)) == Status::OK;
                    assert_eq!(found, index < trustslot_verdict_count(verdict));
                }
                13 => ask(|error| {
                    make(&mut self.identity, |out| {
                        trustslot_identity_parse(name, data, length, out, error)
                    })
                }),
                14 => ask(|error| {
                    make(&mut self.identity, |out| {
                        trustslot_identity_with_handle(
                            name, data, length, data, index, None, out, error,
                        )
                    })
                }),
                15 => {
                    make(&mut self.slot, |out| trustslot_slot_new(out));
                }
                16 => {
                    let had = self.identity.is_some();
                    let status = trustslot_slot_upload(
                        self.slot.as_deref_mut(),
                        number,
                        Some(&mut self.identity),
                    );
                    assert_eq!(self.identity.is_some(), had && status != Status::OK);
                }
                17 => ask(|error| {
                    let vendor = self.verifier.as_deref();
                    let slot = self.slot.as_deref_mut();
                    trustslot_slot_install_generic(slot, Some(&mut self.identity), vendor, error)
                }),
                18 => {
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
                19 => {
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
                20 => {
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
                21 => {
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
                22 => {
                    let chain = [CBytes::of(file)];
                    let mut device = MaybeUninit::uninit();
                    let verifier = self.verifier.as_deref();
                    let status = make(&mut self.verdict, |out| {
                        trustslot_classify(
                            verifier,
                            verifier,
                            chain.as_ptr(),
                            1,
                            clock,
                            Some(&mut device),
                            out,
                        )
                    });
                    if status == Status::OK {
                        ask(|error| {
                            trustslot_device_may_bind(
                                Some(device.assume_init_ref()),
                                Some(&[0; 6]),
                                error,
                            )
                        });
                    }
                }
                _ => {
                    trustslot_store_factory_reset(self.store.as_deref_mut(), number);
                    trustslot_slot_factory_reset(self.slot.as_deref_mut(), number);
                    trustslot_slot_remove(self.slot.as_deref_mut(), number);
                    ask(|error| trustslot_name_check(name, error));
                }
            }
        }
    }
}
