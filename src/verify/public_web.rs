//! Rules for public CAs: those of RFC 5280 and of the CA/Browser Forum's Baseline Requirements (BR) that do not affect
//! whether the path is genuine.

use super::fault::{Fault, Note};
use crate::bytes::der::{Reader, Tag};
use crate::bytes::oid;
use crate::certificate::general_name::GeneralName;
use crate::certificate::{Certificate, KeyAlgorithm, KeyUsage};
use crate::message::{Text, text};
use crate::verdict::Reason;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::net::IpAddr;

/// The most common names, each of which is compared with every subject alternative name. BR §7.1.4.3 means one; real
/// certificates with more repeat it.
const MAX_COMMON_NAMES: usize = 4;

/// The role of a certificate on a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    EndEntity,
    Intermediate,
    Anchor,
}

/// Adds a fault at index 0 for each rule that the certificate breaks.
pub(super) fn check(certificate: &Certificate, role: Role, faults: &mut Vec<Fault>) {
    let mut broken = |words| {
        faults.push(Fault::noted(Reason::ProfileViolated, 0, Note::Words(words)));
    };
    let extensions = certificate.extensions();
    let is_anchor = role == Role::Anchor;
    // A root is trusted for its name and key, and some of 2009 have serial number 0 or no identifier of their key
    // (RFC 5280 §6.1.1 d).
    if !is_anchor {
        check_serial_number(certificate, &mut broken);
    }
    if extensions.has_policy_constraints && !extensions.policy_constraints_critical {
        broken(text!("its policy constraints are not critical (RFC 5280 §4.2.1.11)"));
    }
    if matches!(certificate.key_algorithm(), KeyAlgorithm::Rsa { bits } if bits % 8 != 0) {
        broken(text!("the length of its RSA key is not a multiple of 8 bits (BR §6.1.5)"));
    }
    if !is_anchor
        && extensions.authority_key_identifier.is_none_or(|aki| aki.key_identifier.is_none())
    {
        broken(text!("it has no authority key identifier (RFC 5280 §4.2.1.1)"));
    }
    if role == Role::EndEntity {
        check_usages(certificate, &mut broken);
        if extensions.key_usage.is_some_and(KeyUsage::key_cert_sign) && !certificate.is_ca() {
            broken(text!(
                "its key usage allows signing certificates, but it is not a CA (RFC 5280 §4.2.1.3)"
            ));
        }
        check_subject_names(certificate, &mut broken);
        return;
    }
    if !is_anchor && extensions.subject_key_identifier.is_none() {
        broken(text!("it has no subject key identifier (RFC 5280 §4.2.1.2)"));
    }
    if !extensions.basic_constraints_critical {
        broken(text!("its basic constraints are not critical (RFC 5280 §4.2.1.9)"));
    }
    check_constraints(certificate, &mut broken);
    if is_anchor {
        if extensions.extended_key_usage.is_some() {
            broken(text!("it has an extended key usage (BR §7.1.2.1.2)"));
        }
        if let Some(aki) = extensions.authority_key_identifier {
            let own = extensions.subject_key_identifier.map(|ski| ski.of(certificate.as_der()));
            let named = aki.key_identifier.map(|key| key.of(certificate.as_der()));
            if aki.names_certificate || (certificate.is_self_issued() && named != own) {
                broken(text!(
                    "its authority key identifier is not that of its own key (BR §7.1.2.1.3)"
                ));
            }
        }
    }
}

/// BR §7.1.2.7.10: the purposes that a server certificate must have and must not have.
fn check_usages(certificate: &Certificate, broken: &mut impl FnMut(Text)) {
    let extensions = certificate.extensions();
    let Some(purposes) = extensions.extended_key_usage else {
        broken(text!("it has no extended key usage (BR §7.1.2.7.10)"));
        return;
    };
    if extensions.extended_key_usage_critical {
        broken(text!("its extended key usage is critical (BR §7.1.2.7.10)"));
    }
    let mut purposes = Reader::new(purposes.contents.of(certificate.as_der()));
    while let Ok(purpose) = purposes.expect(Tag::ObjectIdentifier) {
        if FOREIGN_PURPOSES.contains(&purpose.value) {
            broken(text!(
                "it also allows code signing, mail, time stamping, OCSP signing or any use (BR §7.1.2.7.10)"
            ));
            return;
        }
    }
}

/// BR §7.1.2.7.12 and §7.1.4.3: DNS names have the syntax of host names, and the common name is one of the names.
///
/// The domain above one of the names is accepted too: the CA validates control of that domain to issue for the name (BR
/// §3.2.2.4), and the common name identifies nobody beside DNS names.
fn check_subject_names(certificate: &Certificate, broken: &mut impl FnMut(Text)) {
    let Some(names) = certificate.subject_alt_names() else {
        broken(text!("it has no subject alternative name (BR §7.1.2.7.12)"));
        return;
    };
    if certificate.subject_der().is_empty() && !certificate.extensions().subject_alt_name_critical {
        broken(text!(
            "its subject is empty and its subject alternative name is not critical (RFC 5280 §4.2.1.6)"
        ));
    }
    let is_odd = |name| matches!(name, GeneralName::Dns(host) if !is_host_or_wildcard(host));
    if names.clone().any(is_odd) {
        broken(text!(
            "one of its DNS names is not a host name (RFC 5280 §4.2.1.6, BR §7.1.2.7.12)"
        ));
    }
    let common_names = || certificate.subject_attributes().common_names();
    if common_names().nth(MAX_COMMON_NAMES).is_some() {
        broken(text!("it has more than 4 common names (BR §7.1.4.3)"));
    } else if !common_names().all(|name| is_among(name.value, names.clone())) {
        broken(text!("its common name is not among its subject alternative names (BR §7.1.4.3)"));
    }
}

/// RFC 5280 §4.2.1.10: the base of a dNSName constraint is a host name. Only URI constraints have a leading dot.
fn check_constraints(certificate: &Certificate, broken: &mut impl FnMut(Text)) {
    let Some(constraints) = certificate.extensions().name_constraints else {
        return;
    };
    for list in [constraints.permitted, constraints.excluded] {
        let list = list.map_or(&[][..], |list| list.of(certificate.as_der()));
        let mut subtrees = Reader::new(list);
        while let Ok(subtree) = subtrees.expect(Tag::Sequence) {
            if let Ok(GeneralName::Dns(base)) = GeneralName::read(&mut subtree.inside())
                && !base.is_empty()
                && !is_host(base)
            {
                broken(text!(
                    "a DNS name in its name constraints is not a host name (RFC 5280 §4.2.1.10)"
                ));
                return;
            }
        }
    }
}

/// True if a common name is the text of one of these names, character for character (BR §7.1.4.3). The text of an address is that of RFC 5952 and RFC 3986
/// §3.2.2.
fn is_among<'n>(common_name: &[u8], mut names: impl Iterator<Item = GeneralName<'n>>) -> bool {
    let address = core::str::from_utf8(common_name)
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(|address: &IpAddr| address.to_string().as_bytes() == common_name);
    names.any(|name| match (name, address) {
        (GeneralName::Dns(host), _) => host == common_name,
        (GeneralName::Ip(bytes), Some(IpAddr::V4(address))) => bytes == address.octets(),
        (GeneralName::Ip(bytes), Some(IpAddr::V6(address))) => bytes == address.octets(),
        _ => false,
    })
}

/// True for a host name, and for one whose whole left-most label is a wildcard.
fn is_host_or_wildcard(name: &[u8]) -> bool {
    is_host(name.strip_prefix(b"*.").unwrap_or(name))
}

/// The preferred syntax of RFC 1034 §3.5 with the digits of RFC 1123 §2.1: letters, digits and inner hyphens.
fn is_host(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'.').all(|label| {
        let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let bounds = [label.first(), label.last()];
        bounds.iter().all(|byte| byte.is_some_and(|byte| *byte != b'-'))
            && label.len() <= 63
            && label.iter().all(is_inner)
    })
}

/// Purposes that a server certificate must not have (BR §7.1.2.7.10).
const FOREIGN_PURPOSES: [&[u8]; 5] = [
    oid::ANY_EXTENDED_KEY_USAGE,
    oid::CODE_SIGNING,
    oid::EMAIL_PROTECTION,
    oid::TIME_STAMPING,
    oid::OCSP_SIGNING,
];

/// RFC 5280 §4.1.2.2: a positive number of at most 20 bytes.
fn check_serial_number(certificate: &Certificate, broken: &mut impl FnMut(Text)) {
    let serial = certificate.serial_number();
    if serial.len() > 20 || matches!(serial, [0x00] | [0x80..=0xff, ..]) {
        broken(text!(
            "its serial number is not a positive number of at most 20 bytes (RFC 5280 §4.1.2.2)"
        ));
    }
}
