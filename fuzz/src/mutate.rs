//! Changes DER element by element, so that the result is usually still DER.

use crate::forest::{self, Body, Node};
use libfuzzer_sys::fuzzer_mutate;

/// A mutator for inputs that consist of `head` bytes and DER elements.
///
/// One time in four libFuzzer makes the change, without regard to lengths.
pub fn elements(head: usize, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed) << 1 | 1);
    if size <= head || dice.below(4) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    if head > 0 && dice.below(6) == 0 {
        return fuzzer_mutate(&mut data[..head], head, head).max(head).max(size);
    }
    let mut nodes = forest::read(&data[head..size]);
    for _ in 0..=dice.below(3) {
        change(&mut nodes, &mut dice);
    }
    let mut out = Vec::with_capacity(size + 64);
    forest::write(&nodes, &mut out);
    if head + out.len() > max_size {
        return fuzzer_mutate(data, size, max_size);
    }
    data[head..head + out.len()].copy_from_slice(&out);
    head + out.len()
}

fn change(nodes: &mut Vec<Node>, dice: &mut Dice) {
    let all = forest::count(nodes);
    if all == 0 {
        nodes.extend(sample(dice));
        return;
    }
    let target = dice.below(all);
    let deed = dice.below(12);
    let mut other = None;
    if matches!(deed, 4 | 5) {
        forest::at(nodes, dice.below(all), &mut |list, here| other = Some(list[here].clone()));
    }
    forest::at(nodes, target, &mut |list, here| match deed {
        0 => drop(list.remove(here)),
        1 => list.insert(here, list[here].clone()),
        2 => {
            let with = dice.below(list.len());
            list.swap(here, with);
        }
        3 => list.splice(here..here, sample(dice)).for_each(drop),
        4 => list[here] = other.take().expect("another node"),
        5 => list.insert(here, other.take().expect("another node")),
        6 => list.splice(here..=here, sample(dice)).for_each(drop),
        7 => {
            if let Some(tag) = &mut list[here].tag {
                *tag = TAGS[dice.below(TAGS.len())];
            }
        }
        _ => rewrite(&mut list[here], dice),
    });
}

/// Changes the contents of an element and keeps its tag.
fn rewrite(node: &mut Node, dice: &mut Dice) {
    let tag = node.tag;
    let bytes = match &mut node.body {
        Body::Bytes(bytes) => bytes,
        // The elements in reverse, none, or more of them.
        Body::Nodes(nodes) => {
            match dice.below(3) {
                0 => nodes.reverse(),
                1 => nodes.clear(),
                _ => nodes.extend(sample(dice)),
            }
            return;
        }
    };
    match dice.below(6) {
        0 => {
            let most = bytes.len() + 16;
            let size = bytes.len();
            bytes.resize(most, 0);
            let size = fuzzer_mutate(bytes, size, most);
            bytes.truncate(size);
        }
        1 if !bytes.is_empty() => {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
        2 => *bytes = CONTENTS[dice.below(CONTENTS.len())].to_vec(),
        3 => bytes.extend(b"x".repeat(dice.below(300))),
        // A date: one digit changes.
        4 if matches!(tag, Some(0x17 | 0x18)) && bytes.len() > 6 => {
            let at = dice.below(bytes.len() - 1);
            bytes[at] = b'0' + dice.below(10) as u8;
        }
        _ => {
            let size = bytes.len();
            if size > 0 {
                let size = fuzzer_mutate(bytes, size, size);
                bytes.truncate(size);
            }
        }
    }
}

/// Elements that certificates contain, or similar ones.
fn sample(dice: &mut Dice) -> Vec<Node> {
    forest::read(SAMPLES[dice.below(SAMPLES.len())])
}

/// Random choices that depend only on libFuzzer's seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }
}

const TAGS: &[u8] = &[
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1e, 0x30,
    0x31, 0x80, 0x81, 0x82, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5,
];

const CONTENTS: &[&[u8]] = &[
    b"",
    b"\0",
    b"\x01",
    b"\x7f",
    b"\x80",
    b"\xff",
    b"\0\0",
    b"\0\x80",
    b"\xff\xff",
    b"*",
    b".",
    b"*.example.com",
    b"phone.example.com",
    b".example.com",
    b"example.com",
    b"sip:example.com",
    b"sip:alice@example.com",
    b"xn--caf-dma.example.com",
    b"\xc0\x00\x02\x01",
    b"\xc0\x00\x02\x00\xff\xff\xff\x00",
    b"\xf0\x9f\x93\x9e",
    b"\xe2\x80\xae",
    b"700101000000Z",
    b"491231235959Z",
    b"500101000000Z",
    b"19700101000000Z",
    b"20500101000000Z",
    b"99991231235959Z",
    b"20240229235959Z",
];

const SAMPLES: &[&[u8]] = &[
    b"\x01\x01\xff",
    b"\x01\x01\x00",
    b"\x02\x01\x00",
    b"\x05\x00",
    b"\x30\x00",
    b"\x31\x00",
    b"\xa0\x03\x02\x01\x02",
    b"\xa0\x03\x02\x01\x00",
    b"\x81\x02\x00\xaa",
    b"\x82\x02\x00\xaa",
    // Extensions: basicConstraints, keyUsage, subjectAltName, nameConstraints, extKeyUsage, key identifiers,
    // policies, policy constraints, CRL distribution points, authority information access, an unknown one.
    b"\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05\x30\x03\x01\x01\xff",
    b"\x30\x12\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x08\x30\x06\x01\x01\xff\x02\x01\x00",
    b"\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00",
    b"\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x01\x06",
    b"\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x07\x80",
    b"\x30\x14\x06\x03\x55\x1d\x11\x04\x0d\x30\x0b\x82\x09\x2a\x2e\x61\x2e\x65\x78\x2e\x69\x6f",
    b"\x30\x0f\x06\x03\x55\x1d\x11\x04\x08\x30\x06\x87\x04\xc0\x00\x02\x01",
    b"\x30\x1a\x06\x03\x55\x1d\x1e\x01\x01\xff\x04\x10\x30\x0e\xa0\x0c\x30\x0a\x82\x08\x65\x78\x2e\x61\x2e\x63\x6f\x6d",
    b"\x30\x18\x06\x03\x55\x1d\x1e\x01\x01\xff\x04\x0e\x30\x0c\xa1\x0a\x30\x08\x87\x06\xc0\x00\x02\x00\xff\x00",
    b"\x30\x13\x06\x03\x55\x1d\x25\x04\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
    b"\x30\x13\x06\x03\x55\x1d\x25\x04\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02",
    b"\x30\x13\x06\x03\x55\x1d\x25\x04\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x14",
    b"\x30\x0f\x06\x03\x55\x1d\x25\x04\x08\x30\x06\x06\x04\x55\x1d\x25\x00",
    b"\x30\x0d\x06\x03\x55\x1d\x0e\x04\x06\x04\x04\x01\x02\x03\x04",
    b"\x30\x0f\x06\x03\x55\x1d\x23\x04\x08\x30\x06\x80\x04\x01\x02\x03\x04",
    b"\x30\x11\x06\x03\x55\x1d\x20\x04\x0a\x30\x08\x30\x06\x06\x04\x55\x1d\x20\x00",
    b"\x30\x0f\x06\x03\x55\x1d\x24\x01\x01\xff\x04\x05\x30\x03\x80\x01\x00",
    b"\x30\x12\x06\x03\x55\x1d\x1f\x04\x0b\x30\x09\x30\x07\xa0\x05\xa0\x03\x86\x01\x78",
    b"\x30\x1a\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x01\x04\x0e\x30\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01",
    b"\x30\x0c\x06\x03\x2a\x03\x04\x01\x01\xff\x04\x02\x05\x00",
    // Attributes: common name, mail address, organization.
    b"\x31\x0c\x30\x0a\x06\x03\x55\x04\x03\x0c\x03\x61\x2e\x62",
    b"\x31\x0f\x30\x0d\x06\x03\x55\x04\x03\x1e\x06\x00\x61\x00\x2e\x00\x62",
    b"\x31\x12\x30\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01\x16\x03\x61\x40\x62",
    b"\x31\x0a\x30\x08\x06\x03\x55\x04\x0a\x13\x01\x78",
    // Names: otherName, mail address, DNS, directory, URI, address, registered identifier.
    b"\xa0\x09\x06\x03\x2a\x03\x04\xa0\x02\x05\x00",
    b"\x81\x03a@b",
    b"\x82\x11phone.example.com",
    b"\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x0a\x13\x01\x78",
    b"\x86\x0fsip:example.com",
    b"\x87\x04\xc0\x00\x02\x01",
    b"\x88\x03\x2a\x03\x04",
    // Algorithms and keys: ecdsa-with-SHA256, RSA with SHA-1, Ed25519, a small RSA key.
    b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
    b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00",
    b"\x30\x05\x06\x03\x2b\x65\x70",
    b"\x30\x1b\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x0a\x00\x30\x07\x02\x02\x00\xc1\x02\x01\x03",
    // Times.
    b"\x17\x0d260601000000Z",
    b"\x18\x0f20260601000000Z",
    b"\x18\x0f99991231235959Z",
];
