//! The structures have the same size and the same members at the same offsets, here and in C.

use super::{HEADER, root};
use core::mem::{offset_of, size_of};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use trustslot::capi::*;

macro_rules! layouts {
    ($structures:ident: $($rust:ident $c:ident { $($member:ident),* })*) => {{
        let mut text = String::new();
        $(
            let size = size_of::<$rust>();
            writeln!(text, "_Static_assert(sizeof({0}) == {size}, \"{0}\");", stringify!($c)).unwrap();
            let mut members = 0;
            $(
                let offset = offset_of!($rust, $member);
                writeln!(
                    text,
                    "_Static_assert(offsetof({0}, {1}) == {offset}, \"{0}.{1}\");",
                    stringify!($c),
                    stringify!($member)
                )
                .unwrap();
                members += 1;
            )*
            $structures.push((stringify!($c), members));
        )*
        text
    }};
}

#[test]
fn structures_have_the_same_layout_in_c() {
    let mut structures: Vec<(&str, usize)> = Vec::new();
    let asserted = layouts! {
        structures:
        CBytes trustslot_bytes { data, length }
        CClock trustslot_clock { seconds, quality, reserved }
        CPolicy trustslot_policy { source, names, profile, revocation, waived, flags, reserved }
        CAdded trustslot_added { added, known, also_built_in, pins }
        CRoom trustslot_room { entries, free_entries, bytes, free_bytes }
        CRow trustslot_row { not_before, not_after, number, part, role, kind, flags, disabled, sha256 }
        CFinding trustslot_finding { reason, check, position, waived, alert, remedy }
        CPath trustslot_path {
            valid_until, part, role, intermediates, matched, notes, reserved, anchor_sha256
        }
        CIdentityFinding trustslot_identity_finding { code, excludes, remedy, reserved }
        CProof trustslot_proof { nonce, signature }
        CPresented trustslot_presented {
            key, certificates, kind, is_handle, instead_of_custom, reserved
        }
        CDevice trustslot_device { kind, has_mac, mac, reserved }
        CQuestion trustslot_revocation_question {
            certificate, issuer, serial_number, issuer_key_sha256
        }
        CAnswer trustslot_revocation_answer { time, answer, reserved }
    };
    let in_header = HEADER.matches("\n} trustslot_").count();
    assert_eq!(structures.len(), in_header, "every structure of the header is in the table");
    for (name, members) in structures {
        let body = HEADER.split_once(&format!("typedef struct {name} {{")).unwrap().1;
        let body = body.split_once('}').unwrap().0;
        // A line may declare several.
        let declared = body.lines().filter_map(|line| line.split_once(';'));
        let declared: usize = declared.map(|(line, _)| line.split(',').count()).sum();
        assert_eq!(members, declared, "the members of {name}");
    }
    compile(&["-x", "c", "-std=c11"], &asserted);
}

#[test]
fn header_compiles_without_warnings_as_c99_and_as_cpp() {
    let use_it = "int main(void) { trustslot_policy p = {0}; (void)p; return 0; }\n";
    compile(&["-x", "c", "-std=c99", "-pedantic", "-Wstrict-prototypes"], use_it);
    // In C++, a member that `{0}` leaves out is a warning.
    compile(&["-x", "c++", "-std=c++11", "-pedantic", "-Wno-missing-field-initializers"], use_it);
}

#[test]
fn header_is_ascii_and_narrow() {
    assert!(HEADER.is_ascii());
    let widest = HEADER.lines().max_by_key(|line| line.len()).unwrap();
    assert!(widest.len() <= 128, "{widest}");
    assert!(!HEADER.contains('\t'));
}

/// Checks a C program that includes the header.
fn compile(options: &[&str], program: &str) {
    let folder = env::temp_dir().join(format!("trustslot-header-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join(format!("program{}.c", options.len()));
    fs::write(&source, format!("#include <trustslot.h>\n{program}")).unwrap();
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler)
        .args(["-Wall", "-Wextra", "-Werror", "-Wconversion", "-fsyntax-only", "-I"])
        .arg(root().join("include"))
        .args(options)
        .arg(&source)
        .output()
        .expect("a C compiler");
    let _removed = fs::remove_file(&source);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
