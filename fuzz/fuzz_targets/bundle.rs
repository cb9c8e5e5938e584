//! Files of certificates.
//!
//! The laws: an accepted file is the same when it is written and parsed again; the detected kind agrees with the result;
//! errors are short and contain no bytes of a private key; and memory stays within its limit.
//!
//! The first byte chooses the name of the file, the rules, and whether the rest is wrapped in a PEM block. Marks in the
//! rest are replaced by bytes of a private key, see [`secret`].
#![no_main]

use core::error::Error;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use peak_alloc::PeakAlloc;
use trustslot::{Bundle, BundleError, BundleRules, Encoding, FileKind};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::pem::pem;
use trustslot_fuzz::{mutate, secret};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

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
    let file = match LABELS.get(usize::from(choice >> 5)) {
        Some(label) => pem(label, &file).into_bytes(),
        None => file,
    };

    let kind = FileKind::detect(&file);
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let answer = Bundle::parse_with(rules, name, &file);
    let peak = HEAP.peak_usage() - before;
    assert!(peak <= file.len() / 2 * 3 + ALLOWANCE, "{peak} for {}", file.len());

    match answer {
        Ok(bundle) => check_accepted(&bundle, kind, rules, &file),
        Err(error) => {
            check_refused(&error, kind, rules);
            check_messages(&error, has_secret);
        }
    }
});

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
        BundleError::Pkcs7(_) => assert_eq!(kind, FileKind::Pkcs7),
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

/// The allowance beside 1.5 times the file, as in the tests.
const ALLOWANCE: usize = 64 * 1024;
