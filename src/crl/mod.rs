//! Floor 2: one list of revoked certificates, owned, with what decides.

mod distribution_point;
mod error;
mod reader;
mod revoked;

pub use error::CrlError;
pub use revoked::{RevocationReason, Revoked};

use crate::bytes::der::Reader;
use crate::bytes::pem::{self, Blocks};
use crate::bytes::sniff::{FileKind, Form, der_kind};
use crate::bytes::span::Span;
use crate::certificate::{Certificate, time};
use crate::clock::Date;
use crate::numbered::numbered;
use ::der::zeroize::Zeroizing;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use pki_types::{SignatureVerificationAlgorithm, UnixTime};
use reader::{Entry, Facts};
use std::sync::OnceLock;

/// A certificate revocation list: the certificates that a CA no longer vouches for (RFC 5280 §5). Cheap to clone.
///
/// Its signature is checked when a verdict needs it, with the key of the CA that issued the certificate in
/// question; that a key has signed it is remembered, because it stays true. A list with a signature that fits no
/// such CA counts for nothing.
///
/// Only a complete list can say that a certificate is good: also that of one distribution point, for the certificates
/// that name it, and that for CAs or for others alone. What is not complete ([`kind`](Self::kind)) still says
/// whom it revokes, as does one issued after the certificate's end, when its CA need not list it any more (RFC 5280
/// §5). An indirect list, for certificates of other CAs, is refused by name.
///
/// ```
/// use trustslot::{Crl, CrlError};
///
/// let refusal = Crl::parse(b"-----BEGIN CERTIFICATE-----\n").unwrap_err();
/// assert_eq!(refusal.to_string(), "it is no certificate revocation list, but a certificate");
/// ```
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    facts: Facts,
    /// Where the entries start, in the order of their serial numbers.
    entries: Vec<u32>,
    signer: OnceLock<Signer>,
}

/// The key that signed a list, contents bytes of a `SubjectPublicKeyInfo`, and the algorithm that says so.
struct Signer {
    spki: Box<[u8]>,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
}

/// Of what a list is the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlKind {
    /// Of all revoked certificates of its issuer, or of one of its distribution points.
    Complete,
    /// Of what has changed since a complete one (RFC 5280 §5.2.4). What it takes back counts when the next
    /// complete list comes.
    Delta,
    /// Of those revoked for some reasons only (RFC 5280 §5.2.5).
    SomeReasons,
}

impl Crl {
    /// The largest list that is read, in bytes: 5 MiB, as for the other files of these devices. It has room for
    /// more than 100,000 entries.
    pub const MAX_BYTES: usize = 5 * 1024 * 1024;

    /// Reads a file: DER, or PEM with one `X509 CRL` block and nothing else.
    ///
    /// # Errors
    ///
    /// What the file is instead, or what is wrong with it and where.
    pub fn parse(file: &[u8]) -> Result<Self, CrlError> {
        // Base64 takes four characters for three bytes, and a line end each 64.
        if file.len() > Self::MAX_BYTES.saturating_mul(3).saturating_div(2) {
            return Err(CrlError::TooLarge { bytes: file.len() });
        }
        match Form::of(file) {
            Form::Pem => Self::from_pem(file),
            Form::Der(FileKind::CertificateRevocationList) => Self::from_der(file),
            Form::Der(kind) | Form::Neither(kind) => Err(CrlError::WrongKind { kind }),
        }
    }

    /// Reads a list, which must be all of `der`.
    ///
    /// # Errors
    ///
    /// What is wrong with it and where, or which of its forms is not supported.
    pub fn from_der(der: &[u8]) -> Result<Self, CrlError> {
        Self::check_size(der.len())?;
        let mut bytes = Zeroizing::new(Vec::new());
        bytes.try_reserve_exact(der.len())?;
        bytes.extend_from_slice(der);
        Self::from_bytes(bytes)
    }

    fn from_pem(file: &[u8]) -> Result<Self, CrlError> {
        let others = pem::begins(file).map(|begin| FileKind::of_label(&begin));
        if let Some(kind) = others
            .filter(|kind| *kind != FileKind::CertificateRevocationList)
            .min_by_key(|kind| kind.rank())
        {
            return Err(CrlError::WrongKind { kind });
        }
        let mut blocks = Blocks::new(file);
        let block = blocks.next().ok_or(CrlError::WrongKind { kind: FileKind::Text })?;
        let mut bytes = Zeroizing::new(Vec::new());
        block?.decode(Self::MAX_BYTES, &mut bytes)?;
        if let Some(more) = blocks.next() {
            more?;
            return Err(CrlError::Several);
        }
        match der_kind(&bytes) {
            None | Some(FileKind::CertificateRevocationList) => Self::from_bytes(bytes),
            // The label may lie.
            Some(kind) => Err(CrlError::WrongKind { kind }),
        }
    }

    /// Wiped on drop until they are known to be a list: a label may lie, and the block be a private key, or half of
    /// one.
    fn from_bytes(mut der: Zeroizing<Vec<u8>>) -> Result<Self, CrlError> {
        let (facts, entries) = reader::read(&der)?;
        Ok(Self(Arc::new(Inner {
            der: core::mem::take(&mut *der),
            facts,
            entries,
            signer: OnceLock::new(),
        })))
    }

    const fn check_size(bytes: usize) -> Result<(), CrlError> {
        if bytes > Self::MAX_BYTES { Err(CrlError::TooLarge { bytes }) } else { Ok(()) }
    }

    /// The DER encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// Of what it is the list.
    pub fn kind(&self) -> CrlKind {
        self.0.facts.kind
    }

    /// The name of the CA that issued it, as text for people.
    pub fn issuer(&self) -> String {
        crate::certificate::full_name(self.issuer_der())
    }

    /// When it was issued (RFC 5280 §5.1.2.4).
    pub fn this_update(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.0.facts.this_update))
    }

    /// When the next one is to have come: from then on this one is out of date (RFC 5280 §5.1.2.5).
    pub fn next_update(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.0.facts.next_update))
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// Contents bytes of the issuer.
    pub(crate) fn issuer_der(&self) -> &[u8] {
        self.of(self.0.facts.issuer)
    }

    /// The bytes that are signed: the whole `TBSCertList`.
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

    /// Whether it has the number that RFC 5280 §5.2.3 obliges CAs to give it, as they have to give it.
    pub(crate) fn is_numbered(&self) -> bool {
        self.0.facts.is_numbered
    }

    /// Whether it is newer than `other` and speaks of the same certificates.
    pub(crate) fn supersedes(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.0.facts, &other.0.facts);
        ours.this_update > theirs.this_update
            && match (ours.kind, theirs.kind) {
                (CrlKind::Complete, _) => true,
                // It tells nothing of what had changed before the list that it goes on from.
                (CrlKind::Delta, CrlKind::Delta) => self.base() <= other.base(),
                (ours, theirs) => ours == theirs,
            }
            && self.issuer_der() == other.issuer_der()
            && self.of(ours.scope.extension()) == other.of(theirs.scope.extension())
    }

    /// The number of the list that a delta list goes on from, in the order of numbers: none is negative, and none has
    /// a byte too many.
    fn base(&self) -> (usize, &[u8]) {
        let number = self.of(self.0.facts.base);
        (number.len(), number)
    }

    /// Whether it can say that this certificate, which its issuer issued, is good (RFC 5280 §6.3.3 b).
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        self.kind() == CrlKind::Complete && self.0.facts.scope.covers(&self.0.der, certificate)
    }

    /// What it says of the certificate of its issuer with this serial number, the contents bytes of its INTEGER, as
    /// [`Certificate::serial_number`] gives it; `None` if it does not revoke it. Neither the signature of the list
    /// nor its dates are looked at: a [`Verifier`](crate::Verifier) does that.
    pub fn find(&self, serial_number: &[u8]) -> Option<Revoked> {
        let entry = |start: &u32| self.entry(*start);
        let first = self.0.entries.partition_point(|start| {
            entry(start).is_some_and(|entry| entry.serial < serial_number)
        });
        // A number may stand twice, and one entry that revokes is enough.
        let entries = self.0.entries.get(first..)?.iter().map_while(entry);
        let mut same = entries.take_while(|entry| entry.serial == serial_number);
        let entry = same.find(|entry| !entry.takes_back())?;
        let since = time(&entry.date).unwrap_or_default();
        Some(Revoked {
            since: UnixTime::since_unix_epoch(Duration::from_secs(since)),
            reason: entry.reason(),
        })
    }

    /// The algorithm by which this key is known to have signed it.
    pub(crate) fn known_to_be_signed_by(
        &self,
        spki: &[u8],
    ) -> Option<&'static dyn SignatureVerificationAlgorithm> {
        let signer = self.0.signer.get().filter(|signer| *signer.spki == *spki);
        signer.map(|signer| signer.algorithm)
    }

    /// Remembers that this key has signed it, as this algorithm says.
    pub(crate) fn remember_signer(
        &self,
        spki: &[u8],
        algorithm: &'static dyn SignatureVerificationAlgorithm,
    ) {
        let spki = Box::from(spki);
        // Another that has signed it as well need not be remembered.
        let _first = self.0.signer.set(Signer { spki, algorithm });
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

/// One line: whose, how many entries, until when.
impl fmt::Display for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} of {}, entries: {}, next by {}",
            self.kind(),
            self.issuer(),
            Date::of(self.this_update()),
            self.len(),
            Date::of(self.next_update())
        )
    }
}

impl fmt::Display for CrlKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Complete => "CRL",
            Self::Delta => "delta CRL",
            Self::SomeReasons => "CRL for some reasons only",
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

/// Equality is that of the bytes.
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
