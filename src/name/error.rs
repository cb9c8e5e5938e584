//! Why a text names nobody who could be meant.

use crate::numbered::numbered;
use thiserror::Error;

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
