//! Certificate policies that a CA requires of every certificate below it, not critically (RFC 5280 §4.2.1.11, §6.1).

use crate::case::{Case, HOST};
use crate::support::extensions::{CERTIFICATE_POLICIES, POLICY_CONSTRAINTS};
use crate::support::{Cert, Key, der, intermediate, leaf, root};
use trustslot::{Position, Reason, Remedy};

const POLICY_MAPPINGS: &str = "2.5.29.33";
const INHIBIT_ANY_POLICY: &str = "2.5.29.54";

const ONE: &str = "1.3.6.1.4.1.55555.2.1";
const TWO: &str = "1.3.6.1.4.1.55555.2.2";
const ANY: &str = "2.5.29.32.0";

fn with(cert: Cert, policies: &[&str]) -> Cert {
    let list: Vec<_> = policies.iter().map(|id| der::seq(&[der::oid(id)])).collect();
    cert.extension(CERTIFICATE_POLICIES, false, der::seq(&list))
}

/// `requireExplicitPolicy` after this number of certificates.
fn requiring(cert: Cert, after: u8) -> Cert {
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

/// Trusted, or rejected at this position with this fault.
#[track_caller]
fn check(case: &Case, rejected: Option<(Position, &str)>, why: &str) {
    let Some((position, fault)) = rejected else {
        case.is_trusted(why);
        return;
    };
    let findings = case.is_rejected(&[(Reason::PathRefused, position)], why);
    let message = findings.to_string();
    assert!(message.ends_with(&format!(" is rejected: {fault}")), "{why}: {message}");
}

const MISSING: &str = "it lacks a certificate policy that its chain requires (RFC 5280 §4.2.1.11)";
const MALFORMED: &str =
    "its policy constraints are malformed or not supported (RFC 5280 §4.2.1.11)";
const HERE: Option<(Position, &str)> = Some((Position::EndEntity, MISSING));
const ABOVE: Option<(Position, &str)> = Some((Position::Intermediate(1), MISSING));
const ODD: Option<(Position, &str)> = Some((Position::Intermediate(1), MALFORMED));

#[test]
fn critical_extension_is_reported_once() {
    let root = root("Test Root").self_signed();
    let ca = requiring(ca(), 0).unknown_critical_extension();
    let ca = ca.signed_by(&root);
    let end = end().signed_by(&ca);
    let found = (Reason::UnknownCriticalExtension, Position::Intermediate(1));
    Case::presenting(&[&end, &ca])
        .uploaded(&[&root])
        .is_rejected(&[found], "and no missing policy is reported beside it");
}

#[test]
fn policy_required_by_the_issuer_must_be_asserted() {
    let many = |count: usize| {
        let others = (0..count - 1).map(|n| format!("1.3.6.1.4.1.55555.3.{n}"));
        let all: Vec<String> = others.chain([ONE.to_owned()]).collect();
        with(end(), &all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let odd = |id: &str, value: &[u8]| with(requiring(ca(), 0), &[ONE]).extension(id, false, value);
    let only_mapping = der::seq(&[der::implicit(1, &[0])]);
    let rows: Vec<(Cert, Cert, Option<(Position, &str)>, &str)> = vec![
        (with(requiring(ca(), 0), &[ONE]), with(end(), &[ONE]), None, "the same policy"),
        (with(requiring(ca(), 0), &[ONE]), with(end(), &[TWO, ONE]), None, "one of two"),
        (with(requiring(ca(), 0), &[ONE]), with(end(), &[TWO]), HERE, "another policy"),
        (with(requiring(ca(), 0), &[ONE]), end(), HERE, "no policy"),
        (requiring(ca(), 0), with(end(), &[ONE]), HERE, "the CA has no policy"),
        (with(requiring(ca(), 0), &[ANY]), with(end(), &[ONE]), None, "the CA has anyPolicy"),
        (
            with(requiring(ca(), 0), &[ONE]),
            with(end(), &[ANY]),
            None,
            "the end entity has anyPolicy",
        ),
        (
            inhibiting(with(requiring(ca(), 0), &[ONE]), 0),
            with(end(), &[ANY]),
            HERE,
            "anyPolicy is inhibited (§4.2.1.14)",
        ),
        (
            inhibiting(with(requiring(ca(), 0), &[ONE]), 0),
            with(end(), &[ANY, ONE]),
            None,
            "anyPolicy is inhibited, and the other policy counts",
        ),
        (
            inhibiting(with(requiring(ca(), 0), &[ONE]), 1),
            with(end(), &[ANY]),
            None,
            "anyPolicy counts for one more certificate",
        ),
        (
            odd(INHIBIT_ANY_POLICY, &der::null()),
            with(end(), &[ANY]),
            HERE,
            "a malformed value inhibits at once",
        ),
        (requiring(ca(), 1), end(), HERE, "the count ends with the end entity (§6.1.5 a)"),
        (requiring(ca(), 2), end(), None, "the count does not end on this path"),
        (
            odd(POLICY_MAPPINGS, &der::seq(&[der::seq(&[der::oid(ONE), der::oid(TWO)])])),
            end(),
            HERE,
            "with a mapping, a policy is required all the same",
        ),
        (ca(), requiring(end(), 0), HERE, "the end entity requires it of itself (§6.1.5 b)"),
        (ca(), requiring(end(), 1), None, "no certificate is below an end entity"),
        (
            ca().extension(POLICY_CONSTRAINTS, false, only_mapping),
            end(),
            None,
            "no policy is required",
        ),
        (
            ca().extension(POLICY_CONSTRAINTS, false, der::null()),
            with(end(), &[ONE]),
            ODD,
            "a malformed requirement",
        ),
        (
            ca().extension(POLICY_CONSTRAINTS, false, der::seq(&[der::implicit(0, &[1, 0])])),
            with(end(), &[ONE]),
            ODD,
            "a count beyond every path",
        ),
        (with(requiring(ca(), 0), &[ONE]), many(32), None, "the most policies that are compared"),
        (with(requiring(ca(), 0), &[ONE]), many(33), HERE, "one more policy"),
        (
            with(requiring(ca(), 0), &[ONE]),
            end().extension(CERTIFICATE_POLICIES, false, der::null()),
            HERE,
            "malformed policies count as none",
        ),
    ];
    let root = root("Test Root").self_signed();
    for (ca, end, rejected, why) in rows {
        let ca = ca.signed_by(&root);
        let end = end.signed_by(&ca);
        check(&Case::presenting(&[&end, &ca]).uploaded(&[&root]), rejected, why);
    }
}

/// Policies are not mapped, so nobody here knows whether the certificate has an equivalent one.
#[test]
fn mapping_under_a_required_policy_is_a_limit_of_this_library() {
    let root = root("Test Root").self_signed();
    let mapping = der::seq(&[der::seq(&[der::oid(ONE), der::oid(TWO)])]);
    let ca = with(requiring(ca(), 0), &[ONE]).extension(POLICY_MAPPINGS, false, mapping);
    let ca = ca.signed_by(&root);
    let end = with(end(), &[TWO]).signed_by(&ca);
    let findings = Case::presenting(&[&end, &ca]).uploaded(&[&root]).is_rejected(
        &[(Reason::PolicyNotSupported, Position::Intermediate(1))],
        "the end entity has the mapped policy",
    );
    assert_eq!(findings.decisive().unwrap().remedy(), Some(&Remedy::AskForOtherChain));
}

/// The CA that requires a policy, a CA between, and the end entity.
#[test]
fn self_issued_ca_is_not_counted() {
    let itself = || intermediate("Top").key(Key::p256(8));
    let other = || intermediate("Other");
    let rows: Vec<(u8, Cert, Cert, Option<(Position, &str)>, &str)> = vec![
        (2, other(), end(), HERE, "another CA counts"),
        (2, itself(), end(), None, "a key change does not (§6.1.4 h)"),
        (
            0,
            with(other(), &[ANY]),
            with(end(), &[ONE]),
            ABOVE,
            "anyPolicy is inhibited for another certificate",
        ),
        (
            0,
            with(itself(), &[ANY]),
            with(end(), &[ONE]),
            None,
            "anyPolicy is not inhibited for the CA itself (§6.1.3 d 2)",
        ),
        (
            0,
            with(itself(), &[ANY]),
            with(end(), &[ANY]),
            HERE,
            "it is inhibited for certificates that it issues",
        ),
        (9, requiring(with(other(), &[ONE]), 0), end(), HERE, "the earlier of two requirements"),
        (0, requiring(with(other(), &[ONE]), 9), end(), HERE, "for each CA that can require it"),
    ];
    let root = root("Test Root").self_signed();
    for (after, between, end, rejected, why) in rows {
        let top = inhibiting(with(requiring(intermediate("Top"), after), &[ONE]), 0);
        let top = top.signed_by(&root);
        let between = between.signed_by(&top);
        let end = end.signed_by(&between);
        let case = Case::presenting(&[&end, &between, &top]).uploaded(&[&root]);
        check(&case, rejected, why);
    }
}
