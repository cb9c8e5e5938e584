//! Bytes that contain a private key.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;
use zeroize::Zeroizing;

/// Bytes that contain a private key. They are wiped when the value is dropped.
///
/// The value dereferences to the bytes. It cannot be cloned or compared, and `Debug` withholds the bytes. A copy that
/// the caller makes is not wiped.
///
/// ```
/// use trustslot::{PrivateKey, SecretBytes};
///
/// # let der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
/// #     \xd4\xee\x72\xdb\xf9\x13\x58\x4a\xd5\xb6\xd8\xf1\xf7\x69\xf8\xad\
/// #     \x3a\xfe\x7c\x28\xcb\xf1\xd4\xfb\xe0\x97\xa8\x8f\x44\x75\x58\x42";
/// let key = PrivateKey::from_der(der)?;
/// let secret: SecretBytes = key.export_pkcs8_der();
/// assert_eq!(secret.len(), 48);
/// assert_eq!(format!("{secret:?}"), "SecretBytes(withheld)");
/// # Ok::<(), trustslot::PrivateKeyError>(())
/// ```
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes over `bytes`, which are wiped when this value is dropped.
    pub(crate) const fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for SecretBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(withheld)")
    }
}
