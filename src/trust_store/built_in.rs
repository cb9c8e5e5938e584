//! The built-in part: the certificates that a firmware ships with, or that a server loads when it starts.

use super::is_ca;
use crate::bytes::der::{DerError, Reader, Tag, context};
use crate::bytes::span::Span;
use crate::certificate::{Certificate, CertificateError, Fingerprint};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use pki_types::CertificateDer;
use std::sync::OnceLock;

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
#[derive(Debug)]
pub struct BuiltIn {
    list: List,
    imposed: Cow<'static, [ImposedConstraint]>,
    index: OnceLock<Vec<Root>>,
}

#[derive(Debug)]
enum List {
    /// Constant data, parsed when it is needed.
    Static(&'static [CertificateDer<'static>]),
    /// Certificates that were parsed before.
    Parsed(Vec<Certificate>),
}

/// A name constraint that the maker of a list imposes on one root, in addition to the constraints in the root itself.
///
/// Mozilla imposes such constraints on some roots of governments.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, ImposedConstraint};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let uploaded = include_bytes!("../../examples/data/fleet/vendor.pem");
///
/// let root = Bundle::parse("root.pem", uploaded)?.certificates()[0].clone();
/// let only_example_org = ImposedConstraint {
///     root: root.fingerprint(),
///     // permittedSubtrees: dNSName example.org
///     name_constraints: b"\xa0\x0f\x30\x0d\x82\x0bexample.org".into(),
/// };
/// let built_in = BuiltIn::from_certificates([root]).impose([only_example_org]);
/// assert_eq!(built_in.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "makers of lists write it as a literal")]
pub struct ImposedConstraint {
    /// The root: SHA-256 of its DER encoding.
    pub root: Fingerprint,
    /// The contents of a `NameConstraints` SEQUENCE (RFC 5280 §4.2.1.10), without its tag and length, as in
    /// [`TrustAnchor`](pki_types::TrustAnchor). If they cannot be parsed, every path to the root is rejected.
    pub name_constraints: Cow<'static, [u8]>,
}

/// One root, as the search for issuers sees it.
#[derive(Debug)]
pub(super) struct Root {
    /// Its index in the list.
    pub(super) index: usize,
    /// Its subject within the DER.
    subject: Span,
    /// The parsed root, made when the first peer was issued under its name; `None` if it cannot be parsed or is
    /// no anchor. Boxed, so that the many roots that are never used take little memory.
    parsed: OnceLock<Option<Box<ParsedRoot>>>,
}

/// A root that is an anchor.
#[derive(Debug)]
pub(super) struct ParsedRoot {
    pub(super) certificate: Certificate,
    /// The name constraint imposed on it, if any.
    pub(super) imposed: Option<Cow<'static, [u8]>>,
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
        Self { list: List::Static(roots), imposed: Cow::Borrowed(imposed), index: OnceLock::new() }
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
            index: OnceLock::new(),
        }
    }

    /// Adds name constraints for some of the roots. Of several for one root, the first counts.
    #[must_use]
    pub fn impose(self, constraints: impl IntoIterator<Item = ImposedConstraint>) -> Self {
        let mut imposed = self.imposed.into_owned();
        imposed.extend(constraints);
        // Roots that were parsed already do not have the new constraints.
        Self { list: self.list, imposed: Cow::Owned(imposed), index: OnceLock::new() }
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

    /// Parses every certificate of the list. Call it once in a test of the firmware.
    ///
    /// ```
    /// # #[cfg(feature = "mozilla")]
    /// assert_eq!(trustslot::BuiltIn::MOZILLA.check(), Ok(()));
    /// ```
    ///
    /// # Errors
    ///
    /// The first certificate that cannot be parsed: its index, counted from 0, and the fault. At run time such a
    /// certificate is never trusted and never listed; the others are unaffected.
    pub fn check(&self) -> Result<(), (usize, CertificateError)> {
        match &self.list {
            List::Parsed(_) => Ok(()),
            List::Static(roots) => roots.iter().enumerate().try_for_each(|(index, der)| {
                Certificate::from_der(der).map(|_| ()).map_err(|error| (index, error))
            }),
        }
    }

    /// The certificate with this index, if it can be parsed.
    pub(super) fn get(&self, index: usize) -> Option<Certificate> {
        match &self.list {
            List::Static(roots) => Certificate::from_static(roots.get(index)?).ok(),
            List::Parsed(roots) => roots.get(index).cloned(),
        }
    }

    /// The roots whose subject is this name (contents bytes), in list order.
    pub(super) fn with_subject(&self, name: &[u8]) -> impl Iterator<Item = &Root> {
        let index = self.index.get_or_init(|| self.read_subjects());
        let first = index.partition_point(|root| self.subject_of(root) < name);
        index.iter().skip(first).take_while(move |root| self.subject_of(root) == name)
    }

    /// The index of this very certificate in the list.
    pub(super) fn position(&self, certificate: &Certificate) -> Option<usize> {
        self.with_subject(certificate.subject_der())
            .map(|root| root.index)
            .find(|&index| self.der_of(index) == certificate.as_der())
    }

    /// The root itself, if it can be parsed and is an anchor. Parsed once.
    pub(super) fn parsed<'a>(&'a self, root: &'a Root) -> Option<&'a ParsedRoot> {
        let parsed = root.parsed.get_or_init(|| {
            let certificate = self.get(root.index)?;
            is_anchor(&certificate).then(|| {
                let imposed = self.imposed_on(&certificate).cloned();
                Box::new(ParsedRoot { certificate, imposed })
            })
        });
        parsed.as_deref()
    }

    fn imposed_on(&self, root: &Certificate) -> Option<&Cow<'static, [u8]>> {
        if self.imposed.is_empty() {
            return None;
        }
        let fingerprint = root.fingerprint();
        let imposed = self.imposed.iter().find(|imposed| imposed.root == fingerprint);
        imposed.map(|imposed| &imposed.name_constraints)
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

    fn subject_of(&self, root: &Root) -> &[u8] {
        root.subject.of(self.der_of(root.index))
    }

    fn read_subjects(&self) -> Vec<Root> {
        let read = |index: usize| {
            let subject = find_subject(self.der_of(index)).ok()?;
            Some(Root { index, subject, parsed: OnceLock::new() })
        };
        let mut roots = Vec::with_capacity(self.len());
        roots.extend((0..self.len()).filter_map(read));
        roots.sort_unstable_by(|a, b| {
            let by_subject = self.subject_of(a).cmp(self.subject_of(b));
            by_subject.then(a.index.cmp(&b.index))
        });
        roots
    }
}

/// True if a certificate of the list is an anchor and not a pin. Version 1 and 2 cannot state that a certificate is a
/// CA; the maker of the list states it.
pub(super) fn is_anchor(certificate: &Certificate) -> bool {
    is_ca(certificate) || certificate.version() < 3
}

/// Finds the subject without parsing the rest: the first peer must not cost the parsing of 100 certificates.
fn find_subject(der: &[u8]) -> Result<Span, DerError> {
    let mut tbs = Reader::new(der).expect(Tag::Sequence)?.inside().expect(Tag::Sequence)?.inside();
    tbs.optional(context(0, true))?;
    tbs.expect(Tag::Integer)?;
    for _signature_issuer_validity in 0..3 {
        tbs.expect(Tag::Sequence)?;
    }
    tbs.expect(Tag::Sequence).map(|subject| Span::of_value(&subject))
}
