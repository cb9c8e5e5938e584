//! DNS names of hosts, in one spelling.

use super::error::ReferenceIdentityError;
use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

/// The DNS name of one host: ASCII, in lower case, without a final dot.
///
/// A final dot only marks a name as absolute (RFC 1034 §3.1). It is removed, so both spellings are equal. Underscores and
/// hyphens are allowed anywhere in a label: some hosts have such names, and an exact match is safe. IP addresses and
/// wildcards are not DNS names.
///
/// ```
/// use trustslot::DnsName;
/// let name: DnsName = "SIP.Example.com.".parse()?;
/// assert_eq!(name.as_str(), "sip.example.com");
/// # Ok::<(), trustslot::ReferenceIdentityError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName(Box<str>);

impl DnsName {
    /// The longest name, in bytes without the final dot. The 255 bytes that RFC 1035 §2.3.4 allows on the wire are 253
    /// characters of text.
    pub const MAX_BYTES: usize = 253;

    /// The name, in lower case and without a final dot.
    ///
    /// ```
    /// use trustslot::DnsName;
    ///
    /// assert_eq!(DnsName::try_from("PBX.example.com.")?.as_str(), "pbx.example.com");
    /// # Ok::<(), trustslot::ReferenceIdentityError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Parses text that has passed the checks for ports, URIs and addresses.
    pub(super) fn read(text: &str) -> Result<Self, ReferenceIdentityError> {
        if !text.is_ascii() {
            return Err(ReferenceIdentityError::NotAscii);
        }
        let relative = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Err(ReferenceIdentityError::Empty);
        }
        if relative.len() > Self::MAX_BYTES {
            let bytes = relative.len();
            return Err(ReferenceIdentityError::TooLong { bytes });
        }
        for (label, position) in relative.split('.').zip(1..) {
            check_label(label, position)?;
        }
        if relative.rsplit('.').next().is_some_and(is_number) {
            return Err(ReferenceIdentityError::Number);
        }
        Ok(Self(relative.to_ascii_lowercase().into_boxed_str()))
    }
}

impl FromStr for DnsName {
    type Err = ReferenceIdentityError;

    /// # Errors
    ///
    /// The text is not a DNS name. An IP address is not one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text)
    }
}

impl TryFrom<&str> for DnsName {
    type Error = ReferenceIdentityError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::read(text)
    }
}

impl AsRef<str> for DnsName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The longest label, in bytes (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// Whether `byte` is allowed in a label of a host name. RFC 1123 §2.1 allows letters, digits and hyphens; underscores
/// are in use.
pub(super) const fn is_label_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Whether `bytes` are the name of one host: no label is empty or too long, and there is no final dot.
pub(super) fn is_plain_name(bytes: &[u8]) -> bool {
    let is_label = |label: &[u8]| {
        !label.is_empty() && label.len() <= MAX_LABEL && label.iter().copied().all(is_label_byte)
    };
    bytes.len() <= DnsName::MAX_BYTES && bytes.split(|byte| *byte == b'.').all(is_label)
}

fn check_label(label: &str, position: usize) -> Result<(), ReferenceIdentityError> {
    if label.is_empty() {
        return Err(ReferenceIdentityError::EmptyLabel { position });
    }
    let bad = |byte: &u8| !is_label_byte(*byte);
    if let Some(character) = label.bytes().find(|byte| bad(byte)).map(char::from) {
        return Err(match character {
            '*' => ReferenceIdentityError::Wildcard,
            _ => ReferenceIdentityError::BadCharacter { character },
        });
    }
    if label.len() > MAX_LABEL {
        let bytes = label.len();
        return Err(ReferenceIdentityError::LabelTooLong { position, bytes });
    }
    Ok(())
}

/// No top-level domain is a number (RFC 1123 §2.1, RFC 3696 §2), but several resolvers read one as an address: decimal,
/// octal, or hexadecimal after `0x`.
fn is_number(label: &str) -> bool {
    let hexadecimal = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        None => label.bytes().all(|digit| digit.is_ascii_digit()),
    }
}
