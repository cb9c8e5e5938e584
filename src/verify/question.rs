//! The question about one peer.

use super::algorithm::IndexedAlgorithms;
use super::asked::Asked;
use super::revocation::crls::Crls;
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::name::{self, NameMatch, NameMismatch, ReferenceIdentity};
use crate::policy::Policy;
use crate::trust_store::{Anchor, Pin, StorePart, TrustStore};
use crate::usage::Usage;
use alloc::boxed::Box;

/// The question about one peer: the store, the policy, the time, and the name that was dialed.
#[derive(Clone)]
pub(crate) struct Question<'a> {
    pub(crate) store: &'a TrustStore,
    /// Supplied by the caller to complete chains. They are not trusted themselves.
    pub(crate) intermediates: &'a [Certificate],
    pub(crate) blocked: &'a BlockList,
    pub(crate) crls: &'a Crls,
    /// The other revocation data of the caller.
    pub(crate) data: &'a Asked<'a>,
    pub(crate) algorithms: &'a IndexedAlgorithms,
    pub(crate) policy: Policy,
    pub(crate) clock: Clock,
    pub(crate) usage: Usage,
    /// The reference identity: the name that was dialed.
    pub(crate) meant: Option<&'a ReferenceIdentity>,
    /// The name of the end entity that matches; `None` if none does, or no name is checked.
    pub(crate) name: Option<NameMatch>,
    /// Why no name matches.
    pub(crate) mismatch: Option<Box<NameMismatch>>,
    /// For trying a remedy: this certificate is treated as if it had been uploaded.
    pub(crate) uploaded: Option<&'a Certificate>,
    /// For trying a remedy: every built-in certificate is treated as enabled.
    pub(crate) enables_all: bool,
}

impl<'a> Question<'a> {
    /// Compares the names of this peer, which the question is about, with the name that was dialed.
    pub(crate) fn compare_names(&mut self, end_entity: &Certificate) {
        let Some(meant) = self.meant else { return };
        match name::match_certificate(end_entity, meant, self.policy.matching()) {
            Ok(name) => self.name = Some(name),
            Err(mismatch) => self.mismatch = Some(Box::new(mismatch)),
        }
    }

    /// What the store says about this very certificate.
    pub(super) fn pin(&self, certificate: &Certificate) -> Option<Pin> {
        match self.store.pin(certificate, self.policy.source()) {
            Some(Pin::Disabled) if self.enables_all => Some(Pin::Vouches(StorePart::BuiltIn)),
            pin if self.uploaded == Some(certificate) && !matches!(pin, Some(Pin::Vouches(_))) => {
                Some(Pin::Vouches(StorePart::Custom))
            }
            pin => pin,
        }
    }

    /// True if the policy trusts this part of the store.
    pub(crate) const fn trusts(&self, part: StorePart) -> bool {
        match part {
            StorePart::BuiltIn => self.policy.source().has_built_in(),
            StorePart::Custom => self.policy.source().has_custom(),
        }
    }

    /// True if the policy trusts the part of the store with this anchor, and the anchor is enabled.
    pub(super) const fn vouches(&self, anchor: &Anchor<'_>) -> bool {
        (self.enables_all || !anchor.disabled) && self.trusts(anchor.part)
    }

    /// The anchor of this name that is treated as if it had been uploaded.
    pub(super) fn supposed_anchor(&self, name: &[u8]) -> Option<Anchor<'a>> {
        let certificate = self.uploaded.filter(|uploaded| uploaded.subject_der() == name)?;
        self.store.as_uploaded(certificate)
    }
}
