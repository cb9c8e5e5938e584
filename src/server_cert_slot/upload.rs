//! The identities that an operator uploads.

use super::ServerCertSlot;
use crate::certificate::Certificate;
use crate::identity::Identity;
use crate::trust_store::FactoryReset;
use alloc::vec::Vec;

/// What an entry for uploads holds.
#[derive(Debug, Default)]
#[expect(
    clippy::large_enum_variant,
    reason = "a slot has two, and a box would be one more copy of a key"
)]
pub(super) enum Upload {
    #[default]
    None,
    /// The chain of an identity whose private key was not in the snapshot.
    AwaitsKey(Vec<Certificate>),
    Installed(Identity),
}

impl Upload {
    pub(super) const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    pub(super) const fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Installed(identity) => Some(identity),
            Self::None | Self::AwaitsKey(_) => None,
        }
    }

    pub(super) fn awaited(&self) -> Option<&[Certificate]> {
        match self {
            Self::AwaitsKey(chain) => Some(chain),
            Self::None | Self::Installed(_) => None,
        }
    }

    const fn replace(&mut self, with: Self) -> Self {
        core::mem::replace(self, with)
    }

    fn into_identity(self) -> Option<Identity> {
        match self {
            Self::Installed(identity) => Some(identity),
            Self::None | Self::AwaitsKey(_) => None,
        }
    }
}

impl ServerCertSlot {
    /// Installs an uploaded identity, and returns the one it replaces.
    ///
    /// It cannot fail: [`Identity::parse`] has already rejected every faulty file. [`Identity::findings`] says what peers
    /// may object to: show it on the upload page. [`snapshot_len_after`](Self::snapshot_len_after) gives the size in flash
    /// in advance.
    ///
    /// ```
    /// use trustslot::{Identity, ServerCertSlot};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// assert!(slot.upload(Identity::parse("pbx.pem", file)?).is_none());
    /// let replaced = slot.upload(Identity::parse("pbx.pem", file)?).ok_or("none")?;
    /// assert_eq!(replaced.certificate().issued_to(), "pbx.example.com");
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload(&mut self, identity: Identity) -> Option<Identity> {
        let replaced = self.custom.replace(Upload::Installed(identity));
        self.changed();
        replaced.into_identity()
    }

    /// Installs an uploaded identity that the phone presents as TLS client only, and returns the one it replaces. For a
    /// phone whose server certificate does not allow client use: public CAs no longer issue certificates for both.
    ///
    /// ```
    /// use trustslot::{DeviceCertificate, Identity, ServerCertSlot};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload_client(Identity::parse("client.pem", file)?);
    /// assert!(slot.present(DeviceCertificate::Custom).is_none());
    /// assert!(slot.present_as_client(DeviceCertificate::Custom).is_some());
    /// assert!(slot.remove_client().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload_client(&mut self, identity: Identity) -> Option<Identity> {
        let replaced = self.client.replace(Upload::Installed(identity));
        self.changed();
        replaced.into_identity()
    }

    /// Removes the uploaded identity and returns it. Returns `None` if there is none; certificates that
    /// [await their key](Self::awaits_key) are removed too.
    ///
    /// ```
    /// use trustslot::{DeviceCertificate, Identity, ServerCertSlot};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload(Identity::parse("pbx.pem", file)?);
    /// assert!(slot.remove_custom().is_some());
    /// assert!(slot.present(DeviceCertificate::Custom).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove_custom(&mut self) -> Option<Identity> {
        let removed = self.custom.replace(Upload::None);
        if !removed.is_none() {
            self.changed();
        }
        removed.into_identity()
    }

    /// Removes the separate client identity, as [`remove_custom`](Self::remove_custom) removes the other one.
    pub fn remove_client(&mut self) -> Option<Identity> {
        let removed = self.client.replace(Upload::None);
        if !removed.is_none() {
            self.changed();
        }
        removed.into_identity()
    }

    /// Returns to the factory state: removes the uploads unless they are to be kept, and returns the one that
    /// [`upload`](Self::upload) installed. The key of a separate client identity is wiped. The factory identities stay
    /// installed.
    ///
    /// ```
    /// use trustslot::{FactoryReset, Identity, ServerCertSlot, SlotKind};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload(Identity::parse("pbx.pem", file)?);
    /// assert!(slot.factory_reset(FactoryReset::KeepCustom).is_none());
    /// assert!(slot.factory_reset(FactoryReset::DropCustom).is_some());
    /// assert!(slot.get(SlotKind::Custom).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn factory_reset(&mut self, reset: FactoryReset) -> Option<Identity> {
        match reset {
            FactoryReset::DropCustom => {
                drop(self.remove_client());
                self.remove_custom()
            }
            FactoryReset::KeepCustom => None,
        }
    }
}
