//! The file name of an upload: its extension, and nothing else. It is never a path.

use crate::text::shown;
use alloc::string::String;

/// A name that does not end in one of `extensions`, as it may be shown.
pub(crate) fn check_extension(file_name: &str, extensions: &[&str]) -> Result<(), String> {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension);
    let fits = |allowed: &&str| extension.is_some_and(|e| e.eq_ignore_ascii_case(allowed));
    if extensions.iter().any(fits) {
        return Ok(());
    }
    let name = shown(file_name, MAX_NAME);
    // An escaped character takes up to ten: a hostile name is shown by its first few.
    Err(if name.chars().count() > MAX_NAME.saturating_mul(2) {
        shown(file_name, MAX_NAME / 5)
    } else {
        name
    })
}

/// How much of a file name is shown. The rest of the sentence then fits the display, too.
const MAX_NAME: usize = 40;
