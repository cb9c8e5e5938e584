//! Compares the kit with independent parsers, so that a test can rely on a certificate being as described.

use core::time::Duration;
use pki_types::{CertificateDer, UnixTime};
use trustslot_kit::der;
use trustslot_kit::extensions::*;
use trustslot_kit::key::{Key, algorithm};
use trustslot_kit::names::{self, general};
use trustslot_kit::pem::{LineEnding, bundle_pem, pem_with};
use trustslot_kit::time::When;
use trustslot_kit::{Cert, Issued, NOW, chain3, chain3_with, intermediate, issue, leaf, root};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::prelude::{FromDer as _, GeneralName, ParsedExtension, X509Certificate};

/// A kind of key, and a function for its n-th key.
type Kind = (&'static str, fn(u64) -> Key);

const KINDS: &[Kind] = &[
    ("P-256", Key::p256),
    ("P-384", Key::p384),
    ("Ed25519", Key::ed25519),
    ("RSA 2048", |_| Key::rsa2048()),
    ("RSA 3072", |_| Key::rsa3072()),
    ("RSA 4096", |_| Key::rsa4096()),
];

#[test]
fn chains_verify_with_every_kind_of_key() {
    for (kind, key) in KINDS {
        let (root, ca, leaf) = chain3_with(key);
        assert_eq!(verify(&leaf, &[&ca], &root, NOW), Ok(()), "{kind}");
    }
    let (root, ca, leaf) = chain3();
    assert_eq!(verify(&leaf, &[&ca], &root, NOW), Ok(()));
}

#[test]
fn corrupt_signature_does_not_verify() {
    for (kind, key) in KINDS {
        let (root, ca, _) = chain3_with(key);
        let corrupt = leaf("phone.example.com").key(key(2)).corrupt_signature().signed_by(&ca);
        let refused = verify(&corrupt, &[&ca], &root, NOW).unwrap_err();
        assert!(refused.contains("InvalidSignature"), "{kind}: {refused}");
    }
}

#[test]
fn webpki_finds_each_described_fault() {
    let (root, ca, _) = chain3();
    let phone = || leaf("phone.example.com");
    let ca_of = |key| intermediate("Test CA").key(key);
    let ours = || ca_of(ca.key.clone());
    let sha384 = || algorithm::bare(algorithm::ECDSA_SHA384);

    #[rustfmt::skip]
    let leaves = [
        ("Ok", phone()),
        ("Ok", phone().valid("2020-01-01", NOW)),
        ("Ok", phone().valid(NOW, "2050-01-01")),
        ("CertExpired", phone().expired()),
        ("CertNotValidYet", phone().not_yet_valid()),
        ("UnsupportedCriticalExtension", phone().unknown_critical_extension()),
        ("RequiredEkuNotFound", phone().eku(&[CLIENT_AUTH])),
        ("SignatureAlgorithmMismatch", phone().signature_algorithm_inner(sha384())),
        ("SignatureAlgorithmMismatch", phone().signature_algorithm_outer(sha384())),
        ("UnsupportedCertVersion", phone().version(1)),
        ("UnknownIssuer", phone().issuer_name(names::common_name("Other CA"))),
        ("BadDer", phone().san_value([0x30, 0x05])),
    ];
    for (want, leaf) in leaves {
        assert_found(want, verify(&leaf.signed_by(&ca), &[&ca], &root, NOW));
    }

    #[rustfmt::skip]
    let authorities = [
        ("Ok", ours()),
        ("Ok", ours().path_len(0)),
        ("Ok", ours().permitted_dns("example.com")),
        ("EndEntityUsedAsCa", ours().ca(false)),
        ("NameConstraintViolation", ours().permitted_dns("example.org")),
        ("NameConstraintViolation", ours().excluded_dns("phone.example.com")),
        ("InvalidSignature", ca_of(Key::p256(9))),
    ];
    let leaf = phone().signed_by(&ca);
    for (want, authority) in authorities {
        assert_found(want, verify(&leaf, &[&authority.signed_by(&root)], &root, NOW));
    }
}

#[test]
fn certificate_signed_with_another_key_does_not_verify() {
    let (root, ca, _) = chain3();
    let liar = Issued { key: Key::p256(9), ..ca.clone() };
    let forged = leaf("phone.example.com").signed_by(&liar);
    assert!(verify(&forged, &[&ca], &root, NOW).unwrap_err().contains("InvalidSignature"));
}

#[test]
fn every_described_certificate_can_be_parsed() {
    let (_, ca, _) = chain3();
    let phone = || leaf("phone.example.com");
    for cert in [
        phone(),
        phone().cn("other").common_names(&["a", "b"]).cn_raw(der::bmp("c")).no_common_name(),
        phone().subject(names::name::<Vec<u8>>(&[])),
        phone().dns("a").ip([192, 0, 2, 1]).uri("sip:x").email("a@b").san_raw(general::dns("c")),
        phone().san_raw(general::other("1.2.3", &der::utf8("x"))),
        phone().san_raw(general::directory(&names::common_name("x"))),
        phone().san_raw(general::registered_id("1.2.3")),
        phone().no_san().no_key_usage().eku(&[]),
        phone().valid("1950-01-01", "9999-12-31T23:59:59Z"),
        phone().serial(&[0x7f; 20]).version(1),
        phone().ca(false).path_len(3).key_usage(&[DIGITAL_SIGNATURE, 8]),
        phone().permitted_raw(general::ip([192, 0, 2, 0, 255, 255, 255, 0])).excluded_dns("a"),
        phone().without_extension(SUBJECT_KEY_ID).unknown_critical_extension(),
        phone().replace_extension(KEY_USAGE, false, der::named_bits(&[DIGITAL_SIGNATURE])),
        phone()
            .extension("1.2.3", false, [1])
            .extension_raw(der::seq(&[der::oid("1.2.4"), der::octet_string(&[])])),
        phone().key(Key::rsa1024()),
        phone().key(Key::p521()),
        phone().signature_algorithm(algorithm::bare(algorithm::ECDSA_SHA1)),
        phone().signature([0; 8]).patch(|tbs| der::replace_once(tbs, b"Test CA", b"Best CA")),
    ] {
        let issued = cert.clone().signed_by(&ca);
        let (rest, _) = X509Certificate::from_der(&issued.der)
            .unwrap_or_else(|error| panic!("{error}: {cert:?}"));
        assert!(rest.is_empty(), "{cert:?}");
    }
}

#[test]
fn parsed_fields_equal_the_description() {
    let (_, ca, _) = chain3();
    let issued = leaf("phone.example.com")
        .cn("Phone")
        .dns("b.example")
        .ip([192, 0, 2, 1])
        .uri("sip:example.com")
        .email("a@example.com")
        .valid("2024-02-29", "2050-01-01")
        .serial(&[0x42])
        .extension("1.2.3.4", true, der::null())
        .signed_by(&ca);
    let (_, read) = X509Certificate::from_der(&issued.der).unwrap();

    assert_eq!(read.subject().to_string(), "O=Example Phones, CN=Phone");
    assert_eq!(read.issuer().to_string(), "O=Example Phones, CN=Test CA");
    assert_eq!(read.validity().not_before.timestamp(), 1_709_164_800);
    assert_eq!(read.validity().not_after.timestamp(), 2_524_608_000);
    assert_eq!(read.raw_serial(), [0x42]);
    assert_eq!(read.public_key().raw, issued.key.spki());
    assert_eq!(
        read.subject_alternative_name().unwrap().unwrap().value.general_names,
        [
            GeneralName::DNSName("phone.example.com"),
            GeneralName::DNSName("b.example"),
            GeneralName::IPAddress(&[192, 0, 2, 1]),
            GeneralName::URI("sip:example.com"),
            GeneralName::RFC822Name("a@example.com"),
        ]
    );
    let usage = read.key_usage().unwrap().unwrap().value;
    assert!(usage.digital_signature() && !usage.key_cert_sign());
    let last = read.extensions().last().unwrap();
    assert_eq!((last.oid.to_id_string(), last.critical), ("1.2.3.4".to_owned(), true));

    let authority =
        read.extensions().iter().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.clone(),
            _ => None,
        });
    assert_eq!(authority.unwrap().0, ca.key_id);
}

#[test]
fn certificate_can_be_assembled_from_its_parts() {
    let (_, ca, leaf) = chain3();
    let signature = der::bit_string(&leaf.signature);
    assert_eq!(issue::assemble(&leaf.tbs, &leaf.signature_algorithm, &signature), leaf.der);

    let version_1 = trustslot_kit::leaf("phone.example.com").version(1).signed_by(&ca);
    let (_, read) = X509Certificate::from_der(&version_1.der).unwrap();
    assert!(read.extensions().is_empty());
}

#[test]
fn only_equal_descriptions_share_a_key() {
    let key = |cert: Cert| cert.self_signed().key.spki().to_vec();
    assert_eq!(key(leaf("a")), key(leaf("a").expired()));
    assert_ne!(key(leaf("a")), key(leaf("b")));
    assert_ne!(key(root("a")), key(intermediate("a")));
    assert_eq!(Key::ed25519(1).pkcs8(), Key::ed25519(1).pkcs8());
    assert_ne!(Key::ed25519(1).pkcs8(), Key::ed25519(2).pkcs8());
}

#[test]
fn elements_have_the_expected_bytes() {
    for (got, want) in [
        (der::oid("1.2.840.113549.1.1.11"), "06092a864886f70d01010b"),
        (der::oid("2.5.29.17"), "0603551d11"),
        (der::oid("2.999.0"), "0603883700"),
        (der::integer(&[]), "020100"),
        (der::integer(&[0, 0, 0x7f]), "02017f"),
        (der::integer(&[0x80]), "02020080"),
        (der::named_bits(&[]), "030100"),
        (der::named_bits(&[5, 6]), "03020106"),
        (der::named_bits(&[8]), "0303070080"),
        (der::boolean(true), "0101ff"),
        (der::bmp("é"), "1e0200e9"),
        (der::explicit(3, &der::null()), "a3020500"),
        (der::implicit(2, b"a"), "820161"),
        (der::set(&[der::null(), der::null()]), "310405000500"),
    ] {
        assert_eq!(hex(&got), want);
    }
    for (contents, header) in
        [(0x7f, "047f"), (0x80, "048180"), (0xff, "0481ff"), (0x100, "04820100")]
    {
        assert_eq!(hex(&der::octet_string(&vec![0; contents])[..header.len() / 2]), header);
    }
}

#[test]
fn encoding_of_a_time_depends_on_its_year() {
    for (when, want) in [
        (When::from("1949-12-31T23:59:59Z"), der::generalized_time("19491231235959Z")),
        (When::from("1950-01-01"), der::utc_time("500101000000Z")),
        (When::from("2049-12-31T23:59:59Z"), der::utc_time("491231235959Z")),
        (When::from("2050-01-01"), der::generalized_time("20500101000000Z")),
        (When::from("2028-02-29"), der::utc_time("280229000000Z")),
        (When::from(0), der::utc_time("700101000000Z")),
        (When::from(NOW), der::utc_time("260601000000Z")),
        (When::from(253_402_300_799), der::generalized_time("99991231235959Z")),
    ] {
        assert_eq!(when.der(), want, "{when:?}");
    }
    assert_eq!(When::from("2026-06-01").seconds(), NOW);
}

#[test]
fn pem_has_the_requested_form() {
    let (root, ca, _) = chain3();
    let bundle = bundle_pem(&[&root, &ca]);
    let read: Vec<_> = pem::parse_many(&bundle).unwrap();
    assert_eq!(read.iter().map(pem::Pem::contents).collect::<Vec<_>>(), [&root.der, &ca.der]);
    assert_eq!(bundle.lines().map(str::len).max(), Some(64));
    assert!(!bundle.contains('\r') && bundle.ends_with("-----END CERTIFICATE-----\n"));

    let wide = pem_with("CERTIFICATE", &root.der, 76, LineEnding::CRLF);
    assert_eq!(wide.split("\r\n").nth(1).unwrap().len(), 76);
}

#[track_caller]
fn assert_found(want: &str, got: Result<(), String>) {
    let got = got.map_or_else(|error| error, |()| "Ok".to_owned());
    assert!(got.starts_with(want), "expected {want}, got {got}");
}

fn verify(leaf: &Issued, path: &[&Issued], root: &Issued, now: u64) -> Result<(), String> {
    let root = root.certificate();
    let anchors = [anchor_from_trusted_cert(&root).map_err(|error| format!("{error:?}"))?];
    let intermediates: Vec<CertificateDer<'_>> = path.iter().map(|ca| ca.certificate()).collect();
    let leaf = leaf.certificate();
    let leaf = EndEntityCert::try_from(&leaf).map_err(|error| format!("{error:?}"))?;
    leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
        &intermediates,
        UnixTime::since_unix_epoch(Duration::from_secs(now)),
        KeyUsage::server_auth(),
        None,
        None,
    )
    .map(drop)
    .map_err(|error| format!("{error:?}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
