//! Unsafe code is in `src/capi` alone, and cannot be anywhere in a build without it.

use super::{root, sources};
use std::env;
use std::fs;
use std::process::Command;

#[test]
fn unsafe_code_is_in_src_capi_alone() {
    for (path, text) in sources("src") {
        let inside = path.strip_prefix(root().join("src/capi")).is_ok();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            let line = line.replace("unsafe_code", "");
            assert!(inside || !line.contains("unsafe"), "{}: {line}", path.display());
        }
    }
}

#[test]
fn interface_uses_only_what_the_crate_exports() {
    for (path, text) in sources("src/capi") {
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            for item in line.split("crate::").skip(1) {
                let name = item.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                let is_module = name.chars().next().is_some_and(char::is_lowercase);
                let allowed = ["capi", "pki_types"].contains(&name);
                assert!(!is_module || allowed, "{}: {line}", path.display());
            }
        }
    }
}

// `forbid` cannot be lifted further down: the compiler says so with E0453.
#[test]
fn builds_without_the_interface_forbid_unsafe_code() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let attribute = lib.lines().find(|line| line.contains("forbid(unsafe_code)")).unwrap();
    let probe =
        format!("{attribute}\n#[allow(unsafe_code)]\npub mod m {{ pub unsafe fn f() {{}} }}\n");
    let folder = env::temp_dir().join(format!("trustslot-forbid-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join("probe.rs");
    fs::write(&source, probe).unwrap();
    let compile = |options: &[&str]| {
        let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
        let mut command = Command::new(rustc);
        command.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata"]);
        let output = command.args(options).arg("--out-dir").arg(&folder).arg(&source).output();
        let output = output.expect("the compiler that built this test");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (compiles, errors) = compile(&[]);
    assert!(!compiles && errors.contains("E0453"), "{errors}");
    let (compiles, errors) = compile(&["--cfg", "feature=\"capi\""]);
    assert!(compiles, "{errors}");
    fs::remove_dir_all(&folder).unwrap();
}
