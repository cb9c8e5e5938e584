//! Verdicts about chains, arbitrary ones and changed real ones.
//!
//! The input is eight bytes of plan, then certificates one after the other in DER, the peer's own first. The plan
//! says which are uploaded as anchors, which are signed again after they were changed, what the policy is, what
//! the time, and whom we meant. Signatures are of a [toy] kind, which anybody can make.
//!
//! The laws: an empty store trusts nobody; nothing is trusted that webpki alone refuses; each certificate of a path
//! was signed by the next; order, repetition and unrelated extras change nothing; what a policy waives, a larger
//! store or a laxer profile adds never make things worse; work and words are bounded; and no verdict contradicts its
//! own findings.
#![no_main]

use core::sync::atomic::Ordering;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::sync::LazyLock;
use trustslot::{
    BlockList, BuiltIn, Bundle, Certificate, Chain, Check, Clock, ImposedConstraint, NameRules,
    Policy, Profile, ReferenceIdentity, TrustRole, TrustSource, TrustStore, Verdict, Verifier,
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
    let verdict = case.ask(&case.store, case.policy, &case.chain);
    check_words(&verdict, case.policy);
    check_asked(&case, &verdict);
    check_empty_store(&case);
    if let Verdict::Trusted(path) = &verdict {
        assert!(matches!(case.clock, Clock::Set(_)), "trusted without a clock");
        check_against_webpki(path, &case);
    }
    check_indifference(&case, &verdict);
    check_monotony(&case, &verdict, &plan);
});

/// What the first bytes of an input say.
struct Plan {
    policy: Policy,
    clock: Clock,
    usage: Usage,
    meant: usize,
    /// For each certificate whether it is uploaded, known, signed again.
    uploaded: u8,
    known: u8,
    signed: u8,
    built_in: bool,
    disabled: bool,
    /// Whether unreadable certificates are left out instead of refusing the chain.
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

    fn read([waived, rules, time, meant, uploaded, known, signed, flags]: [u8; 8]) -> Self {
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
            meant: usize::from(meant) % MEANT.len(),
            uploaded,
            known,
            signed,
            built_in: flags & 1 == 0,
            disabled: flags & 2 != 0,
            lenient: flags & 4 != 0,
            other: usize::from(flags >> 3),
        }
    }
}

/// One question, ready to be asked.
struct Case {
    store: TrustStore,
    chain: Chain,
    known: Vec<Certificate>,
    policy: Policy,
    clock: Clock,
    usage: Usage,
    meant: ReferenceIdentity,
}

impl Case {
    fn read(plan: &Plan, bytes: &[u8]) -> Option<Self> {
        let ders = forest::elements(bytes);
        if ders.len() > MAX_CERTIFICATES {
            return None;
        }
        let roots = BUILT_IN_DERS.iter().map(|der| &der[..]);
        let issuers: Vec<&[u8]> = ders.iter().copied().chain(roots).collect();
        let mut store = TrustStore::new(if plan.built_in { &*LIST } else { BuiltIn::EMPTY });
        let mut presented = Vec::new();
        let mut known = Vec::new();
        for (index, der) in ders.iter().enumerate() {
            let chosen = |mask: u8| index < 8 && mask >> index & 1 == 1;
            let der =
                if chosen(plan.signed) { chains::sign_again(der, &issuers) } else { der.to_vec() };
            if !chosen(plan.uploaded) && !chosen(plan.known) {
                presented.push(der);
                continue;
            }
            let Ok(certificate) = Certificate::from_der(&der) else {
                continue;
            };
            if chosen(plan.known) {
                known.push(certificate);
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
            known,
            policy: plan.policy,
            clock: plan.clock,
            usage: plan.usage,
            meant: MEANT[plan.meant].parse().expect("a reference"),
        })
    }

    fn ask(&self, store: &TrustStore, policy: Policy, chain: &Chain) -> Verdict {
        self.ask_blocking(BlockList::new(), store, policy, chain)
    }

    /// The verdict, within the budget of signature checks.
    fn ask_blocking(
        &self,
        blocked: BlockList,
        store: &TrustStore,
        policy: Policy,
        chain: &Chain,
    ) -> Verdict {
        let verifier = Verifier::with_algorithms(store.clone(), policy, toy::ALGORITHMS)
            .with_intermediates(self.known.iter().cloned())
            .with_block_list(blocked);
        toy::CHECKS.store(0, Ordering::Relaxed);
        let verdict = match self.usage {
            Usage::Server => verifier.verify_server(chain, &self.meant, self.clock),
            Usage::AnyServer => verifier.verify_server_of_any_name(chain, self.clock),
            Usage::Client => verifier.verify_client(chain, self.clock),
        };
        let checks = toy::CHECKS.load(Ordering::Relaxed);
        assert!(checks <= MAX_CHECKS, "{checks} signature checks");
        verdict
    }
}

/// A verdict says what its findings say, shortly.
fn check_words(verdict: &Verdict, policy: Policy) {
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
    let verdict = case.ask(&TrustStore::new(BuiltIn::EMPTY), case.policy, &case.chain);
    assert!(!verdict.is_trusted(), "{verdict}");
    assert!(!verdict.is_accepted() || !case.policy.decides(Check::Path), "{verdict}");
}

/// The path, the whole path and nothing but the path: webpki takes it too.
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
    assert_eq!(bare_webpki(path, now, case), Ok(()), "{path}");
    // In this order: each has the signature that its issuer's key makes.
    let mut child = path.end_entity();
    for issuer in path.intermediates().iter().chain([path.anchor()]) {
        let signed = chains::sign_again(child.as_der(), &[issuer.as_der()]);
        assert_eq!(signed, child.as_der(), "{path}");
        child = issuer;
    }
    assert!(now <= path.valid_until());
}

fn bare_webpki(path: &trustslot::VerifiedPath, now: UnixTime, case: &Case) -> Result<(), Error> {
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
        // A SIP domain may say so instead (RFC 5924 §4).
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

/// As webpki's own `required_if_present`, for one of several purposes.
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

/// Order, repetition and extras that have nothing to do with the peer.
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
        let other = case.ask(&case.store, case.policy, &chain);
        assert_eq!(*verdict, other, "{verdict}\n{other}");
    }
}

/// Whatever is laxer never makes it worse.
fn check_monotony(case: &Case, verdict: &Verdict, plan: &Plan) {
    let better = |verdict: &Verdict, than: &Verdict, why: &str| {
        assert!(rank(verdict) >= rank(than), "{why}:\n{verdict}\n{than}");
    };
    for check in CHECKS {
        let waived = case.ask(&case.store, case.policy.waive(check), &case.chain);
        better(&waived, verdict, "waived");
        check_words(&waived, case.policy.waive(check));
    }
    let lax = case.ask(&case.store, case.policy.with_profile(Profile::Rfc5280), &case.chain);
    better(&lax, verdict, "without a profile");
    // Where the path does not decide, the best path may bring what decides: the anchors have no say.
    if !case.policy.decides(Check::Path) {
        return;
    }
    check_blocked(case, verdict, plan);
    let both = case.ask(&case.store, case.policy.with_source(TrustSource::All), &case.chain);
    better(&both, verdict, "trusting both parts");

    let mut smaller = case.store.clone();
    let custom = case.store.custom();
    if let Some(gone) = custom.get(plan.other % custom.len().max(1)) {
        assert!(smaller.remove(&gone.fingerprint()).is_some());
        let less = case.ask(&smaller, case.policy, &case.chain);
        better(verdict, &less, "with one anchor less");
    }
    for root in case.store.built_in() {
        let mut smaller = case.store.clone();
        smaller.disable(&root.fingerprint());
        let less = case.ask(&smaller, case.policy, &case.chain);
        better(verdict, &less, "with a root switched off");
    }
}

/// What is blocked never helps, and the peer's own certificate never passes then.
fn check_blocked(case: &Case, verdict: &Verdict, plan: &Plan) {
    let own = case.chain.end_entity();
    let mut list = BlockList::new();
    match plan.other % 3 {
        0 => list.block_certificate(own.fingerprint()),
        1 => list.block_key_of(own),
        _ => {
            if let Some(issuer) = case.chain.others().first() {
                list.block_serial_number(issuer, own.serial_number());
            }
        }
    }
    let is_own = list.blocks(own).is_some();
    let blocked = case.ask_blocking(list, &case.store, case.policy, &case.chain);
    assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
    assert!(!(is_own && blocked.is_accepted()), "{blocked}");
    if let Some(other) = case.chain.others().get(plan.other) {
        let mut list = BlockList::new();
        list.block_key_of(other);
        let blocked = case.ask_blocking(list, &case.store, case.policy, &case.chain);
        assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
        if let Verdict::Trusted(path) = &blocked {
            assert!(path.intermediates().iter().chain([path.anchor()]).all(|c| c != other));
        }
    }
}

/// What the policy asks is asked, whether there is a path or not.
fn check_asked(case: &Case, verdict: &Verdict) {
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
    let is_known = matches!(case.clock, Clock::Set(_));
    assert!(is_known || !case.policy.decides(Check::Clock), "{verdict}");
    if matches!(case.usage, Usage::Server) && case.policy.decides(Check::Name) {
        let name = case.chain.end_entity().matches(&case.meant, case.policy.name_rules());
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

/// Of an input. The variants of a chain must stay within what a peer may present.
const MAX_CERTIFICATES: usize = 24;

/// The budget of one verdict, in the cheapest of checks.
const MAX_CHECKS: usize = 112;

/// A path has 8 certificates, and each check may find something at each.
const MAX_FINDINGS: usize = 128;

const MEANT: [&str; 8] = [
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
    1_577_836_800, // 2020-01-01, when the certificates of the factory begin
    2_208_988_800, // 2040-01-01, when they end
    2_208_988_801,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    253_402_300_799, // the end of 9999
    253_402_300_800,
    u64::MAX,
];

/// Not named by anybody: its own subject and issuer are its alone.
static UNRELATED: LazyLock<Certificate> = LazyLock::new(|| {
    let root = chains::ca_root("Nobody \u{2603} of that name", 99);
    let ca = chains::issue(intermediate("Nobody \u{2603} below it"), 98, &root);
    Certificate::from_der(&ca.der).expect("a certificate")
});

static BUILT_IN_DERS: LazyLock<[Vec<u8>; 2]> =
    LazyLock::new(|| [chains::ca_root(BUILT_IN, 20).der, chains::ca_root(CONSTRAINED, 21).der]);

/// A list of two roots, the second held to example.org.
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
