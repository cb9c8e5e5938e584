//! Which name of a certificate matches the reference identity.

use super::dns::DnsName;
use super::presented::{self, Entry, Room};
use super::reference::ReferenceIdentity;
use super::rules::{Matching, NameRules};
use super::sip;
use super::wildcard::{Fit, Target};
use crate::bytes::der::Element;
use crate::certificate::{Certificate, Part};
use crate::numbered::numbered;
use crate::text::{is_shown_as_it_is, shown_bytes};
use alloc::string::{String, ToString as _};
use core::fmt;
use core::net::IpAddr;

/// The name in the certificate that matched, and the rule by which it did.
///
/// ```
/// # use trustslot::{Certificate, MatchedBy, NameRules};
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// let name = certificate.matches(&"sip.example.com".parse()?, NameRules::Rfc2818)?;
/// assert_eq!(name.presented(), "*.example.com");
/// assert_eq!(name.by(), MatchedBy::DnsIdWildcard);
/// assert_eq!(name.to_string(), r#""*.example.com" (dNSName, wildcard)"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct NameMatch {
    presented: Presented,
    by: MatchedBy,
}

/// The text of a name, which few callers ask for.
#[derive(Clone)]
enum Presented {
    /// It is shown as it is in the certificate.
    Plain(Part),
    Escaped(String),
}

/// The rule by which a name matched.
///
/// ```
/// use trustslot::MatchedBy;
///
/// assert_eq!(MatchedBy::DnsIdWildcard.to_string(), "dNSName, wildcard");
/// assert!(MatchedBy::CommonName.is_common_name());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MatchedBy {
    /// A dNSName that equals the reference.
    DnsId,
    /// A dNSName with a wildcard that covers a label of the reference, or a part of one.
    DnsIdWildcard,
    /// The most specific common name; no other name takes precedence.
    CommonName,
    /// The most specific common name, with a wildcard.
    CommonNameWildcard,
    /// An iPAddress entry with the same bytes.
    IpAddress,
    /// A `sip` URI of the domain.
    SipUri,
    /// A `sip` URI with a wildcard: `sip:*.example.com`. It counts only if the policy allows wildcards for SIP
    /// ([`Policy::with_sip_wildcards`](crate::Policy::with_sip_wildcards)).
    SipUriWildcard,
}

impl MatchedBy {
    /// True if the common name matched. Servers should get a certificate with a dNSName: RFC 9525 no longer allows
    /// common names.
    pub const fn is_common_name(self) -> bool {
        matches!(self, Self::CommonName | Self::CommonNameWildcard)
    }
}

impl NameMatch {
    /// The name as in the certificate, safe to show between quotation marks: at most 304 characters, non-ASCII bytes
    /// as `\xNN`.
    pub fn presented(&self) -> &str {
        match &self.presented {
            Presented::Plain(part) => str::from_utf8(part.bytes()).unwrap_or_default(),
            Presented::Escaped(text) => text,
        }
    }

    /// The rule by which it matched.
    pub const fn by(&self) -> MatchedBy {
        self.by
    }
}

impl PartialEq for NameMatch {
    fn eq(&self, other: &Self) -> bool {
        self.by == other.by && self.presented() == other.presented()
    }
}

impl Eq for NameMatch {}

impl fmt::Debug for NameMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameMatch")
            .field("presented", &self.presented())
            .field("by", &self.by)
            .finish()
    }
}

/// A match that borrows from the certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'c> {
    text: Text<'c>,
    by: MatchedBy,
}

#[derive(Clone, Copy, Debug)]
enum Text<'c> {
    /// It equals a host name, except for a wildcard.
    Host(&'c [u8]),
    Bytes(&'c [u8]),
    Attribute(Element<'c>),
    Address(IpAddr),
}

/// The first name in the certificate that matches `reference`.
pub(super) fn find<'c>(
    certificate: &'c Certificate,
    reference: &ReferenceIdentity,
    matching: Matching,
) -> Option<Found<'c>> {
    match (reference, matching.rules) {
        (ReferenceIdentity::Dns(name), NameRules::Rfc5922) => {
            find_sip_domain(certificate, name, matching)
        }
        (ReferenceIdentity::Dns(name), _) => find_host(certificate, name, matching),
        // RFC 5922 §7.1: SIP domains are names, never addresses.
        (ReferenceIdentity::Ip(_), NameRules::Rfc5922) => None,
        (ReferenceIdentity::Ip(address), _) => find_address(certificate, *address),
    }
}

fn find_host<'c>(
    certificate: &'c Certificate,
    name: &DnsName,
    matching: Matching,
) -> Option<Found<'c>> {
    let rules = matching.rules;
    let target = Target::new(name);
    let wildcards = matching.wildcards();
    let mut common_name_counts =
        rules != NameRules::Rfc9525 && !presented::lists_nothing(certificate);
    for entry in presented::entries(certificate) {
        match entry {
            Entry::Dns(bytes) => {
                if let Some(fit) = target.fit(bytes, wildcards) {
                    return Some(Found::by_dns_id(bytes, fit));
                }
                // An empty or malformed dNSName is also present (RFC 2818 §3.1).
                common_name_counts = false;
            }
            Entry::Uri(_) | Entry::OtherName if rules == NameRules::Rfc6125 => {
                common_name_counts = false;
            }
            _ => {}
        }
    }
    if !common_name_counts {
        return None;
    }
    let value = presented::common_name(certificate)?;
    let mut room: Room = [0; 256];
    let fit = target.fit(presented::ascii(&value, &mut room)?, wildcards)?;
    Some(Found::by_common_name(value, fit))
}

/// In the order of RFC 5922 §7.1: `sip` URIs, else dNSNames, else (no subjectAltName) the common name.
fn find_sip_domain<'c>(
    certificate: &'c Certificate,
    name: &DnsName,
    matching: Matching,
) -> Option<Found<'c>> {
    let target = Target::new(name);
    let wildcards = matching.wildcards();
    let mut has_uri = false;
    for entry in presented::entries(certificate) {
        if let Entry::Uri(uri) = entry
            && let Some(domain) = sip::domain(uri)
        {
            if let Some(fit) = target.fit(domain, wildcards) {
                let by = match fit {
                    Fit::Exact => MatchedBy::SipUri,
                    Fit::Wildcard => MatchedBy::SipUriWildcard,
                };
                return Some(Found::new(Text::Bytes(uri), by));
            }
            has_uri = true;
        }
    }
    if has_uri {
        return None;
    }
    for entry in presented::entries(certificate) {
        if let Entry::Dns(bytes) = entry
            && let Some(fit) = target.fit(bytes, wildcards)
        {
            return Some(Found::by_dns_id(bytes, fit));
        }
    }
    if certificate.subject_alt_names().is_some() {
        return None;
    }
    let value = presented::common_name(certificate)?;
    let mut room: Room = [0; 256];
    let fit = target.fit(presented::ascii(&value, &mut room)?, wildcards)?;
    Some(Found::by_common_name(value, fit))
}

fn find_address(certificate: &Certificate, wanted: IpAddr) -> Option<Found<'_>> {
    let is_wanted = |entry| match entry {
        Entry::Ip(bytes) => presented::address(bytes) == Some(wanted),
        _ => false,
    };
    presented::entries(certificate)
        .any(is_wanted)
        .then(|| Found::new(Text::Address(wanted), MatchedBy::IpAddress))
}

impl<'c> Found<'c> {
    const fn new(text: Text<'c>, by: MatchedBy) -> Self {
        Self { text, by }
    }

    const fn by_dns_id(bytes: &'c [u8], fit: Fit) -> Self {
        let by = match fit {
            Fit::Exact => MatchedBy::DnsId,
            Fit::Wildcard => MatchedBy::DnsIdWildcard,
        };
        Self::new(Text::Host(bytes), by)
    }

    const fn by_common_name(value: Element<'c>, fit: Fit) -> Self {
        let by = match fit {
            Fit::Exact => MatchedBy::CommonName,
            Fit::Wildcard => MatchedBy::CommonNameWildcard,
        };
        Self::new(Text::Attribute(value), by)
    }

    /// The match, in the certificate that it was found in.
    pub(super) fn into_match(self, certificate: &Certificate) -> NameMatch {
        let whole = |bytes: &[u8]| Presented::Escaped(shown_bytes(bytes, DnsName::MAX_BYTES));
        let presented = match self.text {
            Text::Host(bytes) => Presented::Plain(certificate.part(bytes)),
            Text::Bytes(bytes) if is_shown_as_it_is(bytes, DnsName::MAX_BYTES) => {
                Presented::Plain(certificate.part(bytes))
            }
            Text::Bytes(bytes) => whole(bytes),
            Text::Attribute(value) => {
                let mut room: Room = [0; 256];
                whole(presented::ascii(&value, &mut room).unwrap_or_default())
            }
            Text::Address(address) => Presented::Escaped(address.to_string()),
        };
        NameMatch { presented, by: self.by }
    }
}

/// The name and the rule: `"*.example.com" (dNSName, wildcard)`.
impl fmt::Display for NameMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" ({})", self.presented(), self.by)
    }
}

impl fmt::Display for MatchedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DnsId => "dNSName",
            Self::DnsIdWildcard => "dNSName, wildcard",
            Self::CommonName => "common name",
            Self::CommonNameWildcard => "common name, wildcard",
            Self::IpAddress => "iPAddress",
            Self::SipUri => "sip URI",
            Self::SipUriWildcard => "sip URI, wildcard",
        })
    }
}

numbered! {
    MatchedBy: u8 {
        DnsId = 0 "dns-id",
        DnsIdWildcard = 1 "dns-id-wildcard",
        CommonName = 2 "common-name",
        CommonNameWildcard = 3 "common-name-wildcard",
        IpAddress = 4 "ip-address",
        SipUri = 5 "sip-uri",
        SipUriWildcard = 6 "sip-uri-wildcard",
    }
}
