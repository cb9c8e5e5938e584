//! A settings file that is applied to a device with all that it orders.

use super::error::ForecastError;
use super::planned::PlannedChange;
use super::readings::{FileReading, Way};
use super::state::DeviceState;
use crate::bundle::Bundle;
use crate::numbered::numbered;
use crate::policy_set::PolicySet;
use crate::settings::{Absent, CertificateOrder, SettingsText};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

/// A settings file with the certificates that it orders to download.
///
/// ```
/// use trustslot::{Absent, Bundle, Maker, PlannedChange, SettingsChange, SettingsText};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
///
/// let file = b"trusted_certificates.delete = http://localhost/all\ntrusted_certificates.url = https://prov.example.com/ca.pem\n";
/// let text = SettingsText::parse(file.to_vec(), Maker::Yealink)?;
/// # let pem = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// // What line 2 downloads.
/// let change = SettingsChange::new(text, Absent::KeepsBase).with_download(2, Bundle::parse("ca.pem", pem)?);
/// let plan = [PlannedChange::Apply(change.into())];
/// # let _ = plan;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SettingsChange {
    text: SettingsText,
    absent: Absent,
    downloads: BTreeMap<u32, Bundle>,
    order: DownloadOrder,
    /// In place of those of the file, where lines contradict each other.
    policies: Option<PolicySet>,
}

/// In which order a phone deletes and downloads certificates that one settings file orders. No document says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DownloadOrder {
    /// As the lines are in the file.
    #[default]
    AsInFile,
    /// All deletions, then all downloads.
    DeletesFirst,
    /// All downloads, then all deletions: nothing that was downloaded is left. A phone that deletes first ends like this too,
    /// if it no longer trusts the server from which it downloads.
    DownloadsFirst,
}

/// What a phone does if it reads a settings file in another way: a change in place of the one that was planned.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OtherReading {
    /// The change.
    pub change: PlannedChange,
    /// The lines of contradictory settings that are taken, from 1; empty if none differs.
    pub lines: Vec<u32>,
    /// The lines that set nothing, from 1, because the phone does not understand their value; empty if there is none.
    pub ignored: Vec<u32>,
    /// The order of deletions and downloads, if it differs.
    pub order: Option<DownloadOrder>,
}

impl OtherReading {
    /// Completes "if …": `the phone takes line 9`.
    pub fn way(&self) -> impl fmt::Display + use<> {
        Way::of(&[self.reading_of(None)])
    }

    /// How the file is read, which has this number among the settings files of the plan.
    pub(super) fn reading_of(&self, file: Option<u32>) -> FileReading {
        let Self { lines, ignored, order, .. } = self;
        FileReading { file, lines: lines.clone(), ignored: ignored.clone(), order: *order }
    }
}

numbered! {
    DownloadOrder: u8 {
        AsInFile = 0 "as-in-file",
        DeletesFirst = 1 "deletes-first",
        DownloadsFirst = 2 "downloads-first",
    }
}

/// Completes "the phone …".
impl fmt::Display for DownloadOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsInFile => "follows the order of the file",
            Self::DeletesFirst => "deletes certificates before it downloads",
            Self::DownloadsFirst => "deletes certificates after it downloads",
        })
    }
}

impl SettingsChange {
    /// A file without downloads: what it orders to delete is deleted, and nothing comes.
    pub fn new(text: SettingsText, absent: Absent) -> Self {
        let (downloads, order, policies) = (BTreeMap::new(), DownloadOrder::AsInFile, None);
        Self { text, absent, downloads, order, policies }
    }

    /// Adds the file that the line with this number, from 1, orders to download. A line that orders none has no effect.
    #[must_use]
    pub fn with_download(mut self, line: u32, bundle: Bundle) -> Self {
        self.downloads.insert(line, bundle);
        self
    }

    /// Sets in which order it is carried out.
    #[must_use]
    pub fn with_order(self, order: DownloadOrder) -> Self {
        Self { order, ..self }
    }

    /// The settings file.
    pub const fn text(&self) -> &SettingsText {
        &self.text
    }

    /// What the file downloads, by line.
    pub(crate) fn downloads(&self) -> impl Iterator<Item = &Bundle> {
        self.downloads.values()
    }

    /// The policies after the file.
    pub(crate) fn policies_on(&self, state: &DeviceState) -> PolicySet {
        self.policies.unwrap_or_else(|| self.text.read(&state.policies, self.absent).policies)
    }

    /// Changes nothing if an upload is refused.
    pub(super) fn apply(&self, state: &mut DeviceState) -> Result<(), ForecastError> {
        let reading = self.text.read(&state.policies, self.absent);
        let mut orders: Vec<&CertificateOrder> = reading.orders.iter().collect();
        let is_delete =
            |order: &CertificateOrder| matches!(order, CertificateOrder::DeleteTrusted { .. });
        match self.order {
            DownloadOrder::AsInFile => {}
            DownloadOrder::DeletesFirst => orders.sort_by_key(|order| !is_delete(order)),
            DownloadOrder::DownloadsFirst => orders.sort_by_key(|order| is_delete(order)),
        }
        let mut store = state.store.clone();
        for order in orders {
            match order {
                CertificateOrder::DeleteTrusted { .. } => {
                    store.remove_all();
                }
                CertificateOrder::Trust { line, .. } => {
                    if let Some(bundle) = self.downloads.get(line) {
                        store.add(bundle)?;
                    }
                }
                _ => {}
            }
        }
        state.store = store;
        state.policies = self.policies.unwrap_or(reading.policies);
        Ok(())
    }

    /// The other orders that leave other certificates.
    fn other_orders(&self, state: &DeviceState) -> Vec<DownloadOrder> {
        let after = |order| {
            let mut state = state.clone();
            self.clone().with_order(order).apply(&mut state).ok()?;
            let left = state.store.custom().iter();
            Some(left.map(crate::certificate::Certificate::fingerprint).collect::<Vec<_>>())
        };
        let mut known = Vec::from([after(self.order)]);
        let all =
            [DownloadOrder::AsInFile, DownloadOrder::DeletesFirst, DownloadOrder::DownloadsFirst];
        let differs = |order: &DownloadOrder| {
            let left = after(*order);
            let is_new = left.is_some() && !known.contains(&left);
            known.push(left);
            is_new
        };
        all.into_iter().filter(differs).collect()
    }
}

impl DeviceState {
    /// What the device does if it reads the settings file of a change in another way than is assumed: it takes other lines where
    /// lines contradict each other, or deletes and downloads in another order. Empty if the change has no file, or nothing
    /// in it can be read in two ways.
    ///
    /// [`what_if`](crate::what_if) judges them, and so does a [`Fleet`](crate::Fleet) for its plan. A forecast takes each as a
    /// change of its own.
    ///
    /// At most [`Reading::MAX_OTHERS`](crate::Reading::MAX_OTHERS) for the lines, times the orders.
    pub fn other_readings(&self, change: &PlannedChange) -> Vec<OtherReading> {
        self.others_of(change).0
    }

    /// The same, and whether there are more.
    pub(super) fn others_of(&self, change: &PlannedChange) -> (Vec<OtherReading>, bool) {
        match change {
            PlannedChange::Settings(text, absent) => {
                let reading = text.read(&self.policies, *absent);
                let others = reading.otherwise.into_iter().map(|other| OtherReading {
                    change: PlannedChange::Policies(Box::new(other.policies)),
                    lines: other.lines,
                    ignored: other.ignored,
                    order: None,
                });
                (others.collect(), reading.more_otherwise)
            }
            PlannedChange::Apply(applied) => self.others_of_file(applied),
            _ => (Vec::new(), false),
        }
    }

    fn others_of_file(&self, applied: &SettingsChange) -> (Vec<OtherReading>, bool) {
        let reading = applied.text.read(&self.policies, applied.absent);
        let others = reading.otherwise;
        let orders = applied.other_orders(self);
        let orders: Vec<_> = core::iter::once(None).chain(orders.into_iter().map(Some)).collect();
        let mut found = Vec::new();
        let lines = core::iter::once(None).chain(others.iter().map(Some));
        for other in lines {
            for order in &orders {
                if other.is_none() && order.is_none() {
                    continue;
                }
                let mut changed = applied.clone();
                changed.order = order.unwrap_or(changed.order);
                changed.policies = other.map(|other| other.policies);
                let change = PlannedChange::Apply(Box::new(changed));
                let lines = other.map(|other| other.lines.clone()).unwrap_or_default();
                let ignored = other.map(|other| other.ignored.clone()).unwrap_or_default();
                found.push(OtherReading { change, lines, ignored, order: *order });
            }
        }
        (found, reading.more_otherwise)
    }
}
