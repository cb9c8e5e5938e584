//! Verdicts about arbitrary and changed chains.
//!
//! The laws: an empty store trusts no peer; webpki accepts every path that is trusted here; each certificate of a path is
//! signed by the next; order, repetition and unrelated certificates change nothing; waiving a check, a laxer profile or
//! another anchor never makes a verdict worse; work and messages are limited; and a verdict agrees with its findings.
//!
//! The input is a plan of eight bytes, then certificates in DER, the peer's own first. The plan chooses the anchors, the
//! certificates to sign again, the policy, the time and the reference name. Signatures use the [toy] algorithm.
#![no_main]

use core::sync::atomic::Ordering;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::sync::LazyLock;
use trustslot::{
    BlockList, BuiltIn, Bundle, Certificate, Chain, Check, Clock, ImposedConstraint, NameRules,
    Policy, Profile, ReferenceIdentity, SharedBuiltIn, TrustRole, TrustSource, TrustStore, Verdict,
    Verifier,
};
use trustslot_fuzz::chains::{self, BUILT_IN, CONSTRAINED};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::{NOW, intermediate};
use trustslot_fuzz::{forest, mutate, toy};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter};

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
    check_messages(&verdict, case.policy);
    check_enforced(&case, &verdict);
    check_empty_store(&case);
    if let Verdict::Trusted(path) = &verdict {
        assert!(matches!(case.clock, Clock::Set(_)), "trusted without a clock");
        check_against_webpki(path, &case);
    }
    check_indifference(&case, &verdict);
    check_monotony(&case, &verdict, &plan);
});

/// The choices in the first bytes of an input.
struct Plan {
    policy: Policy,
    clock: Clock,
    usage: Usage,
    reference: usize,
    /// For each certificate one bit: whether it is uploaded, supplied as an intermediate, signed again.
    uploaded: u8,
    supplied: u8,
    signed: u8,
    built_in: bool,
    disabled: bool,
    /// Whether unreadable certificates are omitted. Otherwise the whole chain is unreadable.
    lenient: bool,
    other: usize,
}

#[derive(Clone, Copy)]
enum Usage {
    Server,
    AnyServer,
    Client,
}

impl Plan {
    const BYTES: usize = 8;

    fn read([waived, rules, time, reference, uploaded, supplied, signed, flags]: [u8; 8]) -> Self {
        let mut policy = Policy::STRICT;
        for (bit, check) in CHECKS.into_iter().enumerate() {
            if waived >> bit & 1 == 1 {
                policy = policy.waive(check);
            }
        }
        policy = policy.with_source(match waived >> 6 {
            0 => TrustSource::BuiltIn,
            1 => TrustSource::Custom,
            _ => TrustSource::All,
        });
        policy = policy.with_name_rules(match rules & 3 {
            0 => NameRules::Rfc2818,
            1 => NameRules::Rfc6125,
            2 => NameRules::Rfc9525,
            _ => NameRules::Rfc5922,
        });
        if rules & 4 != 0 {
            policy = policy.with_profile(Profile::PublicWeb);
        }
        let usage = match rules >> 3 & 3 {
            0 | 1 => Usage::Server,
            2 => Usage::AnyServer,
            _ => Usage::Client,
        };
        let seconds = TIMES[usize::from(time & 15)];
        let clock = match time >> 6 {
            0 | 1 => Clock::set(seconds),
            2 => Clock::at_least(seconds),
            _ => Clock::Unset,
        };
        Self {
            policy,
            clock,
            usage,
            reference: usize::from(reference) % REFERENCES.len(),
            uploaded,
            supplied,
            signed,
            built_in: flags & 1 == 0,
            disabled: flags & 2 != 0,
            lenient: flags & 4 != 0,
            other: usize::from(flags >> 3),
        }
    }
}

/// A peer and everything that its verdict depends on.
struct Case {
    store: TrustStore,
    chain: Chain,
    intermediates: Vec<Certificate>,
    policy: Policy,
    clock: Clock,
    usage: Usage,
    reference: ReferenceIdentity,
}

impl Case {
    fn read(plan: &Plan, bytes: &[u8]) -> Option<Self> {
        let ders = forest::elements(bytes);
        if ders.len() > MAX_CERTIFICATES {
            return None;
        }
        let roots = BUILT_IN_DERS.iter().map(|der| &der[..]);
        let issuers: Vec<&[u8]> = ders.iter().copied().chain(roots).collect();
        let mut store = TrustStore::new(if plan.built_in {
            SharedBuiltIn::from(&*LIST)
        } else {
            BuiltIn::EMPTY
        });
        let mut presented = Vec::new();
        let mut intermediates = Vec::new();
        for (index, der) in ders.iter().enumerate() {
            let chosen = |mask: u8| index < 8 && mask >> index & 1 == 1;
            let der =
                if chosen(plan.signed) { chains::sign_again(der, &issuers) } else { der.to_vec() };
            if !chosen(plan.uploaded) && !chosen(plan.supplied) {
                presented.push(der);
                continue;
            }
            let Ok(certificate) = Certificate::from_der(&der) else {
                continue;
            };
            if chosen(plan.supplied) {
                intermediates.push(certificate);
            } else if let Err(error) = store.add(&Bundle::from(certificate)) {
                assert_fit(&error.to_string(), SENTENCE);
            }
        }
        if plan.lenient {
            presented.retain(|der| Certificate::from_der(der).is_ok());
        }
        if plan.disabled
            && let Some(root) = store.built_in().next()
        {
            assert!(store.disable(&root.fingerprint()));
        }
        let chain = Chain::from_der(&presented)
            .inspect_err(|error| assert_fit(&error.to_string(), SENTENCE))
            .ok()?;
        Some(Self {
            store,
            chain,
            intermediates,
            policy: plan.policy,
            clock: plan.clock,
            usage: plan.usage,
            reference: REFERENCES[plan.reference].parse().expect("a reference name"),
        })
    }

    fn verify(&self, store: &TrustStore, policy: Policy, chain: &Chain) -> Verdict {
        self.verify_blocking(BlockList::new(), store, policy, chain)
    }

    /// The verdict. Requires that it stays within the limit of signature checks.
    fn verify_blocking(
        &self,
        blocked: BlockList,
        store: &TrustStore,
        policy: Policy,
        chain: &Chain,
    ) -> Verdict {
        let verifier = Verifier::with_algorithms(store.clone(), policy, toy::ALGORITHMS)
            .with_intermediates(self.intermediates.iter().cloned())
            .with_block_list(blocked);
        toy::CHECKS.store(0, Ordering::Relaxed);
        let verdict = match self.usage {
            Usage::Server => verifier.verify_server(chain, &self.reference, self.clock),
            Usage::AnyServer => verifier.verify_server_of_any_name(chain, self.clock),
            Usage::Client => verifier.verify_client(chain, self.clock),
        };
        let checks = toy::CHECKS.load(Ordering::Relaxed);
        assert!(checks <= MAX_CHECKS, "{checks} signature checks");
        verdict
    }
}

/// Requires that a verdict agrees with its findings, and that messages are fit for display.
fn check_messages(verdict: &Verdict, policy: Policy) {
    let decides = |finding: &trustslot::Finding| policy.decides(finding.check());
    let findings = match verdict {
        Verdict::Trusted(path) => return assert_fit(&path.to_string(), SENTENCE),
        Verdict::Tolerated(findings) => {
            assert!(!findings.iter().any(decides), "{verdict}");
            findings
        }
        Verdict::Rejected(findings) => {
            assert!(findings.iter().any(decides), "{verdict}");
            findings
        }
    };
    assert!(!findings.is_empty() && findings.len() <= MAX_FINDINGS, "{}", findings.len());
    for finding in findings {
        assert_eq!(finding.is_waived(), !decides(finding));
        assert_fit(&finding.to_string(), SENTENCE);
        if let Some(remedy) = finding.remedy() {
            assert_fit(&remedy.to_string(), SENTENCE);
        }
    }
}

fn check_empty_store(case: &Case) {
    let verdict = case.verify(&TrustStore::new(BuiltIn::EMPTY), case.policy, &case.chain);
    assert!(!verdict.is_trusted(), "{verdict}");
    assert!(!verdict.is_accepted() || !case.policy.decides(Check::Path), "{verdict}");
}

/// Requires that webpki accepts exactly this path.
fn check_against_webpki(path: &trustslot::VerifiedPath, case: &Case) {
    let Clock::Set(now) = case.clock else {
        unreachable!("a verdict needs a clock to be `Trusted`");
    };
    if path.role() == TrustRole::Pin {
        assert!(case.store.custom().contains(path.end_entity()));
        return;
    }
    assert!(
        case.store.custom().contains(path.anchor())
            || case.store.built_in().any(|root| root == *path.anchor())
    );
    assert_eq!(webpki_alone(path, now, case), Ok(()), "{path}");
    // Each certificate has the signature of the next one's key.
    let mut child = path.end_entity();
    for issuer in path.intermediates().iter().chain([path.anchor()]) {
        let signed = chains::sign_again(child.as_der(), &[issuer.as_der()]);
        assert_eq!(signed, child.as_der(), "{path}");
        child = issuer;
    }
    assert!(now <= path.valid_until());
}

fn webpki_alone(path: &trustslot::VerifiedPath, now: UnixTime, case: &Case) -> Result<(), Error> {
    let der = |certificate: &Certificate| CertificateDer::from(certificate.as_der().to_vec());
    let end_entity = der(path.end_entity());
    let end_entity = EndEntityCert::try_from(&end_entity)?;
    let intermediates: Vec<_> = path.intermediates().iter().map(der).collect();
    let anchor = der(path.anchor());
    let anchor: TrustAnchor<'_> = webpki::anchor_from_trusted_cert(&anchor)?;
    let mut purposes = vec![KeyPurposeId::new(match case.usage {
        Usage::Server | Usage::AnyServer => b"\x2b\x06\x01\x05\x05\x07\x03\x01",
        Usage::Client => b"\x2b\x06\x01\x05\x05\x07\x03\x02",
    })];
    if case.policy.name_rules() == NameRules::Rfc5922 {
        // The purpose of a SIP domain counts instead (RFC 5924 §4).
        purposes.push(KeyPurposeId::new(b"\x2b\x06\x01\x05\x05\x07\x03\x14"));
    }
    let anchors = [anchor];
    let usage = OneOf(&purposes);
    let found = end_entity.verify_for_usage(
        toy::ALGORITHMS,
        &anchors,
        &intermediates,
        now,
        usage,
        None,
        None,
    );
    found.map(drop)
}

/// Like webpki's `required_if_present`, for one of several purposes.
struct OneOf<'a>(&'a [KeyPurposeId<'a>]);

impl ExtendedKeyUsageValidator for OneOf<'_> {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let mut is_absent = true;
        for purpose in purposes {
            is_absent = false;
            if self.0.contains(&purpose?) {
                return Ok(());
            }
        }
        if is_absent { Ok(()) } else { Err(Error::UnknownIssuer) }
    }
}

/// Requires the same verdict for another order, with repetitions, and with unrelated certificates.
fn check_indifference(case: &Case, verdict: &Verdict) {
    let own = case.chain.end_entity();
    let others = case.chain.others();
    let mut chains: Vec<Vec<Certificate>> = Vec::new();
    chains.push(others.iter().rev().cloned().collect());
    let twice = others.iter().flat_map(|other| [other.clone(), other.clone()]);
    chains.push(twice.chain([own.clone()]).collect());
    let mut extra = others.to_vec();
    extra.insert(others.len() / 2, UNRELATED.clone());
    extra.insert(0, UNRELATED.clone());
    chains.push(extra);
    for others in chains {
        let certificates = core::iter::once(own.clone()).chain(others);
        let chain = Chain::from_certificates(certificates).expect("few enough");
        let other = case.verify(&case.store, case.policy, &chain);
        assert_eq!(*verdict, other, "{verdict}\n{other}");
    }
}

/// Requires that a laxer policy and a larger store never make the verdict worse.
fn check_monotony(case: &Case, verdict: &Verdict, plan: &Plan) {
    let better = |verdict: &Verdict, than: &Verdict, why: &str| {
        assert!(rank(verdict) >= rank(than), "{why}:\n{verdict}\n{than}");
    };
    for check in CHECKS {
        let waived = case.verify(&case.store, case.policy.waive(check), &case.chain);
        better(&waived, verdict, "waived");
        check_messages(&waived, case.policy.waive(check));
    }
    let lax = case.verify(&case.store, case.policy.with_profile(Profile::Rfc5280), &case.chain);
    better(&lax, verdict, "without a profile");
    // If the path does not decide, a better path can bring findings that do, so more anchors can make it worse.
    if !case.policy.decides(Check::Path) {
        return;
    }
    check_blocked(case, verdict, plan);
    let both = case.verify(&case.store, case.policy.with_source(TrustSource::All), &case.chain);
    better(&both, verdict, "trusting both parts");

    let mut smaller = case.store.clone();
    let custom = case.store.custom();
    if let Some(gone) = custom.get(plan.other % custom.len().max(1)) {
        assert!(smaller.remove(&gone.fingerprint()).is_some());
        let less = case.verify(&smaller, case.policy, &case.chain);
        better(verdict, &less, "without one anchor");
    }
    for root in case.store.built_in() {
        let mut smaller = case.store.clone();
        smaller.disable(&root.fingerprint());
        let less = case.verify(&smaller, case.policy, &case.chain);
        better(verdict, &less, "with a root disabled");
    }
}

/// Requires that a block list never makes the verdict better, and that a blocked peer is rejected.
fn check_blocked(case: &Case, verdict: &Verdict, plan: &Plan) {
    let own = case.chain.end_entity();
    let mut list = BlockList::new();
    match plan.other % 3 {
        0 => list.block_certificate(own),
        1 => list.block_key_of(own),
        _ => {
            if let Some(issuer) = case.chain.others().first() {
                list.block_serial_number(issuer, own.serial_number());
            }
        }
    }
    let is_own = list.blocks(own).is_some();
    let blocked = case.verify_blocking(list, &case.store, case.policy, &case.chain);
    assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
    assert!(!(is_own && blocked.is_accepted()), "{blocked}");
    if let Some(other) = case.chain.others().get(plan.other) {
        let mut list = BlockList::new();
        list.block_key_of(other);
        let blocked = case.verify_blocking(list, &case.store, case.policy, &case.chain);
        assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
        if let Verdict::Trusted(path) = &blocked {
            assert!(path.intermediates().iter().chain([path.anchor()]).all(|c| c != other));
        }
    }
}

/// Requires that the policy is enforced even without a path.
fn check_enforced(case: &Case, verdict: &Verdict) {
    if !verdict.is_accepted() {
        return;
    }
    let validity = case.chain.end_entity().validity();
    let is_valid = match case.clock {
        Clock::Set(now) => validity.contains(now),
        Clock::AtLeast(floor) => floor <= validity.not_after(),
        Clock::Unset => true,
    };
    assert!(is_valid || !case.policy.decides(Check::Validity), "{verdict}");
    let is_set = matches!(case.clock, Clock::Set(_));
    assert!(is_set || !case.policy.decides(Check::Clock), "{verdict}");
    if matches!(case.usage, Usage::Server) && case.policy.decides(Check::Name) {
        let name = case.chain.end_entity().matches(&case.reference, case.policy.name_rules());
        assert!(name.is_ok(), "{verdict}");
    }
}

const fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Trusted(_) => 2,
        Verdict::Tolerated(_) => 1,
        Verdict::Rejected(_) => 0,
    }
}

const CHECKS: [Check; 6] =
    [Check::Path, Check::Validity, Check::AnchorValidity, Check::Clock, Check::Usage, Check::Name];

/// The most certificates in an input. Its variants with repetitions must not exceed the limit of a chain.
const MAX_CERTIFICATES: usize = 24;

/// The limit of one verdict, in checks of the cheapest kind.
const MAX_CHECKS: usize = 112;

/// A path has 8 certificates, and each check can have a finding about each.
const MAX_FINDINGS: usize = 128;

const REFERENCES: [&str; 8] = [
    "phone.example.com",
    "example.com",
    "a.example.com",
    "evil.example.com",
    "192.0.2.1",
    "2001:db8::7",
    "x",
    "xn--caf-dma.example.com",
];

const TIMES: [u64; 16] = [
    NOW,
    NOW - 1,
    NOW + 1,
    0,
    1,
    1_577_836_799,
    1_577_836_800, // 2020-01-01, when most certificates become valid
    2_208_988_800, // 2040-01-01, when they expire
    2_208_988_801,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    253_402_300_799, // the end of 9999
    253_402_300_800,
    u64::MAX,
];

/// A CA whose name and issuer occur nowhere else.
static UNRELATED: LazyLock<Certificate> = LazyLock::new(|| {
    let root = chains::ca_root("Nobody \u{2603} of that name", 99);
    let ca = chains::issue(intermediate("Nobody \u{2603} below it"), 98, &root);
    Certificate::from_der(&ca.der).expect("a certificate")
});

static BUILT_IN_DERS: LazyLock<[Vec<u8>; 2]> =
    LazyLock::new(|| [chains::ca_root(BUILT_IN, 20).der, chains::ca_root(CONSTRAINED, 21).der]);

/// Two built-in roots, the second one limited to example.org.
static LIST: LazyLock<BuiltIn> = LazyLock::new(|| {
    let roots: Vec<CertificateDer<'static>> =
        BUILT_IN_DERS.iter().map(|der| CertificateDer::from(&der[..])).collect();
    let held = Certificate::from_der(&roots[1]).expect("a certificate");
    let imposed = [ImposedConstraint {
        root: held.fingerprint(),
        name_constraints: b"\xa0\x0f\x30\x0d\x82\x0bexample.org".into(),
    }];
    BuiltIn::with_imposed(Vec::leak(roots), Vec::leak(imposed.to_vec()))
});
