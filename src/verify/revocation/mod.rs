//! The revocation status of a verified path (RFC 5280 §6.3), from the CRLs and the other revocation data of the caller.
//!
//! All CRLs of an issuer are consulted, in any order; webpki would consult the first alone. They are consulted after the
//! path is verified, because only its keys show which CRL is genuine.

pub(crate) mod crls;
mod lists;
mod of_issuer;
mod remedy;
mod signatures;

pub(crate) use remedy::remedy;

use super::checked_path::issuers;
use super::fault::{Fault, Note};
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::policy::{Check, Profile, RevocationCoverage};
use crate::revocation_data::RevocationAnswer;
use crate::trust_store::Anchor;
use crate::verdict::{Reason, RevocationFact, UnknownStatus};
use crate::verify::algorithm::IndexedAlgorithms;
use alloc::vec::Vec;
use of_issuer::{About, OfIssuer};
use pki_types::UnixTime;
use signatures::Keys;

/// The revocation status of a path.
#[derive(Default)]
pub(super) struct Status {
    pub(super) faults: Vec<Fault>,
    /// The earliest end of the data that show that the path is not revoked, and the index of the certificate that they are
    /// about; `None` if there is none.
    pub(super) next_update: Option<(UnixTime, usize)>,
}

/// What the data say about one certificate. Nothing, if the policy does not ask for them.
#[derive(Default)]
struct Answer {
    revoked: Option<RevocationFact>,
    /// Why the data do not show that the certificate is good, revocations aside.
    unknown: Option<UnknownStatus>,
    /// Why the CRL that the answer comes from does not count at this time.
    time: Option<RevocationFact>,
    /// Where nothing else answers the question: why CRLs that revoke the certificate do not count at this time.
    of_revoking: [Option<RevocationFact>; 2],
    /// The end of the data that show that the certificate is good.
    until: Option<UnixTime>,
}

/// Checks every certificate except the anchor, which is trusted because it is in the store, not because of an issuer.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    algorithms: &IndexedAlgorithms,
    work: &Work<'_>,
) -> Status {
    let mut status = Status::default();
    let coverage = question.policy.revocation_coverage();
    let has_sources = !question.crls.is_empty() || !question.data.is_empty();
    if !has_sources && coverage != RevocationCoverage::EveryCertificate {
        return status;
    }
    let pairs = || path.iter().copied().zip(issuers(path, anchor.certificate));
    let is_asked = match coverage {
        RevocationCoverage::IfLoaded => {
            let has_data = |(certificate, issuer): (&Certificate, &Certificate)| {
                question.data.about(certificate, issuer) != RevocationAnswer::NoData
            };
            !question.crls.is_empty() || pairs().any(has_data)
        }
        RevocationCoverage::ListedIssuers => false,
        RevocationCoverage::EveryCertificate => true,
    };
    let keys = Keys { algorithms, work };
    for (at, (certificate, issuer)) in pairs().enumerate() {
        let answer = check_one(certificate, issuer, is_asked, question, &keys);
        let until = answer.until.map(|until| (until, at));
        status.next_update = status.next_update.into_iter().chain(until).min();
        // When the work is used up, a CRL counts as missing, so only a revocation is still certain.
        let may_count = |fact: &RevocationFact| !work.is_exhausted() || is_revocation(*fact);
        let facts = answer.facts(question).filter(may_count);
        status.faults.extend(facts.map(|fact| fault(fact, at)));
    }
    if work.is_exhausted() {
        // The CRL that was not verified may be the one that revokes.
        status.faults.push(Fault::new(Reason::TooMuchWork, 0));
    }
    status
}

/// The fault of a peer without a verified path, if its revocation status must be known.
pub(crate) fn status_without_path(question: &Question<'_>) -> Option<Fault> {
    let is_required = question.policy.revocation_coverage() == RevocationCoverage::EveryCertificate;
    is_required.then(|| fault(RevocationFact::Unknown(UnknownStatus::NoPath), 0))
}

/// Asks all data about one certificate. `is_asked` if its status must be known even if no data are about its issuer.
fn check_one(
    certificate: &Certificate,
    issuer: &Certificate,
    is_asked: bool,
    question: &Question<'_>,
    keys: &Keys<'_>,
) -> Answer {
    let data = question.data.about(certificate, issuer);
    let needs_number = question.policy.profile() == Profile::PublicWeb;
    let about = About { certificate, issuer, clock: question.clock, needs_number, keys };
    let mut answer = Answer::default();
    question
        .crls
        .consult(&about, &mut |lists| answer = weigh(data, lists, issuer, is_asked, question));
    answer
}

/// The answer of the CRLs and the other data together.
fn weigh(
    data: RevocationAnswer,
    lists: &dyn OfIssuer,
    issuer: &Certificate,
    is_asked: bool,
    question: &Question<'_>,
) -> Answer {
    let revoked = match (lists.revocation(), data) {
        (Some(revoked), _) => Some(RevocationFact::RevokedByCrl(revoked)),
        (None, RevocationAnswer::Revoked { since }) => Some(RevocationFact::RevokedByData(since)),
        (None, _) => None,
    };
    let answer = Answer { revoked, ..standing(data, lists, issuer, question) };
    match answer.unknown {
        Some(unknown) if !is_asked && !is_listed(data, lists, unknown) => {
            Answer { revoked, ..Answer::default() }
        }
        // Nothing answers the question but a CRL that revokes the certificate. If it has expired, that is reported too.
        Some(_) if answer.time.is_none() => {
            Answer { of_revoking: lists.faults_of_revoking(), ..answer }
        }
        _ => answer,
    }
}

/// True if some of the data are about the issuer of the certificate.
fn is_listed(data: RevocationAnswer, lists: &dyn OfIssuer, unknown: UnknownStatus) -> bool {
    let is_good_or_revoked =
        matches!(data, RevocationAnswer::Good { .. } | RevocationAnswer::Revoked { .. });
    !lists.is_empty() || is_good_or_revoked || unknown == UnknownStatus::KeyForm
}

/// What the data say about the certificate, revocations aside.
fn standing(
    data: RevocationAnswer,
    lists: &dyn OfIssuer,
    issuer: &Certificate,
    question: &Question<'_>,
) -> Answer {
    let is_over = |until: UnixTime| question.clock.has_reached(until);
    let good_until = match data {
        RevocationAnswer::Good { until: None } => return Answer::default(),
        RevocationAnswer::Good { until } => until.filter(|until| !is_over(*until)),
        _ => None,
    };
    let of_lists = lists.vouch();
    match (good_until, of_lists.time) {
        // The verdict changes when the last of them ends.
        (Some(until), None) => {
            let next_update = of_lists.until.ok();
            Answer { until: next_update.max(Some(until)), ..Answer::default() }
        }
        (Some(until), Some(_)) => Answer { until: Some(until), ..Answer::default() },
        (None, time) => match of_lists.until {
            Ok(next_update) => {
                let until = Some(next_update).filter(|_| time.is_none());
                Answer { time, until, ..Answer::default() }
            }
            Err(unknown) => {
                let unknown = Some(why_unknown(data, unknown, lists, issuer, question));
                Answer { unknown, time, ..Answer::default() }
            }
        },
    }
}

/// The most helpful of the reasons why nothing shows that the certificate is good.
fn why_unknown(
    data: RevocationAnswer,
    of_lists: UnknownStatus,
    lists: &dyn OfIssuer,
    issuer: &Certificate,
    question: &Question<'_>,
) -> UnknownStatus {
    let is_alone = question.crls.is_empty();
    match data {
        RevocationAnswer::Good { until: Some(until) } => UnknownStatus::DataExpired(until),
        _ if !lists.is_empty() => of_lists,
        // The data name issuers by the digest of their key in one form.
        RevocationAnswer::NotCovered if issuer.has_compressed_key() => UnknownStatus::KeyForm,
        RevocationAnswer::NoData if is_alone && !question.data.is_empty() => {
            UnknownStatus::DataNotLoaded
        }
        _ if of_lists != UnknownStatus::NoCrl => of_lists,
        RevocationAnswer::NotCovered => UnknownStatus::NotCovered,
        RevocationAnswer::NoData if is_alone => UnknownStatus::NothingLoaded,
        _ => UnknownStatus::NoCrl,
    }
}

impl Answer {
    /// The facts to report. A revocation takes the place of an unknown status: it answers the same question. If only the
    /// unknown status decides, it stays, so that a revocation never makes a verdict better.
    fn facts(self, question: &Question<'_>) -> impl Iterator<Item = RevocationFact> {
        let policy = question.policy;
        let is_answered = self.revoked.is_some()
            && (policy.decides(Check::Revocation) || !policy.decides(Check::RevocationStatus));
        let unknown = self.unknown.filter(|_| !is_answered).map(RevocationFact::Unknown);
        [self.revoked, unknown, self.time].into_iter().chain(self.of_revoking).flatten()
    }
}

const fn is_revocation(fact: RevocationFact) -> bool {
    matches!(fact, RevocationFact::RevokedByCrl(_) | RevocationFact::RevokedByData(_))
}

fn fault(fact: RevocationFact, at: usize) -> Fault {
    Fault::noted(fact.reason(), at, Note::Revocation(fact))
}
