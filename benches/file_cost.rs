//! What each entry point for files costs in instructions per byte, over the shapes of files that cost the most.
//!
//! `file_cost` lists the pairs of an entry point and a shape. `file_cost measure` calls each once, and
//! `benches/file_cost` runs that under callgrind. `file_cost search 60` looks for shapes that cost more, for 60 seconds:
//! it joins pieces at random, keeps what takes longer, and prints the worst.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a bench may panic"
)]
#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "a bench measures")]

mod common;

use common::support::pem::LineEnding;
use common::support::{der, pem::pem};
use common::{MOZILLA, mozilla_pem};
use core::hint::black_box;
use core::time::Duration;
use std::time::Instant;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Crl, FileKind, Identity, TrustStore, newest_valid,
};

/// The size of a file in bytes. `tests/memory` shows that the cost grows no faster than the file.
const SIZE: usize = 1 << 18;

/// An entry point: its name, and whether it accepts the file.
type EntryPoint = (&'static str, fn(&[u8]) -> bool);

const ENTRY_POINTS: &[EntryPoint] = &[
    ("bundle", |file| Bundle::parse("x.pem", file).is_ok()),
    ("bundle_misnamed", |file| Bundle::parse("x.txt", file).is_ok()),
    ("detect", |file| FileKind::detect(file) == FileKind::Certificate),
    ("crl", |file| Crl::parse(file).is_ok()),
    ("crl_all", |file| Crl::parse_all(file).is_ok()),
    ("identity", |file| Identity::parse("x.pem", file).is_ok()),
    ("chain", |file| Chain::from_der(&[file.get(..1 << 16).unwrap_or(file)]).is_ok()),
    ("newest_valid", |file| newest_valid(file, file).is_ok()),
    ("restore", |file| TrustStore::restore(BuiltIn::EMPTY, 10, file, 0).is_ok()),
];

/// A shape of a file: its name and the file.
type Shape = (&'static str, fn() -> Vec<u8>);

/// Shapes of files. Those with a number were found by the search.
const SHAPES: &[Shape] = &[
    ("text", || fill(b"All work and no play.\n")),
    ("one_line", || fill(b"text ")),
    ("short_lines", || fill(b"a\n")),
    ("cr_only", || fill(b"a\r")),
    ("found_1", || block_of("X509 CRL", &fill(b"E "), b"")),
    ("found_2", || fill(b" =\t")),
    ("found_3", || block_of("X509 CRL", &fill(b"\tA"), b"")),
    ("found_4", || fill(b" \t =")),
    ("words_of_199", || one_after(&fill(&[&[b'A'; 199][..], b" "].concat()))),
    ("blank_lines", || fill(b"\n")),
    ("spaces", || fill(b" \n")),
    ("dashes", || fill(b"-")),
    ("dash_lines", || fill(b"-\n")),
    ("five_dashes", || fill(b"-----\n")),
    ("quote_marks", || fill(b">\n")),
    ("zeros_lines", || one_after(&fill(b"0\n"))),
    ("zero_80", || one_after(&fill(b"0\x80"))),
    ("zero_82", || one_after(&fill(b"0\x82"))),
    ("zero_nest", || one_after(&fill(b"0\n0\n0"))),
    ("der_in_text", || one_after(&fill(b"\x30\x82\x01\x01\x30\x80\x02\x01\n"))),
    ("mi_lines", || one_after(&fill(b"MI\n"))),
    ("mii_words", || one_after(&fill(b"MII "))),
    ("mii", || one_after(&fill(b"MII"))),
    ("mii_runs", || one_after(&fill(&[&b"MII"[..], &[b'A'; 205], b" "].concat()))),
    ("ls0_runs", || one_after(&fill(&[&b"LS0tLS1CRUdJTi"[..], &[b'A'; 205], b" "].concat()))),
    ("begin_words", || one_after(&fill(b"BEGIN \n"))),
    ("begin_labels", || one_after(&fill(b"BEGIN X\n"))),
    ("damaged", || one_after(&fill(b"--BEGIN X--\n"))),
    ("x_distrusted", || one_after(&fill(b"x-distrusted: no\n"))),
    ("marks", || one_after(&fill(b"==END \n"))),
    ("non_ascii", || one_after(&fill("\u{2013}\n".as_bytes()))),
    ("begins", || fill(b"-----BEGIN")),
    ("begin_lines", || fill(b"-----BEGIN CERTIFICATE-----\n")),
    ("begin_crl", || fill(b"-----BEGIN X509 CRL-----\n")),
    ("begin_a", || fill(b"-----BEGIN A-----\n")),
    ("begin_proc", || fill(b"-----BEGIN A-----\nProc-Type:\n")),
    ("ends", || fill(b"-----END CERTIFICATE-----\n")),
    ("nested", || {
        fill(b"-----BEGIN A-----\n-----BEGIN B-----\n-----END B-----\n-----END A-----\n")
    }),
    ("empty_blocks", || fill(b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")),
    ("empty_crls", || fill(b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n")),
    ("empty_keys", || fill(b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")),
    ("empty_other", || fill(b"-----BEGIN A-----\n-----END A-----\n")),
    ("one_block", || pem("CERTIFICATE", &vec![0x30; SIZE / 4 * 3 - 5000]).into()),
    ("bad_end", || block_of("CERTIFICATE", &fill(b"AAAA\n"), b"A=A")),
    ("bad_end_one_byte_lines", || block_of("CERTIFICATE", &fill(b"A\n"), b"!")),
    ("bad_end_spaces", || block_of("CERTIFICATE", &fill(b" A"), b"!")),
    ("crl_one_byte_lines", || block_of("X509 CRL", &fill(b"A\n"), b"A")),
    ("crl_bad_end", || block_of("X509 CRL", &fill(b"AAAA\n"), b"!")),
    ("key_one_byte_lines", || block_of("PRIVATE KEY", &fill(b"A\n"), b"A")),
    ("pkcs7_one_byte_lines", || block_of("PKCS7", &fill(b"A\n"), b"A")),
    ("utf16", || fill(b"-\0")),
    ("nuls", || vec![0; SIZE]),
    ("noise", || vec![0xff; SIZE]),
    ("html", || fill(b"<html><p>&nbsp;")),
    ("xml", || [&b"<"[..], &fill(b"<D>"), b">"].concat()),
    ("json", || [&b"{"[..], &fill(b"\"k\""), b"}"].concat()),
    ("base64", || fill(b"MIIA")),
    ("base64_lines", || fill(b"M\n")),
    ("latin", || fill("\u{e9}".as_bytes())),
    ("depth", || fill(b"\x30\x80")),
    ("depth_known", || fill(b"\x30\x84\x7f\xff\xff\xff")),
    ("elements", || der::tlv(0x30, &fill(b"\x30\x00"))),
    ("elements_of_a_crl", || crl_of(&fill(b"\x30\x00"))),
    ("container_of_elements", || container(&fill(b"\x30\x00"))),
    ("container_of_certificates", || container(&roots())),
    ("certificates_in_der", roots),
    ("certificates_in_pem", || {
        let blocks: String = MOZILLA.iter().map(|der| pem("CERTIFICATE", der)).collect();
        blocks.repeat(SIZE / blocks.len() + 1).into()
    }),
    ("certificate_with_long_extension", || MOZILLA[0].to_vec()),
    ("snapshot", || vec![0x30; SIZE]),
];

/// The most instructions per byte of a refused file.
const MOST: f64 = 60.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure"] => {
            for (_, entry) in ENTRY_POINTS {
                for (_, shape) in SHAPES {
                    let file = shape();
                    black_box(measured(*entry, &file));
                }
            }
            let list = mozilla_pem(LineEnding::LF);
            black_box(measured(ENTRY_POINTS[0].1, list.as_bytes()));
            black_box(measured(
                |_| MOZILLA.iter().all(|der| Certificate::from_der(der).is_ok()),
                &[],
            ));
            let text = base64();
            black_box(measured(|text| base64_simd::STANDARD.decode_to_vec(text).is_ok(), &text));
        }
        ["search", seconds] => search(Duration::from_secs(seconds.parse().unwrap())),
        _ => {
            println!("most {MOST}");
            for (name, entry) in ENTRY_POINTS {
                for (what, shape) in SHAPES {
                    let file = shape();
                    let answer = if entry(&file) { "accepted" } else { "refused" };
                    println!("{name} {what} {} {answer}", file.len());
                }
            }
            let list = mozilla_pem(LineEnding::LF).len();
            println!("pem mozilla_list {list} accepted");
            println!("der mozilla_list {list} accepted");
            println!("bare base64 {} accepted", base64().len());
        }
    }
}

/// callgrind counts the instructions in here, and writes them down at each return.
#[inline(never)]
fn measured(entry: fn(&[u8]) -> bool, file: &[u8]) -> bool {
    black_box(entry)(black_box(file))
}

fn fill(pattern: &[u8]) -> Vec<u8> {
    pattern.repeat(SIZE / pattern.len())
}

/// Text with a good certificate after it, so that all of it is outside of blocks.
fn one_after(text: &[u8]) -> Vec<u8> {
    [text, b"\n".as_slice(), pem("CERTIFICATE", &MOZILLA[0]).as_bytes()].concat()
}

fn block_of(label: &str, text: &[u8], end: &[u8]) -> Vec<u8> {
    let begin = format!("-----BEGIN {label}-----\n");
    [begin.as_bytes(), text, end, format!("\n-----END {label}-----\n").as_bytes()].concat()
}

fn roots() -> Vec<u8> {
    MOZILLA.iter().flat_map(|der| der.to_vec()).take(SIZE).collect()
}

fn base64() -> Vec<u8> {
    base64_simd::STANDARD.encode_to_string(roots()).into_bytes()
}

fn container(certificates: &[u8]) -> Vec<u8> {
    let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
    let none = der::set::<Vec<u8>>(&[]);
    let own = der::implicit_constructed(0, certificates);
    let signed = der::seq(&[der::integer(&[1]), none.clone(), data, own, none]);
    der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
}

/// A CRL with these entries.
fn crl_of(entries: &[u8]) -> Vec<u8> {
    let ca = common::support::root("Test CA").self_signed();
    common::support::crl::crl().entry_raw(entries).signed_by(&ca)
}

/// The pieces that the search joins.
const PIECES: &[&[u8]] = &[
    b"-",
    b"-----",
    b"-----BEGIN",
    b"-----END",
    b"BEGIN ",
    b"END ",
    b"CERTIFICATE",
    b"X509 CRL",
    b"PRIVATE KEY",
    b"A",
    b"M",
    b"MI",
    b"MII",
    b"LS0tLS1CRUdJTi",
    b"0",
    b"\x30\x80",
    b"\x30\x82",
    b"\x30\x00",
    b"\x02\x01\x00",
    b"\x06\x01\x2a",
    b"\xa0\x03",
    b"\n",
    b"\r",
    b"\r\n",
    b" ",
    b"\t",
    b"\0",
    b"=",
    b":",
    b">",
    b"<",
    b"<html",
    b"{",
    b"\"kty\"",
    b"&",
    b"\\n",
    b"x-distrusted: true",
    b"x",
    b"E",
    b"B",
    b"\xc2\xa0",
    b"\xe2\x80\x93",
    b"\x81",
    b"\xff",
    b"Proc-Type:",
    b"#",
    b"_",
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];

/// Climbs from a random sequence of pieces to sequences that take longer per byte.
fn search(time: Duration) {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
    };
    let start = Instant::now();
    let mut all: Vec<(f64, &str, Vec<usize>, usize)> = Vec::new();
    while start.elapsed() < time {
        let (name, entry) = ENTRY_POINTS[next(ENTRY_POINTS.len())];
        let wrapper = next(5);
        let mut best: Vec<usize> = (0..=next(4)).map(|_| next(PIECES.len())).collect();
        let mut cost = nanoseconds(entry, &joined(&best, wrapper));
        let mut idle = 0;
        while idle < 60 && start.elapsed() < time {
            let mut other = best.clone();
            match next(3) {
                0 => other.insert(next(other.len() + 1), next(PIECES.len())),
                1 if other.len() > 1 => drop(other.remove(next(other.len()))),
                _ => {
                    let at = next(other.len());
                    other[at] = next(PIECES.len());
                }
            }
            let other_cost = nanoseconds(entry, &joined(&other, wrapper));
            if other.len() < 9 && other_cost > cost * 1.03 {
                (best, cost, idle) = (other, other_cost, 0);
            } else {
                idle += 1;
            }
        }
        all.push((cost, name, best, wrapper));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (cost, name, pieces, wrapper) in all.iter().take(25) {
        let unit: Vec<u8> = pieces.iter().flat_map(|piece| PIECES[*piece].to_vec()).collect();
        println!("{cost:8.2} ns/byte  {name}  wrapper {wrapper}  {}", unit.escape_ascii());
    }
}

fn joined(pieces: &[usize], wrapper: usize) -> Vec<u8> {
    let unit: Vec<u8> = pieces.iter().flat_map(|piece| PIECES[*piece].to_vec()).collect();
    let text = unit.repeat((1 << 14) / unit.len());
    match wrapper {
        0 => text,
        1 => one_after(&text),
        2 => pem("CERTIFICATE", &text).into(),
        3 => block_of("X509 CRL", &text, b""),
        _ => der::tlv(0x30, &text),
    }
}

/// The shortest of three times, per byte.
fn nanoseconds(entry: fn(&[u8]) -> bool, file: &[u8]) -> f64 {
    let run = |_| {
        let start = Instant::now();
        black_box(measured(entry, file));
        start.elapsed().as_nanos() as f64
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min) / file.len() as f64
}
