//! Floor 5: which certificate a phone presents. A unique one, a generic one, and one an operator uploaded.

mod error;
mod snapshot;

pub use error::SlotError;
pub use snapshot::RestoredSlot;

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::identity::Identity;
use crate::mac::MacAddress;
use crate::numbered::numbered;
use crate::policy::Check;
use crate::trust_store::{CertificateFlag, FactoryReset, flags_of};
use crate::verdict::Verdict;
use crate::verify::Verifier;
use alloc::vec::Vec;
use core::fmt;

/// The places for what a phone presents, as TLS server and, where a server asks for it, as TLS client.
///
/// Unique and generic identity are the factory's. One place is for an upload; a new upload replaces the old one
/// and hands it back.
///
/// ```
/// use trustslot::{DeviceCertificate, Identity, ServerCertSlot};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let mut slot = ServerCertSlot::new();
/// assert!(slot.present(DeviceCertificate::Custom).is_none());
///
/// let displaced = slot.upload(Identity::parse("phone.pem", file)?);
/// assert!(displaced.is_none());
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

/// Which certificate the phone's settings select (`dev_cert`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the setting has two values")]
pub enum DeviceCertificate {
    /// What the factory gave: the unique one before the generic one.
    #[default]
    Default,
    /// What an operator uploaded.
    Custom,
}

/// A place of the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the slot has three places")]
pub enum SlotKind {
    /// Made for this phone alone: its common name is the phone's MAC address.
    Unique,
    /// The same in many phones, for those that have no unique one.
    Generic,
    /// Uploaded by an operator.
    Custom,
}

/// What the phone presents, and why.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    identity: &'a Identity,
    kind: SlotKind,
    selected: DeviceCertificate,
}

/// One row of the phone's page of server certificates.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SlotEntry {
    /// Which place it is in.
    pub kind: SlotKind,
    /// The certificate presented: issued to, issued by, expiration.
    pub certificate: Certificate,
    /// What an operator should know.
    pub flags: Vec<CertificateFlag>,
}

impl ServerCertSlot {
    /// A slot with nothing in it.
    pub const fn new() -> Self {
        Self { unique: None, generic: None, custom: None, generation: 0 }
    }

    /// Puts the identity that was made for the phone with this MAC address into its place, and hands back the one
    /// it displaces.
    ///
    /// `vendor` is a verifier whose trust store holds the vendor's CA. It is asked whatever the time is, because
    /// a phone that starts in 1970 must load what the factory gave it; the dates count when it is presented.
    ///
    /// # Errors
    ///
    /// [`SlotError::NotTheMac`] and [`SlotError::NotTheVendor`]. The slot is as it was.
    pub fn install_unique(
        &mut self,
        mac: MacAddress,
        identity: Identity,
        vendor: &Verifier,
    ) -> Result<Option<Identity>, SlotError> {
        let name = identity.certificate().common_name();
        let named = name.as_deref().and_then(MacAddress::from_common_name);
        if named != Some(mac) {
            return Err(SlotError::NotTheMac { mac, named });
        }
        check_vendor(&identity, vendor)?;
        let displaced = self.unique.replace((mac, identity));
        self.changed();
        Ok(displaced.map(|(_, identity)| identity))
    }

    /// Puts the identity that many phones share into its place, and hands back the one it displaces.
    ///
    /// # Errors
    ///
    /// [`SlotError::IsUnique`] and [`SlotError::NotTheVendor`]. The slot is as it was.
    pub fn install_generic(
        &mut self,
        identity: Identity,
        vendor: &Verifier,
    ) -> Result<Option<Identity>, SlotError> {
        let name = identity.certificate().common_name();
        if let Some(mac) = name.as_deref().and_then(MacAddress::from_common_name) {
            return Err(SlotError::IsUnique { mac });
        }
        check_vendor(&identity, vendor)?;
        let displaced = self.generic.replace(identity);
        self.changed();
        Ok(displaced)
    }

    /// Puts an uploaded identity into its place, and hands back the one it displaces.
    ///
    /// Whatever is wrong with a file is found by [`Identity::parse`]; a refused file never comes here.
    pub fn upload(&mut self, identity: Identity) -> Option<Identity> {
        let displaced = self.custom.replace(identity);
        self.changed();
        displaced
    }

    /// Takes the uploaded identity out and hands it back.
    pub fn remove_custom(&mut self) -> Option<Identity> {
        let removed = self.custom.take();
        if removed.is_some() {
            self.changed();
        }
        removed
    }

    /// What the phone presents: the uploaded identity if it is selected and there, else the unique one, else the
    /// generic one. `None` if there is none of them.
    pub fn present(&self, selected: DeviceCertificate) -> Option<Presented<'_>> {
        let custom = self.custom.as_ref().filter(|_| selected == DeviceCertificate::Custom);
        let unique = self.unique.as_ref().map(|(_, identity)| identity);
        let (identity, kind) = custom
            .map(|identity| (identity, SlotKind::Custom))
            .or_else(|| unique.map(|identity| (identity, SlotKind::Unique)))
            .or_else(|| Some((self.generic.as_ref()?, SlotKind::Generic)))?;
        Some(Presented { identity, kind, selected })
    }

    /// The identity in a place.
    pub fn get(&self, kind: SlotKind) -> Option<&Identity> {
        match kind {
            SlotKind::Unique => self.unique.as_ref().map(|(_, identity)| identity),
            SlotKind::Generic => self.generic.as_ref(),
            SlotKind::Custom => self.custom.as_ref(),
        }
    }

    /// The slot as the phone's page lists it. The clock serves the flags "expired" and "expires soon" only.
    pub fn list(&self, clock: Clock) -> Vec<SlotEntry> {
        [SlotKind::Unique, SlotKind::Generic, SlotKind::Custom]
            .into_iter()
            .filter_map(|kind| {
                let certificate = self.get(kind)?.certificate().clone();
                Some(SlotEntry { kind, flags: flags_of(&certificate, None, clock), certificate })
            })
            .collect()
    }

    /// Goes back to what left the factory: the upload is dropped and handed back, or kept.
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

impl<'a> Presented<'a> {
    /// What is presented.
    pub const fn identity(&self) -> &'a Identity {
        self.identity
    }

    /// From which place it is.
    pub const fn kind(&self) -> SlotKind {
        self.kind
    }

    /// Whether the settings select the uploaded certificate, and there is none.
    pub fn is_instead_of_custom(&self) -> bool {
        self.selected == DeviceCertificate::Custom && self.kind != SlotKind::Custom
    }
}

/// Whether the identity's chain leads to the vendor's CA, whatever the time is and whatever it may be used for.
fn check_vendor(identity: &Identity, vendor: &Verifier) -> Result<(), SlotError> {
    let policy = vendor
        .policy()
        .waive(Check::Clock)
        .waive(Check::Validity)
        .waive(Check::AnchorValidity)
        .waive(Check::Usage)
        .enforce(Check::Path);
    let chain = Chain::from_certificates(identity.chain().cloned())
        .map_err(|_| SlotError::NotTheVendor { why: "it has too many certificates".into() })?;
    let verdict = vendor.with_policy(policy).verify_server_of_any_name(&chain, Clock::Unset);
    match verdict {
        Verdict::Trusted(_) | Verdict::Tolerated(_) => Ok(()),
        Verdict::Rejected(findings) => Err(SlotError::NotTheVendor {
            why: findings.decisive().map(alloc::string::ToString::to_string).unwrap_or_default(),
        }),
    }
}

/// `the generic certificate, because there is no unique one`
impl fmt::Display for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SlotKind::Custom => return f.write_str("the uploaded certificate, as selected"),
            SlotKind::Unique => f.write_str("the unique certificate")?,
            SlotKind::Generic => {
                f.write_str("the generic certificate, because there is no unique one")?;
            }
        }
        if self.is_instead_of_custom() {
            f.write_str(", although the uploaded one is selected: there is none")?;
        }
        Ok(())
    }
}

impl fmt::Display for SlotKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique",
            Self::Generic => "generic",
            Self::Custom => "custom",
        })
    }
}

numbered! {
    DeviceCertificate: u8 {
        Default = 0 "default",
        Custom = 1 "custom",
    }
}

numbered! {
    SlotKind: u8 {
        Unique = 0 "unique",
        Generic = 1 "generic",
        Custom = 2 "custom",
    }
}
