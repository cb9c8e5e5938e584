//! The built-in part: the certificates that a firmware ships with, or that a server loads when it starts.

use super::index::{Index, ParsedRoot, Root};
use super::limits::{DistrustAfter, ImposedConstraint, Limits, NO_LIMITS};
use super::subject::hash_of;
use super::{BuiltInError, is_ca};
use crate::certificate::{Certificate, CertificateError, Fingerprint, may_end_in};
use crate::name::Constraints;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use once_cell::race::OnceBox;
use pki_types::CertificateDer;

/// The certificates that a device trusts before an operator uploads any.
///
/// A firmware makes it from constant data with [`new`](Self::new): nothing is parsed at start-up. A server makes it
/// from certificates that it loaded, with [`from_certificates`](Self::from_certificates).
///
/// The list may have any length, and may contain expired, version 1 and SHA-1-signed roots. A CA or a certificate of
/// version 1 or 2 becomes an [anchor](crate::TrustRole::Anchor), and its own signature is not verified; any other certificate
/// becomes a [pin](crate::TrustRole::Pin). Validity is checked when a peer is verified, not here.
///
/// ```
/// use trustslot::{BuiltIn, TrustStore, pki_types::CertificateDer};
///
/// static ROOTS: &[CertificateDer<'static>] = &[/* CertificateDer::from_slice(include_bytes!("root.der")) */];
/// static BUILT_IN: BuiltIn = BuiltIn::new(ROOTS);
///
/// let store = TrustStore::new(&BUILT_IN);
/// assert_eq!(store.built_in().count(), 0);
/// ```
pub struct BuiltIn {
    list: List,
    imposed: Cow<'static, [ImposedConstraint]>,
    dates: Cow<'static, [DistrustAfter]>,
    /// The roots by subject, in list order, made for the first peer.
    index: OnceBox<Index>,
}

#[derive(Debug)]
enum List {
    /// Constant data, parsed when it is needed.
    Static(&'static [CertificateDer<'static>]),
    /// Certificates that were parsed before.
    Parsed(Vec<Certificate>),
}

impl BuiltIn {
    /// A list of constant certificates in DER. Nothing is parsed before it is needed.
    ///
    /// A certificate that cannot be parsed is never trusted and never listed: let a test call
    /// [`check`](Self::check).
    pub const fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        Self::with_imposed(roots, &[])
    }

    /// Like [`new`](Self::new), with name constraints imposed on some of the roots.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use trustslot::{BuiltIn, Fingerprint, ImposedConstraint, pki_types::CertificateDer};
    ///
    /// static ROOTS: &[CertificateDer<'static>] = &[/* … */];
    /// static IMPOSED: &[ImposedConstraint] = &[ImposedConstraint {
    ///     root: Fingerprint::from_bytes([0x46; 32]),
    ///     // permittedSubtrees: dNSName .tr
    ///     name_constraints: Cow::Borrowed(b"\xa0\x07\x30\x05\x82\x03.tr"),
    /// }];
    /// static BUILT_IN: BuiltIn = BuiltIn::with_imposed(ROOTS, IMPOSED);
    /// assert!(BUILT_IN.is_empty());
    /// ```
    pub const fn with_imposed(
        roots: &'static [CertificateDer<'static>],
        imposed: &'static [ImposedConstraint],
    ) -> Self {
        Self::with_limits(roots, imposed, &[])
    }

    /// Like [`with_imposed`](Self::with_imposed), with dates after which some of the roots may not issue.
    ///
    /// ```
    /// use core::time::Duration;
    /// use trustslot::{BuiltIn, DistrustAfter, Fingerprint};
    /// use trustslot::pki_types::{CertificateDer, UnixTime};
    ///
    /// static ROOTS: &[CertificateDer<'static>] = &[/* … */];
    /// static DATES: &[DistrustAfter] = &[DistrustAfter {
    ///     root: Fingerprint::from_bytes([0xc0; 32]),
    ///     last: UnixTime::since_unix_epoch(Duration::from_secs(1_744_761_599)),
    /// }];
    /// static BUILT_IN: BuiltIn = BuiltIn::with_limits(ROOTS, &[], DATES);
    /// // The list has no such root.
    /// assert_eq!(BUILT_IN.check().unwrap_err().code(), 1674);
    /// ```
    pub const fn with_limits(
        roots: &'static [CertificateDer<'static>],
        imposed: &'static [ImposedConstraint],
        dates: &'static [DistrustAfter],
    ) -> Self {
        Self {
            list: List::Static(roots),
            imposed: Cow::Borrowed(imposed),
            dates: Cow::Borrowed(dates),
            index: OnceBox::new(),
        }
    }

    /// A list of certificates that are known at run time only. Their memory is freed with the last store, and the last
    /// certificate, that shares it.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let roots = Bundle::parse("roots.pem", file)?;
    /// let built_in = BuiltIn::from_certificates(roots.certificates().iter().cloned());
    /// let store = TrustStore::new(built_in);
    /// assert_eq!(store.built_in().count(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_certificates(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        Self {
            list: List::Parsed(certificates.into_iter().collect()),
            imposed: Cow::Borrowed(&[]),
            dates: Cow::Borrowed(&[]),
            index: OnceBox::new(),
        }
    }

    /// Adds name constraints for some of the roots. Of several for one root, all apply.
    #[must_use]
    pub fn impose(self, constraints: impl IntoIterator<Item = ImposedConstraint>) -> Self {
        let mut imposed = self.imposed.into_owned();
        imposed.extend(constraints);
        // Roots that were parsed already do not have the new constraints.
        Self { imposed: Cow::Owned(imposed), index: OnceBox::new(), ..self }
    }

    /// Adds dates after which some of the roots may not issue. Of several for one root, the earliest counts.
    #[must_use]
    pub fn distrust_after(self, added: impl IntoIterator<Item = DistrustAfter>) -> Self {
        let mut dates = self.dates.into_owned();
        dates.extend(added);
        Self { dates: Cow::Owned(dates), index: OnceBox::new(), ..self }
    }

    /// The number of certificates in the list, including those that cannot be parsed.
    pub const fn len(&self) -> usize {
        match &self.list {
            List::Static(roots) => roots.len(),
            List::Parsed(roots) => roots.len(),
        }
    }

    /// True if the list has no certificate.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Parses every certificate of the list, and finds the root of every limit. Call it once in a test of the firmware.
    ///
    /// ```
    /// # #[cfg(feature = "mozilla")]
    /// assert_eq!(trustslot::BuiltIn::MOZILLA.check(), Ok(()));
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuiltInError`]: the first certificate that cannot be parsed, by this library or by webpki, or the first constraint or date that cannot be
    /// applied. At run time such a certificate is never trusted and never listed; the others are unaffected.
    pub fn check(&self) -> Result<(), BuiltInError> {
        for index in 0..self.len() {
            if let Some(Err(error)) = self.read(index).map(|read| read.and_then(admitted)) {
                return Err(BuiltInError::Certificate { index, error });
            }
        }
        if !self.has_limits() {
            return Ok(());
        }
        let certificates = (0..self.len()).filter_map(|index| self.get(index));
        let roots: Vec<Fingerprint> =
            certificates.filter(is_anchor).map(|root| root.fingerprint()).collect();
        for (index, constraint) in self.imposed.iter().enumerate() {
            if !roots.contains(&constraint.root) {
                return Err(BuiltInError::ConstraintWithoutRoot { index });
            }
            if Constraints::read(&constraint.name_constraints).is_err() {
                return Err(BuiltInError::ConstraintMalformed { index });
            }
        }
        match self.dates.iter().position(|date| !roots.contains(&date.root)) {
            Some(index) => Err(BuiltInError::DateWithoutRoot { index }),
            None => Ok(()),
        }
    }

    /// The certificate with this index, if it can be parsed, by webpki too.
    pub(super) fn get(&self, index: usize) -> Option<Certificate> {
        self.read(index)?.and_then(admitted).ok()
    }

    /// The certificate with this index, by our own parser alone.
    fn read(&self, index: usize) -> Option<Result<Certificate, CertificateError>> {
        Some(match &self.list {
            List::Static(roots) => Certificate::from_static(roots.get(index)?),
            List::Parsed(roots) => Ok(roots.get(index)?.clone()),
        })
    }

    /// The roots whose subject is this name (contents bytes), in list order.
    pub(super) fn with_subject(&self, name: &[u8]) -> impl Iterator<Item = &Root> {
        let hash = if self.is_empty() { 0 } else { hash_of(name) };
        self.index().with_hash(hash).filter(move |root| self.subject_of(root) == name)
    }

    /// The roots whose subject is like that, and may have this end.
    pub(super) fn spelled_like(
        &self,
        end: [u8; 2],
        is_alike: impl Fn(&[u8]) -> bool,
    ) -> impl Iterator<Item = &Certificate> {
        // A rejection asks this of every root.
        let may_be = move |root: &&Root| may_end_in(root.last_letter(), end);
        let alike = self.index().all().filter(may_be);
        let alike = alike.filter(move |root| is_alike(self.subject_of(root)));
        alike.filter_map(|root| Some(&self.parsed(root)?.certificate))
    }

    /// The index of this very certificate in the list, if webpki can parse it too.
    pub(super) fn position(&self, certificate: &Certificate) -> Option<usize> {
        self.with_subject(certificate.subject_der())
            .map(Root::index)
            .find(|&index| self.der_of(index) == certificate.as_der())
            .filter(|_| certificate.admit().is_ok())
    }

    /// The root itself, if it can be parsed and is an anchor. Parsed once.
    pub(super) fn parsed<'a>(&'a self, root: &'a Root) -> Option<&'a ParsedRoot> {
        let parsed = root.parsed.get_or_init(|| Box::new(self.parse(root.index())));
        parsed.as_ref()
    }

    fn parse(&self, index: usize) -> Option<ParsedRoot> {
        let certificate = self.get(index).filter(is_anchor)?;
        let limits = self.limits_on(index, &certificate);
        Some(ParsedRoot { certificate, limits })
    }

    /// The limits on an uploaded copy of a root: a certificate with the same subject and the same key.
    pub(super) fn limits_on_copy(&self, uploaded: &Certificate) -> &Limits {
        if !self.has_limits() {
            return &NO_LIMITS;
        }
        let key = uploaded.key_identity();
        self.with_subject(uploaded.subject_der())
            .filter_map(|root| self.parsed(root))
            .find(|root| root.certificate.key_identity() == key)
            .map_or(&NO_LIMITS, |root| &root.limits)
    }

    fn has_limits(&self) -> bool {
        !self.imposed.is_empty() || !self.dates.is_empty()
    }

    /// The limits on every certificate of the list that has the subject and the key of this one.
    fn limits_on(&self, index: usize, root: &Certificate) -> Limits {
        let mut limits = NO_LIMITS.clone();
        if !self.has_limits() {
            return limits;
        }
        let others = self.with_subject(root.subject_der()).filter(|other| other.index() != index);
        let copies = others
            .filter_map(|other| self.read(other.index())?.ok())
            .filter(|other| other.key_identity() == root.key_identity());
        for fingerprint in
            core::iter::once(root.fingerprint()).chain(copies.map(|copy| copy.fingerprint()))
        {
            let imposed = self.imposed.iter().filter(|imposed| imposed.root == fingerprint);
            limits.imposed.extend(imposed.map(|imposed| imposed.name_constraints.clone()));
            let dates = self.dates.iter().filter(|date| date.root == fingerprint);
            limits.last_issue =
                limits.last_issue.into_iter().chain(dates.map(|date| date.last)).min();
        }
        limits
    }

    /// The number of imposed constraints.
    #[cfg(all(test, feature = "mozilla"))]
    pub(super) fn imposed_entries(&self) -> usize {
        self.imposed.len()
    }

    fn der_of(&self, index: usize) -> &[u8] {
        match &self.list {
            List::Static(roots) => roots.get(index).map_or(&[], AsRef::as_ref),
            List::Parsed(roots) => roots.get(index).map_or(&[], Certificate::as_der),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Box::new(Index::of(self.len(), |index| self.der_of(index))))
    }

    fn subject_of(&self, root: &Root) -> &[u8] {
        root.subject.of(self.der_of(root.index()))
    }
}

/// The certificate, if webpki can parse it too.
fn admitted(certificate: Certificate) -> Result<Certificate, CertificateError> {
    certificate.admit().map(|()| certificate)
}

/// Shows the list and its limits, not the index.
impl fmt::Debug for BuiltIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltIn")
            .field("list", &self.list)
            .field("imposed", &self.imposed)
            .field("dates", &self.dates)
            .finish_non_exhaustive()
    }
}

/// True if a certificate of the list is an anchor and not a pin. Version 1 and 2 cannot state that a certificate is a
/// CA; the maker of the list states it.
pub(super) fn is_anchor(certificate: &Certificate) -> bool {
    is_ca(certificate) || certificate.version() < 3
}
