//! Identities whose key is in a secure element.

use crate::certificate;
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::key::{Key, rsa_spki};
use crate::support::{intermediate, leaf, root};
use alloc::sync::Arc;
use trustslot::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use trustslot::{
    Algorithms, Certificate, HandleProof, Identity, IdentityError, KeyHandle, KeyStorage, PairProof,
};

static BOTH: Algorithms =
    Algorithms::new(&[webpki::ring::ECDSA_P256_SHA256, webpki::ring::ED25519]);

#[test]
fn key_in_a_secure_element_is_proved_by_a_signature_or_stated() {
    let phone = leaf("phone.example.com").key(Key::ed25519(3)).self_signed();
    let certificate = certificate(&phone);
    let with =
        |proof| Identity::with_handle(vec![certificate.clone()], KeyHandle::new("slot 3"), proof);
    let stated = with(HandleProof::Stated).unwrap();
    assert_eq!(stated.pair_proof(), PairProof::Stated);
    let KeyStorage::Handle(handle) = stated.key() else { panic!("the key is in the element") };
    assert_eq!(handle.as_bytes(), b"slot 3");

    let nonce = b"fresh";
    let signature = phone.key.sign(&Identity::handle_challenge(&certificate, nonce));
    let signed = with(HandleProof::Signature { nonce, signature: &signature });
    let stale = with(HandleProof::Signature { nonce: b"older", signature: &signature });
    if cfg!(any(feature = "ring", feature = "aws-lc-rs")) {
        assert_eq!(signed.unwrap().pair_proof(), PairProof::Signed);
        assert_eq!(stale.unwrap_err(), IdentityError::HandleSignature);
    } else {
        assert_eq!(signed.unwrap_err(), IdentityError::HandleUnverified);
        assert_eq!(stale.unwrap_err(), IdentityError::HandleUnverified);
    }
    for bytes in [0, KeyHandle::MAX_BYTES + 1] {
        let handle = KeyHandle::new(vec![b'x'; bytes]);
        let error = Identity::with_handle(vec![certificate.clone()], handle, HandleProof::Stated);
        assert_eq!(error.unwrap_err(), IdentityError::Handle { bytes });
    }
}

/// A firmware without a backend has the algorithms of its TLS library or its hardware.
#[test]
fn signature_of_a_secure_element_is_verified_by_algorithms_of_the_caller() {
    type Counted = Arc<dyn SignatureVerificationAlgorithm>;

    /// Accepts everything, and says that it is for RSA keys.
    #[derive(Debug)]
    struct Credulous;

    impl SignatureVerificationAlgorithm for Credulous {
        fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
            Ok(())
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::RSA_ENCRYPTION
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::RSA_PKCS1_SHA256
        }
    }

    let credulous: Counted = Arc::new(Credulous);
    let credulous = Algorithms::from(Arc::<[Counted]>::from([credulous]));
    let signer = Key::ed25519(3);
    let phone = || leaf("phone.example.com").key(signer.clone());
    let ed25519 = phone().self_signed();
    let exponent_1 = phone().spki(rsa_spki(&[0xc5; 256], &[1])).signed_by(&ed25519);
    let right = Ok(PairProof::Signed);
    for (phone, algorithms, nonce, expected, because) in [
        (&ed25519, &BOTH, "fresh", right.clone(), "one of two algorithms is for this key"),
        (&ed25519, &BOTH, "older", Err(IdentityError::HandleSignature), "another message"),
        (&ed25519, &credulous, "fresh", Err(IdentityError::HandleUnverified), "for RSA alone"),
        (
            &ed25519,
            &Algorithms::new(&[]),
            "fresh",
            Err(IdentityError::HandleUnverified),
            "no algorithm",
        ),
        (&exponent_1, &credulous, "fresh", Err(IdentityError::HandleUnverified), "no key at all"),
    ] {
        let certificate = certificate(phone);
        let signature = signer.sign(&Identity::handle_challenge(&certificate, b"fresh"));
        let nonce = nonce.as_bytes();
        let proof = HandleProof::SignatureBy { nonce, signature: &signature, algorithms };
        let found = Identity::with_handle(vec![certificate], KeyHandle::new("slot 3"), proof);
        assert_eq!(found.map(|identity| identity.pair_proof()), expected, "{because}");
    }
}

#[test]
fn algorithms_of_the_caller_decide_which_certificate_issued_which() {
    let ca = intermediate("CA").key(Key::p256(1)).signed_by(&root("Root").self_signed());
    let renewed = intermediate("CA").key(Key::p256(2)).signed_by(&root("Root").self_signed());
    let leaf = leaf("phone.example.com").key(Key::ed25519(3));
    let leaf = leaf.without_extension(AUTHORITY_KEY_ID).signed_by(&ca);
    let own = certificate(&leaf);
    let signature = leaf.key.sign(&Identity::handle_challenge(&own, b""));
    for (issuer, expected) in
        [(ca, Ok(1)), (renewed, Err(IdentityError::Unrelated { position: 2 }))]
    {
        let chain: Vec<Certificate> = vec![own.clone(), certificate(&issuer)];
        let (signature, algorithms) = (&signature, &BOTH);
        let proof = HandleProof::SignatureBy { nonce: b"", signature, algorithms };
        let found = Identity::with_handle(chain, KeyHandle::new("slot 3"), proof);
        assert_eq!(found.map(|identity| identity.issuers().len()), expected);
    }
}
