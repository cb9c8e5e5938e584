//! Signature checks by a function of the firmware.

use crate::Algorithms;
use crate::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use alloc::sync::Arc;
#[cfg(feature = "std")]
use alloc::sync::Weak;
use alloc::vec::Vec;
use core::ffi::c_int;
use core::fmt;

/// `trustslot_check_signature`.
pub type CCheckSignature = Option<CheckSignature>;

/// The function behind it: algorithm, then key, message and signature with their lengths.
pub type CheckSignature =
    unsafe extern "C" fn(u32, *const u8, usize, *const u8, usize, *const u8, usize) -> c_int;

/// `TRUSTSLOT_ALGORITHM_…`: the kind of key and the algorithm of the signature. The number is the index.
const ALGORITHMS: [(AlgorithmIdentifier, AlgorithmIdentifier); 12] = [
    (alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
    (alg_id::ECDSA_P256, alg_id::ECDSA_SHA384),
    (alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
    (alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
    (alg_id::ECDSA_P521, alg_id::ECDSA_SHA512),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA384),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA512),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA384),
    (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA512),
    (alg_id::ED25519, alg_id::ED25519),
];

/// One algorithm of one function.
struct Algorithm {
    check: CheckSignature,
    number: u32,
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.number)
    }
}

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (k, m, s) = (key, message, signature);
        // SAFETY: the function is the caller's, and each pointer has its length.
        let valid = unsafe {
            (self.check)(self.number, k.as_ptr(), k.len(), m.as_ptr(), m.len(), s.as_ptr(), s.len())
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

/// The algorithms of this function. They are freed with the last verifier and the last cache that refer to them.
pub(super) fn algorithms_of(check: CheckSignature) -> Algorithms {
    let each = each_of(check);
    let list: Arc<[Arc<dyn SignatureVerificationAlgorithm>]> =
        each.into_iter().map(|one| -> Arc<dyn SignatureVerificationAlgorithm> { one }).collect();
    Algorithms::from(list)
}

/// The algorithms of this function: those that it has already, if something refers to them. A cache of signatures recognizes
/// an algorithm by its address.
#[cfg(feature = "std")]
fn each_of(check: CheckSignature) -> Vec<Arc<Algorithm>> {
    use std::sync::PoisonError;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|one| one.strong_count() > 0);
    made_of(check)
        .map(|new| {
            let same = known
                .iter()
                .filter_map(Weak::upgrade)
                .find(|one| core::ptr::fn_addr_eq(one.check, check) && one.number == new.number);
            same.unwrap_or_else(|| {
                let new = Arc::new(new);
                known.push(Arc::downgrade(&new));
                new
            })
        })
        .collect()
}

/// The algorithms that some verifier or cache refers to.
#[cfg(feature = "std")]
static KNOWN: std::sync::Mutex<Vec<Weak<Algorithm>>> = std::sync::Mutex::new(Vec::new());

/// The algorithms of this function. Without std there is no cache that would have to recognize them.
#[cfg(not(feature = "std"))]
fn each_of(check: CheckSignature) -> Vec<Arc<Algorithm>> {
    made_of(check).map(Arc::new).collect()
}

fn made_of(check: CheckSignature) -> impl Iterator<Item = Algorithm> {
    let numbered = ALGORITHMS.into_iter().zip(0_u32..);
    numbered.map(move |((key, signature), number)| Algorithm { check, number, key, signature })
}
