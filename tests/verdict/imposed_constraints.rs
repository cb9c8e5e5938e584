//! Name constraints that the maker of a built-in list imposes on a root, as Mozilla does for one root.

use crate::case::{Case, places, unix};
use crate::support::key::{P256, ec_spki};
use crate::support::{Cert, Issued, Key, NOW, der, intermediate, leaf, root};
use crate::verifier::{certificate, chain, verifier};
use pki_types::CertificateDer;
use std::sync::Arc;
use trustslot::{
    BuiltIn, BuiltInError, Clock, DistrustAfter, ImposedConstraint, Policy, Position, Reason,
    TrustSource, TrustStore, Verdict,
};

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
            "the name constraints of root \"Limited Root\" are violated: the constraint imposed on the root cannot be parsed"
        );
    }
}

/// permittedSubtrees: dNSName "a.example", dNSName "b.example"
const A_OR_B: &[u8] = b"\xa0\x1a\x30\x0b\x82\x09a.example\x30\x0b\x82\x09b.example";

/// What webpki compares is limited for one path. With an imposed constraint, it is asked twice, and compares the names with the
/// constraints of the CAs each time.
#[test]
fn imposed_constraints_count_as_comparisons() {
    let limited = root("Limited Root").self_signed();
    let excluded = (0..100).map(|number| format!("x{number}.c.example"));
    let ca = excluded.fold(intermediate("Test CA"), Cert::excluded_dns).signed_by(&limited);
    for (names, is_too_much) in [(150, false), (260, true)] {
        let hosts = (0..names).map(|number| format!("h{number}.b.example"));
        let server = leaf("h0.b.example").dns_names(hosts).signed_by(&ca);
        let verdict = judge(store_imposing(&limited, A_OR_B), &[&server, &ca], "h0.b.example");
        let found = verdict.findings().map(places).unwrap_or_default();
        let expected = is_too_much.then_some((Reason::TooMuchWork, Position::Anchor));
        assert_eq!(found.first(), expected.as_ref(), "{names} names: {verdict}");
        Case::presenting(&[&server, &ca])
            .built_in(&[&limited])
            .dialing("h0.b.example")
            .is_trusted("without the imposed constraint");
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

/// excludedSubtrees: dNSName "x.a.example"
const NOT_X: &[u8] = b"\xa1\x0f\x30\x0d\x82\x0bx.a.example";

fn built_in(roots: &[&Issued]) -> BuiltIn {
    BuiltIn::from_certificates(roots.iter().map(|root| certificate(root)))
}

fn imposing(root: &Issued, name_constraints: &'static [u8]) -> ImposedConstraint {
    ImposedConstraint {
        root: certificate(root).fingerprint(),
        name_constraints: name_constraints.into(),
    }
}

/// Only the first used to count.
#[test]
fn several_constraints_for_one_root_all_apply() {
    let limited = root("Limited Root").self_signed();
    let violated = Some((Reason::NameConstraintViolated, Position::Anchor));
    let rows = [
        ("h.a.example", None, "within both"),
        ("x.a.example", violated, "permitted and excluded"),
        ("h.b.example", violated, "not permitted, not excluded"),
    ];
    for order in [[ONLY_A, NOT_X], [NOT_X, ONLY_A]] {
        for (host, expected, why) in &rows {
            let imposed = order.map(|constraint| imposing(&limited, constraint));
            let store = TrustStore::new(built_in(&[&limited]).impose(imposed));
            let server = leaf(host).signed_by(&limited);
            let verdict = judge(store, &[&server], host);
            let found = verdict.findings().map(places).unwrap_or_default();
            assert_eq!(found.first(), expected.as_ref(), "{why}, {order:?}: {verdict}");
        }
    }
    // webpki checks addresses, and is asked about each constraint too.
    for order in [[ONLY_A, ONLY_TEN], [ONLY_TEN, ONLY_A]] {
        let imposed = order.map(|constraint| imposing(&limited, constraint));
        let store = TrustStore::new(built_in(&[&limited]).impose(imposed));
        let server = leaf("h.a.example").ip([192, 0, 2, 1]).signed_by(&limited);
        let verdict = judge(store, &[&server], "h.a.example");
        let found = verdict.findings().map(places).unwrap_or_default();
        assert_eq!(found.first(), violated.as_ref(), "{order:?}: {verdict}");
    }
}

/// An upload must not take away what the maker of the list imposes on the same CA.
#[test]
fn uploaded_copy_of_the_root_keeps_what_is_imposed() {
    let key = Key::p256(70);
    let limited = root("Limited Root").key(key.clone()).self_signed();
    let again = root("Limited Root").key(key.clone()).serial(&[0x77]).self_signed();
    let point = key.spki()[key.spki().len() - 64..].to_vec();
    let compressed = [&[0x02 | point[63] & 1][..], &point[..32]].concat();
    let compressed = ec_spki(&der::oid(P256), &compressed);
    let compressed = root("Limited Root").key(key.clone()).spki(compressed).self_signed();
    let other_key = root("Limited Root").key(Key::p256(71)).self_signed();
    let other_name = root("Other Root").key(key).self_signed();
    // ring verifies no signature with a compressed key, so with ring alone that copy vouches for nobody.
    let can_verify =
        |uploaded: &Issued| uploaded.der != compressed.der || cfg!(feature = "aws-lc-rs");
    let rows = [
        (&limited, &limited, true, "the certificate itself"),
        (&again, &again, true, "another certificate with its name and key"),
        (&compressed, &limited, true, "its key in another form"),
        (&other_key, &other_key, false, "another CA of its name"),
        (&other_name, &other_name, false, "another CA with its key"),
    ];
    for (uploaded, issuer, is_limited, why) in rows {
        for (host, is_within) in [("h.a.example", true), ("h.b.example", false)] {
            let list = built_in(&[&limited]).impose([imposing(&limited, ONLY_A)]);
            let mut store = TrustStore::new(list);
            store.add(&crate::verifier::file(&[uploaded])).unwrap();
            let server = leaf(host).signed_by(issuer);
            let custom = verifier(store, Policy::STRICT.with_source(TrustSource::Custom));
            let clock = Clock::set(NOW);
            let verdict = custom.verify_server(&chain(&[&server]), &host.parse().unwrap(), clock);
            let expected = can_verify(uploaded) && (is_within || !is_limited);
            assert_eq!(verdict.is_trusted(), expected, "{why}, {host}: {verdict}");
        }
    }
}

/// Two certificates of the list for one CA are one CA: the constraint on either holds for both.
#[test]
fn constraint_holds_for_every_copy_in_the_list() {
    let limited = root("Limited Root").self_signed();
    let again = root("Limited Root").serial(&[0x77]).self_signed();
    assert_eq!(limited.key.spki(), again.key.spki());
    let server = leaf("h.b.example").signed_by(&again);
    for copies in [[&limited, &again], [&again, &limited]] {
        let list = built_in(&copies).impose([imposing(&limited, ONLY_A)]);
        let verdict = judge(TrustStore::new(list), &[&server], "h.b.example");
        assert!(!verdict.is_accepted(), "{verdict}");
    }
}

/// A store has parsed the roots before the limits were added.
#[test]
fn limits_hold_that_are_added_after_the_list_was_used() {
    let limited = root("Limited Root").self_signed();
    let server = leaf("h.b.example").signed_by(&limited);
    let used = || {
        let list = Arc::new(built_in(&[&limited]));
        let verdict = judge(TrustStore::new(Arc::clone(&list)), &[&server], "h.b.example");
        assert!(verdict.is_trusted(), "{verdict}");
        drop(verdict);
        Arc::try_unwrap(list).expect("the store is dropped")
    };
    let day = DistrustAfter { root: certificate(&limited).fingerprint(), last: unix(0) };
    for (list, why) in [
        (used().impose([imposing(&limited, ONLY_A)]), "constraints"),
        (used().distrust_after([day]), "a date"),
    ] {
        let verdict = judge(TrustStore::new(list), &[&server], "h.b.example");
        assert!(!verdict.is_accepted(), "{why}: {verdict}");
    }
}

#[test]
fn check_finds_limits_that_limit_nothing() {
    let limited = root("Limited Root").self_signed();
    let other = root("Other Root").self_signed();
    let server = leaf("h.a.example").self_signed();
    let list = || built_in(&[&limited, &server]);
    let day_for =
        |of: &Issued| DistrustAfter { root: certificate(of).fingerprint(), last: unix(NOW) };
    let good = imposing(&limited, ONLY_A);
    let rows = [
        (list().impose([good.clone()]).distrust_after([day_for(&limited)]), Ok(()), "right"),
        (
            list().impose([good.clone(), imposing(&other, ONLY_A)]),
            Err(BuiltInError::ConstraintWithoutRoot { index: 1 }),
            "no certificate of the list",
        ),
        (
            list().impose([imposing(&server, ONLY_A)]),
            Err(BuiltInError::ConstraintWithoutRoot { index: 0 }),
            "a pin issues nothing",
        ),
        (
            list().impose([good, imposing(&limited, b"\x05\x00")]),
            Err(BuiltInError::ConstraintMalformed { index: 1 }),
            "no constraint",
        ),
        (
            list().distrust_after([day_for(&limited), day_for(&other)]),
            Err(BuiltInError::DateWithoutRoot { index: 1 }),
            "a day for no root",
        ),
    ];
    for (list, expected, why) in rows {
        assert_eq!(list.check(), expected, "{why}");
    }
    let unreadable: &[CertificateDer<'_>] =
        Box::leak(Box::new([CertificateDer::from(vec![0x30, 0])]));
    let error = BuiltIn::new(unreadable).check().unwrap_err();
    assert!(matches!(error, BuiltInError::Certificate { index: 0, .. }), "{error}");
}
