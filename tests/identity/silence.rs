//! Nothing of a key is shown.

use crate::support::key::Key;
use crate::support::root;
use crate::{certificate_for, key_pem};
use trustslot::{Identity, PrivateKey};

/// No eight octets of a key stand in anything that can be shown: raw, in hex, or in base64.
#[test]
fn nothing_that_can_be_shown_holds_eight_octets_of_a_key() {
    let ca = root("Test Root").self_signed();
    for key in [
        Key::rsa2048(),
        Key::p256(1),
        Key::p384(1),
        Key::p521(),
        Key::ed25519(1),
    ] {
        let phone = certificate_for(&key, &ca);
        let text = key_pem(&key);
        let file = phone.pem() + &text;
        let identity = Identity::parse("phone.pem", file.as_bytes()).unwrap();
        assert_silent(
            &key,
            &format!("{identity:?} {identity:#?} {:?}", identity.key()),
        );
        // A flipped octet at every place, in every layer, and every cut.
        for at in 0..key.pkcs8().len() {
            let mut octets = key.pkcs8().to_vec();
            octets[at] ^= 0x55;
            if let Err(error) = PrivateKey::from_der(&octets) {
                assert_silent(&key, &format!("{error} {error:?} {}", error.remedy()));
            }
            if let Err(error) = PrivateKey::from_der(&key.pkcs8()[..at]) {
                assert_silent(&key, &format!("{error} {error:?}"));
            }
        }
        for at in (0..text.len()).step_by(7) {
            let mut octets = text.clone().into_bytes();
            octets[at] = b'*';
            let octets = [phone.pem().as_bytes(), &octets].concat();
            if let Err(error) = Identity::parse("phone.pem", &octets) {
                assert_silent(&key, &format!("{error} {error:?} {}", error.remedy()));
            }
        }
    }
}

#[track_caller]
fn assert_silent(key: &Key, said: &str) {
    let hex = |octets: &[u8]| {
        octets
            .iter()
            .fold(String::new(), |hex, o| format!("{hex}{o:02x}"))
    };
    let lower = said.to_lowercase();
    let octets = key.pkcs8();
    let text: String = key_pem(key)
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    for window in octets.windows(8) {
        let raw = String::from_utf8_lossy(window);
        let list = format!("{window:?}");
        assert!(
            !said.contains(&*raw) && !lower.contains(&hex(window)),
            "{said}"
        );
        assert!(!said.contains(list.trim_matches(['[', ']'])), "{said}");
    }
    for window in text.as_bytes().windows(11) {
        assert!(
            !said.contains(core::str::from_utf8(window).unwrap()),
            "{said}"
        );
    }
}
