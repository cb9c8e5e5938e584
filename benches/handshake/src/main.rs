//! Verifies client certificates a given number of times: `handshake cold 10`. Without arguments it lists the work, with the most
//! that each may cost, as a share of `webpki`. `allocations` checks how often a verification allocates.

use pki_types::{CertificateDer, UnixTime};
use rustls::internal::msgs::codec::Codec;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{DigitallySignedStruct, RootCertStore};
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
const WORKS: [(&str, u32); 6] = [
    ("webpki", 1000),
    ("cold", 1050),
    ("other-phone", 550),
    ("same-phone", 30),
    ("same-device", 30),
    // Looking for the key of a handshake signature, without the signature check.
    ("key", 4),
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

/// A handshake signature of no bytes: it fails as soon as the key was found.
fn find_key(verifier: &dyn ClientCertVerifier, own: &CertificateDer<'static>) {
    // RFC 8446 §4.4.3: the scheme ecdsa_secp256r1_sha256, and the length of the signature.
    let signed = DigitallySignedStruct::read_bytes(&[4, 3, 0, 0]).unwrap();
    verifier.verify_tls13_signature(b"", black_box(own), &signed).unwrap_err();
}

fn run(work: &str, times: usize) {
    let fleet = Fleet::new();
    let verifier = fleet.verifier(work);
    if work == "key" {
        (0..times).for_each(|_| find_key(&*verifier, &fleet.phones[0][0]));
        return;
    }
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
        if work == "key" {
            continue;
        }
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
