//! The cost of signatures on CRLs, and how they are cached.

use crate::case::{Case, HOST, places};
use crate::revocation::{END_ENTITY, HERE, Pki, pki};
use crate::support::crl::{CRL_DISTRIBUTION_POINTS, Crl as Described, crl, distribution_points};
use crate::support::{Issued, Key, intermediate, leaf, root};
use crate::verifier::chain;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use trustslot::{Clock, Crl, CrlRules, Policy, Reason, Verdict, Verifier};

const CLOCK: Clock = Clock::set(crate::support::NOW);

/// Gives the same result for every P-256 signature.
#[derive(Debug)]
struct Always(bool);

impl SignatureVerificationAlgorithm for Always {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        if self.0 { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

static GENUINE: Algorithms = &[webpki::ring::ECDSA_P256_SHA256];
static CREDULOUS: Algorithms = &[&Always(true)];

fn read(bytes: &[u8]) -> Crl {
    Crl::from_der(bytes).unwrap()
}

/// The verdict about the end entity with these algorithms and CRLs.
fn judge(pki: &Pki, algorithms: Algorithms, crls: &[Crl]) -> Verdict {
    let store = pki.case(&[]).store();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, algorithms);
    let verifier = verifier.with_crls(crls.iter().cloned());
    verifier.verify_server(&chain(&[&pki.leaf, &pki.ca]), &HOST.parse().unwrap(), CLOCK)
}

/// CRLs are shared between verifiers, and one of them may have an algorithm that accepts more signatures.
#[test]
fn crl_signature_accepted_by_another_algorithm_is_not_cached() {
    let pki = pki();
    let forged = read(&crl().corrupt_signature().signed_by(&pki.ca));
    let crls = [read(&pki.roots()), forged];
    let unknown = |verdict: &Verdict| {
        let findings = verdict.findings();
        findings.is_some_and(|found| found.contains(Reason::RevocationUnknown))
    };
    let before = judge(&pki, GENUINE, &crls);
    assert!(unknown(&before), "{before}");
    let credulous = judge(&pki, CREDULOUS, &crls);
    assert!(credulous.is_trusted(), "{credulous}");
    let after = judge(&pki, GENUINE, &crls);
    assert!(unknown(&after), "{after}");
    // The control: a signature accepted by the same algorithm.
    let genuine = [read(&pki.roots()), read(&crl().signed_by(&pki.ca))];
    for algorithms in [CREDULOUS, GENUINE, GENUINE] {
        let verdict = judge(&pki, algorithms, &genuine);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}

/// Accepts only the signatures on certificates, which contain a key.
#[derive(Debug)]
struct CertificatesAlone;

impl SignatureVerificationAlgorithm for CertificatesAlone {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
        if !message.windows(EC_PUBLIC_KEY.len()).any(|bytes| bytes == EC_PUBLIC_KEY) {
            return Err(InvalidSignature);
        }
        webpki::ring::ECDSA_P256_SHA256.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// If one algorithm rejects a signature, another algorithm with the same identifier may still accept it.
#[test]
fn every_algorithm_with_the_identifier_is_tried_for_a_crl() {
    static ALONE: Algorithms = &[&CertificatesAlone];
    static BOTH: Algorithms = &[&CertificatesAlone, webpki::ring::ECDSA_P256_SHA256];
    let pki = pki();
    let revoking = crl().revoking(&pki.leaf).signed_by(&pki.ca);
    for (algorithms, reason) in [(ALONE, Reason::RevocationUnknown), (BOTH, Reason::Revoked)] {
        let crls = [read(&revoking), read(&pki.roots())];
        let verdict = judge(&pki, algorithms, &crls);
        let has = verdict.findings().is_some_and(|found| found.contains(reason));
        assert!(has, "{verdict}");
    }
}

/// A CA with large keys and a CRL for each of many distribution points, and a certificate of one of them.
fn many_points(count: u32) -> (Issued, Issued, Issued, Vec<Vec<u8>>) {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").key(Key::p384(2)).signed_by(&root);
    let points = distribution_points(&[HERE]);
    let leaf = leaf(HOST).extension(CRL_DISTRIBUTION_POINTS, false, &points);
    let leaf = leaf.signed_by(&ca);
    let elsewhere = |n: u32| crl().at(&format!("http://crl.example.net/{n}.crl"));
    let mut crls: Vec<_> = (0..count).map(|n| elsewhere(n).signed_by(&ca)).collect();
    crls.extend([crl().at(HERE).signed_by(&ca), crl().signed_by(&root)]);
    (root, ca, leaf, crls)
}

#[test]
fn irrelevant_crls_cost_no_signature_check() {
    let (root, ca, leaf, crls) = many_points(50);
    let case = Case::presenting(&[&leaf, &ca]).uploaded(&[&root]);
    let verifier = case.verifier().with_crls(crls.iter().map(|list| read(list)));
    let meant = HOST.parse().unwrap();
    for turn in 0..3 {
        let verdict = verifier.verify_server(&chain(&[&leaf, &ca]), &meant, CLOCK);
        assert!(verdict.is_trusted(), "turn {turn}: {verdict}");
    }
    let revoking = crl().at("http://crl.example.net/").revoking(&leaf);
    let crls = [crls, vec![revoking.signed_by(&ca)]].concat();
    let found = [(Reason::Revoked, END_ENTITY)];
    case.with_crls(&crls).is_rejected(&found, "a CRL with the certificate counts");
}

/// The signature on an older CRL is cached. That on the newer one, which revokes, must be checked, and forged CRLs before
/// it use up the work of one verdict.
#[test]
fn forged_crls_do_not_hide_the_one_that_revokes() {
    let pki = pki();
    let older = crl().dated("2026-04-01", "2027-01-01");
    let known = [read(&older.signed_by(&pki.ca)), read(&pki.roots())];
    let revoking = read(&crl().revoking(&pki.leaf).signed_by(&pki.ca));
    let empty = crl().corrupt_signature().signed_by(&pki.ca);
    let alike = crl().revoking(&pki.leaf).corrupt_signature();
    let alike = alike.signed_by(&pki.ca);
    let beside = |forged: &[u8], forgeries: usize, last: Option<&Crl>| {
        let forged = (0..forgeries).map(|_| read(forged));
        let crls = known.iter().cloned().chain(forged).chain(last.cloned());
        judge(&pki, GENUINE, &crls.collect::<Vec<_>>())
    };
    assert!(beside(&empty, 0, None).is_trusted(), "the older CRL, whose signature is now cached");
    for (forged, forgeries, reason) in [
        (&empty, 5, Reason::Revoked),
        (&alike, 5, Reason::Revoked),
        // CRLs that do not list the certificate are not checked before the one that does.
        (&empty, 150, Reason::Revoked),
        (&alike, 150, Reason::TooMuchWork),
    ] {
        let verdict = beside(forged, forgeries, Some(&revoking));
        let has = verdict.findings().is_some_and(|found| found.contains(reason));
        assert!(has && !verdict.is_accepted(), "{forgeries}: {verdict}");
    }
    for forged in [&empty, &alike] {
        let verdict = beside(forged, 5, None);
        assert!(
            verdict.is_trusted(),
            "without the revoking CRL the others cause no rejection: {verdict}"
        );
        let verdict = beside(forged, 150, None);
        let findings = verdict.findings().expect("not trusted");
        assert_eq!(places(findings), [(Reason::TooMuchWork, END_ENTITY)], "{verdict}");
    }
}

/// A cached CRL signature costs as much as one that is not cached, so the same question has the same answer.
#[test]
fn cached_crl_signatures_do_not_change_verdicts() {
    let pki = pki();
    let older = |n: u64| {
        let day = crate::support::NOW - 86_400 * (n + 1);
        let list = crl().dated(day, "2027-01-01").revoking(&pki.leaf);
        read(&list.signed_by(&pki.ca))
    };
    // Each revokes, and each newer one must be checked: with the path, one too many for a verdict.
    for (count, expected) in [(20, Reason::Revoked), (120, Reason::TooMuchWork)] {
        let crls: Vec<_> = (0..count).map(older).chain([read(&pki.roots())]).collect();
        let first = judge(&pki, GENUINE, &crls);
        let found = first.findings().is_some_and(|found| found.contains(expected));
        assert!(found, "{count}: {first}");
        for _turn in 0..3 {
            let again = judge(&pki, GENUINE, &crls);
            assert_eq!(again.to_string(), first.to_string(), "{count}");
        }
        let mut turned = crls.clone();
        turned.reverse();
        let again = judge(&pki, GENUINE, &turned);
        assert_eq!(again.to_string(), first.to_string(), "{count}, reversed");
    }
}

/// Hashing a CRL of megabytes takes longer than checking its signature.
#[test]
fn long_crl_costs_more_work() {
    let pki = pki();
    let forged = |entries: u32| {
        let serial = |n: u32| [[0x40].as_slice(), &n.to_be_bytes()].concat();
        let list = (0..entries).fold(crl(), |list, n| list.entry(&serial(n), &[]));
        let list = list.dated("2026-05-02", "2027-01-01").corrupt_signature();
        list.signed_by(&pki.ca)
    };
    let (short, long) = (forged(10), forged(100_000));
    assert!(long.len() > 2 << 20, "{} bytes", long.len());
    let genuine = [read(&crl().signed_by(&pki.ca)), read(&pki.roots())];
    let beside = |forged: &[u8], count: usize| {
        let forged = (0..count).map(|_| read(forged));
        let crls: Vec<_> = genuine.iter().cloned().chain(forged).collect();
        judge(&pki, GENUINE, &crls)
    };
    for (forged, count) in [(&short, 0), (&short, 20), (&long, 1), (&long, 4)] {
        let verdict = beside(forged, count);
        assert!(verdict.is_trusted(), "{count} of {}: {verdict}", forged.len());
    }
    let verdict = beside(&long, 20);
    let findings = verdict.findings().expect("not trusted");
    assert_eq!(places(findings), [(Reason::TooMuchWork, END_ENTITY)], "{verdict}");
}

/// A server that has raised its limit consults the CRL. Its bytes cost no more of the budget than those of the longest CRL
/// with the default limit, so a CRL and the one before it do not reject the peer.
#[test]
fn crl_above_the_default_limit_is_consulted() {
    let pki = pki();
    let rules = CrlRules::DEFAULT.with_max_bytes(32 * 1024 * 1024);
    let long = |list: Described| {
        let bytes = list.listing(900_000).signed_by(&pki.ca);
        assert!(bytes.len() > 112 * 128 * 1024, "more than the whole budget of a verdict");
        Crl::parse_with(rules, &bytes).unwrap()
    };
    let of_root = read(&pki.roots());
    let (new, old) = (long(crl()), long(crl().dated("2026-04-15", "2027-01-01")));
    let (revoking, forged) = (long(crl().revoking(&pki.leaf)), long(crl().corrupt_signature()));
    let rows: [(Vec<Crl>, Option<Reason>, &str); 5] = [
        (vec![of_root.clone(), new.clone()], None, "one"),
        (vec![of_root.clone(), new.clone(), old], None, "and the one before it"),
        (vec![of_root.clone(), revoking.clone()], Some(Reason::Revoked), "one that revokes"),
        (
            vec![of_root.clone(), forged.clone(), revoking],
            Some(Reason::Revoked),
            "a forged one too",
        ),
        (vec![of_root, forged], Some(Reason::RevocationUnknown), "a forged one alone"),
    ];
    for (crls, reason, why) in rows {
        for _again in 0..2 {
            let verdict = judge(&pki, GENUINE, &crls);
            let found = verdict.findings().and_then(|found| found.decisive());
            assert_eq!(found.map(trustslot::Finding::reason), reason, "{why}: {verdict}");
        }
    }
}
