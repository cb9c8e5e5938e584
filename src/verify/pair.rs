//! Two certificates: whether one names the key of the other, and whether it was signed with that key.

use super::algorithm::IndexedAlgorithms;
use super::graph::Graph;
use super::inputs::Inputs;
use super::strength;
use super::work::Work;
use crate::certificate::Certificate;
use alloc::vec::Vec;

/// A longer key identifier says nothing about a key. Identifiers have 20 bytes (RFC 5280 §4.2.1.2) or 32 (RFC 7093 §2); a
/// hostile chain must not have 60 KB of them compared at each step.
const MAX_KEY_IDENTIFIER: usize = 64;

/// Whether an issuer has the key identifier that the issued certificate names (RFC 5280 §4.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyHint {
    Same,
    Unsaid,
    Other,
}

/// Whether a certificate was signed with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    /// It was not checked, because the limit on checks was reached.
    Unknown,
    Good,
    Bad,
    /// There is no algorithm for this signature and this kind of key.
    Unsupported,
}

impl KeyHint {
    pub(crate) const ALL: [Self; 3] = [Self::Same, Self::Unsaid, Self::Other];

    pub(crate) fn of(child: &Certificate, issuer: &Certificate) -> Self {
        let wanted = child.extensions().authority_key_identifier;
        let wanted = wanted.and_then(|authority| authority.key_identifier);
        let offered = issuer.extensions().subject_key_identifier;
        match (wanted, offered) {
            (Some(wanted), Some(offered)) => {
                match (wanted.of(child.as_der()), offered.of(issuer.as_der())) {
                    (wanted, offered) if wanted.len().max(offered.len()) > MAX_KEY_IDENTIFIER => {
                        Self::Unsaid
                    }
                    (wanted, offered) if wanted == offered => Self::Same,
                    _ => Self::Other,
                }
            }
            _ => Self::Unsaid,
        }
    }
}

/// The signatures of one graph, each checked at most once: certificates with the same key share a check.
pub(crate) struct Pairs {
    /// By certificate and key: those of a graph of a usual chain, which needs no other memory.
    first: [Signature; FIRST],
    /// The others, up to those of the last certificate that was asked about.
    others: Vec<Signature>,
}

/// As many as four certificates and six keys need.
const FIRST: usize = 24;

impl Pairs {
    pub(super) const fn new() -> Self {
        Self { first: [Signature::Unknown; FIRST], others: Vec::new() }
    }

    /// Whether the certificate with this index was signed with the key of this number.
    pub(crate) fn signature(
        &mut self,
        graph: &Graph<'_>,
        child: usize,
        key: usize,
        algorithms: &IndexedAlgorithms,
        work: &Work<'_>,
    ) -> Signature {
        let Some(node) = graph.node(child) else { return Signature::Unknown };
        let Some(known) = self.known(graph, child, key) else { return Signature::Unknown };
        if *known == Signature::Unknown
            && let Some(issuer) = graph.owner_of_key(key)
        {
            *known = check(node.certificate, issuer, algorithms, work);
        }
        *known
    }

    /// Whether it is known already whether the certificate with this index was signed with the key of this number.
    pub(crate) fn has_checked(&mut self, graph: &Graph<'_>, child: usize, key: usize) -> bool {
        self.known(graph, child, key).is_some_and(|known| *known != Signature::Unknown)
    }

    /// What is known about the signature on the certificate with this index with the key of this number.
    fn known(&mut self, graph: &Graph<'_>, child: usize, key: usize) -> Option<&mut Signature> {
        let keys = graph.keys();
        let index = child.saturating_mul(keys).saturating_add(key);
        let Some(beyond) = index.checked_sub(FIRST) else { return self.first.get_mut(index) };
        if beyond >= self.others.len() {
            // Most certificates of a hostile chain are never asked about, and they are many.
            let end = child.saturating_add(1).saturating_mul(keys);
            self.others.resize(end.saturating_sub(FIRST), Signature::Unknown);
        }
        self.others.get_mut(beyond)
    }
}

/// Checks the signature on a certificate with the key of another.
pub(crate) fn check(
    child: &Certificate,
    issuer: &Certificate,
    algorithms: &IndexedAlgorithms,
    work: &Work<'_>,
) -> Signature {
    let key = issuer.public_key();
    let mut is_bad = false;
    for algorithm in strength::verifying(child, issuer, algorithms) {
        match work.check(&Inputs::of_certificate(algorithm, key, child), false) {
            Some(true) => return Signature::Good,
            Some(false) => is_bad = true,
            None => return Signature::Unknown,
        }
    }
    let is_weak = child.signature_algorithm().is_weak();
    if is_bad || !is_weak && strength::is_of_another_kind(child, issuer) {
        Signature::Bad
    } else {
        Signature::Unsupported
    }
}
