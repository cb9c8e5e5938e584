//! Floor 1: the use of a peer's certificate.

use crate::numbered::numbered;
use core::fmt;

/// The use of a peer's certificate (RFC 5280 §4.2.1.12): the side of TLS that the peer is on.
///
/// ```
/// use trustslot::Usage;
///
/// assert_eq!(Usage::ServerAuth.to_string(), "TLS server");
/// assert_eq!(Usage::from_code(1), Some(Usage::ClientAuth));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Usage {
    /// The peer is a TLS server.
    ServerAuth,
    /// The peer is a TLS client.
    ClientAuth,
}

impl Usage {
    /// The key usages that TLS has for the key of this side, of which one is enough (RFC 5280 §4.2.1.3).
    ///
    /// ```
    /// use trustslot::Usage;
    ///
    /// assert_eq!(Usage::ClientAuth.key_usages(), ["digitalSignature", "keyAgreement"]);
    /// ```
    pub const fn key_usages(self) -> &'static [&'static str] {
        match self {
            Self::ServerAuth => &["digitalSignature", "keyEncipherment", "keyAgreement"],
            Self::ClientAuth => &["digitalSignature", "keyAgreement"],
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServerAuth => "TLS server",
            Self::ClientAuth => "TLS client",
        })
    }
}

numbered! {
    Usage: u8 {
        ServerAuth = 0 "server-auth",
        ClientAuth = 1 "client-auth",
    }
}
