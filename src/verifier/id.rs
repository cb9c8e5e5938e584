//! Identifiers of verifiers.

use std::sync::{Mutex, PoisonError};

/// Identifies one snapshot of a [`Verifier`](crate::Verifier): its store, policy, CRLs and everything else in it.
///
/// Two identifiers are equal only if one verifier is a clone of the other. Every constructor and every `with_` method
/// makes a new identifier, and no identifier is reused while the program runs. So a TLS session that was verified by
/// one verifier can be rejected for resumption once the verifier has been replaced. Identifiers are meaningless to
/// another process.
///
/// ```
/// use trustslot::{Policy, TrustStore, Verifier};
///
/// let before = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let verified_by = before.id();
/// assert_eq!(before.clone().id(), verified_by);
///
/// let after = before.with_policy(Policy::FACTORY);
/// assert_ne!(after.id(), verified_by);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VerifierId(u64);

impl VerifierId {
    /// An identifier that no verifier had before.
    ///
    /// An address would not do: the identifier may outlive its verifier, and then another verifier may get the same
    /// address. A counter of 64 bits never comes round. It is behind a lock because some phones have no atomic integer
    /// of that size.
    pub(super) fn next() -> Self {
        static LAST: Mutex<u64> = Mutex::new(0);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        *last = last.wrapping_add(1);
        Self(*last)
    }
}
