//! Our own rules for one certificate: those that webpki lacks, and those whose message must name the certificate.

use super::fault::{Fault, Note};
use super::question::{Question, Usage};
use crate::certificate::{Certificate, KeyAlgorithm, KeyUsage};
use crate::clock::Clock;
use crate::name::NameRules;
use crate::verdict::{Reason, RevocationFact};
use alloc::vec::Vec;

/// Faults of an end entity alone, which is a pin or has no path: validity, usage, key and block list. Its signature and
/// issuer are not checked.
pub(crate) fn check_alone(end_entity: &Certificate, question: &Question<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_key(end_entity, 0, &mut faults);
    check_validity(end_entity, 0, question.clock, &mut faults);
    check_clock(question.clock, &mut faults);
    check_usage(end_entity, 0, question, &mut faults);
    check_key_usage(end_entity, question, &mut faults);
    check_blocked(end_entity, 0, question, &mut faults);
    faults
}

pub(super) fn check_blocked(
    certificate: &Certificate,
    at: usize,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    if let Some(by) = question.blocked.blocks(certificate) {
        faults.push(Fault::noted(
            Reason::Blocked,
            at,
            Note::Revocation(RevocationFact::Blocked(by)),
        ));
    }
}

/// Rules for every certificate of a path except the anchor.
pub(super) fn check_form(certificate: &Certificate, at: usize, faults: &mut Vec<Fault>) {
    let facts = certificate.facts();
    if facts.version < 3 || facts.has_unique_identifiers {
        faults.push(Fault::new(Reason::UnsupportedVersion, at));
    }
    if facts.extensions.unknown_critical.is_some() {
        faults.push(Fault::new(Reason::UnknownCriticalExtension, at));
    }
    if facts.extensions.has_malformed_info_access {
        let note = Note::Words("its authority information access is malformed (RFC 5280 §4.2.2.1)");
        faults.push(Fault::noted(Reason::PathRefused, at, note));
    }
    if facts.signature_algorithm.is_weak() {
        faults.push(Fault::new(Reason::WeakSignatureAlgorithm, at));
    }
}

pub(super) fn check_key(certificate: &Certificate, at: usize, faults: &mut Vec<Fault>) {
    match certificate.key_algorithm() {
        key if key.is_weak() => {
            faults.push(Fault::new(Reason::WeakKey, at));
        }
        KeyAlgorithm::Other => faults.push(Fault::new(Reason::UnsupportedKey, at)),
        _ => {}
    }
}

pub(super) fn check_end_entity(
    certificate: &Certificate,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let extensions = certificate.extensions();
    if extensions.basic_constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::CaAsEndEntity, 0));
    }
    if extensions.name_constraints.is_some() {
        let note = Note::Words(
            "it has name constraints, which belong in CA certificates only (RFC 5280 §4.2.1.10)",
        );
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if certificate.issuer_der().is_empty() {
        let note = Note::Words("its issuer has no name (RFC 5280 §4.1.2.4)");
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    check_key_usage(certificate, question, faults);
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
        let note = Note::Words(question.usage.words());
        faults.push(Fault::noted(Reason::KeyUsageNotAllowed, 0, note));
    }
}

pub(super) fn check_validity(
    certificate: &Certificate,
    at: usize,
    clock: Clock,
    faults: &mut Vec<Fault>,
) {
    let validity = certificate.validity();
    match clock {
        Clock::Set(now) | Clock::AtLeast(now) if now > validity.not_after() => {
            faults.push(Fault::new(Reason::Expired, at));
        }
        Clock::Set(now) if now < validity.not_before() => {
            faults.push(Fault::new(Reason::NotYetValid, at));
        }
        _ => {}
    }
}

pub(super) fn check_clock(clock: Clock, faults: &mut Vec<Fault>) {
    if !matches!(clock, Clock::Set(_)) {
        faults.push(Fault::new(Reason::ClockNotSet, 0));
    }
}

/// RFC 5280 §4.2.1.12: if the extension is present, it lists every allowed purpose. On an intermediate it applies to
/// all certificates below, as in every deployed verifier. It also applies on an anchor, because root lists have
/// contained roots for code signing, mail and OCSP. anyExtendedKeyUsage alone allows neither TLS purpose.
pub(super) fn check_usage(
    certificate: &Certificate,
    at: usize,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
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
        let note = Note::Words(question.usage.words());
        faults.push(Fault::noted(Reason::UsageNotAllowed, at, note));
    }
}
