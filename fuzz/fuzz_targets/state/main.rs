//! What a device keeps over restarts, as a state machine.
//!
//! A device changes its trust store or its slot, saves it to two flash banks, loses power in the middle of a write, finds
//! damaged banks and those of a newer firmware, gets a firmware with other roots or a lower limit, and starts again. A
//! simple model knows what it must have after each step.
//!
//! The laws: each call answers as the model says, and changes nothing if it fails; what was saved is what the next start
//! loads, whatever was in the banks; until it is saved, the next start loads what the last one did, or reports an error; a
//! stale state never comes back; and the generation grows with each change.
//!
//! The first byte chooses the trust store or the slot. Then each step has two bytes.
#![no_main]

mod device;
mod flash;
mod slot;
mod store;

use device::Device;
use libfuzzer_sys::fuzz_target;
use trustslot::{ServerCertSlot, TrustStore};

fuzz_target!(|data: &[u8]| {
    let Some((choice, steps)) = data.split_first() else {
        return;
    };
    let steps = steps.as_chunks().0.iter().take(MAX_STEPS);
    if choice & 1 == 0 {
        let mut device = Device::<TrustStore>::new();
        steps.for_each(|step| device.step(*step));
        device.finish();
    } else {
        let mut device = Device::<ServerCertSlot>::new();
        steps.for_each(|step| device.step(*step));
        device.finish();
    }
});

/// Enough for three starts with changes between them.
const MAX_STEPS: usize = 40;
