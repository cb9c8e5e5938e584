//! Our own rules for one path: what the path verifier leaves out, and what a sentence needs a place for.

use super::{Question, Usage};
use crate::certificate::{Certificate, KeyAlgorithm, KeyUsage};
use crate::clock::{Clock, Date, Validity};
use crate::name::{ConstraintViolation, NameRules};
use crate::policy::Profile;
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// One fault of a path: why, and at which certificate (0 is the end entity; behind the last is the anchor).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: Reason,
    pub(super) at: usize,
    pub(super) note: Note,
}

/// What a sentence says beside the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Note {
    None,
    Words(&'static str),
    Text(Box<str>),
    Name(Box<ConstraintViolation>),
}

impl Fault {
    pub(super) const fn new(reason: Reason, at: usize) -> Self {
        Self::noted(reason, at, Note::None)
    }

    pub(super) const fn noted(reason: Reason, at: usize, note: Note) -> Self {
        Self { reason, at, note }
    }
}

/// RSA below this is weak (NIST SP 800-131A; CA/Browser Forum BR §6.1.5).
const MIN_RSA_BITS: u32 = 2048;

/// Faults of an end entity by itself, a pin or one without a path: dates, usage and the strength of the key. Its
/// signature and issuer say nothing here.
pub(super) fn check_alone(end_entity: &Certificate, question: &Question<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_key(end_entity, 0, &mut faults);
    check_validity(end_entity, 0, question.clock, &mut faults);
    check_clock(question.clock, &mut faults);
    check_usage(end_entity, 0, question, &mut faults);
    check_key_usage(end_entity, question, &mut faults);
    check_blocked(end_entity, 0, question, &mut faults);
    faults
}

/// Faults of a path, and the moment at which the path verifier is asked. `None` if there is no such moment.
pub(super) fn check_path(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
) -> (Vec<Fault>, Option<UnixTime>) {
    let mut faults = Vec::new();
    for (at, certificate) in path.iter().enumerate() {
        check_form(certificate, at, &mut faults);
        check_key(certificate, at, &mut faults);
        check_validity(certificate, at, question.clock, &mut faults);
        check_usage(certificate, at, question, &mut faults);
        check_blocked(certificate, at, question, &mut faults);
        if at == 0 {
            check_end_entity(certificate, question, &mut faults);
        } else {
            check_issuer(certificate, at, path, &mut faults);
        }
    }
    check_anchor(anchor, path, question, &mut faults);
    check_clock(question.clock, &mut faults);
    super::names::check(path, anchor, question, &mut faults);
    super::policies::check(path, &mut faults);
    if question.policy.profile() == Profile::PublicWeb {
        super::public_web::check(path, anchor, &mut faults);
    }
    let moment = moment(path, question.clock);
    if moment.is_none() {
        faults.push(Fault::new(Reason::NeverValidTogether, 0));
    }
    (faults, moment)
}

fn check_blocked(
    certificate: &Certificate,
    at: usize,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    if let Some(by) = question.blocked.blocks(certificate) {
        faults.push(Fault::noted(Reason::Blocked, at, Note::Words(by.words())));
    }
}

/// Whether the end entity is older than the day from which on its anchor vouches for nothing new.
fn check_issued(
    anchor: &Anchor<'_>,
    path: &[&Certificate],
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let issued = path.first().map(|first| first.validity().not_before());
    let last = question.blocked.last_issue(anchor.certificate);
    if let Some(last) = last.filter(|last| issued.is_some_and(|issued| issued > *last)) {
        let text = format!("the last day that counts is {}", Date::of(last));
        let note = Note::Text(text.into());
        faults.push(Fault::noted(Reason::IssuedTooLate, path.len(), note));
    }
}

/// What must be right with every certificate that was presented.
fn check_form(certificate: &Certificate, at: usize, faults: &mut Vec<Fault>) {
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

fn check_key(certificate: &Certificate, at: usize, faults: &mut Vec<Fault>) {
    match certificate.key_algorithm() {
        KeyAlgorithm::Rsa { bits } if bits < MIN_RSA_BITS => {
            faults.push(Fault::new(Reason::WeakKey, at));
        }
        KeyAlgorithm::Other => faults.push(Fault::new(Reason::UnsupportedKey, at)),
        _ => {}
    }
}

fn check_end_entity(certificate: &Certificate, question: &Question<'_>, faults: &mut Vec<Fault>) {
    let extensions = certificate.extensions();
    if extensions.basic_constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::CaAsEndEntity, 0));
    }
    if extensions.name_constraints.is_some() {
        // RFC 5280 §4.2.1.10: they MUST be used only in a CA certificate.
        let note = Note::Words("name constraints belong into CA certificates (RFC 5280 §4.2.1.10)");
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    if certificate.issuer_der().is_empty() {
        let note = Note::Words("its issuer has no name (RFC 5280 §4.1.2.4)");
        faults.push(Fault::noted(Reason::PathRefused, 0, note));
    }
    check_key_usage(certificate, question, faults);
}

/// TLS uses a server's key to sign, to decipher (RSA key exchange) or to agree on a key (RFC 8446 §4.4.2.2,
/// RFC 5246 §7.4.2), and a client's to sign or to agree (RFC 5246 §7.4.6): nobody enciphers to a client. A key
/// usage without any of them is for something else.
fn check_key_usage(certificate: &Certificate, question: &Question<'_>, faults: &mut Vec<Fault>) {
    let fits = match question.usage {
        Usage::ServerAuth => KeyUsage::fits_tls_server,
        Usage::ClientAuth => KeyUsage::fits_tls_client,
    };
    let usable = certificate.extensions().key_usage.is_none_or(fits);
    if !usable {
        faults.push(Fault::new(Reason::KeyUsageNotAllowed, 0));
    }
}

/// What must be right with an intermediate. The path verifier checks cA and the path length; here they get
/// their place, and keyCertSign, which it leaves out, its check.
fn check_issuer(issuer: &Certificate, at: usize, path: &[&Certificate], faults: &mut Vec<Fault>) {
    let extensions = issuer.extensions();
    let constraints = extensions.basic_constraints;
    if !constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::NotACa, at));
    } else if !issuer.is_ca() {
        faults.push(Fault::new(Reason::MayNotSign, at));
    }
    if issuer.subject_der().is_empty() {
        let note = Note::Words("a CA has no name (RFC 5280 §4.1.2.6)");
        faults.push(Fault::noted(Reason::PathRefused, at, note));
    }
    check_path_length(issuer, at, path, faults);
}

/// RFC 5280 §4.2.1.9: how many CAs that are not self-issued may follow, the end entity not counted.
fn check_path_length(
    issuer: &Certificate,
    at: usize,
    path: &[&Certificate],
    faults: &mut Vec<Fault>,
) {
    let below = path.iter().take(at).skip(1).filter(|ca| !ca.is_self_issued()).count();
    let limit = issuer.extensions().basic_constraints.and_then(|bc| bc.path_length);
    if limit.is_some_and(|limit| below > usize::from(limit)) {
        faults.push(Fault::new(Reason::PathLengthExceeded, at));
    }
}

/// The anchor vouches because it is in the store; its validity, key and limits still count.
fn check_anchor(
    anchor: &Anchor<'_>,
    path: &[&Certificate],
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let at = path.len();
    let validity = anchor.certificate.validity();
    match question.clock {
        Clock::Set(now) | Clock::AtLeast(now) if now > validity.not_after() => {
            faults.push(Fault::new(Reason::AnchorExpired, at));
        }
        Clock::Set(now) if now < validity.not_before() => {
            faults.push(Fault::new(Reason::AnchorNotYetValid, at));
        }
        _ => {}
    }
    if anchor.certificate.extensions().unknown_critical.is_some() {
        faults.push(Fault::new(Reason::UnknownCriticalExtension, at));
    }
    check_key(anchor.certificate, at, faults);
    check_blocked(anchor.certificate, at, question, faults);
    check_issued(anchor, path, question, faults);
    check_usage(anchor.certificate, at, question, faults);
    check_path_length(anchor.certificate, at, path, faults);
    if anchor.disabled {
        faults.push(Fault::new(Reason::AnchorDisabled, at));
    }
    if !question.vouches(anchor.part) {
        faults.push(Fault::new(Reason::AnchorExcludedBySource, at));
    }
}

fn check_validity(certificate: &Certificate, at: usize, clock: Clock, faults: &mut Vec<Fault>) {
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

fn check_clock(clock: Clock, faults: &mut Vec<Fault>) {
    if !matches!(clock, Clock::Set(_)) {
        faults.push(Fault::new(Reason::ClockNotSet, 0));
    }
}

/// The moment at which the path verifier is asked: now, or the nearest moment at which all are valid, since
/// what lies outside its validity was found already.
fn moment(path: &[&Certificate], clock: Clock) -> Option<UnixTime> {
    let together = together(path)?;
    let wanted = match clock {
        Clock::Set(now) | Clock::AtLeast(now) => now,
        Clock::Unset => together.not_before(),
    };
    Some(wanted.clamp(together.not_before(), together.not_after()))
}

/// When all certificates of the path are valid.
pub(super) fn together(path: &[&Certificate]) -> Option<Validity> {
    let (first, others) = path.split_first()?;
    others.iter().try_fold(first.validity(), |together, certificate| {
        together.intersection(certificate.validity())
    })
}

/// RFC 5280 §4.2.1.12: where the extension is there, it names every purpose; on an intermediate it holds for
/// all that it issues, as every deployed verifier reads it, and so it does on an anchor: lists of roots have
/// carried roots for code signing, mail and OCSP. anyExtendedKeyUsage alone names no purpose.
fn check_usage(
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
    // RFC 5924 §4: a certificate for a SIP domain may say so instead.
    let is_sip = question.policy.name_rules() == NameRules::Rfc5922 && purposes.sip_domain;
    if !is_wanted && !is_sip {
        faults.push(Fault::new(Reason::UsageNotAllowed, at));
    }
}
