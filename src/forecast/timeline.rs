//! The outcomes of one server over time.

use super::dependency::{Cadence, Dependency, Lifetimes};
use super::error::ForecastError;
use super::event::{Assumption, Cause, ForecastEvent};
use super::outcome::Outcome;
use super::planned::{Expected, PlannedChange};
use super::reach::{self, Instants};
use super::stand_in::{Assumed, issued_by, with_dates};
use super::state::{ClockQuality, DeviceState};
use super::{DependencyForecast, Span, after, at};
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::remedy::Remedy;
use crate::verdict::{EndsFirst, Reason, Verdict, VerifiedPath};
use crate::verifier::Verifier;
use alloc::vec::Vec;
use core::ops::Bound;
use pki_types::UnixTime;

/// The most instants of the span that are verified for one server. Two years of renewals after 31 days each, with 50 CRLs
/// and 10 CAs, have less than 200; ten times a year of daily CRLs fits.
pub(super) const MAX_INSTANTS: usize = 4096;

/// The states of the device, from the first one through each expected change.
pub(super) struct Stages<'a> {
    first: &'a DeviceState,
    later: Vec<Stage<'a>>,
}

struct Stage<'a> {
    at: u64,
    change: &'a PlannedChange,
    state: DeviceState,
}

impl<'a> Stages<'a> {
    /// Makes every expected change, in the order of their instants.
    pub(super) fn new(
        first: &'a DeviceState,
        on: &[Dependency],
        expected: &'a [Expected],
    ) -> Result<Self, ForecastError> {
        if let Some(wrong) = on.iter().find(|on| !on.renewals.is_possible()) {
            return Err(ForecastError::WrongIssuers(wrong.id.clone()));
        }
        let mut sorted: Vec<&Expected> = expected.iter().collect();
        sorted.sort_by_key(|expected| expected.at);
        let mut later = Vec::new();
        let mut state = first.clone();
        for Expected { at, change } in sorted {
            if let PlannedChange::Peer { dependency, .. } = change
                && !on.iter().any(|known| known.id == *dependency)
            {
                return Err(ForecastError::UnknownDependency(dependency.clone()));
            }
            state.apply(change)?;
            later.push(Stage { at: at.as_secs(), change, state: state.clone() });
        }
        Ok(Self { first, later })
    }

    /// True if one of the expected changes is like this.
    pub(super) fn change(&self, is_like: impl Fn(&PlannedChange) -> bool) -> bool {
        self.later.iter().any(|stage| is_like(stage.change))
    }
}

/// What the server presents.
struct Presented {
    chain: Chain,
    /// The certificate that its CA has really issued.
    real: Certificate,
    /// The other CA that is assumed to have issued the one that is presented.
    other: Option<Certificate>,
    is_assumed: bool,
    /// When it is renewed.
    renewal: Option<u64>,
}

impl Presented {
    /// What the server has, without an assumption.
    fn really(chain: Chain) -> Self {
        let real = chain.end_entity().clone();
        Self { chain, real, other: None, is_assumed: false, renewal: None }
    }
}

/// The verdict at one instant.
struct Judged {
    verdict: Verdict,
    outcome: Outcome,
}

/// Follows one server through the span.
struct Walk<'a> {
    dependency: &'a Dependency,
    assumed: Assumed,
    state: &'a DeviceState,
    verifier: Verifier,
    presented: Presented,
    instants: Instants,
    has_changed: bool,
}

/// The forecast for one server.
pub(super) fn of(
    stages: &Stages<'_>,
    dependency: &Dependency,
    span: Span,
) -> Result<DependencyForecast, ForecastError> {
    let from = span.from().as_secs();
    let mut walk = Walk::new(stages.first, dependency);
    let mut pending = stages.later.iter().peekable();
    while let Some(stage) = pending.next_if(|stage| stage.at <= from) {
        walk.enter(stage);
    }
    walk.plan_renewal(from);
    looks_at(from);
    let mut before = walk.judge(from);
    let now = before.outcome.clone();
    let with_clock_set = walk.with_clock_set(from);
    let (mut events, mut next, mut count) = (Vec::new(), from, 0_usize);
    loop {
        let of_time = walk.instants.range((Bound::Excluded(next), Bound::Unbounded)).next();
        let of_stage = pending.peek().map(|stage| stage.at);
        let candidates = [of_time.map(|(at, _)| *at), of_stage, walk.presented.renewal];
        let Some(instant) = candidates.into_iter().flatten().min() else { break };
        if instant > span.to().as_secs() {
            break;
        }
        count = count.saturating_add(1);
        if count > MAX_INSTANTS {
            return Err(ForecastError::TooManyInstants);
        }
        next = instant;
        looks_at(instant);
        // Each part of what happens at this instant, so that the one that decides is the cause.
        let by_time = walk.judge(instant);
        let cause = walk.cause_of_time(&before, instant);
        let mut parts = Vec::from([(by_time, cause)]);
        if walk.presented.renewal == Some(instant) {
            let is_first_of_other = walk.renew(instant);
            let judged = walk.judge(instant);
            let cause = if judged.outcome.contains(Reason::IssuedTooLate) {
                Cause::DistrustAfter
            } else if is_first_of_other {
                Cause::IssuerChanged
            } else {
                Cause::Renewed
            };
            parts.push((judged, cause));
        }
        while let Some(stage) = pending.next_if(|stage| stage.at == instant) {
            walk.enter(stage);
            walk.plan_renewal(instant);
            let judged = walk.judge(instant);
            let cause = stage.change.cause(&before.outcome, &judged.outcome);
            parts.push((judged, cause));
        }
        let Some((last, _)) = parts.last() else { break };
        if last.outcome != before.outcome {
            let decides = parts.iter().find(|(judged, _)| judged.outcome == last.outcome);
            let cause = decides.map_or(Cause::Planned, |(_, cause)| *cause);
            events.push(walk.event(instant, &before, last, cause));
        }
        if let Some((last, _)) = parts.pop() {
            before = last;
        }
    }
    Ok(DependencyForecast { id: dependency.id.clone(), now, events, with_clock_set })
}

impl<'a> Walk<'a> {
    fn new(state: &'a DeviceState, dependency: &'a Dependency) -> Self {
        let assumed = Assumed::new();
        let chain = dependency.chain.clone();
        let policy = state.policies.policy(dependency.application);
        let mut walk = Self {
            dependency,
            verifier: state.verifier(policy, &assumed),
            assumed,
            state,
            presented: Presented::really(chain),
            instants: Instants::new(),
            has_changed: false,
        };
        walk.add_instants();
        walk
    }

    /// The state of the device changes, or the chain of the server.
    fn enter(&mut self, stage: &'a Stage<'a>) {
        self.state = &stage.state;
        self.has_changed = true;
        match stage.change {
            PlannedChange::Peer { dependency, chain } if *dependency == self.dependency.id => {
                self.presented = Presented::really(chain.clone());
            }
            _ if self.presented.is_assumed => self.assume(),
            _ => {}
        }
        let policy = self.state.policies.policy(self.dependency.application);
        self.verifier = self.state.verifier(policy, &self.assumed);
        self.add_instants();
    }

    fn add_instants(&mut self) {
        reach::add(&mut self.instants, self.state, &self.presented.chain);
    }

    const fn cadence(&self) -> Option<Cadence> {
        self.dependency.renewals.cadence()
    }

    /// The next renewal is after `now`. One that is overdue happens in the next second.
    fn plan_renewal(&mut self, now: u64) {
        let end_entity = self.presented.chain.end_entity();
        self.presented.renewal =
            self.cadence().map(|cadence| cadence.renewal_of(end_entity).max(now.saturating_add(1)));
    }

    /// The server presents a certificate that is issued at this instant. True if it is the first one of another CA.
    fn renew(&mut self, instant: u64) -> bool {
        let present = self.presented.chain.end_entity();
        let lifetime = self.cadence().map_or(0, |cadence| cadence.next_lifetime(present, instant));
        let last = instant.saturating_add(lifetime).saturating_sub(1);
        let other = self.dependency.renewals.issuers_at(instant);
        let (stand_in, others) = match other {
            Some((ca, sent)) => {
                (issued_by(present, ca, instant, last, &self.state.algorithms), sent)
            }
            None => (with_dates(present, instant, last), self.presented.chain.others()),
        };
        let all = stand_in.map(|stand_in| core::iter::once(stand_in).chain(others.iter().cloned()));
        let Some(chain) = all.and_then(|all| Chain::from_certificates(all).ok()) else {
            self.presented.renewal = None;
            return false;
        };
        let is_first = other.is_some() && self.presented.other.is_none();
        self.presented.chain = chain;
        self.presented.is_assumed = true;
        self.presented.other = other.map(|(ca, _)| ca.clone());
        self.assume();
        self.add_instants();
        self.plan_renewal(instant);
        is_first
    }

    /// Assumes the signature of the presented stand-in: by each CA that has signed the real certificate, or by the key of the
    /// other CA.
    fn assume(&self) {
        let Presented { chain, real, other, .. } = &self.presented;
        let (stand_in, algorithms) = (chain.end_entity(), &self.state.algorithms);
        if let Some(ca) = other {
            self.assumed.assume_issued(stand_in, ca, algorithms);
            return;
        }
        let anchors = reach::anchors(self.state, chain);
        let issuers = chain.others().iter().chain(&self.state.intermediates).chain(&anchors);
        // One that signed itself does so again.
        let issuers = issuers.chain([real]);
        let issuers = issuers.filter(|issuer| issuer.subject_der() == real.issuer_der());
        self.assumed.assume(real, stand_in, issuers, algorithms);
    }

    fn judge(&self, instant: u64) -> Judged {
        let clock = self.state.clock_at(at(instant));
        let Dependency { name, .. } = self.dependency;
        let verdict = self.verifier.verify_server(&self.presented.chain, name, clock);
        Judged { outcome: Outcome::of(&verdict), verdict }
    }

    fn with_clock_set(&self, instant: u64) -> Option<Outcome> {
        if self.state.clock == ClockQuality::Set {
            return None;
        }
        let clock = crate::clock::Clock::Set(at(instant));
        let Dependency { name, .. } = self.dependency;
        Some(Outcome::of(&self.verifier.verify_server(&self.presented.chain, name, clock)))
    }

    /// What ends or begins at this instant: on the path that was verified before, or else anywhere in reach.
    fn cause_of_time(&self, before: &Judged, instant: u64) -> Cause {
        let on_path = before.verdict.path().and_then(|path| end_on_path(path, instant));
        let anywhere = || self.instants.get(&instant).copied();
        on_path.or_else(anywhere).unwrap_or(Cause::Planned)
    }

    fn event(&self, instant: u64, before: &Judged, judged: &Judged, cause: Cause) -> ForecastEvent {
        let findings = judged.verdict.findings().and_then(|findings| findings.decisive());
        let remedy = findings.and_then(|finding| finding.remedy());
        // Nobody can upload a certificate that is not issued yet, and its fingerprint will be another one.
        let end_entity = self.presented.chain.end_entity();
        let names_it = |remedy: &&Remedy| matches!(remedy, Remedy::UploadPeer { certificate, .. } if certificate == end_entity);
        let remedy = remedy.filter(|it| !(self.presented.is_assumed && names_it(it))).cloned();
        let (from, to) = (before.outcome.clone(), judged.outcome.clone());
        let is_lost = from.is_accepted() && !to.is_accepted();
        let by = is_lost.then(|| self.act_by(instant, cause));
        let mut assumes = Vec::new();
        if self.presented.is_assumed {
            let is_other = self.presented.other.is_some();
            assumes.push(if is_other {
                Assumption::RenewalByOther
            } else {
                Assumption::RenewalSameIssuer
            });
            if self.cadence().is_some_and(|cadence| cadence.lifetimes() != Lifetimes::AsNow) {
                assumes.push(Assumption::ShorterLifetimes);
            }
        }
        if self.has_changed {
            assumes.push(Assumption::ExpectedChange);
        }
        ForecastEvent { at: at(instant), from, to, cause, remedy, by, assumes }
    }

    fn act_by(&self, instant: u64, cause: Cause) -> UnixTime {
        let last = instant.saturating_sub(1);
        if cause != Cause::PeerEnds {
            return at(last);
        }
        let cadence = self.cadence().unwrap_or(Cadence::TWO_THIRDS);
        at(cadence.renewal_of(self.presented.chain.end_entity()).min(last))
    }
}

/// For the test that no instant is missing.
#[cfg(test)]
fn looks_at(instant: u64) {
    use crate::clock::recorder::{Step, note};
    note(Step::LookedAt(instant));
}

#[cfg(not(test))]
const fn looks_at(_instant: u64) {}

/// What of this path ends just before this instant.
fn end_on_path(path: &VerifiedPath, instant: u64) -> Option<Cause> {
    let ends = |certificate: &Certificate| after(certificate.validity().not_after()) == instant;
    let is_data = matches!(path.ends_first(), EndsFirst::RevocationData { .. });
    if ends(path.end_entity()) {
        Some(Cause::PeerEnds)
    } else if path.intermediates().iter().any(ends) {
        Some(Cause::IntermediateEnds)
    } else if ends(path.anchor()) {
        Some(Cause::AnchorEnds)
    } else if is_data && after(path.valid_until()) == instant {
        Some(Cause::CrlEnds)
    } else {
        None
    }
}
