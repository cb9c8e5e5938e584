//! The name or address that the caller dialed.

use super::dns::DnsName;
use super::error::ReferenceIdentityError;
use crate::bytes::find::find;
use core::fmt;
use core::net::{IpAddr, Ipv6Addr};
use core::str::FromStr;

/// The host to reach, by name or by address: as configured or dialed, never as a resolver returned it (the reference
/// identifier of RFC 6125 §1.8 and RFC 9525 §2).
///
/// It is parsed once, strictly: text that is neither a DNS name nor an IP address is an error, so no later check can
/// misread it.
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
/// assert_eq!(error.to_string(), "the name includes a port");
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
    /// The text is neither a name nor an address. The error names the likely mistake.
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

/// Recognizes what people type instead of a host, so that the error can say what to remove.
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
    if find(text.as_bytes(), b"://").is_some() || SCHEMES.iter().any(has_scheme) {
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
    let may_be_address = |byte: u8| byte.is_ascii_hexdigit() || b":.%".contains(&byte);
    text.contains(':').then(|| {
        if text.bytes().all(may_be_address) {
            ReferenceIdentityError::BadAddress
        } else {
            ReferenceIdentityError::Prefix
        }
    })
}
