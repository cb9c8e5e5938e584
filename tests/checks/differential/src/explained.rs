//! Why this crate and OpenSSL disagree where they do.

mod accepted;
mod refused;

use crate::judges::Fault;
pub use accepted::ACCEPTED_HERE_ONLY;
use refused::REFUSED_HERE_ONLY;

/// Why OpenSSL refuses what this crate accepts.
pub struct Explained {
    /// What OpenSSL says (`x509_vfy.h`); -1 where it cannot read a certificate.
    pub codes: &'static [i32],
    /// Whether it says so only when it is strict, by codes of which each stands for one rule of form.
    pub only_strict: bool,
    /// All changes that the case comes down to are among these; where it is strict, one of them.
    pub words: &'static [&'static str],
    pub why: &'static str,
}

/// Changes that choose a path and say nothing against it.
const SHAPES: &[&str] = &[
    "a CA issued itself a new key",
    "a long path",
    "an intermediate is the anchor",
    "order of the others",
    "the client's usage is asked",
    "self-signed leaf",
    "the leaf is one anchor",
    "the leaf is the anchor",
];

/// The place of the explanation of pins, which asks what OpenSSL has against the peer's certificate itself.
pub const PIN: usize = 0;

/// What counts for a pin too: dates, purpose, name and strength of the key.
const OF_PINS_TOO: &[i32] = &[9, 10, 26, 62, 63, 64, 66, 67, 68];

/// The place of the explanation for what comes down to `words`.
pub fn acceptance(said: &Fault, is_pin: bool, words: &str, is_strict: bool) -> Option<usize> {
    if is_pin && (said.depth > 0 || !OF_PINS_TOO.contains(&said.code)) {
        return Some(PIN);
    }
    let mut words: Vec<&str> = words.split(" + ").collect();
    let telling = |word: &&str| !SHAPES.contains(word);
    if words.iter().any(telling) {
        words.retain(telling);
    }
    ACCEPTED_HERE_ONLY.iter().position(|explained| {
        let has = |word: &&str| explained.words.contains(word);
        let fits = if explained.only_strict {
            is_strict && words.iter().any(has)
        } else {
            words.iter().all(has)
        };
        fits && explained.codes.contains(&said.code)
    })
}

pub fn refusal(reason: &str) -> Option<&'static str> {
    let mut known = REFUSED_HERE_ONLY.iter();
    known.find(|(word, _)| *word == reason).map(|(_, why)| *why)
}
