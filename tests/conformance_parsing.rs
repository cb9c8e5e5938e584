//! Runs the corpus of `parsing/`.

#[path = "conformance/parsing.rs"]
mod parsing;

use std::path::PathBuf;

#[test]
fn every_difference_has_a_reason() {
    let testdata = option_env!("TRUSTSLOT_TESTDATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/testdata")),
        PathBuf::from,
    );
    let Some(rows) = parsing::rows(&testdata) else {
        println!("parsing: NOT RUN, there is no corpus at {}", testdata.display());
        return;
    };
    let agree = rows.iter().filter(|row| row.agrees()).count();
    println!("parsing: {agree} agree, {} differ, 0 not applicable", rows.len() - agree);
    let used = parsing::rules_used(&rows);
    for (rule, count) in &used {
        println!("{count:>5}  {rule}");
    }
    let unexplained: Vec<_> =
        rows.iter().filter(|row| !row.agrees() && row.reason.is_none()).collect();
    for row in &unexplained {
        println!("{}: expected {}, not {}", row.id, row.expected, row.actual);
    }
    assert!(unexplained.is_empty(), "{} differences without a reason", unexplained.len());
    for (rule, count) in used {
        assert_ne!(count, 0, "explains nothing any more: {rule}");
    }
}
