//! Runs the corpus `keys` and says how far the tools' answers and ours agree.

extern crate alloc;

#[path = "conformance/keys.rs"]
mod keys;

use alloc::collections::BTreeMap;

#[test]
fn no_key_matches_falsely_and_every_difference_has_a_rule() {
    let Some(corpus) = keys::corpus() else { return };
    let rows = keys::run(&corpus);
    let mut tally = BTreeMap::new();
    for row in &rows {
        let answer = if row.agrees {
            row.actual.split(':').next().unwrap()
        } else {
            row.reason.unwrap_or("WITHOUT A RULE")
        };
        *tally.entry((row.agrees, answer)).or_insert(0) += 1;
    }
    println!("{} rows", rows.len());
    for ((agrees, answer), count) in &tally {
        println!("{count:5} {} {answer}", if *agrees { "agree " } else { "differ" });
    }
    for row in rows.iter().filter(|row| row.reason.is_some()) {
        let keys::Row { id, expected, actual, .. } = row;
        println!("  {id}: {expected}, here {actual}");
    }
    let false_matches: Vec<_> = rows.iter().filter(|row| row.is_false_match()).collect();
    assert!(false_matches.is_empty(), "{false_matches:#?}");
    let unexplained: Vec<_> =
        rows.iter().filter(|row| !row.agrees && row.reason.is_none()).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}
