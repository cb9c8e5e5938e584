//! The extension of an uploaded file's name. The name is never used as a path.

use crate::text::quotable;
use alloc::string::String;

/// Accepts a name that ends in one of `extensions`. The error is the name, escaped and cut, to be put between
/// quotation marks.
pub(crate) fn check_extension(file_name: &str, extensions: &[&str]) -> Result<(), String> {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension);
    let fits = |allowed: &&str| extension.is_some_and(|e| e.eq_ignore_ascii_case(allowed));
    if extensions.iter().any(fits) {
        return Ok(());
    }
    Err(quotable(file_name, MAX_NAME))
}

/// The longest file name that is shown whole, in characters, so that the message fits a display.
const MAX_NAME: usize = 40;
