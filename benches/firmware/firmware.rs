//! Verifies one chain from memory, for a name and against one root. It prints nothing: the exit code is the verdict.

use core::hint::black_box;
use std::process::ExitCode;
use trustslot::pki_types::CertificateDer;
use trustslot::{BuiltIn, Chain, Clock, Policy, TrustStore, Verifier};

// Written by `benches/peers.rs`.
const LEAF: &[u8] = include_bytes!("chain/leaf.der");
const CA: &[u8] = include_bytes!("chain/ca.der");
const ROOT: &[u8] = include_bytes!("chain/root.der");

static ROOTS: [CertificateDer<'static>; 1] = [CertificateDer::from_slice(ROOT)];
static BUILT_IN: BuiltIn = BuiltIn::new(&ROOTS);

fn main() -> ExitCode {
    let verifier = Verifier::new(TrustStore::new(&BUILT_IN), Policy::STRICT);
    let clock = Clock::set(black_box(1_780_272_000)); // 2026-06-01
    let is_trusted = Chain::from_der(black_box(&[LEAF, CA])).is_ok_and(|chain| {
        "phone.example.com"
            .parse()
            .is_ok_and(|meant| verifier.verify_server(&chain, &meant, clock).is_trusted())
    });
    if is_trusted { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
