//! The state of a device.

use super::dependency::Dependency;
use super::stand_in::Assumed;
use crate::algorithms::Algorithms;
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::policy::Policy;
use crate::policy_set::PolicySet;
use crate::trust_store::TrustStore;
use crate::verdict::Verdict;
use crate::verifier::Verifier;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// Everything that a device brings to a verdict, except the peer and the time.
///
/// Answers of [`RevocationData`](crate::RevocationData) are not part of it: what they will say is not known.
#[derive(Clone)]
#[non_exhaustive]
pub struct DeviceState {
    /// The trust store.
    pub store: TrustStore,
    /// The policies of the applications.
    pub policies: PolicySet,
    /// Whether the device knows the time.
    pub clock: ClockQuality,
    /// The CRLs that are loaded.
    pub crls: Vec<Crl>,
    /// The block list.
    pub blocked: BlockList,
    /// The intermediates that complete a chain which lacks them.
    pub intermediates: Vec<Certificate>,
    /// The algorithms that verify signatures.
    pub algorithms: Algorithms,
}

/// Whether a device knows the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three qualities of a `Clock`")]
pub enum ClockQuality {
    /// The clock is set and runs.
    #[default]
    Set,
    /// The device knows only that the time is this or later, and that does not change: the firmware's build date.
    AtLeast(UnixTime),
    /// The clock is not set.
    Unset,
}

impl DeviceState {
    /// A device with a set clock, and with the signature algorithms of the backend this crate is built with.
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    pub fn new(store: TrustStore, policies: PolicySet) -> Self {
        Self::with_algorithms(store, policies, crate::algorithms::BUILT_WITH.clone())
    }

    /// A device with a set clock, and with the signature algorithms of the caller.
    pub fn with_algorithms(
        store: TrustStore,
        policies: PolicySet,
        algorithms: impl Into<Algorithms>,
    ) -> Self {
        Self {
            store,
            policies,
            clock: ClockQuality::Set,
            crls: Vec::new(),
            blocked: BlockList::new(),
            intermediates: Vec::new(),
            algorithms: algorithms.into(),
        }
    }

    /// What the device's clock shows at this instant.
    pub const fn clock_at(&self, instant: UnixTime) -> Clock {
        match self.clock {
            ClockQuality::Set => Clock::Set(instant),
            ClockQuality::AtLeast(floor) => Clock::AtLeast(floor),
            ClockQuality::Unset => Clock::Unset,
        }
    }

    /// The verdict of the device about the chain that a server presents now, at this instant.
    ///
    /// ```
    /// use trustslot::{Dependency, DeviceState, pki_types::UnixTime};
    ///
    /// fn is_accepted(phone: &DeviceState, server: &Dependency, now: UnixTime) -> bool {
    ///     phone.verdict(server, now).is_accepted()
    /// }
    /// # let _ = is_accepted;
    /// ```
    pub fn verdict(&self, on: &Dependency, instant: UnixTime) -> Verdict {
        let policy = self.policies.policy(on.application);
        let verifier = self.verifier(policy, &Assumed::new());
        verifier.verify_server(&on.chain, &on.name, self.clock_at(instant))
    }

    pub(super) fn verifier(&self, policy: Policy, assumed: &Assumed) -> Verifier {
        Verifier::with_algorithms(self.store.clone(), policy, self.algorithms.clone())
            .with_intermediates(self.intermediates.iter().cloned())
            .with_block_list(self.blocked.clone())
            .with_crls(self.crls.iter().cloned())
            .with_signature_cache(assumed.cache())
    }
}

impl fmt::Debug for DeviceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceState")
            .field("custom", &self.store.custom().len())
            .field("policies", &self.policies)
            .field("clock", &self.clock)
            .field("crls", &self.crls.len())
            .finish_non_exhaustive()
    }
}
