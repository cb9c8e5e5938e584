//! Rows of known faults that are about memory: what an input announces is never reserved.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "a test counts, and stops at what it did not expect"
)]

use crate::support::pem::pem;
use crate::support::{chain3, der};
use crate::{HEAP, alone};
use trustslot::{Bundle, BundleError, Certificate, Chain, FileKind, PemFault};

/// Beside 1.5 times the input: buffers of fixed size, and what the test's own threads do meanwhile.
const ALLOWANCE: usize = 64 * 1024;

/// The answer, for which not much more than the input was held at any time.
#[track_caller]
fn measured<T>(input: usize, act: impl Fn() -> T) -> T {
    // Whatever is made once is made by now.
    drop(act());
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let answer = act();
    let peak = HEAP.peak_usage().saturating_sub(before);
    let most = input / 2 * 3 + ALLOWANCE;
    assert!(peak <= most, "{peak} bytes in place of {most}");
    answer
}

/// Refused as a file of either form, and in a chain, where it is read as a certificate in these words. Told is the
/// refusal of the file that does not say what it is.
#[track_caller]
fn refused(der: &[u8], words: &str) -> BundleError {
    let file = |name: &str, bytes: &[u8]| {
        measured(bytes.len(), || Bundle::parse(name, bytes).unwrap_err())
    };
    let read = measured(der.len(), || Certificate::from_der(der).unwrap_err());
    let chain = measured(der.len(), || Chain::from_der(&[der]).unwrap_err());
    let read = read.to_string();
    assert!(read.contains(words), "{read}");
    assert!(chain.to_string().ends_with(&read), "{chain}");
    match file("x.pem", pem("CERTIFICATE", der).as_bytes()) {
        BundleError::Certificate { error, .. } => assert_eq!(error.to_string(), read),
        // The block is larger than any certificate, and is not decoded.
        BundleError::Pem { fault, .. } => {
            assert_eq!(fault, PemFault::TooLarge);
            assert!(read.contains("a certificate may have 65536"), "{read}");
        }
        BundleError::Mislabelled { kind, .. } => assert_eq!(kind, FileKind::Pkcs7),
        refusal => panic!("{refusal}"),
    }
    let container = file("x.pem", pem("PKCS7", der).as_bytes());
    let is_told = matches!(
        container,
        BundleError::Pkcs7(_) | BundleError::Indefinite { .. } | BundleError::TooMany { .. }
    );
    assert!(is_told, "{container}");
    file("x.der", der)
}

/// As [`refused`]; and nothing says that the file has certificates.
#[track_caller]
fn refused_as_none(der: &[u8], words: &str) {
    let refusal = refused(der, words);
    assert!(matches!(refusal, BundleError::WrongKind { .. }), "{refusal}");
}

#[track_caller]
fn taken(der: &[u8]) {
    assert_eq!(measured(der.len(), || Bundle::parse("x.der", der).unwrap().len()), 1);
}

#[test]
fn replay_4_asn1_that_announces_two_gigabytes() {
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
                // A string in parts, which only BER has.
                (0x24, _) => "the tag is not DER",
                // Beyond four gigabytes there is no length of ours.
                (_, [0x84, 0x7f, ..] | [0x83, ..]) => "length runs past the end",
                _ => "the length is not DER",
            };
            refused_as_none(&[&[tag], length, &[0; 10]].concat(), words);
            let within = [&[0x30, 0x80, tag], length, &[0; 10]].concat();
            refused_as_none(&within, "the length is not DER");
        }
    }
    taken(&root.der);
}

#[test]
fn replay_5_lengths_and_counts() {
    let _turn = alone();
    let (root, ..) = chain3();
    let long = b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff";
    refused_as_none(long, "the length is not DER");
    let too_large = "a certificate may have 65536";
    for element in [&[0x30, 0][..], &[0x05, 0], &[0x31, 0], &[0x02, 1, 0], &[0x06, 1, 0x2a]] {
        let many = der::tlv(der::SEQUENCE, &element.repeat(1_000_000));
        refused_as_none(&many, too_large);
        refused_as_none(&der::seq(&[many]), too_large);
    }
    // A container of so many certificates that are none.
    let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
    let none = der::set::<Vec<u8>>(&[]);
    let empty = der::implicit_constructed(0, &[0x30, 0].repeat(1_000_000));
    let signed = der::seq(&[der::integer(&[1]), none.clone(), data, empty, none]);
    let container = der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)]);
    let refusal = refused(&container, too_large);
    assert!(matches!(refusal, BundleError::TooMany { .. }), "{refusal}");
    taken(&root.der);
}

#[test]
fn replay_124_a_short_stream_that_announces_a_gigabyte() {
    let _turn = alone();
    let (root, _, leaf) = chain3();
    // At each place at which a certificate has a header, and at each other one: what was there, then the
    // announcement, 32 bytes in all or as many as it takes to get there.
    for good in [&root.der, &leaf.der] {
        for at in 0..good.len() {
            for tag in [good[at], 0x30] {
                let mut stream = good[..at].to_vec();
                stream.extend([tag, 0x84, 0x40, 0, 0, 0]);
                stream.resize(stream.len().max(32), 0);
                if stream.len() == good.len() {
                    // Six bytes of a signature in place of six others.
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
        let refusal = refused(&container[..end], "length runs past the end");
        // The kinds of PKCS#7 begin alike: which one it is does not matter.
        let is_told = match end {
            ..16 => matches!(refusal, BundleError::WrongKind { .. }),
            _ => matches!(refusal, BundleError::Pkcs7(_)),
        };
        assert!(is_told, "{end}: {refusal}");
    }
    taken(&root.der);
}

/// Whether these bytes are read.
#[cfg(feature = "identity")]
type Reads = fn(&[u8]) -> bool;

/// The same at the other doors: keys, lists of revoked certificates, and what a phone keeps.
#[test]
#[cfg(feature = "identity")]
fn replay_124_a_short_stream_at_the_other_doors() {
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
    let doors = [
        ("an RSA key", Key::rsa2048().pkcs8().to_vec(), key),
        ("an EC key", Key::p256(124).pkcs8().to_vec(), key),
        ("a list", crl().revoking(&root).signed_by(&root), list),
        ("a store", store.snapshot(), stored),
        ("a slot", slot.snapshot_with_private_key().to_vec(), kept),
    ];
    for (door, good, reads) in doors {
        assert!(measured(good.len(), || reads(&good)), "{door}: the control");
        for at in 0..good.len() {
            for tag in [good[at], 0x30] {
                let mut stream = good[..at].to_vec();
                stream.extend([tag, 0x84, 0x40, 0, 0, 0]);
                stream.resize(stream.len().max(32), 0);
                if stream.len() == good.len() {
                    // Six bytes of a signature or digest in place of six others.
                    continue;
                }
                assert!(!measured(stream.len(), || reads(&stream)), "{door} at {at}");
            }
        }
    }
}
