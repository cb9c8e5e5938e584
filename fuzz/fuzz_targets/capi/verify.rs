//! Verifiers, verdicts and devices.

use super::check::{ask, make, text};
use super::{Arguments, Session};
use core::mem::MaybeUninit;
use core::ptr::null;
use trustslot::capi::*;

impl Session {
    #[allow(clippy::too_many_lines)]
    pub unsafe fn call_verifier(&mut self, choice: u8, arguments: &Arguments<'_>) {
        let &Arguments { file, name, number, clock, index } = arguments;
        let (data, length) = (file.as_ptr(), file.len());
        // SAFETY: the caller's: every pointer is NULL or valid, with its length.
        unsafe {
            match choice {
                9 => {
                    let policy =
                        CPolicy { source: number, waived: index as u32, ..CPolicy::default() };
                    make(&mut self.verifier, |out| {
                        trustslot_verifier_new(self.store.as_deref(), Some(&policy), out)
                    });
                }
                10 => ask(|error| {
                    trustslot_verifier_add_crls(self.verifier.as_deref_mut(), data, length, error)
                }),
                11 => ask(|error| {
                    trustslot_verifier_add_intermediates(
                        self.verifier.as_deref_mut(),
                        name,
                        data,
                        length,
                        error,
                    )
                }),
                12 => {
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
                13 => {
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
                14 => {
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
                15 => {
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
                _ => ask(|error| trustslot_name_check(name, error)),
            }
        }
    }
}
