//! Files of certificates: what is taken is the same when written and read again, what a file is and what becomes
//! of it never disagree, no error is long or holds bytes of a key, and memory stays within its bound.
//!
//! The first byte chooses the name of the file, the rules, and a dress for what follows it: none, or a PEM block.
//! Marks in the file stand for bytes of a private key, see [`secret`].
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
        Ok(bundle) => check_taken(&bundle, kind, rules, &file),
        Err(error) => {
            check_refused(&error, kind, rules);
            check_words(&error, has_secret);
        }
    }
});

fn check_taken(bundle: &Bundle, kind: FileKind, rules: BundleRules, file: &[u8]) {
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
    let again = Bundle::parse("again.pem", written.as_bytes()).expect("what was written");
    assert_eq!(again.encoding(), Encoding::Pem);
    let ders = |bundle: &Bundle| -> Vec<Vec<u8>> {
        bundle.iter().map(|certificate| certificate.as_der().to_vec()).collect()
    };
    assert_eq!(ders(&again), ders(bundle));
    assert_eq!(again.to_pem(), written);
}

fn check_refused(error: &BundleError, kind: FileKind, rules: BundleRules) {
    match error {
        BundleError::WrongKind { kind: told } | BundleError::Mixed { kind: told, .. } => {
            assert_eq!(*told, kind);
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
        BundleError::Mislabelled { kind: told, .. } => {
            assert_eq!(kind, FileKind::Certificate);
            assert_ne!(*told, kind);
        }
        BundleError::Extension { .. } | BundleError::Pem { .. } => {}
        BundleError::Indefinite { kind: told } => assert_eq!(*told, kind),
        _ => assert!(matches!(kind, FileKind::Certificate | FileKind::Pkcs7), "{error}"),
    }
}

fn check_words(error: &BundleError, has_secret: bool) {
    assert_fit(&error.to_string(), SENTENCE);
    let mut told = format!("{error} {error:?}");
    if let Some(remedy) = error.remedy() {
        assert_fit(&remedy.to_string(), SENTENCE);
        told += &remedy.to_string();
    }
    let mut source = error.source();
    while let Some(inner) = source {
        told += &format!("{inner} {inner:?}");
        source = inner.source();
    }
    assert!(told.len() <= 4 * SENTENCE, "{told}");
    if has_secret {
        secret::assert_silent(&told);
    }
}

const NAMES: [&str; 8] =
    ["a.pem", "a.cer", "a.CRT", "a.der", "a.p7b", "a", "\u{202e}\n.pem", "../../a.txt"];

/// Labels that dress the rest; a higher choice leaves it as it is.
const LABELS: [&str; 4] = ["CERTIFICATE", "PKCS7", "X509 CERTIFICATE", "PRIVATE KEY"];

/// Beside 1.5 times the file, as in the tests.
const ALLOWANCE: usize = 64 * 1024;
