//! Limits set by a CA or by the maker of a root list that webpki does not check.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a test may panic"
)]

use crate::support::extensions::{CLIENT_AUTH, SERVER_AUTH};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use trustslot::pki_types::CertificateDer;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Clock, ImposedConstraint, Policy, Position, Reason,
    TrustStore, Verdict, Verifier,
};

const HOST: &str = "phone.example.com";

#[track_caller]
fn judge(store: TrustStore, presented: &[&Issued]) -> Verdict {
    let presented: Vec<&[u8]> = presented.iter().map(|issued| &*issued.der).collect();
    let chain = Chain::from_der(&presented).expect("a chain");
    let meant = HOST.parse().expect("a name");
    let clock = Clock::set(1_780_272_000); // 2026-06-01
    Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS)
        .verify_server(&chain, &meant, clock)
}

#[track_caller]
fn trusting(root: &Issued) -> TrustStore {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let bundle = Bundle::parse("root.pem", root.pem().as_bytes()).expect("a bundle");
    store.add(&bundle).expect("a root");
    store
}

/// The only finding: its reason and position. `None` if the peer is trusted.
#[track_caller]
fn only_finding(verdict: &Verdict) -> Option<(Reason, Position)> {
    let findings = verdict.findings()?;
    assert_eq!(findings.len(), 1, "{verdict}");
    let finding = findings.decisive().expect("one");
    Some((finding.reason(), finding.position()))
}

#[test]
fn imposed_constraint_applies_to_common_names() {
    // permittedSubtrees: dNSName
    let imposed = |base: &str| {
        let subtree = der::seq(&[der::implicit(2, base.as_bytes())]);
        der::implicit_constructed(0, &subtree)
    };
    let rows = [
        ("example.com", None),
        (".example.com", None),
        ("example.org", Some((Reason::NameConstraintViolated, Position::Anchor))),
        (".com.example", Some((Reason::NameConstraintViolated, Position::Anchor))),
    ];
    for (base, expected) in rows {
        let root = root("Imposed").self_signed();
        let fingerprint = Certificate::from_der(&root.der).expect("a root").fingerprint();
        let bytes: &'static [u8] = root.der.clone().leak();
        let roots = Vec::leak(vec![CertificateDer::from(bytes)]);
        let constraints = Vec::leak(vec![ImposedConstraint {
            root: fingerprint,
            name_constraints: imposed(base).into(),
        }]);
        let built_in: &BuiltIn = Box::leak(Box::new(BuiltIn::with_imposed(roots, constraints)));
        for leaf in [leaf(HOST).no_san(), leaf(HOST)] {
            let leaf = leaf.signed_by(&root);
            let verdict = judge(TrustStore::new(built_in), &[&leaf]);
            assert_eq!(only_finding(&verdict), expected, "{base}: {verdict}");
        }
    }
}

#[test]
fn extended_key_usage_of_a_root_applies() {
    let code_signing = "1.3.6.1.5.5.7.3.3";
    let refused = Some((Reason::UsageNotAllowed, Position::Anchor));
    let rows = [
        (&[][..], None),
        (&[SERVER_AUTH], None),
        (&[CLIENT_AUTH, SERVER_AUTH], None),
        (&[CLIENT_AUTH], refused),
        (&[code_signing], refused),
    ];
    for (purposes, expected) in rows {
        let root = root("For something").eku(purposes).self_signed();
        let leaf = leaf(HOST).signed_by(&root);
        let verdict = judge(trusting(&root), &[&leaf]);
        assert_eq!(only_finding(&verdict), expected, "{purposes:?}: {verdict}");
    }
}

/// `requireExplicitPolicy` after this number of certificates, not critical.
fn demanding(cert: Cert, after: u8) -> Cert {
    let constraints = der::seq(&[der::implicit(0, &[after])]);
    cert.extension("2.5.29.36", false, constraints)
}

fn asserting(cert: Cert, policies: &[&str]) -> Cert {
    let policies: Vec<_> = policies.iter().map(|policy| der::seq(&[der::oid(policy)])).collect();
    cert.extension("2.5.29.32", false, der::seq(&policies))
}

fn mapping(cert: Cert, from: &str, to: &str) -> Cert {
    let pair = der::seq(&[der::oid(from), der::oid(to)]);
    cert.extension("2.5.29.33", false, der::seq(&[pair]))
}

#[test]
fn required_policy_must_be_asserted() {
    const P: &str = "1.3.6.1.4.1.99999.1";
    const Q: &str = "1.3.6.1.4.1.99999.2";
    const ANY: &str = "2.5.29.32.0";
    let ca = || intermediate("Test CA");
    let rows: [(Cert, Cert, Option<Position>, &str); 12] = [
        (demanding(ca(), 0), leaf(HOST), Some(Position::EndEntity), "none at all"),
        (asserting(demanding(ca(), 0), &[P]), leaf(HOST), Some(Position::EndEntity), "none below"),
        (asserting(demanding(ca(), 0), &[P]), asserting(leaf(HOST), &[P]), None, "the same"),
        (asserting(demanding(ca(), 0), &[P, Q]), asserting(leaf(HOST), &[Q]), None, "one of two"),
        (
            asserting(demanding(ca(), 0), &[P]),
            asserting(leaf(HOST), &[Q]),
            Some(Position::EndEntity),
            "another",
        ),
        (asserting(demanding(ca(), 0), &[ANY]), asserting(leaf(HOST), &[Q]), None, "any above"),
        (asserting(demanding(ca(), 0), &[P]), asserting(leaf(HOST), &[ANY]), None, "any below"),
        (
            demanding(ca(), 1),
            leaf(HOST),
            Some(Position::EndEntity),
            "required from the next certificate on",
        ),
        (demanding(ca(), 2), leaf(HOST), None, "required below the end of the path"),
        (asserting(ca(), &[P]), leaf(HOST), None, "not demanded"),
        (
            mapping(asserting(demanding(ca(), 0), &[P]), P, Q),
            asserting(leaf(HOST), &[Q]),
            Some(Position::Anchor), // stands for `not_mapped`
            "policies are not mapped",
        ),
        (
            ca().extension("2.5.29.36", false, [0x30, 0x03, 0x80, 0x01]),
            leaf(HOST),
            Some(Position::Intermediate(1)),
            "a requirement that cannot be parsed",
        ),
    ];
    let not_mapped = (Reason::PolicyNotSupported, Position::Intermediate(1));
    for (ca, leaf, expected, why) in rows {
        let root = root("Test Root").self_signed();
        let ca = ca.signed_by(&root);
        let leaf = leaf.signed_by(&ca);
        let verdict = judge(trusting(&root), &[&leaf, &ca]);
        let expected = match expected {
            Some(Position::Anchor) => Some(not_mapped),
            place => place.map(|place| (Reason::PathRefused, place)),
        };
        assert_eq!(only_finding(&verdict), expected, "{why}: {verdict}");
    }
}

#[test]
fn new_key_of_a_ca_counts_against_the_path_length() {
    let root = root("Test Root").self_signed();
    let old = |path_len| {
        let cert = intermediate("Test CA");
        let cert = if path_len { cert.path_len(0) } else { cert };
        cert.signed_by(&root)
    };
    let rows = [
        (false, false, None),
        // RFC 5280 §6.1.4 (l) does not count it. webpki does, and the message says so.
        (true, false, Some((Reason::PathRefused, Position::Intermediate(1)))),
        (false, true, Some((Reason::BadSignature, Position::EndEntity))),
    ];
    for (is_limited, is_forged, expected) in rows {
        let old = old(is_limited);
        let new = intermediate("Test CA").key(Key::p256(77)).signed_by(&old);
        let leaf = leaf(HOST);
        let leaf = if is_forged { leaf.corrupt_signature() } else { leaf };
        let leaf = leaf.signed_by(&new);
        let verdict = judge(trusting(&root), &[&leaf, &new, &old]);
        assert_eq!(only_finding(&verdict), expected, "{verdict}");
    }
}
