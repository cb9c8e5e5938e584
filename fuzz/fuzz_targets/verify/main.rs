//! Verdicts about arbitrary and changed chains.
//!
//! The laws: an empty store trusts no peer; webpki accepts every path that is trusted here; each certificate of a path is
//! signed by the next; order, repetition and unrelated certificates change nothing; waiving a check, a laxer profile or
//! another anchor never makes a verdict worse; work and messages are limited; and a verdict agrees with its findings.
//!
//! The input is a plan of eight bytes, then certificates in DER, the peer's own first. The plan chooses the anchors, the
//! certificates to sign again, the policy, the time and the reference name. Signatures use the [toy] algorithm.
#![no_main]

mod against_webpki;
mod case;
mod laws;
mod plan;

use case::Case;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use plan::Plan;
use trustslot::{Clock, Verdict};
use trustslot_fuzz::mutate;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(Plan::BYTES, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some((head, rest)) = data.split_first_chunk() else {
        return;
    };
    let plan = Plan::read(*head);
    let Some(case) = Case::read(&plan, rest) else {
        return;
    };
    let verdict = case.verify(&case.store, case.policy, &case.chain);
    laws::check_messages(&verdict, case.policy);
    laws::check_enforced(&case, &verdict);
    laws::check_empty_store(&case);
    if let Verdict::Trusted(path) = &verdict {
        assert!(matches!(case.clock, Clock::Set(_)), "trusted without a clock");
        against_webpki::check(path, &case);
    }
    laws::check_indifference(&case, &verdict);
    laws::check_monotony(&case, &verdict, &plan);
});
