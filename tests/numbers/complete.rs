//! A number that the library has and no table here pins fails, and the other way round.

use super::{Row, certificates, enums, errors, identities, remedies, settings};
use std::path::Path;

#[test]
fn every_number_of_the_library_has_its_row() {
    let mut known = enums::tables();
    let tables = [
        errors::rows(),
        remedies::remedies(),
        remedies::kinds(),
        remedies::signatures(),
        settings::rows(),
    ];
    for rows in tables {
        known.extend(distinct(&rows));
    }
    known.push(certificates::UNREACHED);
    if cfg!(not(feature = "rustls-0_23")) {
        known.extend(identities::HANDSHAKES);
    }
    // Two functions of a struct, so not a pair in the source.
    known.retain(|(code, _)| *code != 2001);
    known.sort_unstable();

    let mut found = Vec::new();
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort_unstable();
    let found: Vec<_> = found.iter().map(|(code, word)| (*code, word.as_str())).collect();
    let without_row: Vec<_> = found.iter().filter(|pair| !known.contains(pair)).collect();
    let gone: Vec<_> = known.iter().filter(|pair| !found.contains(pair)).collect();
    assert!(without_row.is_empty() && gone.is_empty(), "no row: {without_row:?}, gone: {gone:?}");
    // Two enums may have a pair in common.
    assert_eq!(found, known);
}

/// Several values of one variant follow one another.
fn distinct(rows: &[Row]) -> Vec<(u16, &'static str)> {
    let mut pairs: Vec<_> = rows.iter().map(|row| (row.code, row.word)).collect();
    pairs.sort_unstable_by_key(|(code, word)| (*word, *code));
    pairs.dedup();
    pairs
}

fn read_folder(folder: &Path, found: &mut Vec<(u16, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, found);
        } else {
            std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .for_each(|line| found.extend(pair(line)));
        }
    }
}

/// `= 101 "rename",` and `=> (1001, "certificate-encoding"),`.
fn pair(line: &str) -> Option<(u16, String)> {
    let line = line.trim().strip_suffix("\",").or_else(|| line.trim().strip_suffix("\"),"))?;
    if line.starts_with("//") {
        return None;
    }
    let (before, word) = line.rsplit_once('"')?;
    let before = before.trim_end().trim_end_matches(',');
    let (_, code) = before.rsplit_once([' ', '('])?;
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    word.chars().all(is_word).then_some(())?;
    Some((code.parse().ok()?, word.to_owned()))
}
