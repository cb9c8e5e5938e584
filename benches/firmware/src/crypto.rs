//! Who verifies signatures: ring, or the firmware's own library.

use trustslot::{Policy, TrustStore, Verifier};

#[cfg(all(feature = "ring", not(feature = "chosen")))]
pub(crate) fn verifier(store: TrustStore, policy: Policy) -> Verifier {
    Verifier::new(store, policy)
}

#[cfg(feature = "chosen")]
pub(crate) use chosen::{algorithms, verifier};
#[cfg(not(feature = "ring"))]
pub(crate) use platform::{algorithms, verifier};

/// An algorithm that nobody passes is not linked.
#[cfg(feature = "chosen")]
mod chosen {
    use super::{Policy, TrustStore, Verifier};
    use trustslot::Algorithms;

    pub(crate) const fn algorithms() -> Algorithms {
        Algorithms::common()
    }

    pub(crate) fn verifier(store: TrustStore, policy: Policy) -> Verifier {
        Verifier::with_algorithms(store, policy, algorithms())
    }
}

#[cfg(not(feature = "ring"))]
mod platform {
    use super::{Policy, TrustStore, Verifier};
    use trustslot::Algorithms;
    use trustslot::pki_types::{
        AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
    };

    unsafe extern "C" {
        /// The firmware's function: 1 if the signature is valid. The number is that of the algorithm in `ALL`.
        fn platform_verify(
            algorithm: u32,
            key: *const u8,
            key_length: usize,
            message: *const u8,
            message_length: usize,
            signature: *const u8,
            signature_length: usize,
        ) -> i32;
    }

    #[derive(Debug)]
    struct Platform {
        number: u32,
        key: AlgorithmIdentifier,
        signature: AlgorithmIdentifier,
    }

    static ALL: Algorithms = Algorithms::new(&[
        &Platform { number: 0, key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA256 },
        &Platform { number: 1, key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA384 },
        &Platform { number: 2, key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA256 },
        &Platform { number: 3, key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA384 },
        &Platform { number: 4, key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA512 },
        &Platform { number: 5, key: alg_id::ED25519, signature: alg_id::ED25519 },
    ]);

    impl SignatureVerificationAlgorithm for Platform {
        fn verify_signature(
            &self,
            key: &[u8],
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), InvalidSignature> {
            let (k, m, s) = (key, message, signature);
            // SAFETY: each pointer has its length.
            let valid = unsafe {
                platform_verify(
                    self.number,
                    k.as_ptr(),
                    k.len(),
                    m.as_ptr(),
                    m.len(),
                    s.as_ptr(),
                    s.len(),
                )
            };
            if valid == 1 { Ok(()) } else { Err(InvalidSignature) }
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            self.key
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            self.signature
        }
    }

    pub(crate) fn algorithms() -> Algorithms {
        ALL.clone()
    }

    pub(crate) fn verifier(store: TrustStore, policy: Policy) -> Verifier {
        Verifier::with_algorithms(store, policy, algorithms())
    }
}
