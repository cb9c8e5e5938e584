//! The kinds of entries in which a certificate names a peer.

use super::reference::ReferenceIdentity;
use super::rules::NameRules;
use crate::numbered::numbered;
use core::fmt;

/// The kind of entry of the subject alternative name (RFC 5280 §4.2.1.6) in which a certificate names a peer.
///
/// ```
/// use trustslot::EntryKind;
///
/// assert_eq!(EntryKind::Ip.to_string(), "IP address");
/// assert_eq!((EntryKind::SipUri.code(), EntryKind::SipUri.word()), (2, "sip-uri"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// A host or domain by name: dNSName, `DNS:pbx.example.com` in the settings of OpenSSL.
    Dns,
    /// A host by address: iPAddress, `IP:192.0.2.7` in the settings of OpenSSL.
    Ip,
    /// A SIP domain: uniformResourceIdentifier, `URI:sip:example.com` in the settings of OpenSSL (RFC 5922 §7.1).
    SipUri,
}

impl EntryKind {
    /// The kind that can match `reference`; `None` if none can: SIP domains are names, never addresses (RFC 5922 §7.1).
    pub(crate) const fn for_reference(
        reference: &ReferenceIdentity,
        rules: NameRules,
    ) -> Option<Self> {
        match (reference, rules) {
            (ReferenceIdentity::Ip(_), NameRules::Rfc5922) => None,
            (ReferenceIdentity::Ip(_), _) => Some(Self::Ip),
            (ReferenceIdentity::Dns(_), _) => Some(Self::Dns),
        }
    }
}

/// Completes "as a … entry".
impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "DNS",
            Self::Ip => "IP address",
            Self::SipUri => "URI",
        })
    }
}

numbered! {
    EntryKind: u8 {
        Dns = 0 "dns",
        Ip = 1 "ip",
        SipUri = 2 "sip-uri",
    }
}
