//! Which CA a remedy names: never a blocked one to upload, and the one to replace if it may not issue.

use crate::case::{Case, HOST};
use crate::support::{Cert, Key, intermediate, leaf, root};
use crate::verifier::certificate;
use trustslot::{Certificate, Change, Check, Findings, Policy, Remedy};

fn remedies(findings: &Findings) -> impl Iterator<Item = &Remedy> {
    findings.iter().filter_map(trustslot::Finding::remedy)
}

fn offered(case: &Case) -> Vec<Certificate> {
    let verdict = case.judge();
    let remedies = verdict.findings().into_iter().flat_map(remedies);
    let cas = remedies.filter_map(|remedy| match remedy {
        Remedy::UploadIssuer { ca, .. } => Some(ca.clone()),
        _ => None,
    });
    cas.collect()
}

#[test]
fn blocked_ca_is_never_offered() {
    let new = root("Test Root").key(Key::ed25519(1)).self_signed();
    let old = root("Test Root").key(Key::ed25519(2)).self_signed();
    let expired = root("Test Root").key(Key::ed25519(1)).expired().self_signed();
    let ca = intermediate("Test CA").key(Key::ed25519(3)).signed_by(&new);
    let end = leaf(HOST).signed_by(&ca);
    let direct = leaf(HOST).signed_by(&new);
    let other = root("Other Root").key(Key::ed25519(4)).self_signed();
    let sends_root = Case::presenting(&[&end, &ca, &new]);
    let rows = [
        (sends_root.clone(), &new, "the root, which the peer sends"),
        (sends_root.clone().uploaded(&[&other]), &new, "beside another root in the store"),
        (Case::presenting(&[&direct, &new]), &new, "the root, directly above the peer"),
        (sends_root.clone().uploaded(&[&old]), &new, "a root that replaces the stored one"),
        (sends_root.clone().uploaded(&[&expired]), &new, "a root that replaces an expired one"),
        (Case::presenting(&[&end, &ca]).uploaded(&[&old]), &ca, "an intermediate"),
    ];
    let policies = [
        ("strict", Policy::STRICT),
        ("with revocation waived", Policy::STRICT.waive(Check::Revocation)),
        ("with the path waived", Policy::STRICT.waive(Check::Path)),
        ("with both waived", Policy::STRICT.waive(Check::Path).waive(Check::Revocation)),
    ];
    for (case, blocked, why) in rows {
        for (name, policy) in policies {
            let case = case.clone().under(policy);
            assert_eq!(offered(&case), [certificate(blocked)], "the control: {why}, {name}");
            let offered = offered(&case.with_block_list(&[blocked]));
            assert!(!offered.contains(&certificate(blocked)), "{why}, {name}");
        }
    }
}

#[test]
fn presented_ca_that_may_not_issue_is_to_be_replaced() {
    let stored = root("Test Root").key(Key::ed25519(1)).self_signed();
    let namesake = root("Test CA").key(Key::ed25519(2)).self_signed();
    let kinds: [(fn(Cert) -> Cert, Change, &str); 3] = [
        (|ca| ca.ca(false), Change::BasicConstraints, "no cA"),
        (|ca| ca.key_usage(&[0]), Change::KeyCertSign, "no keyCertSign"),
        (|ca| ca.version(1), Change::Version3, "version 1"),
    ];
    for (change, needed, what) in kinds {
        let ca = || change(root("Test CA").key(Key::ed25519(3)));
        let issued = ca().signed_by(&stored);
        let itself = ca().self_signed();
        let end = |ca| leaf(HOST).signed_by(ca);
        for (case, ca, why) in [
            (
                Case::presenting(&[&end(&issued), &issued]).uploaded(&[&stored]),
                &issued,
                "stored root",
            ),
            (Case::presenting(&[&end(&itself), &itself]), &itself, "it is a root itself"),
            (
                Case::presenting(&[&end(&itself), &itself]).uploaded(&[&namesake]),
                &itself,
                "another key of its name is stored",
            ),
            (
                Case::presenting(&[&end(&itself), &itself]).uploaded(&[&itself]),
                &itself,
                "it is stored",
            ),
        ] {
            let verdict = case.judge();
            let expected = Remedy::ReplaceCa { ca: certificate(ca), change: needed.clone() };
            let found: Vec<_> = verdict.findings().into_iter().flat_map(remedies).collect();
            assert!(found.contains(&&expected), "{what}, {why}: {verdict}\n{found:?}");
            assert_eq!(offered(&case), [], "{what}, {why}");
        }
        let unknown = Case::presenting(&[&end(&issued), &issued]);
        let verdict = unknown.judge();
        let first = verdict.findings().and_then(|found| found.decisive()?.remedy()).unwrap();
        let sends = Remedy::SendIssuer { issued: certificate(&issued), free: 10 };
        assert_eq!(first, &sends, "{what}: its issuer is missing first");
        assert_eq!(offered(&unknown), [], "{what}");
    }
}
