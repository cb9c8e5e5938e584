//! Why a name that nearly matched does not.

use super::counting::{common_name_counts, would_match};
use super::dns::DnsName;
use super::presented::{self, Entry, Room};
use super::reference::ReferenceIdentity;
use super::rules::{NameRules, Wildcards};
use super::sip;
use super::wildcard::{Target, cut, is_a_label};
use crate::certificate::Certificate;
use crate::numbered::numbered;
use crate::text::Quoted;
use core::fmt;
use core::net::IpAddr;

/// Why a name of a certificate that nearly matches does not.
///
/// ```
/// use trustslot::{Certificate, NameHint, NameRules};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?; // for *.example.com
/// let mismatch = certificate.matches(&"a.b.example.com".parse()?, NameRules::Rfc2818).unwrap_err();
/// assert_eq!(mismatch.hint(), Some(NameHint::WildcardTooDeep));
/// assert_eq!(
///     mismatch.to_string(),
///     r#"the wildcard in "*.example.com" covers one label, but "a.b.example.com" has more there (RFC 2818 §3.1)"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameHint {
    /// The common name would match, but other names of the certificate take precedence, or it never counts.
    CommonNameWouldMatch,
    /// The common name would match, but there is a subjectAltName without entries.
    EmptySubjectAltName,
    /// A common name would match, but it is not the most specific one (the last).
    EarlierCommonName,
    /// The address is in a dNSName, not in an iPAddress entry.
    IpInDnsName,
    /// The address is in the common name, not in an iPAddress entry.
    IpInCommonName,
    /// One side is an IPv4 address, the other the same address mapped into IPv6.
    IpMapped,
    /// The reference is an address, but SIP domains are names.
    IpIsNoSipDomain,
    /// The wildcard covers one label, but the reference has more: `*.example.com` for a.b.example.com.
    WildcardTooDeep,
    /// The wildcard covers one label, but the reference has none: `*.example.com` for example.com.
    WildcardNeedsLabel,
    /// The wildcard would cover a whole top-level domain: `*.com`.
    WildcardAtTop,
    /// The wildcard covers a part of an A-label, in the certificate or in the reference.
    WildcardInALabel,
    /// The wildcard is not in the leftmost label: `www.*.com`.
    WildcardNotLeftmost,
    /// The name has more than one wildcard: `*.*.example.com`.
    TwoWildcards,
    /// The wildcard would cover no character: `f*.com` for f.com.
    WildcardForNothing,
    /// The rules do not allow this wildcard: any in a SIP domain, or a part of a label under RFC 9525.
    WildcardNotAllowed,
    /// The dNSName would match, but it does not count beside a `sip` URI.
    SipUriHidesDns,
    /// The certificate is for a host in the SIP domain, which RFC 3261 §26.3.2.1 accepted and RFC 5922 does not.
    HostWithinDomain,
    /// The name in the certificate ends in a dot.
    FinalDot,
    /// The certificate has no name that counts under the rules.
    NoName,
}

impl NameHint {
    /// Whether the name itself nearly matched, so that dialing another one does not help.
    pub(super) const fn is_near_miss(self) -> bool {
        matches!(
            self,
            Self::WildcardTooDeep
                | Self::WildcardNeedsLabel
                | Self::WildcardAtTop
                | Self::WildcardInALabel
                | Self::WildcardNotLeftmost
                | Self::TwoWildcards
                | Self::WildcardForNothing
                | Self::WildcardNotAllowed
                | Self::HostWithinDomain
                | Self::FinalDot
        )
    }

    /// The message about `name`, a name of the certificate.
    pub(super) fn fmt_message(
        self,
        f: &mut fmt::Formatter<'_>,
        name: &Quoted,
        reference: &ReferenceIdentity,
        rules: NameRules,
    ) -> fmt::Result {
        match self {
            Self::CommonNameWouldMatch => f.write_str(match rules {
                NameRules::Rfc2818 => "the common name would match, but it does not count beside DNS names (RFC 2818 §3.1)",
                NameRules::Rfc6125 => "the common name would match, but it does not count beside other names (RFC 6125 §6.4.4)",
                NameRules::Rfc9525 => "the common name would match, but common names do not count (RFC 9525 §2)",
                NameRules::Rfc5922 => "the common name would match, but it does not count beside a subjectAltName (RFC 5922 §7.1)",
            }),
            Self::EmptySubjectAltName => f.write_str("the common name would match, but it does not count beside an empty subjectAltName (RFC 5280 §4.2.1.6)"),
            Self::EarlierCommonName => write!(f, "only the last common name counts, and that is {name} (RFC 2818 §3.1)"),
            Self::IpInDnsName => write!(f, "\"{reference}\" is in a DNS name entry; an IP address counts only in an IP address entry (RFC 2818 §3.1)"),
            Self::IpInCommonName => write!(f, "\"{reference}\" is in the common name; an IP address counts only in an IP address entry (RFC 2818 §3.1)"),
            Self::IpMapped => write!(f, "the certificate has \"{reference}\" in the form of the other IP version, which is a different address"),
            Self::IpIsNoSipDomain => write!(f, "\"{reference}\" is an IP address, but a SIP domain must be a name (RFC 5922 §7.1)"),
            Self::WildcardTooDeep => write!(f, "the wildcard in {name} covers one label, but \"{reference}\" has more there (RFC 2818 §3.1)"),
            Self::WildcardNeedsLabel => write!(f, "the wildcard in {name} covers one label, but \"{reference}\" has none there (RFC 2818 §3.1)"),
            Self::WildcardAtTop => write!(f, "the wildcard in {name} would cover a whole top-level domain, so it does not count"),
            Self::WildcardInALabel => write!(f, "the wildcard in {name} covers a part of an encoded label (xn--…), so it does not count (RFC 6125 §6.4.3)"),
            Self::WildcardNotLeftmost => write!(f, "the wildcard in {name} is not in the leftmost label, so it does not count (RFC 6125 §6.4.3)"),
            Self::TwoWildcards => write!(f, "{name} has more than one wildcard, so it does not count (RFC 6125 §7.2)"),
            Self::WildcardForNothing => write!(f, "the wildcard in {name} covers at least one character, but \"{reference}\" has none there"),
            Self::WildcardNotAllowed => write!(f, "a wildcard as in {name} does not count ({rules})"),
            Self::SipUriHidesDns => write!(f, "\"{reference}\" is in a DNS name entry, which does not count beside the SIP URI for {name} (RFC 5922 §7.1)"),
            Self::HostWithinDomain => write!(f, "the certificate is for {name}, a host in \"{reference}\", but not for that domain itself (RFC 5922 §7.2)"),
            Self::FinalDot => write!(f, "{name} ends in a dot, so it does not count in a certificate (RFC 5280 §4.2.1.6)"),
            Self::NoName => write!(f, "the certificate names no host, so it is not for \"{reference}\""),
        }
    }
}

/// The name of the certificate that a hint is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'c> {
    NoName,
    Entry(&'c [u8]),
    /// The common name that counts, the last.
    CommonName,
}

/// The first hint that applies, with the name it is about.
pub(super) fn find<'c>(
    certificate: &'c Certificate,
    reference: &ReferenceIdentity,
    rules: NameRules,
) -> Option<(NameHint, About<'c>)> {
    match reference {
        ReferenceIdentity::Dns(name) => for_name(certificate, name, rules),
        ReferenceIdentity::Ip(address) => for_address(certificate, *address, rules),
    }
}

fn for_name<'c>(
    certificate: &'c Certificate,
    name: &DnsName,
    rules: NameRules,
) -> Option<(NameHint, About<'c>)> {
    let target = Target::new(name);
    let mut room: Room = [0; 256];
    let common_name = presented::common_name(certificate);
    let host = common_name.and_then(|value| presented::ascii(&value, &mut room));
    let common_name_hint = host
        .filter(|_| !common_name_counts(certificate, rules))
        .filter(|bytes| would_match(bytes, &target, rules));
    if common_name_hint.is_some() {
        let is_hidden_by_nothing = matches!(rules, NameRules::Rfc2818 | NameRules::Rfc6125)
            && presented::lists_nothing(certificate);
        let hint = if is_hidden_by_nothing {
            NameHint::EmptySubjectAltName
        } else {
            NameHint::CommonNameWouldMatch
        };
        return Some((hint, About::NoName));
    }
    let mut hidden_by = None;
    if rules == NameRules::Rfc5922 {
        for domain in sip_domains(certificate) {
            if let Some(hint) = near_miss(domain, &target, rules) {
                return Some((hint, About::Entry(domain)));
            }
            hidden_by = hidden_by.or(Some(domain));
        }
    }
    let mut has_dns = false;
    for bytes in dns_names(certificate) {
        has_dns = true;
        if let Some(domain) = hidden_by {
            if would_match(bytes, &target, rules) {
                return Some((NameHint::SipUriHidesDns, About::Entry(domain)));
            }
        } else if let Some(hint) = near_miss(bytes, &target, rules) {
            return Some((hint, About::Entry(bytes)));
        }
    }
    if has_dns || hidden_by.is_some() {
        return None;
    }
    if !common_name_counts(certificate, rules) {
        let is_nameless = rules == NameRules::Rfc5922 || !has_address(certificate);
        return is_nameless.then_some((NameHint::NoName, About::NoName));
    }
    if common_name.is_none() {
        let is_nameless = !has_address(certificate);
        return is_nameless.then_some((NameHint::NoName, About::NoName));
    }
    let hint = if earlier_would_match(certificate, &target, rules) {
        Some(NameHint::EarlierCommonName)
    } else {
        host.and_then(|host| near_miss(host, &target, rules))
    };
    hint.map(|hint| (hint, About::CommonName))
}

fn for_address(
    certificate: &Certificate,
    wanted: IpAddr,
    rules: NameRules,
) -> Option<(NameHint, About<'_>)> {
    let is_wanted = |bytes: &[u8]| {
        core::str::from_utf8(bytes).ok().and_then(|text| text.parse::<IpAddr>().ok())
            == Some(wanted)
    };
    let hint = if rules == NameRules::Rfc5922 {
        NameHint::IpIsNoSipDomain
    } else if dns_names(certificate).any(is_wanted) {
        NameHint::IpInDnsName
    } else if presented::common_name(certificate).is_some_and(|value| {
        let mut room: Room = [0; 256];
        presented::ascii(&value, &mut room).is_some_and(is_wanted)
    }) {
        NameHint::IpInCommonName
    } else if addresses(certificate).any(|address| is_same_mapped(address, wanted)) {
        NameHint::IpMapped
    } else if presented::common_name(certificate).is_none()
        && dns_names(certificate).next().is_none()
        && !has_address(certificate)
    {
        NameHint::NoName
    } else {
        return None;
    };
    Some((hint, About::NoName))
}

fn sip_domains(certificate: &Certificate) -> impl Iterator<Item = &[u8]> {
    presented::entries(certificate).filter_map(|entry| match entry {
        Entry::Uri(uri) => sip::domain(uri),
        _ => None,
    })
}

fn dns_names(certificate: &Certificate) -> impl Iterator<Item = &[u8]> {
    presented::entries(certificate).filter_map(|entry| match entry {
        Entry::Dns(bytes) => Some(bytes),
        _ => None,
    })
}

fn addresses(certificate: &Certificate) -> impl Iterator<Item = IpAddr> {
    presented::entries(certificate).filter_map(|entry| match entry {
        Entry::Ip(bytes) => presented::address(bytes),
        _ => None,
    })
}

fn has_address(certificate: &Certificate) -> bool {
    addresses(certificate).next().is_some()
}

fn is_same_mapped(presented: IpAddr, wanted: IpAddr) -> bool {
    presented != wanted && presented.to_canonical() == wanted.to_canonical()
}

fn earlier_would_match(certificate: &Certificate, target: &Target<'_>, rules: NameRules) -> bool {
    let mut names = certificate.subject_attributes().common_names();
    names.any(|value| {
        let mut room: Room = [0; 256];
        presented::ascii(&value, &mut room).is_some_and(|bytes| would_match(bytes, target, rules))
    })
}

/// Why a name that does not match nearly does, if it does.
fn near_miss(presented: &[u8], target: &Target<'_>, rules: NameRules) -> Option<NameHint> {
    // No host name is longer, so a longer name is no near miss. This also bounds the work.
    if presented.len() > DnsName::MAX_BYTES {
        return None;
    }
    if let Some(relative) = presented.strip_suffix(b".")
        && would_match(relative, target, rules)
    {
        return Some(NameHint::FinalDot);
    }
    let (first, rest) = cut(presented);
    if !presented.contains(&b'*') {
        let host = presented.len().checked_sub(target.whole.len());
        let (inner, domain) = presented.split_at_checked(host?)?;
        let is_within = inner.len() > 1 && inner.ends_with(b".");
        return (is_within && domain.eq_ignore_ascii_case(target.whole))
            .then_some(NameHint::HostWithinDomain);
    }
    if covers(presented, target.whole) {
        return Some(why_not(first, rest, target, rules));
    }
    let rest = rest.filter(|rest| first == b"*" && rest.contains(&b'.'))?;
    if rules.wildcards() == Wildcards::None {
        return None;
    }
    if rest.eq_ignore_ascii_case(target.whole) {
        return Some(NameHint::WildcardNeedsLabel);
    }
    let inner = target.whole.len().checked_sub(rest.len())?;
    let (inner, domain) = target.whole.split_at_checked(inner)?;
    (inner.ends_with(b".") && domain.eq_ignore_ascii_case(rest))
        .then_some(NameHint::WildcardTooDeep)
}

/// The rule that rejects a wildcard which the most lenient reading of RFC 2818 would accept.
fn why_not(first: &[u8], rest: Option<&[u8]>, target: &Target<'_>, rules: NameRules) -> NameHint {
    let stars = |part: &[u8]| memchr::memchr_iter(b'*', part).count();
    let behind = rest.map_or(0, stars);
    if rules.wildcards() == Wildcards::None {
        NameHint::WildcardNotAllowed
    } else if stars(first).saturating_add(behind) > 1 {
        NameHint::TwoWildcards
    } else if behind > 0 {
        NameHint::WildcardNotLeftmost
    } else if first == b"*" {
        NameHint::WildcardAtTop
    } else if rules.wildcards() == Wildcards::WholeLabel {
        NameHint::WildcardNotAllowed
    } else if is_a_label(first) || is_a_label(target.first) {
        NameHint::WildcardInALabel
    } else {
        NameHint::WildcardForNothing
    }
}

/// Whether `presented` covers `whole` if every `*` may cover any part of a label, even an empty one. Goes back to the last
/// wildcard only, so the work is at most the product of the lengths.
fn covers(presented: &[u8], whole: &[u8]) -> bool {
    let mut pattern = presented;
    let mut text = whole;
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([], []) => return true,
            ([b'*', behind @ ..], _) => {
                pattern = behind;
                retry = Some((behind, text));
            }
            ([p, behind @ ..], [t, left @ ..]) if p.eq_ignore_ascii_case(t) => {
                pattern = behind;
                text = left;
            }
            _ => match retry {
                // The last wildcard covers one byte more, unless its label ends here.
                Some((behind, [taken, left @ ..])) if *taken != b'.' => {
                    pattern = behind;
                    text = left;
                    retry = Some((behind, left));
                }
                _ => return false,
            },
        }
    }
}

numbered! {
    NameHint: u8 {
        CommonNameWouldMatch = 1 "common-name-would-match",
        EmptySubjectAltName = 2 "empty-subject-alt-name",
        EarlierCommonName = 3 "earlier-common-name",
        IpInDnsName = 4 "ip-in-dns-name",
        IpInCommonName = 5 "ip-in-common-name",
        IpMapped = 6 "ip-mapped",
        IpIsNoSipDomain = 7 "ip-is-no-sip-domain",
        WildcardTooDeep = 8 "wildcard-too-deep",
        WildcardNeedsLabel = 9 "wildcard-needs-label",
        WildcardAtTop = 10 "wildcard-at-top",
        WildcardInALabel = 11 "wildcard-in-a-label",
        WildcardNotLeftmost = 12 "wildcard-not-leftmost",
        TwoWildcards = 13 "two-wildcards",
        WildcardForNothing = 14 "wildcard-for-nothing",
        WildcardNotAllowed = 15 "wildcard-not-allowed",
        SipUriHidesDns = 16 "sip-uri-hides-dns",
        HostWithinDomain = 17 "host-within-domain",
        FinalDot = 18 "final-dot",
        NoName = 19 "no-name",
    }
}
