//! Keys, signatures, purposes and critical extensions: in words for people, and as data for programs.

use super::object_id::ObjectId;
use super::{Certificate, KeyAlgorithm, critical, key, signature};
use crate::bytes::der::{Reader, Tag};
use alloc::string::String;

impl Certificate {
    /// The public key in words: its kind, and its curve or its fault, such as `RSA 2048 key`, `EC key on
    /// brainpoolP256r1` or `EC key with explicit parameters`.
    ///
    /// [`key_algorithm`](Self::key_algorithm) has the same for programs, as far as keys are supported.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.key_description(), "EC P-256 key");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn key_description(&self) -> String {
        key::describe(self.spki_contents(), self.key_algorithm())
    }

    /// The signature algorithm in words, with its parameters, such as `RSASSA-PSS with SHA-256 and salt length 32` or
    /// `DSA with SHA-1`; a dotted object identifier if its name is not known.
    ///
    /// [`signature_algorithm`](Self::signature_algorithm) has the same for programs, as far as algorithms are supported.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.signature_description(), "ECDSA with SHA-256");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn signature_description(&self) -> String {
        signature::describe(self.signature_algorithm_der())
    }

    /// The purposes of the extended key usage (RFC 5280 §4.2.1.12), in encoded order; `None` if there is no such
    /// extension, so that the certificate may be used for anything. A certificate may list thousands.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert!(certificate.purposes().is_none());
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn purposes(&self) -> Option<impl Iterator<Item = ObjectId<'_>>> {
        let list = self.extensions().extended_key_usage?.contents;
        let mut purposes = Reader::new(list.of(self.as_der()));
        Some(core::iter::from_fn(move || {
            purposes.expect(Tag::ObjectIdentifier).ok().map(|id| ObjectId::new(id.value))
        }))
    }

    /// The key usages, by their names in RFC 5280 §4.2.1.3; `None` if there is no such extension, so that any usage is
    /// allowed.
    ///
    /// ```
    /// use trustslot::Bundle;
    ///
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    /// let chain = Bundle::parse("chain.pem", file)?;
    /// let server = chain.iter().next().unwrap();
    /// let usages: Vec<_> = server.key_usages().unwrap().collect();
    /// assert_eq!(usages, ["digitalSignature", "keyEncipherment"]);
    /// # Ok::<(), trustslot::BundleError>(())
    /// ```
    pub fn key_usages(&self) -> Option<impl Iterator<Item = &'static str>> {
        let usage = self.extensions().key_usage?;
        Some(usage.names())
    }

    /// The first critical extension that this crate does not process, so that every path with the certificate is
    /// rejected (RFC 5280 §4.2); `None` if there is none.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert!(certificate.unknown_critical().is_none());
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn unknown_critical(&self) -> Option<ObjectId<'_>> {
        let id = self.extensions().unknown_critical?;
        Some(ObjectId::new(id.of(self.as_der())))
    }

    /// Whether [`unknown_critical`](Self::unknown_critical) has contents that its own standard does not allow.
    pub(crate) fn unknown_critical_is_malformed(&self) -> bool {
        self.unknown_critical().is_some_and(|id| {
            let contents = self.extension(id.as_bytes());
            contents.is_some_and(|contents| critical::is_malformed(id.as_bytes(), contents))
        })
    }

    /// True if the signature can be forged, or made without the private key of this issuer, because its hash algorithm
    /// or the issuer's key is weak.
    pub(crate) fn is_weakly_signed_by(&self, issuer: &Self) -> bool {
        self.signature_algorithm().is_weak() || issuer.key_algorithm().is_weak()
    }

    /// The number of bits of an RSA key.
    pub(crate) const fn rsa_bits(&self) -> Option<u32> {
        match self.key_algorithm() {
            KeyAlgorithm::Rsa { bits } => Some(bits),
            _ => None,
        }
    }
}
