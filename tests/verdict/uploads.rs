//! From a file to a verdict. For each format of the root: a file that loads makes the peer trusted, and a file that
//! does not load leaves the store unchanged.

use crate::case::HOST;
use crate::support::pem::{LineEnding, pem, pem_with};
use crate::support::{Issued, Key, NOW, chain3, der};
use crate::verifier::{chain, verifier};
use trustslot::{BuiltIn, Bundle, Clock, Policy, TrustStore, Verifier};

fn padded(text: &str, bytes: usize) -> Vec<u8> {
    let mut file = text.as_bytes().to_vec();
    file.resize(bytes, b'\n');
    file
}

#[test]
fn peer_is_trusted_for_every_file_format() {
    let (root, ca, leaf) = chain3();
    let block = root.pem();
    let text = |label| pem(label, &root.der);
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("root.pem", block.clone().into(), "PEM"),
        ("root.der", root.der.clone(), "DER"),
        ("root.cer", root.der.clone(), "DER in a .cer"),
        ("root.der", block.clone().into(), "PEM in a .der"),
        ("ROOT.CRT", block.clone().into(), "upper case"),
        ("../../etc/root.pem", block.clone().into(), "only the extension of the name matters"),
        ("root.pem", format!("\u{feff}{block}").into(), "byte-order mark"),
        ("root.pem", pem_with("CERTIFICATE", &root.der, 64, LineEnding::CRLF).into(), "CRLF"),
        ("root.pem", block.replace('\n', "\r").into(), "lone CR"),
        ("root.pem", format!("the root\n{block}as of today").into(), "text around it"),
        ("root.pem", block.trim_end().into(), "no final newline"),
        ("root.pem", text("X509 CERTIFICATE").into(), "the older label"),
        ("root.pem", padded(&block, Bundle::MAX_BYTES), "5 MB to the byte"),
    ];
    let presented = chain(&[&leaf, &ca]);
    for (name, file, why) in rows {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let bundle = Bundle::parse(name, &file).unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(store.add(&bundle).unwrap().new, 1, "{why}");
        let verdict = verifier(store, Policy::STRICT).verify_server(
            &presented,
            &HOST.parse().unwrap(),
            Clock::set(NOW),
        );
        assert!(verdict.is_trusted(), "{why}: {verdict}");
    }
}

#[test]
fn rejected_file_leaves_the_store_unchanged() {
    let (root, ca, _) = chain3();
    let key = pem("PRIVATE KEY", Key::p256(1).pkcs8());
    let half = |certificate: &Issued| {
        let text = certificate.pem();
        text[..text.len() / 2].to_owned()
    };
    let huge = der::tlv(der::SEQUENCE, &vec![0; 64 * 1024]);
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("root.p12", root.der.clone(), "another extension"),
        ("root", root.der.clone(), "none"),
        ("root.pem", vec![], "empty"),
        ("root.pem", padded(&root.pem(), Bundle::MAX_BYTES + 1), "a byte more"),
        ("root.der", huge, "a certificate of more than 64 KiB"),
        ("root.pem", format!("{}{key}", root.pem()).into(), "a key beside it"),
        ("root.pem", format!("{}{}", root.pem(), half(&ca)).into(), "one good, one cut off"),
        ("root.pem", pem("TRUSTED CERTIFICATE", &root.der).into(), "OpenSSL's own form"),
        ("root.crt", b"<!DOCTYPE html><html>log in</html>".to_vec(), "HTML"),
    ];
    for (name, file, why) in rows {
        let error = Bundle::parse(name, &file).expect_err(why).to_string();
        assert!(!error.is_empty() && error.len() <= 1024, "{why}: {error}");
    }
}

#[test]
fn verifiers_are_send_sync_and_clone() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Verifier>();
    shared::<TrustStore>();
    shared::<trustslot::Verdict>();
    shared::<trustslot::Chain>();
}
