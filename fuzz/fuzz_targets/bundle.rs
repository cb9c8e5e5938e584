//! Files of certificates.
//!
//! The laws: an accepted file is the same when it is written and parsed again; no other reader of PEM sees a certificate
//! that is not accounted for; the detected kind agrees with the result; errors are short and contain no bytes of a
//! private key; and memory stays within its limit.
//!
//! The first byte chooses the name of the file, the rules, and whether the rest is wrapped in a PEM block or repeated.
//! Marks in the rest are replaced by bytes of a private key, see [`secret`].
#![no_main]

use core::error::Error;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::CertificateDer;
use pki_types::pem::PemObject as _;
use trustslot::{Bundle, BundleError, BundleRules, Certificate, Encoding, FileKind};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::pem::pem;
use trustslot_fuzz::{memory, mutate, secret};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(1, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, file)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(choice & 7)];
    let rules = match choice >> 3 & 3 {
        0 => BundleRules::DEFAULT.without_pkcs7(),
        1 => BundleRules::DEFAULT.with_max_bytes(1000),
        _ => BundleRules::DEFAULT,
    };
    let (file, has_secret) = secret::plant(file);
    let choice = usize::from(choice >> 5);
    let file = match (LABELS.get(choice), choice) {
        (Some(label), _) => pem(label, &file).into_bytes(),
        (None, 4) => memory::repeated(&file),
        (None, 5) => memory::repeated(pem("CERTIFICATE", &file).as_bytes()),
        (None, _) => file,
    };

    let kind = FileKind::detect(&file);
    let (answer, peak) = memory::measured(|| Bundle::parse_with(rules, name, &file));
    // The smallest certificate is 64 bytes.
    let most = file.len() / 64;
    let certificates = answer.as_ref().map_or(most, Bundle::len).min(256);
    memory::assert_bounded(peak, &file, TENTHS, FIXED + certificates * FACTS);
    check_other_readers(&answer, &file);
    match answer {
        Ok(bundle) => check_accepted(&bundle, kind, rules, &file),
        Err(error) => {
            check_refused(&error, kind, rules);
            check_messages(&error, has_secret);
        }
    }
});

/// Requires that each certificate which another reader of PEM sees is in the bundle, in the same order, or that the error
/// says what is wrong with the file, instead of that it has no certificate.
fn check_other_readers(answer: &Result<Bundle, BundleError>, file: &[u8]) {
    let readers = [certificates_of_pki_types(file), certificates_of_pem(file)];
    for seen in readers {
        match answer {
            // Certificates of a container: no other reader looks into the block.
            Ok(bundle) if bundle.encoding() == Encoding::Pkcs7 => assert!(seen.len() <= 1),
            Ok(bundle) => {
                let mut ours = bundle.iter().map(Certificate::as_der);
                for theirs in &seen {
                    assert!(ours.any(|der| der == theirs), "another reader sees one more");
                }
            }
            Err(error) => {
                let is_good = seen.iter().any(|der| Certificate::from_der(der).is_ok());
                assert!(!is_good || !denies_certificates(error), "{error}");
            }
        }
    }
}

/// The blocks with the label of a certificate, up to the first that this reader cannot decode. It skips what it does not
/// know.
fn certificates_of_pki_types(file: &[u8]) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(file).map_while(Result::ok).map(|der| der.to_vec()).collect()
}

/// The same, for a reader that takes all blocks of a file or none.
fn certificates_of_pem(file: &[u8]) -> Vec<Vec<u8>> {
    let blocks = ::pem::parse_many(file).unwrap_or_default();
    let is_certificate = |block: &::pem::Pem| {
        matches!(block.tag(), "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
    };
    blocks.into_iter().filter(is_certificate).map(::pem::Pem::into_contents).collect()
}

/// Whether the error says that the file is something without certificates.
fn denies_certificates(error: &BundleError) -> bool {
    match error {
        BundleError::Empty | BundleError::NoCertificate | BundleError::InBase64 { .. } => true,
        // What converts the file finds the certificates.
        BundleError::WrongKind { kind } => !matches!(
            kind,
            FileKind::Utf16Text | FileKind::Utf32Text | FileKind::OpensslTrustedCertificate
        ),
        _ => false,
    }
}

fn check_accepted(bundle: &Bundle, kind: FileKind, rules: BundleRules, file: &[u8]) {
    match bundle.encoding() {
        Encoding::Pkcs7 => {
            assert_eq!(kind, FileKind::Pkcs7);
            assert_ne!(rules, BundleRules::DEFAULT.without_pkcs7());
        }
        _ => assert_eq!(kind, FileKind::Certificate),
    }
    if bundle.encoding() == Encoding::Der {
        assert_eq!(bundle.certificates()[0].as_der(), file);
    }
    let written = bundle.to_pem();
    let again = Bundle::parse("again.pem", written.as_bytes()).expect("the written file");
    assert_eq!(again.encoding(), Encoding::Pem);
    let ders = |bundle: &Bundle| -> Vec<Vec<u8>> {
        bundle.iter().map(|certificate| certificate.as_der().to_vec()).collect()
    };
    assert_eq!(ders(&again), ders(bundle));
    assert_eq!(again.to_pem(), written);
}

fn check_refused(error: &BundleError, kind: FileKind, rules: BundleRules) {
    match error {
        BundleError::WrongKind { kind: reported } | BundleError::Mixed { kind: reported, .. } => {
            assert_eq!(*reported, kind);
            assert_ne!(kind, FileKind::Certificate);
        }
        BundleError::Empty => assert_eq!(kind, FileKind::Empty),
        BundleError::TooLarge { .. } => {
            assert_eq!(rules, BundleRules::DEFAULT.with_max_bytes(1000))
        }
        // A mail that contains one is a text.
        BundleError::Pkcs7(_) => {
            assert!(kind != FileKind::Certificate, "{error}");
        }
        BundleError::Certificate { .. } => {
            assert!(matches!(kind, FileKind::Certificate | FileKind::Pkcs7));
        }
        BundleError::Mislabelled { kind: reported, .. } => {
            assert_eq!(kind, FileKind::Certificate);
            assert_ne!(*reported, kind);
        }
        BundleError::Extension { kind: reported, .. } => assert_eq!(*reported, kind),
        BundleError::Pem { .. } => {}
        BundleError::InBase64 { kind: decoded } => {
            assert!(
                kind == FileKind::BareBase64 || kind == *decoded || kind == FileKind::Certificate
            );
        }
        BundleError::Indefinite { kind: reported, line: None } => assert_eq!(*reported, kind),
        BundleError::WithinText { .. } => assert!(!kind.is_private_key()),
        BundleError::Preceded { .. } => assert_eq!(kind, FileKind::Binary),
        _ => assert!(matches!(kind, FileKind::Certificate | FileKind::Pkcs7), "{error}"),
    }
}

fn check_messages(error: &BundleError, has_secret: bool) {
    assert_fit(&error.to_string(), SENTENCE);
    let mut all = format!("{error} {error:?}");
    if let Some(remedy) = error.remedy() {
        assert_fit(&remedy.to_string(), SENTENCE);
        all += &remedy.to_string();
    }
    let mut source = error.source();
    while let Some(inner) = source {
        all += &format!("{inner} {inner:?}");
        source = inner.source();
    }
    assert!(all.len() <= 4 * SENTENCE, "{all}");
    if has_secret {
        secret::assert_silent(&all);
    }
}

const NAMES: [&str; 8] =
    ["a.pem", "a.cer", "a.CRT", "a.der", "a.p7b", "a", "\u{202e}\n.pem", "../../a.txt"];

/// The labels of the PEM block. Higher choices mean no PEM block.
const LABELS: [&str; 4] = ["CERTIFICATE", "PKCS7", "X509 CERTIFICATE", "PRIVATE KEY"];

/// The memory for each byte of a file, in tenths, as `tests/memory` has it.
const TENTHS: usize = 15;

/// And beside it, in bytes: buffers of fixed size, and the facts of each certificate, of up to 256 that a file of any size
/// may have.
const FIXED: usize = 1024;
const FACTS: usize = 256;
