//! Revocation data that the caller has in another form than CRLs.

use crate::case::{Case, HOST, unix};
use crate::revocation::{CA, END_ENTITY, Pki, pki};
use crate::support::crl::{Crl, crl};
use crate::support::extensions::KEY_CERT_SIGN;
use crate::support::key::{P256, ec_spki};
use crate::support::{Issued, Key, NOW, der, intermediate, leaf, root};
use crate::verifier::{certificate, chain, file};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use std::sync::{Arc, Mutex};
use trustslot::RevocationAnswer::{self, Good, NoData, NotCovered, Revoked};
use trustslot::{
    BuiltIn, Clock, Device, DeviceClassifier, Policy, Reason, Remedy, RevocationCoverage,
    RevocationData, RevocationQuestion, TrustStore, Verifier,
};

const GOOD: RevocationAnswer = Good { until: None };
const REVOKED: RevocationAnswer = Revoked { since: None };

/// Good up to this many seconds from now.
fn good_until(seconds: u64) -> RevocationAnswer {
    Good { until: Some(unix(NOW + seconds)) }
}

/// Answers about the end entity and about the CA.
fn answers(of_leaf: RevocationAnswer, of_ca: RevocationAnswer) -> impl RevocationData + 'static {
    move |about: &RevocationQuestion<'_>| {
        if about.certificate().is_ca() { of_ca } else { of_leaf }
    }
}

#[test]
fn each_answer_counts_as_its_kind_of_data() {
    use RevocationCoverage::{EveryCertificate, IfLoaded, ListedIssuers};
    let pki = pki();
    let expired = Good { until: Some(unix(NOW)) };
    let (end_entity, ca) =
        ((Reason::RevocationUnknown, END_ENTITY), (Reason::RevocationUnknown, CA));
    let neither = "the loaded revocation data do not cover it, and no CRL of its issuer is loaded";
    let not_yet = "no revocation data are loaded yet";
    let old = "the loaded revocation data expired on 2026-06-01";
    let rows = [
        (IfLoaded, NoData, NoData, vec![], ""),
        (IfLoaded, GOOD, GOOD, vec![], ""),
        (IfLoaded, GOOD, NotCovered, vec![ca], neither),
        (IfLoaded, NotCovered, NotCovered, vec![end_entity, ca], neither),
        (IfLoaded, GOOD, NoData, vec![ca], not_yet),
        (IfLoaded, expired, GOOD, vec![end_entity], old),
        (IfLoaded, good_until(1), GOOD, vec![], ""),
        (ListedIssuers, NoData, NoData, vec![], ""),
        (ListedIssuers, NotCovered, NotCovered, vec![], ""),
        (ListedIssuers, GOOD, NotCovered, vec![], ""),
        (ListedIssuers, expired, NotCovered, vec![end_entity], old),
        (EveryCertificate, NoData, NoData, vec![end_entity, ca], not_yet),
        (EveryCertificate, NotCovered, GOOD, vec![end_entity], neither),
        (EveryCertificate, GOOD, expired, vec![ca], old),
        (EveryCertificate, GOOD, GOOD, vec![], ""),
    ];
    for (coverage, of_leaf, of_ca, found, says) in rows {
        let why = format!("{coverage:?}: {of_leaf:?}, {of_ca:?}");
        let policy = Policy::STRICT.with_revocation_coverage(coverage);
        let case = pki.case(&[]).under(policy).with_data(answers(of_leaf, of_ca));
        if found.is_empty() {
            case.is_trusted(&why);
            continue;
        }
        let findings = case.is_rejected(&found, &why);
        for finding in &findings {
            assert!(
                finding.to_string().ends_with(&format!("is unknown: {says}")),
                "{why}: {finding}"
            );
            let remedy = finding.remedy().unwrap();
            let can_load_crl = says == neither;
            assert_eq!(matches!(remedy, Remedy::LoadCrl { .. }), can_load_crl, "{why}: {remedy}");
            assert_eq!(*remedy == Remedy::UpdateRevocationData, !can_load_crl, "{why}: {remedy}");
        }
    }
}

/// Whatever the other data say and the policy asks for.
#[test]
fn a_revocation_by_either_counts() {
    let pki = pki();
    let since = Revoked { since: Some(unix(NOW - 86_400)) };
    let crls = |list: Crl| [pki.roots(), list.signed_by(&pki.ca)];
    let by_data = "the certificate is revoked: the loaded revocation data say so";
    let with_day =
        "the certificate is revoked: the loaded revocation data say so, since 2026-05-31";
    let by_crl = "\"Test CA\" has revoked the certificate: since 2026-04-01";
    let rows = [
        (vec![], REVOKED, by_data, "the data alone"),
        (vec![], since, with_day, "with its date"),
        (crls(crl()).to_vec(), REVOKED, by_data, "beside a CRL that says it is good"),
        (crls(crl().revoking(&pki.leaf)).to_vec(), GOOD, by_crl, "a CRL beside good data"),
        (crls(crl().revoking(&pki.leaf)).to_vec(), since, by_crl, "both: the CRL has more facts"),
        (crls(crl().revoking(&pki.leaf)).to_vec(), NoData, by_crl, "a CRL alone"),
    ];
    for (crls, of_leaf, says, why) in rows {
        for coverage in RevocationCoverage::ALL {
            let policy = Policy::STRICT.with_revocation_coverage(*coverage);
            let case = pki.case(&crls).under(policy).with_data(answers(of_leaf, GOOD));
            let found = [(Reason::Revoked, END_ENTITY)];
            assert_eq!(case.is_rejected(&found, why).to_string(), says, "{why}");
        }
    }
    let of_ca = pki.case(&[]).with_data(answers(GOOD, REVOKED));
    of_ca.is_rejected(&[(Reason::Revoked, CA)], "a CA can be revoked as well");
}

/// Good data vouch where no CRL does, and a CRL where the data do not.
#[test]
fn good_data_vouch_beside_crls_that_do_not() {
    let pki = pki();
    let stranger = Issued { key: Key::p256(4711), ..pki.ca.clone() };
    let of_ca = |list: Crl| list.signed_by(&pki.ca);
    let rows = [
        (of_ca(crl().dated("2020-01-01", "2021-01-01")), "an expired CRL"),
        (of_ca(crl().dated(NOW + 100, NOW + 200)), "a CRL of tomorrow"),
        (of_ca(crl().delta()), "a delta CRL"),
        (of_ca(crl().corrupt_signature()), "a forged CRL"),
        (crl().signed_by(&stranger), "a CRL by another key"),
    ];
    for (list, why) in rows {
        let crls = [pki.roots(), list];
        assert!(!pki.case(&crls).judge().is_accepted(), "{why}: the control");
        for of_leaf in [GOOD, good_until(9)] {
            pki.case(&crls).with_data(answers(of_leaf, NotCovered)).is_trusted(why);
        }
    }
    let both = [pki.roots(), of_ca(crl())];
    for of_leaf in [NoData, NotCovered, Good { until: Some(unix(NOW)) }] {
        pki.case(&both).with_data(answers(of_leaf, of_leaf)).is_trusted("CRLs vouch");
    }
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").key_usage(&[KEY_CERT_SIGN]).signed_by(&root);
    let leaf = leaf(HOST).signed_by(&ca);
    let case = Case::presenting(&[&leaf, &ca]).uploaded(&[&root]);
    case.with_data(answers(GOOD, GOOD)).is_trusted("a CA that may not sign CRLs");
}

/// `valid_until` is the last moment before the verdict can become worse.
#[test]
fn valid_until_ends_with_the_last_of_the_data() {
    let pki = pki();
    let list = |end: u64| crl().dated(NOW - 100, NOW + end).signed_by(&pki.ca);
    let unlimited = crate::case::good().is_trusted("no data").valid_until().as_secs() - NOW;
    let roots = crl().dated("2020-01-01", "2041-01-01").signed_by(&pki.root);
    let with = |crls: &[Vec<u8>]| pki.case(&[crls, std::slice::from_ref(&roots)].concat());
    let next = crl().dated(NOW + 50, NOW + 80).signed_by(&pki.ca);
    let rows = [
        (vec![], good_until(100), 99, "the data alone"),
        (vec![], GOOD, unlimited, "data without an end"),
        (vec![list(200)], NoData, 199, "a CRL alone"),
        (vec![list(200)], good_until(100), 199, "the CRL still vouches"),
        (vec![list(100)], good_until(200), 199, "the data still vouch"),
        (vec![list(100)], GOOD, unlimited, "data without an end beside a CRL"),
        (vec![list(100), list(300), list(200)], NoData, 299, "the CRL that ends last"),
        (vec![list(100), list(300)], good_until(200), 299, "and the data beside it"),
        (vec![list(200), next.clone()], NoData, 79, "the next CRL ends before"),
        (vec![list(200), next], good_until(90), 89, "then the data still vouch"),
    ];
    for (crls, of_leaf, seconds, why) in rows {
        let case = with(&crls).with_data(answers(of_leaf, GOOD));
        let end = case.is_trusted(why).valid_until().as_secs();
        assert_eq!(end - NOW, seconds, "{why}");
        case.clone().at(end).is_trusted(why);
        if seconds < unlimited {
            assert!(!case.at(end + 1).judge().is_trusted(), "{why}: one second later");
        }
    }
}

#[test]
fn several_sources_count_together() {
    let pki = pki();
    let two = |first, second| {
        pki.case(&[]).with_data(answers(first, GOOD)).with_data(answers(second, NoData))
    };
    for (first, second) in
        [(GOOD, NoData), (GOOD, NotCovered), (good_until(5), Good { until: Some(unix(NOW)) })]
    {
        two(first, second).is_trusted("one of them vouches");
        two(second, first).is_trusted("in the other order");
    }
    for other in [NoData, NotCovered, GOOD] {
        for case in [two(REVOKED, other), two(other, REVOKED)] {
            case.is_rejected(&[(Reason::Revoked, END_ENTITY)], "a revocation by one counts");
        }
    }
    let days = |days: u64| Revoked { since: Some(unix(NOW - 86_400 * days)) };
    for case in [two(days(1), days(2)), two(days(2), days(1)), two(REVOKED, days(2))] {
        let findings = case.is_rejected(&[(Reason::Revoked, END_ENTITY)], "the earlier date");
        assert!(findings.to_string().ends_with("since 2026-05-30"), "{findings}");
    }
}

/// The questions that were asked: the subject of the certificate, and whether the issuer's key is the right one.
fn recording(pki: &Pki) -> (Arc<Mutex<Vec<(String, bool)>>>, impl RevocationData + 'static) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let digest = |issued: &Issued| {
        let digest = ring::digest::digest(&ring::digest::SHA256, issued.key.spki());
        <[u8; 32]>::try_from(digest.as_ref()).unwrap()
    };
    let (ca, root) = (digest(&pki.ca), digest(&pki.root));
    let serials = [pki.leaf.serial.clone(), pki.ca.serial.clone()];
    let record = move |about: &RevocationQuestion<'_>| {
        let certificate = about.certificate();
        let key = if certificate.is_ca() { root } else { ca };
        assert!(serials.iter().any(|serial| serial == about.serial_number()));
        assert_eq!(about.issuer().issued_to(), certificate.issued_by());
        let is_right = about.issuer_key_sha256() == key;
        log.lock().unwrap().push((certificate.issued_to(), is_right));
        GOOD
    };
    (asked, record)
}

/// A peer cannot make the data work before it has shown that a CA of the store signed its path.
#[test]
fn data_are_asked_once_for_each_pair_of_a_verified_path() {
    let pki = pki();
    let other_root = root("Other Root").self_signed();
    let cross = intermediate("Test CA").serial(&pki.ca.serial).signed_by(&other_root);
    let forged = leaf(HOST).corrupt_signature().signed_by(&pki.ca);
    let leaf_alone = (HOST.to_owned(), true);
    let both = vec![leaf_alone.clone(), ("Test CA".to_owned(), true)];
    let case = |presented: &[&Issued]| Case::presenting(presented).uploaded(&[&pki.root]);
    let rows = [
        (case(&[&pki.leaf, &pki.ca]), both.clone(), "each once"),
        (case(&[&pki.leaf, &pki.ca]).at(NOW + 900_000_000), both, "although it has expired"),
        (case(&[&forged, &pki.ca]), vec![], "a forged certificate"),
        (case(&[&pki.leaf]), vec![], "no path"),
        (Case::presenting(&[&pki.leaf]).uploaded(&[&pki.leaf]), vec![], "a pin has no issuer"),
    ];
    for (case, expected, why) in rows {
        let (asked, record) = recording(&pki);
        let _verdict = case.with_data(record).judge();
        assert_eq!(*asked.lock().unwrap(), expected, "{why}");
    }
    // Two paths, of which none is without faults. The pair of leaf and CA is on both.
    let blocked =
        case(&[&pki.leaf, &pki.ca, &cross]).uploaded(&[&other_root]).with_block_list(&[&pki.leaf]);
    let (asked, record) = recording(&pki);
    blocked
        .with_data(record)
        .is_rejected(&[(Reason::Blocked, END_ENTITY)], "blocked on both paths");
    let asked = asked.lock().unwrap();
    assert_eq!(asked.iter().filter(|about| **about == leaf_alone).count(), 1, "{asked:?}");
}

#[derive(Debug)]
struct Always;

impl SignatureVerificationAlgorithm for Always {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// The data name an issuer by the digest of its key. A CA certificate with the same key in another form must not look like
/// one that they do not cover.
#[test]
fn a_compressed_issuer_key_is_not_exempted_as_not_covered() {
    let root = root("Test Root").self_signed();
    let plain = intermediate("Test CA").signed_by(&root);
    let spki = plain.key.spki();
    let point = &spki[spki.len() - 64..];
    let compressed = [&[0x02 | point[63] & 1][..], &point[..32]].concat();
    let compressed =
        intermediate("Test CA").spki(ec_spki(&der::oid(P256), &compressed)).signed_by(&root);
    let below = leaf(HOST).signed_by(&plain);
    let listed = Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&file(&[&root])).unwrap();
    for (ca, is_trusted) in [(&plain, true), (&compressed, false)] {
        let verifier = Verifier::with_algorithms(
            store.clone(),
            listed,
            trustslot::Algorithms::new(&[&Always]),
        )
        .with_revocation_data(Arc::new(answers(NotCovered, GOOD)));
        let verdict =
            verifier.verify_server(&chain(&[&below, ca]), &HOST.parse().unwrap(), Clock::set(NOW));
        assert_eq!(verdict.is_trusted(), is_trusted, "{verdict}");
        let says = "the revocation status of the certificate is unknown: the compressed public key of its issuer \
            cannot be compared with the revocation data";
        assert!(is_trusted || verdict.findings().unwrap().to_string() == says, "{verdict}");
    }
}

/// A phone that either verifier's data revoke is no phone of ours.
#[test]
fn a_classifier_asks_the_data_of_its_verifiers() {
    let vendor = root("Vendor CA").self_signed();
    let phone =
        leaf("0015651234ab").eku(&[crate::support::extensions::CLIENT_AUTH]).signed_by(&vendor);
    let trusting = || {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&file(&[&vendor])).unwrap();
        crate::verifier::verifier(store, Policy::STRICT)
    };
    let mac = "0015651234ab".parse().unwrap();
    for (answer, device) in [(GOOD, Device::Unique { mac }), (REVOKED, Device::Foreign)] {
        let asking = trusting().with_revocation_data(Arc::new(answers(answer, GOOD)));
        let classifier = DeviceClassifier::new(asking).with_operator(trusting());
        let caller = classifier.classify(&chain(&[&phone]), Clock::set(NOW));
        assert_eq!(caller.device(), device, "{answer:?}");
    }
    assert!(certificate(&phone).common_name().is_some());
}

/// The caller's panic is the caller's, and the verifier can be used again.
#[test]
fn a_panic_of_the_data_changes_nothing() {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let pki = pki();
    let calls = Arc::new(Mutex::new(0));
    let counted = calls.clone();
    let case = pki.case(&[]).with_data(move |_: &RevocationQuestion<'_>| {
        let call = {
            let mut calls = counted.lock().unwrap();
            *calls += 1;
            *calls
        };
        assert!(call > 1, "the first call");
        GOOD
    });
    let verifier = case.verifier();
    let judge = || {
        let verdict = verifier.verify_server(
            &chain(&[&pki.leaf, &pki.ca]),
            &HOST.parse().unwrap(),
            Clock::set(NOW),
        );
        verdict.is_trusted()
    };
    assert!(catch_unwind(AssertUnwindSafe(judge)).is_err());
    assert!(judge(), "the next verdict");
}
