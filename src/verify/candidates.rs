//! The certificates and anchors that a path of one peer can contain, found by name before any signature is checked.

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::trust_store::{Anchor, TrustStore};
use alloc::vec::Vec;
use arrayvec::ArrayVec;

/// The most certificates between a peer and its anchors, presented by the peer or supplied by the caller. All that one
/// chain can present are kept; more of the same names, supplied by the caller, are not.
pub(super) const MAX_CANDIDATES: usize = Chain::MAX_CERTIFICATES;

/// The certificates reached from the peer's own by following issuer names, and the anchors above them.
pub(crate) struct Candidates<'a> {
    pub(super) end_entity: &'a Certificate,
    nodes: ArrayVec<Node<'a>, MAX_CANDIDATES>,
    names: ArrayVec<Name<'a>, { MAX_CANDIDATES + 1 }>,
    store: &'a TrustStore,
    /// True if there were more candidates than are kept.
    pub(super) overflowed: bool,
}

/// An issuer name, stored once: names are long, and hostile chains would have them compared often.
struct Name<'a> {
    name: &'a [u8],
    /// True if an anchor has this name.
    is_an_anchors: bool,
}

struct Node<'a> {
    certificate: &'a Certificate,
    /// The index of the subject's name.
    subject: usize,
    /// The index of the issuer's name.
    issuer: Option<usize>,
    /// The fewest intermediates between this certificate and an anchor; `None` if there is no path.
    distance: Option<usize>,
}

/// Whether an issuer has the key identifier that the issued certificate names (RFC 5280 §4.2.1.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyHint {
    Same,
    Unsaid,
    Other,
}

impl KeyHint {
    pub(super) const ALL: [Self; 3] = [Self::Same, Self::Unsaid, Self::Other];

    pub(super) fn of(child: &Certificate, issuer: &Certificate) -> Self {
        let wanted = child.extensions().authority_key_identifier;
        let wanted = wanted.and_then(|authority| authority.key_identifier);
        let offered = issuer.extensions().subject_key_identifier;
        match (wanted, offered) {
            (Some(wanted), Some(offered)) => {
                if wanted.of(child.as_der()) == offered.of(issuer.as_der()) {
                    Self::Same
                } else {
                    Self::Other
                }
            }
            _ => Self::Unsaid,
        }
    }
}

impl<'a> Candidates<'a> {
    /// Follows issuer names from the end entity through the presented and the supplied certificates.
    pub(crate) fn find(
        chain: &'a Chain,
        supplied: &'a [Certificate],
        store: &'a TrustStore,
    ) -> Self {
        let end_entity = chain.end_entity();
        let mut found = Self {
            end_entity,
            nodes: ArrayVec::new(),
            names: ArrayVec::new(),
            store,
            overflowed: false,
        };
        found.index_of(end_entity.issuer_der(), chain, supplied);
        let mut next = 0;
        while let Some(node) = found.nodes.get(next) {
            let certificate = node.certificate;
            let issuer = found.index_of(certificate.issuer_der(), chain, supplied);
            if let Some(node) = found.nodes.get_mut(next) {
                node.issuer = Some(issuer);
            }
            next = next.saturating_add(1);
        }
        // A fixed order, so that the verdict does not depend on the order presented.
        found.nodes.sort_unstable_by(|a, b| {
            let (a, b) = (a.certificate, b.certificate);
            let latest_first = b.validity().not_after().cmp(&a.validity().not_after());
            latest_first.then_with(|| a.as_der().cmp(b.as_der()))
        });
        found.measure();
        found
    }

    /// The anchors that may have issued `certificate`.
    pub(super) fn anchors_of(&self, certificate: &Certificate) -> impl Iterator<Item = Anchor<'a>> {
        self.store.anchors_named(certificate.issuer_der())
    }

    /// The candidates that may have issued `certificate` and reach an anchor through at most `between` others.
    pub(super) fn issuers_of(
        &self,
        certificate: &Certificate,
        between: usize,
    ) -> impl Iterator<Item = &'a Certificate> {
        let name = certificate.issuer_der();
        self.nodes
            .iter()
            .filter(move |node| node.distance.is_some_and(|distance| distance <= between))
            .map(|node| node.certificate)
            .filter(move |issuer| issuer.subject_der() == name)
    }

    /// True if a path by name leads from the end entity to an anchor.
    pub(super) fn reach_an_anchor(&self) -> bool {
        self.is_below_an_anchor()
            || self.issuers_of(self.end_entity, MAX_CANDIDATES).next().is_some()
    }

    /// True if there are paths by name, and each has more than `most` intermediates.
    pub(crate) fn are_too_deep(&self, most: usize) -> bool {
        let is_near = self.is_below_an_anchor()
            || most
                .checked_sub(1)
                .is_some_and(|between| self.issuers_of(self.end_entity, between).next().is_some());
        !is_near && self.reach_an_anchor()
    }

    /// The certificates from the end entity up to the one at which following the issuer names ends.
    pub(super) fn way_by_name(&self) -> Vec<&'a Certificate> {
        let mut way = Vec::from([self.end_entity]);
        // The name of the end entity's issuer was added first.
        let mut wanted = Some(0);
        // Each step goes to a certificate not visited before, so there are at most as many steps as candidates.
        let mut visited = [false; MAX_CANDIDATES];
        while let Some((node, visited)) = self
            .nodes
            .iter()
            .zip(&mut visited)
            .find(|(node, visited)| !**visited && Some(node.subject) == wanted)
        {
            *visited = true;
            way.push(node.certificate);
            wanted = node.issuer;
        }
        way
    }

    /// True if an anchor has the name of the end entity's issuer, which was added first.
    fn is_below_an_anchor(&self) -> bool {
        self.names.first().is_some_and(|name| name.is_an_anchors)
    }

    /// The index of an issuer name. The first time, all certificates with that subject are added.
    fn index_of(&mut self, name: &'a [u8], chain: &'a Chain, supplied: &'a [Certificate]) -> usize {
        if let Some(index) = self.names.iter().position(|other| other.name == name) {
            return index;
        }
        let index = self.names.len();
        let is_an_anchors = self.store.anchors_named(name).next().is_some();
        let added = Name { name, is_an_anchors };
        // Each is the issuer of the end entity or of a candidate, so there is room for all names.
        let _room = self.names.try_push(added);
        for certificate in chain.others().iter().chain(supplied) {
            if certificate.subject_der() != name
                || certificate == self.end_entity
                || self.is_candidate(certificate, index)
            {
                continue;
            }
            let node = Node { certificate, subject: index, issuer: None, distance: None };
            if self.nodes.try_push(node).is_err() {
                self.overflowed = true;
                break;
            }
        }
        index
    }

    fn is_candidate(&self, certificate: &Certificate, subject: usize) -> bool {
        self.nodes.iter().any(|node| node.subject == subject && node.certificate == certificate)
    }

    /// Computes the distances, nearest to an anchor first.
    fn measure(&mut self) {
        for step in 0..self.nodes.len() {
            let mut changed = false;
            for index in 0..self.nodes.len() {
                let Some(node) = self.nodes.get(index) else {
                    continue;
                };
                if node.distance.is_some() {
                    continue;
                }
                let reaches = if step == 0 {
                    let name = node.issuer.and_then(|issuer| self.names.get(issuer));
                    name.is_some_and(|name| name.is_an_anchors)
                } else {
                    self.nodes.iter().any(|issuer| {
                        issuer.distance == step.checked_sub(1)
                            && Some(issuer.subject) == node.issuer
                    })
                };
                if let Some(node) = self.nodes.get_mut(index).filter(|_| reaches) {
                    node.distance = Some(step);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
}
