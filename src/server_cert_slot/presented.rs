//! The identity that is presented, and why.

use super::SlotKind;
use crate::device_certificate::DeviceCertificate;
use crate::identity::Identity;
use crate::message::message;
use core::fmt;

/// The identity that the phone presents, and why. Its `Display` is the reason, as text for a page.
///
/// ```
/// use trustslot::{DeviceCertificate, Identity, ServerCertSlot, SlotKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let mut slot = ServerCertSlot::new();
/// slot.upload(Identity::parse("pbx.pem", file)?);
///
/// let presented = slot.present(DeviceCertificate::Custom).ok_or("nothing to present")?;
/// assert_eq!(presented.kind(), SlotKind::Custom);
/// assert_eq!(presented.identity().certificate().issued_to(), "pbx.example.com");
/// assert_eq!(presented.to_string(), "the uploaded certificate, as selected");
/// assert!(!presented.is_instead_of_custom());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    identity: &'a Identity,
    kind: SlotKind,
    selected: DeviceCertificate,
    awaits_key: bool,
}

impl<'a> Presented<'a> {
    pub(super) const fn new(
        identity: &'a Identity,
        kind: SlotKind,
        selected: DeviceCertificate,
        awaits_key: bool,
    ) -> Self {
        Self { identity, kind, selected, awaits_key }
    }

    /// The identity.
    pub const fn identity(&self) -> &'a Identity {
        self.identity
    }

    /// The entry it is from.
    pub const fn kind(&self) -> SlotKind {
        self.kind
    }

    /// True if the uploaded certificate is selected but none is installed.
    pub fn is_instead_of_custom(&self) -> bool {
        self.selected == DeviceCertificate::Custom
            && matches!(self.kind, SlotKind::Unique | SlotKind::Generic)
    }
}

/// `the generic certificate, because there is no unique one`
impl fmt::Display for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SlotKind::Custom => return message!(f, "the uploaded certificate, as selected"),
            SlotKind::Client => {
                return message!(f, "the uploaded client certificate, as selected");
            }
            SlotKind::Unique => message!(f, "the unique certificate")?,
            SlotKind::Generic => {
                message!(f, "the generic certificate, because there is no unique one")?;
            }
        }
        if self.is_instead_of_custom() {
            message!(f, ", although the uploaded one is selected: ")?;
            f.write_str(if self.awaits_key {
                "its private key is missing"
            } else {
                "there is none"
            })?;
        }
        Ok(())
    }
}
