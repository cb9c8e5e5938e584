//! Verifies client certificates a given number of times: `handshake cold 10`. Without arguments it lists the work, with the most
//! that each may cost, as a share of `webpki`. `allocations` checks how often a verification allocates.

use pki_types::{CertificateDer, UnixTime};
use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;
use trustslot::rustls_0_23::ClientTrust;
use trustslot::{
    BuiltIn, Bundle, Certificate, DeviceClassifier, Policy, SignatureCache, TrustStore, Verifier,
};
use trustslot_kit::extensions::CLIENT_AUTH;
use trustslot_kit::{Key, NOW, intermediate, leaf, root};

/// The work, and the most that it may cost, in thousandths of `webpki`.
const WORKS: [(&str, u32); 5] = [
    ("webpki", 1000),
    ("cold", 1050),
    ("other-phone", 550),
    ("same-phone", 30),
    ("same-device", 30),
];

/// Different phones: one more than the most runs that are counted.
const PHONES: u8 = 12;

/// The most allocations of one verification.
const MOST_ALLOCATIONS: u64 = 5;

struct Fleet {
    root: CertificateDer<'static>,
    phones: Vec<[CertificateDer<'static>; 2]>,
}

impl Fleet {
    fn new() -> Self {
        let root = root("Vendor Root").self_signed();
        let ca = intermediate("Vendor CA").signed_by(&root);
        let phone = |number: u8| {
            let mac = format!("0015651234{number:02x}");
            let own = leaf(&mac).no_san().eku(&[CLIENT_AUTH]).key(Key::p256(number.into()));
            [&own.signed_by(&ca), &ca].map(|issued| issued.certificate().into_owned())
        };
        Self { root: root.certificate().into_owned(), phones: (0..PHONES).map(phone).collect() }
    }

    fn verifier(&self, work: &str) -> Arc<dyn ClientCertVerifier> {
        let provider = rustls::crypto::ring::default_provider();
        if work == "webpki" {
            let mut roots = RootCertStore::empty();
            roots.add(self.root.clone()).unwrap();
            let builder =
                WebPkiClientVerifier::builder_with_provider(roots.into(), provider.into());
            return builder.build().unwrap();
        }
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&Bundle::from(Certificate::from_der(&self.root).unwrap())).unwrap();
        let verifier = Verifier::new(store, Policy::STRICT);
        let clients = match work {
            "cold" => ClientTrust::new(verifier),
            "same-device" => {
                let cached = verifier.with_signature_cache(&SignatureCache::new());
                ClientTrust::new(DeviceClassifier::new(cached))
            }
            _ => ClientTrust::new(verifier.with_signature_cache(&SignatureCache::new())),
        };
        clients.for_provider(&provider)
    }
}

fn verify(verifier: &dyn ClientCertVerifier, [own, ca]: &[CertificateDer<'static>; 2]) {
    let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
    verifier.verify_client_cert(black_box(own), std::slice::from_ref(ca), now).unwrap();
}

fn run(work: &str, times: usize) {
    let fleet = Fleet::new();
    let verifier = fleet.verifier(work);
    // The cache knows the CA, and the phone that comes back.
    verify(&*verifier, &fleet.phones[0]);
    for time in 0..times {
        let phone = if work == "other-phone" { 1 + time } else { 0 };
        verify(&*verifier, &fleet.phones[phone]);
    }
}

fn check_allocations() {
    let fleet = Fleet::new();
    for (work, _) in WORKS {
        let verifier = fleet.verifier(work);
        verify(&*verifier, &fleet.phones[0]);
        let phone = usize::from(work == "other-phone");
        let heap = allocation_counter::measure(|| verify(&*verifier, &fleet.phones[phone]));
        println!("{work:12} {} allocations, {} bytes", heap.count_total, heap.bytes_total);
        // A new entry of the cache is kept, so it is not counted.
        let kept = u64::try_from(heap.count_current.max(0)).unwrap();
        assert!(heap.count_total - kept <= MOST_ALLOCATIONS, "{work}");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [work] if work == "allocations" => check_allocations(),
        [work, times] => run(work, times.parse().unwrap()),
        _ => WORKS.iter().for_each(|(work, most)| println!("{work} {most}")),
    }
}
