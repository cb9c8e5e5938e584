//! Name constraints that the maker of a built-in list imposes on a root, as Mozilla does for one root.

use crate::case::{Case, places};
use crate::support::{Issued, Key, NOW, intermediate, leaf, root};
use crate::verifier::{certificate, chain, verifier};
use pki_types::CertificateDer;
use trustslot::{BuiltIn, Clock, ImposedConstraint, Policy, Position, Reason, TrustStore, Verdict};

/// permittedSubtrees: dNSName "a.example"
const ONLY_A: &[u8] = b"\xa0\x0d\x30\x0b\x82\x09a.example";

fn limited_store(limited: &Issued) -> TrustStore {
    store_imposing(limited, ONLY_A)
}

fn store_imposing(limited: &Issued, name_constraints: &'static [u8]) -> TrustStore {
    let roots = Box::leak(Box::new([CertificateDer::from(limited.der.clone())]));
    let imposed = Box::leak(Box::new([ImposedConstraint {
        root: certificate(limited).fingerprint(),
        name_constraints: name_constraints.into(),
    }]));
    TrustStore::new(BuiltIn::with_imposed(roots, imposed))
}

#[track_caller]
fn judge(store: TrustStore, presented: &[&Issued], meant: &str) -> Verdict {
    let verifier = verifier(store, Policy::STRICT);
    verifier.verify_server(&chain(presented), &meant.parse().unwrap(), Clock::set(NOW))
}

#[test]
fn imposed_constraint_limits_the_root() {
    let limited = root("Limited Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&limited);
    // A self-signed copy of the root, which is not constrained.
    let copy = intermediate("Limited Root").key(Key::p256(3)).signed_by(&limited);
    let outside = Some((Reason::NameConstraintViolated, Position::Anchor));
    let rows: Vec<(Issued, &Issued, &str, Option<(Reason, Position)>, &str)> = vec![
        (leaf("h.a.example").signed_by(&ca), &ca, "h.a.example", None, "within"),
        (leaf("h.b.example").signed_by(&ca), &ca, "h.b.example", outside, "a dNSName outside"),
        (
            leaf("h.b.example").no_san().signed_by(&ca),
            &ca,
            "h.b.example",
            outside,
            "a common name outside",
        ),
        (
            leaf("h.a.example").no_san().signed_by(&ca),
            &ca,
            "h.a.example",
            None,
            "a common name within",
        ),
        (
            leaf("h.b.example").signed_by(&copy),
            &copy,
            "h.b.example",
            outside,
            "below a self-issued copy, which is not constrained itself",
        ),
    ];
    for (server, issuer, meant, expected, why) in rows {
        let presented = [&server, issuer];
        let verdict = judge(limited_store(&limited), &presented, meant);
        let found = verdict.findings().map(places).unwrap_or_default();
        assert_eq!(found.first(), expected.as_ref(), "{why}: {verdict}");
        Case::presenting(&presented)
            .built_in(&[&limited])
            .dialing(meant)
            .is_trusted("without the limit every one of them is right");
    }
}

/// A mistake in the list must not remove the limit.
#[test]
fn malformed_imposed_constraint_rejects_every_peer() {
    let limited = root("Limited Root").self_signed();
    let server = leaf("h.a.example").signed_by(&limited);
    for bytes in [&ONLY_A[..ONLY_A.len() - 1], b"\x05\x00", b"\xa1\x00\xa0\x00"] {
        let verdict = judge(store_imposing(&limited, bytes), &[&server], "h.a.example");
        let findings = verdict.findings().unwrap();
        let found = (Reason::NameConstraintViolated, Position::Anchor);
        assert_eq!(places(findings), [found], "{bytes:x?}: {verdict}");
        assert_eq!(
            findings.to_string(),
            "the name constraints of root Limited Root are violated: the constraint imposed on the root cannot be parsed"
        );
    }
}

/// permittedSubtrees: dNSName "a.example", dNSName "b.example"
const A_OR_B: &[u8] = b"\xa0\x1a\x30\x0b\x82\x09a.example\x30\x0b\x82\x09b.example";

/// At most 2,500 comparisons are made for one path, for constraints in certificates and imposed ones together.
#[test]
fn imposed_constraints_count_as_comparisons() {
    let limited = root("Limited Root").self_signed();
    for (names, reason) in [(1_240, None), (1_260, Some(Reason::TooMuchWork))] {
        let hosts = (0..names).map(|number| format!("h{number}.b.example"));
        let server = leaf("h0.b.example").dns_names(hosts).signed_by(&limited);
        let verdict = judge(store_imposing(&limited, A_OR_B), &[&server], "h0.b.example");
        let found = verdict.findings().map(places).unwrap_or_default();
        let found = found.first().map(|(reason, _)| *reason);
        assert_eq!(found, reason, "{names} names: {verdict}");
    }
}

/// permittedSubtrees: iPAddress 10.0.0.0/8, which webpki checks.
const ONLY_TEN: &[u8] = b"\xa0\x0c\x30\x0a\x87\x08\x0a\x00\x00\x00\xff\x00\x00\x00";

#[test]
fn finding_is_at_the_root_although_a_ca_has_constraints_too() {
    let limited = root("Limited Root").self_signed();
    let ca = intermediate("Test CA").permitted_dns("a.example");
    let ca = ca.signed_by(&limited);
    for (address, expected) in [
        ([10, 1, 2, 3], None),
        ([192, 0, 2, 1], Some((Reason::NameConstraintViolated, Position::Anchor))),
    ] {
        let server = leaf("h.a.example").ip(address).signed_by(&ca);
        let verdict = judge(store_imposing(&limited, ONLY_TEN), &[&server, &ca], "h.a.example");
        let found = verdict.findings().map(places).unwrap_or_default();
        assert_eq!(found.first(), expected.as_ref(), "{address:?}: {verdict}");
    }
}

#[test]
fn constraints_in_the_root_apply_in_addition() {
    let limited = root("Limited Root").excluded_dns("x.a.example").self_signed();
    let server = leaf("x.a.example").signed_by(&limited);
    let verdict = judge(limited_store(&limited), &[&server], "x.a.example");
    assert!(!verdict.is_accepted(), "permitted from outside, excluded by itself: {verdict}");
    let other = leaf("h.a.example").signed_by(&limited);
    let verdict = judge(limited_store(&limited), &[&other], "h.a.example");
    assert!(verdict.is_trusted(), "{verdict}");
}

#[test]
fn uploaded_copy_of_the_root_is_not_constrained() {
    let limited = root("Limited Root").self_signed();
    let server = leaf("h.b.example").signed_by(&limited);
    let mut store = limited_store(&limited);
    store.add(&crate::verifier::file(&[&limited])).unwrap();
    let verdict = judge(store, &[&server], "h.b.example");
    assert!(verdict.is_trusted(), "an upload is the operator's own word: {verdict}");
}

#[cfg(feature = "mozilla")]
#[test]
fn mozilla_list_is_complete() {
    use trustslot::TrustSource;
    assert_eq!(BuiltIn::MOZILLA.check(), Ok(()), "every root can be read");
    let store = TrustStore::mozilla();
    let rows = store.list(TrustSource::BuiltIn, Clock::set(NOW));
    assert_eq!(rows.len(), BuiltIn::MOZILLA.len());
    for row in rows {
        assert!(!row.certificate.issued_to().is_empty(), "no empty cell");
        assert_eq!(row.role, trustslot::TrustRole::Anchor, "{row}");
    }
    assert_eq!(
        TrustStore::default().built_in().count(),
        0,
        "no feature changes what is trusted by default"
    );
}
