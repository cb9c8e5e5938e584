//! Floor 4: asks every check about a peer, and lets the policy decide.

mod candidates;
mod engine;
mod explain;
mod names;
mod policies;
mod public_web;
mod revocation;
mod rules;
mod search;
mod signature_cache;
mod work;

pub use signature_cache::SignatureCache;

use crate::algorithms::Algorithms;
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::name::{self, NameMatch, ReferenceIdentity};
use crate::policy::{Policy, TrustSource};
use crate::trust_store::{StorePart, TrustStore};
use crate::verdict::{Finding, Findings, Verdict, VerifiedPath};
use alloc::sync::Arc;
use alloc::vec::Vec;
use candidates::Candidates;
use core::cell::Cell;
use engine::MAX_INTERMEDIATES;

/// Judges peers by a trust store and a policy.
///
/// It is a snapshot that never changes and that threads share: a change of the store or the policy makes a new
/// one, so what was removed is really removed. Nothing about a peer is remembered, unless
/// [`remembering`](Self::remembering) was asked for: then it is good signatures, and never a verdict.
///
/// ```
/// use trustslot::{Chain, Clock, Policy, ReferenceIdentity, TrustStore, Verdict, Verifier};
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let presented: Vec<Vec<u8>> = vec![];
/// let verifier = Verifier::new(TrustStore::default(), Policy::STRICT);
/// let meant: ReferenceIdentity = "sip.example.com".parse()?;
/// let clock = Clock::set(1_780_272_000); // 2026-06-01
///
/// let Ok(chain) = Chain::from_der(&presented) else { return Ok(()) };
/// match verifier.verify_server(&chain, &meant, clock) {
///     Verdict::Trusted(path) => println!("trusted {path}"),
///     Verdict::Tolerated(findings) => println!("allowed by policy, although {findings}"),
///     Verdict::Rejected(findings) => println!("refused: {findings}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    store: Arc<TrustStore>,
    known: Arc<[Certificate]>,
    blocked: Arc<BlockList>,
    crls: Arc<[Crl]>,
    cache: Option<SignatureCache>,
    policy: Policy,
    algorithms: Algorithms,
}

/// For what a certificate is used (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Usage {
    /// The peer is a TLS server.
    ServerAuth,
    /// The peer is a TLS client.
    ClientAuth,
}

/// What is asked about one peer.
struct Question<'a> {
    store: &'a TrustStore,
    blocked: &'a BlockList,
    crls: &'a [Crl],
    cache: Option<&'a SignatureCache>,
    policy: Policy,
    clock: Clock,
    usage: Usage,
    /// Who was meant.
    meant: Option<&'a ReferenceIdentity>,
    /// Which name of the end entity is the one that was meant; `None` if it was not asked or does not match.
    name: Option<NameMatch>,
    /// How many names were compared with constraints so far, over all paths.
    comparisons: Cell<usize>,
}

impl Verifier {
    /// A verifier with the algorithms of the backend this crate was built with.
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    pub fn new(store: TrustStore, policy: Policy) -> Self {
        Self::with_algorithms(store, policy, crate::algorithms::BUILT_WITH)
    }

    /// A verifier with these algorithms. With none, only pins can be trusted.
    pub fn with_algorithms(store: TrustStore, policy: Policy, algorithms: Algorithms) -> Self {
        Self {
            store: Arc::new(store),
            known: Arc::from([]),
            blocked: Arc::new(BlockList::new()),
            crls: Arc::from([]),
            cache: None,
            policy,
            algorithms,
        }
    }

    /// The same verifier under another policy; the store is shared.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self { policy, ..self.clone() }
    }

    /// Adds intermediates: they complete a chain that lacks them. They are not trusted themselves.
    ///
    /// Calling it again adds to what was given before.
    #[must_use]
    pub fn with_intermediates(self, intermediates: impl IntoIterator<Item = Certificate>) -> Self {
        Self { known: appended(&self.known, intermediates), ..self }
    }

    /// Rejects what this list blocks, in addition to what was blocked before.
    #[must_use]
    pub fn with_block_list(mut self, list: BlockList) -> Self {
        Arc::make_mut(&mut self.blocked).append(list);
        self
    }

    /// Adds CRLs to consult for every certificate of a path except its anchor. Their order does not matter.
    ///
    /// Calling it again adds to what was given before. As soon as there is one CRL, the revocation status of every
    /// certificate must be known from a current CRL, unless the policy says otherwise: see
    /// [`CrlCoverage`](crate::CrlCoverage), [`Check::RevocationStatus`](crate::Check) and
    /// [`Check::CrlValidity`](crate::Check). A certificate that is trusted by exact match, as a pin, has no issuer on
    /// a path, so no CRL covers it: block it or remove it.
    #[must_use]
    pub fn with_crls(self, crls: impl IntoIterator<Item = Crl>) -> Self {
        Self { crls: appended(&self.crls, crls), ..self }
    }

    /// Uses this cache of good signatures; it replaces the cache set before. Verifiers may share one.
    #[must_use]
    pub fn with_signature_cache(self, cache: &SignatureCache) -> Self {
        Self { cache: Some(cache.clone()), ..self }
    }

    /// The policy that decides.
    pub const fn policy(&self) -> Policy {
        self.policy
    }

    /// The trust store as it was when this verifier was made.
    pub fn store(&self) -> &TrustStore {
        &self.store
    }

    /// Is this the TLS server that was meant?
    pub fn verify_server(&self, chain: &Chain, meant: &ReferenceIdentity, clock: Clock) -> Verdict {
        self.verify(chain, Usage::ServerAuth, Some(meant), clock)
    }

    /// Is this some trusted TLS server? For callers who check in another way which one it is.
    ///
    /// A common name was held to no name constraint, because it is a host name only where one was meant. Ask
    /// [`verify_server`](Self::verify_server) by name where the name counts.
    pub fn verify_server_of_any_name(&self, chain: &Chain, clock: Clock) -> Verdict {
        self.verify(chain, Usage::ServerAuth, None, clock)
    }

    /// Is this some trusted TLS client? Which one its certificate says.
    ///
    /// Its common name was held to no name constraint: a CA that may vouch for some names alone can write any other
    /// there. The names of its subject alternative name were.
    pub fn verify_client(&self, chain: &Chain, clock: Clock) -> Verdict {
        self.verify(chain, Usage::ClientAuth, None, clock)
    }

    fn verify(
        &self,
        chain: &Chain,
        usage: Usage,
        meant: Option<&ReferenceIdentity>,
        clock: Clock,
    ) -> Verdict {
        let end_entity = chain.end_entity();
        let name =
            meant.map(|meant| name::match_certificate(end_entity, meant, self.policy.name_rules()));
        let (matched, mismatch) = match name {
            Some(Ok(matched)) => (Some(matched), None),
            Some(Err(mismatch)) => (None, Some(mismatch)),
            None => (None, None),
        };
        let mut question = Question {
            store: &self.store,
            blocked: &self.blocked,
            crls: &self.crls,
            cache: self.cache.as_ref(),
            policy: self.policy,
            clock,
            usage,
            meant,
            name: matched,
            comparisons: Cell::new(0),
        };
        let mismatch = mismatch.map(|mismatch| explain::of_name(end_entity, mismatch, &question));
        let mut findings: Vec<Finding> = mismatch.into_iter().collect();

        if let Some(part) = self.store.pinned(end_entity, self.policy.source()) {
            let faults = rules::check_alone(end_entity, &question);
            findings.extend(explain::of_end_entity(end_entity, &faults, &question));
            let path = VerifiedPath {
                end_entity: end_entity.clone(),
                issuers: Vec::new(),
                part,
                validity: end_entity.validity(),
                name: question.name,
            };
            return decide(findings, Some(path));
        }

        let candidates = Candidates::find(chain, &self.known, &self.store);
        let outcome = search::search(&candidates, &question, self.algorithms);
        let is_pinned_elsewhere = || {
            self.store.pinned(end_entity, TrustSource::All).is_some()
                || self.store.is_pin_switched_off(end_entity)
        };
        let path = match outcome.best {
            Some(attempt) if attempt.faults.is_empty() => attempt.into_path(question.name.take()),
            Some(attempt) if !attempt.is_refused(&question) || !is_pinned_elsewhere() => {
                findings.extend(explain::of_path(&attempt, &question));
                None
            }
            none_or_pinned => {
                let too_deep = !is_pinned_elsewhere()
                    && none_or_pinned.is_none()
                    && candidates.are_too_deep(MAX_INTERMEDIATES);
                findings.push(if too_deep {
                    explain::of_depth(end_entity, &question)
                } else if outcome.meets_itself && !is_pinned_elsewhere() {
                    explain::of_itself(end_entity, &question)
                } else {
                    explain::of_gap(&candidates, &question)
                });
                // Without a path there are still the questions about the peer's own certificate.
                let faults = rules::check_alone(end_entity, &question);
                findings.extend(explain::of_end_entity(end_entity, &faults, &question));
                None
            }
        };
        if path.is_none() && outcome.cut_short {
            findings.push(explain::of_limit(end_entity, &question));
        }
        decide(findings, path)
    }
}

/// One list after the other.
fn appended<T: Clone>(before: &[T], added: impl IntoIterator<Item = T>) -> Arc<[T]> {
    before.iter().cloned().chain(added).collect()
}

/// Nothing found: trusted. Nothing found but what the policy waives: tolerated.
fn decide(findings: Vec<Finding>, path: Option<VerifiedPath>) -> Verdict {
    let mut findings = explain::without_repetition(findings);
    // Whoever is not trusted for another reason as well must not say where to go instead.
    if let (Some(_), [only]) = (&path, findings.as_mut_slice()) {
        explain::offer_another_name(only);
    }
    let findings = Findings(findings);
    match path {
        Some(path) if findings.is_empty() => Verdict::Trusted(path),
        _ if !findings.is_empty() && findings.iter().all(Finding::is_waived) => {
            Verdict::Tolerated(findings)
        }
        _ => Verdict::Rejected(findings),
    }
}

impl Question<'_> {
    /// Whether the policy lets this part of the store vouch.
    const fn vouches(&self, part: StorePart) -> bool {
        match part {
            StorePart::BuiltIn => self.policy.source().has_built_in(),
            StorePart::Custom => self.policy.source().has_custom(),
        }
    }
}
