//! A settings file that is not read.

use super::SettingsText;
use crate::numbered::numbered;

/// A settings file that is not read or not written. Nothing is changed.
///
/// ```
/// use trustslot::{Maker, SettingsError, SettingsText};
///
/// let error = SettingsText::parse(vec![b'\n'; SettingsText::MAX_BYTES + 1], Maker::Yealink).unwrap_err();
/// assert_eq!(error.to_string(), "the settings file is 5242881 bytes; the limit is 5242880");
/// assert!(matches!(error, SettingsError::TooLarge { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The file is larger than [`SettingsText::MAX_BYTES`].
    #[error("the settings file is {bytes} bytes; the limit is {}", SettingsText::MAX_BYTES)]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
}

numbered! {
    SettingsError {
        TooLarge = 2251 "settings-too-large",
    }
}
