//! Finds the corpora of other projects, which are too large for this repository.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of the corpora, if it exists: `TRUSTSLOT_TESTDATA`, or `shared/testdata` beside the repository.
///
/// If it does not exist, `test` compares nothing. A notice says so, even though cargo hides the output of passing tests.
pub fn testdata(test: &str) -> Option<PathBuf> {
    let path = folder();
    if path.is_dir() {
        return Some(path);
    }
    let notice = format!(
        "########## NOTHING WAS COMPARED by {test}: there is no corpus at {} ##########\n\
         ########## Set TRUSTSLOT_TESTDATA to the folder that holds it. ##########\n",
        path.display()
    );
    std::io::stderr().lock().write_all(notice.as_bytes()).expect("an output");
    None
}

/// The folder of the corpora, whether it exists or not.
pub fn folder() -> PathBuf {
    std::env::var_os("TRUSTSLOT_TESTDATA").map_or_else(beside, PathBuf::from)
}

/// Whether this is the folder beside the repository. Other folders may have fewer rows, or rows that no test knows.
pub fn is_default(testdata: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(testdata).is_some_and(|path| Some(path) == real(&beside()))
}

/// The folder beside the repository, which is two folders above this package.
fn beside() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(3).unwrap_or(package).join("shared/testdata")
}
