//! Which phone a client is.
//!
//! The law: the answer is the one that follows from how the chain was made. A client is known only if the vendor's or the
//! operator's CA issued its certificate for clients, and nothing is wrong with it or its CA; a client that is blocked, or
//! that presents a changed certificate, is foreign. The MAC address is that of the certificate, and only a client with this
//! address gets its configuration.
//!
//! The input is a plan of eight bytes, then the common name. Signatures use the [toy] algorithm.
#![no_main]

mod fleet;
mod mac;
mod plan;

use libfuzzer_sys::fuzz_target;
use plan::Plan;
use trustslot::{Chain, Device, MacAddress, NotBound, Verdict};
use trustslot_fuzz::display::{SENTENCE, assert_fit};

fuzz_target!(|data: &[u8]| {
    let Some((head, text)) = data.split_first_chunk() else {
        return;
    };
    let plan = Plan::read(*head, text);
    let certificates = fleet::presented(&plan);
    let classifier = fleet::classifier(&plan);

    let Ok(caller) = classifier.classify_presented(&certificates, plan.clock) else {
        assert!(plan.damage.is_some(), "a certificate was made that cannot be parsed");
        return;
    };
    let device = caller.device();
    let expected = if plan.damage.is_some() { Device::Foreign } else { fleet::expected(&plan) };
    assert_eq!(device, expected, "{plan:?}: {:?}", caller.findings());
    assert_fit(&device.to_string(), SENTENCE);
    assert_eq!(caller.path().is_some(), device != Device::Foreign);
    assert_eq!(caller.findings().is_some(), device == Device::Foreign);

    // The same with the entries of the block list passed in another order.
    let reordered = fleet::classifier_in_other_order(&plan);
    let chain = Chain::from_der(&certificates).expect("it was parsed before");
    assert_eq!(reordered.classify(&chain, plan.clock).device(), device);
    // The vendor's verifier alone decides about the vendor's phones.
    let is_vendors = matches!(device, Device::Unique { .. } | Device::Generic);
    let verdict = classifier.vendor().verify_client(&chain, plan.clock);
    assert_eq!(is_vendors, matches!(verdict, Verdict::Trusted(_)));

    let own = match device {
        Device::Unique { mac } => Some(mac),
        Device::Custom { mac } => mac,
        _ => None,
    };
    assert!(own.is_none() || own == mac::of(plan.last_common_name()), "{plan:?}");
    for wanted in [plan.wanted, own.unwrap_or(plan.wanted), MacAddress::new([0; 6])] {
        let answer = caller.may_bind(wanted);
        assert_eq!(answer.is_ok(), own == Some(wanted), "{plan:?}");
        let Err(reason) = answer else {
            continue;
        };
        assert_fit(&reason.to_string(), SENTENCE);
        assert_eq!(reason == NotBound::Foreign, device == Device::Foreign);
    }
});
