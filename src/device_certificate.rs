//! Floor 1: the setting that selects the certificate a phone presents.

use crate::numbered::numbered;

/// The certificate that the phone's settings select (`dev_cert`).
///
/// ```
/// use trustslot::DeviceCertificate;
///
/// assert_eq!(DeviceCertificate::default(), DeviceCertificate::Default);
/// assert_eq!(DeviceCertificate::from_code(1), Some(DeviceCertificate::Custom));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the setting has two values")]
pub enum DeviceCertificate {
    /// A factory certificate: the unique one, or the generic one if there is no unique one.
    #[default]
    Default,
    /// The uploaded certificate, or a factory certificate while none is uploaded.
    Custom,
}

numbered! {
    DeviceCertificate: u8 {
        Default = 0 "default",
        Custom = 1 "custom",
    }
}
