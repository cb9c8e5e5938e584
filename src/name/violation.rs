//! A name that a CA may not issue for, as a message.

use super::presented;
use crate::certificate::full_name;
use crate::message::{message, text};
use crate::text::{MAX_SHOWN, Quoted};
use alloc::format;
use core::fmt;

/// A name that an issuing CA's name constraints do not allow (RFC 5280 §4.2.1.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConstraintViolation {
    pub(super) kind: ConstrainedName,
    pub(super) name: Quoted,
    pub(super) fault: ConstraintFault,
}

/// The name of a certificate that is checked against the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstrainedName {
    /// The common name that matched as a host name.
    CommonName,
    /// A dNSName.
    DnsName,
    /// The domain of a `sip` URI.
    SipDomain,
    /// An emailAddress of the subject, or an rfc822Name.
    MailAddress,
    /// An iPAddress.
    Address,
    /// A uniformResourceIdentifier.
    Uri,
    /// The subject, or a directoryName.
    DirectoryName,
}

/// How a name violates the constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ConstraintFault {
    /// It is in an excluded subtree, or its wildcard covers a name that is.
    Excluded(Quoted),
    /// It is in none of the permitted subtrees, or its wildcard covers a name that is not.
    NotPermitted {
        /// The first permitted subtree for names of its kind.
        first: Quoted,
        /// The number of the others.
        more: usize,
    },
    /// The constraint has a form that RFC 5280 does not define, so no name can be checked against it.
    OddConstraint(Quoted),
    /// There are constraints for names of its kind, but it is malformed and cannot be checked against them.
    OddName,
}

/// Completes a message that names the CA: "… cannot issue for a name: …".
impl fmt::Display for ConstraintViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, fault } = self;
        match fault {
            ConstraintFault::Excluded(constraint) => {
                message!(
                    f,
                    "the {kind} {name} is excluded by the constraint {constraint}",
                    kind,
                    name,
                    constraint
                )
            }
            ConstraintFault::NotPermitted { first, more: 0 } => {
                message!(
                    f,
                    "the {kind} {name} is not permitted (permitted: {first})",
                    kind,
                    name,
                    first
                )
            }
            ConstraintFault::NotPermitted { first, more } => {
                message!(
                    f,
                    "the {kind} {name} is not permitted (permitted: {first} and {more} more)",
                    kind,
                    name,
                    first,
                    more
                )
            }
            ConstraintFault::OddConstraint(constraint) => message!(
                f,
                "the {kind} {name} cannot be checked: the constraint {constraint} is malformed",
                kind,
                name,
                constraint
            ),
            ConstraintFault::OddName => {
                message!(f, "the {kind} {name} is malformed, so it cannot be checked", kind, name)
            }
        }
    }
}

impl ConstrainedName {
    /// The base of a well-formed constraint for names of this kind, as people write it.
    pub(super) fn shown_base(self, base: &[u8]) -> Quoted {
        match self {
            Self::Address => {
                let (network, mask) = base.split_at(base.len() / 2);
                let ones = mask.iter().map(|byte| byte.count_ones()).fold(0, u32::saturating_add);
                match presented::address(network) {
                    Some(network) => Quoted::text(&format!("{network}/{ones}"), MAX_SHOWN),
                    None => Quoted::bytes(base, MAX_SHOWN),
                }
            }
            Self::DirectoryName => {
                let name = presented::split_element(base).map_or(base, |(_, name, _)| name);
                Quoted::text(&full_name(name), MAX_SHOWN)
            }
            Self::CommonName | Self::DnsName | Self::SipDomain | Self::MailAddress | Self::Uri => {
                Quoted::bytes(base, MAX_SHOWN)
            }
        }
    }
}

impl fmt::Display for ConstrainedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::CommonName => text!("common name"),
            Self::DnsName => text!("DNS name"),
            Self::SipDomain => text!("SIP domain"),
            Self::MailAddress => text!("mail address"),
            Self::Address => text!("IP address"),
            Self::Uri => text!("URI"),
            Self::DirectoryName => text!("directory name"),
        };
        text.write(f)
    }
}
