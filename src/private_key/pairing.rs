//! Decides whether a private key and a certificate belong together.
//!
//! A public half in a key file proves nothing, because it can be copied. So the public half is computed from the
//! private half when a key is parsed, and then compared. Nothing is signed: that would need the secret again, and would
//! show no more.

use super::ec::Curve;
use super::point::uncompressed;
use super::{PrivateKey, PublicHalf};
use crate::algorithms::Algorithms;
use crate::bytes::der::{Reader, Tag};
use crate::certificate::{Certificate, KeyAlgorithm, MIN_RSA_BITS};
use crate::message::text;
use crate::numbered::numbered;
use ::der::Decode as _;
use alloc::borrow::Cow;
use core::fmt;
use pkcs1::RsaPublicKeyRef;

/// How it is known that a private key belongs to a certificate.
///
/// ```
/// use trustslot::{Identity, PairProof};
///
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let proof = Identity::parse("phone.pem", file)?.pair_proof();
/// assert_eq!(proof, PairProof::Derived);
/// assert_eq!(proof.to_string(), "proved by computing the public half");
/// # Ok::<(), trustslot::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PairProof {
    /// The secure element signed a message, and the signature verifies with the certificate's public key:
    /// [`HandleProof::Signature`](crate::HandleProof::Signature).
    Signed,
    /// The public half, computed from the private half, is that of the certificate. So it is for every key in memory.
    Derived,
    /// The caller stated it, for a key in a secure element: [`HandleProof::Stated`](crate::HandleProof::Stated).
    Stated,
}

impl fmt::Display for PairProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Signed => text!("proved by a signature"),
            Self::Derived => text!("proved by computing the public half"),
            Self::Stated => text!("stated by the caller"),
        };
        text.write(f)
    }
}

impl PrivateKey {
    /// How it is known that this is the private key of `certificate`, or `None` if it is not.
    ///
    /// Public keys are compared by value, so a point may be compressed. The public half of this key was computed from
    /// its private half when it was parsed, so the comparison takes no time and needs no signature.
    ///
    /// ```
    /// use trustslot::{Identity, KeyStorage};
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let identity = Identity::parse("phone.pem", file)?;
    /// if let KeyStorage::Bytes(key) = identity.key() {
    ///     assert_eq!(key.matches(identity.certificate()), Some(identity.pair_proof()));
    /// }
    /// # Ok::<(), trustslot::IdentityError>(())
    /// ```
    #[must_use]
    pub fn matches(&self, certificate: &Certificate) -> Option<PairProof> {
        self.has_public_half_of(certificate).then_some(PairProof::Derived)
    }

    fn has_public_half_of(&self, certificate: &Certificate) -> bool {
        let Some(theirs) = public_key(certificate) else {
            return false;
        };
        match &self.public {
            PublicHalf::Rsa { modulus, exponent } => {
                self.algorithm == certificate.key_algorithm()
                    && RsaPublicKeyRef::from_der(&theirs).is_ok_and(|public| {
                        public.modulus.as_bytes() == &**modulus
                            && public.public_exponent.as_bytes() == &**exponent
                    })
            }
            PublicHalf::Point(point) => {
                self.algorithm == certificate.key_algorithm() && **point == *theirs
            }
            PublicHalf::Ed25519(half) => {
                self.algorithm == certificate.key_algorithm() && half.as_slice() == &*theirs
            }
        }
    }
}

/// Whether `signature` over `message` verifies with the key of `certificate`, in any of these algorithms for that kind of key.
/// `None` if there is none.
pub(crate) fn signed_by(
    certificate: &Certificate,
    message: &[u8],
    signature: &[u8],
    algorithms: &Algorithms,
) -> Option<bool> {
    if certificate.key_algorithm() == KeyAlgorithm::Other {
        return None;
    }
    let mut usable = algorithms.for_key(certificate.spki_contents()).peekable();
    usable.peek()?;
    let key = public_key(certificate)?;
    Some(usable.any(|algorithm| algorithm.verify_signature(&key, message, signature).is_ok()))
}

/// Whether the signature on `certificate` verifies with the key of `issuer`. `None` if none of these algorithms supports the
/// signature or the size of the key, so that nothing is known.
pub(crate) fn issued_by(
    certificate: &Certificate,
    issuer: &Certificate,
    algorithms: &Algorithms,
) -> Option<bool> {
    // An RSA key with exponent 1 is of no known kind, and "verifies" everything.
    match issuer.key_algorithm() {
        KeyAlgorithm::Rsa { bits } if bits < MIN_RSA_BITS => return None,
        KeyAlgorithm::Other => return None,
        _ => {}
    }
    let wanted = certificate.signature_algorithm_der();
    let algorithm = algorithms.for_signature(wanted, issuer.spki_contents()).next()?;
    let key = public_key(issuer)?;
    Some(
        algorithm.verify_signature(&key, certificate.signed_der(), certificate.signature()).is_ok(),
    )
}

/// The certificate's public key. A point is returned uncompressed, because not every backend reads compressed points.
fn public_key(certificate: &Certificate) -> Option<Cow<'_, [u8]>> {
    let mut spki = Reader::new(certificate.spki_contents());
    spki.expect(Tag::Sequence).ok()?;
    let key = spki.expect(Tag::BitString).ok()?;
    let key = key.bytes_of_bit_string().ok()?;
    match Curve::of(certificate.key_algorithm()) {
        Some(curve) => Some(Cow::Owned(uncompressed(curve, key)?.into_vec())),
        None => Some(Cow::Borrowed(key)),
    }
}

numbered! {
    PairProof: u8 {
        Signed = 0 "signed",
        Derived = 1 "derived",
        Stated = 2 "stated",
    }
}
