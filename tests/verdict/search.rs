//! The order in which paths are tried, and the limits of the search, counted in signature checks.

use crate::case::{Case, HOST, places};
use crate::signature_budget::{Counting, judge, judge_with};
use crate::support::crl::crl;
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::key::{algorithm, rsa_spki};
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use std::cell::Cell;
use trustslot::{Check, Policy, Position, Reason, Remedy};

/// Without a key identifier of the issuer.
fn without_hint(cert: Cert) -> Cert {
    cert.without_extension(AUTHORITY_KEY_ID)
}

/// Roots of one name that differ in their serial number.
fn roots(count: u8, edit: impl Fn(Cert) -> Cert) -> Vec<Issued> {
    (1..=count).map(|n| edit(root("N")).serial(&[2, n]).self_signed()).collect()
}

fn among(others: &[Issued], place: usize, one: &Issued) -> Vec<Issued> {
    let mut all = others.to_vec();
    all.insert(place, one.clone());
    all
}

fn all(issued: &[Issued]) -> Vec<&Issued> {
    issued.iter().collect()
}

/// A P-521 algorithm that rejects everything, because the signature library of these tests has no such curve.
#[derive(Debug)]
struct NothingIsGood;

impl SignatureVerificationAlgorithm for NothingIsGood {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Err(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

static P521: Counting = Counting(&NothingIsGood);
static RSA: Counting = Counting(webpki::ring::RSA_PKCS1_2048_8192_SHA256);
static P256: Counting = Counting(webpki::ring::ECDSA_P256_SHA256);
static P384: Counting = Counting(webpki::ring::ECDSA_P384_SHA384);
static ALL: &[&dyn SignatureVerificationAlgorithm] = &[&P521, &RSA, &P256, &P384];

#[test]
fn budget_is_counted_in_checks_of_the_cheapest_kind() {
    // The bytes of an RSA public key around its modulus: headers, a leading zero and the exponent.
    let rsa = |bytes: usize| rsa_spki(&[&[0][..], &vec![0xc5; bytes - 14]].concat(), &[1, 0, 1]);
    let rsa_sha256 = algorithm::with_null(algorithm::RSA_SHA256);
    let ecdsa = algorithm::bare;
    let p256 = Key::p256(1).spki().to_vec();
    let p384 = Key::p384(1).spki().to_vec();
    let p521 = Key::p521().spki().to_vec();
    let rows = [
        (p256, ecdsa(algorithm::ECDSA_SHA256), 112, "P-256"),
        (p384, ecdsa(algorithm::ECDSA_SHA384), 14, "P-384"),
        (p521, ecdsa(algorithm::ECDSA_SHA512), 14, "P-521"),
        (rsa(526), rsa_sha256.clone(), 112, "RSA of 4096 bits"),
        (rsa(600), rsa_sha256.clone(), 112, "RSA, 600 bytes"),
        (rsa(601), rsa_sha256, 28, "RSA, 601 bytes"),
    ];
    for (key, signed_with, most, why) in rows {
        // Anchors and CAs of one name, each with another key.
        let other_key = |n: u8| {
            let mut key = key.clone();
            let at = key.len() - 40;
            key[at] ^= n;
            key
        };
        let anchors: Vec<Issued> =
            (0..60).map(|n| root("N").serial(&[7, n]).spki(other_key(n)).self_signed()).collect();
        let cas = (60..123)
            .map(|n| intermediate("N").spki(other_key(n)).signed_by(&root("N").self_signed()));
        let victim = without_hint(leaf(HOST))
            .signature_algorithm(signed_with)
            .corrupt_signature()
            .signed_by(&root("N").self_signed());
        let presented: Vec<Issued> = core::iter::once(victim).chain(cas).collect();
        let case = Case::presenting(&all(&presented)).built_in(&all(&anchors));
        let (verdict, checks) = judge_with(&case, ALL);
        let findings = verdict.findings().unwrap();
        assert!(findings.contains(Reason::TooMuchWork), "{why}: {verdict}");
        let remedy = findings.decisive().unwrap().remedy();
        assert_eq!(remedy, Some(&Remedy::SendChainOnly), "{why}: {verdict}");
        assert_eq!(checks, most, "{why}");
    }
}

#[test]
fn issuer_with_the_named_key_is_tried_first() {
    // Fifteen P-384 checks exceed the budget.
    let top = root("Test Root").self_signed();
    let others = roots(15, |cert| cert.key(Key::p384(1)));
    let one = root("N").key(Key::p384(2)).self_signed();
    let below: Vec<Issued> = (1..=15)
        .map(|n| {
            let ca = intermediate("N").key(Key::p384(1)).serial(&[3, n]);
            ca.valid("2020-01-01", "2041-01-01").signed_by(&top)
        })
        .collect();
    let ca = intermediate("N").key(Key::p384(2)).signed_by(&top);
    let victim = leaf(HOST).signed_by(&one);
    for place in [0, 7, others.len()] {
        let case = Case::presenting(&[&victim]).built_in(&all(&among(&others, place, &one)));
        let (verdict, checks) = judge(&case);
        assert!(verdict.is_trusted(), "anchor {place}: {verdict}");
        assert_eq!(checks, 1, "anchor {place}");
        let presented = among(&among(&below, place, &ca), 0, &victim);
        let case = Case::presenting(&all(&presented)).built_in(&[&top]);
        let (verdict, checks) = judge(&case);
        assert!(verdict.is_trusted(), "intermediate {place}: {verdict}");
        assert_eq!(checks, 2, "intermediate {place}");
    }
}

#[test]
fn untrusted_anchors_do_not_use_up_the_budget() {
    let off = roots(15, |cert| cert.key(Key::p384(1)));
    let one = root("N").key(Key::p384(2)).self_signed();
    let victim = without_hint(leaf(HOST)).signed_by(&one);
    for (first, last) in [(&off[..], &[][..]), (&[][..], &off[..])] {
        let case = Case::presenting(&[&victim])
            .disabled(&all(first))
            .built_in(&[&one])
            .disabled(&all(last));
        let (verdict, checks) = judge(&case);
        assert!(verdict.is_trusted(), "{verdict}");
        assert_eq!(checks, 1);
    }
}

#[test]
fn search_ends_at_the_first_valid_path() {
    let (first, second) = (root("N").self_signed(), root("N").key(Key::p256(9)));
    let victim = leaf(HOST).signed_by(&first);
    let case = Case::presenting(&[&victim]).built_in(&[&first, &second.self_signed()]);
    let (verdict, checks) = judge(&case);
    assert!(verdict.is_trusted(), "{verdict}");
    assert_eq!(checks, 1, "another root with that name is not tried");
}

/// RFC 4158 §5.2: a second pass through a loop of genuine certificates finds nothing new.
#[test]
fn circular_issuers_do_not_use_up_the_search() {
    let (a, b) = (root("A").self_signed(), root("B").self_signed());
    let certify = |subject: &Issued, name: &str, issuer: &Issued, n| {
        let cert = intermediate(name).key(subject.key.clone());
        cert.serial(&[4, n]).signed_by(issuer)
    };
    let victim = leaf(HOST).signed_by(&a);
    let mut presented = vec![victim];
    for n in 1..=6 {
        presented.push(certify(&a, "A", &b, n));
        presented.push(certify(&b, "B", &a, n));
    }
    let impostor = root("B").key(Key::p256(9)).self_signed();
    let case = Case::presenting(&all(&presented)).built_in(&[&impostor]);
    let (verdict, _) = judge(&case);
    let findings = verdict.findings().unwrap();
    assert!(findings.contains(Reason::IssuerKeyDiffers), "{verdict}");
    assert!(!findings.contains(Reason::TooMuchWork), "{verdict}");
}

#[test]
fn first_of_two_equally_bad_paths_is_reported() {
    let key = Key::p256(5);
    let expired = root("N").key(key.clone()).expired().self_signed();
    let early = root("N").key(key).not_yet_valid().self_signed();
    let victim = leaf(HOST).signed_by(&expired);
    for built_in in [[&expired, &early], [&early, &expired]] {
        let (verdict, _) = judge(&Case::presenting(&[&victim]).built_in(&built_in));
        let findings = verdict.findings().unwrap();
        let found = [(Reason::AnchorNotYetValid, Position::Anchor)];
        assert_eq!(places(findings), found, "the one that ends later, in any order: {verdict}");
    }
}

#[test]
fn verified_path_is_reported_before_one_with_fewer_faults() {
    let (one, two) = (root("N").self_signed(), root("N").key(Key::p256(9)));
    let two = two.self_signed();
    let ca = intermediate("Test CA").signed_by(&one);
    let victim = leaf(HOST).signed_by(&ca);
    let crls = [crl().revoking(&victim).signed_by(&ca)];
    let case = Case::presenting(&[&victim, &ca]).with_crls(&crls);
    let found = [
        (Reason::Revoked, Position::EndEntity),
        (Reason::RevocationUnknown, Position::Intermediate(1)),
    ];
    case.clone().uploaded(&[&one]).is_rejected(&found, "the root alone");
    case.uploaded(&[&two, &one])
        .is_rejected(&found, "the wrong signature below another root is not reported");
}

#[test]
fn unsupported_signature_is_reported_last() {
    let root = root("Test Root").self_signed();
    let impostor = crate::support::root("Test CA").key(Key::ed25519(9));
    let no_ca = intermediate("Test CA").ca(false).signed_by(&root);
    let victim = leaf(HOST).signed_by(&no_ca);
    let case = Case::presenting(&[&victim, &no_ca]).uploaded(&[&root]);
    let found = [(Reason::NotACa, Position::Intermediate(1))];
    case.is_rejected(&found, "its issuer is not a CA");
    case.uploaded(&[&impostor.self_signed()])
        .is_rejected(&found, "another CA of that name did not issue it");
}

/// A forged signature costs steps too. Each length of a path is tried anew.
#[test]
fn only_a_search_beyond_the_step_limit_is_cut_short() {
    let anchor = root("N").key(Key::ed25519(99)).self_signed();
    for (count, is_cut_short) in [(45, false), (46, true)] {
        let ca = |n| without_hint(intermediate("N").key(Key::ed25519(n))).corrupt_signature();
        let cas: Vec<Issued> = (1..=count).map(|n| ca(n).signed_by(&anchor)).collect();
        let victim = without_hint(leaf(HOST)).signed_by(&cas[0]);
        let presented = among(&cas, 0, &victim);
        let (verdict, _) = judge(&Case::presenting(&all(&presented)).built_in(&[&anchor]));
        let findings = verdict.findings().unwrap();
        assert_eq!(findings.contains(Reason::TooMuchWork), is_cut_short, "{count}: {verdict}");
    }
}

#[test]
fn certificate_supplied_twice_is_one_candidate() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let victim = leaf(HOST).corrupt_signature().signed_by(&ca);
    let copies = vec![&ca; 70];
    Case::presenting(&[&victim, &ca]).with_intermediates(&copies).uploaded(&[&root]).is_rejected(
        &[(Reason::BadSignature, Position::EndEntity)],
        "more copies than the limit, but one certificate",
    );
}

/// P-256, which counts how often its key algorithm is queried.
#[derive(Debug)]
struct Noting;

thread_local! {
    static LOOKS: Cell<u32> = const { Cell::new(0) };
}

impl SignatureVerificationAlgorithm for Noting {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        panic!("there is no key of this kind")
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        LOOKS.with(|looks| looks.set(looks.get() + 1));
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// A signature without an algorithm costs no signature check, so only the steps can end the search.
#[test]
fn unsupported_signatures_cost_only_steps() {
    const MOST_STEPS: u32 = 500;
    const MOST_SIGNATURES: u32 = 7;
    static NOTING: &[&dyn SignatureVerificationAlgorithm] = &[&Noting];
    let anchor = root("N").key(Key::p384(1)).self_signed();
    // The signatures claim P-256, and every key is a P-384 key.
    let as_p256 = |cert: Cert| {
        let cert = without_hint(cert).signature_algorithm(algorithm::bare(algorithm::ECDSA_SHA256));
        cert.corrupt_signature().signed_by(&anchor)
    };
    for count in [6_u8, 16, 40] {
        let ca = |n| as_p256(intermediate("N").key(Key::p384(u64::from(n))).serial(&[6, n]));
        let mut presented = vec![as_p256(leaf(HOST))];
        presented.extend((2..count + 2).map(ca));
        let case = Case::presenting(&all(&presented)).built_in(&[&anchor]);
        LOOKS.with(|looks| looks.set(0));
        let (verdict, _) = judge_with(&case, NOTING);
        let looks = LOOKS.with(Cell::get);
        let findings = verdict.findings().unwrap();
        assert!(findings.contains(Reason::UnsupportedSignatureAlgorithm), "{verdict}");
        assert!(looks <= MOST_STEPS * MOST_SIGNATURES, "{count}: {looks}");
    }
}

/// Names are compared with constraints on signed paths only. The search ends when they have taken too long, although a later path
/// may be valid. A CA that did not sign costs none.
#[test]
fn name_comparisons_end_the_search() {
    let root = root("Test Root").self_signed();
    let upper = intermediate("Upper CA").signed_by(&root);
    let genuine = intermediate("CA").signed_by(&upper);
    let hosts = (1..1_500).map(|n| format!("h{n}.example.com"));
    let server = leaf(HOST).dns_names(hosts.chain([HOST.to_owned()]));
    let server = without_hint(server).signed_by(&genuine);
    let other_key = Key::p256(100);
    for (decoys, key, is_trusted) in
        [(35, &genuine.key, true), (55, &genuine.key, false), (55, &other_key, true)]
    {
        // 1,500 names and 6 constraints each, on a shorter path that they forbid.
        let decoys: Vec<_> = (1..=decoys)
            .map(|n| {
                let ca = intermediate("CA").key(key.clone()).serial(&[1, n]);
                let ca = (1..6).fold(ca, |ca, n| ca.excluded_dns(format!("x{n}.example.org")));
                ca.permitted_dns("example.org").signed_by(&root)
            })
            .collect();
        let mut presented = vec![&server, &genuine, &upper];
        presented.extend(&decoys);
        let verdict = Case::presenting(&presented).uploaded(&[&root]).judge();
        assert_eq!(verdict.is_trusted(), is_trusted, "{verdict}");
        let found = verdict.findings();
        let too_much = found.is_some_and(|found| found.contains(Reason::TooMuchWork));
        assert_ne!(too_much, is_trusted, "{verdict}");
    }
}

/// The faults of a genuine path decide, even if the policy waives the path and another path would be tolerated.
#[test]
fn a_genuine_path_decides_even_if_the_path_is_waived() {
    let issuer = root("N").self_signed();
    let namesake = root("N").key(Key::p256(9)).self_signed();
    let server = without_hint(leaf(HOST)).signed_by(&issuer);
    let case = |roots: &[&Issued]| {
        Case::presenting(&[&server])
            .uploaded(roots)
            .with_crls(&[crl().revoking(&server).signed_by(&issuer)])
            .under(Policy::STRICT.waive(Check::Path))
    };
    let forged = [(Reason::BadSignature, Position::EndEntity)];
    case(&[&namesake]).is_tolerated(&forged, "a path with a wrong signature");
    let revoked = [(Reason::Revoked, Position::EndEntity)];
    case(&[&namesake, &issuer]).is_rejected(&revoked, "a wrong path and a genuine one");
    case(&[&issuer]).is_rejected(&revoked, "the genuine path alone");
}
