//! Parses files that are odd, cut short or altered. Miri notices reads past the end that no other test would.

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
fn certificate_files_in_odd_forms_are_read() {
    let plain = pem("CERTIFICATE", SMALL);
    let dos = pem_with("CERTIFICATE", SMALL, 64, LineEnding::CRLF);
    let columns = pem_with("CERTIFICATE", SMALL, 76, LineEnding::LF);
    for (file, count, why) in [
        (plain.clone(), 1, "as OpenSSL writes it"),
        (dos.clone(), 1, "CRLF"),
        (format!("\u{feff}{dos}"), 1, "a byte order mark"),
        (format!("subject=/CN=phone\n\n{plain}text after it\n"), 1, "text around it"),
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
fn truncated_file_is_rejected() {
    let file = pem_with("CERTIFICATE", SMALL, 64, LineEnding::CRLF);
    for cut in (0..file.len() - 2).step_by(7) {
        assert!(Bundle::parse("ca.pem", &file.as_bytes()[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn truncated_certificate_is_rejected() {
    for cut in 0..SMALL.len() {
        assert!(Certificate::from_der(&SMALL[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn altered_certificate_is_rejected_or_can_be_shown() {
    let mut parsed = 0;
    for at in (0..SMALL.len()).step_by(5) {
        let mut altered = SMALL.to_vec();
        altered[at] ^= 0x81;
        let shown = match Certificate::from_der(&altered) {
            Err(error) => error.to_string(),
            Ok(certificate) => {
                parsed += 1;
                assert_eq!(certificate.as_der(), altered);
                format!("{} {}", certificate.issued_to(), certificate.validity())
            }
        };
        assert!(shown.len() < 1024, "{shown}");
    }
    assert!(parsed > 0, "parsing does not check the signature, so some must succeed");
}

#[test]
fn truncated_crl_is_rejected() {
    let (root, _, server) = chain3();
    let whole = crl().revoking(&server).signed_by(&root);
    assert_eq!(Crl::parse(&whole).unwrap().len(), 1);
    for cut in (0..whole.len()).step_by(5) {
        assert!(Crl::parse(&whole[..cut]).is_err(), "{cut}");
    }
}

fn matches(key: &PrivateKey, certificate: &[u8]) -> bool {
    let certificate = Certificate::from_der(certificate).unwrap();
    key.matches(&certificate).is_some()
}

#[test]
fn ed25519_key_matches_its_certificate() {
    let key = PrivateKey::from_der(ED25519).unwrap();
    assert!(matches(&key, ED25519_CERTIFICATE));
    assert!(!matches(&key, P256_CERTIFICATE));
    let file = pem("CERTIFICATE", ED25519_CERTIFICATE) + &pem("PRIVATE KEY", ED25519);
    let identity = Identity::parse("phone.pem", file.as_bytes()).unwrap();
    assert_eq!(identity.certificate().as_der(), ED25519_CERTIFICATE);
}

#[test]
fn p256_key_in_pkcs8_matches_its_certificate() {
    let key = PrivateKey::from_der(P256).unwrap();
    assert!(matches(&key, P256_CERTIFICATE));
    assert_eq!(&*key.export_pkcs8_der(), P256);
}

/// The SEC1 form names the curve and omits the public half, which is computed.
#[test]
fn p256_key_in_sec1_matches_its_certificate() {
    let scalar = &P256[36..68];
    let curve = der::explicit(0, &der::oid("1.2.840.10045.3.1.7"));
    let sec1 = der::seq(&[der::integer(&[1]), der::octet_string(scalar), curve]);
    let key = PrivateKey::from_pem(pem("EC PRIVATE KEY", &sec1).as_bytes()).unwrap();
    assert!(matches(&key, P256_CERTIFICATE));
}

#[test]
fn truncated_key_is_rejected() {
    for key in [P256, ED25519] {
        let text = pem("PRIVATE KEY", key);
        for cut in (0..key.len()).step_by(5) {
            assert!(PrivateKey::from_der(&key[..cut]).is_err(), "{cut}");
            assert!(PrivateKey::from_pem(&text.as_bytes()[..cut]).is_err(), "{cut}");
        }
    }
}
