//! No text contains bytes of a private key: not raw, nor in hexadecimal, base64 or decimal.

use crate::support::key::Key;
use crate::support::pem::pem;
use crate::support::{self, root};
use crate::{certificate_for, key_pem};
use alloc::collections::BTreeSet;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use trustslot::{
    BuiltIn, Bundle, Clock, DeviceCertificate, Identity, Policy, PrivateKey, ServerCertSlot,
    TrustStore, Verifier,
};

fn keys() -> [Key; 5] {
    [Key::rsa2048(), Key::p256(1), Key::p384(1), Key::p521(), Key::ed25519(1)]
}

/// Every text about an identity, and about a slot that contains it.
#[test]
fn text_about_an_identity_contains_nothing_of_its_key() {
    let ca = root("Test Root").self_signed();
    for key in keys() {
        let forms = Forms::of(key.pkcs8());
        let phone = certificate_for(&key, &ca);
        let file = phone.pem() + &key_pem(&key);
        let identity = Identity::parse("phone.pem", file.as_bytes()).unwrap();
        let mut said = Said::default();
        said.of(&identity);
        said.of(identity.key());
        said.of(&PrivateKey::from_der(key.pkcs8()).unwrap());
        said.text(identity.pair_proof().to_string());
        let mut slot = ServerCertSlot::new();
        slot.upload(identity);
        said.of(&slot);
        said.of(&slot.list(Clock::set(support::NOW)));
        let presented = slot.present(DeviceCertificate::Custom).unwrap();
        said.of(&presented);
        said.text(presented.to_string());
        let whole = slot.snapshot_with_private_key();
        said.of(&whole);
        said.of(&ServerCertSlot::restore(&whole, 0).unwrap());
        said.of(&ServerCertSlot::restore(&slot.snapshot(), 0).unwrap());
        // Rejected by the slot and by the trust store.
        let mac = "0015651234ab".parse().unwrap();
        let verifier = Verifier::with_algorithms(
            TrustStore::new(BuiltIn::EMPTY),
            Policy::STRICT,
            webpki::ALL_VERIFICATION_ALGS,
        );
        let identity = || Identity::parse("phone.pem", file.as_bytes()).unwrap();
        let error = slot.install_unique(mac, identity(), &verifier).unwrap_err();
        said.text(format!("{error} {error:?}"));
        let error = slot.install_generic(identity(), &verifier).unwrap_err();
        said.text(format!("{error} {error:?}"));
        for (name, bytes) in [
            ("both.pem", file.as_bytes()),
            ("key.pem", key_pem(&key).as_bytes()),
            ("key.der", key.pkcs8()),
            ("lie.pem", pem("CERTIFICATE", key.pkcs8()).as_bytes()),
            ("box.pem", pem("PKCS7", key.pkcs8()).as_bytes()),
        ] {
            let error = Bundle::parse(name, bytes).unwrap_err();
            said.text(format!("{error} {error:?} {:?}", error.remedy()));
        }
        forms.are_not_in(&said);
        // The control: the bytes of the snapshot that includes the key, in each notation.
        for shown in [format!("{:?}", &*whole), hex(&whole, ""), pem("X", &whole).replace('\n', "")]
        {
            assert!(forms.text.iter().any(|form| shown.contains(form)), "{shown}");
        }
    }
}

/// A changed byte at every offset and in every layer, and a cut at every length.
#[test]
fn errors_about_a_broken_key_contain_nothing_of_it() {
    let ca = root("Test Root").self_signed();
    for key in keys() {
        let forms = Forms::of(key.pkcs8());
        let phone = certificate_for(&key, &ca);
        let mut said = Said::default();
        for at in 0..key.pkcs8().len() {
            let mut bytes = key.pkcs8().to_vec();
            bytes[at] ^= 0x55;
            for read in [PrivateKey::from_der(&bytes), PrivateKey::from_der(&key.pkcs8()[..at])] {
                if let Err(error) = read {
                    said.text(format!("{error} {error:?} {:?}", error.remedy()));
                }
            }
        }
        let text = key_pem(&key);
        for at in (0..text.len()).step_by(7) {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = b'*';
            for text in [&bytes[..], &text.as_bytes()[..at]] {
                let file = [phone.pem().as_bytes(), text].concat();
                if let Err(error) = Identity::parse("phone.pem", &file) {
                    said.text(format!("{error} {error:?} {:?}", error.remedy()));
                }
            }
        }
        // A damaged snapshot that contains the key, with and without a matching digest.
        let mut slot = ServerCertSlot::new();
        let file = phone.pem() + &text;
        slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        let whole = slot.snapshot_with_private_key();
        for at in (0..whole.len()).step_by(3) {
            let mut broken = whole.to_vec();
            broken[at] ^= 0x55;
            for snapshot in [broken.clone(), repaired(broken), whole[..at].to_vec()] {
                if let Err(error) = ServerCertSlot::restore(&snapshot, 0) {
                    said.text(format!("{error} {error:?}"));
                }
            }
        }
        assert!(said.0.len() > 20, "{said:?}");
        forms.are_not_in(&said);
    }
}

/// Only `snapshot_with_private_key` writes the key: another snapshot contains none of its bytes, and nothing computed
/// from them.
#[test]
fn snapshot_without_the_key_contains_nothing_of_it() {
    let ca = root("Test Root").self_signed();
    for key in keys() {
        let phone = certificate_for(&key, &ca);
        let file = phone.pem() + &key_pem(&key);
        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        let forms = Forms::of_secrets(&key);
        assert!(forms.bytes_in(&slot.snapshot_with_private_key()), "the control");
        let snapshot = slot.snapshot();
        assert!(!forms.bytes_in(&snapshot));
        let mut said = Said::default();
        said.text(String::from_utf8_lossy(&snapshot).into_owned());
        said.text(hex(&snapshot, ""));
        forms.are_not_in(&said);
    }
}

/// Texts, each once.
#[derive(Debug, Default)]
struct Said(BTreeSet<String>);

impl Said {
    fn text(&mut self, text: String) {
        self.0.insert(text);
    }

    fn of(&mut self, value: &impl core::fmt::Debug) {
        self.text(format!("{value:?}"));
        self.text(format!("{value:#?}"));
    }
}

/// The notations in which a text can contain eight bytes of a key.
struct Forms {
    bytes: BTreeSet<Vec<u8>>,
    text: BTreeSet<String>,
}

impl Forms {
    fn of(secret: &[u8]) -> Self {
        let mut forms = Self { bytes: BTreeSet::new(), text: BTreeSet::new() };
        forms.add(secret);
        forms
    }

    /// The notations of the secret numbers only. The certificate contains the others.
    fn of_secrets(key: &Key) -> Self {
        let info = PrivateKeyInfoRef::try_from(key.pkcs8()).unwrap();
        let inner = info.private_key.as_bytes();
        let mut forms = Self::of(b"");
        if let Ok(rsa) = RsaPrivateKeyRef::try_from(inner) {
            for number in [
                &rsa.private_exponent,
                &rsa.prime1,
                &rsa.prime2,
                &rsa.exponent1,
                &rsa.exponent2,
                &rsa.coefficient,
            ] {
                forms.add(number.as_bytes());
            }
        } else if let Ok(ec) = sec1::EcPrivateKey::try_from(inner) {
            forms.add(ec.private_key);
        } else {
            forms.add(&inner[2..]);
        }
        forms
    }

    fn add(&mut self, secret: &[u8]) {
        for window in secret.windows(8) {
            // Padding is not secret.
            if window.iter().all(|byte| *byte == window[0]) {
                continue;
            }
            self.bytes.insert(window.to_vec());
            if let Ok(text) = core::str::from_utf8(window) {
                self.text.insert(text.to_owned());
            }
            let big = u64::from_be_bytes(window.try_into().unwrap());
            let numbers = [big, big.swap_bytes()].map(|number| number.to_string());
            // Many texts contain a short number by chance.
            self.text.extend(numbers.into_iter().filter(|n| n.len() > 12));
            for between in ["", " ", ":", ", 0x"] {
                self.text.insert(hex(window, between));
                self.text.insert(hex(window, between).to_uppercase());
            }
            for between in [", ", ",", " ", ",\n    "] {
                let decimal = window.iter().map(u8::to_string).collect::<Vec<_>>();
                self.text.insert(decimal.join(between));
            }
        }
        // Bytes of the key may begin at any byte of a base64 group of three.
        for skip in 0..3.min(secret.len()) {
            let text: String =
                pem("X", &secret[skip..]).lines().filter(|line| !line.starts_with('-')).collect();
            let text = text.trim_end_matches('=').to_owned();
            let url = text.replace('+', "-").replace('/', "_");
            for text in [text, url] {
                let windows = text.as_bytes().windows(11);
                let windows = windows.map(|w| String::from_utf8(w.to_vec()).unwrap());
                self.text.extend(windows.filter(|w| *w != "A".repeat(11)));
            }
        }
    }

    #[track_caller]
    fn are_not_in(&self, said: &Said) {
        assert!(self.text.len() > 100);
        let all: Vec<_> = said.0.iter().map(String::as_str).collect();
        let all = all.join("\n");
        for form in &self.text {
            assert!(!all.contains(form), "{form}");
        }
    }

    fn bytes_in(&self, bytes: &[u8]) -> bool {
        bytes.windows(8).any(|window| self.bytes.contains(window))
    }
}

fn hex(bytes: &[u8], between: &str) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(between)
}

/// The snapshot with a matching digest.
fn repaired(mut snapshot: Vec<u8>) -> Vec<u8> {
    let header = if snapshot[1] == 0x82 { 4 } else { 3 };
    let end = snapshot.len() - 32;
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&snapshot[header..end - 2]);
    snapshot[end..].copy_from_slice(&digest);
    snapshot
}
