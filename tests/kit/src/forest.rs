//! Parses DER into trees that tests can change and write again with correct lengths.

/// One element, or bytes that are not an element.
#[derive(Clone, Debug)]
pub struct Node {
    /// The identifier byte; `None` for bytes that are not an element.
    pub tag: Option<u8>,
    pub body: Body,
}

#[derive(Clone, Debug)]
pub enum Body {
    Bytes(Vec<u8>),
    /// Elements. In a BIT STRING they follow the byte that counts unused bits.
    Nodes(Vec<Node>),
}

const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const MAX_DEPTH: usize = 24;

/// Parses all of `bytes`. Bytes that cannot be parsed are kept unchanged.
pub fn read(bytes: &[u8]) -> Vec<Node> {
    read_to(bytes, MAX_DEPTH)
}

fn read_to(mut bytes: &[u8], depth: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some((tag, value, rest)) = split(bytes) {
        nodes.push(node(tag, value, depth));
        bytes = rest;
    }
    if !bytes.is_empty() {
        nodes.push(Node { tag: None, body: Body::Bytes(bytes.to_vec()) });
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
        _ => Body::Bytes(value.to_vec()),
    };
    Node { tag: Some(tag), body }
}

/// Whether `bytes` consist of elements up to the end, as in the value of an extension.
fn is_elements(mut bytes: &[u8]) -> bool {
    let found = !bytes.is_empty();
    while !bytes.is_empty() {
        let Some((_, _, rest)) = split(bytes) else {
            return false;
        };
        bytes = rest;
    }
    found
}

/// Splits off the first element of `bytes`: its tag, its contents, and the rest.
pub fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, bytes) = bytes.split_first().filter(|(tag, _)| *tag & 0x1f != 0x1f)?;
    let (first, bytes) = bytes.split_first()?;
    let (length, bytes) = match first {
        0..=0x7f => (usize::from(*first), bytes),
        0x81..=0x83 => {
            let (digits, bytes) = bytes.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (length, bytes)
        }
        _ => return None,
    };
    let (value, rest) = bytes.split_at_checked(length)?;
    Some((*tag, value, rest))
}

/// The elements in `bytes` with their headers. Bytes left over are the last item.
pub fn elements(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((_, _, rest)) = split(bytes) {
        let (whole, _) = bytes.split_at(bytes.len() - rest.len());
        found.push(whole);
        bytes = rest;
    }
    if !bytes.is_empty() {
        found.push(bytes);
    }
    found
}

/// The elements inside the first element of `bytes`.
pub fn inside(bytes: &[u8]) -> Vec<&[u8]> {
    split(bytes).map_or(Vec::new(), |(_, value, _)| elements(value))
}

/// Appends the nodes to `out`.
pub fn write(nodes: &[Node], out: &mut Vec<u8>) {
    for node in nodes {
        node.write(out);
    }
}

impl Node {
    fn write(&self, out: &mut Vec<u8>) {
        let Some(tag) = self.tag else {
            return match &self.body {
                Body::Bytes(bytes) => out.extend_from_slice(bytes),
                Body::Nodes(nodes) => write(nodes, out),
            };
        };
        let mut value = Vec::new();
        match &self.body {
            Body::Bytes(bytes) => value.extend_from_slice(bytes),
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

/// The number of nodes in the trees.
pub fn count(nodes: &[Node]) -> usize {
    let below = |node: &Node| match &node.body {
        Body::Bytes(_) => 0,
        Body::Nodes(nodes) => count(nodes),
    };
    nodes.iter().map(|node| 1 + below(node)).sum()
}

/// Calls `act` with the list that contains the `index`-th node (depth first) and the node's index in that list.
pub fn at(nodes: &mut Vec<Node>, index: usize, act: &mut dyn FnMut(&mut Vec<Node>, usize)) {
    let mut left = index;
    for here in 0..nodes.len() {
        if left == 0 {
            return act(nodes, here);
        }
        left -= 1;
        if let Body::Nodes(below) = &mut nodes[here].body {
            let inside = count(below);
            if left < inside {
                return at(below, left, act);
            }
            left -= inside;
        }
    }
}
