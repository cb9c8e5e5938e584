//! What settings files order about certificates: download, and delete.
//!
//! A file that is ordered is looked for by the last part of its URL, in the folder of the settings file and in that of the
//! fleet. Nothing is downloaded.

use crate::file;
use crate::notes::Note;
use std::path::{Path, PathBuf};
use trustslot::{Bundle, CertificateOrder, PlannedChange, TrustStore, Url};

/// The orders of settings files about uploads, in their order.
#[derive(Default)]
pub struct Orders {
    deletes: bool,
    /// With the file and the line of the order.
    downloads: Vec<(PathBuf, u32, Bundle)>,
}

/// Which of the two a phone does first is not documented. That it cannot download after it deleted is like the second.
pub const DELETES_FIRST: &str = "if it deletes, then downloads";
pub const DELETES_LAST: &str = "if it deletes last, or cannot download after that";

impl Orders {
    /// Adds the orders of a settings file, and notes what cannot be done.
    pub fn add(
        &mut self,
        settings: &Path,
        fleet: &Path,
        orders: &[CertificateOrder],
        notes: &mut Vec<Note>,
    ) {
        for order in orders {
            match order {
                CertificateOrder::DeleteTrusted { .. } => self.deletes = true,
                CertificateOrder::Trust { line, url } => match found(url, settings, fleet) {
                    None => notes.push(Note::missing(settings, *line, url)),
                    Some(path) => match file::bundle(&path) {
                        Ok(bundle) => self.downloads.push((settings.to_owned(), *line, bundle)),
                        Err(error) => notes.push(Note::refused(settings, *line, &error)),
                    },
                },
                CertificateOrder::Present { line, url, .. } => {
                    let fault =
                        found(url, settings, fleet).and_then(|path| file::identity_fault(&path));
                    notes.extend(fault.map(|fault| Note::refused(settings, *line, &fault)));
                }
                // Deleting what the phone presents, or what a reset keeps, changes no verdict about a server.
                _ => {}
            }
        }
    }

    /// The store after the orders; two of them, each with its case, if that depends on which is done first.
    pub fn applied(
        &self,
        store: &TrustStore,
        notes: &mut Vec<Note>,
    ) -> Vec<(Option<&'static str>, TrustStore)> {
        let mut emptied = store.clone();
        emptied.remove_all();
        let mut first = if self.deletes { emptied.clone() } else { store.clone() };
        for (settings, line, bundle) in &self.downloads {
            if let Err(error) = first.add(bundle) {
                notes.push(Note::refused(settings, *line, &error));
            }
        }
        if self.is_ambiguous() {
            vec![(Some(DELETES_FIRST), first), (Some(DELETES_LAST), emptied)]
        } else {
            vec![(None, first)]
        }
    }

    /// The orders as changes, in the first or in the second case.
    pub fn planned(&self, deletes_last: bool) -> Vec<PlannedChange> {
        let mut plan = Vec::new();
        if self.deletes {
            plan.push(PlannedChange::DeleteAll);
        }
        // What is deleted last was not worth uploading.
        if !(self.deletes && deletes_last) {
            let bundles = self.downloads.iter().map(|(.., bundle)| bundle.clone());
            plan.extend(bundles.map(PlannedChange::Upload));
        }
        plan
    }

    pub fn is_ambiguous(&self) -> bool {
        self.deletes && !self.downloads.is_empty()
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
