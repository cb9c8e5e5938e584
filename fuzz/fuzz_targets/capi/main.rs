//! The C interface: arbitrary sequences of calls, with arguments that are right, wrong and NULL.
//!
//! The laws: nothing crashes; a status is one of the header's; an error is there if and only if the status is `REFUSED`; a
//! handle is there if and only if the call succeeded; text ends within its buffer; and a verdict about what is no chain is
//! rejected.
//!
//! Each byte of the input is a choice: which function, which file, which name, which number, which clock, which index. See
//! [`Script::arguments`](script::Script::arguments).
#![no_main]

mod check;
mod script;
mod slot;
mod store;
mod verify;

use libfuzzer_sys::fuzz_target;
use script::{Arguments, Script};
use trustslot::capi::*;
use trustslot::{BlockList, Identity, ServerCertSlot, TrustStore, Verdict, Verifier};

fuzz_target!(|data: &[u8]| {
    let mut script = Script(data);
    let mut session = Session::default();
    while let Some(choice) = script.byte() {
        session.call(choice, &mut script);
    }
});

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

impl Session {
    fn call(&mut self, choice: u8, script: &mut Script<'_>) {
        let arguments = script.arguments();
        // SAFETY: every pointer is NULL or valid, with its length.
        unsafe {
            match choice % 28 {
                choice @ 0..=8 => self.call_store(choice, &arguments),
                choice @ 9..=16 => self.call_verifier(choice, &arguments),
                choice => self.call_slot(choice, &arguments, script),
            }
        }
    }
}
