//! The choices of an input: who issued the certificate, what is wrong with it, and what is blocked.

use trustslot::{Check, Clock, MacAddress, Policy};
use trustslot_fuzz::support::NOW;

/// The choices in the first bytes of an input, and the common name.
#[derive(Debug)]
pub struct Plan {
    pub issuer: Issuer,
    pub fault: Fault,
    pub blocked: Blocked,
    /// Which block list has the entry.
    pub by: By,
    pub clock: Clock,
    pub policy: Policy,
    pub has_operator: bool,
    /// Whether an unrelated CA is sent beside the chain.
    pub junk: bool,
    /// The bit of the phone's certificate that is flipped after it was signed, unless the signature is forged.
    pub damage: Option<usize>,
    pub common_name: String,
    /// A second common name, after the first.
    pub second: Option<&'static str>,
    pub text: Text,
    /// The address of the phone whose configuration the client asks for.
    pub wanted: MacAddress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    Vendor,
    /// A CA below the vendor's, which the client sends.
    VendorCaSent,
    /// The same, and the verifier has it.
    VendorCaSupplied,
    /// The same, and nobody has it.
    VendorCaMissing,
    Operator,
    OperatorCaSent,
    /// A CA with the vendor's name and another key, which the client sends.
    VendorImpostor,
    OperatorImpostor,
    /// A CA that says it is below the vendor's, signed by an impostor.
    CaOfImpostor,
    /// Another phone of the vendor.
    Phone,
    Itself,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    Expired,
    NotYetValid,
    ForServers,
    Critical,
    Forged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    None,
    Certificate,
    Key,
    SerialNumber,
    /// The key of the CA below the vendor's or the operator's.
    KeyOfCa,
    /// The certificate of another phone.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Both,
    Vendor,
    Operator,
}

/// How the common name is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    Utf8,
    Printable,
    Bmp,
}

impl Plan {
    pub fn read(
        [issuer, fault, blocked, clock, waived, flags, damage, wanted]: [u8; 8],
        text: &[u8],
    ) -> Self {
        let mut policy = Policy::STRICT;
        for (bit, check) in WAIVED.into_iter().enumerate() {
            if waived >> bit & 1 == 1 {
                policy = policy.waive(check);
            }
        }
        let text = text.get(..MAX_TEXT).unwrap_or(text);
        let mut address = [0x00_u8, 0x15, 0x65, 0x12, 0x34, 0xab];
        address[5] = address[5].wrapping_add(wanted & 3);
        let common_name = String::from_utf8_lossy(text).into_owned();
        // Usually nothing is wrong.
        let fault = *FAULTS.get(usize::from(fault)).unwrap_or(&Fault::None);
        // A second flip could repair a forged signature.
        let is_damaged = flags >= 0xe0 && fault != Fault::Forged;
        let encoding = match flags >> 2 & 3 {
            0 | 1 => Text::Utf8,
            2 => Text::Printable,
            _ => Text::Bmp,
        };
        Self {
            issuer: ISSUERS[usize::from(issuer) % ISSUERS.len()],
            fault,
            blocked: *BLOCKED.get(usize::from(blocked & 15)).unwrap_or(&Blocked::None),
            by: match blocked >> 6 {
                2 => By::Vendor,
                3 => By::Operator,
                _ => By::Both,
            },
            clock: match clock {
                250 => Clock::Unset,
                251 => Clock::at_least(NOW),
                252 => Clock::set(0),
                253 => Clock::set(u64::MAX),
                _ => Clock::set(NOW),
            },
            policy,
            has_operator: flags & 1 == 0,
            junk: flags & 2 != 0,
            damage: is_damaged.then_some(usize::from(damage)),
            common_name,
            second: (flags & 0x10 != 0).then_some(SECONDS[usize::from(wanted >> 2 & 3)]),
            text: encoding,
            wanted: MacAddress::new(address),
        }
    }

    /// The common name that counts.
    pub fn last_common_name(&self) -> &str {
        self.second.unwrap_or(&self.common_name)
    }
}

/// The common names of a certificate may be this long, in bytes.
const MAX_TEXT: usize = 64;

const SECONDS: [&str; 4] = ["001565123499", "SIP-T46S", "00:15:65:12:34:ab", ""];

const WAIVED: [Check; 8] = [
    Check::Path,
    Check::Validity,
    Check::AnchorValidity,
    Check::Clock,
    Check::Usage,
    Check::Name,
    Check::Strength,
    Check::RevocationStatus,
];

const ISSUERS: [Issuer; 11] = [
    Issuer::Vendor,
    Issuer::VendorCaSent,
    Issuer::VendorCaSupplied,
    Issuer::VendorCaMissing,
    Issuer::Operator,
    Issuer::OperatorCaSent,
    Issuer::VendorImpostor,
    Issuer::OperatorImpostor,
    Issuer::CaOfImpostor,
    Issuer::Phone,
    Issuer::Itself,
];

const FAULTS: [Fault; 6] = [
    Fault::None,
    Fault::Expired,
    Fault::NotYetValid,
    Fault::ForServers,
    Fault::Critical,
    Fault::Forged,
];

const BLOCKED: [Blocked; 6] = [
    Blocked::None,
    Blocked::Certificate,
    Blocked::Key,
    Blocked::SerialNumber,
    Blocked::KeyOfCa,
    Blocked::Other,
];
