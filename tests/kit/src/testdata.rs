//! Where the corpora of other projects are, which are too large to keep in this repository.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of the corpora, if it is there: what `TRUSTSLOT_TESTDATA` says, else `shared/testdata` beside the
/// repository. Where it is not, `test` compares nothing, and that is said even where the output of passing tests is
/// kept back.
pub fn testdata(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("TRUSTSLOT_TESTDATA").map_or_else(beside, PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    let said = format!(
        "########## NOTHING WAS COMPARED by {test}: there is no corpus at {} ##########\n\
         ########## Set TRUSTSLOT_TESTDATA to the folder that holds it. ##########\n",
        path.display()
    );
    std::io::stderr().lock().write_all(said.as_bytes()).expect("an output");
    None
}

/// Beside the repository, which is two folders above this package.
fn beside() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(3).unwrap_or(package).join("shared/testdata")
}
