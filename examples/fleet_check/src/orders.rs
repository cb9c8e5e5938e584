//! What settings files order about certificates: download, and delete.
//!
//! A file that is ordered is looked for by the last part of its URL, in the folder of the settings file and in that of the
//! fleet. Nothing is downloaded.

use crate::file;
use crate::notes::Note;
use std::path::{Path, PathBuf};
use trustslot::{
    Absent, Bundle, CertificateOrder, DeviceState, ForecastError, OtherReading, PlannedChange,
    PolicySet, SettingsChange, SettingsText, TrustStore, Url,
};

/// A settings file, and the files that it orders to download, as far as they are there.
pub struct Ordered {
    path: PathBuf,
    text: SettingsText,
    deletes: bool,
    /// By the line of the order.
    downloads: Vec<(u32, Bundle)>,
}

/// A phone, with the case, if a file leaves open which one it is.
pub type Case = (Option<String>, DeviceState);

/// The most cases of one model: those of one file of the library.
pub const MAX_CASES: usize = 16;

impl Ordered {
    /// Reads the file, and notes what it says about each line. The policies are those before it.
    pub fn read(
        path: &Path,
        text: SettingsText,
        policies: &PolicySet,
        fleet: &Path,
        notes: &mut Vec<Note>,
    ) -> Self {
        let reading = text.read(policies, Absent::KeepsBase);
        notes.extend(reading.findings.iter().map(|finding| Note::finding(path, finding)));
        if reading.omitted > 0 {
            notes.push(Note::omitted(path, reading.omitted));
        }
        let mut read = Self { path: path.to_owned(), text, deletes: false, downloads: Vec::new() };
        for order in &reading.orders {
            match order {
                CertificateOrder::DeleteTrusted { .. } => read.deletes = true,
                CertificateOrder::Trust { line, url } => match found(url, path, fleet) {
                    None => notes.push(Note::missing(path, *line, url)),
                    Some(certificate) => match file::bundle(&certificate) {
                        Ok(bundle) => read.downloads.push((*line, bundle)),
                        Err(error) => notes.push(Note::refused(path, *line, &error)),
                    },
                },
                CertificateOrder::Present { line, url, .. } => {
                    let fault = found(url, path, fleet)
                        .and_then(|identity| file::identity_fault(&identity));
                    notes.extend(fault.map(|fault| Note::refused(path, *line, &fault)));
                }
                // Deleting what the phone presents, or what a reset keeps, changes no verdict about a server.
                _ => {}
            }
        }
        read
    }

    /// The phones after the file, in every case. What a store refuses is noted, and left out.
    pub fn apply(
        &self,
        before: Vec<Case>,
        notes: &mut Vec<Note>,
    ) -> Result<Vec<Case>, ForecastError> {
        let mut after = Vec::new();
        for (case, mut state) in before {
            let change = PlannedChange::Apply(Box::new(self.accepted_by(&state.store, notes)));
            let others = state.other_readings(&change);
            // A quoted value is in a finding. As a case of its own, it would count the phones of whole fleets several times.
            for other in others.into_iter().filter(|other| other.ignored.is_empty()) {
                let mut state = state.clone();
                state.apply(&other.change)?;
                let more = self.case_of(&other);
                after.push((
                    Some(case.iter().cloned().chain([more]).collect::<Vec<_>>().join(", ")),
                    state,
                ));
            }
            state.apply(&change)?;
            after.push((case, state));
        }
        if after.len() > MAX_CASES {
            notes.push(Note::cases(&self.path, after.len() - MAX_CASES));
            after.drain(..after.len() - MAX_CASES);
        }
        Ok(after)
    }

    /// The file with those downloads that the store has room for.
    fn accepted_by(&self, store: &TrustStore, notes: &mut Vec<Note>) -> SettingsChange {
        let mut change = SettingsChange::new(self.text.clone(), Absent::KeepsBase);
        let mut store = store.clone();
        if self.deletes {
            store.remove_all();
        }
        for (line, bundle) in &self.downloads {
            match store.add(bundle) {
                Ok(_) => change = change.with_download(*line, bundle.clone()),
                Err(error) => notes.push(Note::refused(&self.path, *line, &error)),
            }
        }
        change
    }

    fn case_of(&self, other: &OtherReading) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{name}: if {}", other.way())
    }

    /// The file as a change of every phone.
    pub fn planned(&self) -> PlannedChange {
        let mut change = SettingsChange::new(self.text.clone(), Absent::KeepsBase);
        for (line, bundle) in &self.downloads {
            change = change.with_download(*line, bundle.clone());
        }
        PlannedChange::Apply(Box::new(change))
    }
}

/// The file that this URL names.
fn found(url: &Url, settings: &Path, fleet: &Path) -> Option<PathBuf> {
    let name = name_of(url)?;
    let beside = settings.parent().unwrap_or(fleet);
    [beside, fleet].into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// The last part of the path of a URL, if it can be the name of a file.
pub fn name_of(url: &Url) -> Option<&str> {
    let (_, rest) = url.as_str().split_once("://")?;
    let path = rest.split(['?', '#']).next()?;
    let (_, name) = path.rsplit_once('/')?;
    let is_name = !matches!(name, "" | "." | "..") && !name.contains(['\\', '\0', ':']);
    is_name.then_some(name)
}
