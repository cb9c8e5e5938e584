//! Changes of a device, and of the servers that it relies on.

use super::error::ForecastError;
use super::event::Cause;
use super::outcome::Outcome;
use super::state::{ClockQuality, DeviceState};
use crate::block_list::BlockList;
use crate::bundle::Bundle;
use crate::certificate::Fingerprint;
use crate::chain::Chain;
use crate::crl::Crl;
use crate::policy::TrustSource;
use crate::policy_set::{Application, PolicySet};
use crate::trust_store::{FactoryReset, SharedBuiltIn};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// One change of a device, or of a server that it relies on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PlannedChange {
    /// Delete this upload.
    Delete(Fingerprint),
    /// Delete all uploads.
    DeleteAll,
    /// Disable this built-in certificate.
    Disable(Fingerprint),
    /// Enable this built-in certificate.
    Enable(Fingerprint),
    /// Upload the certificates of this file.
    Upload(Bundle),
    /// Return to the factory state. The policies become those of the base policy.
    Reset(FactoryReset),
    /// Replace the policies.
    Policies(Box<PolicySet>),
    /// Apply the policies of a settings file. Certificates that it orders are not downloaded.
    #[cfg(feature = "settings")]
    Settings(crate::settings::SettingsText, crate::settings::Absent),
    /// Apply a settings file with what it orders: its policies, deletions and downloads.
    #[cfg(feature = "settings")]
    Apply(Box<super::SettingsChange>),
    /// Replace the built-in list, as a new firmware does.
    BuiltIn(SharedBuiltIn),
    /// Replace the block list.
    BlockList(BlockList),
    /// Replace the CRLs.
    Crls(Vec<Crl>),
    /// The server of this dependency presents another chain.
    Peer {
        /// The name of the dependency.
        dependency: Box<str>,
        /// The chain that it presents then.
        chain: Chain,
    },
    /// The device learns that the time is this or later.
    ClockFloor(UnixTime),
    /// The device learns the time.
    ClockSet,
}

/// A change that is expected at an instant.
///
/// A device notices nothing on the day on which a root leaves a public list. It notices when its own list is replaced, so
/// that is the change to expect.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a change and its time")]
pub struct Expected {
    /// The first second after the change.
    pub at: UnixTime,
    /// The change.
    pub change: PlannedChange,
}

impl DeviceState {
    /// Makes a change. [`PlannedChange::Peer`] changes no device.
    ///
    /// # Errors
    ///
    /// [`ForecastError`]: the upload is refused, or the certificate is not there. The state is unchanged.
    pub fn apply(&mut self, change: &PlannedChange) -> Result<(), ForecastError> {
        match change {
            PlannedChange::Delete(fingerprint) => {
                self.store.remove(fingerprint).map(|_| ()).ok_or(ForecastError::NotInStore)
            }
            PlannedChange::DeleteAll => {
                self.store.remove_all();
                Ok(())
            }
            PlannedChange::Disable(fingerprint) => {
                self.store.disable(fingerprint).then_some(()).ok_or(ForecastError::NotInStore)
            }
            PlannedChange::Enable(fingerprint) => {
                self.store.enable(fingerprint).then_some(()).ok_or(ForecastError::NotInStore)
            }
            PlannedChange::Upload(bundle) => {
                self.store.add(bundle)?;
                Ok(())
            }
            PlannedChange::Reset(reset) => {
                self.store.factory_reset(*reset);
                self.policies = PolicySet::new(self.policies.base());
                Ok(())
            }
            PlannedChange::Policies(policies) => {
                self.policies = **policies;
                Ok(())
            }
            #[cfg(feature = "settings")]
            PlannedChange::Settings(text, absent) => {
                self.policies = text.read(&self.policies, *absent).policies;
                Ok(())
            }
            #[cfg(feature = "settings")]
            PlannedChange::Apply(change) => change.apply(self),
            PlannedChange::BuiltIn(built_in) => {
                self.store.replace_built_in(built_in.clone());
                Ok(())
            }
            PlannedChange::BlockList(list) => {
                self.blocked = list.clone();
                Ok(())
            }
            PlannedChange::Crls(crls) => {
                self.crls.clone_from(crls);
                Ok(())
            }
            PlannedChange::Peer { .. } => Ok(()),
            PlannedChange::ClockFloor(floor) => {
                self.clock = match self.clock {
                    ClockQuality::AtLeast(before) => ClockQuality::AtLeast(before.max(*floor)),
                    ClockQuality::Unset => ClockQuality::AtLeast(*floor),
                    ClockQuality::Set => ClockQuality::Set,
                };
                Ok(())
            }
            PlannedChange::ClockSet => {
                self.clock = ClockQuality::Set;
                Ok(())
            }
        }
    }
}

impl PlannedChange {
    /// True if a settings file is applied.
    #[cfg(feature = "settings")]
    pub(super) const fn is_file(&self) -> bool {
        matches!(self, Self::Settings(..) | Self::Apply(_))
    }

    /// Why the outcome changes when this change is made.
    pub(super) fn cause(&self, from: &Outcome, to: &Outcome) -> Cause {
        match self {
            Self::BuiltIn(_) if from.is_accepted() && !to.is_accepted() => Cause::LeftList,
            Self::BuiltIn(_) if !from.is_accepted() && to.is_accepted() => Cause::JoinedList,
            Self::BlockList(_) if !to.is_accepted() => Cause::Blocked,
            Self::Peer { .. } => Cause::ChainChanged,
            Self::ClockFloor(_) | Self::ClockSet => Cause::ClockChanged,
            _ => Cause::Planned,
        }
    }
}

/// Completes "to …".
impl fmt::Display for PlannedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delete(upload) => return write!(f, "delete the upload {upload}"),
            Self::DeleteAll => "delete all uploads",
            Self::Disable(root) => return write!(f, "disable the built-in certificate {root}"),
            Self::Enable(root) => return write!(f, "enable the built-in certificate {root}"),
            Self::Upload(bundle) => {
                f.write_str("upload")?;
                for (index, certificate) in bundle.iter().enumerate() {
                    f.write_str(if index == 0 { " " } else { ", " })?;
                    write!(f, "{} ({})", certificate.quoted_subject(), certificate.fingerprint())?;
                }
                return Ok(());
            }
            Self::Reset(FactoryReset::DropCustom) => "reset to the factory state",
            Self::Reset(FactoryReset::KeepCustom) => {
                "reset to the factory state and keep the uploads"
            }
            Self::Policies(policies) => return sources(f, policies),
            #[cfg(feature = "settings")]
            Self::Settings(..) => "apply the settings file",
            #[cfg(feature = "settings")]
            Self::Apply(_) => "apply the settings file and what it orders",
            Self::BuiltIn(_) => "replace the built-in list",
            Self::BlockList(_) => "replace the block list",
            Self::Crls(_) => "replace the CRLs",
            Self::Peer { dependency, .. } => {
                return write!(f, "present another chain on \"{dependency}\"");
            }
            Self::ClockFloor(_) => "raise the clock's floor",
            Self::ClockSet => "set the clock",
        })
    }
}

/// `set the CA source: all for auto_provision, built-in for the others`
fn sources(f: &mut fmt::Formatter<'_>, policies: &PolicySet) -> fmt::Result {
    let with = |source: TrustSource| -> Vec<Application> {
        let of =
            |application: &&Application| policies.effective(**application).source.value == source;
        Application::ALL.iter().filter(of).copied().collect()
    };
    let mut groups: Vec<_> =
        TrustSource::ALL.iter().map(|source| (*source, with(*source))).collect();
    groups.retain(|(_, applications)| !applications.is_empty());
    // The largest group comes last, and needs no names.
    groups.sort_by_key(|(_, applications)| applications.len());
    f.write_str("set the CA source: ")?;
    let last = groups.len().saturating_sub(1);
    for (index, (source, applications)) in groups.iter().enumerate() {
        write!(f, "{}{source} for ", if index == 0 { "" } else { "; " })?;
        match (index == last, last) {
            (true, 0) => f.write_str("all applications")?,
            (true, _) => f.write_str("the others")?,
            (false, _) => {
                for (index, application) in applications.iter().enumerate() {
                    write!(f, "{}{application}", if index == 0 { "" } else { ", " })?;
                }
            }
        }
    }
    Ok(())
}
