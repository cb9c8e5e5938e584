//! Reference identities from and to the server names of rustls.

use super::dns::DnsName;
use super::error::ReferenceIdentityError;
use super::reference::ReferenceIdentity;
use alloc::string::ToString as _;
use pki_types::{InvalidDnsNameError, ServerName};

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
            ServerName::IpAddress(address) => Ok(Self::Ip((*address).into())),
            other => DnsName::read(&other.to_str()).map(Self::Dns),
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
            ReferenceIdentity::Ip(address) => Ok(Self::from(*address)),
        }
    }
}
