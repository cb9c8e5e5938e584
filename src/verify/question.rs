//! What is asked about one peer.

use super::signature_cache::SignatureCache;
use crate::block_list::BlockList;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::name::{NameMatch, ReferenceIdentity};
use crate::policy::Policy;
use crate::trust_store::{StorePart, TrustStore};

/// For what a certificate is used (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Usage {
    /// The peer is a TLS server.
    ServerAuth,
    /// The peer is a TLS client.
    ClientAuth,
}

/// What is asked about one peer.
pub(crate) struct Question<'a> {
    pub(crate) store: &'a TrustStore,
    pub(crate) blocked: &'a BlockList,
    pub(crate) crls: &'a [Crl],
    pub(crate) cache: Option<&'a SignatureCache>,
    pub(crate) policy: Policy,
    pub(crate) clock: Clock,
    pub(crate) usage: Usage,
    /// Who was meant.
    pub(crate) meant: Option<&'a ReferenceIdentity>,
    /// Which name of the end entity is the one that was meant; `None` if it was not asked or does not match.
    pub(crate) name: Option<NameMatch>,
}

impl Question<'_> {
    /// Whether the policy lets this part of the store vouch.
    pub(super) const fn vouches(&self, part: StorePart) -> bool {
        match part {
            StorePart::BuiltIn => self.policy.source().has_built_in(),
            StorePart::Custom => self.policy.source().has_custom(),
        }
    }
}
