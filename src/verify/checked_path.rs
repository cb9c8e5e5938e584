//! A path whose signatures were checked: from the end entity up to the key of an anchor.

use super::algorithm::IndexedAlgorithms;
use super::graph::Graph;
use super::pair::{Pairs, Signature};
use super::strength;
use super::work::Work;
use crate::certificate::Certificate;
use crate::trust_store::Anchor;
use arrayvec::ArrayVec;

/// The most intermediates on a path: the limit of webpki, taken from `mozilla::pkix`. Public chains have up to 3.
pub(crate) const MAX_INTERMEDIATES: usize = 6;

/// The certificates of a path as indices into a graph, the end entity first.
pub(crate) type Steps = ArrayVec<usize, { MAX_INTERMEDIATES + 1 }>;

/// The end entity and the intermediates of a path, in this order.
type Certificates<'a> = ArrayVec<&'a Certificate, { MAX_INTERMEDIATES + 1 }>;

/// A path on which no signature is known to be bad.
#[derive(Clone)]
pub(crate) struct CheckedPath<'a> {
    certificates: Certificates<'a>,
    anchor: Anchor<'a>,
    /// A bit for each certificate whose signature no algorithm may verify, beginning with the lowest. The others are good.
    unsupported: u8,
}

const _: () = assert!(MAX_INTERMEDIATES < 8, "a u8 has a bit for each certificate of a path");

impl<'a> CheckedPath<'a> {
    /// The path of these certificates to the anchor with this index; `None` if a signature is bad, or was not checked.
    pub(super) fn of(
        graph: &Graph<'a>,
        steps: &Steps,
        anchor: usize,
        pairs: &mut Pairs,
        algorithms: &IndexedAlgorithms,
        work: &Work<'_>,
    ) -> Option<Self> {
        let anchor = graph.anchor(anchor)?;
        let mut certificates = Certificates::new();
        let mut unsupported = 0;
        for (at, &step) in steps.iter().enumerate() {
            let child = graph.node(step)?.certificate;
            let above = steps.get(at.saturating_add(1)).and_then(|&above| graph.node(above));
            let (key, issuer) = above.map_or((anchor.key(), anchor.anchor.certificate), |above| {
                (above.key(), above.certificate)
            });
            let is_good = match pairs.signature(graph, step, key, algorithms, work) {
                Signature::Good => strength::may_count(child, issuer, anchor.anchor.part),
                Signature::Unsupported => false,
                Signature::Bad | Signature::Unknown => return None,
            };
            unsupported |= if is_good { 0 } else { bit(at) };
            certificates.try_push(child).ok()?;
        }
        Some(Self { certificates, anchor: anchor.anchor, unsupported })
    }

    /// The end entity and the intermediates, in this order.
    pub(crate) fn certificates(&self) -> &[&'a Certificate] {
        &self.certificates
    }

    pub(crate) const fn anchor(&self) -> &Anchor<'a> {
        &self.anchor
    }

    /// Each certificate and its issuer, from the end entity upwards.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a Certificate, &'a Certificate)> + '_ {
        let issuers = issuers(&self.certificates, self.anchor.certificate);
        self.certificates.iter().copied().zip(issuers)
    }

    /// The certificate at this index, which may be the anchor.
    pub(crate) fn certificate(&self, at: usize) -> &'a Certificate {
        self.certificates.get(at).copied().unwrap_or(self.anchor.certificate)
    }

    /// True if every signature is good.
    pub(super) const fn is_signed(&self) -> bool {
        self.unsupported == 0
    }

    /// The indices of the certificates whose signatures no algorithm may verify.
    pub(super) fn unsupported(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.certificates.len()).filter(|at| self.unsupported & bit(*at) != 0)
    }
}

/// The bit of the certificate at this index.
const fn bit(at: usize) -> u8 {
    1 << (at & 7)
}

/// The issuer of each certificate of a path.
pub(super) fn issuers<'p, 'a: 'p>(
    path: &'p [&'a Certificate],
    anchor: &'a Certificate,
) -> impl Iterator<Item = &'a Certificate> + 'p {
    path.iter().skip(1).copied().chain(core::iter::once(anchor))
}
