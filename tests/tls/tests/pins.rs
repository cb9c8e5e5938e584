//! Certificates that are trusted by exact match work in TLS too, also those that webpki cannot parse. The peer must have
//! their key.

use std::sync::Arc;
use tls::{Setting, certified, certified_by, connect, pin_store, settings, unique_identifier};
use trustslot::rustls_0_23::refusal;
use trustslot::{Policy, TrustStore, Verifier};
use trustslot_kit::{Cert, HOST, Issued, Key, leaf, root};

struct Row {
    name: &'static str,
    certificate: Issued,
    /// Of the same kind as the right one.
    wrong_key: Key,
}

fn rows() -> Vec<Row> {
    let both = |leaf: Cert| {
        leaf.eku(&[trustslot_kit::extensions::SERVER_AUTH, trustslot_kit::extensions::CLIENT_AUTH])
    };
    let row = |name, certificate, wrong_key| Row { name, certificate, wrong_key };
    let p256 = Key::p256(99);
    vec![
        row("version 1, P-256", leaf(HOST).version(1).self_signed(), p256.clone()),
        row(
            "version 1, RSA",
            leaf(HOST).version(1).key(Key::rsa2048()).self_signed(),
            Key::rsa3072(),
        ),
        row(
            "a self-signed CA",
            both(root(HOST).dns(HOST).no_key_usage()).self_signed(),
            p256.clone(),
        ),
        row(
            "an issuer unique identifier",
            both(leaf(HOST)).patch(unique_identifier).self_signed(),
            p256.clone(),
        ),
        row("version 3", both(leaf(HOST)).self_signed(), p256),
    ]
}

/// Trusted as a pin, or tolerated although nothing vouches for it.
fn verifiers(setting: &Setting, pin: &Issued) -> [(&'static str, Verifier); 2] {
    [
        ("pinned", setting.verifier(pin_store(pin), Policy::STRICT)),
        ("tolerated", setting.verifier(TrustStore::default(), Policy::STRICT.accept_untrusted())),
    ]
}

#[test]
fn pins_of_every_form_work_on_both_sides_and_only_with_their_key() {
    for setting in settings() {
        for Row { name, certificate, wrong_key } in rows() {
            for (how, verifier) in verifiers(&setting, &certificate) {
                let what = format!("{}, {name}, {how}", setting.name);
                let chain = [&certificate];
                let right = || certified(&setting, &chain);
                let wrong = || certified_by(&setting, &chain, &wrong_key);
                let run = |client_key, server_key| {
                    let client = setting.client(verifier.clone(), Some(client_key));
                    let server = setting.server(verifier.clone(), server_key);
                    connect(&Arc::new(client), &Arc::new(server), HOST)
                };
                let _ends = run(right(), right()).expect(&what);

                let refused = rustls::CertificateError::BadSignature.into();
                assert_eq!(run(right(), wrong()).client.unwrap_err(), refused, "{what}");
                assert_eq!(run(wrong(), right()).server.unwrap_err(), refused, "{what}");
            }
        }
    }
}

#[test]
fn a_pin_vouches_for_no_other_certificate() {
    for setting in settings() {
        for Row { name, certificate, .. } in rows() {
            let what = format!("{}, {name}", setting.name);
            let verifier = setting.verifier(pin_store(&certificate), Policy::STRICT);
            // The same names and the same kind of key, but not the same certificate.
            let other = leaf(HOST).key(Key::p256(5)).self_signed();
            let client = Arc::new(setting.client(verifier, None));
            let server = setting.server_without_clients(certified(&setting, &[&other]));
            let error = connect(&client, &Arc::new(server), HOST).client.unwrap_err();
            assert!(refusal(&error).is_some_and(|refusal| refusal.findings().is_some()), "{what}");
        }
    }
}
