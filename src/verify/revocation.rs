//! Whether a CA of the path has revoked what it issued (RFC 5280 §6.3), by the lists the caller has.
//!
//! Every list of an issuer that can matter is asked, in whatever order they were given; the path verifier would ask
//! the first alone. Asked last, because only the keys of a path that holds say which list is genuine.

use super::engine;
use super::fault::{Fault, Note};
use super::question::Question;
use super::signature_cache::{Inputs, is_the_same};
use super::work::Work;
use crate::algorithms::Algorithms;
use crate::bytes::der::{Reader, Tag};
use crate::certificate::{Certificate, KeyUsage, is_same_name};
use crate::clock::{Clock, Date};
use crate::crl::{Crl, CrlKind, Revoked};
use crate::policy::{CrlCoverage, Profile};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use pki_types::{SignatureVerificationAlgorithm, UnixTime};

/// What the lists say of a path that holds.
#[derive(Default)]
pub(super) struct Told {
    pub(super) faults: Vec<Fault>,
    /// When the first of the lists that vouch is to be replaced; `None` where none was asked.
    pub(super) next_update: Option<UnixTime>,
}

/// Asks about every certificate but the anchor, which is trusted because it is in the store, so nobody can revoke it.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    algorithms: Algorithms,
    work: &Work<'_>,
) -> Told {
    let mut told = Told::default();
    if question.crls.is_empty() {
        return told;
    }
    let keys = Keys { algorithms, work };
    let issuers = engine::issuers(path, anchor.certificate);
    for (at, (certificate, issuer)) in path.iter().zip(issuers).enumerate() {
        match check_one(certificate, issuer, question, &keys) {
            Ok(next) => told.next_update = told.next_update.into_iter().chain(next).min(),
            // Without budget a list counts as none, so only that somebody is revoked is still known to be true.
            Err((reason, _)) if work.is_exhausted() && reason != Reason::Revoked => {}
            Err((reason, note)) => told.faults.push(Fault::noted(reason, at, note)),
        }
    }
    if work.is_exhausted() {
        // The list that was not checked may be the one that revokes.
        told.faults.push(Fault::new(Reason::TooMuchWork, 0));
    }
    told
}

/// When the list that vouches for it is to be replaced, if one is asked for; or what is wrong.
fn check_one(
    certificate: &Certificate,
    issuer: &Certificate,
    question: &Question<'_>,
    keys: &Keys<'_>,
) -> Result<Option<UnixTime>, (Reason, Note)> {
    let unknown = |words| Err((Reason::RevocationUnknown, Note::Words(words)));
    let (name, clock) = (certificate.issuer_der(), question.clock);
    let crls = question.crls.iter();
    let mut lists: Vec<&Crl> = crls.filter(|crl| is_same_name(crl.issuer_der(), name)).collect();
    if lists.is_empty() {
        return match question.policy.crl_coverage() {
            CrlCoverage::EveryCertificate => unknown("there is no CRL of its issuer"),
            CrlCoverage::ListedIssuers => Ok(None),
        };
    }
    // Signatures are checked in this order, and only those of lists that matter: the best first, so that there are
    // few, and the same ones in whatever order the lists were given.
    lists.sort_by_cached_key(|crl| {
        let is_current = fault_of_time(crl, clock).is_none();
        let best = (is_current, crl.next_update(), crl.this_update());
        (Reverse(best), crl.as_der())
    });
    let is_genuine = |crl: &Crl| keys.signed(issuer, crl);
    // One issued after the certificate's end need not have it any more (RFC 5280 §5), so it says nothing of it
    // unless it revokes it.
    let could_have_it = |crl: &Crl| crl.this_update() <= certificate.validity().not_after();
    let is_replaced = |crl: &Crl| {
        lists.iter().any(|other| {
            let counts = could_have_it(other) && !is_of_the_future(other, clock);
            counts && other.supersedes(crl) && is_genuine(other)
        })
    };
    // A list says whom it revokes although there should be a newer one, and whomever else it is about. Only a
    // newer list for the same certificates takes that back, which happens to those on hold, once its time has come.
    let counts = |crl: &Crl| is_genuine(crl) && !is_replaced(crl);
    let revoking = lists.iter().filter_map(|crl| {
        let revoked = crl.revocation_of(certificate.serial_number())?;
        counts(crl).then_some(revoked)
    });
    // The first of them, whatever their order.
    if let Some(revoked) = revoking.min() {
        return Err((Reason::Revoked, since(revoked)));
    }
    // Asked behind that: a CA may have several certificates for one key, and a peer chooses which it presents.
    if !issuer.extensions().key_usage.is_none_or(KeyUsage::crl_sign) {
        // RFC 5280 §4.2.1.3.
        return unknown("the key usage of its issuer does not allow signing CRLs");
    }
    let well_named = || lists.iter().filter(|crl| crl.issuer_der() == name);
    let about_it = || well_named().filter(|crl| crl.covers(certificate));
    let covering = || about_it().filter(|crl| could_have_it(crl));
    let is_public = question.policy.profile() == Profile::PublicWeb;
    let best = covering().filter(|crl| crl.is_numbered() || !is_public).find(|crl| counts(crl));
    if let Some(best) = best {
        let fault = fault_of_time(best, clock);
        return fault.map_or(Ok(Some(best.next_update())), Err);
    }
    let is_known = |crl: &Crl| keys.algorithms(issuer, crl).next().is_some();
    unknown(if well_named().next().is_none() {
        "its issuer's CRL writes the issuer's name in another way"
    } else if well_named().all(|crl| crl.kind() != CrlKind::Complete) {
        "there is no complete CRL of its issuer"
    } else if about_it().next().is_none() {
        "the CRLs of its issuer are not about it"
    } else if covering().next().is_none() {
        "its issuer's CRL was issued after its end, and need not have it any more"
    } else if covering().any(|crl| is_genuine(crl)) {
        "its issuer's CRL has no number as public CAs have to give it (RFC 5280 §5.2.3)"
    } else if covering().any(|crl| is_known(crl)) {
        "the signature of its issuer's CRL does not fit the issuer's key"
    } else {
        "its issuer's CRL is signed in a way that is not supported here"
    })
}

/// What is wrong with a list at this time. Where the time is not known, that is told already.
fn fault_of_time(crl: &Crl, clock: Clock) -> Option<(Reason, Note)> {
    let said = |reason, text: String| Some((reason, Note::Text(text.into())));
    match clock {
        Clock::Set(now) | Clock::AtLeast(now) if now >= crl.next_update() => {
            let day = Date::of(crl.next_update());
            said(Reason::CrlExpired, format!("there was to be another by {day}"))
        }
        clock if is_of_the_future(crl, clock) => {
            let day = Date::of(crl.this_update());
            said(Reason::CrlNotYetValid, format!("it is of {day}"))
        }
        _ => None,
    }
}

/// Whether it was issued later than it is now.
fn is_of_the_future(crl: &Crl, clock: Clock) -> bool {
    matches!(clock, Clock::Set(now) if now < crl.this_update())
}

fn since(revoked: Revoked) -> Note {
    let day = Date::of(revoked.since());
    Note::Text(match revoked.reason() {
        Some(reason) => format!("since {day}, because {reason}").into(),
        None => format!("since {day}").into(),
    })
}

/// Whether a key has signed a list.
struct Keys<'a> {
    algorithms: Algorithms,
    work: &'a Work<'a>,
}

impl Keys<'_> {
    /// The algorithms for what this list says of its signature, made with the key of `issuer`.
    fn algorithms(
        &self,
        issuer: &Certificate,
        crl: &Crl,
    ) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
        let id = crl.signature_algorithm_der();
        engine::algorithms_for(id, issuer.spki_contents(), self.algorithms)
    }

    fn signed(&self, issuer: &Certificate, crl: &Crl) -> bool {
        let spki = issuer.spki_contents();
        let mut spki_parts = Reader::new(spki);
        let _algorithm = spki_parts.any();
        let Ok(Ok(key)) = spki_parts.expect(Tag::BitString).map(|key| key.bytes_of_bit_string())
        else {
            return false;
        };
        // Another verifier may have asked, with an algorithm that takes more for good.
        let known = crl.known_to_be_signed_by(spki);
        let signed_by = self.algorithms(issuer, crl).find(|&algorithm| {
            let inputs =
                Inputs { algorithm, key, message: crl.signed_bytes(), signature: crl.signature() };
            let is_known = known.is_some_and(|known| is_the_same(known, algorithm));
            self.work.is_good(&inputs, is_known)
        });
        if let Some(algorithm) = signed_by.filter(|_| known.is_none()) {
            crl.remember_signer(spki, algorithm);
        }
        signed_by.is_some()
    }
}
