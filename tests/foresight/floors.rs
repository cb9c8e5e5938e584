//! A firmware that only verifies carries nothing of this: the core names none of these modules.

use std::path::{Path, PathBuf};

/// The modules that need the features `settings` or `forecast`.
const ROOMS: [&str; 4] = ["policy_set", "settings", "forecast", "what_if"];

#[test]
fn the_core_knows_nothing_of_settings_and_forecasts() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    assert!(files.len() > 150, "{} files", files.len());
    for file in files {
        let inside = file.strip_prefix(&source).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        // The list of modules and of public names, each behind its feature.
        if ROOMS.contains(&first) || first == "lib.rs" {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for room in ROOMS {
            let named =
                text.contains(&format!("crate::{room}")) || text.contains(&format!("mod {room};"));
            assert!(!named, "{} names {room}", inside.display());
        }
    }
}

#[test]
fn rooms_import_only_lower_ones() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, higher) in [
        ("policy_set", &["settings", "forecast", "what_if"][..]),
        ("settings", &["forecast", "what_if"]),
        ("forecast", &["what_if"]),
    ] {
        let mut files = Vec::new();
        collect(&source.join(room), &mut files);
        assert!(!files.is_empty());
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let uses: Vec<&str> = text.lines().filter(|line| line.starts_with("use ")).collect();
            for name in higher {
                let found = uses.iter().any(|line| line.contains(&format!("crate::{name}")));
                assert!(!found, "{} imports {name}", file.display());
            }
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
