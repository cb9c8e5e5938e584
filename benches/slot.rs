//! The server certificate slot, snapshots, and classifying phones. Floor of `device/classify`: verifying the same chain.
//! Floor of `snapshot/restore_full`: the digest and parsing ten certificates.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::{Cert, Issued, Key, extensions, intermediate, leaf, pem, root};
use common::{CLOCK, bundle};
use core::hint::black_box;
use criterion::Criterion;
use sha2::{Digest as _, Sha256};
use trustslot::{
    BuiltIn, Certificate, Chain, Device, DeviceCertificate, DeviceClassifier, Identity, MacAddress,
    Policy, ServerCertSlot, TrustStore, Verifier,
};

fn main() {
    let mut criterion = common::criterion();
    slot(&mut criterion);
    device(&mut criterion);
    snapshot(&mut criterion);
    criterion.final_summary();
}

const MAC: &str = "0015651234ab";

fn slot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slot");
    let rsa = leaf("phone.example.com").key(Key::rsa2048()).self_signed();
    let file = file(&rsa);
    group.bench_function("parse_rsa_2048", |bencher| {
        bencher.iter(|| {
            let identity = Identity::parse("phone.pem", black_box(file.as_bytes())).unwrap();
            assert_eq!(identity.issuers().len(), 0);
        });
    });
    let mut slot = ServerCertSlot::new();
    slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
    group.bench_function("present", |bencher| {
        bencher.iter(|| {
            let presented = black_box(&slot).present(DeviceCertificate::Custom).unwrap();
            assert!(!presented.is_instead_of_custom());
        });
    });
    group.finish();
}

fn device(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("device");
    let vendor = root("Example Phones Root CA").self_signed();
    let issuing = intermediate("Example Phones Issuing CA").signed_by(&vendor);
    let phone = phone().signed_by(&issuing);
    let chain = Chain::from_der(&[&phone.der, &issuing.der]).unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&vendor.der)).unwrap();
    let verifier = Verifier::new(store, Policy::STRICT);
    let classifier = DeviceClassifier::new(verifier.clone());
    let mac: MacAddress = MAC.parse().unwrap();
    group.bench_function("verify_client", |bencher| {
        bencher.iter(|| {
            let verdict = verifier.verify_client(black_box(&chain), CLOCK);
            assert!(verdict.is_trusted());
        });
    });
    group.bench_function("classify", |bencher| {
        bencher.iter(|| {
            let caller = classifier.classify(black_box(&chain), CLOCK);
            assert_eq!(caller.device(), Device::Unique { mac });
        });
    });
    group.finish();
}

fn snapshot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("snapshot");
    let mut store = TrustStore::mozilla();
    let roots: Vec<Issued> = (0..TrustStore::CUSTOM_LIMIT)
        .map(|number| root(&format!("Root {number}")).self_signed())
        .collect();
    for root in &roots {
        store.add(&bundle(&root.der)).unwrap();
    }
    let bytes = store.snapshot();
    let certificates: Vec<Certificate> =
        roots.iter().map(|root| Certificate::from_der(&root.der).unwrap()).collect();
    group.bench_function("digest_and_read_10", |bencher| {
        bencher.iter(|| {
            let digest = Sha256::digest(black_box(&bytes));
            for certificate in &certificates {
                assert_eq!(&Certificate::from_der(certificate.as_der()).unwrap(), certificate);
            }
            digest
        });
    });
    group.bench_function("restore_full", |bencher| {
        bencher.iter(|| {
            let limit = TrustStore::CUSTOM_LIMIT;
            let restored =
                TrustStore::restore(trustslot::BuiltIn::MOZILLA, limit, black_box(&bytes), 0)
                    .unwrap();
            assert_eq!(restored.store.custom().len(), limit);
        });
    });
    group.finish();
}

fn phone() -> Cert {
    leaf(MAC).no_san().eku(&[extensions::CLIENT_AUTH])
}

/// Certificate and key, as an operator uploads them.
fn file(issued: &Issued) -> String {
    pem::pem("CERTIFICATE", &issued.der) + &pem::pem("PRIVATE KEY", issued.key.pkcs8())
}
