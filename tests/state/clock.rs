//! Clocks that are not set, far ahead, or set back.

use crate::store_snapshots::certificate;
use crate::support::{self, Issued, Key, NOW};
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, Identity, Policy, PrivateKey, Reason, ReferenceIdentity,
    ServerCertSlot, TrustSource, TrustStore, Verdict, Verifier,
};

const HOST: &str = "phone.example.com";

/// A peer whose certificate is valid from 2020 to this second.
fn peer(until: u64) -> (Verifier, Chain, Issued) {
    let root = support::root("Root")
        .key(Key::ed25519(70))
        .valid("2000-01-01", "9999-12-31T23:59:59Z")
        .self_signed();
    let leaf = support::leaf(HOST).key(Key::ed25519(71)).valid(BEGIN, until).signed_by(&root);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&Bundle::from(certificate(&root))).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    (verifier, Chain::from_der(&[&leaf.der]).unwrap(), leaf)
}

fn ask(verifier: &Verifier, chain: &Chain, clock: Clock) -> Verdict {
    let meant: ReferenceIdentity = HOST.parse().unwrap();
    verifier.verify_server(chain, &meant, clock)
}

/// 2020-01-01 00:00:00 UTC.
const BEGIN: u64 = 1_577_836_800;

/// 9999-12-31 23:59:59 UTC, the last second that a certificate can contain (RFC 5280 §4.1.2.5).
const LAST: u64 = 253_402_300_799;

const AT_2_31: u64 = 1 << 31;
const AT_2_32: u64 = 1 << 32;

/// Ends of validity.
const ENDS: [u64; 6] = [NOW, AT_2_31 - 1, AT_2_31, AT_2_32 - 1, AT_2_32, LAST];

/// Seconds around everything that could be a boundary.
fn seconds(until: u64) -> impl Iterator<Item = u64> {
    let ends = [0, BEGIN, until, AT_2_31, AT_2_32, LAST];
    let around = ends.map(|end| [end.saturating_sub(1), end, end + 1]);
    around.into_iter().flatten().chain([u64::MAX - 1, u64::MAX])
}

/// F8, F9: both ends of the validity are valid, and nothing wraps at 31 or 32 bits.
#[test]
fn fault_f08_f09_validity_is_inclusive_at_every_boundary_of_the_clock() {
    for until in ENDS {
        let (verifier, chain, leaf) = peer(until);
        let slot = slot(&leaf);
        for now in seconds(until) {
            let why = format!("until {until}, now {now}");
            let expected = match now {
                _ if now < BEGIN => Some(Reason::NotYetValid),
                _ if now > until => Some(Reason::Expired),
                _ => None,
            };
            let verdict = ask(&verifier, &chain, Clock::set(now));
            assert_eq!(verdict.is_trusted(), expected.is_none(), "{why}");
            for reason in [Reason::NotYetValid, Reason::Expired] {
                let found = verdict.findings().is_some_and(|f| f.contains(reason));
                assert_eq!(found, expected == Some(reason), "{why}: {verdict:?}");
            }
            // The flags of a page agree with the verdict.
            let flags = &slot.list(Clock::set(now))[0].flags;
            assert_eq!(
                flags.contains(&trustslot::CertificateFlag::Expired),
                expected == Some(Reason::Expired),
                "{why}"
            );
            assert_eq!(
                flags.contains(&trustslot::CertificateFlag::NotYetValid),
                expected == Some(Reason::NotYetValid),
                "{why}"
            );
            // A lower bound rejects a certificate that expired before it, and never trusts one.
            let floor = ask(&verifier, &chain, Clock::at_least(now));
            let findings = floor.findings().expect("a lower bound never trusts");
            assert!(matches!(floor, Verdict::Rejected(_)), "{why}");
            let ended = now > until;
            assert_eq!(findings.contains(Reason::Expired), ended, "{why}");
            assert!(!findings.contains(Reason::NotYetValid), "{why}");
        }
    }
}

/// F8: an unset clock has its own reason and is not 0. A policy may waive it, and the verdict still reports it.
#[test]
fn fault_f08_unset_clock_is_reported_and_is_not_1970() {
    let (verifier, chain, _) = peer(NOW);
    let unset = ask(&verifier, &chain, Clock::Unset);
    let findings = unset.findings().unwrap();
    assert!(matches!(unset, Verdict::Rejected(_)));
    assert!(findings.contains(Reason::ClockNotSet), "{findings}");
    assert!(!findings.contains(Reason::Expired) && !findings.contains(Reason::NotYetValid));
    let zero = ask(&verifier, &chain, Clock::set(0));
    assert_ne!(zero, unset);
    assert!(!zero.findings().unwrap().contains(Reason::ClockNotSet));

    let lenient = verifier.with_policy(Policy::STRICT.waive(trustslot::Check::Clock));
    let tolerated = ask(&lenient, &chain, Clock::Unset);
    let Verdict::Tolerated(findings) = &tolerated else {
        panic!("{tolerated:?}");
    };
    assert!(findings.contains(Reason::ClockNotSet), "it is reported");
    let zero = ask(&lenient, &chain, Clock::set(0));
    assert!(matches!(zero, Verdict::Rejected(_)), "0 is a time, and too early");
}

/// F9: nothing ends in 2038 or 2106, on any machine.
#[test]
fn fault_f09_seconds_are_64_bits_wide() {
    for (seconds, shown) in [
        (AT_2_31 - 1, "2038-01-19 03:14:07 UTC"),
        (AT_2_31, "2038-01-19 03:14:08 UTC"),
        (AT_2_32, "2106-02-07 06:28:16 UTC"),
        (LAST, "9999-12-31 23:59:59 UTC"),
        (LAST + 1, "after the year 9999"),
        (u64::MAX, "after the year 9999"),
    ] {
        assert_eq!(Clock::set(seconds).to_string(), shown);
        let Clock::Set(time) = Clock::set(seconds) else { panic!("a clock that is set") };
        assert_eq!(time.as_secs(), seconds);
    }
    let (_, _, leaf) = peer(LAST);
    assert_eq!(certificate(&leaf).validity().not_after().as_secs(), LAST);
}

/// F10: a verdict depends on the clock that it is given, not on earlier ones.
#[test]
fn fault_f10_clock_that_goes_back_gives_the_verdicts_of_a_fresh_verifier() {
    let (used, chain, leaf) = peer(NOW);
    let times = [NOW + 1, NOW, BEGIN - 1, NOW, 0, u64::MAX, NOW, BEGIN];
    let used_slot = slot(&leaf);
    for now in times {
        let clock = Clock::set(now);
        let (fresh, fresh_chain, _) = peer(NOW);
        assert_eq!(ask(&used, &chain, clock), ask(&fresh, &fresh_chain, clock), "at {now}");
        let listed =
            |verifier: &Verifier| format!("{:?}", verifier.store().list(TrustSource::All, clock));
        assert_eq!(listed(&used), listed(&fresh), "at {now}");
        let shown = |slot: &ServerCertSlot| format!("{:?}", slot.list(clock));
        assert_eq!(shown(&used_slot), shown(&slot(&leaf)), "at {now}");
    }
    assert_eq!(used.store().generation(), 1, "a verdict is no change");
}

fn slot(leaf: &Issued) -> ServerCertSlot {
    let key = PrivateKey::from_der(leaf.key.pkcs8()).unwrap();
    let mut slot = ServerCertSlot::new();
    slot.upload(Identity::from_parts(vec![certificate(leaf)], key).unwrap());
    slot
}
