//! Parses one certificate. Floor: copying its bytes. Peers: webpki and x509-parser.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use alloc::sync::Arc;
use common::{MOZILLA, P256, Peer};
use core::hint::black_box;
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use pki_types::CertificateDer;
use trustslot::{Bundle, Certificate};
use webpki::EndEntityCert;
use x509_parser::prelude::{FromDer as _, X509Certificate};

extern crate alloc;

/// A chain from 2021. The leaf is for *.stackexchange.com, with 33 names and an RSA 2048 key.
const STACKEXCHANGE: &[u8] = include_bytes!("../examples/data/stackexchange-2021.pem");

fn main() {
    let mut criterion = common::criterion();
    certificate(&mut criterion);
    criterion.final_summary();
}

fn certificate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("certificate");
    let peer = Peer::of(&P256);
    let chain = Bundle::parse("chain.pem", STACKEXCHANGE).unwrap();
    let web = chain.iter().next().unwrap();
    each(&mut group, "p256_leaf", peer.presented.first().unwrap());
    each(&mut group, "web_leaf", web.as_der());
    each(&mut group, "mozilla_root", MOZILLA.first().unwrap());
}

fn each(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, der: &[u8]) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let certificate = Certificate::from_der(black_box(der)).unwrap();
            assert_eq!(certificate.version(), 3);
            certificate
        });
    });
    group.bench_function(format!("webpki_{name}"), |bencher| {
        bencher.iter(|| {
            let der = CertificateDer::from(black_box(der));
            let certificate = EndEntityCert::try_from(&der).unwrap();
            assert!(!black_box(certificate.issuer()).is_empty());
        });
    });
    group.bench_function(format!("x509_parser_{name}"), |bencher| {
        bencher.iter(|| {
            let (rest, certificate) = X509Certificate::from_der(black_box(der)).unwrap();
            assert!(rest.is_empty());
            certificate
        });
    });
    group.bench_function(format!("copy_{name}"), |bencher| {
        bencher.iter(|| {
            let copy: Arc<[u8]> = Arc::from(black_box(der));
            assert_eq!(copy.len(), der.len());
            copy
        });
    });
}
