//! Handles of keys that never leave a secure element.

use alloc::boxed::Box;
use core::fmt;

/// The name by which a secure element finds a private key, such as a slot number, a label or a PKCS#11 URI.
///
/// Its contents are not interpreted. `Debug` withholds them, because a PKCS#11 URI may contain a PIN (RFC 7512 §2.4).
///
/// ```
/// use trustslot::KeyHandle;
///
/// let handle = KeyHandle::new("pkcs11:object=phone;pin-value=1234");
/// assert_eq!(handle.as_bytes(), b"pkcs11:object=phone;pin-value=1234");
/// assert_eq!(format!("{handle:?}"), "KeyHandle(34 bytes)");
/// ```
pub struct KeyHandle(Box<[u8]>);

impl KeyHandle {
    /// The longest handle that [`with_handle`](super::Identity::with_handle) accepts, in bytes: 1 KiB (1,024).
    pub const MAX_BYTES: usize = 1024;

    /// A handle with a copy of these bytes. Its length is checked when an identity is made of it.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(Box::from(bytes.as_ref()))
    }

    /// The bytes of the handle.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHandle({} bytes)", self.0.len())
    }
}
