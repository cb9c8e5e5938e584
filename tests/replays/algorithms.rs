//! Signature algorithms: which ones are accepted, and where in a chain.

use crate::forge;
use crate::judge::{HOST, Peer, built_in, file_refused, peer, trusting};
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::key::{algorithm, rsa_spki};
use crate::support::{Cert, Issued, Key, NOW, chain3, der, intermediate, leaf, root};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use trustslot::{CertificateFlag, Clock, Reason, TrustSource};

/// A root whose RSA modulus has `bits` bits, and a certificate with a genuine signature of that root.
pub(crate) fn rsa_signed(cert: &Cert, bits: usize, kind: &str) -> (Issued, Issued) {
    let cert = cert.clone().without_extension(AUTHORITY_KEY_ID);
    let cert = cert.signature_algorithm(algorithm::with_null(kind));
    let anyone = root("Cube Root").self_signed();
    let tbs = cert.clone().signature([0]).signed_by(&anyone).tbs;
    let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, &tbs);
    let sha256 = digest(&SHA256, &tbs);
    let block = match kind {
        algorithm::RSA_SHA1 => forge::padded(bits / 8, forge::SHA1_INFO, sha1.as_ref()),
        _ => forge::padded(bits / 8, forge::SHA256_INFO, sha256.as_ref()),
    };
    let (modulus, signature) = forge::modulus_for(&block);
    let root = root("Cube Root").spki(rsa_spki(&modulus, &[3])).self_signed();
    let issued = cert.signature(signature).signed_by(&root);
    (root, issued)
}

/// True if this build verifies signatures with SHA-1 and by RSA keys from 1024 bits, below uploaded roots.
pub(crate) const HAS_LEGACY: bool =
    cfg!(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs")));

/// Requires a rejection for this weakness. If nothing verified the signature, that is a finding too.
#[track_caller]
pub(crate) fn refused_as_weak(case: &Peer, weak: Reason, is_verified: bool) {
    if is_verified {
        case.refused(weak);
    } else {
        case.refused_for(&[weak, Reason::UnsupportedSignatureAlgorithm]);
    }
}

const MD2: &str = "1.2.840.113549.1.1.2";
/// `sha1WithRSASignature` of OIW: a legacy identifier for the same algorithm.
const OIW_SHA1: &str = "1.3.14.3.2.29";

#[test]
fn replay_31_certificate_signed_with_a_broken_digest() {
    let weak = Reason::WeakSignatureAlgorithm;
    for (kind, is_verified) in
        [(algorithm::RSA_SHA1, HAS_LEGACY), (algorithm::RSA_MD5, false), (MD2, false)]
    {
        let (root, below) = rsa_signed(&leaf(HOST), 2_048, kind);
        refused_as_weak(&peer(&[&below], &root), weak, is_verified);
        let built_in = peer(&[&below], &root).trusting(built_in(&[&root]));
        refused_as_weak(&built_in, weak, false);
        let (root, ca) = rsa_signed(&intermediate("Test CA"), 2_048, kind);
        let below = leaf(HOST).signed_by(&ca);
        refused_as_weak(&peer(&[&below, &ca], &root), weak, is_verified);
    }
    let (root, below) = rsa_signed(&leaf(HOST), 2_048, OIW_SHA1);
    peer(&[&below], &root).refused(Reason::UnsupportedSignatureAlgorithm);
    let (root, ca, _) = chain3();
    let ecdsa = algorithm::bare(algorithm::ECDSA_SHA1);
    let below = leaf(HOST).signature_algorithm(&*ecdsa).signed_by(&ca);
    refused_as_weak(&peer(&[&below, &ca], &root), weak, false);
    let weak_ca = intermediate("Test CA").signature_algorithm(&*ecdsa).signed_by(&root);
    refused_as_weak(&peer(&[&leaf(HOST).signed_by(&weak_ca), &weak_ca], &root), weak, false);

    // The signature on an anchor protects nothing and is not checked. The listing shows its algorithm.
    for kind in [algorithm::RSA_SHA1, algorithm::RSA_MD5, algorithm::ECDSA_SHA1] {
        let old = crate::support::root("Old").signature_algorithm(algorithm::with_null(kind));
        let old = old.self_signed();
        let below = leaf(HOST).signed_by(&old);
        peer(&[&below], &old).passes();
        let listed = trusting(&[&old]).list(TrustSource::All, Clock::set(NOW));
        assert!(listed[0].certificate.signature_algorithm().is_weak());
        assert_eq!(listed[0].flags, [CertificateFlag::SelfIssued]);
        // An uploaded CA that another CA issued with it is an anchor too, and is flagged as weak.
        let cross = intermediate("Cross").signature_algorithm(algorithm::with_null(kind));
        let cross = cross.signed_by(&old);
        let listed = trusting(&[&cross]).list(TrustSource::All, Clock::set(NOW));
        assert_eq!(listed[0].flags, [CertificateFlag::Weak]);
    }
    let (root, below) = rsa_signed(&leaf(HOST), 2_048, algorithm::RSA_SHA256);
    peer(&[&below], &root).passes();
    let (root, ca) = rsa_signed(&intermediate("Test CA"), 2_048, algorithm::RSA_SHA256);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
}

#[test]
fn replay_32_inner_and_outer_algorithm_differ() {
    let (root, ca, leaf) = chain3();
    let rsa = crate::support::root("RSA").key(Key::rsa2048()).self_signed();
    let differ = "its two signature algorithms differ";
    let ecdsa = algorithm::bare;
    let with_null = algorithm::with_null;
    for (inner, outer) in [
        (ecdsa(algorithm::ECDSA_SHA256), ecdsa(algorithm::ECDSA_SHA384)),
        (ecdsa(algorithm::ECDSA_SHA384), ecdsa(algorithm::ECDSA_SHA256)),
        (with_null(algorithm::ECDSA_SHA256), ecdsa(algorithm::ECDSA_SHA256)),
        (ecdsa(algorithm::ECDSA_SHA256), with_null(algorithm::ECDSA_SHA256)),
        (ecdsa(algorithm::ECDSA_SHA1), ecdsa(algorithm::ECDSA_SHA256)),
    ] {
        let cert = crate::support::leaf(HOST).signature_algorithm_inner(inner);
        let cert = cert.signature_algorithm_outer(outer).signed_by(&ca);
        peer(&[&cert, &ca], &root).unreadable(differ);
        assert!(file_refused(&cert.der).to_string().contains(differ));
    }
    for (inner, outer) in [
        (with_null(algorithm::RSA_SHA256), ecdsa(algorithm::RSA_SHA256)),
        (ecdsa(algorithm::RSA_SHA256), with_null(algorithm::RSA_SHA256)),
        (with_null(algorithm::RSA_MD5), with_null(algorithm::RSA_SHA256)),
    ] {
        let cert = crate::support::leaf(HOST).signature_algorithm_inner(inner);
        let cert = cert.signature_algorithm_outer(outer).signed_by(&rsa);
        peer(&[&cert], &rsa).unreadable(differ);
    }
    // Both identifiers agree, but the signature is of another kind: no algorithm has this identifier, or the key of the
    // issuer makes no such signatures.
    for (algorithm, reason) in [
        (with_null(algorithm::ECDSA_SHA256), Reason::UnsupportedSignatureAlgorithm),
        (with_null(algorithm::RSA_SHA256), Reason::BadSignature),
        (ecdsa(algorithm::ED25519), Reason::BadSignature),
    ] {
        let cert = crate::support::leaf(HOST).signature_algorithm(algorithm);
        peer(&[&cert.signed_by(&ca), &ca], &root).refused(reason);
    }
    peer(&[&leaf, &ca], &root).passes();
}

#[test]
fn replay_34_algorithm_limits_skip_part_of_the_chain() {
    // Only the first certificate breaks the limit.
    let (root, ca, good) = chain3();
    let weak = leaf(HOST).key(Key::rsa1024()).signed_by(&ca);
    peer(&[&weak, &ca], &root).refused(Reason::WeakKey);
    // Only the second certificate does; all signatures are genuine.
    let (cube, below) = rsa_signed(&leaf(HOST), 1_024, algorithm::RSA_SHA256);
    let second = intermediate("Cube Root").spki(spki_of(&cube)).signed_by(&root);
    refused_as_weak(&peer(&[&below, &second], &root), Reason::WeakKey, HAS_LEGACY);
    // Only the third does: the anchor, uploaded or built in.
    refused_as_weak(&peer(&[&below], &cube), Reason::WeakKey, HAS_LEGACY);
    let built_in = peer(&[&below], &cube).trusting(built_in(&[&cube]));
    refused_as_weak(&built_in, Reason::WeakKey, false);
    for (bits, is_verified) in [(1_016, false), (1_032, HAS_LEGACY), (2_040, HAS_LEGACY)] {
        let (cube, below) = rsa_signed(&leaf(HOST), bits, algorithm::RSA_SHA256);
        refused_as_weak(&peer(&[&below], &cube), Reason::WeakKey, is_verified);
    }
    // Only the third certificate is signed with SHA-1.
    let (cube, middle) = rsa_signed(&intermediate("Test CA"), 2_048, algorithm::RSA_SHA1);
    let lower = intermediate("Lower").signed_by(&middle);
    let below = leaf(HOST).signed_by(&lower);
    let case = peer(&[&below, &lower, &middle], &cube);
    refused_as_weak(&case, Reason::WeakSignatureAlgorithm, HAS_LEGACY);
    // A pin must have a strong key too.
    let pin = leaf(HOST).spki(Key::rsa1024().spki()).self_signed();
    peer(&[&pin], &pin).refused(Reason::WeakKey);

    let (cube, below) = rsa_signed(&leaf(HOST), 2_048, algorithm::RSA_SHA256);
    let second = intermediate("Cube Root").spki(spki_of(&cube)).signed_by(&root);
    peer(&[&below, &second], &root).passes();
    peer(&[&good, &ca], &root).passes();
}

/// The public key of a root made above.
fn spki_of(root: &Issued) -> Vec<u8> {
    let tree = crate::mutate::Node::read(&root.tbs);
    let crate::mutate::Contents::Elements(fields) = tree.contents else { panic!("no fields") };
    fields[6].write()
}

#[test]
fn replay_35_crash_on_missing_pss_parameters() {
    let root = root("PSS").key(Key::rsa2048()).self_signed();
    let pair = RsaKeyPair::from_pkcs8(Key::rsa2048().pkcs8()).unwrap();
    let ask = |parameters: Option<Vec<u8>>| {
        let algorithm = match parameters {
            Some(parameters) => algorithm::with_parameters(algorithm::RSA_PSS, &parameters),
            None => algorithm::bare(algorithm::RSA_PSS),
        };
        let cert = leaf(HOST).signature_algorithm(algorithm);
        let tbs = cert.clone().signed_by(&root).tbs;
        // A genuine signature, so that only the parameters are wrong.
        let mut signature = vec![0; 256];
        pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), &tbs, &mut signature).unwrap();
        peer(&[&cert.signature(signature).signed_by(&root)], &root)
    };
    let sha256 = algorithm::with_null("2.16.840.1.101.3.4.2.1");
    let mgf1 = |hash: &[u8]| algorithm::with_parameters("1.2.840.113549.1.1.8", hash);
    let hash = der::explicit(0, &sha256);
    let mgf = der::explicit(1, &mgf1(&sha256));
    let salt = |bytes: &[u8]| der::explicit(2, &der::tlv(der::INTEGER, bytes));
    let good = || vec![hash.clone(), mgf.clone(), salt(&[32])];
    let sha1 = algorithm::with_null("1.3.14.3.2.26");
    let trailer = |number: u8| [good(), vec![der::explicit(3, &der::integer(&[number]))]].concat();
    let rows: [(&str, Option<Vec<u8>>); 15] = [
        ("absent", None),
        ("NULL", Some(der::null())),
        ("empty: SHA-1", Some(der::seq::<Vec<u8>>(&[]))),
        ("no mask function", Some(der::seq(&[hash.clone(), salt(&[32])]))),
        (
            "mask function without parameters",
            Some(der::seq(&[
                hash.clone(),
                der::explicit(1, &algorithm::bare("1.2.840.113549.1.1.8")),
                salt(&[32]),
            ])),
        ),
        (
            "an unknown mask function",
            Some(der::seq(&[
                hash.clone(),
                der::explicit(1, &algorithm::with_parameters("1.2.3.4", &sha256)),
                salt(&[32]),
            ])),
        ),
        (
            "a mask of SHA-1",
            Some(der::seq(&[hash.clone(), der::explicit(1, &mgf1(&sha1)), salt(&[32])])),
        ),
        ("SHA-1", Some(der::seq(&[der::explicit(0, &sha1), mgf.clone(), salt(&[32])]))),
        ("salt -1", Some(der::seq(&[hash.clone(), mgf.clone(), salt(&[0xff])]))),
        ("salt 0", Some(der::seq(&[hash.clone(), mgf.clone(), salt(&[0])]))),
        ("salt 33", Some(der::seq(&[hash.clone(), mgf.clone(), salt(&[33])]))),
        ("salt 2^31", Some(der::seq(&[hash.clone(), mgf.clone(), salt(&[0, 0x80, 0, 0, 0])]))),
        ("trailer 2", Some(der::seq(&trailer(2)))),
        ("trailer 1, the default, spelled out", Some(der::seq(&trailer(1)))),
        ("in another order", Some(der::seq(&[mgf.clone(), hash.clone(), salt(&[32])]))),
    ];
    for (why, parameters) in rows {
        let case = ask(parameters);
        let verdict = case.verdict().unwrap_or_else(|error| panic!("{why}: {error}"));
        assert!(!verdict.is_accepted(), "{why}");
        case.refused(Reason::UnsupportedSignatureAlgorithm);
    }
    ask(Some(der::seq(&good()))).passes();
}
