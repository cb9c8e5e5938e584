//! The signature checks with which a rejection is explained: at most twice as many as an accepted path of this length has
//! signatures, whatever keys it has. Nothing is claimed that was not checked.

use crate::case::{Case, HOST};
use crate::signature_budget::{Counting, judge_with};
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use pki_types::SignatureVerificationAlgorithm;
use trustslot::{Reason, Remedy, Verdict};

static P256: Counting = Counting(webpki::ring::ECDSA_P256_SHA256);
static P384: Counting = Counting(webpki::ring::ECDSA_P384_SHA384);
static P384_SHA256: Counting = Counting(webpki::ring::ECDSA_P384_SHA256);
static P256_SHA384: Counting = Counting(webpki::ring::ECDSA_P256_SHA384);
static RSA: Counting = Counting(webpki::ring::RSA_PKCS1_2048_8192_SHA256);
static COUNTED: &[&dyn SignatureVerificationAlgorithm] =
    &[&P256, &P384, &P384_SHA256, &P256_SHA384, &RSA];

/// A peer below a CA that nobody trusts, with the expected finding, and the most checks of signatures.
type Row = (Vec<Issued>, Reason, u32, String);

fn judge(chain: &[Issued]) -> (Verdict, u32) {
    let chain: Vec<&Issued> = chain.iter().collect();
    let stranger = root("Stranger").key(Key::p256(4_000)).self_signed();
    judge_with(&Case::presenting(&chain).uploaded(&[&stranger]), COUNTED)
}

#[track_caller]
fn all_hold(rows: Vec<Row>) {
    for (chain, says, most, why) in rows {
        let (verdict, checks) = judge(&chain);
        assert!(!verdict.is_accepted(), "{why}: {verdict}");
        let findings = verdict.findings().unwrap();
        assert!(findings.contains(says), "{why}: expected {says:?}: {verdict}");
        assert!(checks <= most, "{why}: {checks} checks");
        if says == Reason::TooMuchWork {
            let found = findings.iter().find(|found| found.reason() == says).unwrap();
            assert_eq!(found.remedy(), Some(&Remedy::SendChainOnly), "{why}");
        }
    }
}

/// One of many CAs of one name. The one with the lowest number is valid longest, so it is tried first.
fn namesake(number: u64) -> Cert {
    let end = format!("{}-01-01", 2_100 - number);
    intermediate("Test CA").serial(&[1, u8::try_from(number).unwrap()]).valid("2020-01-01", &*end)
}

/// 50 CAs of one name and of different keys, and a leaf that was signed with the key of this one.
fn hidden(place: u64, key: impl Fn(u64) -> Key, edit: impl Fn(Cert) -> Cert) -> Vec<Issued> {
    let root = root("Test Root").self_signed();
    let all: Vec<Issued> =
        (0..50).map(|number| namesake(number).key(key(number)).signed_by(&root)).collect();
    let signer = &all[usize::try_from(place).unwrap()];
    let leaf = edit(leaf(HOST)).signed_by(signer);
    core::iter::once(leaf).chain(all.iter().cloned()).collect()
}

fn without_key_id(cert: Cert) -> Cert {
    cert.without_extension(AUTHORITY_KEY_ID)
}

/// Names a key that no CA here has.
fn with_wrong_key_id(cert: Cert) -> Cert {
    cert.replace_extension(AUTHORITY_KEY_ID, false, der::seq(&[der::implicit(0, &[7; 20])]))
}

/// 50 CAs of one name, each of which could have issued each.
fn hostile(key: impl Fn(u64) -> Key) -> Vec<Issued> {
    let evil = |number| namesake(number).cn("Evil CA").key(key(number));
    let first = evil(0).self_signed();
    let others = (0..50).map(|number| evil(number).signed_by(&first));
    core::iter::once(leaf(HOST).signed_by(&first)).chain(others).collect()
}

fn mixed(number: u64) -> Key {
    match number % 3 {
        0 => Key::p256(number),
        1 => Key::p384(number % 8),
        _ => Key::rsa2048(),
    }
}

/// An accepted path through one of these CAs has two signatures. So the most checks are four.
#[test]
fn many_cas_of_one_name_cost_four_checks() {
    use Reason::{IssuerNotFound, RootNotTrusted, TooMuchWork};
    let row = |chain, most, why: &str| (chain, RootNotTrusted, most, why.to_owned());
    let mut rows = vec![
        row(hostile(|_| Key::p256(0)), 2, "hostile CAs with one key"),
        row(hostile(Key::p256), 4, "hostile CAs with 50 keys"),
        row(hostile(mixed), 4, "hostile CAs with keys of three kinds"),
    ];
    for place in [0, 1, 25, 49] {
        let says = if place < 2 { IssuerNotFound } else { TooMuchWork };
        let why = |how: &str| format!("the issuer is number {place} of 50, {how}");
        rows.extend([
            (hidden(place, Key::p256, |leaf| leaf), IssuerNotFound, 4, why("and named")),
            (hidden(place, Key::p256, without_key_id), says, 4, why("and nothing names it")),
            (hidden(place, mixed, |leaf| leaf), IssuerNotFound, 4, why("keys of three kinds")),
        ]);
        let rest = hidden(place, Key::p256, with_wrong_key_id);
        // Two CAs are tried that a key identifier excludes.
        rows.push((rest.clone(), IssuerNotFound, 4, why("and its key identifier is wrong")));
        let single = vec![rest[0].clone(), rest[usize::try_from(place).unwrap() + 1].clone()];
        rows.push((single, IssuerNotFound, 2, why("sent alone, its key identifier is wrong")));
    }
    all_hold(rows);
}

/// The finding is the one of the same chain without the other 49.
#[test]
fn a_named_issuer_among_50_is_found_at_any_place() {
    for place in [0, 1, 25, 49] {
        let all = hidden(place, Key::p256, |leaf| leaf);
        let signer = all[usize::try_from(place).unwrap() + 1].clone();
        let (alone, _) = judge(&[all[0].clone(), signer]);
        assert!(alone.to_string().contains("Test Root"), "{alone}");
        assert_eq!(judge(&all).0.to_string(), alone.to_string(), "place {place}");
    }
}

/// A chain of CAs up to a root that is sent, and is not trusted.
fn tower(depth: u64, key: impl Fn(u64) -> Key) -> Vec<Issued> {
    let mut chain = vec![root("Level 0").key(key(0)).self_signed()];
    for level in 1..=depth {
        let ca = intermediate(&format!("Level {level}")).key(key(level));
        chain.push(ca.signed_by(&chain[chain.len() - 1]));
    }
    chain.push(leaf(HOST).signed_by(&chain[chain.len() - 1]));
    chain.reverse();
    chain
}

/// With the keys that ring verifies slowest, every explanation is the one that a P-256 chain has. A check for each
/// signature, and one for that of the root.
#[test]
fn explanations_do_not_depend_on_the_kind_of_key() {
    let kinds: [(fn(u64) -> Key, &str); 4] = [
        (Key::p256, "P-256"),
        (Key::p384, "P-384"),
        (|_| Key::rsa2048(), "RSA 2048"),
        (|_| Key::rsa4096(), "RSA 4096"),
    ];
    let mut rows = Vec::new();
    for (key, kind) in kinds {
        // Level 0 is the root.
        for depth in 0..=6_u32 {
            let chain = tower(depth.into(), key);
            let mut forged = chain.clone();
            forged[0] = leaf(HOST).corrupt_signature().signed_by(&chain[1]);
            rows.push((
                chain.clone(),
                Reason::RootNotTrusted,
                depth + 2,
                format!("{kind}: {depth} CAs below a root that is not trusted"),
            ));
            if depth > 0 {
                rows.push((
                    chain[..chain.len() - 1].to_vec(),
                    Reason::IssuerNotFound,
                    depth,
                    format!("{kind}: {depth} CAs, and their root is not sent"),
                ));
            }
            rows.push((forged, Reason::BadSignature, 1, format!("{kind}: damaged, {depth} CAs")));
        }
    }
    all_hold(rows);
}

/// A CA that three others have certified, each of them sent: the usual chain of a CA that changes its root.
#[test]
fn a_cross_signed_ca_is_explained() {
    let roots: Vec<Issued> = (0..3)
        .map(|number| root(&format!("Root {number}")).key(Key::p256(10 + number)).self_signed())
        .collect();
    let crossed: Vec<Issued> = roots
        .iter()
        .map(|root| intermediate("Test CA").key(Key::p256(1)).signed_by(root))
        .collect();
    let own = leaf(HOST).signed_by(&crossed[0]);
    let chain: Vec<Issued> = [own].into_iter().chain(crossed).chain(roots).collect();
    all_hold(vec![
        (chain[..4].to_vec(), Reason::IssuerNotFound, 1, "the roots are not sent".to_owned()),
        (chain, Reason::RootNotTrusted, 5, "the roots are sent".to_owned()),
    ]);
}
