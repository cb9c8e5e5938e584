//! Verdicts from end to end, and their messages.

use miri::{HOST, trusting, verify, verify_as};
use trustslot::{Crl, Finding, Reason, StorePart, TrustRole, Verdict, VerifiedPath};
use trustslot_kit::crl::crl;
use trustslot_kit::{Issued, Key, chain3, intermediate, leaf, root};

const TRUSTED: &str =
    "trusted through \"Test Root\" until 2040-01-01, as \"phone.example.com\" (dNSName)";

/// Requires trust, with this message.
#[track_caller]
fn trusted(verdict: Verdict, message: &str) -> VerifiedPath {
    assert_eq!(verdict.to_string(), message);
    match verdict {
        Verdict::Trusted(path) => path,
        other => panic!("{other}"),
    }
}

/// Requires a rejection for this reason alone, with this message.
#[track_caller]
fn rejected(verdict: &Verdict, why: Reason, message: &str) {
    assert_eq!(verdict.to_string(), message);
    let Verdict::Rejected(findings) = verdict else { panic!("{verdict}") };
    let reasons: Vec<_> = findings.iter().map(Finding::reason).collect();
    assert_eq!(reasons, [why]);
}

#[test]
fn chain_of_three_is_trusted() {
    let (root, ca, server) = chain3();
    let path = trusted(verify(&trusting(&[&root]), &[&server, &ca]), TRUSTED);
    assert_eq!((path.role(), path.part()), (TrustRole::Anchor, StorePart::Custom));
    assert_eq!(path.end_entity().as_der(), server.der);
    assert_eq!(path.anchor().as_der(), root.der);
    let [intermediate] = path.intermediates() else { panic!("{path}") };
    assert_eq!(intermediate.as_der(), ca.der);
}

#[test]
fn bad_signature_is_rejected() {
    let (root, ca, _) = chain3();
    let server = leaf(HOST).corrupt_signature().signed_by(&ca);
    rejected(
        &verify(&trusting(&[&root]), &[&server, &ca]),
        Reason::BadSignature,
        "rejected: the signature on the certificate does not verify with the key of \"Test CA\"",
    );
}

#[test]
fn expired_certificate_is_rejected() {
    let (root, ca, _) = chain3();
    let server = leaf(HOST).expired().signed_by(&ca);
    rejected(
        &verify(&trusting(&[&root]), &[&server, &ca]),
        Reason::Expired,
        "rejected: the certificate expired on 2026-05-31",
    );
}

#[test]
fn another_name_is_rejected() {
    let (root, ca, server) = chain3();
    rejected(
        &verify_as("fax.example.com", &trusting(&[&root]), &[&server, &ca]),
        Reason::NameMismatch,
        "rejected: the certificate is for \"phone.example.com\", not for \"fax.example.com\"",
    );
}

#[test]
fn pin_vouches_for_itself_alone() {
    let pinned = leaf(HOST).key(Key::toy(1)).self_signed();
    let other = leaf(HOST).key(Key::toy(2)).self_signed();
    let verifier = trusting(&[&pinned]);
    let path = trusted(
        verify(&verifier, &[&pinned]),
        "trusted because that very certificate is in the store (custom), until 2040-01-01, as \"phone.example.com\" (dNSName)",
    );
    assert_eq!((path.role(), path.part()), (TrustRole::Pin, StorePart::Custom));
    rejected(
        &verify(&verifier, &[&other]),
        Reason::SelfIssuedNotTrusted,
        "rejected: the certificate is self-signed, and it is not in the trust store",
    );
}

/// Two roots certify the CA's key, and only one of them was uploaded. The server sends its own certificate first, and
/// then all others, unsorted and some twice.
#[test]
fn cross_signed_chain_is_trusted_in_any_order() {
    let (new, ca, server) = chain3();
    let old = root("Old Root").self_signed();
    let cross = intermediate("Test CA").signed_by(&old);
    let verifier = trusting(&[&new]);
    let sorted = trusted(verify(&verifier, &[&server, &ca]), TRUSTED);
    let sent: [&Issued; 8] = [&server, &old, &cross, &new, &server, &ca, &cross, &ca];
    assert_eq!(trusted(verify(&verifier, &sent), TRUSTED), sorted);
    rejected(
        &verify(&verifier, &[&server, &cross, &old]),
        Reason::RootNotTrusted,
        "rejected: the chain ends in \"Old Root\", which is not in the trust store",
    );
}

#[test]
fn crl_rejects_only_the_certificates_it_revokes() {
    let (root, ca, server) = chain3();
    let other = leaf(HOST).serial(&[77]).signed_by(&ca);
    let crls = [
        Crl::parse(&crl().signed_by(&root)).unwrap(),
        Crl::parse(&crl().revoking_because(&other, 1).signed_by(&ca)).unwrap(),
    ];
    let verifier = trusting(&[&root]).with_crls(crls);
    trusted(
        verify(&verifier, &[&server, &ca]),
        "trusted through \"Test Root\" until 2026-12-31, as \"phone.example.com\" (dNSName)",
    );
    rejected(
        &verify(&verifier, &[&other, &ca]),
        Reason::Revoked,
        "rejected: \"Test CA\" has revoked the certificate: since 2026-04-01, because its key was compromised",
    );
}
