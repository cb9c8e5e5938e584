//! Certificates that a hostile peer can send beside its chain: nobody signed them.

use crate::pki::Pki;
use crate::plan::Choices;
use crate::spec::HOST;
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};

/// Lists of certificates that nobody signed for this peer: each kind for each certificate, and a mixture.
pub fn junk(pki: &Pki, choices: &mut Choices<'_>) -> Vec<Vec<Vec<u8>>> {
    let count = pki.certs.len();
    let mixed = (0..choices.below(7))
        .map(|n| one_of_junk(pki, choices.below(count), choices.below(KINDS_OF_JUNK), n));
    let mut lists = vec![mixed.collect()];
    for number in 0..count {
        for kind in 0..KINDS_OF_JUNK {
            lists.push(vec![one_of_junk(pki, number, kind, 0)]);
        }
    }
    lists
}

const KINDS_OF_JUNK: usize = 6;

fn one_of_junk(pki: &Pki, number: usize, kind: usize, n: usize) -> Vec<u8> {
    let stranger = Key::toy(5_000 + u64::try_from(n).unwrap());
    let genuine = pki.issued(number);
    let below = pki.issued(pki.certs[number].signer);
    let named = |cert: Cert| {
        cert.subject(genuine.subject.clone())
            .key(stranger.clone())
            .serial(&[0x60, u8::try_from(n).unwrap()])
    };
    match kind {
        // The name of a CA, with another key.
        0 => named(root("x")).self_signed(),
        // The name and the key of a CA, with a signature of nobody.
        1 => {
            named(intermediate("x")).key(genuine.key.clone()).corrupt_signature().signed_by(&below)
        }
        // Issued in the name of a CA, by another key.
        2 => named(intermediate("x")).signed_by(&Issued { key: stranger, ..(*below).clone() }),
        3 => root("Unrelated").key(stranger).self_signed(),
        4 => leaf(HOST).key(stranger).self_signed(),
        // The same certificate, damaged.
        _ => return pki.with(number, |spec| spec.forged = true).issued(number).der.clone(),
    }
    .der
}
