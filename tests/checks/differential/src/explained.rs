//! Why this crate and OpenSSL disagree where they do.

mod accepted;
mod refused;

use crate::judges::Fault;
pub use accepted::ACCEPTED_HERE_ONLY;
use refused::REFUSED_HERE_ONLY;

/// Why OpenSSL refuses what this crate accepts.
pub struct Explained {
    /// The errors of OpenSSL (`x509_vfy.h`); -1 if it cannot parse a certificate.
    pub codes: &'static [i32],
    /// Whether OpenSSL rejects only when strict. Then each code is for one rule about the form of certificates.
    pub only_strict: bool,
    /// The changes. All changes of the smallest case must be among them; if OpenSSL is strict, at least one must.
    pub words: &'static [&'static str],
    pub why: &'static str,
}

/// Changes that lead to another path and do not make it worse.
const SHAPES: &[&str] = &[
    "a CA issued itself a new key",
    "a long path",
    "an intermediate is the anchor",
    "other order of the chain",
    "verified as a client",
    "self-signed leaf",
    "the leaf is one anchor",
    "the leaf is the anchor",
];

/// The index of the explanation for pins.
pub const PIN: usize = 0;

/// The errors that count for a pin too: dates, purpose, name and strength of the key.
const OF_PINS_TOO: &[i32] = &[9, 10, 26, 62, 63, 64, 66, 67, 68];

/// The index of the explanation for a case with these changes.
pub fn acceptance(fault: &Fault, is_pin: bool, words: &str, is_strict: bool) -> Option<usize> {
    if is_pin && (fault.depth > 0 || !OF_PINS_TOO.contains(&fault.code)) {
        return Some(PIN);
    }
    let mut words: Vec<&str> = words.split(" + ").collect();
    let matters = |word: &&str| !SHAPES.contains(word);
    if words.iter().any(matters) {
        words.retain(matters);
    }
    ACCEPTED_HERE_ONLY.iter().position(|explained| {
        let has = |word: &&str| explained.words.contains(word);
        let matches = if explained.only_strict {
            is_strict && words.iter().any(has)
        } else {
            words.iter().all(has)
        };
        matches && explained.codes.contains(&fault.code)
    })
}

pub fn refusal(reason: &str) -> Option<&'static str> {
    let mut explained = REFUSED_HERE_ONLY.iter();
    explained.find(|(word, _)| *word == reason).map(|(_, why)| *why)
}
