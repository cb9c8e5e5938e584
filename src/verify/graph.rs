//! The certificates and anchors that a path of one peer can contain, found by name before any signature is checked.
//!
//! Names and keys get small numbers, so that a step of the search compares numbers. Each certificate is examined once.

use super::facts;
use super::fault::{Checks, Fault};
use super::keys::{Mark, Number, has_mark, mark_of, number, number_of_key};
use super::question::Question;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::sort::{MAX_SHORT, sort_short};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::vec::Vec;
use arrayvec::ArrayVec;

/// The most certificates between a peer and its anchors, presented by the peer or supplied by the caller. All that one
/// chain can present are kept; more of the same names, supplied by the caller, are not.
pub(super) const MAX_CANDIDATES: usize = Chain::MAX_CERTIFICATES;

/// The most anchors of all names together. The custom part has 10 by default, and the largest number of roots with one
/// name in the public lists since 2013 is 3.
const MAX_ANCHORS: usize = 64;

const _: () = assert!(MAX_CANDIDATES <= MAX_SHORT && MAX_ANCHORS <= MAX_SHORT);

/// The index of the end entity among the certificates.
pub(crate) const END_ENTITY: usize = 0;

/// The certificates reached from the peer's own by following issuer names, and the anchors of these names.
pub(crate) struct Graph<'a> {
    /// The end entity first, then the others in a fixed order.
    nodes: ArrayVec<Node<'a>, { MAX_CANDIDATES + 1 }>,
    /// In a fixed order.
    anchors: ArrayVec<AnchorNode<'a>, MAX_ANCHORS>,
    /// The issuer names, in the order in which they were found: the end entity's first.
    names: ArrayVec<&'a [u8], { MAX_CANDIDATES + 1 }>,
    /// The different keys: for each, a certificate that has it.
    keys: ArrayVec<&'a Certificate, { MAX_CANDIDATES + 1 + MAX_ANCHORS }>,
    key_marks: ArrayVec<Mark, { MAX_CANDIDATES + 1 + MAX_ANCHORS }>,
    /// The checks of the faults of all certificates, except those of the end entity.
    checks: Checks,
    /// True if there were more certificates or anchors than are kept.
    pub(crate) overflowed: bool,
}

/// The marks of the certificates so far, in a list of their own, so that several are compared at once.
type Marks = ArrayVec<Mark, { MAX_CANDIDATES + 1 }>;

/// A certificate in its role.
pub(crate) struct Node<'a> {
    pub(crate) certificate: &'a Certificate,
    mark: Mark,
    /// The number of its subject among the issuer names; `None` for an end entity that has no issuer's name.
    subject: Option<Number>,
    issuer: Number,
    key: Number,
    /// Its faults as an intermediate, at index 0. Those of the end entity are kept elsewhere.
    faults: Vec<Fault>,
    pub(super) checks: Checks,
}

/// A trust anchor in its role.
pub(crate) struct AnchorNode<'a> {
    pub(crate) anchor: Anchor<'a>,
    name: Number,
    key: Number,
    /// Its faults, at index 0.
    faults: Vec<Fault>,
    pub(super) checks: Checks,
    /// True if it is enabled, and the policy trusts its part of the store.
    pub(super) vouches: bool,
}

impl<'a> Graph<'a> {
    pub(super) const fn new() -> Self {
        Self {
            nodes: ArrayVec::new_const(),
            anchors: ArrayVec::new_const(),
            names: ArrayVec::new_const(),
            keys: ArrayVec::new_const(),
            key_marks: ArrayVec::new_const(),
            checks: Checks::NONE,
            overflowed: false,
        }
    }

    /// Follows issuer names from the end entity through the presented and the supplied certificates.
    pub(super) fn fill(&mut self, chain: &'a Chain, question: &Question<'a>) {
        let mut marks = Marks::new();
        self.push(chain.end_entity(), None, &mut marks);
        let mut next = 0;
        while let Some(issuer) = self.nodes.get(next).map(|node| node.certificate.issuer_der()) {
            let number = self.number_of_name(issuer, chain, question, &mut marks);
            if let Some(node) = self.nodes.get_mut(next) {
                node.issuer = number;
            }
            next = next.saturating_add(1);
        }
        if let [end_entity, others @ ..] = self.nodes.as_mut_slice() {
            let own = end_entity.certificate.subject_der();
            end_entity.subject = self.names.iter().position(|name| *name == own).map(number);
            sort(others, |node| (node.certificate, node.mark));
        }
        let of_anchor = |anchor: &AnchorNode<'a>| anchor.anchor.certificate;
        sort(&mut self.anchors, |anchor| (of_anchor(anchor), mark_of(of_anchor(anchor))));
        self.examine(question);
    }

    /// Numbers the keys, and examines each certificate. None is examined if no path can lead to an anchor.
    fn examine(&mut self, question: &Question<'_>) {
        for node in &mut self.nodes {
            node.key = number_of_key(&mut self.keys, &mut self.key_marks, node.certificate);
        }
        let end_entity = self.nodes.first().map(|node| node.certificate);
        for anchor in &mut self.anchors {
            let certificate = anchor.anchor.certificate;
            anchor.key = number_of_key(&mut self.keys, &mut self.key_marks, certificate);
            facts::check_anchor(&anchor.anchor, end_entity, question, &mut anchor.faults);
            anchor.checks = Checks::of(&anchor.faults);
            self.checks = self.checks.with(anchor.checks);
        }
        if !self.anchors.is_empty() {
            for node in self.nodes.iter_mut().skip(1) {
                facts::check_intermediate(node.certificate, question, &mut node.faults);
                node.checks = Checks::of(&node.faults);
                self.checks = self.checks.with(node.checks);
            }
        }
    }

    /// The number of an issuer name. The first time, all certificates and anchors with that subject are added.
    fn number_of_name(
        &mut self,
        name: &'a [u8],
        chain: &'a Chain,
        question: &Question<'a>,
        marks: &mut Marks,
    ) -> Number {
        if let Some(known) = self.names.iter().position(|other| *other == name) {
            return number(known);
        }
        let number = number(self.names.len());
        // Each is the name of the issuer of a certificate here, so there is room for all names.
        let _room = self.names.try_push(name);
        for certificate in chain.others().iter().chain(question.intermediates) {
            if certificate.subject_der() == name && !self.contains(certificate, marks) {
                self.push(certificate, Some(number), marks);
            }
        }
        let supposed = question.supposed_anchor(name);
        for anchor in question.store.anchors_named(name).chain(supposed) {
            let vouches = question.vouches(&anchor);
            let (faults, checks) = (Vec::new(), Checks::NONE);
            let added = AnchorNode { anchor, name: number, key: 0, faults, checks, vouches };
            self.overflowed |= self.anchors.try_push(added).is_err();
        }
        number
    }

    fn push(&mut self, certificate: &'a Certificate, subject: Option<Number>, marks: &mut Marks) {
        let (mark, faults, checks) = (mark_of(certificate), Vec::new(), Checks::NONE);
        let added = Node { certificate, mark, subject, issuer: 0, key: 0, faults, checks };
        self.overflowed |= self.nodes.try_push(added).is_err();
        let _room = marks.try_push(mark);
    }

    fn contains(&self, certificate: &Certificate, marks: &Marks) -> bool {
        has_mark(marks, mark_of(certificate))
            && self.nodes.iter().any(|node| node.certificate == certificate)
    }

    /// All certificates; the end entity is first.
    pub(crate) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    pub(crate) fn node(&self, index: usize) -> Option<&Node<'a>> {
        self.nodes.get(index)
    }

    pub(crate) fn anchor(&self, index: usize) -> Option<&AnchorNode<'a>> {
        self.anchors.get(index)
    }

    pub(crate) fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    pub(crate) fn anchors(&self) -> &[AnchorNode<'a>] {
        &self.anchors
    }

    /// The checks of the faults of all certificates, except those of the end entity.
    pub(super) const fn checks(&self) -> Checks {
        self.checks
    }

    /// The CAs and anchors that have expired.
    pub(super) fn expired(&self) -> impl Iterator<Item = &'a Certificate> + '_ {
        let is_expired = |faults: &[Fault]| {
            let mut reasons = faults.iter().map(|fault| fault.reason);
            reasons.any(|reason| matches!(reason, Reason::Expired | Reason::AnchorExpired))
        };
        let nodes = self.nodes.iter().skip(1).filter(move |node| is_expired(&node.faults));
        let anchors = self.anchors.iter().filter(move |anchor| is_expired(&anchor.faults));
        let anchors = anchors.map(|anchor| anchor.anchor.certificate);
        nodes.map(|node| node.certificate).chain(anchors)
    }

    /// The number of different keys.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// A certificate that has the key with this number.
    pub(crate) fn owner_of_key(&self, number: usize) -> Option<&'a Certificate> {
        self.keys.get(number).copied()
    }

    /// The certificates that have this name, except the end entity, and their indices.
    pub(crate) fn named(&self, name: usize) -> impl Iterator<Item = (usize, &Node<'a>)> + Clone {
        let others = self.nodes.iter().enumerate().skip(1);
        let name = Some(number(name));
        others.filter(move |(_, node)| node.subject == name)
    }

    /// The anchors that have this name, and their indices.
    pub(crate) fn anchors_named(
        &self,
        name: usize,
    ) -> impl Iterator<Item = (usize, &AnchorNode<'a>)> + Clone {
        let name = number(name);
        self.anchors.iter().enumerate().filter(move |(_, anchor)| anchor.name == name)
    }

    /// For each certificate, the fewest intermediates between it and an anchor that `allows` accepts, through
    /// certificates without a fault of `avoid`.
    pub(super) fn distances(
        &self,
        avoid: Checks,
        allows: impl Fn(&AnchorNode<'_>) -> bool,
    ) -> Distances {
        let mut distances = Distances { nodes: [NOWHERE; MAX_CANDIDATES + 1] };
        let mut names = [NOWHERE; MAX_CANDIDATES + 1];
        for anchor in self.anchors.iter().filter(|anchor| allows(anchor)) {
            if let Some(name) = names.get_mut(usize::from(anchor.name)) {
                *name = 0;
            }
        }
        let mut left = self.nodes.len();
        // Each round reaches at least one more certificate, so there are at most as many rounds as certificates.
        for round in 0..NOWHERE {
            let before = left;
            for (index, node) in self.nodes.iter().enumerate() {
                let reached = names.get(usize::from(node.issuer)) == Some(&round);
                let Some(distance) = distances.nodes.get_mut(index) else { continue };
                if !reached || *distance != NOWHERE {
                    continue;
                }
                *distance = round;
                left = left.saturating_sub(1);
                let may_issue = index != END_ENTITY && !node.checks.meets(avoid);
                let subject = node.subject.map(usize::from);
                if let Some(name) = subject.and_then(|subject| names.get_mut(subject))
                    && may_issue
                {
                    *name = (*name).min(round.saturating_add(1));
                }
            }
            if left == 0 || left == before {
                break;
            }
        }
        distances
    }
}

/// The distance of a certificate from which no path leads to an anchor.
const NOWHERE: u8 = u8::MAX;

/// How far each certificate is from the nearest anchor, in intermediates.
pub(super) struct Distances {
    nodes: [u8; MAX_CANDIDATES + 1],
}

impl Distances {
    /// `None` if no path leads from the certificate to an anchor.
    pub(super) fn of(&self, index: usize) -> Option<usize> {
        let distance = self.nodes.get(index).filter(|distance| **distance != NOWHERE)?;
        Some(usize::from(*distance))
    }
}

impl Node<'_> {
    /// The number of its issuer's name.
    pub(crate) fn issuer(&self) -> usize {
        self.issuer.into()
    }

    /// The number of its key.
    pub(crate) fn key(&self) -> usize {
        self.key.into()
    }

    /// True if both certificates have the same subject and the same key, so that they are one CA, or none.
    pub(crate) fn is_same_ca(&self, other: &Self) -> bool {
        self.key == other.key && self.subject == other.subject
    }

    pub(super) fn faults_at(&self, at: usize) -> impl Iterator<Item = Fault> + '_ {
        self.faults.iter().map(move |fault| Fault { at, ..fault.clone() })
    }
}

impl AnchorNode<'_> {
    /// The number of its key.
    pub(crate) fn key(&self) -> usize {
        self.key.into()
    }

    pub(super) fn faults_at(&self, at: usize) -> impl Iterator<Item = Fault> + '_ {
        self.faults.iter().map(move |fault| Fault { at, ..fault.clone() })
    }
}

/// Sorts by facts of the certificates alone, so that the verdict does not depend on the order presented: the longest valid
/// comes first. Of two copies of one anchor, the uploaded one stays first.
fn sort<'a, T>(list: &mut [T], marked: impl Fn(&T) -> (&'a Certificate, Mark)) {
    sort_short(list, |a, b| {
        let ((a, mark), (b, other)) = (marked(a), marked(b));
        let latest_first = b.facts().not_after.cmp(&a.facts().not_after);
        // The ends of the signatures differ most often.
        let by_mark = latest_first.then_with(|| mark.cmp(&other));
        by_mark.then_with(|| a.as_der().cmp(b.as_der()))
    });
}
