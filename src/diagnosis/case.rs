//! One verified peer that is to be explained.

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::policy::{Check, TrustSource};
use crate::verify::{Evidence, Material, Question, Signature, Work, examine};
use core::cell::Cell;

/// The most trials for one verdict. Each may cost as much as a verdict without signatures.
const MAX_TRIALS: usize = 8;

/// One verified peer. Nothing here can change the outcome.
pub(crate) struct Case<'c, 'a> {
    pub(crate) chain: &'a Chain,
    pub(crate) question: &'c Question<'a>,
    pub(crate) evidence: &'c Evidence<'a>,
    pub(crate) material: &'c mut Material<'a>,
    pub(crate) work: &'c Work<'c>,
    pub(crate) trials_left: Cell<usize>,
}

/// The outcome of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trial {
    /// True if the path would be accepted.
    pub(super) path: bool,
    /// True if the peer would be accepted.
    pub(super) peer: bool,
}

impl Trial {
    const FAILED: Self = Self { path: false, peer: false };
}

impl<'c, 'a> Case<'c, 'a> {
    pub(crate) const fn new(
        chain: &'a Chain,
        question: &'c Question<'a>,
        evidence: &'c Evidence<'a>,
        material: &'c mut Material<'a>,
        work: &'c Work<'c>,
    ) -> Self {
        Self { chain, question, evidence, material, work, trials_left: Cell::new(MAX_TRIALS) }
    }

    pub(super) const fn end_entity(&self) -> &'a Certificate {
        self.chain.end_entity()
    }

    pub(super) fn free(&self) -> usize {
        self.question.store.free()
    }

    /// A disabled anchor that has the name of an issuer of the chain.
    pub(super) fn disabled_anchor(&self) -> Option<&'a Certificate> {
        let mut anchors = self.material.graph.anchors().iter().map(|anchor| anchor.anchor);
        anchors.find(|anchor| anchor.disabled).map(|anchor| anchor.certificate)
    }

    /// Whether the certificate with this index was signed with this key.
    pub(super) fn signature(&mut self, child: usize, key: usize) -> Signature {
        let Material { graph, pairs } = &mut *self.material;
        pairs.signature(graph, child, key, self.question.algorithms, self.work)
    }

    /// Whether the peer would be accepted if both parts of the store were trusted.
    pub(super) fn try_all_sources(&self) -> Trial {
        self.try_with(|question| question.policy = question.policy.with_source(TrustSource::All))
    }

    /// Whether the peer would be accepted if every built-in root were enabled.
    pub(super) fn try_enabled(&self) -> Trial {
        self.try_with(|question| question.enables_all = true)
    }

    /// Whether the peer would be accepted if both parts of the store were trusted and every root in it enabled.
    pub(super) fn try_everything(&self) -> Trial {
        self.try_with(|question| {
            question.policy = question.policy.with_source(TrustSource::All);
            question.enables_all = true;
        })
    }

    /// Whether the peer would be accepted if this certificate were uploaded, and the uploaded part trusted.
    pub(super) fn try_upload(&self, certificate: &Certificate) -> Trial {
        let mut question = self.question.clone();
        question.policy = question.policy.with_source(TrustSource::All);
        question.uploaded = Some(certificate);
        self.examine_again(self.chain, &question)
    }

    /// Whether the peer would be accepted if it sent this chain.
    pub(super) fn try_chain(&self, chain: &Chain) -> Trial {
        self.examine_again(chain, &self.question.clone().about(chain.end_entity()))
    }

    fn try_with(&self, change: impl FnOnce(&mut Question<'a>)) -> Trial {
        let mut question = self.question.clone();
        change(&mut question);
        self.examine_again(self.chain, &question)
    }

    fn examine_again<'x>(&self, chain: &'x Chain, question: &Question<'x>) -> Trial {
        let Some(left) = self.trials_left.get().checked_sub(1) else {
            return Trial::FAILED;
        };
        self.trials_left.set(left);
        let mut material = Material::new();
        let evidence = examine(chain, question, &mut material, self.work);
        let path = evidence.has_accepted_path();
        let decides = |check| question.policy.decides(check);
        let peer = path
            && !evidence.peer.iter().any(|fault| decides(fault.check()))
            && (question.mismatch.is_none() || !decides(Check::Name));
        Trial { path, peer }
    }
}
