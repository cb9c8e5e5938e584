//! From uploaded files to certificates. Floor: decoding the base64 text. Peer: pki-types and webpki's anchors.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::pem::LineEnding;
use common::{MOZILLA, mozilla_pem};
use core::hint::black_box;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use pki_types::CertificateDer;
use pki_types::pem::PemObject as _;
use trustslot::{Bundle, Certificate};
use webpki::anchor_from_trusted_cert;
use x509_parser::pem::Pem;

fn main() {
    let mut criterion = common::criterion();
    mozilla(&mut criterion);
    five_megabytes(&mut criterion);
    criterion.final_summary();
}

fn mozilla(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle");
    let file = mozilla_pem(LineEnding::LF);
    let crlf = mozilla_pem(LineEnding::CRLF);
    let roots = MOZILLA.len();
    group.throughput(Throughput::Bytes(file.len().try_into().unwrap()));

    ours(&mut group, "mozilla_pem", &file, roots);
    ours(&mut group, "mozilla_pem_crlf", &crlf, roots);
    pki_types(&mut group, "pki_types_mozilla_pem", &file, roots);
    pki_types(&mut group, "pki_types_mozilla_pem_crlf", &crlf, roots);
    group.bench_function("x509_parser_mozilla_pem", |bencher| {
        bencher.iter(|| {
            let read = Pem::iter_from_buffer(black_box(file.as_bytes()))
                .filter(|block| block.as_ref().is_ok_and(|block| block.parse_x509().is_ok()))
                .count();
            assert_eq!(read, roots);
        });
    });
    bare(&mut group, "base64_simd_mozilla_pem", 1);
    group.bench_function("mozilla_der", |bencher| {
        bencher.iter(|| {
            let read: Vec<Certificate> = black_box(MOZILLA)
                .iter()
                .filter_map(|der| Certificate::from_der(der).ok())
                .collect();
            assert_eq!(read.len(), roots);
            read
        });
    });
}

fn five_megabytes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle");
    let once = mozilla_pem(LineEnding::LF);
    let crlf = mozilla_pem(LineEnding::CRLF);
    let times = Bundle::MAX_BYTES.checked_div(crlf.len()).unwrap();
    let (file, crlf) = (once.repeat(times), crlf.repeat(times));
    let roots = MOZILLA.len().checked_mul(times).unwrap();
    group.throughput(Throughput::Bytes(file.len().try_into().unwrap()));
    group.sample_size(10);

    ours(&mut group, "5mb_pem", &file, roots);
    ours(&mut group, "5mb_pem_crlf", &crlf, roots);
    pki_types(&mut group, "pki_types_5mb_pem", &file, roots);
    bare(&mut group, "base64_simd_5mb_pem", times);
    group.bench_function("memcpy_5mb_pem", |bencher| {
        bencher.iter(|| black_box(file.as_bytes()).to_vec());
    });
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, file: &str, roots: usize) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let bundle = Bundle::parse("ca-bundle.crt", black_box(file.as_bytes())).unwrap();
            assert_eq!(bundle.len(), roots);
            bundle
        });
    });
}

fn pki_types(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, file: &str, roots: usize) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let anchors: Vec<_> = CertificateDer::pem_slice_iter(black_box(file.as_bytes()))
                .map(|der| anchor_from_trusted_cert(&der.unwrap()).unwrap().to_owned())
                .collect();
            assert_eq!(anchors.len(), roots);
            anchors
        });
    });
}

/// Decodes the same bytes from base64 without lines and markers.
fn bare(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, times: usize) {
    let bytes =
        MOZILLA.iter().flat_map(|der| der.iter().copied()).collect::<Vec<u8>>().repeat(times);
    let text = base64_simd::STANDARD.encode_to_string(&bytes);
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let decoded = base64_simd::STANDARD.decode_to_vec(black_box(&text));
            assert_eq!(decoded.as_ref().unwrap().len(), bytes.len());
            decoded
        });
    });
}
