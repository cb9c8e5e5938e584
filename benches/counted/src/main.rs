//! Runs a hot path a given number of times: `instructions name/wildcard_among_100 10`. Without arguments it lists the
//! paths. `benches/instructions` runs it under callgrind.
//!
//! `webpki/…` is the same work by the peer, for a ratio.
//!
//! Inputs are the same in every run (no ECDSA key is generated), and no signature is checked. So only this library, webpki
//! and the allocator are counted.

#[path = "../../common/fixed.rs"]
mod fixed;

use core::hint::black_box;
use core::time::Duration;
use fixed::{CLOCK, MOZILLA, Unchecked, bundle, mozilla_pem};
use pki_types::{
    AlgorithmIdentifier, CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime,
    alg_id,
};
use trustslot::{
    Algorithms, BuiltIn, Bundle, Certificate, Chain, Clock, MatchedBy, NameRules, Policy,
    ReferenceIdentity, SignatureCache, TrustStore, Verifier,
};
use trustslot_kit::key::{algorithm, spki};
use trustslot_kit::pem::LineEnding;
use trustslot_kit::{self as support, Cert, HOST, Key, NOW, chain3_with, intermediate, leaf, root};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

type Work = (&'static str, fn(u32));

const WORKS: &[Work] = &[
    ("certificate/leaf", certificate_leaf),
    ("certificate/mozilla_list", certificate_mozilla_list),
    ("bundle/mozilla_pem", bundle_mozilla_pem),
    ("bundle/begin_lines", bundle_begin_lines),
    ("name/wildcard_among_100", name_wildcard_among_100),
    ("store/first_verify", store_first_verify),
    ("verify/path_of_3", verify_path_of_3),
    ("verify/path_of_3_read", verify_path_of_3_read),
    ("verify/14_algorithms", verify_14_algorithms),
    ("verify/ml_dsa", verify_ml_dsa),
    ("verify/known_peer", verify_known_peer),
    ("verify/mozilla_store", verify_mozilla_store),
    ("verify/pin", verify_pin),
    ("verify/known_pin", verify_known_pin),
    ("verify/hostile_50", verify_hostile_50),
    ("refused/expired", refused_expired),
    ("refused/name", refused_name),
    ("refused/issuer_not_sent", refused_issuer_not_sent),
    ("refused/root_not_trusted", refused_root_not_trusted),
    ("base64_simd/mozilla", base64_simd_mozilla),
    ("webpki/leaf", webpki_leaf),
    ("webpki/mozilla_list", webpki_mozilla_list),
    ("webpki/path_of_3", webpki_path_of_3),
];

#[expect(clippy::disallowed_methods, reason = "which work is an argument of the program")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [work, times] = arguments.as_slice() {
        let known = WORKS.iter().find(|(name, _)| name == work);
        let (_, run) = known.unwrap();
        run(times.parse().unwrap());
    } else {
        for (name, _) in WORKS {
            println!("{name}");
        }
    }
}

fn certificate_leaf(times: u32) {
    let chain = web_chain();
    certificate(times, chain.first().unwrap());
}

fn certificate_mozilla_list(times: u32) {
    for der in MOZILLA {
        certificate(times, der);
    }
}

fn certificate(times: u32, der: &[u8]) {
    for _ in 0..times {
        let certificate = Certificate::from_der(black_box(der)).unwrap();
        assert!(certificate.version() > 0);
    }
}

fn bundle_mozilla_pem(times: u32) {
    let file = mozilla_pem(LineEnding::LF);
    for _ in 0..times {
        let bundle = Bundle::parse("ca.pem", black_box(file.as_bytes())).unwrap();
        assert_eq!(bundle.len(), MOZILLA.len());
    }
}

/// A megabyte of BEGIN lines.
fn bundle_begin_lines(times: u32) {
    let file = b"-----BEGIN CERTIFICATE-----\n".repeat((1 << 20) / 28);
    for _ in 0..times {
        assert!(Bundle::parse("ca.pem", black_box(&file)).is_err());
    }
}

fn name_wildcard_among_100(times: u32) {
    let names = (1..100).map(|n| format!("host-{n}.branch-{n}.example.net"));
    let names = names.chain(["*.example.com".to_owned()]);
    let der = leaf(HOST).key(Key::ed25519(0)).dns_names(names);
    let der = der.self_signed().der;
    let certificate = Certificate::from_der(&der).unwrap();
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    for _ in 0..times {
        let found = certificate.matches(black_box(&reference), NameRules::Rfc2818);
        assert_eq!(found.unwrap().by(), MatchedBy::DnsIdWildcard);
    }
}

/// Built-in roots that were not read before, and a peer that none of them issued.
fn store_first_verify(times: u32) {
    let der = root("Test Root").key(Key::ed25519(0)).self_signed().der;
    let chain = Chain::from_der(&[der]).unwrap();
    for _ in 0..times {
        let built_in = BuiltIn::new(MOZILLA);
        let verifier = Verifier::with_algorithms(TrustStore::new(built_in), Policy::STRICT, &[]);
        let verdict = verifier.verify_server_of_any_name(black_box(&chain), CLOCK);
        assert!(!verdict.is_accepted());
    }
}

fn verify_path_of_3(times: u32) {
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let verifier = Verifier::with_algorithms(
        store,
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Unchecked::ED25519]),
    );
    verify(times, &verifier, &[leaf.der, ca.der], HOST, CLOCK);
}

/// From the parsed chain to the verdict.
fn verify_path_of_3_read(times: u32) {
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let verifier = Verifier::with_algorithms(
        store,
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Unchecked::ED25519]),
    );
    let chain = Chain::from_der(&[leaf.der, ca.der]).unwrap();
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    for _ in 0..times {
        let verdict = verifier.verify_server(black_box(&chain), &reference, CLOCK);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}

/// The same with as many algorithms as ring has. The one that is needed is the last.
fn verify_14_algorithms(times: u32) {
    const fn unchecked(key: AlgorithmIdentifier, signature: AlgorithmIdentifier) -> Unchecked {
        Unchecked { key, signature }
    }
    static ALL: Algorithms = Algorithms::new(&[
        &unchecked(alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
        &unchecked(alg_id::ECDSA_P256, alg_id::ECDSA_SHA384),
        &unchecked(alg_id::ECDSA_P256, alg_id::ECDSA_SHA512),
        &unchecked(alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
        &unchecked(alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
        &unchecked(alg_id::ECDSA_P384, alg_id::ECDSA_SHA512),
        &unchecked(alg_id::ECDSA_P521, alg_id::ECDSA_SHA512),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA384),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA512),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA384),
        &unchecked(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA512),
        &Unchecked::ED25519,
    ]);
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, ALL.clone());
    let chain = Chain::from_der(&[leaf.der, ca.der]).unwrap();
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    for _ in 0..times {
        let verdict = verifier.verify_server(black_box(&chain), &reference, CLOCK);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}

/// Keys and signatures of the size of ML-DSA-65 (FIPS 204 §4): the certificates have 5.6 KB each.
fn verify_ml_dsa(times: u32) {
    const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
    let (id, signature) = (algorithm::bare(ML_DSA_65), vec![0x5a; 3_309]);
    let with = |cert: Cert, byte: u8| {
        let cert = cert.spki(spki(&id, &[byte; 1_952])).signature_algorithm(id.clone());
        cert.signature(signature.clone())
    };
    let root = with(root("Test Root").key(Key::ed25519(0)), 0).self_signed();
    let ca = with(intermediate("Test CA").key(Key::ed25519(1)), 1).signed_by(&root);
    let leaf = with(leaf(HOST).key(Key::ed25519(2)), 2).signed_by(&ca);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let verifier =
        Verifier::with_algorithms(store, Policy::STRICT, Algorithms::new(&[&Unchecked::ML_DSA_65]));
    verify(times, &verifier, &[leaf.der, ca.der], HOST, CLOCK);
}

/// Both signatures, and so both certificates, are in a full cache.
fn verify_known_peer(times: u32) {
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let cache = SignatureCache::new();
    let verifier = Verifier::with_algorithms(
        store,
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Unchecked::ED25519]),
    );
    let verifier = verifier.with_signature_cache(&cache);
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    for number in 100..200 {
        let other = support::leaf(HOST).key(Key::ed25519(number));
        let chain = Chain::from_der(&[other.signed_by(&ca).der, ca.der.clone()]).unwrap();
        assert!(verifier.verify_server(&chain, &reference, CLOCK).is_trusted());
    }
    verify_der(times, &verifier, &[leaf.der, ca.der]);
}

/// A real chain that also leads to an expired root.
fn verify_mozilla_store(times: u32) {
    let store = TrustStore::mozilla();
    let verifier = Verifier::with_algorithms(
        store,
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Unchecked::RSA]),
    );
    let in_2022 = Clock::set(1_640_995_200);
    verify(times, &verifier, &web_chain(), "stackexchange.com", in_2022);
}

fn verify_pin(times: u32) {
    let der = leaf(HOST).key(Key::ed25519(0)).self_signed().der;
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&der)).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, &[]);
    verify(times, &verifier, &[der], HOST, CLOCK);
}

/// The same by a call that reuses the uploaded certificate.
fn verify_known_pin(times: u32) {
    let der = leaf(HOST).key(Key::ed25519(0)).self_signed().der;
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&der)).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, &[]);
    verify_der(times, &verifier, &[der]);
}

/// Fifty intermediates that could have issued each other, without an anchor.
fn verify_hostile_50(times: u32) {
    let evil = |number| intermediate("Evil CA").key(Key::ed25519(number));
    let first = evil(0).self_signed();
    let others = (0..50).map(|number| evil(number).signed_by(&first).der);
    let end_entity = leaf(HOST).key(Key::ed25519(0)).signed_by(&first).der;
    let presented: Vec<_> = core::iter::once(end_entity).chain(others).collect();
    let verifier = Verifier::with_algorithms(TrustStore::mozilla(), Policy::STRICT, &[]);
    for _ in 0..times {
        let chain = Chain::from_der(black_box(&presented)).unwrap();
        let verdict = verifier.verify_server_of_any_name(&chain, CLOCK);
        assert!(!verdict.is_accepted());
    }
}

/// From the bytes to a verdict that says why, and what to do.
fn refused(times: u32, uploaded: bool, leaf: fn(Cert) -> Cert, presented: usize, dialed: &str) {
    let root = root("Test Root").key(Key::ed25519(0)).self_signed();
    let ca = intermediate("Test CA").key(Key::ed25519(1)).signed_by(&root);
    let leaf = leaf(support::leaf(HOST).key(Key::ed25519(2))).signed_by(&ca);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    if uploaded {
        store.add(&bundle(&root.der)).unwrap();
    }
    let verifier =
        Verifier::with_algorithms(store, Policy::STRICT, Algorithms::new(&[&Unchecked::ED25519]));
    let presented: Vec<_> = [leaf.der, ca.der, root.der].into_iter().take(presented).collect();
    let reference: ReferenceIdentity = dialed.parse().unwrap();
    for _ in 0..times {
        let chain = Chain::from_der(black_box(&presented)).unwrap();
        let verdict = verifier.verify_server(&chain, &reference, CLOCK);
        assert!(!verdict.is_accepted());
    }
}

fn refused_expired(times: u32) {
    refused(times, true, Cert::expired, 2, HOST);
}

fn refused_name(times: u32) {
    refused(times, true, |leaf| leaf, 2, "other.example.org");
}

fn refused_issuer_not_sent(times: u32) {
    refused(times, true, |leaf| leaf, 1, HOST);
}

fn refused_root_not_trusted(times: u32) {
    refused(times, false, |leaf| leaf, 3, HOST);
}

/// Decoding the Mozilla list alone, for a ratio.
fn base64_simd_mozilla(times: u32) {
    let bytes: Vec<u8> = MOZILLA.iter().flat_map(|der| der.iter().copied()).collect();
    let text = base64_simd::STANDARD.encode_to_string(&bytes);
    for _ in 0..times {
        let decoded = base64_simd::STANDARD.decode_to_vec(black_box(&text)).unwrap();
        assert_eq!(decoded.len(), bytes.len());
    }
}

/// The same work by webpki, for a ratio.
fn webpki_leaf(times: u32) {
    let chain = web_chain();
    let der = CertificateDer::from(chain.first().unwrap().as_slice());
    for _ in 0..times {
        let certificate = EndEntityCert::try_from(black_box(&der)).unwrap();
        assert!(!black_box(certificate.issuer()).is_empty());
    }
}

fn webpki_mozilla_list(times: u32) {
    for _ in 0..times {
        for der in MOZILLA {
            let anchor = anchor_from_trusted_cert(black_box(der)).unwrap();
            assert!(!black_box(anchor.subject).is_empty());
        }
    }
}

fn webpki_path_of_3(times: u32) {
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let root = CertificateDer::from(root.der);
    let anchors = [anchor_from_trusted_cert(&root).unwrap()];
    let presented = [&leaf.der, &ca.der].map(|der| CertificateDer::from(der.as_slice()));
    let [end_entity, others @ ..] = &presented;
    let reference = ServerName::try_from(HOST).unwrap();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
    for _ in 0..times {
        let end_entity = EndEntityCert::try_from(black_box(end_entity)).unwrap();
        let usage = KeyUsage::server_auth();
        let algorithms: &[&dyn SignatureVerificationAlgorithm] = &[&Unchecked::ED25519];
        let path =
            end_entity.verify_for_usage(algorithms, &anchors, others, time, usage, None, None);
        assert!(path.is_ok());
        assert!(end_entity.verify_is_valid_for_subject_name(&reference).is_ok());
    }
}

/// From the bytes to the verdict.
fn verify(times: u32, verifier: &Verifier, presented: &[Vec<u8>], host: &str, clock: Clock) {
    let reference: ReferenceIdentity = host.parse().unwrap();
    for _ in 0..times {
        let chain = Chain::from_der(black_box(presented)).unwrap();
        let verdict = verifier.verify_server(&chain, &reference, clock);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}

/// The same for certificates that the verifier may have parsed before.
fn verify_der(times: u32, verifier: &Verifier, presented: &[Vec<u8>]) {
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    for _ in 0..times {
        let verdict = verifier.verify_server_der(black_box(presented), &reference, CLOCK);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}

/// The chain that stackexchange.com presented from December 2021.
fn web_chain() -> Vec<Vec<u8>> {
    let file = include_bytes!("../../../examples/data/stackexchange-2021.pem");
    let chain = Bundle::parse("chain.pem", file).unwrap();
    chain.iter().map(|certificate| certificate.as_der().to_vec()).collect()
}
