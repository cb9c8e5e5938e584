//! Floor 1: one certificate, owned, with the facts that decide.

mod display;
mod error;
mod extensions;
mod fingerprint;
pub(crate) mod general_name;
mod key;
mod purposes;
mod reader;
mod same_name;
mod signature;
mod time;

pub use error::CertificateError;
pub use fingerprint::Fingerprint;
pub use key::KeyAlgorithm;
pub use signature::{HashAlgorithm, SignatureAlgorithm};

pub(crate) use display::{full_name, text_of};
pub(crate) use extensions::{Extensions, KeyUsage, extension};
pub(crate) use general_name::check_name;
#[cfg(feature = "identity")]
pub(crate) use key::MIN_RSA_BITS;
pub(crate) use reader::Facts;
pub(crate) use same_name::is_same_name;
pub(crate) use signature::algorithm_identifier;
pub(crate) use time::time;

use crate::clock::Validity;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};
use error::{Field, Kind};
use general_name::{Attributes, GeneralNames};
use pki_types::{CertificateDer, TrustAnchor, UnixTime};

/// One certificate (RFC 5280 §4.1), read once and strictly. Cheap to clone.
///
/// Equality and hash are those of its bytes.
///
/// ```
/// # use trustslot::Certificate;
/// let error = Certificate::from_der(b"\x30\x05\x02").unwrap_err();
/// assert_eq!(error.to_string(), "length runs past the end at byte 2, in the certificate");
/// ```
#[derive(Clone)]
pub struct Certificate {
    der: Bytes,
    facts: Facts,
}

/// Bytes that a program has for as long as it runs, or that several owners share.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl Certificate {
    /// The largest certificate that is read, in bytes: 64 KiB (65,536).
    pub const MAX_BYTES: usize = reader::MAX_BYTES;

    /// Reads a certificate, which must be all of `der`.
    ///
    /// # Errors
    ///
    /// What cannot be read, in which field and at which byte. A certificate that only the path verifier or
    /// only this reader understands is refused: what two readers see differently nobody should trust.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let facts = Facts::read(der)?;
        admit(der, &facts)?;
        Ok(Self { der: Bytes::Shared(Arc::from(der)), facts })
    }

    /// Like [`from_der`](Self::from_der), for bytes that are never freed: they are not copied.
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der).
    pub fn from_static(der: &'static [u8]) -> Result<Self, CertificateError> {
        let facts = Facts::read(der)?;
        admit(der, &facts)?;
        Ok(Self { der: Bytes::Static(der), facts })
    }

    /// The DER encoding.
    pub fn as_der(&self) -> &[u8] {
        match &self.der {
            Bytes::Static(der) => der,
            Bytes::Shared(der) => der,
        }
    }

    /// SHA-256 of the DER encoding.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.as_der())
    }

    /// From when and until when it is valid, both ends included (RFC 5280 §4.1.2.5).
    pub const fn validity(&self) -> Validity {
        Validity::new(
            UnixTime::since_unix_epoch(core::time::Duration::from_secs(self.facts.not_before)),
            UnixTime::since_unix_epoch(core::time::Duration::from_secs(self.facts.not_after)),
        )
    }

    /// Whether it may issue others: a version 3 certificate with cA TRUE, and keyCertSign if it has a key usage
    /// (RFC 5280 §4.2.1.3, §4.2.1.9).
    pub fn is_ca(&self) -> bool {
        let extensions = &self.facts.extensions;
        extensions.basic_constraints.is_some_and(|bc| bc.is_ca)
            && extensions.key_usage.is_none_or(KeyUsage::key_cert_sign)
    }

    /// Whether subject and issuer are the same name (RFC 5280 §3.2).
    pub fn is_self_issued(&self) -> bool {
        self.subject_der() == self.issuer_der()
    }

    /// 1, 2 or 3.
    pub const fn version(&self) -> u8 {
        self.facts.version
    }

    /// The serial number: the contents bytes of its INTEGER, most significant first, sign included.
    pub fn serial_number(&self) -> &[u8] {
        self.facts.serial.of(self.as_der())
    }

    /// The kind of public key.
    pub const fn key_algorithm(&self) -> KeyAlgorithm {
        self.facts.key
    }

    /// How it is signed.
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.facts.signature_algorithm
    }

    /// The most specific common name, the last one of the subject (RFC 2818 §3.1), as text for people.
    pub fn common_name(&self) -> Option<String> {
        let attributes = Attributes::new(self.subject_der());
        let last = attributes.common_names().last()?;
        Some(display::string_value(&last))
    }

    /// What a list calls it: the common name, else the organizational unit, else the organization, else the
    /// whole subject.
    ///
    /// Roots without a common name exist, and a list must not show an empty cell for them.
    pub fn issued_to(&self) -> String {
        display::short_name(self.subject_der())
    }

    /// What a list calls its issuer, chosen as in [`issued_to`](Self::issued_to).
    pub fn issued_by(&self) -> String {
        display::short_name(self.issuer_der())
    }

    /// The whole subject, as text for people (RFC 4514 order of attributes as encoded).
    pub fn subject(&self) -> String {
        display::full_name(self.subject_der())
    }

    /// The whole issuer, as text for people.
    pub fn issuer(&self) -> String {
        display::full_name(self.issuer_der())
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
    pub(crate) fn spki_der(&self) -> &[u8] {
        self.facts.spki.of(self.as_der())
    }

    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) const fn extensions(&self) -> &Extensions {
        &self.facts.extensions
    }

    /// The contents of an extension that is not among the facts, if it is there.
    pub(crate) fn extension(&self, id: &[u8]) -> Option<&[u8]> {
        extensions::find(self.as_der(), id)
    }

    /// The entries of the subjectAltName; `None` where there is no such extension.
    pub(crate) fn subject_alt_names(&self) -> Option<GeneralNames<'_>> {
        let names = self.facts.extensions.subject_alt_name?;
        Some(GeneralNames::new(names.of(self.as_der())))
    }

    /// The attributes of the subject.
    pub(crate) fn subject_attributes(&self) -> Attributes<'_> {
        Attributes::new(self.subject_der())
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der()
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

/// One line: who, by whom, until when.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { .. } = self;
        write!(
            f,
            "{}, issued by {}, valid until {}",
            self.issued_to(),
            self.issued_by(),
            crate::clock::Date::of(self.validity().not_after())
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

/// Both readers must be able to read it. Version 1 and 2 and certificates with unique identifiers are outside
/// the path verifier's reach; they can be pins, so our own reading is enough (and they never are on a path).
fn admit(der: &[u8], facts: &Facts) -> Result<(), CertificateError> {
    if facts.version < 3 || facts.has_unique_identifiers {
        return Ok(());
    }
    let der = CertificateDer::from(der);
    let anchor = webpki::anchor_from_trusted_cert(&der);
    anchor
        .map(|_: TrustAnchor<'_>| ())
        .map_err(|_| CertificateError::new(Kind::Engine, Field::Certificate, 0))
}
