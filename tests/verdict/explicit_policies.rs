//! Policies that a CA demands of everything below it, where its demand is not critical (RFC 5280 §4.2.1.11, §6.1).

use crate::case::{Case, HOST};
use crate::support::extensions::{CERTIFICATE_POLICIES, POLICY_CONSTRAINTS};
use crate::support::{Cert, Key, der, intermediate, leaf, root};
use trustslot::{Position, Reason};

const POLICY_MAPPINGS: &str = "2.5.29.33";
const INHIBIT_ANY_POLICY: &str = "2.5.29.54";

const ONE: &str = "1.3.6.1.4.1.55555.2.1";
const TWO: &str = "1.3.6.1.4.1.55555.2.2";
const ANY: &str = "2.5.29.32.0";

fn with(cert: Cert, policies: &[&str]) -> Cert {
    let list: Vec<_> = policies.iter().map(|id| der::seq(&[der::oid(id)])).collect();
    cert.extension(CERTIFICATE_POLICIES, false, der::seq(&list))
}

/// `requireExplicitPolicy` after so many certificates.
fn demanding(cert: Cert, after: u8) -> Cert {
    let value = der::seq(&[der::implicit(0, &[after])]);
    cert.extension(POLICY_CONSTRAINTS, false, value)
}

fn inhibiting(cert: Cert, after: u8) -> Cert {
    cert.extension(INHIBIT_ANY_POLICY, false, der::integer(&[after]))
}

fn ca() -> Cert {
    intermediate("Test CA")
}

fn end() -> Cert {
    leaf(HOST)
}

/// Trusted, or refused at this place for want of a policy.
#[track_caller]
fn check(case: &Case, refused_at: Option<Position>, why: &str) {
    let Some(place) = refused_at else {
        case.is_trusted(why);
        return;
    };
    let findings = case.is_rejected(&[(Reason::PathRefused, place)], why);
    assert_eq!(
        findings.to_string(),
        "the certificate is rejected: it lacks a certificate policy that its chain requires (RFC 5280 §4.2.1.11)",
        "{why}"
    );
}

const HERE: Option<Position> = Some(Position::EndEntity);
const ABOVE: Option<Position> = Some(Position::Intermediate(1));

#[test]
fn critical_extension_is_reported_once() {
    let root = root("Test Root").self_signed();
    let ca = demanding(ca(), 0).unknown_critical_extension();
    let ca = ca.signed_by(&root);
    let end = end().signed_by(&ca);
    let found = (Reason::UnknownCriticalExtension, Position::Intermediate(1));
    Case::presenting(&[&end, &ca])
        .uploaded(&[&root])
        .is_rejected(&[found], "and not for want of a policy as well");
}

#[test]
fn policy_required_by_the_issuer_must_be_asserted() {
    let many = |count: usize| {
        let others = (0..count - 1).map(|n| format!("1.3.6.1.4.1.55555.3.{n}"));
        let all: Vec<String> = others.chain([ONE.to_owned()]).collect();
        with(end(), &all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let odd = |id: &str, value: &[u8]| with(demanding(ca(), 0), &[ONE]).extension(id, false, value);
    let only_mapping = der::seq(&[der::implicit(1, &[0])]);
    let rows: Vec<(Cert, Cert, Option<Position>, &str)> = vec![
        (with(demanding(ca(), 0), &[ONE]), with(end(), &[ONE]), None, "the same policy"),
        (with(demanding(ca(), 0), &[ONE]), with(end(), &[TWO, ONE]), None, "one of two"),
        (with(demanding(ca(), 0), &[ONE]), with(end(), &[TWO]), HERE, "another policy"),
        (with(demanding(ca(), 0), &[ONE]), end(), HERE, "no policy"),
        (demanding(ca(), 0), with(end(), &[ONE]), HERE, "the CA has none itself"),
        (with(demanding(ca(), 0), &[ANY]), with(end(), &[ONE]), None, "the CA has any"),
        (with(demanding(ca(), 0), &[ONE]), with(end(), &[ANY]), None, "the end entity has any"),
        (
            inhibiting(with(demanding(ca(), 0), &[ONE]), 0),
            with(end(), &[ANY]),
            HERE,
            "any does not count (§4.2.1.14)",
        ),
        (
            inhibiting(with(demanding(ca(), 0), &[ONE]), 0),
            with(end(), &[ANY, ONE]),
            None,
            "any does not count, and the policy does",
        ),
        (
            inhibiting(with(demanding(ca(), 0), &[ONE]), 1),
            with(end(), &[ANY]),
            None,
            "any counts for one certificate more",
        ),
        (
            odd(INHIBIT_ANY_POLICY, &der::null()),
            with(end(), &[ANY]),
            HERE,
            "what cannot be read inhibits at once",
        ),
        (demanding(ca(), 1), end(), HERE, "the count ends with the end entity (§6.1.5 a)"),
        (demanding(ca(), 2), end(), None, "the count does not end on this path"),
        (
            odd(POLICY_MAPPINGS, &der::seq(&[der::seq(&[der::oid(ONE), der::oid(TWO)])])),
            with(end(), &[ONE, TWO]),
            HERE,
            "under a demand a mapping leaves no policy valid",
        ),
        (ca(), demanding(end(), 0), HERE, "the end entity demands it of itself (§6.1.5 b)"),
        (ca(), demanding(end(), 1), None, "nobody is below an end entity"),
        (
            ca().extension(POLICY_CONSTRAINTS, false, only_mapping),
            end(),
            None,
            "no demand for a policy",
        ),
        (
            ca().extension(POLICY_CONSTRAINTS, false, der::null()),
            with(end(), &[ONE]),
            ABOVE,
            "a demand that cannot be read",
        ),
        (
            ca().extension(POLICY_CONSTRAINTS, false, der::seq(&[der::implicit(0, &[1, 0])])),
            with(end(), &[ONE]),
            ABOVE,
            "a count beyond every path",
        ),
        (with(demanding(ca(), 0), &[ONE]), many(32), None, "as many as are looked at"),
        (with(demanding(ca(), 0), &[ONE]), many(33), HERE, "more than are looked at"),
        (
            with(demanding(ca(), 0), &[ONE]),
            end().extension(CERTIFICATE_POLICIES, false, der::null()),
            HERE,
            "policies that cannot be read are none",
        ),
    ];
    let root = root("Test Root").self_signed();
    for (ca, end, refused_at, why) in rows {
        let ca = ca.signed_by(&root);
        let end = end.signed_by(&ca);
        check(&Case::presenting(&[&end, &ca]).uploaded(&[&root]), refused_at, why);
    }
}

/// The CA that demands, one between, and the end entity.
#[test]
fn self_issued_ca_is_not_counted() {
    let itself = || intermediate("Top").key(Key::p256(8));
    let other = || intermediate("Other");
    let rows: Vec<(u8, Cert, Cert, Option<Position>, &str)> = vec![
        (2, other(), end(), HERE, "another CA counts"),
        (2, itself(), end(), None, "a key change does not (§6.1.4 h)"),
        (0, with(other(), &[ANY]), with(end(), &[ONE]), ABOVE, "any is inhibited for another"),
        (0, with(itself(), &[ANY]), with(end(), &[ONE]), None, "and not for itself (§6.1.3 d 2)"),
        (0, with(itself(), &[ANY]), with(end(), &[ANY]), HERE, "but for what it issues"),
        (9, demanding(with(other(), &[ONE]), 0), end(), HERE, "the sooner of two demands"),
        (0, demanding(with(other(), &[ONE]), 9), end(), HERE, "whichever CA makes it"),
    ];
    let root = root("Test Root").self_signed();
    for (after, between, end, refused_at, why) in rows {
        let top = inhibiting(with(demanding(intermediate("Top"), after), &[ONE]), 0);
        let top = top.signed_by(&root);
        let between = between.signed_by(&top);
        let end = end.signed_by(&between);
        let case = Case::presenting(&[&end, &between, &top]).uploaded(&[&root]);
        check(&case, refused_at, why);
    }
}
