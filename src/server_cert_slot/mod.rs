//! Floor 6: which certificate a phone presents: its unique one, a generic one, or one that an operator uploaded.

mod error;
mod kinds;
mod presented;
mod snapshot;

pub use error::SlotError;
pub use kinds::{DeviceCertificate, SlotEntry, SlotKind};
pub use presented::Presented;
pub use snapshot::RestoredSlot;

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::identity::Identity;
use crate::mac::MacAddress;
use crate::name::mac_address;
use crate::policy::Check;
use crate::trust_store::{FactoryReset, flags_of};
use crate::verdict::Verdict;
use crate::verifier::Verifier;
use alloc::vec::Vec;

/// The identities a phone can present, as a TLS server or as a TLS client.
///
/// The slot has three [entries](SlotKind): two for factory identities, one for an upload. A new upload replaces the one
/// before it and returns it.
///
/// ```
/// use trustslot::{DeviceCertificate, Identity, ServerCertSlot};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let mut slot = ServerCertSlot::new();
/// assert!(slot.present(DeviceCertificate::Custom).is_none());
///
/// let replaced = slot.upload(Identity::parse("pbx.pem", file)?);
/// assert!(replaced.is_none());
/// let presented = slot.present(DeviceCertificate::Custom).ok_or("nothing to present")?;
/// assert_eq!(presented.to_string(), "the uploaded certificate, as selected");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct ServerCertSlot {
    unique: Option<(MacAddress, Identity)>,
    generic: Option<Identity>,
    custom: Option<Identity>,
    generation: u64,
}

impl ServerCertSlot {
    /// An empty slot.
    pub const fn new() -> Self {
        Self { unique: None, generic: None, custom: None, generation: 0 }
    }

    /// Installs the factory identity of the phone with this MAC address, and returns the one it replaces. Factory
    /// identities are not part of a snapshot: install them again at every boot.
    ///
    /// `vendor` is a verifier whose trust store contains the vendor's CA. Clock and validity are not checked, because a
    /// phone that boots in 1970 must load its factory identity. [`present`](Self::present) does not check them either:
    /// [`list`](Self::list) flags them, and the peer rejects the certificate.
    ///
    /// # Errors
    ///
    /// [`SlotError::NotTheMac`]: the common name is not this MAC address. [`SlotError::NotTheVendor`]: the chain does
    /// not lead to the vendor's CA. The slot is unchanged, and the identity is dropped.
    ///
    /// ```
    /// use trustslot::{Identity, Policy, ServerCertSlot, SlotKind, TrustStore, Verifier};
    ///
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use trustslot::{Bundle, BuiltIn, HandleProof, KeyHandle};
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let file = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
    /// # let chain = file.certificates().to_vec();
    /// # let identity = Identity::with_handle(chain, KeyHandle::new("slot 1"), HandleProof::Stated)?;
    /// let vendor = Verifier::new(store, Policy::STRICT); // the store contains the vendor's CA
    /// let mut slot = ServerCertSlot::new();
    /// let replaced = slot.install_unique("00:15:65:12:34:ab".parse()?, identity, &vendor)?;
    /// assert!(replaced.is_none());
    /// assert!(slot.get(SlotKind::Unique).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn install_unique(
        &mut self,
        mac: MacAddress,
        identity: Identity,
        vendor: &Verifier,
    ) -> Result<Option<Identity>, SlotError> {
        let named = mac_address(identity.certificate());
        if named != Some(mac) {
            return Err(SlotError::NotTheMac { mac, named });
        }
        check_vendor(&identity, vendor)?;
        let replaced = self.unique.replace((mac, identity));
        self.changed();
        Ok(replaced.map(|(_, identity)| identity))
    }

    /// Installs the factory identity that many phones share, and returns the one it replaces. `vendor` is as in
    /// [`install_unique`](Self::install_unique).
    ///
    /// # Errors
    ///
    /// [`SlotError::IsUnique`]: the common name is a MAC address. [`SlotError::NotTheVendor`]: the chain does not lead
    /// to the vendor's CA. The slot is unchanged, and the identity is dropped.
    ///
    /// ```
    /// use trustslot::{DeviceCertificate, Identity, Policy, ServerCertSlot, TrustStore, Verifier};
    ///
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use trustslot::{Bundle, BuiltIn, HandleProof, KeyHandle};
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let file = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/generic.pem"))?;
    /// # let chain = file.certificates().to_vec();
    /// # let identity = Identity::with_handle(chain, KeyHandle::new("slot 1"), HandleProof::Stated)?;
    /// let vendor = Verifier::new(store, Policy::STRICT); // the store contains the vendor's CA
    /// let mut slot = ServerCertSlot::new();
    /// slot.install_generic(identity, &vendor)?;
    /// let presented = slot.present(DeviceCertificate::Default).ok_or("nothing to present")?;
    /// assert_eq!(
    ///     presented.to_string(),
    ///     "the generic certificate, because there is no unique one"
    /// );
    /// # Ok(())
    /// # }
    /// ```
    pub fn install_generic(
        &mut self,
        identity: Identity,
        vendor: &Verifier,
    ) -> Result<Option<Identity>, SlotError> {
        if let Some(mac) = mac_address(identity.certificate()) {
            return Err(SlotError::IsUnique { mac });
        }
        check_vendor(&identity, vendor)?;
        let replaced = self.generic.replace(identity);
        self.changed();
        Ok(replaced)
    }

    /// Installs an uploaded identity, and returns the one it replaces.
    ///
    /// It cannot fail: [`Identity::parse`] has already rejected every faulty file.
    /// [`snapshot_len_after`](Self::snapshot_len_after) gives the size in flash in advance.
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
        let replaced = self.custom.replace(identity);
        self.changed();
        replaced
    }

    /// Removes the uploaded identity and returns it. Returns `None`, and changes nothing, if there is none.
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
        let removed = self.custom.take();
        if removed.is_some() {
            self.changed();
        }
        removed
    }

    /// Selects the identity to present: the uploaded one if it is selected and installed, else the unique one, else the
    /// generic one. `None` if none of them is installed. The same identity serves as TLS server and as TLS client.
    pub fn present(&self, selected: DeviceCertificate) -> Option<Presented<'_>> {
        let order = match selected {
            DeviceCertificate::Custom => {
                &[SlotKind::Custom, SlotKind::Unique, SlotKind::Generic][..]
            }
            DeviceCertificate::Default => &[SlotKind::Unique, SlotKind::Generic],
        };
        order.iter().find_map(|&kind| Some(Presented::new(self.get(kind)?, kind, selected)))
    }

    /// The identity of one entry, if one is installed.
    ///
    /// ```
    /// use trustslot::{ServerCertSlot, SlotKind};
    ///
    /// assert!(ServerCertSlot::new().get(SlotKind::Unique).is_none());
    /// ```
    pub fn get(&self, kind: SlotKind) -> Option<&Identity> {
        match kind {
            SlotKind::Unique => self.unique.as_ref().map(|(_, identity)| identity),
            SlotKind::Generic => self.generic.as_ref(),
            SlotKind::Custom => self.custom.as_ref(),
        }
    }

    /// The slot as a page shows it: one entry for each installed identity, in the order of [`SlotKind::ALL`].
    ///
    /// The clock decides only the flags [`Expired`](crate::CertificateFlag::Expired),
    /// [`NotYetValid`](crate::CertificateFlag::NotYetValid) and [`ExpiresSoon`](crate::CertificateFlag::ExpiresSoon).
    /// A web page must escape the names in certificates for HTML.
    pub fn list(&self, clock: Clock) -> Vec<SlotEntry> {
        let entry = |&kind| {
            let certificate: Certificate = self.get(kind)?.certificate().clone();
            Some(SlotEntry { kind, flags: flags_of(&certificate, None, clock), certificate })
        };
        SlotKind::ALL.iter().filter_map(entry).collect()
    }

    /// Returns to the factory state: removes and returns the upload unless it is to be kept. The factory identities
    /// stay installed.
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
            FactoryReset::DropCustom => self.remove_custom(),
            FactoryReset::KeepCustom => None,
        }
    }

    const fn changed(&mut self) {
        self.generation = self.generation.saturating_add(1);
    }
}

/// Checks that the identity's chain leads to the vendor's CA, at any time and for any use.
fn check_vendor(identity: &Identity, vendor: &Verifier) -> Result<(), SlotError> {
    const { assert!(Identity::MAX_CERTIFICATES <= Chain::MAX_CERTIFICATES, "every identity fits") };
    let policy = vendor
        .policy()
        .waive(Check::Clock)
        .waive(Check::Validity)
        .waive(Check::AnchorValidity)
        .waive(Check::Usage)
        .enforce(Check::Path);
    let issuers = identity.chain().skip(1).cloned().collect();
    let chain = Chain::of_few(identity.certificate().clone(), issuers);
    let verdict = vendor.with_policy(policy).verify_server_of_any_name(&chain, Clock::Unset);
    match verdict {
        Verdict::Trusted(_) | Verdict::Tolerated(_) => Ok(()),
        Verdict::Rejected(findings) => Err(SlotError::NotTheVendor { findings }),
    }
}
