//! What is said at an upload about a certificate that cannot serve, or soon cannot serve, as TLS server or client.

use crate::presented::{device, identity};
use crate::store_snapshots::certificate;
use crate::support::extensions::{
    ANY_PURPOSE, CLIENT_AUTH, DIGITAL_SIGNATURE, EXT_KEY_USAGE, KEY_AGREEMENT, KEY_CERT_SIGN,
    KEY_ENCIPHERMENT, SERVER_AUTH,
};
use crate::support::{self, Cert, Key, NOW};
use trustslot::{
    BuiltIn, Bundle, CertificateFlag, Chain, Clock, Policy, Reason, ServerCertSlot, TrustStore,
    Usage, Verifier,
};

const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const SIP_DOMAIN: &str = "1.3.6.1.5.5.7.3.20";

/// A certificate, the words of the findings, and whether it serves as server and as client.
type Row = (&'static str, Cert, &'static [&'static str], bool, bool);

fn rows() -> Vec<Row> {
    const PURPOSE: &str = "identity-not-issued-for-role";
    const USAGE: &str = "identity-key-usage";
    let phone = || device("phone.example.com", 5);
    let both = || phone().eku(&[SERVER_AUTH, CLIENT_AUTH]);
    vec![
        ("for both", both(), &[], true, true),
        ("no purposes: any", phone().without_extension(EXT_KEY_USAGE), &[], true, true),
        ("as public CAs issue it", phone().eku(&[SERVER_AUTH]), &[PURPOSE], true, false),
        ("for clients", phone().eku(&[CLIENT_AUTH]), &[PURPOSE], false, true),
        ("for code", phone().eku(&[CODE_SIGNING]), &[PURPOSE, PURPOSE], false, false),
        ("any purpose alone", phone().eku(&[ANY_PURPOSE]), &[PURPOSE, PURPOSE], false, false),
        ("a SIP domain (RFC 5924)", phone().eku(&[SIP_DOMAIN]), &[], true, true),
        ("no key usage: any", both().no_key_usage(), &[], true, true),
        ("to decrypt only", both().key_usage(&[KEY_ENCIPHERMENT]), &[USAGE], true, false),
        ("to agree on keys", both().key_usage(&[KEY_AGREEMENT]), &[], true, true),
        ("to sign CAs only", both().key_usage(&[KEY_CERT_SIGN]), &[USAGE, USAGE], false, false),
        (
            "a CA",
            both().ca(true).key_usage(&[DIGITAL_SIGNATURE, KEY_CERT_SIGN]),
            &["identity-is-ca"],
            true,
            true,
        ),
        (
            "an unknown critical extension",
            both().unknown_critical_extension(),
            &["identity-critical-extension"],
            false,
            false,
        ),
        ("expired", both().expired(), &["identity-expired"], true, true),
        ("not yet valid", both().not_yet_valid(), &["identity-not-yet-valid"], true, true),
    ]
}

#[test]
fn upload_says_what_the_certificate_cannot_be_used_for() {
    let root = support::root("Root").key(Key::ed25519(50)).self_signed();
    for (why, cert, words, server, client) in rows() {
        let identity = identity(&cert.signed_by(&root), &[]);
        let findings = identity.findings(Clock::set(NOW));
        let found: Vec<_> = findings.iter().map(|finding| finding.word()).collect();
        assert_eq!(found, words, "{why}");
        for (role, serves) in [(Usage::ServerAuth, server), (Usage::ClientAuth, client)] {
            assert_eq!(identity.serves_as(role), serves, "{why}: {role}");
            let excluded = findings.iter().any(|finding| finding.excludes(role));
            assert_eq!(excluded, !serves, "{why}: {role}");
        }
        for finding in &findings {
            assert!(finding.remedy().is_some(), "{why}: {finding}");
        }
        // The list says the same, whatever the clock.
        let mut slot = ServerCertSlot::new();
        slot.upload(identity);
        let flags = slot.list(Clock::Unset).remove(0).flags;
        assert_eq!(flags.contains(&CertificateFlag::NotForServers), !server, "{why}");
        assert_eq!(flags.contains(&CertificateFlag::NotForClients), !client, "{why}");
    }
}

/// The findings agree with the verifier, which is such a peer.
#[test]
fn certificate_that_serves_is_not_rejected_for_its_usage() {
    let root = support::root("Root").key(Key::ed25519(50)).self_signed();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&Bundle::from(certificate(&root))).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    for (why, cert, _, server, client) in rows() {
        if why.contains("RFC 5924") {
            continue; // The verifier accepts it under the rules for SIP only.
        }
        let chain = Chain::new(certificate(&cert.signed_by(&root)));
        let clock = Clock::set(NOW);
        for (verdict, serves) in [
            (verifier.verify_server_of_any_name(&chain, clock), server),
            (verifier.verify_client(&chain, clock), client),
        ] {
            let usage = [
                Reason::UsageNotAllowed,
                Reason::KeyUsageNotAllowed,
                Reason::UnknownCriticalExtension,
            ];
            let findings = verdict.findings();
            let is_found = |reason| findings.is_some_and(|findings| findings.contains(reason));
            assert_eq!(usage.into_iter().any(is_found), !serves, "{why}: {verdict}");
        }
    }
}

/// A signature with SHA-1, and a key that a secure element keeps and no file could bring.
#[test]
fn weak_certificates_are_reported() {
    use trustslot::{HandleProof, Identity, KeyHandle};
    let root = support::root("Root").key(Key::rsa2048()).self_signed();
    let weak = device("phone.example.com", 5).key(Key::rsa1024()).signed_by(&root);
    let chain = vec![certificate(&weak)];
    let identity = Identity::with_handle(chain, KeyHandle::new("1"), HandleProof::Stated).unwrap();
    let findings = identity.findings(Clock::Unset);
    let words: Vec<_> = findings.iter().map(|finding| finding.word()).collect();
    assert!(words.contains(&"identity-weak"), "{words:?}");
    let begins = support::time::When::from("2040-01-01");
    let soon = Clock::set(begins.seconds().saturating_sub(24 * 60 * 60));
    let late = identity.findings(soon);
    assert!(late.iter().any(|finding| finding.word() == "identity-expires-soon"), "{late:?}");
}
