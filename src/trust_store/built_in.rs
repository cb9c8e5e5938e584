//! The built-in part: a list of certificates that a firmware comes with.

use super::is_ca;
use crate::bytes::der::{DerError, Reader, Tag, context};
use crate::bytes::span::Span;
use crate::certificate::{Certificate, CertificateError, Fingerprint};
use alloc::boxed::Box;
use alloc::vec::Vec;
use pki_types::CertificateDer;
use std::sync::OnceLock;

/// A built-in part: certificates as constant data, ready without being read.
///
/// Any list does, of any length, with expired, version 1 and SHA-1-signed roots in it: what a firmware maker
/// puts there is trusted as an anchor, whatever its own signature. Whether an anchor may be used at a given
/// time is asked when a peer is verified.
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
    roots: &'static [CertificateDer<'static>],
    imposed: &'static [ImposedConstraint],
    index: OnceLock<Vec<Root>>,
}

/// A name constraint that the maker of a list imposes on one of its roots, beyond what the root itself says.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "makers of lists write it as a literal")]
pub struct ImposedConstraint {
    /// SHA-256 of the root's DER.
    pub root: Fingerprint,
    /// Contents bytes of a `NameConstraints` SEQUENCE (RFC 5280 §4.2.1.10), as `TrustAnchor` carries them.
    pub name_constraints: &'static [u8],
}

/// A root of the list, as the search sees it.
#[derive(Debug)]
pub(super) struct Root {
    /// Where it stands in the list.
    pub(super) index: usize,
    /// Where its subject stands in it.
    subject: Span,
    /// The root itself, once a peer was issued under its name, if it can be read and vouches. On the heap, so
    /// that the many roots that no peer ever has take no room.
    vouching: OnceLock<Option<Box<Vouching>>>,
}

/// A root that vouches.
#[derive(Debug)]
pub(super) struct Vouching {
    pub(super) certificate: Certificate,
    /// The name constraint imposed on it, if any.
    pub(super) imposed: Option<&'static [u8]>,
}

impl BuiltIn {
    /// An empty list: phones of 2010 came with none.
    pub const EMPTY: &'static Self = &EMPTY;

    /// A list of certificates in DER. Nothing is read before it is needed.
    pub const fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        Self::with_imposed(roots, &[])
    }

    /// A list of which some roots are held to further name constraints.
    pub const fn with_imposed(
        roots: &'static [CertificateDer<'static>],
        imposed: &'static [ImposedConstraint],
    ) -> Self {
        Self { roots, imposed, index: OnceLock::new() }
    }

    /// How many certificates the list has, readable or not.
    pub const fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether the list is empty.
    pub const fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Reads every certificate of the list: a firmware's test calls it once.
    ///
    /// # Errors
    ///
    /// The first certificate that cannot be read, by its index from 0. At run time such an entry vouches for
    /// nobody and is not listed.
    pub fn check(&self) -> Result<(), (usize, CertificateError)> {
        self.roots.iter().enumerate().try_for_each(|(index, der)| {
            Certificate::from_der(der).map(|_| ()).map_err(|error| (index, error))
        })
    }

    /// The certificate at an index of the list, if it can be read.
    pub(super) fn get(&'static self, index: usize) -> Option<Certificate> {
        Certificate::from_static(self.roots.get(index)?).ok()
    }

    /// The roots whose subject is this name (contents bytes), in list order.
    pub(super) fn with_subject(&'static self, name: &[u8]) -> impl Iterator<Item = &'static Root> {
        let index = self.index.get_or_init(|| self.read_subjects());
        let first = index.partition_point(|root| self.subject_of(root) < name);
        index.iter().skip(first).take_while(move |root| self.subject_of(root) == name)
    }

    /// Where this very certificate stands in the list, if it does.
    pub(super) fn position(&'static self, certificate: &Certificate) -> Option<usize> {
        self.with_subject(certificate.subject_der()).map(|root| root.index).find(|&index| {
            let der = self.roots.get(index).map(AsRef::as_ref);
            der == Some(certificate.as_der())
        })
    }

    /// The root itself, if it can be read and vouches. Read once, whoever asks.
    pub(super) fn vouching(&'static self, root: &'static Root) -> Option<&'static Vouching> {
        let vouching = root.vouching.get_or_init(|| {
            let certificate = self.get(root.index)?;
            // Version 1 cannot say that it is a CA. The maker of the list says it instead.
            let vouches = is_ca(&certificate) || certificate.version() < 3;
            vouches
                .then(|| Box::new(Vouching { imposed: self.imposed_on(&certificate), certificate }))
        });
        vouching.as_deref()
    }

    fn imposed_on(&self, root: &Certificate) -> Option<&'static [u8]> {
        if self.imposed.is_empty() {
            return None;
        }
        let fingerprint = root.fingerprint();
        self.imposed
            .iter()
            .find(|imposed| imposed.root == fingerprint)
            .map(|imposed| imposed.name_constraints)
    }

    /// How many roots are held to further constraints.
    #[cfg(all(test, feature = "mozilla"))]
    pub(super) const fn imposed_entries(&self) -> usize {
        self.imposed.len()
    }

    fn subject_of(&self, root: &Root) -> &[u8] {
        self.roots.get(root.index).map_or(&[], |der| root.subject.of(der))
    }

    fn read_subjects(&self) -> Vec<Root> {
        let read = |(index, der): (usize, &CertificateDer<'_>)| {
            let subject = find_subject(der).ok()?;
            let vouching = OnceLock::new();
            Some(Root { index, subject, vouching })
        };
        let mut roots = Vec::with_capacity(self.roots.len());
        roots.extend(self.roots.iter().enumerate().filter_map(read));
        roots.sort_unstable_by(|a, b| {
            let by_subject = self.subject_of(a).cmp(self.subject_of(b));
            by_subject.then(a.index.cmp(&b.index))
        });
        roots
    }
}

static EMPTY: BuiltIn = BuiltIn::new(&[]);

/// Finds the subject without reading the rest: the search must not read a list of 100 certificates whole.
fn find_subject(der: &[u8]) -> Result<Span, DerError> {
    let mut tbs = Reader::new(der).expect(Tag::Sequence)?.inside().expect(Tag::Sequence)?.inside();
    tbs.optional(context(0, true))?;
    tbs.expect(Tag::Integer)?;
    for _signature_issuer_validity in 0..3 {
        tbs.expect(Tag::Sequence)?;
    }
    tbs.expect(Tag::Sequence).map(|subject| Span::of_value(&subject))
}
