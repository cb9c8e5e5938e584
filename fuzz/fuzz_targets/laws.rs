//! Laws of verdicts about generated PKIs: those of `tests/laws`, with the same code.
//!
//! The input is a plan of 64 bytes, then choices: which junk is beside the chain, which order it has. Zeros mean the usual.
//! `verify` starts from certificates in DER and changes them element by element; this target starts from descriptions, so it
//! can issue every certificate again, as remedies ask for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trustslot_fuzz::support;

#[path = "../../tests/laws/junk.rs"]
mod junk;
#[path = "../../tests/laws/laws.rs"]
mod laws;
#[path = "../../tests/laws/obey.rs"]
mod obey;
#[path = "../../tests/laws/pki.rs"]
mod pki;
#[path = "../../tests/laws/plan.rs"]
mod plan;
#[path = "../../tests/laws/spec.rs"]
mod spec;

fuzz_target!(|data: &[u8]| {
    for (name, law) in laws::LAWS {
        if let Err(why) = law(data) {
            panic!("law {name}: {why}\n{}", plan::read(data));
        }
    }
});
