//! The question about one peer.

use super::asked::Asked;
use super::signature_cache::SignatureCache;
use crate::block_list::BlockList;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::name::{NameMatch, ReferenceIdentity};
use crate::policy::Policy;
use crate::trust_store::{StorePart, TrustStore};

/// The use of a certificate (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Usage {
    /// The peer is a TLS server.
    ServerAuth,
    /// The peer is a TLS client.
    ClientAuth,
}

/// The question about one peer: the store, the policy, the time, and the name that was dialed.
pub(crate) struct Question<'a> {
    pub(crate) store: &'a TrustStore,
    pub(crate) blocked: &'a BlockList,
    pub(crate) crls: &'a [Crl],
    pub(crate) data: Asked<'a>,
    pub(crate) cache: Option<&'a SignatureCache>,
    pub(crate) policy: Policy,
    pub(crate) clock: Clock,
    pub(crate) usage: Usage,
    /// The reference identity: the name that was dialed.
    pub(crate) meant: Option<&'a ReferenceIdentity>,
    /// The name of the end entity that matches; `None` if none does, or no name is checked.
    pub(crate) name: Option<NameMatch>,
}

impl Usage {
    /// Completes "the key usage does not allow …".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::ServerAuth => "TLS server use",
            Self::ClientAuth => "TLS client use",
        }
    }
}

impl Question<'_> {
    /// True if the policy trusts this part of the store.
    pub(super) const fn vouches(&self, part: StorePart) -> bool {
        match part {
            StorePart::BuiltIn => self.policy.source().has_built_in(),
            StorePart::Custom => self.policy.source().has_custom(),
        }
    }
}
