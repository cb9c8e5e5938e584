//! Uploads to the trust store: what is accepted, what is rejected, and that a rejected upload changes nothing.

use crate::case::{Case, HOST};
use crate::support::key::ec_spki;
use crate::support::{Issued, Key, chain3, der, intermediate, leaf, names, root};
use crate::verifier::{built_in, certificate, file};
use trustslot::{
    BuiltIn, Certificate, Clock, Policy, StorePart, TrustRole, TrustSource, TrustStore,
    TrustStoreError,
};

/// Numbered roots with the same bytes each time: Ed25519 signatures are deterministic.
fn roots(numbers: core::ops::Range<u64>) -> Vec<Issued> {
    numbers.map(|n| root(&format!("Root {n}")).key(Key::ed25519(n)).self_signed()).collect()
}

fn built_in_root() -> Issued {
    root("Built in").key(Key::ed25519(1000)).self_signed()
}

/// A store of built-in roots with this number of uploaded ones.
fn store_of(uploaded: u64) -> TrustStore {
    let mut store = TrustStore::new(built_in(&[&built_in_root()]));
    add(&mut store, &roots(0..uploaded)).unwrap();
    store
}

/// The counts new, known, also built in and pins; or the error message, after which the store must be unchanged.
#[track_caller]
fn add(store: &mut TrustStore, certificates: &[Issued]) -> Result<[usize; 4], String> {
    if certificates.is_empty() {
        return Ok([0; 4]);
    }
    let before = snapshot(store);
    let borrowed: Vec<&Issued> = certificates.iter().collect();
    match store.add(&file(&borrowed)) {
        Ok(added) => {
            assert_eq!(store.custom().len(), before.0.len() + added.new);
            Ok([added.new, added.known, added.also_built_in, added.pins])
        }
        Err(error) => {
            assert_eq!(snapshot(store), before, "a rejected upload changes nothing");
            Err(error.to_string())
        }
    }
}

fn snapshot(store: &TrustStore) -> (Vec<Certificate>, Vec<String>, usize) {
    let list = store.list(TrustSource::All, Clock::Unset);
    let rows = list.iter().map(ToString::to_string).collect();
    (store.custom().to_vec(), rows, store.free())
}

#[test]
fn ten_entries_and_no_eviction() {
    let built = built_in_root();
    let pbx = leaf("pbx.example.com").self_signed();
    let full = |new, room| {
        let s = if new == 1 { "" } else { "s" };
        let are = if room == 1 { "is" } else { "are" };
        Err(format!("the file has {new} new certificate{s}; {room} of 10 entries {are} free"))
    };
    let twice = |n: u64| [roots(0..n), roots(0..n)].concat();
    let rows: Vec<(u64, Vec<Issued>, Result<[usize; 4], String>, &str)> = vec![
        (0, roots(0..10), Ok([10, 0, 0, 0]), "ten fit"),
        (0, roots(0..11), full(11, 10), "eleven do not fit, so none is added"),
        (9, roots(20..21), Ok([1, 0, 0, 0]), "9 + 1"),
        (9, roots(20..22), full(2, 1), "9 + 2: all are added or none"),
        (10, roots(20..21), full(1, 0), "the eleventh is rejected, and nothing is evicted"),
        (10, roots(0..10), Ok([0, 10, 0, 0]), "duplicates take no entry"),
        (10, roots(3..4), Ok([0, 1, 0, 0]), "one of them"),
        (10, roots(9..11), full(1, 0), "one duplicate, one new, no free entry"),
        (9, roots(8..10), Ok([1, 1, 0, 0]), "one duplicate, one new, one free entry"),
        (0, twice(10), Ok([10, 10, 0, 0]), "each twice in one file"),
        (
            0,
            vec![built.clone()],
            Ok([1, 0, 1, 0]),
            "built in as well, because the source may be set to custom",
        ),
        (0, vec![pbx.clone()], Ok([1, 0, 0, 1]), "a pin"),
        (
            9,
            vec![roots(0..1).remove(0), pbx.clone(), pbx],
            Ok([1, 2, 0, 1]),
            "a duplicate, a pin, and the pin again",
        ),
    ];
    for (uploaded, file, expected, why) in rows {
        let mut store = store_of(uploaded);
        assert_eq!(add(&mut store, &file), expected, "{why}");
        let builtin_still_there = store.built_in().next() == Some(certificate(&built));
        assert!(builtin_still_there, "{why}");
    }
}

#[test]
fn number_of_entries_is_configurable() {
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, 2);
    assert_eq!((store.limit(), store.free()), (2, 2));
    assert_eq!(add(&mut store, &roots(0..2)), Ok([2, 0, 0, 0]));
    let refused = add(&mut store, &roots(2..3)).unwrap_err();
    assert_eq!(refused, "the file has 1 new certificate; 0 of 2 entries are free");
    let mut none = TrustStore::with_limit(BuiltIn::EMPTY, 0);
    add(&mut none, &roots(0..1)).unwrap_err();
    let default = TrustStore::new(BuiltIn::EMPTY);
    assert_eq!(default.limit(), TrustStore::CUSTOM_LIMIT);
    assert_eq!(TrustStore::CUSTOM_LIMIT, 10);
}

#[test]
fn unusable_certificates_cannot_be_uploaded() {
    let odd_key = || ec_spki(&der::oid("1.3.132.0.10"), &[4; 65]);
    let nameless = names::name::<Vec<u8>>(&[]);
    let good = || roots(0..1).remove(0);
    let rows: Vec<(Vec<Issued>, usize, u16, &str, &str)> = vec![
        (
            vec![root("Odd").unknown_critical_extension().self_signed()],
            1,
            1651,
            "certificate 1 of the file cannot be trusted: it has the critical extension 1.3.6.1.4.1.55555.1.1, which is not supported here",
            "a CA",
        ),
        (
            vec![good(), leaf("pbx.example.com").unknown_critical_extension().self_signed()],
            2,
            1651,
            "certificate 2 of the file cannot be trusted: it has the critical extension 1.3.6.1.4.1.55555.1.1, which is not supported here",
            "a pin; the valid certificate before it is not added either",
        ),
        (
            vec![good(), root("Odd").spki(odd_key()).self_signed(), good()],
            2,
            1652,
            "certificate 2 of the file cannot be trusted: it is a CA with a public key that is not supported: EC key on secp256k1",
            "no signature of this key could be checked",
        ),
        (
            vec![root("").subject(nameless).self_signed()],
            1,
            1653,
            "certificate 1 of the file cannot be trusted: it is a CA without a name (RFC 5280 §4.1.2.6)",
            "no certificate can name it as its issuer",
        ),
    ];
    for (file_of, place, code, says, why) in rows {
        let mut store = store_of(3);
        assert_eq!(add(&mut store, &file_of), Err(says.to_owned()), "{why}");
        let borrowed: Vec<&Issued> = file_of.iter().collect();
        let error = store.add(&file(&borrowed)).unwrap_err();
        let TrustStoreError::Unfit { position, reason } = error else { panic!("{why}: {error}") };
        assert_eq!((position, reason.code()), (place, code), "{why}");
    }
}

#[test]
fn uploads_become_anchors_or_pins() {
    use crate::support::extensions::{BASIC_CONSTRAINTS, CRL_SIGN};
    let rows: Vec<(Issued, TrustRole, &str)> = vec![
        (root("A").self_signed(), TrustRole::Anchor, "a CA"),
        (
            root("B").no_key_usage().self_signed(),
            TrustRole::Anchor,
            "no key usage allows all (RFC 5280 §4.2.1.3)",
        ),
        (
            intermediate("C").signed_by(&root("A").self_signed()),
            TrustRole::Anchor,
            "an intermediate is an anchor too",
        ),
        (root("D").expired().self_signed(), TrustRole::Anchor, "no clock is needed"),
        (
            root("E").key_usage(&[CRL_SIGN]).self_signed(),
            TrustRole::Pin,
            "its key usage does not let it issue",
        ),
        (root("F").ca(false).self_signed(), TrustRole::Pin, "cA FALSE"),
        (
            root("G").without_extension(BASIC_CONSTRAINTS).self_signed(),
            TrustRole::Pin,
            "cA not said",
        ),
        (root("H").version(1).self_signed(), TrustRole::Pin, "version 1 has no basic constraints"),
        (leaf("i.example.com").self_signed(), TrustRole::Pin, "a server's own"),
    ];
    for (issued, role, why) in rows {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let pins = usize::from(role == TrustRole::Pin);
        let added = add(&mut store, std::slice::from_ref(&issued));
        assert_eq!(added, Ok([1, 0, 0, pins]), "{why}");
        let list = store.list(TrustSource::All, Clock::Unset);
        assert_eq!((list[0].role, list[0].part), (role, StorePart::Custom), "{why}");
    }
}

#[test]
fn remove_one_and_remove_all() {
    let mut store = store_of(3);
    let second = certificate(&roots(1..2)[0]);
    let fingerprint = second.fingerprint();
    assert_eq!(store.remove(&fingerprint), Some(second), "the removed certificate is returned");
    let unchanged = snapshot(&store);
    assert_eq!(store.remove(&fingerprint), None, "it is gone");
    let built = certificate(&built_in_root()).fingerprint();
    assert_eq!(store.remove(&built), None, "built-in certificates cannot be deleted");
    assert_eq!(snapshot(&store), unchanged);
    assert_eq!(store.free(), 8, "an entry is free again");
    assert_eq!(add(&mut store, &roots(1..2)), Ok([1, 0, 0, 0]));
    assert_eq!(store.remove_all().len(), 3);
    assert_eq!((store.free(), store.custom().len()), (10, 0));
    assert_eq!(store.remove_all().len(), 0, "delete all from an empty store");
    assert_eq!(store.built_in().count(), 1);
}

#[test]
fn verifier_keeps_the_store_it_was_built_from() {
    let (root, ca, leaf3) = chain3();
    let case = Case::presenting(&[&leaf3, &ca]).uploaded(&[&root]);
    let verifier = case.verifier();
    let mut store = case.store();
    store.remove_all();
    let chain = crate::verifier::chain(&[&leaf3, &ca]);
    let meant = HOST.parse().unwrap();
    let clock = Clock::set(crate::support::NOW);
    assert!(verifier.verify_server(&chain, &meant, clock).is_trusted(), "made before");
    let later = crate::verifier::verifier(store, Policy::STRICT);
    assert!(!later.verify_server(&chain, &meant, clock).is_accepted(), "made after");
}
