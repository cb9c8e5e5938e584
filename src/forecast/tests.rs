//! Why the instants are finite: a verdict compares the clock with seconds that a forecast looks at, and with nothing else.
//!
//! From one second that is looked at to the next, each comparison that a verdict made says the same. So the verdict takes the
//! same way, and is the same. Every signature is good here: what ends is the subject, not who signed it.
#![expect(clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::stand_in::{element, time, with_dates};
use super::{
    Cadence, ClockQuality, Dependency, DeviceState, Expected, PlannedChange, Renewals, Span, at,
    forecast,
};
use crate::algorithms::Algorithms;
use crate::bundle::Bundle;
use crate::bytes::der::Tag;
use crate::bytes::oid;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::recorder::{self, Step};
use crate::crl::Crl;
use crate::policy::{Check, Policy, RevocationCoverage};
use crate::policy_set::{Application, PolicySet};
use crate::trust_store::{BuiltIn, TrustStore};
use alloc::sync::Arc;
use alloc::vec::Vec;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use proptest::prelude::*;

/// RSA, without a check.
#[derive(Debug)]
struct AllGood;

impl SignatureVerificationAlgorithm for AllGood {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PKCS1_SHA256
    }
}

/// 2021-09-13, in seconds since 1970: 18,883 days.
const START: u64 = 18_883 * 86_400;
/// The span, in seconds. Short, so that ends meet.
const LENGTH: u64 = 60;

/// 20 years, as in the diagnosis of a verdict.
const LONG_AGO: u64 = 20 * 366 * 86_400;

/// The first and the last second, from the start on. A period may be empty, or outside the span.
type Period = (u64, u64);

#[derive(Clone, Debug)]
struct Case {
    /// The peer, its CA, the CA above, and CAs with the names and keys of both that are built in or uploaded.
    periods: [Period; 7],
    crls: Vec<(bool, Period)>,
    policy: u8,
    uploads: u8,
    change: Option<(u64, u8)>,
    renewals: u8,
    is_clock_set: bool,
    /// How long ago the periods of the certificates are, in seconds: not at all, or so long that the clock seems wrong.
    ago: u64,
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![
        4 => (0..LENGTH, 0..LENGTH).prop_map(|(one, other)| (one, one + other)),
        1 => (0..LENGTH).prop_map(|end| (0, end)),
        1 => Just((0, 900)),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let crls = proptest::collection::vec((any::<bool>(), period()), 0..3);
    let periods = proptest::array::uniform7(period());
    let change = proptest::option::of((0..LENGTH, 0_u8..5));
    let clock = prop_oneof![4 => Just(true), 1 => Just(false)];
    let ago = prop_oneof![4 => Just(0), 1 => Just(LONG_AGO)];
    (periods, crls, 0_u8..6, 0_u8..16, change, 0_u8..3, clock, ago).prop_map(
        |(periods, crls, policy, uploads, change, renewals, is_clock_set, ago)| Case {
            periods,
            crls,
            policy,
            uploads,
            change,
            renewals,
            is_clock_set,
            ago,
        },
    )
}

/// The peer, its CA, and the CA above.
fn real() -> [Certificate; 3] {
    let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    let bundle = Bundle::parse("chain.pem", file).unwrap();
    <[Certificate; 3]>::try_from(bundle.certificates().to_vec()).unwrap()
}

/// A complete CRL of this CA (RFC 5280 §5.1), with the number 1.
fn crl(ca: &Certificate, (first, last): Period) -> Crl {
    let sequence = |parts: &[Vec<u8>]| element(Tag::Sequence, &parts.concat()).unwrap();
    let algorithm = element(Tag::Sequence, &alg_id::RSA_PKCS1_SHA256).unwrap();
    let number = [
        element(Tag::ObjectIdentifier, oid::CRL_NUMBER).unwrap(),
        element(Tag::OctetString, &[0x02, 0x01, 0x01]).unwrap(),
    ];
    let extensions = sequence(&[sequence(&number)]);
    let contents = sequence(&[
        Vec::from([0x02, 0x01, 0x01]),
        algorithm.clone(),
        element(Tag::Sequence, ca.subject_der()).unwrap(),
        time(START + first).unwrap(),
        time(START + last).unwrap(),
        element(crate::bytes::der::context(0, true), &extensions).unwrap(),
    ]);
    let signature = element(Tag::BitString, &[0; 9]).unwrap();
    Crl::parse(&sequence(&[contents, algorithm, signature])).unwrap()
}

impl Case {
    fn dated(&self, certificate: &Certificate, period: usize) -> Certificate {
        let ((first, last), start) = (self.periods[period], START - self.ago);
        with_dates(certificate, start + first, start + last).unwrap()
    }

    fn policy(&self) -> Policy {
        match self.policy {
            0 => Policy::STRICT,
            1 => Policy::STRICT.waive(Check::AnchorValidity),
            2 => Policy::STRICT.waive(Check::Validity).waive(Check::CrlValidity),
            3 => Policy::STRICT.accept_untrusted(),
            4 => Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers),
            _ => Policy::STRICT.waive(Check::RevocationStatus),
        }
    }

    fn state(&self) -> DeviceState {
        let [_, ca, top] = real();
        let copies = [(&ca, 3), (&top, 4), (&ca, 5), (&top, 6)];
        let copies = copies.map(|(certificate, period)| self.dated(certificate, period));
        let is_chosen = |place: usize| self.uploads & (1 << place) != 0;
        let built_in = copies.iter().take(2).enumerate().filter(|(place, _)| is_chosen(*place));
        let built_in = built_in.map(|(_, certificate)| certificate.clone());
        let mut store = TrustStore::new(BuiltIn::from_certificates(built_in));
        for (place, upload) in copies.iter().enumerate().skip(2) {
            if is_chosen(place) {
                store.add(&Bundle::parse("ca.cer", upload.as_der()).unwrap()).unwrap();
            }
        }
        let algorithm: Arc<dyn SignatureVerificationAlgorithm> = Arc::new(AllGood);
        let algorithms = Algorithms::from(Arc::from([algorithm]));
        let mut state =
            DeviceState::with_algorithms(store, PolicySet::new(self.policy()), algorithms);
        let list =
            |(is_top, period): &(bool, Period)| crl(if *is_top { &top } else { &ca }, *period);
        state.crls = self.crls.iter().map(list).collect();
        if !self.is_clock_set {
            state.clock = ClockQuality::Unset;
        }
        state
    }

    fn expected(&self) -> Option<Expected> {
        let (when, kind) = self.change?;
        let [_, ca, top] = real();
        let change = match kind {
            0 => PlannedChange::BuiltIn(BuiltIn::from_certificates([self.dated(&top, 5)]).into()),
            1 => PlannedChange::DeleteAll,
            2 => PlannedChange::Crls(Vec::from([crl(&ca, self.periods[6])])),
            3 => PlannedChange::ClockSet,
            _ => PlannedChange::Policies(PolicySet::new(Policy::STRICT).into()),
        };
        Some(Expected { at: at(START + when), change })
    }

    fn dependency(&self) -> Dependency {
        let [peer, ca, top] = real();
        let sent = [(&peer, 0), (&ca, 1), (&top, 2)];
        let sent = sent.map(|(certificate, period)| self.dated(certificate, period));
        let name = "stackexchange.com".parse().unwrap();
        let chain = Chain::from_certificates(sent).unwrap();
        let cadence = Cadence::TWO_THIRDS;
        Dependency::new("web", chain, name, Application::XmlBrowser).with_renewals(
            match self.renewals {
                0 => Renewals::None,
                1 => Renewals::SameIssuer(cadence),
                _ => Renewals::By {
                    issuers: Vec::from([self.dated(&top, 6)]),
                    from: at(START + self.periods[5].0),
                    cadence,
                },
            },
        )
    }
}

/// The first comparison that changes between two seconds that were looked at.
fn missing(steps: &[Step], last: u64) -> Option<(u64, u64)> {
    let (mut looked_at, mut compared): (Option<u64>, Vec<u64>) = (None, Vec::new());
    for step in steps.iter().copied().chain([Step::LookedAt(last + 1)]) {
        match step {
            Step::Compared(second) => compared.push(second),
            Step::LookedAt(next) => {
                let from = looked_at.replace(next);
                let between =
                    |second: &&u64| from.is_some_and(|from| **second > from && **second < next);
                if let Some(second) = compared.iter().find(between) {
                    return Some((from?, *second));
                }
                compared.clear();
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_comparison_changes_between_two_instants(case in case()) {
        let (state, on) = (case.state(), [case.dependency()]);
        let expected: Vec<Expected> = case.expected().into_iter().collect();
        let span = Span::new(at(START), at(START + LENGTH)).unwrap();
        recorder::take();
        forecast(&state, &on, &expected, span).unwrap();
        let steps = recorder::take();
        prop_assert_eq!(missing(&steps, START + LENGTH), None);
        let is_compared = |step: &&Step| matches!(step, Step::Compared(_));
        prop_assert!(!case.is_clock_set || steps.iter().filter(is_compared).count() > 6);
    }
}

#[test]
fn a_comparison_that_is_not_looked_at_is_found() {
    let steps = [Step::LookedAt(10), Step::Compared(20), Step::Compared(5), Step::LookedAt(20)];
    assert_eq!(missing(&steps, 50), None);
    let steps = [Step::LookedAt(10), Step::Compared(15), Step::LookedAt(20)];
    assert_eq!(missing(&steps, 50), Some((10, 15)));
    assert_eq!(missing(&[Step::LookedAt(10), Step::Compared(15)], 50), Some((10, 15)));
    assert_eq!(missing(&[Step::LookedAt(10), Step::Compared(51)], 50), None);
}
