//! Faults that other products had with private keys, rebuilt as inputs. The numbers are explained in `../README.md`.

mod rsa;

use crate::support::key::{Key, algorithm, ec_spki, spki};
use crate::support::pem::pem;
use crate::support::{Issued, der, leaf};
use pkcs8::PrivateKeyInfoRef;
use rsa::{Rsa, plus};
use trustslot::{
    Bundle, BundleError, Certificate, FileKind, Identity, IdentityError, KeyFormat, PrivateKey,
    PrivateKeyError,
};

#[test]
fn replay_24_unknown_key_algorithm_is_rejected() {
    let unknown = spki(&algorithm::bare("1.2.3.4.5"), b"bytes");
    reject_certificate_with(&unknown);
    accept_certificate_with(Key::p256(1).spki());
    let key = |kind: &str, bytes: &[u8]| {
        let kind = algorithm::bare(kind);
        der::seq(&[der::integer(&[0]), kind, der::octet_string(bytes)])
    };
    let seed = der::octet_string(&[7; 32]);
    assert!(PrivateKey::from_der(&key(algorithm::ED25519, &seed)).is_ok());
    assert_eq!(
        PrivateKey::from_der(&key("1.2.3.4.5", &seed)).unwrap_err().to_string(),
        "the private key is of an unsupported kind: 1.2.3.4.5"
    );
}

#[test]
fn replay_25_dsa_key_is_rejected() {
    const DSA: &str = "1.2.840.10040.4.1";
    let parameters = der::seq(&[der::integer(&[23]), der::integer(&[11]), der::integer(&[4])]);
    reject_certificate_with(&spki(&algorithm::bare(DSA), &der::integer(&[8])));
    reject_certificate_with(&spki(
        &algorithm::with_parameters(DSA, &parameters),
        &der::integer(&[8]),
    ));
    accept_certificate_with(Key::p256(1).spki());
    let key = der::seq(&[
        der::integer(&[0]),
        algorithm::with_parameters(DSA, &parameters),
        der::octet_string(&der::integer(&[3])),
    ]);
    assert_eq!(
        PrivateKey::from_der(&key).unwrap_err().to_string(),
        "the private key is of an unsupported kind: DSA"
    );
}

#[test]
fn replay_26_invalid_curve_point_is_rejected() {
    let curve = der::oid("1.2.840.10045.3.1.7");
    let point = public_point(&Key::p256(1));
    let mut off_curve = point.clone();
    *off_curve.last_mut().unwrap() ^= 1;
    for bad in [&[][..], &[0], &off_curve, &point[..32], &point[..64]] {
        reject_certificate_with(&ec_spki(&curve, bad));
    }
    let ec = algorithm::with_parameters("1.2.840.10045.2.1", &curve);
    unreadable_certificate_with(&der::seq(&[ec, der::bit_string_unused(1, &point)]));
    accept_certificate_with(&ec_spki(&curve, &point));
}

#[test]
fn replay_104_private_half_of_another_key_is_rejected() {
    // RSA: the public half of the certificate, and a private half that is invented or that of another key.
    let good = Rsa::of(&Key::rsa2048());
    assert!(PrivateKey::from_der(&good.der()).is_ok(), "untouched");
    let other = Rsa::of(&Key::rsa3072());
    let invented = [0x55; 256];
    for (what, key) in [
        ("d invented", Rsa { d: invented.to_vec(), ..good.clone() }),
        ("d + 2", Rsa { d: plus(&good.d, 2), ..good.clone() }),
        ("all of another key", Rsa { n: good.n.clone(), e: good.e.clone(), ..other }),
    ] {
        assert_inconsistent(what, PrivateKey::from_der(&key.der()));
    }
    // EC and Ed25519: the public half of the certificate with another private half, in every form that has both.
    let (ours, theirs) = (Key::p256(1), Key::p256(2));
    let curve = der::oid("1.2.840.10045.3.1.7");
    let sec1 = |scalar: &[u8], point: &[u8]| {
        der::seq(&[
            der::integer(&[1]),
            der::octet_string(scalar),
            der::explicit(0, &curve),
            der::explicit(1, &der::bit_string(point)),
        ])
    };
    let (scalar, point) = (scalar_of(&theirs), public_point(&ours));
    let fake = sec1(&scalar, &point);
    assert_inconsistent("SEC1", PrivateKey::from_der(&fake));
    let ec = algorithm::with_parameters("1.2.840.10045.2.1", &curve);
    let fake = der::seq(&[der::integer(&[0]), ec, der::octet_string(&fake)]);
    assert_inconsistent("PKCS#8 around SEC1", PrivateKey::from_der(&fake));
    assert!(PrivateKey::from_der(&sec1(&scalar, &public_point(&theirs))).is_ok());

    let pair = Key::ed25519(104);
    let seed = &pair.pkcs8()[pair.pkcs8().len() - 32..];
    let own = &pair.spki()[pair.spki().len() - 32..];
    let v2 = |public: &[u8]| {
        der::seq(&[
            der::integer(&[1]),
            algorithm::bare("1.3.101.112"),
            der::octet_string(&der::octet_string(seed)),
            der::implicit(1, &[&[0], public].concat()),
        ])
    };
    assert_inconsistent("PKCS#8 v2", PrivateKey::from_der(&v2(&[9; 32])));
    assert!(PrivateKey::from_der(&v2(own)).is_ok());
}

#[test]
fn replay_107_key_text_is_decoded_without_tables() {
    let source = include_str!("../../../src/private_key/pem.rs");
    assert!(source.contains("Base64::decode_in_place") && source.contains("use base64ct::"));
    assert!(!source.contains("block.decode(") && !source.contains(".decoder("));
    // It accepts the variants that RFC 7468 §3 requires parsers to accept.
    let text = pem("PRIVATE KEY", Key::ed25519(1).pkcs8());
    for text in [
        text.clone(),
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        text.replace("\nM", "\n\n  M"),
        format!("\u{feff}{text}"),
        format!("a line before\n{text}and one after\n"),
        text.trim_end().to_owned(),
    ] {
        assert!(PrivateKey::from_pem(text.as_bytes()).is_ok(), "{text:?}");
    }
}

#[test]
fn replay_108_rsa_crate_is_not_a_dependency() {
    let lock = include_str!("../../../Cargo.lock");
    let has = |name: &str| lock.lines().any(|line| line == format!("name = \"{name}\""));
    assert!(has("pkcs1"), "the control");
    assert!(!has("rsa"));
    // The gate rejects it as a new dependency.
    let rules = include_str!("../../../deny.toml");
    let denied = rules.split_once("\ndeny = [").unwrap().1;
    let (denied, _) = denied.split_once("\n]").unwrap();
    assert!(denied.contains("{ crate = \"rsa\" }"), "{denied}");
}

#[test]
fn replay_110_encrypted_key_is_rejected_and_named() {
    let certificate = self_signed(Key::rsa2048());
    let clear = pem("RSA PRIVATE KEY", &Rsa::of(&Key::rsa2048()).der());
    let head = "-----BEGIN RSA PRIVATE KEY-----\n";
    let proc_type =
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n";
    let dek_info = "DEK-Info: DES-EDE3-CBC,0011223344556677\n\n";
    let pbes2 = der::seq(&[algorithm::bare("1.2.840.113549.1.5.13"), der::octet_string(&[0; 64])]);
    let legacy = "the private key uses legacy encryption (Proc-Type, DEK-Info)";
    let table = [
        (
            pem("ENCRYPTED PRIVATE KEY", &pbes2),
            "the private key is encrypted with a passphrase (PKCS#8)",
        ),
        (clear.replace(head, &format!("{head}{proc_type}")), legacy),
        (clear.replace(head, &format!("{head}{dek_info}")), legacy),
    ];
    for (key, sentence) in table {
        let file = format!("{}{key}", certificate.pem());
        let error = Identity::parse("phone.pem", file.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert!(
            error.remedy().unwrap().to_string().contains("openssl pkey -in "),
            "{:?}",
            error.remedy()
        );
    }
    let error = PrivateKey::from_der(&pbes2).unwrap_err();
    assert_eq!(error, PrivateKeyError::EncryptedPkcs8);
    let open = pem("PRIVATE KEY", Key::rsa2048().pkcs8());
    for key in [clear, open] {
        let file = format!("{}{key}", certificate.pem());
        assert!(Identity::parse("phone.pem", file.as_bytes()).is_ok());
    }
}

#[test]
fn replay_111_private_key_is_not_accepted_as_a_certificate() {
    let key = pem("PRIVATE KEY", Key::p256(1).pkcs8());
    let certificate = self_signed(Key::p256(1));
    let both = format!("{}{key}", certificate.pem());
    for file in [key.as_str(), &both] {
        let error = Bundle::parse("ca.pem", file.as_bytes()).unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(said.contains("rivate"), "{said}");
        assert!(!key.lines().any(|line| !line.starts_with('-') && said.contains(&line[..11])));
    }
    let kind = FileKind::PrivateKey(KeyFormat::Pkcs8);
    let error = Bundle::parse("ca.der", Key::p256(1).pkcs8()).unwrap_err();
    assert_eq!(error, BundleError::WrongKind { kind });
    // Each is accepted in its place.
    let alone = Bundle::parse("ca.pem", certificate.pem().as_bytes()).unwrap();
    assert_eq!(alone.len(), 1);
    assert_eq!(Bundle::parse("ca.der", &certificate.der).unwrap().len(), 1);
    assert!(Identity::parse("phone.pem", both.as_bytes()).is_ok());
}

fn scalar_of(key: &Key) -> Vec<u8> {
    let info = PrivateKeyInfoRef::try_from(key.pkcs8()).unwrap();
    let inner = sec1::EcPrivateKey::try_from(info.private_key.as_bytes()).unwrap();
    inner.private_key.to_vec()
}

/// The uncompressed point at the end of an SPKI for P-256.
fn public_point(key: &Key) -> Vec<u8> {
    key.spki()[key.spki().len() - 65..].to_vec()
}

fn self_signed(key: Key) -> Issued {
    leaf("phone.example.com").key(key).self_signed()
}

/// The control of [`reject_certificate_with`]: the same file with the real public half of the key.
#[track_caller]
fn accept_certificate_with(spki: &[u8]) {
    let issued = leaf("phone.example.com").spki(spki).key(Key::p256(1));
    let key = pem("PRIVATE KEY", Key::p256(1).pkcs8());
    let file = format!("{}{key}", issued.self_signed().pem());
    Identity::parse("phone.pem", file.as_bytes()).unwrap();
}

/// Requires that no key matches a certificate with this public key, and that nothing panics.
#[track_caller]
fn reject_certificate_with(spki: &[u8]) {
    let (issued, error) = error_of(spki);
    assert_eq!(error, IdentityError::WrongKey { certificates: 1 });
    let certificate = Certificate::from_der(&issued.der).unwrap();
    let _ = format!("{certificate} {certificate:?} {}", certificate.key_algorithm());
    let handle = trustslot::HandleProof::Signature { nonce: b"", signature: b"none" };
    let handle = Identity::with_handle(vec![certificate], trustslot::KeyHandle::new("1"), handle);
    assert!(handle.is_err());
}

/// Requires that a certificate with this public key cannot be parsed.
#[track_caller]
fn unreadable_certificate_with(spki: &[u8]) {
    let (_, error) = error_of(spki);
    assert!(matches!(&error, IdentityError::Certificate { position: 1, .. }), "{error}");
    assert!(error.to_string().contains("in the public key"), "{error}");
}

/// A certificate with this public key, and the error for an identity with it.
#[track_caller]
fn error_of(spki: &[u8]) -> (Issued, IdentityError) {
    let issued = leaf("phone.example.com").spki(spki).self_signed();
    let key = pem("PRIVATE KEY", Key::p256(1).pkcs8());
    let file = format!("{}{key}", issued.pem());
    let error = Identity::parse("phone.pem", file.as_bytes()).unwrap_err();
    (issued, error)
}

#[track_caller]
fn assert_inconsistent(what: &str, read: Result<PrivateKey, PrivateKeyError>) {
    match read {
        Err(PrivateKeyError::Inconsistent { .. }) => {}
        other => panic!("{what}: {other:?}"),
    }
}
