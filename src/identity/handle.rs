//! Keys that never leave a secure element.

use alloc::boxed::Box;
use core::fmt;

/// The name by which a secure element knows a private key: a slot number, a label, a PKCS#11 URI.
///
/// This crate never looks into it. `Debug` withholds it, because a PKCS#11 URI may carry a PIN.
///
/// ```
/// use trustslot::KeyHandle;
/// let handle = KeyHandle::new("pkcs11:object=phone;pin-value=1234");
/// assert_eq!(handle.as_bytes(), b"pkcs11:object=phone;pin-value=1234");
/// assert_eq!(format!("{handle:?}"), "KeyHandle(34 bytes)");
/// ```
pub struct KeyHandle(Box<[u8]>);

impl KeyHandle {
    /// The longest handle that an identity takes, in bytes: 1 KiB (1,024), room for any URI in use.
    pub const MAX_BYTES: usize = 1024;

    /// A handle of these bytes.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(Box::from(bytes.as_ref()))
    }

    /// The bytes, as they were given.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHandle({} bytes)", self.0.len())
    }
}
