//! DER as trees that can be changed and written again with lengths that fit.

/// One element, or octets that are none.
#[derive(Clone, Debug)]
pub struct Node {
    /// The identifier octet; `None` for octets that are no element.
    pub tag: Option<u8>,
    pub body: Body,
}

#[derive(Clone, Debug)]
pub enum Body {
    Octets(Vec<u8>),
    /// Elements, behind the octet that counts unused bits if it is a BIT STRING.
    Nodes(Vec<Node>),
}

const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const MAX_DEPTH: usize = 24;

/// Reads all of `octets`. What cannot be read stays as it is.
pub fn read(octets: &[u8]) -> Vec<Node> {
    read_to(octets, MAX_DEPTH)
}

fn read_to(mut octets: &[u8], depth: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some((tag, value, rest)) = split(octets) {
        nodes.push(node(tag, value, depth));
        octets = rest;
    }
    if !octets.is_empty() {
        nodes.push(Node { tag: None, body: Body::Octets(octets.to_vec()) });
    }
    nodes
}

fn node(tag: u8, value: &[u8], depth: usize) -> Node {
    let inside = match tag {
        BIT_STRING => value.strip_prefix(&[0]).filter(|value| is_elements(value)),
        OCTET_STRING => Some(value).filter(|value| is_elements(value)),
        _ if tag & 0x20 != 0 => Some(value),
        _ => None,
    };
    let body = match inside {
        Some(inside) if depth > 0 => Body::Nodes(read_to(inside, depth - 1)),
        _ => Body::Octets(value.to_vec()),
    };
    Node { tag: Some(tag), body }
}

/// Whether `octets` are elements to the end, as in an extension's value.
fn is_elements(mut octets: &[u8]) -> bool {
    let found = !octets.is_empty();
    while !octets.is_empty() {
        let Some((_, _, rest)) = split(octets) else {
            return false;
        };
        octets = rest;
    }
    found
}

/// The first element of `octets`: tag, contents, and what follows it.
pub fn split(octets: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, octets) = octets.split_first().filter(|(tag, _)| *tag & 0x1f != 0x1f)?;
    let (first, octets) = octets.split_first()?;
    let (length, octets) = match first {
        0..=0x7f => (usize::from(*first), octets),
        0x81..=0x83 => {
            let (digits, octets) = octets.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (length, octets)
        }
        _ => return None,
    };
    let (value, rest) = octets.split_at_checked(length)?;
    Some((*tag, value, rest))
}

/// The elements that stand one after the other in `octets`, headers and all, and what is left as the last.
pub fn elements(mut octets: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((_, _, rest)) = split(octets) {
        let (whole, _) = octets.split_at(octets.len() - rest.len());
        found.push(whole);
        octets = rest;
    }
    if !octets.is_empty() {
        found.push(octets);
    }
    found
}

/// The elements within the first element of `octets`.
pub fn inside(octets: &[u8]) -> Vec<&[u8]> {
    split(octets).map_or(Vec::new(), |(_, value, _)| elements(value))
}

/// Writes nodes one after the other.
pub fn write(nodes: &[Node], out: &mut Vec<u8>) {
    for node in nodes {
        node.write(out);
    }
}

impl Node {
    fn write(&self, out: &mut Vec<u8>) {
        let Some(tag) = self.tag else {
            return match &self.body {
                Body::Octets(octets) => out.extend_from_slice(octets),
                Body::Nodes(nodes) => write(nodes, out),
            };
        };
        let mut value = Vec::new();
        match &self.body {
            Body::Octets(octets) => value.extend_from_slice(octets),
            Body::Nodes(nodes) => {
                if tag == BIT_STRING {
                    value.push(0);
                }
                write(nodes, &mut value);
            }
        }
        out.push(tag);
        let digits = value.len().to_be_bytes();
        let digits = &digits[usize::try_from(value.len().leading_zeros()).unwrap() / 8..];
        if value.len() < 0x80 {
            out.push(u8::try_from(value.len()).unwrap());
        } else {
            out.push(0x80 | u8::try_from(digits.len()).unwrap());
            out.extend_from_slice(digits);
        }
        out.extend(value);
    }
}

/// How many nodes there are in all.
pub fn count(nodes: &[Node]) -> usize {
    let below = |node: &Node| match &node.body {
        Body::Octets(_) => 0,
        Body::Nodes(nodes) => count(nodes),
    };
    nodes.iter().map(|node| 1 + below(node)).sum()
}

/// Lets `act` change the list that the `index`-th node stands in, depth first, given its place there.
pub fn at(nodes: &mut Vec<Node>, index: usize, act: &mut dyn FnMut(&mut Vec<Node>, usize)) {
    let mut left = index;
    for place in 0..nodes.len() {
        if left == 0 {
            return act(nodes, place);
        }
        left -= 1;
        if let Body::Nodes(below) = &mut nodes[place].body {
            let there = count(below);
            if left < there {
                return at(below, left, act);
            }
            left -= there;
        }
    }
}
