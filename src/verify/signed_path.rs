//! A path whose signatures are all good: from the end entity up to the key of an anchor.

use super::graph::Graph;
use super::pair::{Pairs, Signature};
use super::work::Work;
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;
use crate::trust_store::Anchor;
use arrayvec::ArrayVec;

/// The most intermediates on a path: the limit of webpki, taken from `mozilla::pkix`. Public chains have up to 3.
pub(crate) const MAX_INTERMEDIATES: usize = 6;

/// The certificates of a path as indices into a graph, the end entity first.
pub(crate) type Steps = ArrayVec<usize, { MAX_INTERMEDIATES + 1 }>;

/// The end entity and the intermediates of a path, in this order.
type Certificates<'a> = ArrayVec<&'a Certificate, { MAX_INTERMEDIATES + 1 }>;

/// A path whose signatures are all good.
#[derive(Clone)]
pub(crate) struct SignedPath<'a> {
    certificates: Certificates<'a>,
    anchor: Anchor<'a>,
}

impl<'a> SignedPath<'a> {
    /// The path of these certificates to the anchor with this index; `None` if one signature is not known to be good.
    pub(super) fn of(
        graph: &Graph<'a>,
        steps: &Steps,
        anchor: usize,
        pairs: &mut Pairs,
        algorithms: Algorithms,
        work: &Work<'_>,
    ) -> Option<Self> {
        let anchor = graph.anchor(anchor)?;
        let mut certificates = Certificates::new();
        for (at, &step) in steps.iter().enumerate() {
            let above = steps.get(at.saturating_add(1)).and_then(|&above| graph.node(above));
            let key = above.map_or(anchor.key(), |above| above.key());
            if pairs.signature(graph, step, key, algorithms, work) != Signature::Good {
                return None;
            }
            certificates.try_push(graph.node(step)?.certificate).ok()?;
        }
        Some(Self { certificates, anchor: anchor.anchor })
    }

    /// The end entity and the intermediates, in this order.
    pub(crate) fn certificates(&self) -> &[&'a Certificate] {
        &self.certificates
    }

    pub(crate) const fn anchor(&self) -> &Anchor<'a> {
        &self.anchor
    }
}

/// The issuer of each certificate of a path.
pub(super) fn issuers<'p, 'a: 'p>(
    path: &'p [&'a Certificate],
    anchor: &'a Certificate,
) -> impl Iterator<Item = &'a Certificate> + 'p {
    path.iter().skip(1).copied().chain(core::iter::once(anchor))
}
