//! Handles of keys that never leave a secure element.

use crate::message::message;
use alloc::boxed::Box;
use core::fmt;
use zeroize::Zeroizing;

/// The name by which a secure element finds a private key, such as a slot number, a label or a PKCS#11 URI.
///
/// Its contents are not interpreted. They are treated as a secret, because a PKCS#11 URI may contain a PIN (RFC 7512
/// §2.4): `Debug` withholds them, and they are wiped when the handle is dropped. A handle cannot be cloned or compared.
/// [`ServerCertSlot::snapshot`](crate::ServerCertSlot::snapshot) contains them, not encrypted, because a slot cannot be
/// restored without. Leave the PIN out of the handle if the firmware can get it elsewhere.
///
/// ```
/// use trustslot::KeyHandle;
///
/// let handle = KeyHandle::new("pkcs11:object=phone;pin-value=1234");
/// assert_eq!(handle.as_bytes(), b"pkcs11:object=phone;pin-value=1234");
/// assert_eq!(format!("{handle:?}"), "KeyHandle(34 bytes)");
/// ```
pub struct KeyHandle(Zeroizing<Box<[u8]>>);

impl KeyHandle {
    /// The longest handle that [`with_handle`](super::Identity::with_handle) accepts, in bytes: 1 KiB (1,024).
    pub const MAX_BYTES: usize = 1024;

    /// A handle with a copy of these bytes; wiping `bytes` is up to the caller. Its length is checked when an identity is made of it.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(Zeroizing::new(Box::from(bytes.as_ref())))
    }

    /// The bytes of the handle.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        message!(f, "KeyHandle({len} bytes)", len = self.0.len())
    }
}
