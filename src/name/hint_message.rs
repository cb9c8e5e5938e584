//! The message of each hint.

use super::hint::NameHint;
use super::reference::ReferenceIdentity;
use super::rules::NameRules;
use crate::text::Quoted;
use core::fmt;

/// A hint about a name of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) hint: NameHint,
    pub(super) within: Within,
    pub(super) name: Quoted,
}

/// Where a certificate has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Dns,
    Uri,
    MailAddress,
    CommonName,
}

impl Near {
    pub(super) fn fmt_message(
        &self,
        f: &mut fmt::Formatter<'_>,
        reference: &ReferenceIdentity,
        rules: NameRules,
    ) -> fmt::Result {
        let Self { hint, within, name } = self;
        let needed = match reference {
            ReferenceIdentity::Dns(_) => "a DNS entry",
            ReferenceIdentity::Ip(_) => "an IP address entry",
        };
        match hint {
            NameHint::CommonNameWouldMatch => f.write_str(match rules {
                NameRules::Rfc2818 => "the common name would match, but it does not count beside DNS names (RFC 2818 §3.1)",
                NameRules::Rfc6125 => "the common name would match, but it does not count beside other names (RFC 6125 §6.4.4)",
                NameRules::Rfc9525 => "the common name would match, but common names do not count (RFC 9525 §2)",
                NameRules::Rfc5922 => "the common name would match, but it does not count beside a subjectAltName (RFC 5922 §7.1)",
            }),
            NameHint::EmptySubjectAltName => f.write_str("the common name would match, but it does not count beside an empty subjectAltName (RFC 5280 §4.2.1.6)"),
            NameHint::EarlierCommonName => write!(f, "only the last common name counts, and that is {name} (RFC 2818 §3.1)"),
            NameHint::IpInDnsName => write!(f, "\"{reference}\" is in a DNS entry; an IP address counts only in an IP address entry (RFC 2818 §3.1)"),
            NameHint::IpInCommonName => write!(f, "\"{reference}\" is in the common name; an IP address counts only in an IP address entry (RFC 2818 §3.1)"),
            NameHint::IpMapped => write!(f, "the certificate has \"{reference}\" in the form of the other IP version, which is a different address"),
            NameHint::IpIsNoSipDomain => write!(f, "\"{reference}\" is an IP address, but a SIP domain must be a name (RFC 5922 §7.1)"),
            NameHint::WildcardTooDeep => write!(f, "the wildcard in {name} covers one label, but \"{reference}\" has more there (RFC 2818 §3.1)"),
            NameHint::WildcardNeedsLabel => write!(f, "the wildcard in {name} covers one label, but \"{reference}\" has none there (RFC 2818 §3.1)"),
            NameHint::WildcardAtTop => write!(f, "the wildcard in {name} would cover a whole top-level domain, so it does not count"),
            NameHint::WildcardInALabel => write!(f, "the wildcard in {name} covers a part of an encoded label (xn--…), so it does not count (RFC 6125 §6.4.3)"),
            NameHint::WildcardNotLeftmost => write!(f, "the wildcard in {name} is not in the leftmost label, so it does not count (RFC 6125 §6.4.3)"),
            NameHint::TwoWildcards => write!(f, "{name} has more than one wildcard, so it does not count (RFC 6125 §7.2)"),
            NameHint::WildcardForNothing => write!(f, "the wildcard in {name} covers at least one character, but \"{reference}\" has none there"),
            NameHint::WildcardNotAllowed => write!(f, "a wildcard as in {name} does not count ({rules})"),
            NameHint::SipUriHidesDns => write!(f, "\"{reference}\" is in a DNS entry, which does not count beside the SIP URI for {name} (RFC 5922 §7.1)"),
            NameHint::HostWithinDomain if rules != NameRules::Rfc5922 => write!(f, "the certificate is for {name}, but not for \"{reference}\" itself"),
            NameHint::HostWithinDomain => write!(f, "the certificate is for {name}, a host in \"{reference}\", but not for that domain itself (RFC 5922 §7.2)"),
            NameHint::FinalDot => write!(f, "{name} ends in a dot, so it does not count in a certificate (RFC 5280 §4.2.1.6)"),
            NameHint::BlankInEntry => write!(f, "{within} {name} has a blank or an invisible character in it, so it does not count"),
            NameHint::PortInEntry => write!(f, "{within} {name} has a port in it, so it does not count"),
            NameHint::UrlInEntry => write!(f, "{within} {name} is a URL, not a name alone, so it does not count"),
            NameHint::PathInEntry => write!(f, "{within} {name} has more behind the name, as a URL has, so it does not count"),
            NameHint::ListInEntry => write!(f, "{within} {name} has more than one name or a separator in it; each name needs its own entry"),
            NameHint::PrefixInEntry => write!(f, "{within} {name} has the kind of the entry before the name, so it does not count"),
            NameHint::UserInEntry => write!(f, "{within} {name} has a user before the name, so it does not count"),
            NameHint::MarksInEntry => write!(f, "{within} {name} has quotation marks or brackets around the name, so it does not count"),
            NameHint::EmptyLabelInEntry => write!(f, "{within} {name} has a dot too much, so it does not count"),
            NameHint::NotAsciiInEntry => write!(f, "{within} {name} has letters beyond ASCII; a certificate must have the name as \"{reference}\" (RFC 5280 §7.2)"),
            NameHint::HostInUri => write!(f, "\"{reference}\" is in the URI entry {name}; it counts only in {needed} (RFC 2818 §3.1)"),
            NameHint::HostInMailAddress => write!(f, "\"{reference}\" is in the mail address {name}; it counts only in {needed} (RFC 2818 §3.1)"),
            NameHint::SipUriNamesUser => write!(f, "the URI entry {name} names a user, not the domain \"{reference}\" (RFC 5922 §7.1)"),
            NameHint::SipsUri => write!(f, "the URI entry {name} does not count: only \"sip:{reference}\" names the domain (RFC 5922 §7.1)"),
            NameHint::SipWildcard => write!(f, "a wildcard as in {name} counts for SIP only if the policy allows it (RFC 5922 §7.2)"),
            NameHint::DomainAbove => write!(f, "the certificate is for {name}, which does not cover \"{reference}\" below it"),
            NameHint::SimilarName => write!(f, "the certificate has {name}, which differs from \"{reference}\" in one place; check the spelling of both"),
            NameHint::NoName => write!(f, "the certificate names no host, so it is not for \"{reference}\""),
        }
    }
}

/// Begins a message about an entry.
impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "the DNS entry",
            Self::Uri => "the URI entry",
            Self::MailAddress => "the mail address entry",
            Self::CommonName => "the common name",
        })
    }
}
