//! Measures this library and webpki alone, with the same files and rows as the programs in `benches/peers`:
//!
//! ```text
//! peers write DIRECTORY                              writes the files
//! peers measure DIRECTORY trustslot|webpki|limit   prints row, nanoseconds and answer
//! ```
//!
//! `benches/peers/run` does all of it, and prints one table.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a bench may panic, and this one reads files"
)]

mod common;
mod inputs;
mod subjects;

use common::MOZILLA;
use core::hint::black_box;
use core::time::Duration;
use inputs::{ANCHORS, ENTRIES, KEYS, ML_DSA, REFUSED, SUBTREES};
use pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use subjects::{Ours, Subject, Webpki};
use x509_parser::prelude::{FromDer as _, SubjectPublicKeyInfo};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", directory] => inputs::write(Path::new(directory)),
        ["measure", directory, "limit"] => limit(&Files(PathBuf::from(directory))),
        ["measure", directory, "trustslot"] => measure::<Ours>(directory),
        ["measure", directory, "webpki"] => measure::<Webpki>(directory),
        // `cargo bench` and `cargo test` run it without files.
        _ => println!("see benches/peers/run"),
    }
}

fn measure<S: Subject>(directory: &str) {
    let files = Files(PathBuf::from(directory));
    let file = |name: &str| files.read(name);
    for (row, name) in [("facts_p256_leaf", "leaf.der"), ("facts_web_leaf", "web_leaf.der")] {
        let der = file(name);
        print(row, "read", || assert!(S::facts(black_box(&der))));
    }
    let pem = file("mozilla.pem");
    print("mozilla_pem", "read", || {
        assert_eq!(S::anchors_of_pem(black_box(&pem)), MOZILLA.len());
    });
    for (kind, _) in KEYS {
        let root = [file(&format!("{kind}.root")), file("mozilla.roots")].concat();
        let row = format!("verify_{kind}");
        trusts::<S>(&row, &S::new(leaked(&root)), &files.chain(kind), Some(true));
        bare(&format!("bare_{kind}"), &files, kind);
    }
    for kind in ML_DSA.into_iter().filter(|kind| KEYS.iter().all(|(other, _)| other != kind)) {
        println!("verify_{kind}\t-\tring has no ML-DSA");
    }
    let pinned = file("pin.der");
    trusts::<S>("pin", &S::pinning(leaked(&pinned)), &[pinned], Some(true));
    let mozilla = S::new(leaked(&file("mozilla.roots")));
    let roots = S::new(leaked(&[file("p256.root"), file("mozilla.roots")].concat()));
    for row in REFUSED {
        let trusted = if row == "refused_root" { &mozilla } else { &roots };
        trusts::<S>(row, trusted, &files.chain(row), Some(false));
    }
    for row in ["hostile_50", "hostile_50_keys"] {
        trusts::<S>(row, &roots, &files.chain(row), Some(false));
    }
    for subtrees in SUBTREES {
        let row = format!("names_{subtrees}");
        let root = S::new(leaked(&file(&format!("{row}.root"))));
        trusts::<S>(&row, &root, &files.chain(&row), None);
    }
    for count in ANCHORS {
        let row = format!("anchors_{count}");
        let roots = S::new(leaked(&file(&format!("{row}.roots"))));
        trusts::<S>(&row, &roots, &files.chain("p256"), Some(true));
    }
    for entries in ENTRIES {
        let crl = file(&format!("crl_{entries}.crl"));
        if let Err(reason) = S::reads_crl(&crl) {
            println!("crl_read_{entries}\t-\t{reason}\ncrl_verify_{entries}\t-\t{reason}");
            continue;
        }
        print(&format!("crl_read_{entries}"), "read", || S::reads_crl(black_box(&crl)).unwrap());
        let roots = S::new(leaked(&file("p256.root"))).with_crls(&[file("root.crl"), crl]);
        trusts::<S>(&format!("crl_verify_{entries}"), &roots, &files.chain("p256"), Some(true));
    }
}

/// Measures verdicts, which must always be the same. `expected` is `None` if either verdict is right.
fn trusts<S: Subject>(row: &str, subject: &S, presented: &[Vec<u8>], expected: Option<bool>) {
    let presented: Vec<&[u8]> = presented.iter().map(Vec::as_slice).collect();
    let expected = expected.unwrap_or_else(|| subject.trusts(&presented));
    print(row, if expected { "trusted" } else { "refused" }, || {
        assert_eq!(subject.trusts(black_box(&presented)), expected);
    });
}

/// Measures the work that no library can avoid: copying the bytes, decoding base64, checking signatures, comparing.
fn limit(files: &Files) {
    for (row, name) in [("facts_p256_leaf", "leaf.der"), ("facts_web_leaf", "web_leaf.der")] {
        let der = files.read(name);
        print(row, "copied", || {
            let copy = black_box(black_box(&der).clone());
            assert_eq!(copy.len(), der.len());
        });
    }
    let bytes = files.read("mozilla.roots");
    let text = base64_simd::STANDARD.encode_to_string(&bytes);
    print("mozilla_pem", "decoded", || {
        let decoded = base64_simd::STANDARD.decode_to_vec(black_box(&text));
        assert_eq!(decoded.unwrap().len(), bytes.len());
    });
    for (kind, _) in KEYS {
        bare(&format!("verify_{kind}"), files, kind);
    }
    for entries in ENTRIES {
        let crl = files.read(&format!("crl_{entries}.crl"));
        print(&format!("crl_read_{entries}"), "copied", || {
            assert_eq!(black_box(black_box(&crl).clone()).len(), crl.len());
        });
        bare(&format!("crl_verify_{entries}"), files, "p256");
    }
    let pinned = files.read("pin.der");
    let same = pinned.clone();
    print("pin", "same", || {
        assert_eq!(black_box(&pinned), black_box(&same));
    });
}

fn bare(row: &str, files: &Files, kind: &str) {
    let signatures = [1, 2].map(|number| Signature::read(files, kind, number));
    print(row, "good", || {
        assert!(black_box(&signatures).iter().all(Signature::is_good));
    });
}

/// One signature check, with the key as raw bytes.
struct Signature {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    key: Vec<u8>,
    message: Vec<u8>,
    value: Vec<u8>,
}

impl Signature {
    fn read(files: &Files, kind: &str, number: u8) -> Self {
        let file = |what: &str| files.read(&format!("{kind}.{number}.{what}"));
        let spki = file("spki");
        let (_, spki) = SubjectPublicKeyInfo::from_der(&spki).unwrap();
        Self {
            algorithm: KEYS.iter().find(|(name, _)| *name == kind).unwrap().1,
            key: spki.subject_public_key.data.to_vec(),
            message: file("message"),
            value: file("signature"),
        }
    }

    fn is_good(&self) -> bool {
        let Self { algorithm, key, message, value } = self;
        algorithm.verify_signature(key, message, value).is_ok()
    }
}

/// Prints the time as `peer.c` does: the lowest of up to 25 batches of 2 ms each, and of at least 2 of them that take a
/// second.
fn print(row: &str, answer: &str, mut work: impl FnMut()) {
    const BATCH: Duration = Duration::from_millis(2);
    const ENOUGH: Duration = Duration::from_secs(1);
    let mut batch = |times: u32| {
        let start = Instant::now();
        for _ in 0..times {
            work();
        }
        start.elapsed()
    };
    let mut times = 1;
    while batch(times) < BATCH {
        times *= 2;
    }
    let (mut lowest, mut all) = (Duration::MAX, Duration::ZERO);
    for number in 0..25 {
        if number >= 2 && all >= ENOUGH {
            break;
        }
        let next = batch(times);
        (lowest, all) = (lowest.min(next), all + next);
    }
    println!("{row}\t{:.1}\t{answer}", lowest.as_secs_f64() * 1e9 / f64::from(times));
}

struct Files(PathBuf);

impl Files {
    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn chain(&self, name: &str) -> Vec<Vec<u8>> {
        split(&self.read(&format!("{name}.chain")))
    }
}

fn leaked(roots: &[u8]) -> &'static [CertificateDer<'static>] {
    let roots: Vec<_> = split(roots).into_iter().map(CertificateDer::from).collect();
    roots.leak()
}

/// Splits concatenated certificates, each of 256 to 65,535 bytes.
fn split(mut ders: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while let [0x30, 0x82, high, low, ..] = *ders {
        let (der, rest) = ders.split_at(4 + usize::from(u16::from_be_bytes([high, low])));
        all.push(der.to_vec());
        ders = rest;
    }
    assert!(ders.is_empty());
    all
}
