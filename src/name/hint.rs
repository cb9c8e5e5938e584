//! Why a name that nearly matched does not: the kinds of near misses.

use crate::numbered::numbered;

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
    /// The rules do not allow this wildcard: a part of a label under RFC 9525, or in SIP domains.
    WildcardNotAllowed,
    /// The dNSName would match, but it does not count beside a `sip` URI.
    SipUriHidesDns,
    /// The certificate is for a host in the SIP domain, which RFC 3261 §26.3.2.1 accepted and RFC 5922 does not.
    HostWithinDomain,
    /// The name in the certificate ends in a dot.
    FinalDot,
    /// The certificate has no name that counts under the rules.
    NoName,
    /// The entry has a blank or an invisible character in it: `pbx.example.com `.
    BlankInEntry,
    /// The entry has a port in it: `pbx.example.com:5061`.
    PortInEntry,
    /// The entry is a URL: `https://pbx.example.com`.
    UrlInEntry,
    /// The entry has a path in it: `pbx.example.com/prov`.
    PathInEntry,
    /// The entry has several names in it: `pbx.example.com, sip.example.com`.
    ListInEntry,
    /// The entry has the kind of the entry in it: `DNS:pbx.example.com`.
    PrefixInEntry,
    /// The entry has a user in it: `alice@pbx.example.com`.
    UserInEntry,
    /// The entry has quotation marks or brackets in it: `"pbx.example.com"`, `[2001:db8::7]`.
    MarksInEntry,
    /// The entry has an empty label: `.example.com`, `pbx..example.com`.
    EmptyLabelInEntry,
    /// The entry has the name in Unicode instead of its A-label form (RFC 5280 §7.2).
    NotAsciiInEntry,
    /// The name is only in a URI, which does not count as a host name.
    HostInUri,
    /// The name is only in a mail address, which does not count as a host name.
    HostInMailAddress,
    /// The `sip` URI names a user, `sip:alice@example.com`, and not the domain (RFC 5922 §7.1).
    SipUriNamesUser,
    /// The URI is `sips:example.com`, but only `sip` URIs name a domain (RFC 5922 §7.1).
    SipsUri,
    /// The wildcard would match, but counts in SIP domains only if the policy allows it
    /// ([`Policy::with_sip_wildcards`](crate::Policy::with_sip_wildcards)).
    SipWildcard,
    /// The certificate is for the domain above the reference, which does not cover the names below it: `example.com` for
    /// www.example.com.
    DomainAbove,
    /// The name differs from the reference by one slip of the keyboard: `pbx.exmaple.com` for pbx.example.com.
    SimilarName,
}

impl NameHint {
    /// Whether the name itself nearly matched, so that dialing another one does not help.
    pub(super) const fn is_near_miss(self) -> bool {
        match self {
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
            | Self::BlankInEntry
            | Self::PortInEntry
            | Self::UrlInEntry
            | Self::PathInEntry
            | Self::ListInEntry
            | Self::PrefixInEntry
            | Self::UserInEntry
            | Self::MarksInEntry
            | Self::EmptyLabelInEntry
            | Self::NotAsciiInEntry
            | Self::SipUriNamesUser
            | Self::SipsUri
            | Self::SipWildcard
            | Self::SimilarName => true,
            Self::CommonNameWouldMatch
            | Self::EmptySubjectAltName
            | Self::EarlierCommonName
            | Self::IpInDnsName
            | Self::IpInCommonName
            | Self::IpMapped
            | Self::IpIsNoSipDomain
            | Self::SipUriHidesDns
            | Self::NoName
            | Self::HostInUri
            | Self::HostInMailAddress
            | Self::DomainAbove => false,
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
        BlankInEntry = 20 "blank-in-entry",
        PortInEntry = 21 "port-in-entry",
        UrlInEntry = 22 "url-in-entry",
        PathInEntry = 23 "path-in-entry",
        ListInEntry = 24 "list-in-entry",
        PrefixInEntry = 25 "prefix-in-entry",
        UserInEntry = 26 "user-in-entry",
        MarksInEntry = 27 "marks-in-entry",
        EmptyLabelInEntry = 28 "empty-label-in-entry",
        NotAsciiInEntry = 29 "not-ascii-in-entry",
        HostInUri = 30 "host-in-uri",
        HostInMailAddress = 31 "host-in-mail-address",
        SipUriNamesUser = 32 "sip-uri-names-user",
        SipsUri = 33 "sips-uri",
        SipWildcard = 34 "sip-wildcard",
        DomainAbove = 35 "domain-above",
        SimilarName = 36 "similar-name",
    }
}
