//! Floor 5: asks every check about a peer, and lets the policy decide.

use crate::algorithms::Algorithms;
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::name::{self, ReferenceIdentity};
use crate::policy::{Check, Policy};
use crate::trust_store::{Pin, StorePart, TrustStore};
use crate::verdict::{Finding, Findings, Position, Verdict, VerifiedPath};
use crate::verify::{
    Attempt, Candidates, Gap, MAX_INTERMEDIATES, Question, SignatureCache, Usage, check_alone,
    explain, search,
};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Judges peers by a trust store and a policy.
///
/// It is a snapshot that never changes and that threads share: a change of the store or the policy makes a new
/// one, so what was removed is really removed. Nothing about a peer is remembered, unless
/// [`with_signature_cache`](Self::with_signature_cache) was asked for: then it is good signatures, and never a verdict.
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
        let question = Question {
            store: &self.store,
            blocked: &self.blocked,
            crls: &self.crls,
            cache: self.cache.as_ref(),
            policy: self.policy,
            clock,
            usage,
            meant,
            name: matched,
        };
        let mismatch = mismatch.map(|mismatch| explain::of_name(end_entity, mismatch, &question));
        let mut findings: Vec<Finding> = mismatch.into_iter().collect();
        let path = match self.store.pin(end_entity, self.policy.source()) {
            Some(Pin::Vouches(part)) => Some(check_pin(end_entity, part, question, &mut findings)),
            pin => self.find_path(chain, pin, question, &mut findings),
        };
        decide(findings, path)
    }

    /// The path that was verified, if the policy lets the peer through over one. What is wrong goes to `findings`.
    fn find_path(
        &self,
        chain: &Chain,
        pin: Option<Pin>,
        mut question: Question<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<VerifiedPath> {
        let end_entity = chain.end_entity();
        let candidates = Candidates::find(chain, &self.known, &self.store);
        let outcome = search(&candidates, &question, self.algorithms);
        let best = match outcome.best {
            Some(attempt) if attempt.faults.is_empty() => {
                return attempt.into_path(question.name.take());
            }
            best => best,
        };
        let is_let_through = best.as_ref().is_some_and(|best| !best.is_refused(&question));
        // Where the path is fine and only the peer is not, the peer would not be better as a pin.
        let is_path_fine =
            best.as_ref().is_some_and(|best| !best.is_refused_beside_peer(&question));
        if let Some(pin) = pin.filter(|_| !is_path_fine) {
            explain_pin(chain, pin, best.as_ref(), &question, findings);
        } else if let Some(best) = &best {
            findings.extend(explain::of_path(best, &question));
        } else {
            if candidates.are_too_deep(MAX_INTERMEDIATES) {
                findings.push(explain::of_depth(end_entity, &question));
            } else if outcome.meets_itself {
                findings.push(explain::of_itself(end_entity, &question));
            } else {
                let gap = Gap::find(&candidates, &question, self.algorithms);
                findings.extend(explain::of_gap(&gap, &question));
            }
            // Without a path the peer's own certificate is still checked.
            let faults = check_alone(end_entity, &question);
            findings.extend(explain::of_end_entity(end_entity, &faults, &question));
        }
        // What was decided before the work ran out stays decided.
        if outcome.cut_short && !is_let_through {
            findings.push(explain::of_limit(end_entity, &question));
        }
        let tolerated = best.filter(|best| is_let_through && best.is_verified())?;
        tolerated.into_path(question.name.take())
    }
}

/// The peer's own certificate would vouch for itself, if it counted. Whatever was found about the peer stays beside
/// that: what the source leaves out never makes a verdict better.
fn explain_pin(
    chain: &Chain,
    pin: Pin,
    best: Option<&Attempt<'_>>,
    question: &Question<'_>,
    findings: &mut Vec<Finding>,
) {
    let end_entity = chain.end_entity();
    let faults = check_alone(end_entity, question);
    let mut own: Vec<Finding> = explain::of_end_entity(end_entity, &faults, question).collect();
    let mut others = Vec::new();
    for finding in best.into_iter().flat_map(|best| explain::of_path(best, question)) {
        let is_own = finding.position() == Position::EndEntity && finding.check() != Check::Path;
        if is_own { own.push(finding) } else { others.push(finding) }
    }
    // As a pin the peer would be asked the same about itself, but not whether it is revoked.
    let mut about_peer = findings.iter().chain(&own);
    let may_advise = about_peer.all(Finding::is_waived);
    let is_switched_off = matches!(pin, Pin::SwitchedOff);
    let of_pin = explain::of_pin(end_entity, is_switched_off, may_advise, question);
    if may_advise {
        findings.push(of_pin);
        findings.append(&mut own);
    } else {
        findings.append(&mut own);
        findings.push(of_pin);
    }
    findings.append(&mut others);
}

/// The path of a pin, which is the peer's own certificate alone; what is wrong goes to `findings`.
fn check_pin(
    end_entity: &Certificate,
    part: StorePart,
    question: Question<'_>,
    findings: &mut Vec<Finding>,
) -> VerifiedPath {
    let faults = check_alone(end_entity, &question);
    findings.extend(explain::of_end_entity(end_entity, &faults, &question));
    VerifiedPath {
        end_entity: end_entity.clone(),
        issuers: Vec::new(),
        part,
        validity: end_entity.validity(),
        name: question.name,
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
    if let (Some(path), [only]) = (&path, findings.as_mut_slice()) {
        explain::offer_another_name(only, path.part);
    }
    let is_refused = !findings.iter().all(Finding::is_waived);
    match path {
        Some(path) if findings.is_empty() => Verdict::Trusted(path),
        path if !findings.is_empty() && !is_refused => {
            Verdict::Tolerated(Findings { list: findings, path: path.map(Box::new) })
        }
        _ => Verdict::Rejected(Findings { list: findings, path: None }),
    }
}
