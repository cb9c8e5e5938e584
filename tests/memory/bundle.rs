//! Certificate files: memory stays below 1.5 times the file, and time grows linearly with its size. A number in a
//! description is that of a known fault in `tests/replays/README.md`.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use crate::bounds::{self, File};
use trustslot::{Bundle, BundleRules};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS as ROOTS;

#[test]
fn parsing_a_bundle_needs_bounded_memory_and_time() {
    bounds::check(FILES, |bytes| {
        Bundle::parse_with(BundleRules::DEFAULT, "x.pem", bytes).map_err(|e| e.to_string())
    });
}

const FILES: &[File] = &[
    ("roots", true, |size| fill(size, |i| pem(root(i), 64, "\n"))),
    ("roots, CRLF", true, |size| fill(size, |i| pem(root(i), 64, "\r\n"))),
    ("roots, one byte a line", true, |size| fill(size, |i| pem(root(i), 1, "\n"))),
    ("roots in single lines", true, |size| fill(size, |i| pem(root(i), usize::MAX, "\n"))),
    ("roots between blank lines", true, |size| fill(size, |i| pem(root(i), 64, "\n\n\n"))),
    ("roots in a container", true, |size| container(size - 100)),
    ("roots in a container, as text", true, |size| {
        pem_of("PKCS7", &container(size / 100 * 73 - 100), 64, "\n")
    }),
    ("roots in a container, one byte a line", true, |size| {
        pem_of("PKCS7", &container(size / 100 * 36 - 100), 1, "\n")
    }),
    ("roots in a container, as text, after blanks", true, |size| {
        let mut file = vec![b'\n'; size / 2];
        file.extend(pem_of("PKCS7", &container(size / 200 * 73 - 100), 64, "\n"));
        file
    }),
    ("one root and blanks", true, |size| padded(pem(root(0), 64, "\n"), size)),
    ("as many tiny certificates as are allowed, and blanks", true, |size| {
        let tiny = pem(&tiny(), 64, "\n");
        padded(tiny.repeat((size / tiny.len()).min((size / 512).max(256))), size)
    }),
    ("tiny certificates and nothing else", true, |size| {
        // Only a small file may consist of them alone.
        let tiny = pem(&tiny(), 64, "\n");
        tiny.repeat((size / tiny.len()).min(256))
    }),
    ("too many tiny certificates", false, |size| {
        let tiny = pem(&tiny(), 64, "\n");
        if size < 100_000 { Vec::new() } else { tiny.repeat(size / tiny.len()) }
    }),
    ("fault 1: BEGIN lines", false, |size| b"-----BEGIN CERTIFICATE-----\n".repeat(size / 28)),
    ("fault 2: labels that differ", false, |size| {
        b"-----BEGIN A-----\n-----END B-----\n".repeat(size / 34)
    }),
    ("fault 2: empty blocks of other kinds", false, |size| {
        b"-----BEGIN A-----\n-----END A-----\n".repeat(size / 34)
    }),
    ("fault 2: dashes", false, |size| vec![b'-'; size]),
    ("fault 2: BEGIN lines with data", false, |size| {
        b"-----BEGIN CERTIFICATE-----\nMIIB\n".repeat(size / 33)
    }),
    ("BEGIN without end", false, |size| b"-----BEGIN".repeat(size / 10)),
    ("END lines", false, |size| b"-----END CERTIFICATE-----\n".repeat(size / 26)),
    ("fault 3: empty blocks", false, |size| pem(b"", 64, "\n").repeat(size / 54)),
    ("one huge block", false, |size| pem(&vec![0x30; size / 100 * 73 - 100], 64, "\n")),
    ("one huge container", false, |size| {
        pem_of("CMS", &vec![0x30; size / 100 * 73 - 100], 64, "\n")
    }),
    ("one huge line", false, |size| pem(&vec![0x30; size / 100 * 73 - 100], usize::MAX, "\n")),
    ("an open block of blanks", false, |size| {
        padded(b"-----BEGIN CERTIFICATE-----".to_vec(), size)
    }),
    ("a bad character at the end", false, |size| {
        let mut file = b"-----BEGIN CERTIFICATE-----\n".to_vec();
        file.resize(size - 50, b'\n');
        file.extend(b"?\n-----END CERTIFICATE-----");
        file
    }),
    ("fault 5: a million elements", false, |size| element(0x30, &[0x30, 0].repeat(size / 2 - 10))),
    ("fault 6: depth", false, |size| b"\x30\x80".repeat(size / 2)),
    ("depth, lengths known", false, |size| b"\x30\x84\x7f\xff\xff\xff".repeat(size / 6)),
    ("a container of elements", false, |size| container_of(&[0x30, 0].repeat(size / 2 - 100))),
    ("UTF-16", false, |size| b"-\0".repeat(size / 2)),
    ("base64", false, |size| [b"MII", &vec![b'A'; size - 3][..]].concat()),
    ("text", false, |size| b"text\r".repeat(size / 5)),
    ("noise", false, |size| vec![0xff; size]),
];

fn root(index: usize) -> &'static [u8] {
    ROOTS.get(index % ROOTS.len()).unwrap().as_ref()
}

/// As many of the parts as fit, concatenated.
fn fill(size: usize, part: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    for index in 0.. {
        let next = part(index);
        if file.len() + next.len() > size {
            break;
        }
        file.extend(next);
    }
    file
}

fn padded(mut file: Vec<u8>, size: usize) -> Vec<u8> {
    file.resize(size.max(file.len()), b'\n');
    file
}

fn pem(der: &[u8], columns: usize, eol: &str) -> Vec<u8> {
    pem_of("CERTIFICATE", der, columns, eol)
}

fn pem_of(label: &str, der: &[u8], columns: usize, eol: &str) -> Vec<u8> {
    let text = base64_simd::STANDARD.encode_to_string(der);
    let mut pem = format!("-----BEGIN {label}-----{eol}").into_bytes();
    for line in text.as_bytes().chunks(columns) {
        pem.extend(line);
        pem.extend(eol.as_bytes());
    }
    pem.extend(format!("-----END {label}-----{eol}").as_bytes());
    pem
}

fn element(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap();
    let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|o| *o == 0).collect();
    let mut element = vec![tag];
    if length >= 0x80 {
        element.push(0x80 | u8::try_from(bytes.len()).unwrap());
    } else if length == 0 {
        element.push(0);
    }
    element.extend(bytes);
    element.extend(value);
    element
}

/// PKCS#7 signed data with as many roots as fit.
fn container(size: usize) -> Vec<u8> {
    container_of(&fill(size, |index| root(index).to_vec()))
}

fn container_of(certificates: &[u8]) -> Vec<u8> {
    let data = element(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
    let signed = [
        element(2, &[1]),
        element(0x31, &[]),
        element(0x30, &data),
        element(0xa0, certificates),
        element(0x31, &[]),
    ];
    let content_type = element(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
    let content = element(0xa0, &element(0x30, &signed.concat()));
    element(0x30, &[content_type, content].concat())
}

/// The smallest certificate that is accepted: version 1, empty names, no key and no signature.
fn tiny() -> Vec<u8> {
    let algorithm = element(0x30, &element(6, &[0x2a]));
    let name = element(0x30, &[]);
    let time = element(0x17, b"260101000000Z");
    let tbs = [
        element(2, &[1]),
        algorithm.clone(),
        name.clone(),
        element(0x30, &time.repeat(2)),
        name,
        element(0x30, &[algorithm.clone(), element(3, &[0])].concat()),
    ];
    element(0x30, &[element(0x30, &tbs.concat()), algorithm, element(3, &[0])].concat())
}
