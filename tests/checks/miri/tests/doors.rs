//! Files as they come from outside: odd, cut, altered. Miri sees reads beyond an end that no test would notice.

use trustslot::{Bundle, Certificate, Crl, Identity, PrivateKey};
use trustslot_kit::chain3;
use trustslot_kit::crl::crl;
use trustslot_kit::der;
use trustslot_kit::pem::{LineEnding, pem, pem_with};

const SMALL: &[u8] = include_bytes!("../../../../examples/data/phone.der");
const P256: &[u8] = include_bytes!("../../wiped/tests/data/p256.pk8");
const P256_CERTIFICATE: &[u8] = include_bytes!("../../wiped/tests/data/p256.der");
const ED25519: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.pk8");
const ED25519_CERTIFICATE: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.der");

#[test]
fn a_file_of_certificates_in_odd_forms_is_read() {
    let plain = pem("CERTIFICATE", SMALL);
    let dos = pem_with("CERTIFICATE", SMALL, 64, LineEnding::CRLF);
    let columns = pem_with("CERTIFICATE", SMALL, 76, LineEnding::LF);
    for (file, count, why) in [
        (plain.clone(), 1, "as OpenSSL writes it"),
        (dos.clone(), 1, "CRLF"),
        (format!("\u{feff}{dos}"), 1, "a byte order mark"),
        (format!("subject=/CN=phone\n\n{plain}text behind it\n"), 1, "text around it"),
        (columns.clone(), 1, "76 columns"),
        (format!("{plain}{dos}{columns}"), 3, "one of each"),
    ] {
        let bundle = Bundle::parse("ca.pem", file.as_bytes());
        let bundle = bundle.unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(bundle.len(), count, "{why}");
        assert!(bundle.iter().all(|one| one.as_der() == SMALL), "{why}");
    }
}

#[test]
fn a_file_that_is_cut_short_is_refused() {
    let file = pem_with("CERTIFICATE", SMALL, 64, LineEnding::CRLF);
    for cut in (0..file.len() - 2).step_by(7) {
        assert!(Bundle::parse("ca.pem", &file.as_bytes()[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn a_certificate_that_is_cut_short_is_refused() {
    for cut in 0..SMALL.len() {
        assert!(Certificate::from_der(&SMALL[..cut]).is_err(), "{cut}");
    }
}

/// Whatever becomes of it, it can be shown.
#[test]
fn a_certificate_that_is_altered_can_be_shown_or_is_refused() {
    let mut taken = 0;
    for at in (0..SMALL.len()).step_by(5) {
        let mut altered = SMALL.to_vec();
        altered[at] ^= 0x81;
        let says = match Certificate::from_der(&altered) {
            Err(error) => error.to_string(),
            Ok(certificate) => {
                taken += 1;
                assert_eq!(certificate.as_der(), altered);
                format!("{} {}", certificate.issued_to(), certificate.validity())
            }
        };
        assert!(says.len() < 1024, "{says}");
    }
    assert!(taken > 0, "nothing reads the signature");
}

#[test]
fn a_list_that_is_cut_short_is_refused() {
    let (root, _, server) = chain3();
    let list = crl().revoking(&server).signed_by(&root);
    assert_eq!(Crl::parse(&list).unwrap().len(), 1);
    for cut in (0..list.len()).step_by(5) {
        assert!(Crl::parse(&list[..cut]).is_err(), "{cut}");
    }
}

fn belongs(key: &PrivateKey, certificate: &[u8]) -> bool {
    let certificate = Certificate::from_der(certificate).unwrap();
    key.matches(&certificate).is_some()
}

#[test]
fn an_ed25519_key_is_read_and_paired() {
    let key = PrivateKey::from_der(ED25519).unwrap();
    assert!(belongs(&key, ED25519_CERTIFICATE));
    assert!(!belongs(&key, P256_CERTIFICATE));
    let file = pem("CERTIFICATE", ED25519_CERTIFICATE) + &pem("PRIVATE KEY", ED25519);
    let identity = Identity::parse("phone.pem", file.as_bytes()).unwrap();
    assert_eq!(identity.certificate().as_der(), ED25519_CERTIFICATE);
}

#[test]
fn a_p256_key_in_pkcs8_is_read_and_paired() {
    let key = PrivateKey::from_der(P256).unwrap();
    assert!(belongs(&key, P256_CERTIFICATE));
    assert_eq!(&*key.export_pkcs8_der(), P256);
}

/// SEC1 with the curve in it and without the public half, which is computed.
#[test]
fn a_p256_key_in_sec1_is_read_and_paired() {
    let scalar = &P256[36..68];
    let curve = der::explicit(0, &der::oid("1.2.840.10045.3.1.7"));
    let sec1 = der::seq(&[der::integer(&[1]), der::octet_string(scalar), curve]);
    let key = PrivateKey::from_pem(pem("EC PRIVATE KEY", &sec1).as_bytes()).unwrap();
    assert!(belongs(&key, P256_CERTIFICATE));
}

#[test]
fn a_key_that_is_cut_short_is_refused() {
    for key in [P256, ED25519] {
        let text = pem("PRIVATE KEY", key);
        for cut in (0..key.len()).step_by(5) {
            assert!(PrivateKey::from_der(&key[..cut]).is_err(), "{cut}");
            assert!(PrivateKey::from_pem(&text.as_bytes()[..cut]).is_err(), "{cut}");
        }
    }
}
