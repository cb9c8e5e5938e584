//! Changes of single DER elements in one field, with a valid signature.

use super::On::Any;
use super::{Kind, kind};
use crate::dice::Dice;
use trustslot_kit::extensions::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, EXT_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS,
    SUBJECT_ALT_NAME, SUBJECT_KEY_ID,
};
use trustslot_kit::forest::{self, Body, Node};
use trustslot_kit::{Cert, der};

pub const KINDS: &[Kind] = &[
    kind("bytes of the serial number", Any, |c, d| field(c, d, 1)),
    kind("bytes of the algorithm", Any, |c, d| field(c, d, 2)),
    kind("bytes of the issuer", Any, |c, d| field(c, d, 3)),
    kind("bytes of the validity", Any, |c, d| field(c, d, 4)),
    kind("bytes of the subject", Any, |c, d| field(c, d, 5)),
    kind("bytes of the key", Any, |c, d| field(c, d, 6)),
    kind("bytes of basicConstraints", Any, |c, d| extension(c, d, BASIC_CONSTRAINTS)),
    kind("bytes of keyUsage", Any, |c, d| extension(c, d, KEY_USAGE)),
    kind("bytes of extKeyUsage", Any, |c, d| extension(c, d, EXT_KEY_USAGE)),
    kind("bytes of subjectAltName", Any, |c, d| extension(c, d, SUBJECT_ALT_NAME)),
    kind("bytes of nameConstraints", Any, |c, d| extension(c, d, NAME_CONSTRAINTS)),
    kind("bytes of subjectKeyIdentifier", Any, |c, d| extension(c, d, SUBJECT_KEY_ID)),
    kind("bytes of authorityKeyIdentifier", Any, |c, d| extension(c, d, AUTHORITY_KEY_ID)),
];

/// Changes the n-th field of a version 3 `TBSCertificate`.
fn field(cert: Cert, dice: &mut Dice, number: usize) -> Cert {
    let dice = dice.clone();
    cert.patch(move |tbs| {
        let mut fields: Vec<Vec<u8>> =
            forest::inside(tbs).into_iter().map(<[u8]>::to_vec).collect();
        if let Some(field) = fields.get_mut(number) {
            *field = changed(field, &mut dice.clone());
        }
        *tbs = der::seq(&fields);
    })
}

/// Changes the extension of this kind, if there is one.
fn extension(cert: Cert, dice: &mut Dice, oid: &'static str) -> Cert {
    let dice = dice.clone();
    cert.patch(move |tbs| {
        let mut fields: Vec<Vec<u8>> =
            forest::inside(tbs).into_iter().map(<[u8]>::to_vec).collect();
        let Some(explicit) = fields.iter_mut().find(|field| field.first() == Some(&0xa3)) else {
            return;
        };
        let list = forest::inside(explicit).concat();
        let mut extensions: Vec<Vec<u8>> =
            forest::inside(&list).into_iter().map(<[u8]>::to_vec).collect();
        let id = der::oid(oid);
        for extension in &mut extensions {
            if forest::inside(extension).first() == Some(&id.as_slice()) {
                let mut dice = dice.clone();
                // Only the value changes, so the kind of extension stays the same.
                let mut parts: Vec<Vec<u8>> =
                    forest::inside(extension).into_iter().map(<[u8]>::to_vec).collect();
                if let Some(value) = parts.last_mut() {
                    *value = changed(value, &mut dice);
                }
                *extension = der::seq(&parts);
            }
        }
        *explicit = der::explicit(3, &der::seq(&extensions));
        *tbs = der::seq(&fields);
    })
}

fn changed(element: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut nodes = forest::read(element);
    let target = dice.below(forest::count(&nodes));
    let deed = dice.below(8);
    forest::at(&mut nodes, target, &mut |list, place| match deed {
        0 => drop(list.remove(place)),
        1 => list.insert(place, list[place].clone()),
        2 => list.reverse(),
        3 => list[place].tag = Some(TAGS[dice.below(TAGS.len())]),
        4 => list[place].body = Body::Bytes(Vec::new()),
        5 => list.insert(
            place + 1,
            Node { tag: None, body: Body::Bytes(vec![dice.pick(&[0, 5, 0x30])]) },
        ),
        _ => {
            if let Body::Bytes(bytes) = &mut list[place].body
                && !bytes.is_empty()
            {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
    });
    let mut out = Vec::new();
    forest::write(&nodes, &mut out);
    out
}

const TAGS: &[u8] = &[
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x80, 0x81,
    0x82, 0x86, 0x87, 0xa0, 0xa1, 0xa3, 0xa4,
];
