//! One verified peer that is to be explained.

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::policy::{Check, TrustSource};
use crate::verify::{Evidence, Material, PathOutcome, Question, Signature, Work, examine};
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
pub(super) struct Trial {
    /// The anchor of the path that would be accepted, or the pin; `None` if none would be.
    pub(super) anchor: Option<Certificate>,
    /// True if the peer would be accepted.
    pub(super) peer: bool,
}

impl Trial {
    /// True if the path would be accepted, whatever the faults of the peer are.
    pub(super) const fn path(&self) -> bool {
        self.anchor.is_some()
    }
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

    /// The number of free entries; 0 if the certificate has more bytes than are free.
    pub(super) fn free_for(&self, certificate: &Certificate) -> usize {
        let fits = certificate.as_der().len() <= self.question.store.free_bytes();
        if fits { self.free() } else { 0 }
    }

    /// Whether the certificate with this index was signed with this key.
    pub(super) fn signature(&mut self, child: usize, key: usize) -> Signature {
        let Material { graph, pairs } = &mut *self.material;
        pairs.signature(graph, child, key, self.question.algorithms, self.work)
    }

    /// Whether it is known already whether the certificate with this index was signed with this key.
    pub(super) fn has_checked(&mut self, child: usize, key: usize) -> bool {
        self.material.pairs.has_checked(&self.material.graph, child, key)
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

    fn try_with(&self, change: impl FnOnce(&mut Question<'a>)) -> Trial {
        let mut question = self.question.clone();
        change(&mut question);
        self.examine_again(self.chain, &question)
    }

    fn examine_again<'x>(&self, chain: &'x Chain, question: &Question<'x>) -> Trial {
        let Some(left) = self.trials_left.get().checked_sub(1) else {
            return Trial { anchor: None, peer: false };
        };
        self.trials_left.set(left);
        let mut material = Material::new();
        let evidence = examine(chain, question, &mut material, self.work);
        let anchor = match &evidence.path {
            PathOutcome::Pin(_) => Some(chain.end_entity().clone()),
            PathOutcome::Accepted(attempt) => Some(attempt.path.anchor().certificate.clone()),
            _ => None,
        };
        let decides = |check| question.policy.decides(check);
        let peer = anchor.is_some()
            && !evidence.peer.iter().any(|fault| decides(fault.check()))
            && (question.mismatch.is_none() || !decides(Check::Name));
        Trial { anchor, peer }
    }
}
