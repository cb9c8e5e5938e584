//! Mutual TLS with each backend, version of TLS and kind of key.

use std::sync::Arc;
use tls::{certified, certified_by, connect, phone, settings, verifier};
use trustslot::rustls_0_23::caller_of;
use trustslot::{Clock, Device, DeviceClassifier};
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

const MAC: &str = "0015651234ab";

struct Pki {
    root: Issued,
    ca: Issued,
}

fn pki() -> Pki {
    let root = root("Vendor Root").self_signed();
    let ca = intermediate("Vendor CA").signed_by(&root);
    Pki { root, ca }
}

fn server_keys() -> [(&'static str, Key); 2] {
    [("P-256", Key::p256(1)), ("RSA", Key::rsa2048())]
}

fn client_keys() -> [(&'static str, Key); 4] {
    [
        ("P-256", Key::p256(2)),
        ("RSA", Key::rsa3072()),
        ("P-384", Key::p384(2)),
        ("Ed25519", Key::ed25519(2)),
    ]
}

#[test]
fn phones_and_servers_authenticate_each_other_with_every_kind_of_key() {
    let Pki { root, ca } = pki();
    let mut connections = 0;
    for setting in settings() {
        for (server_key, key) in server_keys() {
            let server = leaf(HOST).key(key).signed_by(&ca);
            for (client_key, key) in client_keys() {
                let what = format!("{}, server {server_key}, client {client_key}", setting.name);
                let client = phone(MAC).key(key).signed_by(&ca);
                let phones = DeviceClassifier::new(verifier(&setting, &root));
                let own = certified(&setting, &[&client, &ca]);
                let client = Arc::new(setting.client(verifier(&setting, &root), Some(own)));
                let own = certified(&setting, &[&server, &ca]);
                let server = Arc::new(setting.server(phones.clone(), own));
                let ends = connect(&client, &server, HOST).expect(&what);
                let caller = caller_of(&ends.server, &phones, Clock::set(NOW)).unwrap().unwrap();
                assert_eq!(caller.device(), Device::Unique { mac: MAC.parse().unwrap() }, "{what}");
                connections += 1;
            }
        }
    }
    assert_eq!(connections, 32);
    assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "nobody installed a default");
}

#[test]
fn a_key_that_does_not_belong_to_the_certificate_is_refused_on_both_sides() {
    let Pki { root, ca } = pki();
    for setting in settings() {
        let name = &setting.name;
        let server = leaf(HOST).signed_by(&ca);
        let client = phone(MAC).signed_by(&ca);
        let stolen = certified_by(&setting, &[&server, &ca], &Key::p256(77));
        let outcome = connect(
            &Arc::new(setting.client(verifier(&setting, &root), None)),
            &Arc::new(setting.server_without_clients(stolen)),
            HOST,
        );
        let error = outcome.client.unwrap_err();
        assert_eq!(error, rustls::CertificateError::BadSignature.into(), "{name}, server");

        let own = certified(&setting, &[&server, &ca]);
        let stolen = certified_by(&setting, &[&client, &ca], &Key::p256(77));
        let outcome = connect(
            &Arc::new(setting.client(verifier(&setting, &root), Some(stolen))),
            &Arc::new(setting.server(verifier(&setting, &root), own)),
            HOST,
        );
        let error = outcome.server.unwrap_err();
        assert_eq!(error, rustls::CertificateError::BadSignature.into(), "{name}, client");
    }
}
