//! SHA-256 fingerprints.

use core::fmt;
use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of a certificate's DER encoding, shown as phones and browsers show it: `AB:CD:…`, 95 characters.
///
/// ```
/// use trustslot::{Certificate, Fingerprint};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// let fingerprint = certificate.fingerprint();
/// assert_eq!(fingerprint.to_string().len(), 95);
/// assert_eq!(Fingerprint::from_bytes(*fingerprint.as_bytes()), fingerprint);
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Hashes the DER encoding of a certificate.
    pub(crate) fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }

    /// A fingerprint from another source, such as a settings file.
    pub const fn from_bytes(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }

    /// The 32 bytes of the digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}
