//! Whether a CA of the path has revoked what it issued (RFC 5280 §6.3), by the lists the caller has.
//!
//! Every list of an issuer is asked, in whatever order they were given; the path verifier would ask the first
//! alone. Asked last, because only the keys of a path that holds say which list is genuine.

use super::Question;
use super::engine;
use super::rules::{Fault, Note};
use super::signature_cache::is_the_same;
use super::work::{Counted, Work};
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
use pki_types::SignatureVerificationAlgorithm;

/// Faults of a path that holds. The anchor is trusted because it is in the store, so nobody can revoke it.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    algorithms: Algorithms,
    work: &Work<'_>,
) -> Vec<Fault> {
    if question.crls.is_empty() {
        return Vec::new();
    }
    let keys = Keys { algorithms, work };
    let issuers = path.iter().skip(1).copied();
    let issuers = issuers.chain(core::iter::once(anchor.certificate));
    let mut faults: Vec<_> = path
        .iter()
        .zip(issuers)
        .enumerate()
        .filter_map(|(at, (certificate, issuer))| {
            check_one(certificate, issuer, question, &keys)
                .map(|(reason, note)| Fault::noted(reason, at, note))
        })
        .collect();
    if work.is_exhausted() {
        // A list whose signature was not checked counted as none, and it may be the one that revokes.
        faults.push(Fault::new(Reason::TooMuchWork, 0));
    }
    faults
}

fn check_one(
    certificate: &Certificate,
    issuer: &Certificate,
    question: &Question<'_>,
    keys: &Keys<'_>,
) -> Option<(Reason, Note)> {
    let unknown = |words| Some((Reason::RevocationUnknown, Note::Words(words)));
    let name = certificate.issuer_der();
    let of_issuer = || {
        let crls = question.crls.iter();
        crls.filter(|crl| is_same_name(crl.issuer_der(), name))
    };
    if of_issuer().next().is_none() {
        return match question.policy.crl_coverage() {
            CrlCoverage::EveryCertificate => unknown("there is no CRL of its issuer"),
            CrlCoverage::ListedIssuers => None,
        };
    }
    let genuine = || of_issuer().filter(|crl| keys.signed(issuer, crl));
    if genuine().next().is_none() {
        let is_known = |crl: &Crl| keys.algorithms(issuer, crl).next().is_some();
        return unknown(if of_issuer().any(is_known) {
            "the signature of its issuer's CRL does not fit the issuer's key"
        } else {
            "its issuer's CRL is signed in a way that is not supported here"
        });
    }
    // A list says whom it revokes although there should be a newer one, and whomever else it is about. Only a
    // newer list for the same certificates takes that back, which happens to those on hold, once its time has come.
    // One issued after the certificate's end need not have it any more (RFC 5280 §5), so it says nothing of it
    // unless it revokes it.
    let could_have_it = |crl: &Crl| crl.this_update() <= certificate.validity().not_after();
    let counts = |crl: &Crl| could_have_it(crl) && !is_of_the_future(crl, question.clock);
    let newest = || {
        genuine().filter(|crl| !genuine().any(|other| counts(other) && other.supersedes(crl)))
    };
    let revoked = newest().filter_map(|crl| crl.find(certificate.serial_number()));
    // The first of them, whatever their order.
    if let Some(revoked) = revoked.min() {
        return Some((Reason::Revoked, since(revoked)));
    }
    // Asked behind that: a CA may have several certificates for one key, and a peer chooses which it presents.
    if !issuer.extensions().key_usage.is_none_or(KeyUsage::crl_sign) {
        // RFC 5280 §4.2.1.3.
        return unknown("the key usage of its issuer does not allow signing CRLs");
    }
    let well_named = || newest().filter(|crl| crl.issuer_der() == name);
    if well_named().next().is_none() {
        return unknown("its issuer's CRL writes the issuer's name in another way");
    }
    let about_it = || well_named().filter(|crl| crl.covers(certificate));
    let covering = || about_it().filter(|crl| could_have_it(crl));
    let is_public = question.policy.profile() == Profile::PublicWeb;
    let best = covering()
        .filter(|crl| crl.is_numbered() || !is_public)
        .map(|crl| (fault_of_time(crl, question.clock), crl))
        .max_by_key(|(fault, crl)| (fault.is_none(), crl.next_update(), crl.this_update()));
    match best {
        Some((fault, _)) => fault,
        None if covering().next().is_some() => unknown(
            "its issuer's CRL has no number as public CAs have to give it (RFC 5280 §5.2.3)",
        ),
        None if about_it().next().is_some() => {
            unknown("its issuer's CRL was issued after its end, and need not have it any more")
        }
        None if newest().all(|crl| crl.kind() != CrlKind::Complete) => {
            unknown("there is no complete CRL of its issuer")
        }
        None => unknown("the CRLs of its issuer are not about it"),
    }
}

/// What is wrong with a list at this time. Where the time is not known, that is told already.
fn fault_of_time(crl: &Crl, clock: Clock) -> Option<(Reason, Note)> {
    let said = |reason, text: String| Some((reason, Note::Text(text.into())));
    match clock {
        Clock::Set(now) | Clock::AtLeast(now) if now >= crl.next_update() => {
            let day = Date::of(crl.next_update());
            said(
                Reason::CrlExpired,
                format!("there was to be another by {day}"),
            )
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
        engine::algorithms_for(id, issuer.spki_der(), self.algorithms)
    }

    fn signed(&self, issuer: &Certificate, crl: &Crl) -> bool {
        let spki = issuer.spki_der();
        // Another verifier may have asked, with an algorithm that takes more for good.
        let known = crl.known_to_be_signed_by(spki);
        let is_ours = |known| {
            self.algorithms(issuer, crl)
                .any(|own| is_the_same(own, known))
        };
        if known.is_some_and(is_ours) {
            return true;
        }
        let mut spki_parts = Reader::new(spki);
        let _algorithm = spki_parts.any();
        let Ok(Ok(key)) = spki_parts
            .expect(Tag::BitString)
            .map(|key| key.octets_of_bit_string())
        else {
            return false;
        };
        let signed_by = self.algorithms(issuer, crl).find(|&algorithm| {
            let work = self.work;
            let counted = Counted { algorithm, work };
            let (message, signature) = (crl.signed_octets(), crl.signature());
            counted.verify_signature(key, message, signature).is_ok()
        });
        if let Some(algorithm) = signed_by {
            crl.remember_signer(spki, algorithm);
        }
        signed_by.is_some()
    }
}
