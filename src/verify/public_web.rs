//! What a public CA may not issue: rules of RFC 5280's profile and the CA/Browser Forum's Baseline
//! Requirements that say nothing about whether a signature chain is genuine.

use super::rules::{Fault, Note};
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::vec::Vec;

/// Adds what the profile refuses.
pub(super) fn check(path: &[&Certificate], anchor: &Anchor, faults: &mut Vec<Fault>) {
    let certificates = path
        .iter()
        .copied()
        .chain(core::iter::once(&anchor.certificate));
    for (at, certificate) in certificates.enumerate() {
        let mut broken = |words| {
            faults.push(Fault::noted(
                Reason::ProfileViolated,
                at,
                Note::Words(words),
            ));
        };
        let extensions = certificate.extensions();
        check_serial_number(certificate, &mut broken);
        let is_end_entity = at == 0;
        let is_anchor = at == path.len();
        if extensions
            .authority_info_access
            .is_some_and(|access| access.critical || !access.well_formed)
        {
            broken("its authority information access is critical or malformed (RFC 5280 §4.2.2.1)");
        }
        if extensions.has_policy_constraints && !extensions.policy_constraints_critical {
            broken("its policy constraints are not critical (RFC 5280 §4.2.1.11)");
        }
        if matches!(certificate.key_algorithm(), KeyAlgorithm::Rsa { bits } if bits % 8 != 0) {
            broken("its RSA key is not a multiple of 8 bits long (BR §6.1.5)");
        }
        if !is_anchor
            && extensions
                .authority_key_identifier
                .is_none_or(|aki| aki.key_identifier.is_none())
        {
            broken("it has no authority key identifier (RFC 5280 §4.2.1.1)");
        }
        if is_end_entity {
            if extensions.subject_alt_name.is_none() {
                broken("it has no subject alternative name (BR §7.1.2.7.12)");
            }
            match extensions.extended_key_usage {
                None => broken("it has no extended key usage (BR §7.1.2.7.10)"),
                Some(_) if extensions.extended_key_usage_critical => {
                    broken("its extended key usage is critical (BR §7.1.2.7.10)");
                }
                Some(_) => {}
            }
            continue;
        }
        if extensions.subject_key_identifier.is_none() {
            broken("it has no subject key identifier (RFC 5280 §4.2.1.2)");
        }
        if !extensions.basic_constraints_critical {
            broken("its basic constraints are not critical (RFC 5280 §4.2.1.9)");
        }
        if is_anchor {
            if extensions.extended_key_usage.is_some() {
                broken("it has an extended key usage (BR §7.1.2.1.2)");
            }
            if let Some(aki) = extensions.authority_key_identifier {
                let own = extensions
                    .subject_key_identifier
                    .map(|ski| ski.of(certificate.as_der()));
                let named = aki.key_identifier.map(|key| key.of(certificate.as_der()));
                if aki.names_certificate || (certificate.is_self_issued() && named != own) {
                    broken("its authority key identifier is not its own (BR §7.1.2.1.3)");
                }
            }
        }
    }
}

/// RFC 5280 §4.1.2.2: positive, not zero, at most 20 octets.
fn check_serial_number(certificate: &Certificate, broken: &mut impl FnMut(&'static str)) {
    let serial = certificate.serial_number();
    if serial.len() > 20 || matches!(serial, [0x00] | [0x80..=0xff, ..]) {
        broken("its serial number is not one from 1 to 20 octets (RFC 5280 §4.1.2.2)");
    }
}
