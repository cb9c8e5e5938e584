//! What is said about lines of settings files.

use crate::file::failed;
use crate::orders::name_of;
use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};
use trustslot::{LineFinding, Url};

/// Something about one line. Line 0 stands for the whole file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    path: PathBuf,
    line: u32,
    text: String,
    /// True if a certificate is ordered that is not there.
    is_missing: bool,
}

impl Note {
    pub fn finding(path: &Path, finding: &LineFinding) -> Self {
        let mut text = format!("{finding} [{}]", finding.fault().code());
        if let Some(remedy) = finding.remedy() {
            let _ = write!(text, "; to fix it: {remedy}");
        }
        Self { path: path.to_owned(), line: finding.line().unwrap_or(0), text, is_missing: false }
    }

    pub fn omitted(path: &Path, omitted: usize) -> Self {
        let is = if omitted == 1 { "finding is" } else { "findings are" };
        let text = format!("{omitted} more {is} left out");
        Self { path: path.to_owned(), line: u32::MAX, text, is_missing: false }
    }

    /// More readings of the file than are judged.
    pub fn cases(path: &Path, more: usize) -> Self {
        let ways = if more == 1 { "way, which is" } else { "ways, which are" };
        let text = format!("the lines can be read in {more} more {ways} not judged");
        Self { path: path.to_owned(), line: u32::MAX, text, is_missing: false }
    }

    /// The certificate of this order is not in the folder.
    pub fn missing(path: &Path, line: u32, url: &Url) -> Self {
        let name = name_of(url).map(|name| format!("; copy it as {name:?} into the folder"));
        let name = name.unwrap_or_default();
        let text = format!(
            "line {line}: {url} is not in the folder, so the phones are judged without it{name}"
        );
        Self { path: path.to_owned(), line, text, is_missing: true }
    }

    /// The certificate of this order cannot be used.
    pub fn refused(path: &Path, line: u32, why: &dyn Display) -> Self {
        let text = format!("line {line} orders a file that phones refuse: {why}");
        Self { path: path.to_owned(), line, text, is_missing: false }
    }
}

impl Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&failed(&self.path, &self.text))
    }
}

/// The most notes that are kept. Nobody reads more.
const MAX_NOTES: usize = 1000;

/// The notes about all models, each once, by file and line.
#[derive(Default)]
pub struct Notes {
    all: BTreeSet<Note>,
    is_full: bool,
    has_missing: bool,
}

impl Notes {
    pub fn extend(&mut self, notes: &[Note]) {
        for note in notes {
            self.has_missing |= note.is_missing;
            if self.all.len() < MAX_NOTES {
                self.all.insert(note.clone());
            } else if !self.all.contains(note) {
                self.is_full = true;
            }
        }
    }

    pub fn lines(&self) -> Vec<String> {
        let more = self.is_full.then(|| format!("only the first {MAX_NOTES} findings are shown"));
        self.all.iter().map(Note::to_string).chain(more).collect()
    }

    /// What an answer assumes because of the settings.
    pub fn assumed(&self) -> Option<&'static str> {
        self.has_missing.then_some(
            "phones lack the certificates that their settings order and that are not in the folder",
        )
    }
}
