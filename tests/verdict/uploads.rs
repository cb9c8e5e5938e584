//! From a file to a verdict (T3-T6): whatever way the root is written, a file that loads makes the peer trusted,
//! and one that does not leaves the store as it was.

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
fn peer_is_trusted_whatever_the_file_format() {
    let (root, ca, leaf) = chain3();
    let block = root.pem();
    let text = |label| pem(label, &root.der);
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("root.pem", block.clone().into(), "T3: PEM"),
        ("root.der", root.der.clone(), "T3: DER"),
        ("root.cer", root.der.clone(), "T3: DER in a .cer"),
        ("root.der", block.clone().into(), "T3, field 19: PEM in a .der"),
        ("ROOT.CRT", block.clone().into(), "T3: upper case"),
        ("../../etc/root.pem", block.clone().into(), "a name is an extension and nothing more"),
        ("root.pem", format!("\u{feff}{block}").into(), "T6: byte-order mark"),
        (
            "root.pem",
            pem_with("CERTIFICATE", &root.der, 64, LineEnding::CRLF).into(),
            "T6, field 21: CRLF",
        ),
        ("root.pem", block.replace('\n', "\r").into(), "T6: lone CR"),
        ("root.pem", format!("the root\n{block}as of today").into(), "T6: text around it"),
        ("root.pem", block.trim_end().into(), "T6: no final newline"),
        ("root.pem", text("X509 CERTIFICATE").into(), "T6: the older label"),
        ("root.pem", padded(&block, Bundle::MAX_BYTES), "T4, field 18: 5 MB to the byte"),
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
        ("root.p12", root.der.clone(), "T3: another extension"),
        ("root", root.der.clone(), "T3: none"),
        ("root.pem", vec![], "T4: empty"),
        ("root.pem", padded(&root.pem(), Bundle::MAX_BYTES + 1), "T4, field 18: a byte more"),
        ("root.der", huge, "T4: a certificate of more than 64 KiB"),
        ("root.pem", format!("{}{key}", root.pem()).into(), "T5, field 24: a key beside it"),
        ("root.pem", format!("{}{}", root.pem(), half(&ca)).into(), "T5: one good, one cut off"),
        ("root.pem", pem("TRUSTED CERTIFICATE", &root.der).into(), "T5: OpenSSL's own form"),
        ("root.crt", b"<!DOCTYPE html><html>log in</html>".to_vec(), "T5, field 23: HTML"),
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
