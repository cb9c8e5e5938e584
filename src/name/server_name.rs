//! Reference identities from and to the server names of rustls.

use super::dns::DnsName;
use super::error::ReferenceIdentityError;
use super::reference::ReferenceIdentity;
use alloc::format;
use alloc::string::ToString as _;
use core::net;
use pki_types::{InvalidDnsNameError, IpAddr, Ipv4Addr, Ipv6Addr, ServerName};

/// Converts the name that a rustls client connects to.
///
/// ```
/// use trustslot::ReferenceIdentity;
/// use trustslot::pki_types::ServerName;
///
/// let dialed = ServerName::try_from("SIP.Example.com.")?;
/// let reference = ReferenceIdentity::try_from(&dialed)?;
/// assert_eq!(reference.to_string(), "sip.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// There is none for the names and addresses that [`ServerName`] has today: each of them is also a [`ReferenceIdentity`]. It may
/// get other kinds of names, and those that are not DNS names give a [`ReferenceIdentityError`].
impl TryFrom<&ServerName<'_>> for ReferenceIdentity {
    type Error = ReferenceIdentityError;

    fn try_from(name: &ServerName<'_>) -> Result<Self, Self::Error> {
        match name {
            ServerName::DnsName(name) => DnsName::read(name.as_ref()).map(Self::Dns),
            ServerName::IpAddress(IpAddr::V4(v4)) => Ok(Self::Ip(net::IpAddr::from(*v4.as_ref()))),
            ServerName::IpAddress(IpAddr::V6(v6)) => Ok(Self::Ip(net::IpAddr::from(*v6.as_ref()))),
            other => DnsName::read(&format!("{other:?}")).map(Self::Dns),
        }
    }
}

/// Converts to the name that a rustls client connects to.
///
/// ```
/// use trustslot::ReferenceIdentity;
/// use trustslot::pki_types::ServerName;
///
/// let reference: ReferenceIdentity = "sip.example.com".parse()?;
/// assert_eq!(ServerName::try_from(&reference)?, ServerName::try_from("sip.example.com")?);
///
/// let odd: ReferenceIdentity = "pbx-.example.com".parse()?;
/// assert!(ServerName::try_from(&odd).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A DNS name with a label that begins or ends with a hyphen: a [`DnsName`] may have such labels, a [`ServerName`] may
/// not.
impl TryFrom<&ReferenceIdentity> for ServerName<'static> {
    type Error = InvalidDnsNameError;

    fn try_from(reference: &ReferenceIdentity) -> Result<Self, Self::Error> {
        match reference {
            ReferenceIdentity::Dns(name) => {
                pki_types::DnsName::try_from(name.to_string()).map(Self::DnsName)
            }
            ReferenceIdentity::Ip(net::IpAddr::V4(v4)) => Ok(Ipv4Addr::from(v4.octets()).into()),
            ReferenceIdentity::Ip(net::IpAddr::V6(v6)) => Ok(Ipv6Addr::from(v6.segments()).into()),
        }
    }
}
