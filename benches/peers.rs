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

use common::{CLOCK, HOST, KINDS, MOZILLA, library, support};
use core::hint::black_box;
use core::time::Duration;
use inputs::{ANCHORS, KEYS, SUBTREES};
use pki_types::pem::PemObject as _;
use pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use trustslot::{BuiltIn, Bundle, Certificate, Chain, Policy, Reason, TrustStore, Verifier};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
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

/// The operations of a peer, the same as those of a C program in `peer.h`.
trait Subject {
    /// Reads one certificate.
    fn facts(der: &[u8]) -> bool;
    /// The number of usable anchors in a PEM file.
    fn anchors_of_pem(pem: &[u8]) -> usize;
    /// A verifier that trusts these roots.
    fn new(roots: &'static [CertificateDer<'static>]) -> Self;
    /// A verifier that trusts this very server certificate.
    fn pinning(der: &'static [CertificateDer<'static>]) -> Self;
    /// Whether this chain is trusted for [`HOST`].
    fn trusts(&self, presented: &[&[u8]]) -> bool;
}

struct Ours(Verifier);

impl Subject for Ours {
    fn facts(der: &[u8]) -> bool {
        Certificate::from_der(der).is_ok()
    }

    fn anchors_of_pem(pem: &[u8]) -> usize {
        Bundle::parse("ca.pem", pem).map_or(0, |bundle| black_box(bundle).len())
    }

    fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        let built_in = BuiltIn::new(roots);
        Self(Verifier::new(TrustStore::new(built_in), Policy::STRICT))
    }

    fn pinning(der: &'static [CertificateDer<'static>]) -> Self {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&common::bundle(&der[0])).unwrap();
        Self(Verifier::new(store, Policy::STRICT))
    }

    fn trusts(&self, presented: &[&[u8]]) -> bool {
        let reference = HOST.parse().unwrap();
        let chain = Chain::from_der(presented).unwrap();
        let verdict = self.0.verify_server(&chain, &reference, CLOCK);
        let findings = verdict.findings().into_iter().flat_map(|all| all.iter());
        let expected = [Reason::TooMuchWork, Reason::IssuerNotFound, Reason::RootNotTrusted];
        for finding in findings {
            assert!(expected.contains(&finding.reason()), "{verdict}");
        }
        verdict.is_trusted()
    }
}

struct Webpki(Vec<TrustAnchor<'static>>);

impl Subject for Webpki {
    fn facts(der: &[u8]) -> bool {
        EndEntityCert::try_from(&CertificateDer::from(der))
            .is_ok_and(|certificate| !black_box(certificate.issuer()).is_empty())
    }

    fn anchors_of_pem(pem: &[u8]) -> usize {
        let anchors: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .map(|der| anchor_from_trusted_cert(&der.unwrap()).unwrap().to_owned())
            .collect();
        black_box(anchors).len()
    }

    fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        let anchors = roots.iter().map(|root| anchor_from_trusted_cert(root).unwrap());
        Self(anchors.collect())
    }

    fn pinning(der: &'static [CertificateDer<'static>]) -> Self {
        Self::new(der)
    }

    fn trusts(&self, presented: &[&[u8]]) -> bool {
        let reference = ServerName::try_from(HOST).unwrap();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(support::NOW));
        let presented: Vec<_> = presented.iter().map(|der| CertificateDer::from(*der)).collect();
        let (first, others) = presented.split_first().unwrap();
        let end_entity = EndEntityCert::try_from(first).unwrap();
        let usage = KeyUsage::server_auth();
        end_entity
            .verify_for_usage(ALGORITHMS, &self.0, others, time, usage, None, None)
            .is_ok_and(|_| end_entity.verify_is_valid_for_subject_name(&reference).is_ok())
    }
}

/// The algorithms for [`KEYS`].
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] =
    &[library::ECDSA_P256_SHA256, library::ECDSA_P384_SHA384, library::RSA_PKCS1_2048_8192_SHA256];

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
    for kind in KEYS {
        let root = [file(&format!("{kind}.root")), file("mozilla.roots")].concat();
        trusts::<S>(
            &format!("verify_{kind}"),
            &S::new(leaked(&root)),
            &files.chain(kind),
            Some(true),
        );
        bare(&format!("bare_{kind}"), &files, kind);
    }
    let pinned = file("pin.der");
    trusts::<S>("pin", &S::pinning(leaked(&pinned)), &[pinned], Some(true));
    let roots = S::new(leaked(&[file("p256.root"), file("mozilla.roots")].concat()));
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
    for kind in KEYS {
        bare(&format!("verify_{kind}"), files, kind);
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
            algorithm: KINDS.iter().find(|k| k.name == kind).unwrap().algorithm,
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

/// Prints the time as `peer.c` does: the lowest of 25 batches of 2 ms each.
fn print(row: &str, answer: &str, mut work: impl FnMut()) {
    const BATCH: Duration = Duration::from_millis(2);
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
    let lowest = (0..25).map(|_| batch(times)).min().unwrap();
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
