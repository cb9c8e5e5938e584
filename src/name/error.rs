//! Why a text is not the name of a host.

use crate::message::message;
use crate::numbered::numbered;
use core::fmt;

/// Text that is neither a DNS name nor an IP address.
///
/// The message states the fact; [`remedy`](Self::remedy) says how to correct the text.
///
/// ```
/// use trustslot::{ReferenceIdentity, Remedy};
///
/// let error = "sip.example.com:5061".parse::<ReferenceIdentity>().unwrap_err();
/// assert_eq!(error.to_string(), "the name includes a port");
/// assert_eq!(error.remedy(), Some(Remedy::GiveHostOnly));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceIdentityError {
    /// The text is empty.
    Empty,
    /// The name is longer than DNS allows.
    TooLong {
        /// Its length in bytes, without a final dot.
        bytes: usize,
    },
    /// The name has two dots in a row, begins with a dot, or is only dots.
    EmptyLabel {
        /// Counted from 1, from the left.
        position: usize,
    },
    /// A label, the text between two dots, is longer than DNS allows.
    LabelTooLong {
        /// Counted from 1, from the left.
        position: usize,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The name has a space, a slash, a control character or the like.
    BadCharacter {
        /// The first such character.
        character: char,
    },
    /// The name is internationalized and in Unicode; certificates have its A-label form (RFC 5890 §2.3.2.1).
    NotAscii,
    /// The text has a port: `host:5061`.
    Port,
    /// The address is in brackets, as in URIs: `[2001:db8::7]`.
    Brackets,
    /// The text is a URI: `https://host/`, `sip:host`.
    Uri,
    /// The text has a user: `alice@host`.
    User,
    /// The text ends in a number, but is not four decimal numbers without leading zeros: `127.1`, `0x7f.1`, `192.0.2.01`,
    /// `1.2.3.4.5`.
    Number,
    /// The address has a zone, which certificates do not have: `fe80::1%eth0`.
    Zone,
    /// The text has colons, but is not an IPv6 address.
    BadAddress,
    /// The text has something before a colon that is no scheme of a URI and no part of an address: `DNS:host`.
    Prefix,
    /// The name has a wildcard, as in certificates: `*.example.com`.
    Wildcard,
}

impl fmt::Display for ReferenceIdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => message!(f, "no name is given"),
            Self::TooLong { bytes } => {
                message!(f, "the name is {bytes} bytes; the limit is 253 (RFC 1035 §2.3.4)", bytes)
            }
            Self::EmptyLabel { position } => {
                message!(f, "label {position} of the name is empty", position)
            }
            Self::LabelTooLong { position, bytes } => message!(
                f,
                "label {position} of the name is {bytes} bytes; the limit is 63 (RFC 1035 §2.3.4)",
                position,
                bytes
            ),
            Self::BadCharacter { character } => {
                write!(f, "{character:?} is not allowed in a host name")
            }
            Self::NotAscii => message!(f, "the name has characters beyond ASCII"),
            Self::Port => message!(f, "the name includes a port"),
            Self::Brackets => message!(f, "the address is in brackets"),
            Self::Uri => message!(f, "this is a URI, not a host name"),
            Self::User => message!(f, "the name includes a user"),
            Self::Number => message!(f, "the name ends in a number, but is not an IPv4 address"),
            Self::Zone => message!(f, "the address includes a zone"),
            Self::BadAddress => message!(f, "this is not an IPv6 address (RFC 4291 §2.2)"),
            Self::Prefix => message!(f, "the name has a prefix that ends in a colon"),
            Self::Wildcard => message!(f, "the name has a wildcard"),
        }
    }
}

impl core::error::Error for ReferenceIdentityError {}

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
        Prefix = 1915 "name-with-prefix",
    }
}
