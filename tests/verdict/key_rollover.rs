//! Successive keys of a CA under one name. Only the order of the signatures is a path.

use crate::case::{Case, HOST};
use crate::support::crl::crl;
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};
use proptest::prelude::*;
use proptest::sample::Index;
use trustslot::{Certificate, Position, Reason, Verdict};

/// A root named A, two more certificates that A issued to itself for other kinds of keys, and a server below the last.
/// The first of the two expires later, so it is tried first if there are no key identifiers.
struct Rollover {
    anchor: Issued,
    first: Issued,
    second: Issued,
    server: Issued,
}

impl Rollover {
    fn new(edit: impl Fn(Cert) -> Cert) -> Self {
        let ca = |key, serial: &[u8]| edit(intermediate("A").key(key).serial(serial));
        let anchor = root("A").self_signed();
        let first = ca(Key::ed25519(1), &[1]).valid("2020-01-01", "2041-01-01");
        let first = first.signed_by(&anchor);
        let second = ca(Key::p384(1), &[2]).signed_by(&first);
        let server = edit(leaf(HOST)).signed_by(&second);
        Self { anchor, first, second, server }
    }

    fn case(&self) -> Case {
        Case::presenting(&[&self.server, &self.second, &self.first]).uploaded(&[&self.anchor])
    }

    /// The CRL of the CA that issued the server, and empty ones of those above.
    fn crls(&self, own: crate::support::crl::Crl) -> [Vec<u8>; 3] {
        let above = [&self.first, &self.anchor].map(|ca| crl().signed_by(ca));
        let [first, anchor] = above;
        [own.signed_by(&self.second), first, anchor]
    }
}

#[test]
fn path_follows_the_order_of_its_signatures() {
    let rows: [(fn(Cert) -> Cert, &str); 2] = [
        (|cert| cert, "with key identifiers"),
        (|cert| cert.without_extension(AUTHORITY_KEY_ID), "no key identifiers"),
    ];
    for (edit, why) in rows {
        let pki = Rollover::new(edit);
        let path = pki.case().is_trusted(why);
        let found = path.intermediates().iter().map(Certificate::as_der);
        let found: Vec<&[u8]> = found.collect();
        assert_eq!(found, [&*pki.second.der, &*pki.first.der], "{why}");

        let harmless = pki.crls(crl());
        pki.case().with_crls(&harmless).is_trusted(why);
        let revoking = pki.crls(crl().revoking(&pki.server));
        pki.case().with_crls(&revoking).is_rejected(&[(Reason::Revoked, Position::EndEntity)], why);
    }
}

/// RFC 5280 §6.1.4 (l) does not count it. webpki does, and the message says so for every kind of key.
#[test]
fn self_issued_key_counts_as_another_ca() {
    let anchor = root("Test Root").self_signed();
    let case = |old: Cert, key| {
        let old = old.signed_by(&anchor);
        let new = intermediate("Test CA").key(key).signed_by(&old);
        let server = leaf(HOST).signed_by(&new);
        Case::presenting(&[&server, &new, &old]).uploaded(&[&anchor])
    };
    let says = "CA \"Test CA\" is rejected: it is self-issued, but webpki counts it as another CA and applies its limits";
    for key in [Key::p256(77), Key::p384(77), Key::ed25519(77)] {
        let limited = case(intermediate("Test CA").path_len(0), key.clone());
        let found = [(Reason::PathRefused, Position::Intermediate(1))];
        let findings = limited.is_rejected(&found, "one CA is allowed");
        assert_eq!(findings.to_string(), says);
        case(intermediate("Test CA").path_len(1), key).is_trusted("two are");
    }
}

/// A new key of the CA A: its kind, the earlier key that signs it, and whether its certificate expires later.
fn new_key() -> impl Strategy<Value = (u8, Index, bool)> {
    (0..3_u8, any::<Index>(), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn every_certificate_of_a_path_is_signed_by_the_next(
        new_keys in prop::collection::vec(new_key(), 1..=3),
        says_whose_key in any::<bool>(),
    ) {
        let edit = |cert: Cert| {
            if says_whose_key { cert } else { cert.without_extension(AUTHORITY_KEY_ID) }
        };
        let mut cas = vec![root("A").self_signed()];
        let mut issued = Vec::new();
        for ((kind, issuer, ends_later), n) in new_keys.into_iter().zip(1_u8..) {
            let key = [Key::p256, Key::p384, Key::ed25519][usize::from(kind)](u64::from(n));
            let ca = edit(intermediate("A").key(key).serial(&[n]));
            let ca = if ends_later { ca.valid("2020-01-01", "2041-01-01") } else { ca };
            let issuer = issuer.get(&cas);
            let ca = ca.signed_by(issuer);
            issued.push((ca.der.clone(), issuer.der.clone()));
            cas.push(ca);
        }
        let last = &cas[cas.len() - 1];
        let server = edit(leaf(HOST)).signed_by(last);
        issued.push((server.der.clone(), last.der.clone()));
        let presented: Vec<&Issued> = std::iter::once(&server).chain(&cas[1..]).collect();
        let verdict = Case::presenting(&presented).uploaded(&[&cas[0]]).judge();
        let Verdict::Trusted(path) = &verdict else { panic!("{verdict}") };
        let issuers = path.intermediates().iter().chain([path.anchor()]);
        let mut child = path.end_entity();
        for issuer in issuers {
            let pair = (child.as_der().to_vec(), issuer.as_der().to_vec());
            prop_assert!(issued.contains(&pair), "{child} by {issuer}");
            child = issuer;
        }
    }
}
