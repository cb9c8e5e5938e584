//! The kinds of changes. Each has a name, by which disagreements are sorted.

mod bytes;
mod chains;
mod extensions;
mod fields;
mod names;

use crate::case::Draft;
use crate::dice::Dice;
use trustslot_kit::Cert;

#[derive(Debug)]
pub struct Kind {
    pub word: &'static str,
    pub on: On,
    pub apply: Apply,
}

/// The certificates that a kind of change applies to.
#[derive(Clone, Copy, Debug)]
pub enum On {
    Any,
    Leaf,
    /// Intermediates and the root.
    Issuer,
    Whole,
}

#[derive(Clone, Copy, Debug)]
pub enum Apply {
    Cert(fn(Cert, &mut Dice) -> Cert),
    Whole(fn(&mut Draft, &mut Dice)),
}

pub fn all() -> Vec<&'static Kind> {
    let tables = [fields::KINDS, extensions::KINDS, names::KINDS, bytes::KINDS, chains::KINDS];
    tables.into_iter().flatten().collect()
}

const fn kind(word: &'static str, on: On, apply: fn(Cert, &mut Dice) -> Cert) -> Kind {
    let apply = Apply::Cert(apply);
    Kind { word, on, apply }
}

const fn whole(word: &'static str, apply: fn(&mut Draft, &mut Dice)) -> Kind {
    let apply = Apply::Whole(apply);
    Kind { word, on: On::Whole, apply }
}
