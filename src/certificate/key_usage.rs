//! The uses that a certificate's key is for (RFC 5280 §4.2.1.3).

use crate::bytes::der::{DerError, Fault, Reader, Tag};

/// The bits of a key usage, bit 0 first (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyUsage(u16);

impl KeyUsage {
    /// Reads the extension's value; a caller checks that nothing follows.
    pub(super) fn read(value: &mut Reader<'_>) -> Result<Self, DerError> {
        let bits = value.expect(Tag::BitString)?;
        match bits.bit_string()?.1 {
            [first] => Ok(Self(u16::from_be_bytes([*first, 0]))),
            [first, second] => Ok(Self(u16::from_be_bytes([*first, *second]))),
            [] => Ok(Self(0)),
            _ => Err(bits.fault(Fault::UnknownBits)),
        }
    }

    /// Whether a TLS server can use the key: digitalSignature, keyEncipherment or keyAgreement.
    pub(crate) const fn fits_tls_server(self) -> bool {
        self.0 & (1 << 15 | 1 << 13 | 1 << 11) != 0
    }

    pub(crate) const fn crl_sign(self) -> bool {
        self.0 & 1 << 9 != 0
    }

    /// Whether a TLS client can use the key: digitalSignature or keyAgreement.
    pub(crate) const fn fits_tls_client(self) -> bool {
        self.0 & (1 << 15 | 1 << 11) != 0
    }

    pub(crate) const fn key_cert_sign(self) -> bool {
        self.0 & 1 << 10 != 0
    }

    /// The names of the bits that are set (RFC 5280 §4.2.1.3).
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let all = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        let bits = core::iter::successors(Some(1_u16 << 15), |bit| Some(bit >> 1));
        all.into_iter().zip(bits).filter(move |(_, bit)| self.0 & bit != 0).map(|(name, _)| name)
    }
}
