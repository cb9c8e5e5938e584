//! A name that a CA may not issue for, as a message.

use crate::text::Quoted;
use core::fmt;

/// A name that an issuing CA's name constraints do not allow (RFC 5280 §4.2.1.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConstraintViolation {
    pub(super) kind: ConstrainedName,
    pub(super) name: Quoted,
    pub(super) fault: ConstraintFault,
    /// The constraint that excludes it or is malformed.
    pub(super) constraint: Option<Quoted>,
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
}

/// How a name violates the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstraintFault {
    /// It is in an excluded subtree, or its wildcard covers a name that is.
    Excluded,
    /// It is in none of the permitted subtrees, or its wildcard covers a name that is not.
    NotPermitted,
    /// The constraint has a form that RFC 5280 does not define, so no name can be checked against it.
    OddConstraint,
    /// There are constraints for names of its kind, but it is malformed and cannot be checked against them.
    OddName,
}

/// Completes a message that names the CA: "… cannot issue for a name: …".
impl fmt::Display for ConstraintViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, fault, constraint } = self;
        let constraint = ConstraintName(constraint.as_ref());
        match fault {
            ConstraintFault::Excluded => {
                write!(f, "the {kind} {name} is excluded by the constraint{constraint}")
            }
            ConstraintFault::NotPermitted => write!(f, "the {kind} {name} is not permitted"),
            ConstraintFault::OddConstraint => write!(
                f,
                "the {kind} {name} cannot be checked: the constraint{constraint} is malformed"
            ),
            ConstraintFault::OddName => {
                write!(f, "the {kind} {name} is malformed, so it cannot be checked")
            }
        }
    }
}

/// A constraint after the word "constraint".
struct ConstraintName<'a>(Option<&'a Quoted>);

impl fmt::Display for ConstraintName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |constraint| write!(f, " {constraint}"))
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
