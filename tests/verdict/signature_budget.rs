//! The signature checks that a peer may cause. They are counted, because a clock would measure the machine.

use crate::case::{Case, HOST, places};
use crate::support::crl::crl;
use crate::support::{Cert, Issued, Key, NOW, chain3, intermediate, leaf, root};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use std::cell::Cell;
use trustslot::{Chain, Clock, Crl, Policy, Position, Reason, Verdict, Verifier};

/// The number of signature checks made by this thread.
fn counted<T>(act: impl FnOnce() -> T) -> (T, u32) {
    CHECKS.with(|checks| checks.set(0));
    let result = act();
    (result, CHECKS.with(Cell::get))
}

thread_local! {
    static CHECKS: Cell<u32> = const { Cell::new(0) };
}

#[derive(Debug)]
pub struct Counting(pub &'static dyn SignatureVerificationAlgorithm);

impl SignatureVerificationAlgorithm for Counting {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        CHECKS.with(|checks| checks.set(checks.get() + 1));
        self.0.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0.signature_alg_id()
    }
}

static P256: Counting = Counting(webpki::ring::ECDSA_P256_SHA256);
static P384: Counting = Counting(webpki::ring::ECDSA_P384_SHA384);
static ED25519: Counting = Counting(webpki::ring::ED25519);
static COUNTED: &[&dyn SignatureVerificationAlgorithm] = &[&P256, &P384, &ED25519];

/// The verdict, and the number of signatures checked for it.
pub fn judge(case: &Case) -> (Verdict, u32) {
    judge_with(case, COUNTED)
}

pub fn judge_with(
    case: &Case,
    algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
) -> (Verdict, u32) {
    let verifier = Verifier::with_algorithms(case.store(), Policy::STRICT, algorithms);
    let presented: Vec<&Issued> = case.presented.iter().collect();
    let chain = crate::verifier::chain(&presented);
    let meant = HOST.parse().unwrap();
    counted(|| verifier.verify_server(&chain, &meant, Clock::set(NOW)))
}

/// Intermediates that all claim to be the CA `name`, issued by `issuer`, with invalid signatures.
fn hostile(
    count: u64,
    name: &str,
    issuer: &Issued,
    edit: impl Fn(Cert, u64) -> Cert,
) -> Vec<Issued> {
    (0..count)
        .map(|n| {
            edit(intermediate(name), n)
                .serial(&[1, u8::try_from(n).unwrap()])
                .corrupt_signature()
                .signed_by(issuer)
        })
        .collect()
}

fn presenting(first: &Issued, others: &[Issued]) -> Case {
    let presented: Vec<&Issued> = std::iter::once(first).chain(others).collect();
    Case::presenting(&presented)
}

#[test]
fn fifty_forged_intermediates_of_one_name_cost_few_checks() {
    let n = root("N").self_signed();
    let victim = leaf(HOST).corrupt_signature().signed_by(&n);
    let one_key = |cert: Cert, _| cert.key(Key::p256(1));
    let own_key = |cert: Cert, n| cert.key(Key::ed25519(n));
    let rows: Vec<(Case, Reason, u32, &str)> = vec![
        (
            presenting(&victim, &hostile(50, "N", &n, own_key)),
            Reason::IssuerNotFound,
            0,
            "no anchor of that name, and keys that cannot have made the signature",
        ),
        (
            presenting(&victim, &hostile(50, "N", &n, one_key)),
            Reason::IssuerNotFound,
            1,
            "no anchor, one key",
        ),
        (
            presenting(&victim, &hostile(50, "N", &n, one_key)).uploaded(&[&n]),
            Reason::BadSignature,
            2,
            "an anchor of that name, one key",
        ),
        (
            presenting(&victim, &hostile(50, "N", &n, own_key)).uploaded(&[&n]),
            Reason::BadSignature,
            1,
            "an anchor of that name, and 50 keys that cannot have made the signature",
        ),
        (
            presenting(&victim, &hostile(50, "N", &n, |cert: Cert, n| cert.key(Key::p384(n % 8))))
                .uploaded(&[&n]),
            Reason::BadSignature,
            60,
            "eight keys, and the signature on each CA",
        ),
    ];
    for (case, reason, most, why) in rows {
        let (verdict, checks) = judge(&case);
        assert!(!verdict.is_accepted(), "{why}: {verdict}");
        assert!(verdict.findings().unwrap().contains(reason), "{why}: {verdict}");
        assert!(checks <= most, "{why}: {checks} checks");
    }
}

#[test]
fn true_issuer_among_50_of_one_name_is_found() {
    let root = root("Test Root").self_signed();
    let (true_ca, middle) = (intermediate("Test CA"), intermediate("Middle"));
    for (depth, most) in [(1, 51), (2, 53)] {
        let above = if depth == 1 { root.clone() } else { middle.clone().signed_by(&root) };
        let ca = true_ca.clone().signed_by(&above);
        let victim = leaf(HOST).signed_by(&ca);
        let mut others = hostile(49, "Test CA", &above, |cert, n| cert.key(Key::p256(n)));
        if depth == 2 {
            others.push(above);
        }
        for place in [0, 25, others.len()] {
            let mut presented = others.clone();
            presented.insert(place, ca.clone());
            let (verdict, checks) = judge(&presenting(&victim, &presented).uploaded(&[&root]));
            assert!(verdict.is_trusted(), "depth {depth}, place {place}: {verdict}");
            assert!(checks <= most, "depth {depth}, place {place}: {checks} checks");
        }
    }
}

/// The signatures are genuine: a CA has certified fifty keys of one name.
#[test]
fn fifty_genuine_certificates_of_one_name_do_not_hide_the_issuer() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let victim = leaf(HOST).signed_by(&ca);
    let mut presented: Vec<Issued> =
        (0..47).map(|n| intermediate("Test CA").key(Key::p256(n)).signed_by(&root)).collect();
    presented.push(ca);
    let (verdict, checks) = judge(&presenting(&victim, &presented).uploaded(&[&root]));
    assert!(verdict.is_trusted(), "{verdict}");
    assert!(checks <= 96, "{checks} checks");
}

#[test]
fn honest_chain_costs_one_check_per_signature() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let victim = leaf(HOST).signed_by(&ca);
    let (verdict, checks) = judge(&Case::presenting(&[&victim, &ca]).uploaded(&[&root]));
    assert!(verdict.is_trusted());
    assert_eq!(checks, 2);
    let (verdict, checks) = judge(&Case::presenting(&[&victim]).uploaded(&[&victim]));
    assert!(verdict.is_trusted());
    assert_eq!(checks, 0, "a pin is only compared");
}

#[test]
fn search_ends_in_a_web_of_names() {
    let names: Vec<String> = (0..8).map(|n| format!("Web {n}")).collect();
    let cas: Vec<Issued> = names.iter().map(|name| root(name).self_signed()).collect();
    let mut web = Vec::new();
    for (i, issuer) in cas.iter().enumerate() {
        for (j, name) in names.iter().enumerate() {
            if i != j {
                web.push(intermediate(name).key(cas[j].key.clone()).signed_by(issuer));
            }
        }
    }
    let victim = leaf(HOST).corrupt_signature().signed_by(&cas[0]);
    let (verdict, checks) = judge(&presenting(&victim, &web).uploaded(&[&cas[7]]));
    assert!(!verdict.is_accepted(), "each CA issued each CA: {verdict}");
    assert!(checks <= 96, "{checks} checks");
    let victim = leaf(HOST).signed_by(&cas[0]);
    let (verdict, _) = judge(&presenting(&victim, &web).uploaded(&[&cas[7]]));
    assert!(verdict.is_trusted(), "the path out of the loops is found: {verdict}");
}

#[test]
fn at_most_64_presented_certificates_are_parsed() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let victim = leaf(HOST).signed_by(&ca);
    let strays =
        (0..62).map(|n| intermediate(&format!("Stray {n}")).key(Key::ed25519(n)).self_signed());
    let mut presented: Vec<Issued> = std::iter::once(victim).chain(strays).collect();
    presented.push(ca.clone());
    assert_eq!(presented.len(), Chain::MAX_CERTIFICATES);
    let all: Vec<&Issued> = presented.iter().collect();
    Case::presenting(&all)
        .uploaded(&[&root])
        .is_trusted("64 certificates, with the needed one last");
    presented.push(ca);
    let der: Vec<_> = presented.iter().map(|issued| &issued.der).collect();
    let says = "the peer presented 65 certificates; the limit is 64";
    assert_eq!(Chain::from_der(&der).unwrap_err().to_string(), says);
    let read = presented.iter().map(crate::verifier::certificate);
    assert_eq!(Chain::from_certificates(read).unwrap_err().to_string(), says);
    let none: &[&[u8]] = &[];
    assert_eq!(Chain::from_der(none).unwrap_err().to_string(), "the peer presented no certificate");
    let junk = vec![[0_u8]; 65];
    assert_eq!(
        Chain::from_der(&junk).unwrap_err().to_string(),
        says,
        "65 certificates are rejected before any is parsed"
    );
}

#[test]
fn the_same_question_has_the_same_answer() {
    let n = root("N").self_signed();
    let victim = leaf(HOST).corrupt_signature().signed_by(&n);
    let mut web = hostile(20, "N", &n, |cert, n| cert.key(Key::ed25519(n)));
    let (first, checks) = judge(&presenting(&victim, &web).uploaded(&[&n]));
    for turn in 0..5 {
        web.rotate_left(turn * 3 + 1);
        let (again, same_checks) = judge(&presenting(&victim, &web).uploaded(&[&n]));
        assert_eq!(again.to_string(), first.to_string());
        assert_eq!((again, same_checks), (first.clone(), checks));
    }
}

#[test]
fn crl_signature_is_checked_once() {
    let (root, ca, server) = chain3();
    let crls = [&root, &ca].map(|issuer| Crl::from_der(&crl().signed_by(issuer)).unwrap());
    let store = Case::presenting(&[&server]).uploaded(&[&root]).store();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, COUNTED).with_crls(crls);
    let chain = crate::verifier::chain(&[&server, &ca]);
    let meant = HOST.parse().unwrap();
    for (most, why) in [(4, "path and CRLs"), (2, "the path alone")] {
        let judge = || verifier.verify_server(&chain, &meant, Clock::set(NOW));
        let (verdict, checks) = counted(judge);
        assert!(verdict.is_trusted(), "{why}: {verdict}");
        assert_eq!(checks, most, "{why}");
    }
}

/// Successive keys of one CA name: webpki tries them in every order, and stops at its limit.
#[test]
fn many_keys_of_one_name_stop_webpki() {
    let top = root("N").self_signed();
    let mut cas = vec![top.clone()];
    for n in 1..=5 {
        let issuer = &cas[cas.len() - 1];
        cas.push(intermediate("N").key(Key::p256(n)).signed_by(issuer));
    }
    let victim = leaf(HOST).corrupt_signature().signed_by(&cas[5]);
    let (verdict, checks) = judge(&presenting(&victim, &cas[1..]).uploaded(&[&top]));
    assert!(!verdict.is_accepted(), "{verdict}");
    let found = places(verdict.findings().unwrap());
    assert_eq!(found, [(Reason::BadSignature, Position::EndEntity)], "{verdict}");
    assert!(checks <= 6, "{checks} checks: the signature on the peer's certificate with each key");
}
