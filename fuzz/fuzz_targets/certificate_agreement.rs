//! One certificate and four parsers: a certificate that this crate accepts is accepted by webpki, x509-parser and
//! x509-cert too, and all see the same fields. If one of them rejects it, a rule below says why.
#![no_main]

use core::time::Duration;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::CertificateDer;
use trustslot::{
    BuiltIn, Bundle, Certificate, Clock, KeyAlgorithm, SignatureAlgorithm, TrustSource, TrustStore,
};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::forest::{self, Body, Node};
use trustslot_fuzz::mutate;
use webpki::{EndEntityCert, anchor_from_trusted_cert};
use x509_cert::der::{Decode as _, Encode as _, ErrorKind, Tag};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(0, data, size, max_size, seed)
});

fuzz_target!(|der: &[u8]| {
    let ours = match Certificate::from_der(der) {
        Ok(ours) => ours,
        Err(error) => {
            assert!(error.offset() <= der.len().max(Certificate::MAX_BYTES), "{error}");
            assert_fit(&error.to_string(), SENTENCE);
            return;
        }
    };
    assert_eq!(ours.as_der(), der);
    check_display(&ours);
    let theirs = agree_with_x509_parser(&ours);
    agree_with_webpki(&ours, &theirs);
    agree_with_x509_cert(&ours, &theirs);
});

/// Requires that all texts are fit for display.
fn check_display(ours: &Certificate) {
    let shown = [
        ours.to_string(),
        format!("{ours:?}"),
        ours.issued_to(),
        ours.issued_by(),
        ours.subject(),
        ours.issuer(),
        ours.common_name().unwrap_or_default(),
        ours.validity().to_string(),
        ours.key_algorithm().to_string(),
        ours.signature_algorithm().to_string(),
        ours.key_description(),
        ours.signature_description(),
        ours.fingerprint().to_string(),
    ];
    shown.iter().for_each(|text| assert_fit(text, 3 * SENTENCE));
    assert!(!ours.issued_to().is_empty() && !ours.subject().is_empty());
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    match store.add(&Bundle::from(ours.clone())) {
        Ok(added) => {
            assert_eq!((added.new, store.list(TrustSource::All, Clock::Unset).len()), (1, 1))
        }
        Err(error) => assert_fit(&error.to_string(), SENTENCE),
    }
}

/// 2.5.29.19
const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";

/// Requires that x509-parser accepts the certificate and sees the same fields.
fn agree_with_x509_parser(ours: &Certificate) -> X509Certificate<'_> {
    let (rest, theirs) = X509Certificate::from_der(ours.as_der()).expect("x509-parser accepts it");
    assert!(rest.is_empty());
    assert_eq!(theirs.version().0 + 1, u32::from(ours.version()));
    assert_eq!(theirs.tbs_certificate.raw_serial(), ours.serial_number());
    assert_eq!(theirs.subject().as_raw() == theirs.issuer().as_raw(), ours.is_self_issued());
    let seconds =
        |time: x509_parser::time::ASN1Time| u64::try_from(time.timestamp()).expect("since 1970");
    let validity = ours.validity();
    assert_eq!(seconds(theirs.validity().not_before), validity.not_before().as_secs());
    assert_eq!(seconds(theirs.validity().not_after), validity.not_after().as_secs());
    let last = theirs.subject().iter_common_name().last();
    assert_eq!(last.is_some(), ours.common_name().is_some());
    if let Some(Ok(text)) = last.map(|name| name.as_str())
        && text.len() <= 100
        && text.bytes().all(|byte| byte.is_ascii_graphic())
    {
        assert_eq!(ours.common_name().as_deref(), Some(text));
    }
    let mut is_ca = false;
    let mut may_sign = true;
    for extension in theirs.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) => is_ca = constraints.ca,
            // A path length of more than 32 bits, which is no limit.
            ParsedExtension::ParseError { .. } if extension.oid.as_bytes() == BASIC_CONSTRAINTS => {
                return theirs;
            }
            ParsedExtension::KeyUsage(usage) => may_sign = usage.key_cert_sign(),
            _ => {}
        }
    }
    assert_eq!(ours.is_ca(), is_ca && may_sign);
    theirs
}

/// A law of our own parser: `Certificate::from_der` does not ask webpki. Requires that webpki accepts version 3 without
/// unique identifiers as an anchor, and as an end entity if and only if it knows every critical extension. A list of signed
/// certificate timestamps that is no OCTET STRING is the one difference: webpki parses it, and a store then refuses the
/// certificate.
fn agree_with_webpki(ours: &Certificate, theirs: &X509Certificate<'_>) {
    if ours.version() < 3 || theirs.issuer_uid.is_some() || theirs.subject_uid.is_some() {
        return;
    }
    let der = CertificateDer::from(ours.as_der());
    let anchor = match anchor_from_trusted_cert(&der) {
        Ok(anchor) => anchor,
        Err(error) => {
            let scts = theirs.extensions().iter().find(|e| e.oid.as_bytes() == SCT_LIST);
            let is_list = |list| <&x509_cert::der::asn1::OctetStringRef>::from_der(list).is_ok();
            assert!(scts.is_some_and(|scts| !is_list(scts.value)), "webpki rejects: {error}");
            let refused = TrustStore::new(BuiltIn::EMPTY).add(&Bundle::from(ours.clone()));
            assert!(refused.is_err(), "only our own parser accepts it");
            return;
        }
    };
    let contents = |whole| forest::split(whole).expect("an element").1;
    assert_eq!(&anchor.subject[..], contents(theirs.subject().as_raw()));
    assert_eq!(&anchor.subject_public_key_info[..], contents(theirs.public_key().raw));
    let knows = |id: &[u8]| WEBPKI_PROCESSES.contains(&id);
    let is_known = theirs.extensions().iter().all(|e| !e.critical || knows(e.oid.as_bytes()));
    let end_entity = EndEntityCert::try_from(&der);
    assert_eq!(end_entity.is_ok(), is_known, "{:?}", end_entity.err());
}

/// 1.3.6.1.4.1.11129.2.4.2 (RFC 6962 §3.3)
const SCT_LIST: &[u8] = b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02";

/// basicConstraints, keyUsage, subjectAltName, nameConstraints, extKeyUsage, cRLDistributionPoints, the list of SCTs.
const WEBPKI_PROCESSES: [&[u8]; 7] = [
    SCT_LIST,
    b"\x55\x1d\x13",
    b"\x55\x1d\x0f",
    b"\x55\x1d\x11",
    b"\x55\x1d\x1e",
    b"\x55\x1d\x25",
    b"\x55\x1d\x1f",
];

fn agree_with_x509_cert(ours: &Certificate, parsed: &X509Certificate<'_>) {
    let theirs = match x509_cert::Certificate::from_der(ours.as_der()) {
        Ok(theirs) => theirs,
        Err(error) => {
            let excuse = excuse(&error, ours);
            assert!(excuse.is_some(), "x509-cert rejects: {error}");
            return;
        }
    };
    let tbs = theirs.tbs_certificate();
    assert_eq!(tbs.version() as u8 + 1, ours.version());
    assert_eq!(tbs.serial_number().as_bytes(), ours.serial_number());
    assert!(tbs.subject() == tbs.issuer() || !ours.is_self_issued());
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration();
    let validity = ours.validity();
    assert_eq!(
        seconds(tbs.validity().not_before),
        Duration::from_secs(validity.not_before().as_secs())
    );
    assert_eq!(
        seconds(tbs.validity().not_after),
        Duration::from_secs(validity.not_after().as_secs())
    );
    let sets = |name: &x509_cert::name::Name| sets(&name.to_der().expect("a name"));
    assert_eq!(sets(tbs.subject()), self::sets(parsed.subject().as_raw()));
    assert_eq!(sets(tbs.issuer()), self::sets(parsed.issuer().as_raw()));
    let spki = tbs.subject_public_key_info().to_der().expect("a key");
    assert_eq!(spki, parsed.public_key().raw);
    let id = |dotted: &str| x509_cert::der::oid::ObjectIdentifier::new_unwrap(dotted);
    let key = tbs.subject_public_key_info().algorithm.oid;
    match ours.key_algorithm() {
        KeyAlgorithm::Rsa { .. } => assert_eq!(key, id("1.2.840.113549.1.1.1")),
        KeyAlgorithm::P256 | KeyAlgorithm::P384 | KeyAlgorithm::P521 => {
            assert_eq!(key, id("1.2.840.10045.2.1"))
        }
        KeyAlgorithm::Ed25519 => assert_eq!(key, id("1.3.101.112")),
        KeyAlgorithm::MlDsa44 => assert_eq!(key, id("2.16.840.1.101.3.4.3.17")),
        KeyAlgorithm::MlDsa65 => assert_eq!(key, id("2.16.840.1.101.3.4.3.18")),
        KeyAlgorithm::MlDsa87 => assert_eq!(key, id("2.16.840.1.101.3.4.3.19")),
        _ => {}
    }
    assert_eq!(theirs.signature_algorithm(), tbs.signature());
    let signature = theirs.signature_algorithm().oid;
    match ours.signature_algorithm() {
        SignatureAlgorithm::Ed25519 => assert_eq!(signature, id("1.3.101.112")),
        SignatureAlgorithm::RsaPss => assert_eq!(signature, id("1.2.840.113549.1.1.10")),
        _ => {}
    }
    let count = tbs.extensions().map_or(0, Vec::len);
    assert_eq!(count, parsed.extensions().len());
}

/// The attributes of each RDN, sorted, because x509-cert sorts them.
fn sets(name: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let sorted = |set| {
        let mut attributes: Vec<Vec<u8>> =
            forest::inside(set).into_iter().map(<[u8]>::to_vec).collect();
        attributes.sort();
        attributes
    };
    forest::inside(name).into_iter().map(sorted).collect()
}

/// Why x509-cert rejects a certificate that we accept.
fn excuse(error: &x509_cert::der::Error, ours: &Certificate) -> Option<&'static str> {
    let tree = forest::read(ours.as_der());
    match error.kind() {
        ErrorKind::OidMalformed | ErrorKind::Length { tag: Tag::ObjectIdentifier }
            if has(&tree, &is_large_oid) =>
        {
            Some("it limits identifiers to 39 bytes, arcs of 32 bits and 2.39; X.660 has no limit")
        }
        ErrorKind::Value { tag: Tag::Integer } if ours.serial_number().len() > 20 => {
            Some("RFC 5280 §4.1.2.2 limits serial numbers to 20 bytes; roots in use exceed that")
        }
        _ => None,
    }
}

/// Whether this holds for any element.
fn has(nodes: &[Node], what: &dyn Fn(&Node) -> bool) -> bool {
    nodes
        .iter()
        .any(|node| what(node) || matches!(&node.body, Body::Nodes(below) if has(below, what)))
}

fn is_large_oid(node: &Node) -> bool {
    let (Some(0x06 | 0x88), Body::Bytes(bytes)) = (node.tag, &node.body) else {
        return false;
    };
    let is_large = |arc: &[u8]| arc.len() > 4;
    bytes.len() > 39
        || bytes.first().is_some_and(|first| *first >= 120)
        || bytes.split_inclusive(|byte| *byte < 0x80).any(is_large)
}
