//! Floor 1: the algorithms that verify signatures. They come from a backend.

#[cfg(feature = "aws-lc-rs")]
#[path = "aws.rs"]
mod backend;
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
#[path = "of_ring.rs"]
mod backend;
#[cfg(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs")))]
mod legacy;
#[cfg(any(
    all(feature = "ring", not(feature = "aws-lc-rs")),
    all(feature = "legacy-signatures", feature = "aws-lc-rs")
))]
mod of_backend;

use crate::bytes::der::{Reader, Tag};
use alloc::sync::Arc;
use core::ops::Deref;
use pki_types::SignatureVerificationAlgorithm;

/// Signature algorithms, in the types of rustls and webpki: constant ones, or ones that are made at run time.
///
/// [`Verifier::with_algorithms`](crate::Verifier::with_algorithms) takes what converts into them: a `&'static` list of
/// `&'static` algorithms, such as those of ring, or an `Arc` of a list of `Arc`s. The latter are freed with the last verifier,
/// signature cache and CRL that refer to them. A build without a backend needs one or the other. So does a firmware whose own
/// TLS library or hardware verifies signatures: it implements [`SignatureVerificationAlgorithm`], which has three methods.
///
/// ```
/// use std::sync::Arc;
/// use trustslot::Algorithms;
/// use trustslot::pki_types::{
///     AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
/// };
///
/// /// A processor that verifies P-256 signatures.
/// #[derive(Debug)]
/// struct Hardware {
///     device: u32,
/// }
///
/// impl SignatureVerificationAlgorithm for Hardware {
///     fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
///         // The key is an uncompressed point here, and the signature is DER.
///         # let is_good = |_device: u32, _key: &[u8], _message: &[u8], _signature: &[u8]| false;
///         if is_good(self.device, key, message, signature) { Ok(()) } else { Err(InvalidSignature) }
///     }
///
///     fn public_key_alg_id(&self) -> AlgorithmIdentifier {
///         alg_id::ECDSA_P256
///     }
///
///     fn signature_alg_id(&self) -> AlgorithmIdentifier {
///         alg_id::ECDSA_SHA256
///     }
/// }
///
/// let hardware: Arc<dyn SignatureVerificationAlgorithm> = Arc::new(Hardware { device: 2 });
/// let algorithms = Algorithms::from(Arc::from([hardware]));
/// assert_eq!(algorithms.len(), 1);
///
/// static CONSTANT: Algorithms = Algorithms::new(&[webpki::ring::ECDSA_P256_SHA256]);
/// assert_eq!(CONSTANT.len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Algorithms(List);

#[derive(Clone, Debug)]
enum List {
    Static(&'static [&'static dyn SignatureVerificationAlgorithm]),
    Counted(Arc<[Arc<dyn SignatureVerificationAlgorithm>]>),
}

/// One algorithm of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Algorithm<'a> {
    Static(&'static dyn SignatureVerificationAlgorithm),
    Counted(&'a Arc<dyn SignatureVerificationAlgorithm>),
}

/// One algorithm that outlives its list.
#[derive(Clone, Debug)]
pub(crate) enum KeptAlgorithm {
    Static(&'static dyn SignatureVerificationAlgorithm),
    Counted(Arc<dyn SignatureVerificationAlgorithm>),
}

impl Algorithms {
    /// These algorithms, which are constant.
    pub const fn new(list: &'static [&'static dyn SignatureVerificationAlgorithm]) -> Self {
        Self(List::Static(list))
    }

    /// Where the list is. Two lists that exist at the same time and have the same address and length are the same.
    #[cfg(feature = "forecast")]
    pub(crate) fn address(&self) -> usize {
        match &self.0 {
            List::Static(list) => list.as_ptr().addr(),
            List::Counted(list) => list.as_ptr().addr(),
        }
    }

    /// The number of algorithms.
    pub fn len(&self) -> usize {
        match &self.0 {
            List::Static(list) => list.len(),
            List::Counted(list) => list.len(),
        }
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The algorithm at this place.
    pub(crate) fn get(&self, place: usize) -> Option<Algorithm<'_>> {
        match &self.0 {
            List::Static(list) => list.get(place).copied().map(Algorithm::Static),
            List::Counted(list) => list.get(place).map(Algorithm::Counted),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Algorithm<'_>> {
        let (constant, counted): (&'static [_], &[_]) = match &self.0 {
            List::Static(list) => (list, &[]),
            List::Counted(list) => (&[], list),
        };
        let constant = constant.iter().map(|&algorithm| Algorithm::Static(algorithm));
        constant.chain(counted.iter().map(Algorithm::Counted))
    }

    /// Those for a signature with this `AlgorithmIdentifier` and this key, both without their outer headers.
    #[cfg(feature = "identity")]
    pub(crate) fn for_signature(
        &self,
        signature_algorithm: &[u8],
        issuer_spki: &[u8],
    ) -> impl Iterator<Item = Algorithm<'_>> {
        self.for_key(issuer_spki)
            .filter(move |algorithm| signature_algorithm == algorithm.signature_alg_id().as_ref())
    }

    /// Those that verify some signature by this key, the contents of a `SubjectPublicKeyInfo`.
    pub(crate) fn for_key(&self, spki: &[u8]) -> impl Iterator<Item = Algorithm<'_>> {
        let key = algorithm_of_key(spki);
        self.iter().filter(move |algorithm| key == algorithm.public_key_alg_id().as_ref())
    }
}

/// The contents of the `AlgorithmIdentifier` in the contents of a `SubjectPublicKeyInfo`.
pub(crate) fn algorithm_of_key(spki: &[u8]) -> &[u8] {
    let key = Reader::new(spki).expect(Tag::Sequence);
    key.map(|key| key.value).unwrap_or_default()
}

impl From<&'static [&'static dyn SignatureVerificationAlgorithm]> for Algorithms {
    fn from(list: &'static [&'static dyn SignatureVerificationAlgorithm]) -> Self {
        Self::new(list)
    }
}

impl<const COUNT: usize> From<&'static [&'static dyn SignatureVerificationAlgorithm; COUNT]>
    for Algorithms
{
    fn from(list: &'static [&'static dyn SignatureVerificationAlgorithm; COUNT]) -> Self {
        Self::new(list)
    }
}

impl From<Arc<[Arc<dyn SignatureVerificationAlgorithm>]>> for Algorithms {
    fn from(list: Arc<[Arc<dyn SignatureVerificationAlgorithm>]>) -> Self {
        Self(List::Counted(list))
    }
}

impl Algorithm<'_> {
    pub(crate) fn keep(self) -> KeptAlgorithm {
        match self {
            Self::Static(algorithm) => KeptAlgorithm::Static(algorithm),
            Self::Counted(algorithm) => KeptAlgorithm::Counted(Arc::clone(algorithm)),
        }
    }

    /// Identifies the algorithm as long as it exists: the same object of the same type. Its identifiers would not do, because
    /// a caller may supply an algorithm with the same identifiers that accepts more signatures. (If the compiler has made
    /// two vtables for one type, the same algorithm looks like two, which only costs another check.)
    pub(crate) fn identity(self) -> *const dyn SignatureVerificationAlgorithm {
        core::ptr::from_ref(&*self)
    }
}

impl Deref for Algorithm<'_> {
    type Target = dyn SignatureVerificationAlgorithm;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Static(algorithm) => *algorithm,
            Self::Counted(algorithm) => &***algorithm,
        }
    }
}

impl KeptAlgorithm {
    /// True if both are the same algorithm: see [`Algorithm::identity`].
    pub(crate) fn is(&self, other: Algorithm<'_>) -> bool {
        let own = match self {
            Self::Static(algorithm) => Algorithm::Static(*algorithm),
            Self::Counted(algorithm) => Algorithm::Counted(algorithm),
        };
        core::ptr::eq(own.identity(), other.identity())
    }
}

/// The algorithms of the enabled backend. If both are enabled, aws-lc-rs takes precedence: it supports P-521, and it
/// verifies P-384 about four times as fast.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(crate) static BUILT_WITH: Algorithms = Algorithms::new(backend::ALL);
#[cfg(all(feature = "identity", not(any(feature = "ring", feature = "aws-lc-rs"))))]
pub(crate) static BUILT_WITH: Algorithms = Algorithms::new(&[]);

/// RSA keys with fewer bits are not verified even by legacy algorithms: keys of 768 bits were factored in 2009, and ring
/// and aws-lc-rs begin at 1024.
pub(crate) const LEGACY_MIN_RSA_BITS: u32 = 1024;

/// Algorithms for RSA keys from 1024 bits and for SHA-1. `verify::strength` decides where they count.
#[cfg(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs")))]
pub(crate) static LEGACY: Algorithms = Algorithms::new(legacy::ALL);
#[cfg(not(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs"))))]
pub(crate) static LEGACY: Algorithms = Algorithms::new(&[]);

/// No algorithm.
pub(crate) static NONE: Algorithms = Algorithms::new(&[]);
