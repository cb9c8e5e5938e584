//! Known faults about memory (4, 5 and 124 in `tests/replays/README.md`): a length that an input announces is never
//! allocated.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "a test counts, and stops at an unexpected result"
)]

use crate::support::pem::pem;
use crate::support::{chain3, der};
use crate::{HEAP, alone};
use trustslot::{Bundle, BundleError, Certificate, Chain, FileKind, PemFault};

/// In addition to 1.5 times the input: buffers of fixed size, and allocations of other threads of the test.
const ALLOWANCE: usize = 64 * 1024;

/// The result of `act`, which must never hold much more memory than its input has bytes.
#[track_caller]
fn measured<T>(input: usize, act: impl Fn() -> T) -> T {
    // The first call makes everything that is cached.
    drop(act());
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let answer = act();
    let peak = HEAP.peak_usage().saturating_sub(before);
    let most = input / 2 * 3 + ALLOWANCE;
    assert!(peak <= most, "{peak} bytes instead of {most}");
    answer
}

/// Asserts that these bytes are rejected as a PEM file, as a DER file and in a chain, and that the message of the
/// certificate parser contains `text`. Returns the error of the DER file.
#[track_caller]
fn rejected(der: &[u8], text: &str) -> BundleError {
    let file = |name: &str, bytes: &[u8]| {
        measured(bytes.len(), || Bundle::parse(name, bytes).unwrap_err())
    };
    let read = measured(der.len(), || Certificate::from_der(der).unwrap_err());
    let chain = measured(der.len(), || Chain::from_der(&[der]).unwrap_err());
    let read = read.to_string();
    assert!(read.contains(text), "{read}");
    assert!(chain.to_string().ends_with(&read), "{chain}");
    match file("x.pem", pem("CERTIFICATE", der).as_bytes()) {
        BundleError::Certificate { error, .. } => assert_eq!(error.to_string(), read),
        // A block larger than any certificate is not decoded.
        BundleError::Pem { fault, .. } => {
            assert_eq!(fault, PemFault::TooLarge);
            assert!(read.contains("the limit is 65536"), "{read}");
        }
        // The content decides: it is opened as the container that it begins like.
        refusal @ (BundleError::Pkcs7(_) | BundleError::TooMany { .. }) => {
            assert_eq!(FileKind::detect(der), FileKind::Pkcs7, "{refusal}");
        }
        refusal => panic!("{refusal}"),
    }
    let container = file("x.pem", pem("PKCS7", der).as_bytes());
    let is_expected = matches!(
        container,
        BundleError::Pkcs7(_) | BundleError::Indefinite { .. } | BundleError::TooMany { .. }
    );
    // Content of another kind is named, or read as the certificate that it begins like.
    let is_named = match container {
        BundleError::WrongKind { kind } => kind == FileKind::detect(der),
        BundleError::Certificate { .. } => FileKind::detect(der) == FileKind::Certificate,
        _ => false,
    };
    assert!(is_expected || is_named, "{container}");
    file("x.der", der)
}

/// Like [`rejected`]; and the DER file is not even recognized as a certificate.
#[track_caller]
fn rejected_as_unknown(der: &[u8], text: &str) {
    let refusal = rejected(der, text);
    assert!(matches!(refusal, BundleError::WrongKind { .. }), "{refusal}");
}

#[track_caller]
fn accepted(der: &[u8]) {
    assert_eq!(measured(der.len(), || Bundle::parse("x.der", der).unwrap().len()), 1);
}

#[test]
fn replay_4_announced_gigabytes_are_not_allocated() {
    let _turn = alone();
    let (root, ..) = chain3();
    for length in [
        &b"\x84\x7f\xff\xff\xff"[..],
        b"\x84\xff\xff\xff\xff",
        b"\x83\xff\xff\xff",
        b"\x85\xff\xff\xff\xff\xff",
    ] {
        for tag in [0x30, 0x31, 0x04, 0x24, 0xa0, 0x06] {
            let words = match (tag, length) {
                // A constructed string exists in BER only.
                (0x24, _) => "the tag is not supported",
                // A length above four gigabytes is not parsed.
                (_, [0x84, 0x7f, ..] | [0x83, ..]) => "length runs past the end",
                _ => "the length is not DER",
            };
            rejected_as_unknown(&[&[tag], length, &[0; 10]].concat(), words);
            let within = [&[0x30, 0x80, tag], length, &[0; 10]].concat();
            rejected_as_unknown(&within, "the length is not DER");
        }
    }
    accepted(&root.der);
}

#[test]
fn replay_5_huge_lengths_and_counts_are_not_allocated() {
    let _turn = alone();
    let (root, ..) = chain3();
    let long = b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff";
    rejected_as_unknown(long, "the length is not DER");
    let too_large = "the limit is 65536";
    for element in [&[0x30, 0][..], &[0x05, 0], &[0x31, 0], &[0x02, 1, 0], &[0x06, 1, 0x2a]] {
        let many = der::tlv(der::SEQUENCE, &element.repeat(1_000_000));
        rejected_as_unknown(&many, too_large);
        rejected_as_unknown(&der::seq(&[many]), too_large);
    }
    // A container with many empty elements in place of certificates.
    let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
    let none = der::set::<Vec<u8>>(&[]);
    let empty = der::implicit_constructed(0, &[0x30, 0].repeat(1_000_000));
    let signed = der::seq(&[der::integer(&[1]), none.clone(), data, empty, none]);
    let container = der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)]);
    let refusal = rejected(&container, too_large);
    assert!(matches!(refusal, BundleError::TooMany { .. }), "{refusal}");
    accepted(&root.der);
}

#[test]
fn replay_124_short_certificate_that_announces_a_gigabyte_takes_little_memory() {
    let _turn = alone();
    let (root, _, leaf) = chain3();
    // At each offset: the bytes of the certificate before it, then the announcement, and at least 32 bytes in all.
    for good in [&root.der, &leaf.der] {
        for at in 0..good.len() {
            for tag in [good[at], 0x30] {
                let mut stream = good[..at].to_vec();
                stream.extend([tag, 0x84, 0x40, 0, 0, 0]);
                stream.resize(stream.len().max(32), 0);
                if stream.len() == good.len() {
                    // Only six bytes of the signature differ.
                    continue;
                }
                assert!(measured(stream.len(), || Certificate::from_der(&stream).is_err()));
                assert!(measured(stream.len(), || Bundle::parse("x.der", &stream).is_err()));
            }
        }
    }
    let container = [
        &b"\x30\x84\x40\x00\x00\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"[..],
        b"\xa0\x84\x40\x00\x00\x00\x30\x84\x40\x00\x00\x00",
    ]
    .concat();
    for end in 1..=container.len() {
        let refusal = rejected(&container[..end], "length runs past the end");
        // All kinds of PKCS#7 begin like this.
        let is_expected = match end {
            ..16 => matches!(refusal, BundleError::WrongKind { .. }),
            _ => matches!(refusal, BundleError::Pkcs7(_)),
        };
        assert!(is_expected, "{end}: {refusal}");
    }
    accepted(&root.der);
}

/// True if these bytes are accepted.
#[cfg(feature = "identity")]
type Reads = fn(&[u8]) -> bool;

/// The same for keys, CRLs and snapshots.
#[test]
#[cfg(feature = "identity")]
fn replay_124_short_key_crl_or_snapshot_that_announces_a_gigabyte_takes_little_memory() {
    use crate::support::crl::crl;
    use crate::support::{Issued, Key};
    use trustslot::{BuiltIn, Crl, Identity, PrivateKey, ServerCertSlot, TrustStore};
    let _turn = alone();
    let (root, ..) = chain3();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&Bundle::parse("x.der", &root.der).unwrap()).unwrap();
    let pair =
        |key: Key| -> Issued { crate::support::leaf("phone.example.com").key(key).self_signed() };
    let slot = {
        let issued = pair(Key::p256(124));
        let key = PrivateKey::from_der(issued.key.pkcs8()).unwrap();
        let certificate = Certificate::from_der(&issued.der).unwrap();
        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::from_parts(vec![certificate], key).unwrap());
        slot
    };
    let key: Reads = |der| PrivateKey::from_der(der).is_ok();
    let list: Reads = |der| Crl::from_der(der).is_ok();
    let stored: Reads = |der| TrustStore::restore(BuiltIn::EMPTY, 10, der, 0).is_ok();
    let kept: Reads = |der| ServerCertSlot::restore(der, 0).is_ok();
    let inputs = [
        ("an RSA key", Key::rsa2048().pkcs8().to_vec(), key),
        ("an EC key", Key::p256(124).pkcs8().to_vec(), key),
        ("a CRL", crl().revoking(&root).signed_by(&root), list),
        ("a store", store.snapshot(), stored),
        ("a slot", slot.snapshot_with_private_key().to_vec(), kept),
    ];
    for (input, good, reads) in inputs {
        assert!(measured(good.len(), || reads(&good)), "{input}: the control");
        for at in 0..good.len() {
            for tag in [good[at], 0x30] {
                let mut stream = good[..at].to_vec();
                stream.extend([tag, 0x84, 0x40, 0, 0, 0]);
                stream.resize(stream.len().max(32), 0);
                if stream.len() == good.len() {
                    // Only six bytes of the signature or digest differ.
                    continue;
                }
                assert!(!measured(stream.len(), || reads(&stream)), "{input} at {at}");
            }
        }
    }
}
