//! The faults of one certificate in its role: end entity, intermediate or anchor.
//!
//! These are our own rules: those that webpki lacks, and those whose message must name the certificate.

use super::fault::{Fault, Note};
use super::public_web::{self, Role};
use super::question::Question;
use crate::certificate::{Certificate, KeyAlgorithm, KeyUsage};
use crate::clock::Clock;
use crate::message::text;
use crate::name::NameRules;
use crate::policy::Profile;
use crate::trust_store::Anchor;
use crate::usage::Usage;
use crate::verdict::{Reason, RevocationFact};
use alloc::vec::Vec;

/// Faults of an end entity alone, which is a pin or has no path: validity, usage, key and block list. Its signature and
/// issuer are not checked.
pub(super) fn check_alone(end_entity: &Certificate, question: &Question<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_key(end_entity, Reason::PeerKeyUnsupported, &mut faults);
    check_validity(end_entity, question.clock, &mut faults);
    check_clock(question.clock, &mut faults);
    check_usage(end_entity, question, &mut faults);
    check_key_usage(end_entity, question, &mut faults);
    check_blocked(end_entity, question, &mut faults);
    faults
}

/// The other faults of an end entity that another certificate issued.
pub(super) fn check_issued(
    end_entity: &Certificate,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    check_form(end_entity, faults);
    let extensions = end_entity.extensions();
    if extensions.basic_constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::CaAsEndEntity, 0));
    }
    if extensions.name_constraints.is_some() {
        let note = Note::Words(text!(
            "it has name constraints, which belong in CA certificates only (RFC 5280 §4.2.1.10)"
        ));
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if end_entity.issuer_der().is_empty() {
        let note = Note::Words(text!("its issuer has no name (RFC 5280 §4.1.2.4)"));
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if question.policy.profile() == Profile::PublicWeb {
        public_web::check(end_entity, Role::EndEntity, faults);
    }
}

/// The faults of an intermediate, at index 0. webpki checks cA too, but does not say at which certificate; it does not
/// check keyCertSign.
pub(super) fn check_intermediate(
    issuer: &Certificate,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    check_form(issuer, faults);
    check_key(issuer, Reason::UnsupportedKey, faults);
    check_validity(issuer, question.clock, faults);
    check_usage(issuer, question, faults);
    check_blocked(issuer, question, faults);
    if !issuer.extensions().basic_constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::NotACa, 0));
    } else if !issuer.is_ca() {
        faults.push(Fault::new(Reason::MayNotSign, 0));
    }
    if issuer.subject_der().is_empty() {
        let note = Note::Words(text!("it is a CA without a name (RFC 5280 §4.1.2.6)"));
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if question.policy.profile() == Profile::PublicWeb {
        public_web::check(issuer, Role::Intermediate, faults);
    }
}

/// The faults of an anchor, at index 0. It is trusted because it is in the store, but its validity, key and limits still
/// count.
pub(super) fn check_anchor(
    anchor: &Anchor<'_>,
    end_entity: Option<&Certificate>,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let certificate = anchor.certificate;
    let validity = certificate.validity();
    if question.clock.is_past(validity.not_after()) {
        faults.push(Fault::new(Reason::AnchorExpired, 0));
    } else if question.clock.is_before(validity.not_before()) {
        faults.push(Fault::new(Reason::AnchorNotYetValid, 0));
    }
    if certificate.extensions().unknown_critical.is_some() {
        faults.push(Fault::new(Reason::UnknownCriticalExtension, 0));
    }
    check_key(certificate, Reason::UnsupportedKey, faults);
    check_blocked(certificate, question, faults);
    check_last_issue(anchor, end_entity, question, faults);
    check_usage(certificate, question, faults);
    if question.policy.profile() == Profile::PublicWeb {
        public_web::check(certificate, Role::Anchor, faults);
    }
    if anchor.disabled && !question.enables_all {
        faults.push(Fault::new(Reason::AnchorDisabled, 0));
    }
    if !question.trusts(anchor.part) {
        faults.push(Fault::new(Reason::AnchorExcludedBySource, 0));
    }
}

/// The end entity must not be issued after the last date that the block list or the built-in list allows for this anchor.
fn check_last_issue(
    anchor: &Anchor<'_>,
    end_entity: Option<&Certificate>,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let issued = end_entity.map(|end_entity| end_entity.validity().not_before());
    let blocked = question.blocked.last_issue(anchor.certificate);
    let last = blocked.into_iter().chain(anchor.limits.last_issue).min();
    if let Some(last) = last.filter(|last| issued.is_some_and(|issued| issued > *last)) {
        let note = Note::Revocation(RevocationFact::LastIssue(last));
        faults.push(Fault::noted(Reason::IssuedTooLate, 0, note));
    }
}

fn check_blocked(certificate: &Certificate, question: &Question<'_>, faults: &mut Vec<Fault>) {
    if question.blocked.is_empty() {
        return;
    }
    if let Some(by) = question.blocked.blocks(certificate) {
        let note = Note::Revocation(RevocationFact::Blocked(by));
        faults.push(Fault::noted(Reason::Blocked, 0, note));
    }
}

/// Rules for every certificate of a path except the anchor.
fn check_form(certificate: &Certificate, faults: &mut Vec<Fault>) {
    let facts = certificate.facts();
    if facts.version < 3 || facts.has_unique_identifiers {
        faults.push(Fault::new(Reason::UnsupportedVersion, 0));
    }
    check_path_length_form(certificate, faults);
    if facts.extensions.unknown_critical.is_some() {
        faults.push(Fault::new(Reason::UnknownCriticalExtension, 0));
    }
    if facts.extensions.has_malformed_info_access {
        let note =
            Note::Words(text!("its authority information access is malformed (RFC 5280 §4.2.2.1)"));
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if facts.signature_algorithm.is_weak() {
        faults.push(Fault::new(Reason::WeakSignatureAlgorithm, 0));
    }
}

/// A path length above 255 is valid DER and no limit, but webpki does not read it in a certificate that was presented.
fn check_path_length_form(certificate: &Certificate, faults: &mut Vec<Fault>) {
    let constraints = certificate.extensions().basic_constraints;
    if constraints.is_some_and(|constraints| constraints.has_huge_path_length) {
        let note = Note::Words(text!(
            "its path length is above 255, which this library verifies in uploaded and built-in CAs only"
        ));
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
}

/// The key of a CA, or of the peer: no signature of the path is made with the peer's own key.
fn check_key(certificate: &Certificate, unsupported: Reason, faults: &mut Vec<Fault>) {
    match certificate.key_algorithm() {
        key if key.is_weak() => {
            faults.push(Fault::new(Reason::WeakKey, 0));
        }
        KeyAlgorithm::Other => faults.push(Fault::new(unsupported, 0)),
        _ => {}
    }
}

/// TLS uses the key of a server to sign, to decrypt (RSA key exchange) or to agree on a key (RFC 8446 §4.4.2.2,
/// RFC 5246 §7.4.2), and the key of a client to sign or to agree on a key (RFC 5246 §7.4.6). A key usage without any of
/// these does not allow TLS.
fn check_key_usage(certificate: &Certificate, question: &Question<'_>, faults: &mut Vec<Fault>) {
    let fits = match question.usage {
        Usage::ServerAuth => KeyUsage::fits_tls_server,
        Usage::ClientAuth => KeyUsage::fits_tls_client,
    };
    let usable = certificate.extensions().key_usage.is_none_or(fits);
    if !usable {
        let note = Note::Usage(question.usage);
        faults.push(Fault::noted(Reason::KeyUsageNotAllowed, 0, note));
    }
}

fn check_validity(certificate: &Certificate, clock: Clock, faults: &mut Vec<Fault>) {
    let validity = certificate.validity();
    if clock.is_past(validity.not_after()) {
        faults.push(Fault::new(Reason::Expired, 0));
    } else if clock.is_before(validity.not_before()) {
        faults.push(Fault::new(Reason::NotYetValid, 0));
    }
}

fn check_clock(clock: Clock, faults: &mut Vec<Fault>) {
    if !matches!(clock, Clock::Set(_)) {
        faults.push(Fault::new(Reason::ClockNotSet, 0));
    }
}

/// RFC 5280 §4.2.1.12: if the extension is present, it lists every allowed purpose. On an intermediate it applies to
/// all certificates below, as in every deployed verifier. It also applies on an anchor, because root lists have
/// contained roots for code signing, mail and OCSP. anyExtendedKeyUsage alone allows neither TLS purpose.
fn check_usage(certificate: &Certificate, question: &Question<'_>, faults: &mut Vec<Fault>) {
    let Some(purposes) = certificate.extensions().extended_key_usage else {
        return;
    };
    let is_wanted = match question.usage {
        Usage::ServerAuth => purposes.server_auth,
        Usage::ClientAuth => purposes.client_auth,
    };
    // RFC 5924 §4: a certificate for a SIP domain may have this purpose instead.
    let is_sip = question.policy.name_rules() == NameRules::Rfc5922 && purposes.sip_domain;
    if !is_wanted && !is_sip {
        let note = Note::Usage(question.usage);
        faults.push(Fault::noted(Reason::UsageNotAllowed, 0, note));
    }
}
