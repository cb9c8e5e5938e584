//! Floor 2: one CRL, owned, with the facts that decide.

mod distribution_point;
mod error;
mod fault;
mod file;
mod order;
mod reader;
mod revoked;
mod rules;

pub use error::CrlError;
pub use fault::CrlFault;
pub use revoked::{RevocationReason, Revoked};
pub use rules::CrlRules;

use crate::algorithms::{Algorithm, KeptAlgorithm};
use crate::bytes::der::Reader;
use crate::bytes::span::Span;
use crate::certificate::{Certificate, time};
use crate::clock::Date;
use crate::message::message;
use crate::numbered::numbered;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use once_cell::race::OnceBox;
use pki_types::UnixTime;
use reader::{Entry, Facts};

/// A certificate revocation list (CRL): the certificates that a CA has revoked (RFC 5280 §5). Cheap to clone.
///
/// Parsing does not verify the signature. A [`Verifier`](crate::Verifier) does, with the key of the CA that issued the
/// certificate in question; the CRL caches which key has signed it. A CRL with a signature that does not verify with
/// that key is ignored.
///
/// Only a complete CRL can show that a certificate is not revoked. A CRL of one distribution point is complete for the
/// certificates that name this point; a CRL for CAs only, or for end entities only, is complete for those. Other CRLs
/// ([`kind`](Self::kind)) can only revoke. So can a CRL issued after the certificate has expired, because its CA need no
/// longer list the certificate (RFC 5280 §5). Indirect CRLs, with entries for other CAs, are rejected when parsed.
///
/// ```
/// use trustslot::{Certificate, Crl, RevocationReason};
///
/// # let (file, der) = (include_bytes!("../../examples/data/phones.crl"), include_bytes!("../../examples/data/phone.der"));
/// let crl = Crl::parse(file)?;
/// let phone = Certificate::from_der(der)?;
/// let revoked = crl.revocation_of(phone.serial_number()).unwrap();
/// assert_eq!(revoked.reason(), Some(RevocationReason::KeyCompromise));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    facts: Facts,
    /// The start of each entry, in the order of the serial numbers.
    entries: Vec<u32>,
    signer: OnceBox<Signer>,
}

/// The key that signed a CRL, as contents bytes of a `SubjectPublicKeyInfo`, and the algorithm that verified it.
struct Signer {
    spki: Box<[u8]>,
    algorithm: KeptAlgorithm,
}

/// What a CRL covers.
///
/// ```
/// use trustslot::CrlKind;
///
/// assert_eq!(CrlKind::Delta.to_string(), "delta CRL");
/// assert_eq!(CrlKind::Delta.word(), "delta");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlKind {
    /// All revoked certificates of its issuer, or of one of its distribution points.
    Complete,
    /// The changes since a complete CRL (RFC 5280 §5.2.4). A revocation that it removes ends only with the next complete
    /// CRL.
    Delta,
    /// The certificates that were revoked for certain reasons (RFC 5280 §5.2.5).
    SomeReasons,
}

impl Crl {
    /// The DER encoding, as it was parsed.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// What this CRL covers.
    ///
    /// ```
    /// use trustslot::{Crl, CrlKind};
    ///
    /// # let file = include_bytes!("../../examples/data/phones.crl");
    /// let crl = Crl::parse(file)?;
    /// assert_eq!(crl.kind(), CrlKind::Complete);
    /// # Ok::<(), trustslot::CrlError>(())
    /// ```
    pub fn kind(&self) -> CrlKind {
        self.0.facts.kind
    }

    /// The name of the CA that issued it, as text for people: see [`Certificate::subject`].
    pub fn issuer(&self) -> String {
        crate::certificate::full_name(self.issuer_der())
    }

    /// The time at which it was issued, thisUpdate (RFC 5280 §5.1.2.4).
    pub fn this_update(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.0.facts.this_update))
    }

    /// The time by which the next CRL is due, nextUpdate (RFC 5280 §5.1.2.5). From then on this one has expired.
    ///
    /// ```
    /// use trustslot::{Crl, Date};
    ///
    /// # let file = include_bytes!("../../examples/data/phones.crl");
    /// let crl = Crl::parse(file)?;
    /// assert_eq!(Date::of(crl.this_update()).to_string(), "2026-05-01");
    /// assert_eq!(Date::of(crl.next_update()).to_string(), "2027-01-01");
    /// # Ok::<(), trustslot::CrlError>(())
    /// ```
    pub fn next_update(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.0.facts.next_update))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// True if it has no entries.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// Contents bytes of the issuer.
    pub(crate) fn issuer_der(&self) -> &[u8] {
        self.of(self.0.facts.issuer)
    }

    /// The signed bytes: the whole `TBSCertList`.
    pub(crate) fn signed_bytes(&self) -> &[u8] {
        self.of(self.0.facts.signed)
    }

    /// Contents bytes of the signature's `AlgorithmIdentifier`.
    pub(crate) fn signature_algorithm_der(&self) -> &[u8] {
        self.of(self.0.facts.signature_algorithm)
    }

    pub(crate) fn signature(&self) -> &[u8] {
        self.of(self.0.facts.signature)
    }

    /// Whether it has a CRL number of the form that RFC 5280 §5.2.3 requires.
    pub(crate) fn is_numbered(&self) -> bool {
        self.0.facts.is_numbered
    }

    /// Whether it is newer than `other` and covers the same certificates.
    pub(crate) fn supersedes(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.0.facts, &other.0.facts);
        ours.this_update > theirs.this_update
            && match (ours.kind, theirs.kind) {
                (CrlKind::Complete, _) => true,
                // A delta CRL has no changes from before its base.
                (CrlKind::Delta, CrlKind::Delta) => self.base() <= other.base(),
                (ours, theirs) => ours == theirs,
            }
            && self.issuer_der() == other.issuer_der()
            && self.of(ours.scope.extension()) == other.of(theirs.scope.extension())
    }

    /// The base of a delta CRL: the number of the complete CRL that it updates, in a form that compares like the number.
    /// No base is negative, and none has a leading zero byte too many.
    fn base(&self) -> (usize, &[u8]) {
        let number = self.of(self.0.facts.base);
        (number.len(), number)
    }

    /// Whether it can show that this certificate of its issuer is not revoked (RFC 5280 §6.3.3 b).
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        self.kind() == CrlKind::Complete && self.0.facts.scope.covers(&self.0.der, certificate)
    }

    /// The revocation of the certificate with this serial number; `None` if this CRL does not revoke it.
    ///
    /// `serial_number` is in the form of [`Certificate::serial_number`], and the certificate must have the same issuer.
    /// Neither the signature nor the dates of the CRL are checked: a [`Verifier`](crate::Verifier) checks them.
    ///
    /// ```
    /// use trustslot::{Crl, Date};
    ///
    /// # let file = include_bytes!("../../examples/data/phones.crl");
    /// let crl = Crl::parse(file)?;
    /// let revoked = crl.revocation_of(&[1]).unwrap();
    /// assert_eq!(Date::of(revoked.since()).to_string(), "2026-04-01");
    /// assert_eq!(crl.revocation_of(&[2]), None);
    /// # Ok::<(), trustslot::CrlError>(())
    /// ```
    pub fn revocation_of(&self, serial_number: &[u8]) -> Option<Revoked> {
        let entry = |start: &u32| self.entry(*start);
        let first = self.0.entries.partition_point(|start| {
            entry(start).is_some_and(|entry| entry.serial < serial_number)
        });
        // A number may occur twice, and one entry that revokes is enough.
        let entries = self.0.entries.get(first..)?.iter().map_while(entry);
        let mut same = entries.take_while(|entry| entry.serial == serial_number);
        let entry = same.find(|entry| !entry.takes_back())?;
        let since = time(&entry.date).unwrap_or_default();
        Some(Revoked {
            since: UnixTime::since_unix_epoch(Duration::from_secs(since)),
            reason: entry.reason(),
        })
    }

    /// The algorithm that verified its signature with this key before.
    pub(crate) fn known_to_be_signed_by(&self, spki: &[u8]) -> Option<&KeptAlgorithm> {
        let signer = self.0.signer.get().filter(|signer| *signer.spki == *spki);
        signer.map(|signer| &signer.algorithm)
    }

    /// Remembers that the signature verifies with this key and algorithm.
    pub(crate) fn remember_signer(&self, spki: &[u8], algorithm: Algorithm<'_>) {
        let (spki, algorithm) = (Box::from(spki), algorithm.keep());
        // One key is enough: a second one that verifies is not remembered.
        let _first = self.0.signer.set(Box::new(Signer { spki, algorithm }));
    }

    fn entry(&self, start: u32) -> Option<Entry<'_>> {
        let start = usize::try_from(start).ok()?;
        let bytes = self.0.der.get(start..)?;
        Entry::read(&mut Reader::at(bytes, start)).ok()
    }

    fn of(&self, span: Span) -> &[u8] {
        span.of(&self.0.der)
    }
}

/// One line: kind, issuer, dates and number of entries.
impl fmt::Display for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        message!(
            f,
            "{kind} of {issuer}, issued on {date}, next due by {next}, entries: {len}",
            kind = self.kind(),
            issuer = self.issuer(),
            date = Date::of(self.this_update()),
            next = Date::of(self.next_update()),
            len = self.len()
        )
    }
}

impl fmt::Display for CrlKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Complete => "CRL",
            Self::Delta => "delta CRL",
            Self::SomeReasons => "CRL for certain reasons only",
        })
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crl")
            .field("issuer", &self.issuer())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// CRLs are equal if their bytes are.
impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der()
    }
}

impl Eq for Crl {}

numbered! {
    CrlKind: u8 {
        Complete = 0 "complete",
        Delta = 1 "delta",
        SomeReasons = 2 "some-reasons",
    }
}
