//! Signature checks by a function of the firmware.

use crate::Algorithms;
use crate::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use alloc::boxed::Box;
use core::ffi::c_int;
use core::fmt;
use core::sync::atomic::{AtomicPtr, Ordering};

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

/// The algorithms of one function. Verifiers need them for the life of the program, so they are made once and stay.
struct Known {
    check: CheckSignature,
    algorithms: Algorithms,
    next: Option<&'static Self>,
}

/// The first of a list that only grows, by one element for each function.
static KNOWN: AtomicPtr<Known> = AtomicPtr::new(core::ptr::null_mut());

fn first() -> Option<&'static Known> {
    // SAFETY: it is NULL, or a leaked box that nobody changes after it was published.
    unsafe { KNOWN.load(Ordering::Acquire).as_ref() }
}

/// The algorithms of this function.
pub(super) fn algorithms_of(check: CheckSignature) -> Algorithms {
    let mut new: Option<&'static mut Known> = None;
    loop {
        let head = first();
        let mut list = core::iter::successors(head, |known| known.next);
        if let Some(known) = list.find(|known| core::ptr::fn_addr_eq(known.check, check)) {
            return known.algorithms.clone();
        }
        let known = match new.take() {
            Some(known) => known,
            None => Box::leak(Box::new(Known { check, algorithms: made_of(check), next: None })),
        };
        known.next = head;
        let algorithms = known.algorithms.clone();
        let expected =
            head.map_or(core::ptr::null_mut(), |head| core::ptr::from_ref(head).cast_mut());
        let pointer = core::ptr::from_mut(known);
        let swapped =
            KNOWN.compare_exchange(expected, pointer, Ordering::AcqRel, Ordering::Acquire);
        if swapped.is_ok() {
            return algorithms;
        }
        // SAFETY: it was leaked above, and nobody else has seen it.
        new = unsafe { pointer.as_mut() };
    }
}

fn made_of(check: CheckSignature) -> Algorithms {
    let mut number = 0_u32;
    let each = ALGORITHMS.map(|(key, signature)| {
        let algorithm = Algorithm { check, number, key, signature };
        number = number.saturating_add(1);
        algorithm
    });
    let each: &'static [Algorithm] = Box::leak(Box::new(each));
    let list =
        each.iter().map(|algorithm| -> &'static dyn SignatureVerificationAlgorithm { algorithm });
    let list: Box<[_]> = list.collect();
    Algorithms::new(Box::leak(list))
}
