//! The Mozilla list under the profile for public CAs.

use crate::case::HOST;
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::{NOW, der, leaf};
use crate::verifier::certificate;
use pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use trustslot::{Chain, Clock, Policy, Profile, Reason, TrustStore, Verifier};

/// RFC 5280 §6.1.1 d: a root is a name and a key. Six roots of Mozilla's list have serial number 0, and one has no subject
/// key identifier. Certificates below them must not be rejected for that.
#[test]
fn no_root_of_mozillas_list_breaks_the_profile() {
    let public = Policy::STRICT.with_profile(Profile::PublicWeb);
    let verifier = Verifier::with_algorithms(TrustStore::mozilla(), public, UNCHECKED);
    let signed = leaf(HOST).self_signed();
    for root in TrustStore::mozilla().built_in() {
        let anchor = webpki::anchor_from_trusted_cert(&CertificateDer::from_slice(root.as_der()))
            .unwrap()
            .to_owned();
        let server = leaf(HOST)
            .issuer_name(der::seq(&[&*anchor.subject]))
            .extension(AUTHORITY_KEY_ID, false, der::seq(&[der::implicit(0, &[1; 20])]))
            .self_signed();
        assert_ne!(server.der, signed.der, "another issuer");
        let chain = Chain::new(certificate(&server));
        let verdict = verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW));
        let findings = verdict.findings();
        let is_refused = findings.is_some_and(|found| found.contains(Reason::ProfileViolated));
        let is_reached = findings.is_none_or(|found| !found.contains(Reason::IssuerNotFound));
        assert!(is_reached && !is_refused, "{root}: {verdict}");
    }
}

/// Accepts every signature by ECDSA with SHA-256, for every kind of root key.
#[derive(Debug)]
struct Unchecked(AlgorithmIdentifier);

impl SignatureVerificationAlgorithm for Unchecked {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

const UNCHECKED: &[&dyn SignatureVerificationAlgorithm] = &[
    &Unchecked(alg_id::RSA_ENCRYPTION),
    &Unchecked(alg_id::ECDSA_P256),
    &Unchecked(alg_id::ECDSA_P384),
    &Unchecked(alg_id::ECDSA_P521),
];
