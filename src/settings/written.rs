//! How a settings file is written, and what came of it.

use crate::numbered::numbered;
use crate::policy_set::Application;
use alloc::vec::Vec;

/// How the keys are spelled that are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spelling {
    /// Keys stay as they are; new ones are spelled as most of the keys in the file.
    #[default]
    AsFound,
    /// `security.ca_cert`, as up to V80.
    Old,
    /// `static.security.ca_cert` and `static.security.sip.ca_cert`.
    Static,
    /// `static.security.ca_cert` and `security.sip.ca_cert`, as the newest phones.
    PerApplication,
}

/// What [`SettingsText::write`](crate::SettingsText::write) did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The number of lines that changed.
    pub changed: usize,
    /// The number of lines that were added.
    pub added: usize,
    /// The settings that the file does not have after all.
    pub not_written: Vec<NotWritten>,
}

/// A setting that could not be written, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotWritten {
    /// The application; `None` for a global setting.
    pub application: Option<Application>,
    /// Why.
    pub reason: Unwritten,
}

/// Why a setting could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unwritten {
    /// The phones of this maker have no such setting.
    NoSuchSetting,
    /// The setting is not in the file, and this library adds no XML elements.
    NotInFile,
    /// Nothing confirms what the values of the setting mean.
    Unconfirmed,
    /// The file is not text.
    NotText,
}

numbered! {
    Spelling: u8 {
        AsFound = 0 "as-found",
        Old = 1 "old",
        Static = 2 "static",
        PerApplication = 3 "per-application",
    }
}

numbered! {
    Unwritten: u8 {
        NoSuchSetting = 0 "no-such-setting",
        NotInFile = 1 "not-in-file",
        Unconfirmed = 2 "unconfirmed",
        NotText = 3 "not-text",
    }
}
