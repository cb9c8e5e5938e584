//! Memory runs out.
//!
//! Rust's collections abort the process if a request is refused, and so do those of the dependencies. A refusal can be
//! reported only if the request was made with `try_reserve`, which the library does for everything that may be larger than
//! one certificate. So it returns an error for a file or a snapshot that is too large for the machine. The process aborts
//! only at requests of at most 64 KiB, before anything has changed. The exception is an export: it requests all its memory
//! at once, and a caller can query the size before.

use starved::{Starved, refusing_above};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use trustslot::{
    BuiltIn, Bundle, BundleError, Certificate, Identity, IdentityError, PrivateKey,
    PrivateKeyError, SnapshotError, TrustStore,
};

#[global_allocator]
static ALLOCATOR: Starved = Starved;

/// The memory of one certificate: its bytes, and two counts of its owners.
const ONE_CERTIFICATE: usize = Certificate::MAX_BYTES + 2 * size_of::<usize>();

/// The outcomes of an operation when each of its requests is refused in turn.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcomes {
    reported: usize,
    aborted: usize,
    completed: usize,
    largest_abort: usize,
}

fn outcomes(operation: &str) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for request in 1.. {
        let output = Command::new(env!("CARGO_BIN_EXE_starved"))
            .args([operation, &request.to_string()])
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        match (output.status.code(), output.status.signal()) {
            (Some(0), None) => break,
            (Some(10), None) => outcomes.reported += 1,
            (Some(12), None) => outcomes.completed += 1,
            (None, Some(ABORTED)) => {
                let size = message
                    .split("memory allocation of ")
                    .nth(1)
                    .and_then(|rest| rest.split(' ').next()?.parse().ok());
                let size =
                    size.unwrap_or_else(|| panic!("{operation}, request {request}: {message}"));
                outcomes.aborted += 1;
                outcomes.largest_abort = outcomes.largest_abort.max(size);
            }
            other => panic!("{operation}, request {request}: {other:?}: {message}"),
        }
    }
    outcomes
}

/// `SIGABRT`.
const ABORTED: i32 = 6;

/// For each refused request the result is complete, or the refusal is reported and nothing has changed, or the process
/// aborts. It never panics, and a result is never incomplete.
#[test]
fn fault_f07_every_request_is_refused_in_turn() {
    for (operation, can_report) in [
        ("upload", true),
        ("replace", true),
        ("remove", false),
        ("verify", false),
        ("present", false),
        ("export", false),
        ("import", true),
    ] {
        let outcomes = outcomes(operation);
        println!("{operation}: {outcomes:?}");
        assert_eq!(outcomes.reported > 0, can_report, "{operation}: {outcomes:?}");
        assert!(outcomes.largest_abort <= ONE_CERTIFICATE, "{operation}: {outcomes:?}");
    }
    let presenting = outcomes("present");
    assert_eq!(presenting, Outcomes::default(), "presenting needs no memory");
    let removing = outcomes("remove");
    assert_eq!(removing, Outcomes::default(), "removing needs no memory");
}

/// Mbed TLS did not notice a failed allocation (CVE-2026-34874). Here each request for more than one certificate reports
/// it, for every kind of file.
#[test]
fn replay_119_failed_allocation_not_noticed() {
    let files: BTreeMap<&str, Vec<u8>> = BTreeMap::from([
        ("certificates as text", many(TEXT_EACH, 8_000)),
        ("a container", container(2_500)),
        ("a container as text", as_text("PKCS7", &container(1_800))),
        ("one large block", as_text("CERTIFICATE", &vec![0x30; 3 << 20])),
        ("BEGIN lines", "-----BEGIN CERTIFICATE-----\n".repeat(180_000).into()),
        ("dashes", vec![b'-'; 5 << 20]),
        ("zeros", vec![0; 5 << 20]),
        ("a key of megabytes", as_text("PRIVATE KEY", &vec![0x30; 3 << 20])),
        ("a length without bytes", b"\x30\x84\x7f\xff\xff\xff".to_vec()),
    ]);
    let mut out_of_memory = Vec::new();
    for (why, file) in &files {
        let name = "file.pem";
        let (bundle, identity, key) = refusing_above(ONE_CERTIFICATE, || {
            (
                Bundle::parse(name, file),
                Identity::parse(name, file).map(|_| ()),
                PrivateKey::from_pem(file).map(|_| ()),
            )
        });
        assert!(identity.is_err() && key.is_err(), "{why}");
        assert_ne!(
            identity,
            Err(IdentityError::OutOfMemory),
            "{why}: refused before it requests memory"
        );
        if bundle.as_ref().is_err_and(|error| *error == BundleError::OutOfMemory) {
            out_of_memory.push(*why);
            let with_memory = Bundle::parse(name, file).map(|_| ());
            assert_ne!(with_memory, Err(BundleError::OutOfMemory), "{why}");
        }
    }
    assert_eq!(
        out_of_memory,
        ["a container", "a container as text", "certificates as text", "one large block",]
    );
    let error = BundleError::OutOfMemory;
    assert_eq!(error.to_string(), "there is not enough memory to read the file");

    // The buffer to decode a certificate of nearly 64 KiB is slightly larger than the certificate.
    let large = as_text("CERTIFICATE", &vec![0x30; Certificate::MAX_BYTES - 1]);
    let large = [large, as_text("PRIVATE KEY", b"x")].concat();
    let refused = refusing_above(ONE_CERTIFICATE, || Identity::parse("phone.pem", &large));
    assert_eq!(refused.unwrap_err(), IdentityError::OutOfMemory);
}

/// scrypt takes the memory that the file asks for, 16 MiB with openssl's parameters, and its crate aborts without it.
#[test]
fn memory_for_scrypt_is_refused() {
    let open = || PrivateKey::from_encrypted_pem(SCRYPT, b"secret");
    for (limit, is_enough) in [(128 * 8 * (16_384 + 1), false), (128 * 8 * (16_384 + 2), true)] {
        let answer = refusing_above(limit, open);
        assert_eq!(answer.is_ok(), is_enough, "{limit} bytes");
        if let Err(error) = answer {
            assert_eq!(error, PrivateKeyError::OutOfMemory);
        }
    }
}

/// Restoring a large snapshot requests more memory than one certificate needs.
#[test]
fn fault_f07_memory_for_a_large_snapshot_is_refused() {
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, 4_000);
    let bundle = Bundle::parse("many.pem", &many(TEXT_EACH, 4_000)).unwrap();
    let refused = refusing_above(ONE_CERTIFICATE, || store.add(&bundle));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "not enough memory for the certificates of the file"
    );
    assert_eq!(store.generation(), 0, "a refused upload changes nothing");
    assert_eq!(store.add(&bundle).unwrap().new, 4_000);
    let bytes = store.snapshot();
    let restore = || TrustStore::restore(BuiltIn::EMPTY, 4_000, &bytes, 0).map(|r| r.store);
    let refused = refusing_above(ONE_CERTIFICATE, restore);
    assert_eq!(refused.unwrap_err(), SnapshotError::OutOfMemory);
    assert_eq!(restore().unwrap().snapshot(), bytes, "the control");
}

/// `count` small certificates with different serial numbers, and `text` bytes of text before each.
fn many(text: usize, count: u32) -> Vec<u8> {
    let mut der = include_bytes!("../../wiped/tests/data/ed25519.der").to_vec();
    let header = [0x02, 0x01, 0x02, 0x02, 0x14];
    let serial = der.windows(5).position(|window| window == header).unwrap() + 9;
    let mut file = Vec::new();
    for number in 0..count {
        der[serial..serial + 4].copy_from_slice(&number.to_be_bytes());
        file.extend(vec![b'x'; text]);
        file.push(b'\n');
        file.extend(as_text("CERTIFICATE", &der));
    }
    file
}

/// Text before each small certificate: without it, the file would have more certificates than its size allows.
const TEXT_EACH: usize = 100;

/// A PKCS#7 container with `count` copies of a certificate.
fn container(count: usize) -> Vec<u8> {
    let chain = Bundle::parse("chain.pem", CHAIN).unwrap();
    let certificates = chain.certificates()[0].as_der().repeat(count);
    let signed = [
        tlv(0x02, &[1]),
        tlv(0x31, &[]),
        tlv(0x30, &tlv(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")),
        tlv(0xa0, &certificates),
        tlv(0x31, &[]),
    ];
    let kind = tlv(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
    let explicit = tlv(0xa0, &tlv(0x30, &signed.concat()));
    tlv(0x30, &[kind, explicit].concat())
}

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
    let header = match contents.len() {
        0..0x80 => vec![tag, length[3]],
        0x80..0x100 => vec![tag, 0x81, length[3]],
        0x100..0x1_0000 => vec![tag, 0x82, length[2], length[3]],
        _ => vec![tag, 0x83, length[1], length[2], length[3]],
    };
    [&header, contents].concat()
}

fn as_text(label: &str, der: &[u8]) -> Vec<u8> {
    starved::pem(label, der).into_bytes()
}

const CHAIN: &[u8] = include_bytes!("../../../../examples/data/stackexchange-2021.pem");
const SCRYPT: &[u8] = include_bytes!("../../wiped/tests/data/p256-scrypt.pem");
