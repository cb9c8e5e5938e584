//! Floor 1: the MAC address that identifies a phone.

use core::fmt;
use core::str::FromStr;
use thiserror::Error;

/// A MAC address (EUI-48). Addresses are equal however they were written.
///
/// Shown as twelve lower-case digits, as in the file name of a phone's configuration (`0015651234ab.cfg`).
///
/// ```
/// use trustslot::MacAddress;
/// let mac: MacAddress = "00:15:65:12:34:AB".parse()?;
/// assert_eq!(mac, "0015.6512.34ab".parse()?);
/// assert_eq!(mac.to_string(), "0015651234ab");
/// # Ok::<(), trustslot::MacAddressError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddress([u8; 6]);

impl MacAddress {
    /// The address with these six bytes.
    pub const fn new(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }

    /// The six bytes.
    pub const fn to_bytes(self) -> [u8; 6] {
        self.0
    }

    /// The MAC address in the common name of a device's certificate.
    ///
    /// The whole common name must be the address, in any spelling. `None` otherwise, and for addresses that no device
    /// has: group addresses, such as `ffffffffffff`, and `000000000000`.
    ///
    /// ```
    /// use trustslot::MacAddress;
    /// let mac = MacAddress::from_common_name("00156512 34AB").unwrap();
    /// assert_eq!(mac.to_string(), "0015651234ab");
    /// assert!(MacAddress::from_common_name("SIP-T46S").is_none());
    /// assert!(MacAddress::from_common_name("ff:ff:ff:ff:ff:ff").is_none());
    /// ```
    pub fn from_common_name(common_name: &str) -> Option<Self> {
        let mac: Self = common_name.parse().ok()?;
        let [first, ..] = mac.0;
        // IEEE 802 §8.2: the lowest bit of the first byte marks a group.
        let is_group = first & 1 == 1;
        (!is_group && mac.0 != [0; 6]).then_some(mac)
    }
}

/// Parses every common spelling: pairs of digits in either case, with `:`, `-`, `.`, a space or nothing between pairs,
/// and ASCII blanks around.
impl FromStr for MacAddress {
    type Err = MacAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 6];
        let mut places = bytes.iter_mut();
        let mut rest = text.trim_ascii().bytes();
        let mut after_pair = false;
        while let Some(character) = rest.next() {
            if after_pair && matches!(character, b':' | b'-' | b'.' | b' ') {
                after_pair = false;
                continue;
            }
            let high = digit(character).ok_or(MacAddressError)?;
            let low = rest.next().and_then(digit).ok_or(MacAddressError)?;
            *places.next().ok_or(MacAddressError)? = (high << 4) | low;
            after_pair = true;
        }
        if places.next().is_some() || !after_pair {
            return Err(MacAddressError);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for MacAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MacAddress({self})")
    }
}

/// Text that is not a MAC address.
///
/// ```
/// use trustslot::{MacAddress, Remedy};
///
/// let error = "0015651234".parse::<MacAddress>().unwrap_err();
/// assert_eq!(error.to_string(), "this is not a MAC address");
/// assert_eq!(error.remedy(), Some(Remedy::WriteMacAddress));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this is not a MAC address")]
#[non_exhaustive]
pub struct MacAddressError;

impl MacAddressError {
    /// The number of this error, for C and logs. It never changes.
    pub const fn code(&self) -> u16 {
        2001
    }

    /// One word for logs. It never changes.
    pub const fn word(&self) -> &'static str {
        "not-a-mac-address"
    }
}

fn digit(character: u8) -> Option<u8> {
    let value = char::from(character).to_digit(16)?;
    u8::try_from(value).ok()
}
