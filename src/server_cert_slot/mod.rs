//! Floor 7: which certificate a phone presents: its unique one, a generic one, or one that an operator uploaded.

mod error;
mod fitness;
mod kinds;
mod presented;
mod restore;
mod snapshot;
mod upload;

pub use error::SlotError;
pub use fitness::IdentityFinding;
pub use kinds::{SlotEntry, SlotKind};
pub use presented::Presented;
pub use restore::RestoredSlot;

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::device_certificate::DeviceCertificate;
use crate::identity::Identity;
use crate::mac::MacAddress;
use crate::name::mac_address;
use crate::policy::Check;
use crate::trust_store::{CertificateFlag, flags_of};
use crate::usage::Usage;
use crate::verdict::Verdict;
use crate::verifier::Verifier;
use alloc::vec::Vec;
use upload::Upload;

/// The identities a phone can present, as a TLS server or as a TLS client.
///
/// The slot has four [entries](SlotKind): two for factory identities, one for an upload, and one for the upload of a
/// separate client identity. A new upload replaces the one before it and returns it.
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
    custom: Upload,
    client: Upload,
    generation: u64,
}

impl ServerCertSlot {
    /// An empty slot.
    pub const fn new() -> Self {
        Self {
            unique: None,
            generic: None,
            custom: Upload::None,
            client: Upload::None,
            generation: 0,
        }
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

    /// Selects the identity to present as TLS server: the uploaded one if it is selected and installed, else the unique
    /// one, else the generic one. `None` if none of them is installed.
    ///
    /// As TLS client, the phone presents [`present_as_client`](Self::present_as_client): the same identity, unless a
    /// separate one is uploaded.
    pub fn present(&self, selected: DeviceCertificate) -> Option<Presented<'_>> {
        self.first_of(&[SlotKind::Custom], selected)
    }

    /// Selects the identity to present as TLS client, when a server asks for one: the separate client identity or else the
    /// uploaded one, if uploads are selected, else the unique one, else the generic one. `None` if none of them is
    /// installed.
    ///
    /// ```
    /// use trustslot::{DeviceCertificate, Identity, ServerCertSlot, SlotKind};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload(Identity::parse("pbx.pem", file)?);
    /// let selected = DeviceCertificate::Custom;
    /// let presented = slot.present_as_client(selected).ok_or("nothing to present")?;
    /// assert_eq!(presented.kind(), SlotKind::Custom, "the same as for the server");
    ///
    /// slot.upload_client(Identity::parse("client.pem", file)?);
    /// let presented = slot.present_as_client(selected).ok_or("nothing to present")?;
    /// assert_eq!(presented.to_string(), "the uploaded client certificate, as selected");
    /// # Ok(())
    /// # }
    /// ```
    pub fn present_as_client(&self, selected: DeviceCertificate) -> Option<Presented<'_>> {
        self.first_of(&[SlotKind::Client, SlotKind::Custom], selected)
    }

    /// The first identity that is installed: of these entries, if uploads are selected, or from the factory.
    fn first_of(&self, uploads: &[SlotKind], selected: DeviceCertificate) -> Option<Presented<'_>> {
        let uploads = match selected {
            DeviceCertificate::Custom => uploads,
            DeviceCertificate::Default => &[],
        };
        let mut order = uploads.iter().chain(&[SlotKind::Unique, SlotKind::Generic]);
        let (identity, kind) = order.find_map(|&kind| Some((self.get(kind)?, kind)))?;
        let awaits_key = uploads.iter().any(|&kind| self.awaits_key(kind).is_some());
        Some(Presented::new(identity, kind, selected, awaits_key))
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
            SlotKind::Custom => self.custom.identity(),
            SlotKind::Client => self.client.identity(),
        }
    }

    /// The certificates of an uploaded identity whose private key is not here: the slot was restored from a snapshot
    /// without it. They stay in every later snapshot until an identity is uploaded or the upload is removed.
    ///
    /// Upload [`Identity::from_parts`] of these and the key, or [`Identity::with_handle`].
    ///
    /// ```
    /// use trustslot::{Identity, ServerCertSlot, SlotKind};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut before = ServerCertSlot::new();
    /// before.upload(Identity::parse("pbx.pem", file)?);
    /// let slot = ServerCertSlot::restore(&before.snapshot(), 0)?.slot;
    /// assert_eq!(slot.awaits_key(SlotKind::Custom).map(<[_]>::len), Some(1));
    /// assert_eq!(slot.snapshot(), before.snapshot());
    /// # Ok(())
    /// # }
    /// ```
    pub fn awaits_key(&self, kind: SlotKind) -> Option<&[Certificate]> {
        match kind {
            SlotKind::Unique | SlotKind::Generic => None,
            SlotKind::Custom => self.custom.awaited(),
            SlotKind::Client => self.client.awaited(),
        }
    }

    /// The slot as a page shows it: one entry for each installed identity, in the order of [`SlotKind::ALL`].
    ///
    /// The clock decides only the flags [`Expired`](crate::CertificateFlag::Expired),
    /// [`NotYetValid`](crate::CertificateFlag::NotYetValid) and [`ExpiresSoon`](crate::CertificateFlag::ExpiresSoon).
    /// [`NotForServers`](crate::CertificateFlag::NotForServers) and
    /// [`NotForClients`](crate::CertificateFlag::NotForClients) say what the certificate does not allow. A web page must
    /// escape the names in certificates for HTML.
    pub fn list(&self, clock: Clock) -> Vec<SlotEntry> {
        let entry = |&kind| {
            let identity = self.get(kind)?;
            let certificate = identity.certificate().clone();
            let mut flags = flags_of(&certificate, None, clock);
            let not_for = [
                (Usage::ServerAuth, CertificateFlag::NotForServers),
                (Usage::ClientAuth, CertificateFlag::NotForClients),
            ];
            let not_for = not_for.into_iter().filter(|(role, _)| !identity.serves_as(*role));
            flags.extend(not_for.map(|(_, flag)| flag));
            Some(SlotEntry { kind, certificate, flags })
        };
        SlotKind::ALL.iter().filter_map(entry).collect()
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
