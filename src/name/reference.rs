//! Whom the caller meant to reach.

use super::dns::DnsName;
use crate::numbered::numbered;
use core::fmt;
use core::net::{IpAddr, Ipv6Addr};
use core::str::FromStr;
use thiserror::Error;

/// Whom the caller means to reach: what was configured or dialled, never what a resolver answered
/// (the reference identifier of RFC 6125 §1.8 and RFC 9525 §2).
///
/// It is read once, strictly: what is neither a DNS name nor an IP address is an error, so no later check can
/// be led astray by it.
///
/// ```
/// use trustslot::ReferenceIdentity;
/// let name: ReferenceIdentity = "SIP.example.com".parse()?;
/// assert_eq!(name.to_string(), "sip.example.com");
///
/// let address: ReferenceIdentity = "2001:DB8::7".parse()?;
/// assert_eq!(address.to_string(), "2001:db8::7");
///
/// let error = "sip.example.com:5061".parse::<ReferenceIdentity>().unwrap_err();
/// assert_eq!(error.to_string(), "a port is given; name only the host");
/// # Ok::<(), trustslot::ReferenceIdentityError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "certificates name hosts in these two ways; a third must break every caller"
)]
pub enum ReferenceIdentity {
    /// A host by name.
    Dns(DnsName),
    /// A host by address.
    Ip(IpAddr),
}

/// Text that says neither a DNS name nor an IP address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReferenceIdentityError {
    /// Nothing at all.
    #[error("no name is given")]
    Empty,
    /// More than DNS allows.
    #[error("the name has {bytes} bytes, and a DNS name may have 253 (RFC 1035 §2.3.4)")]
    TooLong {
        /// Its length without a final dot.
        bytes: usize,
    },
    /// Two dots in a row, one in front, or nothing but dots.
    #[error("label {position} of the name is empty")]
    EmptyLabel {
        /// Counted from 1, from the left.
        position: usize,
    },
    /// More than DNS allows.
    #[error(
        "label {position} of the name has {bytes} bytes, and a label may have 63 (RFC 1035 §2.3.4)"
    )]
    LabelTooLong {
        /// Counted from 1, from the left.
        position: usize,
        /// Its length.
        bytes: usize,
    },
    /// A space, a slash, a control character, ….
    #[error("{character:?} has no place in a host name")]
    BadCharacter {
        /// The first of them.
        character: char,
    },
    /// An internationalised name in its Unicode form.
    #[error("the name is not ASCII; give its A-label form, xn--… (RFC 5890 §2.3.2.1)")]
    NotAscii,
    /// `host:5061`.
    #[error("a port is given; name only the host")]
    Port,
    /// `[2001:db8::7]`.
    #[error("brackets belong to URIs; give the bare address, such as 2001:db8::7")]
    Brackets,
    /// `https://host/`, `sip:host`.
    #[error("a URI is given; name only its host")]
    Uri,
    /// `alice@host`.
    #[error("a user is given; name only the domain after the @")]
    User,
    /// `127.1`, `0x7f.1`, `192.0.2.01`, `1.2.3.4.5`.
    #[error("it ends in a number, so it must be four decimal numbers without leading zeros")]
    Number,
    /// `fe80::1%eth0`.
    #[error("a zone means nothing in a certificate; leave out everything from the % on")]
    Zone,
    /// It has colons, but is no IPv6 address.
    #[error("it is no IPv6 address (RFC 4291 §2.2)")]
    BadAddress,
    /// `*.example.com`.
    #[error("a wildcard is for certificates; name one host")]
    Wildcard,
}

numbered! {
    ReferenceIdentityError {
        Empty = 1901 "name-empty",
        TooLong = 1902 "name-too-long",
        EmptyLabel = 1903 "name-empty-label",
        LabelTooLong = 1904 "name-label-too-long",
        BadCharacter = 1905 "name-bad-character",
        NotAscii = 1906 "name-not-ascii",
        Port = 1907 "name-with-port",
        Brackets = 1908 "name-in-brackets",
        Uri = 1909 "name-is-uri",
        User = 1910 "name-with-user",
        Number = 1911 "name-is-number",
        Zone = 1912 "name-with-zone",
        BadAddress = 1913 "name-bad-address",
        Wildcard = 1914 "name-wildcard",
    }
}

impl ReferenceIdentity {
    fn read(text: &str) -> Result<Self, ReferenceIdentityError> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Ip(address));
        }
        if let Some(error) = more_than_a_name(text) {
            return Err(error);
        }
        DnsName::read(text).map(Self::Dns)
    }
}

impl FromStr for ReferenceIdentity {
    type Err = ReferenceIdentityError;

    /// # Errors
    ///
    /// Text that is neither, with the likely mistake.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text)
    }
}

impl TryFrom<&str> for ReferenceIdentity {
    type Error = ReferenceIdentityError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::read(text)
    }
}

impl From<IpAddr> for ReferenceIdentity {
    fn from(address: IpAddr) -> Self {
        Self::Ip(address)
    }
}

impl From<DnsName> for ReferenceIdentity {
    fn from(name: DnsName) -> Self {
        Self::Dns(name)
    }
}

impl fmt::Display for ReferenceIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => fmt::Display::fmt(name, f),
            Self::Ip(address) => fmt::Display::fmt(address, f),
        }
    }
}

/// What people type where a host is asked for, recognised so that the error can say what to leave out.
fn more_than_a_name(text: &str) -> Option<ReferenceIdentityError> {
    const SCHEMES: [&str; 3] = ["sip:", "sips:", "urn:"];
    let has_scheme = |scheme: &&str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if !text.is_ascii() {
        return Some(ReferenceIdentityError::NotAscii);
    }
    // `sip:5061` is a host called sip with a port.
    let port = text.rsplit_once(':').filter(|(host, port)| {
        !host.is_empty() && !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit())
    });
    if port.is_some_and(|(host, _)| !host.contains([':', '[', '/', '@'])) {
        return Some(ReferenceIdentityError::Port);
    }
    if text.contains("://") || SCHEMES.iter().any(has_scheme) {
        return Some(ReferenceIdentityError::Uri);
    }
    if text.contains('@') {
        return Some(ReferenceIdentityError::User);
    }
    if text.contains(['[', ']']) {
        return Some(ReferenceIdentityError::Brackets);
    }
    if let Some((address, _)) = text.split_once('%')
        && address.parse::<Ipv6Addr>().is_ok()
    {
        return Some(ReferenceIdentityError::Zone);
    }
    text.contains(':').then_some(ReferenceIdentityError::BadAddress)
}
