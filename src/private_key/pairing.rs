//! Decides whether a private key and a certificate belong together.
//!
//! A public half in a key file proves nothing, because it can be copied. So the public half is computed from the
//! private half when a key is parsed, and then compared. Signatures are deterministic, so a phone that has just booted
//! needs no randomness.

use super::ec::Curve;
use super::{PrivateKey, PublicHalf, backend, stack};
use crate::bytes::der::{Reader, Tag};
use crate::certificate::Certificate;
use crate::numbered::numbered;
use ::der::Decode as _;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;
use pkcs1::RsaPublicKeyRef;

/// How it is known that a private key belongs to a certificate.
///
/// ```
/// use trustslot::{Identity, PairProof};
///
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let proof = Identity::parse("phone.pem", file)?.pair_proof();
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// assert_eq!(proof, PairProof::Signed);
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// assert_eq!(proof.to_string(), "proved by a signature");
/// # Ok::<(), trustslot::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PairProof {
    /// The private key signed a message, and the signature verifies with the certificate's public key.
    Signed,
    /// The public half, computed from the private half, is that of the certificate. No signature was made, because no
    /// enabled backend can verify it (P-521 with ring alone), or because it takes too long (RSA above 4096 bits).
    Derived,
    /// The caller stated it, for a key in a secure element: [`HandleProof::Stated`](crate::HandleProof::Stated).
    Stated,
}

impl fmt::Display for PairProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signed => "proved by a signature",
            Self::Derived => "proved by computing the public half",
            Self::Stated => "stated by the caller",
        })
    }
}

impl PrivateKey {
    /// How it is known that this is the private key of `certificate`, or `None` if it is not.
    ///
    /// Public keys are compared by value, so a point may be compressed. Then a fixed message is signed, in memory that
    /// is wiped and without randomness (PKCS#1 v1.5, RFC 6979, RFC 8032), and the backend verifies the signature.
    ///
    /// The key of another certificate is rejected at once. The proof takes one private key operation in constant time:
    /// on one core of a server below 1 ms for elliptic curves and 1.5, 5 and 14 ms for RSA of 2048, 3072 and 4096 bits.
    /// A phone takes several times as long.
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
        if !self.has_public_half_of(certificate) {
            return None;
        }
        match stack::wiped(|| self.sign(PAIRING_MESSAGE)) {
            Some(signature) => match signed_by(certificate, PAIRING_MESSAGE, &signature) {
                Some(true) => Some(PairProof::Signed),
                Some(false) => None,
                None => Some(PairProof::Derived),
            },
            None => Some(PairProof::Derived),
        }
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

    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    fn sign(&self, message: &[u8]) -> Option<Box<[u8]>> {
        use super::{ed25519, read, rsa};
        let inner = read::inner(&self.document)?;
        match self.public {
            PublicHalf::Rsa { .. } => {
                let key = pkcs1::RsaPrivateKeyRef::from_der(inner).ok()?;
                rsa::sign(&key, message).map(Box::from)
            }
            PublicHalf::Point(_) => {
                let key = sec1::EcPrivateKey::from_der(inner).ok()?;
                let curve = Curve::of(self.algorithm)?;
                curve.sign(key.private_key, message).map(Box::from)
            }
            PublicHalf::Ed25519(_) => {
                let seed = <&::der::asn1::OctetStringRef>::from_der(inner).ok()?;
                ed25519::sign(seed.as_bytes(), message).map(|signature| Box::from(&signature[..]))
            }
        }
    }

    /// No backend is enabled to verify a signature.
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    #[expect(clippy::unused_self, reason = "one signature with and without a backend")]
    const fn sign(&self, _message: &[u8]) -> Option<Box<[u8]>> {
        None
    }
}

/// Whether `signature` over `message` verifies with the key of `certificate`, in any algorithm for that kind of key.
/// `None` if the enabled backend does not support it.
pub(crate) fn signed_by(
    certificate: &Certificate,
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let algorithms = backend::algorithms(certificate.key_algorithm());
    if algorithms.is_empty() {
        return None;
    }
    let key = public_key(certificate)?;
    Some(
        algorithms
            .iter()
            .any(|algorithm| algorithm.verify_signature(&key, message, signature).is_ok()),
    )
}

/// The certificate's public key. A point is returned uncompressed, because not every backend reads compressed points.
fn public_key(certificate: &Certificate) -> Option<Cow<'_, [u8]>> {
    let mut spki = Reader::new(certificate.spki_contents());
    spki.expect(Tag::Sequence).ok()?;
    let key = spki.expect(Tag::BitString).ok()?;
    let key = key.bytes_of_bit_string().ok()?;
    match Curve::of(certificate.key_algorithm()) {
        Some(curve) => Some(Cow::Owned(curve.uncompressed(key)?.into_vec())),
        None => Some(Cow::Borrowed(key)),
    }
}

/// No protocol signs this message, so the signature is of no use to an attacker.
const PAIRING_MESSAGE: &[u8] = b"trustslot: does this private key belong to this certificate?";

numbered! {
    PairProof: u8 {
        Signed = 0 "signed",
        Derived = 1 "derived",
        Stated = 2 "stated",
    }
}
