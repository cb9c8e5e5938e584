//! Floor 1: one certificate, owned, with the facts that decide.

mod critical;
mod describe;
#[cfg(feature = "details")]
mod details;
mod display;
mod distribution_points;
mod encoding;
mod entries;
mod error;
mod extension;
mod extensions;
mod filled;
mod fingerprint;
pub(crate) mod general_name;
mod key;
mod key_usage;
mod object_id;
mod pss;
mod purposes;
mod reader;
mod same_name;
mod scts;
mod signature;
mod time;

#[cfg(feature = "details")]
pub use details::{AlternativeName, AlternativeNameKind, CertificateDetails, CertificateExtension};
pub use error::CertificateError;
pub use fingerprint::Fingerprint;
pub use key::KeyAlgorithm;
pub use object_id::ObjectId;
pub use scts::{Sct, Scts};
pub use signature::{HashAlgorithm, SignatureAlgorithm};

pub(crate) use display::{full_name, start_of};
pub(crate) use encoding::Part;
pub(crate) use extension::extension;
pub(crate) use extensions::{Extensions, authority_key_identifier};
pub(crate) use general_name::check_name;
#[cfg(feature = "identity")]
pub(crate) use key::MIN_RSA_BITS;
pub(crate) use key_usage::KeyUsage;
pub(crate) use reader::Facts;
pub(crate) use same_name::{end_of_name, is_same_name, last_letter, may_end_in, may_end_like};
pub(crate) use signature::algorithm_identifier;
pub(crate) use time::time;

use crate::bytes::oid;
use crate::clock::Validity;
use crate::message::message;
use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};
use error::{Field, Kind};
use filled::{read, shared};
use general_name::{Attributes, GeneralNames};
use pki_types::{CertificateDer, TrustAnchor, UnixTime};

/// One certificate (RFC 5280 §4.1), parsed once and strictly. Cheap to clone.
///
/// Two certificates are equal if their bytes are.
///
/// ```
/// use trustslot::{Certificate, Date};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// assert_eq!(certificate.issued_to(), "phone");
/// assert_eq!(Date::of(certificate.validity().not_after()).to_string(), "2040-01-01");
/// assert!(!certificate.is_ca());
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
pub struct Certificate {
    der: Bytes,
    facts: Facts,
}

/// Bytes that live as long as the program, or that several owners share.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl Certificate {
    /// The largest certificate that is parsed, in bytes: 64 KiB (65,536).
    pub const MAX_BYTES: usize = reader::MAX_BYTES;

    /// Parses a certificate in DER. Nothing may follow it in `der`.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.as_der(), der);
    ///
    /// let cut = Certificate::from_der(&der[..100]).unwrap_err();
    /// assert_eq!(cut.to_string(), "length runs past the end at byte 4, in the certificate");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CertificateError`]: the fault, the field and the offset.
    ///
    /// webpki, which verifies chains, parses it a second time where it becomes trusted: when it enters a trust store, a
    /// snapshot or an identity, when a built-in list is used, and in every path that a verifier accepts. Bytes that two
    /// parsers read differently are not trusted.
    #[inline]
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let mut facts = Facts::unread();
        read(der, &mut facts)?;
        Ok(Self { der: Bytes::Shared(shared(der)), facts })
    }

    /// Parses a certificate in DER without copying it, as [`from_der`](Self::from_der) does with a copy.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// static VENDOR_CA: &[u8] = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_static(VENDOR_CA)?;
    /// assert_eq!(certificate.version(), 3);
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der).
    pub fn from_static(der: &'static [u8]) -> Result<Self, CertificateError> {
        let mut facts = Facts::unread();
        read(der, &mut facts)?;
        Ok(Self { der: Bytes::Static(der), facts })
    }

    /// The SHA-256 digest of the DER encoding. It is computed at each call.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.as_der())
    }

    /// The validity period, both ends included (RFC 5280 §4.1.2.5).
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.validity().to_string(), "2020-01-01 to 2040-01-01");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub const fn validity(&self) -> Validity {
        Validity::new(
            UnixTime::since_unix_epoch(core::time::Duration::from_secs(self.facts.not_before)),
            UnixTime::since_unix_epoch(core::time::Duration::from_secs(self.facts.not_after)),
        )
    }

    /// True if it may issue other certificates: version 3, cA TRUE, and keyCertSign if it has a key usage (RFC 5280
    /// §4.2.1.3, §4.2.1.9).
    pub fn is_ca(&self) -> bool {
        let extensions = &self.facts.extensions;
        extensions.basic_constraints.is_some_and(|bc| bc.is_ca)
            && extensions.key_usage.is_none_or(KeyUsage::key_cert_sign)
    }

    /// True if subject and issuer are the same name, byte by byte (RFC 5280 §3.2). This does not verify the signature.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der() == self.issuer_der()
    }

    /// The X.509 version: 1, 2 or 3.
    pub const fn version(&self) -> u8 {
        self.facts.version
    }

    /// The serial number: the contents bytes of its INTEGER, big-endian two's complement.
    pub fn serial_number(&self) -> &[u8] {
        self.facts.serial.of(self.as_der())
    }

    /// The algorithm and size of the public key.
    ///
    /// ```
    /// use trustslot::{Bundle, KeyAlgorithm};
    ///
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    /// let chain = Bundle::parse("chain.pem", file)?;
    /// let server = chain.iter().next().unwrap();
    /// assert_eq!(server.key_algorithm(), KeyAlgorithm::Rsa { bits: 2048 });
    /// assert_eq!(server.signature_algorithm().to_string(), "RSA with SHA-256");
    /// # Ok::<(), trustslot::BundleError>(())
    /// ```
    pub const fn key_algorithm(&self) -> KeyAlgorithm {
        self.facts.key
    }

    /// The algorithm that signed it.
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.facts.signature_algorithm
    }

    /// Contents bytes of the subject.
    pub(crate) fn subject_der(&self) -> &[u8] {
        self.facts.subject.of(self.as_der())
    }

    /// Contents bytes of the issuer.
    pub(crate) fn issuer_der(&self) -> &[u8] {
        self.facts.issuer.of(self.as_der())
    }

    /// Contents bytes of the signature's `AlgorithmIdentifier`.
    pub(crate) fn signature_algorithm_der(&self) -> &[u8] {
        self.facts.signature_algorithm_id.of(self.as_der())
    }

    /// Contents bytes of the `SubjectPublicKeyInfo`.
    pub(crate) fn spki_contents(&self) -> &[u8] {
        self.facts.spki.of(self.as_der())
    }

    /// The public key, without its algorithm: the bytes of the BIT STRING.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.facts.public_key.of(self.as_der())
    }

    /// The signed bytes: the whole `TBSCertificate` (RFC 5280 §4.1).
    pub(crate) fn signed_der(&self) -> &[u8] {
        self.facts.signed.of(self.as_der())
    }

    /// The signature over these bytes (RFC 5280 §4.1.1.3).
    pub(crate) fn signature(&self) -> &[u8] {
        self.facts.signature.of(self.as_der())
    }

    /// The key itself, the same for every form of it.
    pub(crate) fn key_identity(&self) -> &[u8] {
        key::identity(self.spki_contents())
    }

    /// Whether the key is a point on a curve that is not written uncompressed.
    pub(crate) fn has_compressed_key(&self) -> bool {
        key::is_compressed(self.spki_contents())
    }

    /// Has webpki parse it too. Whoever makes it trusted calls this.
    ///
    /// webpki does not support versions 1 and 2 and unique identifiers; such certificates can be pins, for which our own
    /// parser is enough, and they are never on a path.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] if webpki cannot parse it.
    pub(crate) fn admit(&self) -> Result<(), CertificateError> {
        if self.facts.version < 3 || self.facts.has_unique_identifiers {
            return Ok(());
        }
        let der = CertificateDer::from(self.as_der());
        let anchor = webpki::anchor_from_trusted_cert(&der);
        anchor
            .map(|_: TrustAnchor<'_>| ())
            .map_err(|_| CertificateError::new(Kind::Engine, Field::Certificate, 0))
    }

    /// True if these are its bytes.
    pub(crate) fn has_der(&self, other: &[u8]) -> bool {
        // The signature is at the end, and differs most often. Copies of one certificate share their bytes.
        let own = self.as_der();
        own.len() == other.len()
            && own.last_chunk::<8>() == other.last_chunk::<8>()
            && (core::ptr::eq(own, other) || own == other)
    }

    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) const fn extensions(&self) -> &Extensions {
        &self.facts.extensions
    }

    /// The contents of an extension that is not among the facts, if present.
    pub(crate) fn extension(&self, id: &[u8]) -> Option<&[u8]> {
        extensions::find(self.as_der(), id)
    }

    /// The entries of the subjectAltName; `None` if there is no such extension.
    pub(crate) fn subject_alt_names(&self) -> Option<GeneralNames<'_>> {
        let names = self.facts.extensions.subject_alt_name?;
        Some(GeneralNames::new(names.of(self.as_der())))
    }

    /// The signed certificate timestamps, empty if there are none that can be read.
    pub(crate) fn scts(&self) -> Scts<'_> {
        self.extension(oid::SCT_LIST).and_then(Scts::read).unwrap_or_default()
    }

    /// The attributes of the subject.
    pub(crate) fn subject_attributes(&self) -> Attributes<'_> {
        Attributes::new(self.subject_der())
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.has_der(other.as_der())
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

/// One line: subject, issuer, and last day of validity.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { .. } = self;
        message!(
            f,
            "{subject}, issued by {issuer}, valid until {date}",
            subject = self.quoted_subject(),
            issuer = self.quoted_issuer(),
            date = crate::clock::Date::of(self.validity().not_after())
        )
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("issued_to", &self.issued_to())
            .field("issued_by", &self.issued_by())
            .field("bytes", &self.as_der().len())
            .finish_non_exhaustive()
    }
}
