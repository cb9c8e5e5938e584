//! The README and the front page of the documentation say what is there.
#![expect(clippy::std_instead_of_alloc, reason = "a test has the standard library")]

use std::collections::BTreeSet;
use std::path::Path;

const README: &str = include_str!("../README.md");
const LIB: &str = include_str!("../src/lib.rs");
const PICTURE: &str = include_str!("../src/docs/picture.md");
const TYPES: &str = include_str!("../src/docs/types.md");

// A short README is read. It is shown in narrow columns.
#[test]
fn readme_is_short_and_narrow() {
    assert!(README.lines().count() <= 120);
    for line in README.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn links_of_the_readme_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (label, target) in definitions(README) {
        assert!(root.join(target).exists(), "{label}: {target}");
        assert!(README.contains(&format!("[{label}]")), "{label} is used");
    }
}

// A reader who follows a path of a manual finds something there, or it is made by what the manual describes.
#[test]
#[expect(clippy::disallowed_methods, reason = "the manuals are files")]
fn paths_in_the_manuals_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for folder in ["", "src/docs", "tests", "benches", "fuzz", "include", "examples/fleet_check"] {
        let manuals = std::fs::read_dir(root.join(folder)).unwrap();
        let manuals = manuals.map(|entry| entry.unwrap().path());
        for manual in manuals.filter(|path| path.extension().is_some_and(|end| end == "md")) {
            let text = std::fs::read_to_string(&manual).unwrap();
            let paths = text.split('`').skip(1).step_by(2).filter(|code| {
                FOLDERS.iter().any(|folder| code.starts_with(folder))
                    && !code.contains([' ', '*', '<', '$', '\n'])
            });
            let is_made = |path: &str| NOT_COMMITTED.lines().any(|line| line == format!("/{path}"));
            let is_there =
                |path: &str| [root, &root.join(folder)].iter().any(|from| from.join(path).exists());
            let lost = paths.filter(|path| !is_made(path) && !is_there(path));
            wrong.extend(lost.map(|path| format!("{}: {path}", manual.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const NOT_COMMITTED: &str = include_str!("../.gitignore");

/// The folders of the repository that the manuals name.
const FOLDERS: [&str; 7] = ["src/", "tests/", "benches/", "fuzz/", "include/", "examples/", "abi/"];

// In the documentation, the definitions of `lib.rs` come first and count.
#[test]
fn front_page_redirects_every_link_of_the_readme() {
    let labels = |text| definitions(text).map(|(label, _)| label).collect::<BTreeSet<_>>();
    assert_eq!(&labels(LIB) | &labels(PICTURE), labels(README));
}

// `benches/picture` draws one and writes the other.
#[test]
fn front_page_contains_the_picture_of_the_readme() {
    let (_, target) = definitions(PICTURE).next().unwrap();
    let mut encoded = target.strip_prefix("data:image/svg+xml,").unwrap().bytes();
    let mut picture = Vec::new();
    while let Some(byte) = encoded.next() {
        picture.push(if byte == b'%' {
            let digits = [encoded.next().unwrap(), encoded.next().unwrap()];
            u8::from_str_radix(core::str::from_utf8(&digits).unwrap(), 16).unwrap()
        } else {
            byte
        });
    }
    assert_eq!(String::from_utf8(picture).unwrap(), include_str!("../benches/peers.svg"));
}

// Readers who begin at the front page do not find a type that is not in the table.
#[test]
fn every_public_name_is_in_the_table_of_types() {
    let names = LIB.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = names.flat_map(|list| {
        let list = list.rsplit("::").next().unwrap_or(list);
        list.split([',', '{', '}', '\n', ' ']).filter(|name| !name.is_empty())
    });
    let missing: Vec<&str> = names.filter(|name| !TYPES.contains(&format!("[`{name}`]"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// `[label]: target`, a line each.
fn definitions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "))
}
