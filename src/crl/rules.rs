//! How large a CRL may be.

use super::Crl;

/// The size limit of [`Crl::parse_with`] and [`Crl::parse_all_with`], for programs that have more memory than a phone.
///
/// A CRL stays in memory as it is, with 4 bytes for each entry. While it is parsed, sorting takes 8 bytes more for each
/// entry, unless its CA has sorted it: in all at most 1.5 times the CRL, and a PEM file in addition. So a CRL of a million
/// entries takes 24 MB and 4 MB. Its signature is verified once, which takes about a P-256 check for each 128 KiB.
///
/// ```
/// use trustslot::{Crl, CrlError, CrlRules};
///
/// // A provisioning server loads the CRL of a CA with a million revoked certificates.
/// let rules = CrlRules::DEFAULT.with_max_bytes(32 * 1024 * 1024);
/// # let file = include_bytes!("../../examples/data/phones.crl");
/// let crl = Crl::parse_with(rules, file)?;
/// assert_eq!(crl.len(), 1);
///
/// let small = CrlRules::DEFAULT.with_max_bytes(64);
/// let error = Crl::parse_with(small, file).unwrap_err();
/// assert!(matches!(error, CrlError::TooLarge { limit: 64, .. }));
/// # Ok::<(), trustslot::CrlError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlRules {
    max_bytes: usize,
}

impl CrlRules {
    /// The rules of [`Crl::parse`]: up to [`Crl::MAX_BYTES`].
    pub const DEFAULT: Self = Self { max_bytes: Crl::MAX_BYTES };

    /// The highest limit, in bytes of DER: 256 MiB (268,435,456). The largest CRL of the CAs in the Common CA Database had
    /// about 100 MB in 2025. Positions in a CRL are numbers of 32 bits.
    pub const MAX_BYTES: usize = 256 * 1024 * 1024;

    /// Sets the size limit of one CRL in bytes of DER, inclusive; at most [`MAX_BYTES`](Self::MAX_BYTES), which takes the
    /// place of a higher one. A PEM file may be half as large again. A larger file is rejected before it is parsed.
    #[must_use]
    pub const fn with_max_bytes(self, max_bytes: usize) -> Self {
        let max_bytes = if max_bytes > Self::MAX_BYTES { Self::MAX_BYTES } else { max_bytes };
        Self { max_bytes }
    }

    pub(super) const fn max_bytes(self) -> usize {
        self.max_bytes
    }
}

impl Default for CrlRules {
    fn default() -> Self {
        Self::DEFAULT
    }
}
