//! The revocation status of a verified path (RFC 5280 §6.3), from the CRLs of the caller.
//!
//! All CRLs of an issuer are consulted, in any order; webpki would consult the first alone. They are consulted after the
//! path is verified, because only its keys show which CRL is genuine.

use super::algorithm::{algorithms_for, key_of};
use super::checked_path::issuers;
use super::fault::{Fault, Note};
use super::question::Question;
use super::signature_cache::{Inputs, is_the_same};
use super::work::Work;
use crate::algorithms::Algorithms;
use crate::certificate::{Certificate, KeyUsage, is_same_name};
use crate::clock::{Clock, Date, Moment};
use crate::crl::{Crl, CrlKind, RevocationReason, Revoked};
use crate::policy::{CrlCoverage, Profile};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use pki_types::{SignatureVerificationAlgorithm, UnixTime};

/// The revocation status of a path.
#[derive(Default)]
pub(super) struct Status {
    pub(super) faults: Vec<Fault>,
    /// The earliest `nextUpdate` of the CRLs that show that the path is not revoked; `None` if there is none.
    pub(super) next_update: Option<UnixTime>,
}

/// Checks every certificate except the anchor, which is trusted because it is in the store, not because of an issuer.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    algorithms: Algorithms,
    work: &Work<'_>,
) -> Status {
    let mut status = Status::default();
    if question.crls.is_empty() {
        return status;
    }
    let keys = Keys { algorithms, work };
    let above = issuers(path, anchor.certificate);
    for (at, (certificate, issuer)) in path.iter().zip(above).enumerate() {
        match check_one(certificate, issuer, question, &keys) {
            Ok(next) => status.next_update = status.next_update.into_iter().chain(next).min(),
            // When the work is used up, a CRL counts as missing, so only a revocation is still certain.
            Err((reason, _)) if work.is_exhausted() && reason != Reason::Revoked => {}
            Err((reason, note)) => status.faults.push(Fault::noted(reason, at, note)),
        }
    }
    if work.is_exhausted() {
        // The CRL that was not verified may be the one that revokes.
        status.faults.push(Fault::new(Reason::TooMuchWork, 0));
    }
    status
}

/// The `nextUpdate` of the CRL that shows that the certificate is not revoked, `None` if the policy requires no CRL for
/// it, or the fault.
fn check_one(
    certificate: &Certificate,
    issuer: &Certificate,
    question: &Question<'_>,
    keys: &Keys<'_>,
) -> Result<Option<UnixTime>, (Reason, Note)> {
    let unknown = |words| Err((Reason::RevocationUnknown, Note::Words(words)));
    let (name, clock) = (certificate.issuer_der(), question.clock);
    let crls = question.crls.iter();
    let mut crls: Vec<&Crl> = crls.filter(|crl| is_same_name(crl.issuer_der(), name)).collect();
    if crls.is_empty() {
        return match question.policy.crl_coverage() {
            CrlCoverage::EveryCertificate => unknown("no CRL of its issuer is loaded"),
            CrlCoverage::ListedIssuers => Ok(None),
        };
    }
    // Signatures are checked in this order, and only for the CRLs that are needed. The best CRLs come first, so that few
    // are checked. The order is fixed, so that the order in which they were passed does not matter.
    crls.sort_by_cached_key(|crl| {
        let is_current = fault_of_time(crl, clock).is_none();
        let best = (is_current, crl.next_update(), crl.this_update());
        (Reverse(best), crl.as_der())
    });
    let is_genuine = |crl: &Crl| keys.signed(issuer, crl);
    // A CRL issued after the certificate expired may omit it (RFC 5280 §5), so it shows nothing unless it revokes it.
    let could_list_it = |crl: &Crl| crl.this_update() <= certificate.validity().not_after();
    let is_replaced = |crl: &Crl| {
        crls.iter().any(|other| {
            let counts = could_list_it(other) && !is_of_the_future(other, clock);
            counts && other.supersedes(crl) && is_genuine(other)
        })
    };
    // A revocation counts even if the CRL has expired or covers other certificates. Only a newer CRL that covers the
    // same certificates takes it back, as happens to certificates on hold, once it is valid.
    let counts = |crl: &Crl| is_genuine(crl) && !is_replaced(crl);
    let revoking = crls.iter().filter_map(|crl| {
        let revoked = crl.revocation_of(certificate.serial_number())?;
        counts(crl).then_some(revoked)
    });
    // The earliest, so that the order of the CRLs does not matter.
    if let Some(revoked) = revoking.min() {
        return Err((Reason::Revoked, since(revoked)));
    }
    // Checked after that: a CA may have several certificates for one key, and the peer chooses which one it presents.
    if !issuer.extensions().key_usage.is_none_or(KeyUsage::crl_sign) {
        // RFC 5280 §4.2.1.3.
        return unknown("the key usage of its issuer does not allow signing CRLs");
    }
    let well_named = || crls.iter().filter(|crl| crl.issuer_der() == name);
    let about_it = || well_named().filter(|crl| crl.covers(certificate));
    let covering = || about_it().filter(|crl| could_list_it(crl));
    let is_public = question.policy.profile() == Profile::PublicWeb;
    let best = covering().filter(|crl| crl.is_numbered() || !is_public).find(|crl| counts(crl));
    if let Some(best) = best {
        // A CRL that is not valid yet will replace this one when it becomes valid, and may expire earlier.
        let successors = crls.iter().filter(|other| {
            is_of_the_future(other, clock) && could_list_it(other) && other.supersedes(best)
        });
        let ends = successors.filter(|crl| is_genuine(crl)).map(|crl| crl.next_update());
        let end = ends.chain([best.next_update()]).min();
        return fault_of_time(best, clock).map_or(Ok(end), Err);
    }
    let is_known = |crl: &Crl| keys.algorithms(issuer, crl).next().is_some();
    unknown(if well_named().next().is_none() {
        "its issuer's CRL spells the issuer's name differently"
    } else if well_named().all(|crl| crl.kind() != CrlKind::Complete) {
        "no complete CRL of its issuer is loaded"
    } else if about_it().next().is_none() {
        "the CRLs of its issuer do not cover it"
    } else if covering().next().is_none() {
        "its issuer's CRL was issued after the certificate expired, and may omit it"
    } else if covering().any(|crl| is_genuine(crl)) {
        "its issuer's CRL has no CRL number, which public CAs must include (RFC 5280 §5.2.3)"
    } else if covering().any(|crl| is_known(crl)) {
        "the signature on its issuer's CRL does not verify with the issuer's key"
    } else {
        "its issuer's CRL is signed with an algorithm that is not supported here"
    })
}

/// The fault of a CRL at this time. A clock that is not set is reported elsewhere.
fn fault_of_time(crl: &Crl, clock: Clock) -> Option<(Reason, Note)> {
    let fault = |reason, text: String| Some((reason, Note::Text(text.into())));
    match clock {
        Clock::Set(now) | Clock::AtLeast(now) if now >= crl.next_update() => {
            let day = Date::of(crl.next_update());
            fault(Reason::CrlExpired, format!("a new one was due by {day}"))
        }
        clock if is_of_the_future(crl, clock) => {
            // With the time of day: the clock may be earlier on the same day.
            let moment = Moment::of(crl.this_update());
            fault(Reason::CrlNotYetValid, format!("it is valid from {moment}"))
        }
        _ => None,
    }
}

/// True if the CRL was issued later than now.
fn is_of_the_future(crl: &Crl, clock: Clock) -> bool {
    matches!(clock, Clock::Set(now) if now < crl.this_update())
}

/// Completes "the CA has revoked the certificate: …".
fn since(revoked: Revoked) -> Note {
    let day = Date::of(revoked.since());
    Note::Text(match revoked.reason() {
        None | Some(RevocationReason::Unspecified) => format!("since {day}").into(),
        Some(reason) => format!("since {day}, because {reason}").into(),
    })
}

/// Verifies the signatures of CRLs.
struct Keys<'a> {
    algorithms: Algorithms,
    work: &'a Work<'a>,
}

impl Keys<'_> {
    /// The algorithms for the signature of this CRL with the key of `issuer`.
    fn algorithms(
        &self,
        issuer: &Certificate,
        crl: &Crl,
    ) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
        let id = crl.signature_algorithm_der();
        algorithms_for(id, issuer.spki_contents(), self.algorithms)
    }

    fn signed(&self, issuer: &Certificate, crl: &Crl) -> bool {
        let spki = issuer.spki_contents();
        let Some(key) = key_of(spki) else { return false };
        // Another verifier may have checked it, with an algorithm that accepts more signatures.
        let known = crl.known_to_be_signed_by(spki);
        let signed_by = self.algorithms(issuer, crl).find(|&algorithm| {
            let inputs =
                Inputs { algorithm, key, message: crl.signed_bytes(), signature: crl.signature() };
            let is_known = known.is_some_and(|known| is_the_same(known, algorithm));
            self.work.check(&inputs, is_known) == Some(true)
        });
        if let Some(algorithm) = signed_by.filter(|_| known.is_none()) {
            crl.remember_signer(spki, algorithm);
        }
        signed_by.is_some()
    }
}
