//! A name that its issuer may not vouch for, in words.

use alloc::string::String;
use core::fmt;

/// A name that an issuing CA's name constraints do not allow (RFC 5280 §4.2.1.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConstraintViolation {
    pub(super) kind: ConstrainedName,
    /// Cut and fit to be shown.
    pub(super) name: String,
    pub(super) fault: ConstraintFault,
    /// The constraint that excludes it or is odd, cut and fit to be shown.
    pub(super) constraint: Option<String>,
}

/// Which name of a certificate is held to the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstrainedName {
    /// The common name that served as a host name.
    CommonName,
    /// A dNSName.
    DnsName,
    /// The domain of a `sip` URI.
    SipDomain,
    /// An emailAddress of the subject, or an rfc822Name.
    MailAddress,
    /// An iPAddress.
    Address,
}

/// How a name goes against the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstraintFault {
    /// It lies in an excluded subtree, or its wildcard reaches into one.
    Excluded,
    /// It lies in none of the permitted subtrees, or its wildcard reaches out of them.
    NotPermitted,
    /// The constraint has a form that RFC 5280 does not have, so nothing can be held to it.
    OddConstraint,
    /// There are constraints for names of its kind, and it has a form that cannot be held to them.
    OddName,
}

impl fmt::Display for ConstraintViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, fault, constraint } = self;
        let constraint = constraint.as_deref().unwrap_or_default();
        match fault {
            ConstraintFault::Excluded => {
                write!(f, "the CA may not vouch for the {kind} {name}: {constraint} is excluded")
            }
            ConstraintFault::NotPermitted => {
                write!(f, "the CA may not vouch for the {kind} {name}: no constraint permits it")
            }
            ConstraintFault::OddConstraint => write!(
                f,
                "the {kind} {name} cannot be held to the CA's constraint \"{constraint}\""
            ),
            ConstraintFault::OddName => write!(
                f,
                "the {kind} {name} has a form that cannot be held to the CA's constraints"
            ),
        }
    }
}

impl fmt::Display for ConstrainedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CommonName => "common name",
            Self::DnsName => "DNS name",
            Self::SipDomain => "SIP domain",
            Self::MailAddress => "mail address",
            Self::Address => "IP address",
        })
    }
}
