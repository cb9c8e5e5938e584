//! Input that is made to cost time: names under constraints, and files of garbage.
#![expect(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::names::general;
use common::support::{Issued, intermediate, leaf, root};
use common::{CLOCK, HOST, bundle, library, support};
use core::hint::black_box;
use core::time::Duration;
use criterion::Criterion;
use pki_types::{CertificateDer, UnixTime};
use trustslot::{BuiltIn, Bundle, Chain, Reason, TrustStore};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

fn main() {
    let mut criterion = common::criterion();
    for subtrees in [1, 10, 1_000] {
        names(&mut criterion, 2_000, subtrees);
    }
    garbage(&mut criterion);
    criterion.final_summary();
}

/// A leaf with many names below a CA with many constraints, none of which excludes a name.
fn names(criterion: &mut Criterion, names: usize, subtrees: usize) {
    let mut group = criterion.benchmark_group("hostile");
    let root = root("Test Root").self_signed();
    let ca = (0..subtrees)
        .fold(intermediate("Test CA"), |ca, n| {
            ca.excluded_raw(general::dns(format!("{n}.example.org")))
        })
        .signed_by(&root);
    let hosts = (1..names).map(|n| format!("{n}.example.com"));
    let leaf = leaf(HOST).dns_names(hosts.chain([HOST.to_owned()])).signed_by(&ca);
    let presented = [&leaf.der, &ca.der];
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&root.der)).unwrap();
    let verifier = common::verifier(store);
    let reference = HOST.parse().unwrap();
    group.bench_function(format!("names_{names}_x_{subtrees}"), |bencher| {
        bencher.iter(|| {
            let chain = Chain::from_der(black_box(&presented)).unwrap();
            let verdict = verifier.verify_server(&chain, &reference, CLOCK);
            let mut findings = verdict.findings().into_iter().flat_map(|all| all.iter());
            let refused = findings.any(|finding| finding.reason() == Reason::TooMuchWork);
            assert_eq!(refused, subtrees > 10, "{verdict}");
            verdict
        });
    });
    drop(group);
    webpki_names(criterion, &root, &leaf, &ca, (names, subtrees));
}

fn webpki_names(
    criterion: &mut Criterion,
    root: &Issued,
    leaf: &Issued,
    ca: &Issued,
    (names, subtrees): (usize, usize),
) {
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    let root = CertificateDer::from(root.der.as_slice());
    let anchors = [anchor_from_trusted_cert(&root).unwrap()];
    let others = [CertificateDer::from(ca.der.as_slice())];
    let time = UnixTime::since_unix_epoch(Duration::from_secs(support::NOW));
    group.bench_function(format!("webpki_names_{names}_x_{subtrees}"), |bencher| {
        bencher.iter(|| {
            let der = CertificateDer::from(black_box(leaf.der.as_slice()));
            let end_entity = EndEntityCert::try_from(&der).unwrap();
            let path = end_entity.verify_for_usage(
                &[library::ECDSA_P256_SHA256],
                &anchors,
                &others,
                time,
                KeyUsage::server_auth(),
                None,
                None,
            );
            assert_eq!(path.is_ok(), subtrees < 1_000);
        });
    });
}

/// Files of 1 MB and 5 MB that are not certificate files.
fn garbage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    for (size, name) in [(1 << 20, "1mb"), (Bundle::MAX_BYTES, "5mb")] {
        let shapes: [(&str, Vec<u8>); 7] = [
            ("text", fill(b"All work and no play.\n", size)),
            ("dashes", fill(b"-", size)),
            ("begins", fill(b"-----BEGIN CERTIFICATE-----\n", size)),
            ("empty_blocks", fill(EMPTY_BLOCK, size)),
            ("one_block", one_block(size)),
            ("elements", elements(size)),
            ("depth", fill(b"\x30\x84\x00\x4f\xff\xf0", size)),
        ];
        for (shape, file) in shapes {
            group.bench_function(format!("garbage_{name}_{shape}"), |bencher| {
                bencher.iter(|| {
                    let refused = Bundle::parse("upload.pem", black_box(&file));
                    assert!(refused.is_err());
                    refused
                });
            });
        }
        let file = fill(b"All work and no play.\n", size);
        group.bench_function(format!("memcpy_{name}"), |bencher| {
            bencher.iter(|| black_box(&file).clone());
        });
    }
}

const EMPTY_BLOCK: &[u8] = b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

fn fill(pattern: &[u8], size: usize) -> Vec<u8> {
    pattern.repeat(size / pattern.len())
}

/// One block of valid base64, as large as the file.
fn one_block(size: usize) -> Vec<u8> {
    let line = [b'A'; 64].as_slice();
    let text = [line, b"\n"].concat().repeat((size - 100) / 65);
    let begin = b"-----BEGIN CERTIFICATE-----\n".as_slice();
    [begin, &text, b"-----END CERTIFICATE-----\n"].concat()
}

/// A SEQUENCE of as many empty SEQUENCEs as fit.
fn elements(size: usize) -> Vec<u8> {
    let contents = [0x30, 0].repeat(size / 2 - 8);
    support::der::tlv(0x30, &contents)
}
