//! The message of each hint.

use super::hint::NameHint;
use super::reference::ReferenceIdentity;
use super::rules::NameRules;
use crate::message::{Text, message, text};
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
    #[expect(clippy::too_many_lines, reason = "one message per hint")]
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
            NameHint::CommonNameWouldMatch => match rules {
                    NameRules::Rfc2818 => text!(
                        "the common name would match, but it does not count beside DNS names (RFC 2818 §3.1)"
                    ),
                    NameRules::Rfc6125 => text!(
                        "the common name would match, but it does not count beside other names (RFC 6125 §6.4.4)"
                    ),
                    NameRules::Rfc9525 => text!(
                        "the common name would match, but common names do not count (RFC 9525 §2)"
                    ),
                    NameRules::Rfc5922 => text!(
                        "the common name would match, but it does not count beside a subjectAltName (RFC 5922 §7.1)"
                    ),
                }.write(f),
            NameHint::EmptySubjectAltName => message!(
                f,
                "the common name would match, but it does not count beside an empty subjectAltName (RFC 5280 §4.2.1.6)"
            ),
            NameHint::EarlierCommonName => message!(
                f,
                "only the last common name counts, and that is {name} (RFC 2818 §3.1)",
                name
            ),
            NameHint::IpInDnsName => message!(
                f,
                "\"{reference}\" is in a DNS entry; an IP address counts only in an IP address entry (RFC 2818 §3.1)",
                reference
            ),
            NameHint::IpInCommonName => message!(
                f,
                "\"{reference}\" is in the common name; an IP address counts only in an IP address entry (RFC 2818 §3.1)",
                reference
            ),
            NameHint::IpMapped => message!(
                f,
                "the certificate has \"{reference}\" in the form of the other IP version, which is a different address",
                reference
            ),
            NameHint::IpIsNoSipDomain => message!(
                f,
                "\"{reference}\" is an IP address, but a SIP domain must be a name (RFC 5922 §7.1)",
                reference
            ),
            NameHint::WildcardTooDeep => message!(
                f,
                "the wildcard in {name} covers one label, but \"{reference}\" has more there (RFC 2818 §3.1)",
                name,
                reference
            ),
            NameHint::WildcardNeedsLabel => message!(
                f,
                "the wildcard in {name} covers one label, but \"{reference}\" has none there (RFC 2818 §3.1)",
                name,
                reference
            ),
            NameHint::WildcardAtTop => message!(
                f,
                "the wildcard in {name} would cover a whole top-level domain, so it does not count",
                name
            ),
            NameHint::WildcardInALabel => message!(
                f,
                "the wildcard in {name} covers a part of an encoded label (xn--…), so it does not count (RFC 6125 §6.4.3)",
                name
            ),
            NameHint::WildcardNotLeftmost => message!(
                f,
                "the wildcard in {name} is not in the leftmost label, so it does not count (RFC 6125 §6.4.3)",
                name
            ),
            NameHint::TwoWildcards => message!(
                f,
                "{name} has more than one wildcard, so it does not count (RFC 6125 §7.2)",
                name
            ),
            NameHint::WildcardForNothing => message!(
                f,
                "the wildcard in {name} covers at least one character, but \"{reference}\" has none there",
                name,
                reference
            ),
            NameHint::WildcardNotAllowed => {
                message!(f, "a wildcard as in {name} does not count ({rules})", name, rules)
            }
            NameHint::SipUriHidesDns => message!(
                f,
                "\"{reference}\" is in a DNS entry, which does not count beside the SIP URI for {name} (RFC 5922 §7.1)",
                reference,
                name
            ),
            NameHint::HostWithinDomain if rules != NameRules::Rfc5922 => message!(
                f,
                "the certificate is for {name}, but not for \"{reference}\" itself",
                name,
                reference
            ),
            NameHint::HostWithinDomain => message!(
                f,
                "the certificate is for {name}, a host in \"{reference}\", but not for that domain itself (RFC 5922 §7.2)",
                name,
                reference
            ),
            NameHint::FinalDot => message!(
                f,
                "{name} ends in a dot, so it does not count in a certificate (RFC 5280 §4.2.1.6)",
                name
            ),
            NameHint::BlankInEntry
            | NameHint::PortInEntry
            | NameHint::UrlInEntry
            | NameHint::PathInEntry
            | NameHint::ListInEntry
            | NameHint::PrefixInEntry
            | NameHint::UserInEntry
            | NameHint::MarksInEntry
            | NameHint::EmptyLabelInEntry => {
                let fault = fault_of_entry(*hint);
                message!(f, "{within} {name} has {fault}", within, name, fault)
            }
            NameHint::NotAsciiInEntry => message!(
                f,
                "{within} {name} has letters beyond ASCII; a certificate must have the name as \"{reference}\" (RFC 5280 §7.2)",
                within,
                name,
                reference
            ),
            NameHint::HostInUri => message!(
                f,
                "\"{reference}\" is in the URI entry {name}; it counts only in {needed} (RFC 2818 §3.1)",
                reference,
                name,
                needed
            ),
            NameHint::HostInMailAddress => message!(
                f,
                "\"{reference}\" is in the mail address {name}; it counts only in {needed} (RFC 2818 §3.1)",
                reference,
                name,
                needed
            ),
            NameHint::SipUriNamesUser => message!(
                f,
                "the URI entry {name} names a user, not the domain \"{reference}\" (RFC 5922 §7.1)",
                name,
                reference
            ),
            NameHint::SipsUri => message!(
                f,
                "the URI entry {name} does not count: only \"sip:{reference}\" names the domain (RFC 5922 §7.1)",
                name,
                reference
            ),
            NameHint::SipWildcard => message!(
                f,
                "a wildcard as in {name} counts for SIP only if the policy allows it (RFC 5922 §7.2)",
                name
            ),
            NameHint::DomainAbove => message!(
                f,
                "the certificate is for {name}, which does not cover \"{reference}\" below it",
                name,
                reference
            ),
            NameHint::SimilarName => message!(
                f,
                "the certificate has {name}, which differs from \"{reference}\" in one place; check the spelling of both",
                name,
                reference
            ),
            NameHint::NoName => message!(
                f,
                "the certificate names no host, so it is not for \"{reference}\"",
                reference
            ),
        }
    }
}

/// What an entry has in it that does not belong to a name. Completes "the DNS entry … has …".
const fn fault_of_entry(hint: NameHint) -> Text {
    match hint {
        NameHint::BlankInEntry => {
            text!("a blank or an invisible character in it, so it does not count")
        }
        NameHint::PortInEntry => text!("a port in it, so it does not count"),
        NameHint::UrlInEntry => text!("a whole URL in it, not only a name, so it does not count"),
        NameHint::PathInEntry => {
            text!("a path after the name, as a URL has, so it does not count")
        }
        NameHint::ListInEntry => {
            text!("more than one name or a separator in it; each name needs its own entry")
        }
        NameHint::PrefixInEntry => {
            text!("the kind of the entry before the name, so it does not count")
        }
        NameHint::UserInEntry => text!("a user before the name, so it does not count"),
        NameHint::MarksInEntry => {
            text!("quotation marks or brackets around the name, so it does not count")
        }
        _ => text!("a dot too many, so it does not count"),
    }
}

/// Begins a message about an entry.
impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Dns => text!("the DNS entry"),
            Self::Uri => text!("the URI entry"),
            Self::MailAddress => text!("the mail address entry"),
            Self::CommonName => text!("the common name"),
        };
        text.write(f)
    }
}
