//! ML-DSA (RFC 9881): stored and shown by every build, verified by aws-lc-rs.

use crate::support::testdata;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, KeyAlgorithm, Policy, SignatureAlgorithm, TrustStore, Verdict,
};

/// 2026-06-01
const NOW: u64 = 1_780_272_000;
const HOST: &str = "h.example.com";

fn verdict(root: &Bundle, own: &Bundle) -> Verdict {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(root).unwrap();
    let chain = Chain::from_certificates(own.clone()).unwrap();
    let verifier = crate::verifier::verifier(store, Policy::STRICT);
    verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW))
}

#[track_caller]
fn is_as_the_backend_can(verdict: &Verdict, algorithm: &str) {
    if cfg!(feature = "aws-lc-rs") {
        assert!(verdict.is_trusted(), "{verdict}");
    } else {
        let says = format!(
            "rejected: the signature on the certificate is {algorithm} by an {algorithm} key, which is not supported here"
        );
        assert_eq!(verdict.to_string(), says);
    }
}

/// Certificates of python-cryptography.
#[test]
fn certificates_of_others_are_verified_or_named() {
    let Some(testdata) = testdata("ml_dsa") else { return };
    let read = |name: &str| {
        let file = std::fs::read(testdata.join("mldsa").join(name)).unwrap();
        Bundle::parse(name, &file).unwrap()
    };
    let root = read("root-mldsa65.pem");
    let ca = root.iter().next().unwrap();
    assert_eq!(ca.key_algorithm(), KeyAlgorithm::MlDsa65);
    assert_eq!(ca.signature_algorithm(), SignatureAlgorithm::MlDsa65);
    assert_eq!(ca.key_description(), "ML-DSA-65 key");
    let rows = [("leaf-p256.pem", KeyAlgorithm::P256), ("leaf-mldsa44.pem", KeyAlgorithm::MlDsa44)];
    for (name, key) in rows {
        let own = read(name);
        assert_eq!(own.iter().next().unwrap().key_algorithm(), key);
        is_as_the_backend_can(&verdict(&root, &own), "ML-DSA-65");
    }
}

#[cfg(feature = "aws-lc-rs")]
mod made {
    use super::{HOST, is_as_the_backend_can, verdict};
    use crate::support::extensions::AUTHORITY_KEY_ID;
    use crate::support::key::{algorithm, spki};
    use crate::support::{Cert, Issued, leaf, root};
    use crate::verifier::file;
    use aws_lc_rs::signature::{
        KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair,
    };
    use trustslot::{Certificate, KeyAlgorithm, Reason};

    /// A certificate that this key signs, below `issuer`, or itself.
    fn signed(cert: &Cert, issuer: Option<&Issued>, pair: &PqdsaKeyPair, id: &str) -> Issued {
        let cert = cert.clone().signature_algorithm(algorithm::bare(id)).signature([0]);
        let issue = |cert: Cert| match issuer {
            Some(issuer) => cert.signed_by(issuer),
            None => cert.self_signed(),
        };
        let tbs = issue(cert.clone()).tbs;
        let mut signature = vec![0; pair.algorithm().signature_len()];
        let length = pair.sign(&tbs, &mut signature).unwrap();
        signature.truncate(length);
        issue(cert.signature(signature))
    }

    #[test]
    fn own_chains_are_verified() {
        for (signing, id, words, key) in [
            (&ML_DSA_44_SIGNING, "2.16.840.1.101.3.4.3.17", "ML-DSA-44", KeyAlgorithm::MlDsa44),
            (&ML_DSA_65_SIGNING, "2.16.840.1.101.3.4.3.18", "ML-DSA-65", KeyAlgorithm::MlDsa65),
            (&ML_DSA_87_SIGNING, "2.16.840.1.101.3.4.3.19", "ML-DSA-87", KeyAlgorithm::MlDsa87),
        ] {
            let pair = PqdsaKeyPair::generate(signing).unwrap();
            let public = spki(&algorithm::bare(id), pair.public_key().as_ref());
            let ca = root("Root").spki(&*public).without_extension(AUTHORITY_KEY_ID);
            let ca = signed(&ca, None, &pair, id);
            let own = leaf(HOST).spki(&*public).without_extension(AUTHORITY_KEY_ID);
            let own = signed(&own, Some(&ca), &pair, id);
            assert_eq!(Certificate::from_der(&own.der).unwrap().key_algorithm(), key);
            is_as_the_backend_can(&verdict(&file(&[&ca]), &file(&[&own])), words);
            let mut forged = own.clone();
            *forged.der.last_mut().unwrap() ^= 1;
            let verdict = verdict(&file(&[&ca]), &file(&[&forged]));
            assert!(verdict.findings().unwrap().contains(Reason::BadSignature), "{verdict}");
        }
    }
}
