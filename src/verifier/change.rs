//! Verifiers with another policy, more certificates, CRLs and block lists. Each has an identifier of its own.

use super::{Sources, Verifier, VerifierId};
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::policy::Policy;
use crate::revocation_data::RevocationData;
use crate::verify::Crls;
#[cfg(feature = "std")]
use crate::verify::SignatureCache;
use alloc::sync::Arc;

impl Verifier {
    /// A verifier with another policy and everything else the same. The store is shared, not copied.
    ///
    /// ```
    /// use trustslot::{Check, Policy, TrustStore, Verifier};
    ///
    /// let strict = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// let first_contact = strict.with_policy(strict.policy().waive(Check::Clock));
    /// assert!(!first_contact.policy().decides(Check::Clock));
    /// ```
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self { id: VerifierId::next(), policy, ..self.clone() }
    }

    /// Adds intermediates that complete a chain which lacks them. They are not trusted themselves.
    ///
    /// Another call adds to the intermediates passed before.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    ///
    /// # let presented = include_bytes!("../../examples/data/fleet/phone.pem");
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let clock = Clock::set(1_780_272_000);
    /// let mut certificates = Bundle::parse("phone.pem", presented)?.into_iter();
    /// let own = Chain::new(certificates.next().ok_or("empty")?);
    /// let verifier = Verifier::new(store, Policy::STRICT);
    /// assert!(!verifier.verify_client(&own, clock).is_trusted(), "its issuing CA is missing");
    ///
    /// let verifier = verifier.with_intermediates(certificates);
    /// assert!(verifier.verify_client(&own, clock).is_trusted());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    #[must_use]
    pub fn with_intermediates(self, intermediates: impl IntoIterator<Item = Certificate>) -> Self {
        let intermediates = appended(&self.intermediates, intermediates);
        Self { id: VerifierId::next(), intermediates, ..self }
    }

    /// Adds entries to the block list. Another call adds to the entries passed before.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use trustslot::{BlockList, BuiltIn, Bundle, Chain, Clock, Policy, Reason, TrustStore, Verifier};
    ///
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let presented = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
    /// # let chain = Chain::from_certificates(presented)?;
    /// let mut stolen = BlockList::new();
    /// stolen.block_certificate(chain.end_entity());
    ///
    /// let verifier = Verifier::new(store, Policy::STRICT).with_block_list(stolen);
    /// let verdict = verifier.verify_client(&chain, Clock::set(1_780_272_000));
    /// assert!(verdict.findings().is_some_and(|findings| findings.contains(Reason::Blocked)));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    #[must_use]
    pub fn with_block_list(mut self, list: BlockList) -> Self {
        Arc::make_mut(&mut self.blocked).append(list);
        Self { id: VerifierId::next(), ..self }
    }

    /// Adds CRLs. They are consulted for every certificate of a path except its anchor, in any order.
    ///
    /// Another call adds to the CRLs passed before. As soon as there is one CRL, the revocation status of every
    /// certificate must be known from a current CRL or other [data](Self::with_revocation_data), unless the policy says
    /// otherwise: see [`RevocationCoverage`](crate::RevocationCoverage), [`Check::RevocationStatus`](crate::Check) and
    /// [`Check::CrlValidity`](crate::Check). A certificate that is trusted by exact match, as a pin, has no issuer on
    /// its path, so no CRL covers it: block it or remove it from the store instead.
    ///
    /// ```
    /// use trustslot::{Crl, CrlError, Verifier};
    ///
    /// fn with_files(verifier: Verifier, files: &[Vec<u8>]) -> Result<Verifier, CrlError> {
    ///     // A missing CRL revokes nothing, so never skip one that fails to parse.
    ///     let crls: Vec<Crl> = files.iter().map(|file| Crl::parse(file)).collect::<Result<_, _>>()?;
    ///     Ok(verifier.with_crls(crls))
    /// }
    /// # let verifier = Verifier::with_algorithms(Default::default(), Default::default(), &[]);
    /// # assert!(with_files(verifier.clone(), &[]).is_ok());
    /// # assert!(with_files(verifier, &[b"no CRL".to_vec()]).is_err());
    /// ```
    #[must_use]
    pub fn with_crls(self, crls: impl IntoIterator<Item = Crl>) -> Self {
        let crls = Crls::from(appended(self.crls.list(), crls));
        Self { id: VerifierId::next(), crls, ..self }
    }

    /// Adds revocation data that are no CRLs: the verifier asks them, in memory, about every certificate of a verified path
    /// except its anchor.
    ///
    /// Another call adds a source to those passed before. A revocation by any source or CRL counts; so does a good answer
    /// of any, if none revokes. With a source, the revocation status of every certificate must be known, unless the source
    /// answers [`NoData`](crate::RevocationAnswer::NoData) or the policy says otherwise: see
    /// [`RevocationCoverage`](crate::RevocationCoverage).
    ///
    /// The data may change while the verifier lives, and its [`id`](Self::id) then stays the same. To make sessions that were
    /// verified earlier distinguishable, pass the changed data to a new verifier.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use trustslot::{RevocationAnswer, RevocationQuestion, Verifier};
    ///
    /// # let verifier = Verifier::with_algorithms(Default::default(), Default::default(), &[]);
    /// let stolen: [&[u8]; 2] = [&[0x5e, 0x01], &[0x5e, 0x77]];
    /// let verifier = verifier.with_revocation_data(Arc::new(move |about: &RevocationQuestion<'_>| {
    ///     if stolen.contains(&about.serial_number()) {
    ///         RevocationAnswer::Revoked { since: None }
    ///     } else {
    ///         RevocationAnswer::Good { until: None }
    ///     }
    /// }));
    /// ```
    #[must_use]
    pub fn with_revocation_data(self, data: Arc<dyn RevocationData>) -> Self {
        let data = Sources(appended(&self.data.0, [data]));
        Self { id: VerifierId::next(), data, ..self }
    }

    /// Uses this cache of valid signatures. It replaces the cache passed before. Several verifiers may share one.
    ///
    /// ```
    /// use trustslot::{Policy, SignatureCache, TrustStore, Verifier};
    ///
    /// let cache = SignatureCache::new();
    /// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[])
    ///     .with_signature_cache(&cache);
    /// # assert_eq!(verifier.policy(), Policy::STRICT);
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn with_signature_cache(self, cache: &SignatureCache) -> Self {
        Self { id: VerifierId::next(), cache: Some(cache.clone()), ..self }
    }
}

/// The old items, then the new ones.
fn appended<T: Clone>(before: &[T], added: impl IntoIterator<Item = T>) -> Arc<[T]> {
    before.iter().cloned().chain(added).collect()
}
