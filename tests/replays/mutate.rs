//! A certificate as a tree of elements, each of which can be written wrongly.

use crate::support::der;

/// An element: its tag, and its contents as bytes or as elements.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    /// The bytes before the inner elements: the count of unused bits of a BIT STRING.
    before: Vec<u8>,
    pub(crate) contents: Contents,
}

#[derive(Clone)]
pub(crate) enum Contents {
    Bytes(Vec<u8>),
    Elements(Vec<Node>),
}

/// A way to write a header wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The length takes one byte more than DER needs.
    LongForm,
    /// The length takes four bytes more.
    LongerForm,
    /// The length is indefinite, and no end is marked.
    Open,
    /// The length is indefinite, and the end is marked as in BER.
    Indefinite,
    /// The length is too large by this number.
    Announced(u64),
    /// The length is this number.
    Claimed(u64),
    /// The tag is in the form for large numbers.
    LongTag,
}

impl Wrong {
    pub(crate) const ALL: [Self; 9] = [
        Self::LongForm,
        Self::LongerForm,
        Self::Open,
        Self::Indefinite,
        Self::Announced(1),
        Self::Announced(128),
        Self::Claimed(0x7fff_ffff),
        Self::Claimed(u64::MAX),
        Self::LongTag,
    ];
}

impl Node {
    /// Reads one element of good DER.
    pub(crate) fn read(der: &[u8]) -> Self {
        let (node, rest) = Self::take(der).expect("an element");
        assert!(rest.is_empty());
        node
    }

    fn take(der: &[u8]) -> Option<(Self, &[u8])> {
        let (&tag, rest) = der.split_first()?;
        let (&short, rest) = rest.split_first()?;
        let (length, rest) = match short {
            ..=0x7f => (usize::from(short), rest),
            0x81..=0x83 => {
                let (long, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
                let length = long.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
                (length, rest)
            }
            _ => return None,
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        let head = usize::from(tag == der::BIT_STRING);
        let inside = contents.get(head..).unwrap_or_default();
        let wraps = match tag {
            der::OCTET_STRING => matches!(inside, [0x30 | 0x03 | 0x04, ..]),
            der::BIT_STRING => matches!(inside, [0x30, ..]),
            _ => tag & 0x20 != 0,
        };
        let elements = wraps.then(|| Self::all(inside)).flatten();
        let (before, contents) = match elements {
            Some(elements) => (contents[..head].to_vec(), Contents::Elements(elements)),
            None => (Vec::new(), Contents::Bytes(contents.to_vec())),
        };
        let node = Self { tag, before, contents };
        Some((node, rest))
    }

    fn all(mut der: &[u8]) -> Option<Vec<Self>> {
        let mut nodes = Vec::new();
        while !der.is_empty() {
            let (node, rest) = Self::take(der)?;
            nodes.push(node);
            der = rest;
        }
        Some(nodes)
    }

    /// The number of elements: this one and all inside it.
    pub(crate) fn count(&self) -> usize {
        match &self.contents {
            Contents::Bytes(_) => 1,
            Contents::Elements(elements) => 1 + elements.iter().map(Self::count).sum::<usize>(),
        }
    }

    /// Writes it as DER.
    pub(crate) fn write(&self) -> Vec<u8> {
        self.write_with(usize::MAX, &mut |_, contents| contents.to_vec())
    }

    /// Writes it as DER, with one element replaced by the result of `act`, which gets its tag and contents. Elements
    /// are numbered in the order written. The lengths around the element are correct.
    pub(crate) fn write_with(
        &self,
        number: usize,
        act: &mut dyn FnMut(u8, &[u8]) -> Vec<u8>,
    ) -> Vec<u8> {
        let contents = match &self.contents {
            Contents::Bytes(bytes) => bytes.clone(),
            Contents::Elements(elements) => {
                let mut contents = self.before.clone();
                let mut next = number.wrapping_sub(1);
                for element in elements {
                    contents.extend(element.write_with(next, act));
                    next = next.wrapping_sub(element.count());
                }
                contents
            }
        };
        if number == 0 { act(self.tag, &contents) } else { der::tlv(self.tag, &contents) }
    }

    /// Writes it as DER, with one wrong header.
    pub(crate) fn write_wrongly(&self, number: usize, wrong: Wrong) -> Vec<u8> {
        self.write_with(number, &mut |tag, contents| header(tag, contents, wrong))
    }

    /// The tag of the element with this number.
    pub(crate) fn tag_of(&self, number: usize) -> u8 {
        let mut found = 0;
        self.write_with(number, &mut |tag, contents| {
            found = tag;
            der::tlv(tag, contents)
        });
        found
    }
}

fn header(tag: u8, contents: &[u8], wrong: Wrong) -> Vec<u8> {
    let right = der::tlv(tag, contents);
    let length = right[1..right.len() - contents.len()].to_vec();
    let digits = |number: u64| -> Vec<u8> {
        let bytes = number.to_be_bytes();
        bytes.into_iter().skip_while(|&byte| byte == 0).collect()
    };
    let padded = |zeros: usize| {
        let bytes = match length[..] {
            [short] => vec![short],
            _ => length[1..].to_vec(),
        };
        let count = u8::try_from(bytes.len() + zeros).unwrap();
        [vec![0x80 | count], vec![0; zeros], bytes].concat()
    };
    let short = contents.len() < 0x80;
    let length = match wrong {
        Wrong::LongForm => padded(usize::from(!short)),
        Wrong::LongerForm => padded(4),
        Wrong::Open | Wrong::Indefinite => vec![0x80],
        Wrong::Announced(more) => {
            let bytes = digits(contents.len() as u64 + more);
            match bytes[..] {
                [short @ 0..0x80] => vec![short],
                _ => [vec![0x80 | u8::try_from(bytes.len()).unwrap()], bytes].concat(),
            }
        }
        Wrong::Claimed(number) => {
            let bytes = digits(number);
            [vec![0x80 | u8::try_from(bytes.len()).unwrap()], bytes].concat()
        }
        Wrong::LongTag => length,
    };
    let tag = match wrong {
        Wrong::LongTag => vec![tag | 0x1f, tag & 0x1f],
        _ => vec![tag],
    };
    let end = if wrong == Wrong::Indefinite { &[0, 0][..] } else { &[] };
    [&tag[..], &length, contents, end].concat()
}
