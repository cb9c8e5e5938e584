//! A case: a good chain with a few changes.

use crate::changes::{self, Kind, On};
use crate::dice::Dice;
pub use trustslot_kit::HOST;
use trustslot_kit::{Cert, Issued, Key, NOW, intermediate, leaf, root};

/// The most changes of one case. Several changes can interact, so there may be more than one.
const MOST_CHANGES: usize = 3;

#[derive(Clone, Debug)]
pub struct Case {
    intermediates: usize,
    is_server: bool,
    /// Whether the anchors are built in here; otherwise they are uploaded.
    pub is_built_in: bool,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub kind: &'static Kind,
    /// 0 is the leaf, then come the intermediates, then the root.
    at: usize,
    dice: Dice,
}

/// What both verify.
pub struct Question {
    pub is_server: bool,
    pub time: u64,
    /// The reference name; empty for none.
    pub host: String,
    pub anchors: Vec<Vec<u8>>,
    pub presented: Vec<Vec<u8>>,
}

/// A question, and the certificates issued for it. Changes of the whole chain edit it.
pub struct Draft {
    /// The chain from the leaf to the root.
    pub path: Vec<Issued>,
    pub question: Question,
}

impl Case {
    /// The n-th case of a seed.
    pub fn new(seed: u64, n: u64) -> Self {
        let mut dice = Dice::new(seed, n);
        let intermediates = dice.pick(&[0, 1, 1, 1, 2, 2, 3]);
        let is_server = dice.below(8) > 0;
        let is_built_in = dice.below(2) > 0;
        let kinds = changes::all();
        let changes = (0..dice.below(MOST_CHANGES + 1))
            .map(|_| {
                let kind = kinds[dice.below(kinds.len())];
                let root = intermediates + 1;
                let at = match kind.on {
                    On::Any | On::Whole => dice.below(root + 1),
                    On::Leaf => 0,
                    On::Issuer => 1 + dice.below(root),
                };
                Change { kind, at, dice: Dice::new(dice.next(), 0) }
            })
            .collect();
        Self { intermediates, is_server, is_built_in, changes }
    }

    /// The same case without one of its changes.
    pub fn without(&self, change: usize) -> Self {
        let mut less = self.clone();
        less.changes.remove(change);
        less
    }

    /// The changes in words, sorted.
    pub fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<_> = self.changes.iter().map(|change| change.kind.word).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    pub fn question(&self) -> Question {
        let mut path: Vec<Issued> = Vec::new();
        for at in (0..self.intermediates + 2).rev() {
            let cert = self.described(at);
            path.push(match path.last() {
                Some(issuer) => cert.signed_by(issuer),
                None => cert.self_signed(),
            });
        }
        path.reverse();
        let (root, presented) = path.split_last().expect("a root");
        let host = if self.is_server { HOST } else { "" };
        let question = Question {
            is_server: self.is_server,
            time: NOW,
            host: host.to_owned(),
            anchors: vec![root.der.clone()],
            presented: presented.iter().map(|issued| issued.der.clone()).collect(),
        };
        let mut draft = Draft { path, question };
        for change in &self.changes {
            if let changes::Apply::Whole(apply) = change.kind.apply {
                apply(&mut draft, &mut change.dice.clone());
            }
        }
        draft.question
    }

    fn described(&self, at: usize) -> Cert {
        let unchanged = match at {
            0 => leaf(HOST).eku(&[if self.is_server {
                trustslot_kit::extensions::SERVER_AUTH
            } else {
                trustslot_kit::extensions::CLIENT_AUTH
            }]),
            _ if at > self.intermediates => root("Test Root"),
            _ => intermediate(&format!("Test CA {at}")),
        };
        let unchanged = unchanged.key(Key::ed25519(at as u64));
        let here = self.changes.iter().filter(|change| change.at == at);
        here.fold(unchanged, |cert, change| match change.kind.apply {
            changes::Apply::Cert(apply) => apply(cert, &mut change.dice.clone()),
            changes::Apply::Whole(_) => cert,
        })
    }
}
