//! What holds for every file.

use super::build::{ROOTS, certificate, pkcs7, root, wrapped};
use proptest::prelude::*;
use trustslot::{Bundle, BundleError, BundleRules, FileKind};

proptest! {
    /// What a bundle writes it reads back, however others wrap it.
    #[test]
    fn what_is_written_is_read_back(
        picked in prop::collection::vec(0..ROOTS.len(), 1..12),
        columns in 1_usize..200,
        eol in prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n", " \n\t"]),
        preamble in "(#[ -,.-~]{0,40}[\r\n])?",
        final_line in any::<bool>(),
    ) {
        let ders: Vec<_> = picked.iter().map(|&index| root(index)).collect();
        let mut file = String::new();
        for der in &ders {
            file += &preamble;
            file += &wrapped("CERTIFICATE", der, columns, eol);
        }
        if final_line {
            file.truncate(file.trim_end().len());
        }
        let read = Bundle::parse("x.crt", file.as_bytes()).unwrap();
        let again = Bundle::parse("x.crt", read.to_pem().as_bytes()).unwrap();
        prop_assert_eq!(again.to_pem(), read.to_pem());
        let bytes: Vec<_> = again.iter().map(trustslot::Certificate::as_der).collect();
        prop_assert_eq!(bytes, ders);
    }

    /// A file with one byte changed is read or refused, never half of it, and never with a panic.
    #[test]
    fn a_changed_byte_never_loses_a_certificate(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = (certificate(0) + &certificate(1)).into_bytes();
        *at.get_mut(&mut file) = byte;
        if let Ok(bundle) = Bundle::parse("x.pem", &file) {
            prop_assert_eq!(bundle.len(), 2);
        }
        let mut container = pkcs7(&[root(0), root(1)], &[]);
        *at.get_mut(&mut container) = byte;
        let rules = BundleRules::DEFAULT;
        if let Ok(bundle) = Bundle::parse_with(rules, "x.pem", &container) {
            prop_assert_eq!(bundle.len(), 2);
        }
    }

    /// Any bytes at all have a kind and an answer, and both agree.
    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200), der in any::<bool>()) {
        let mut bytes = bytes;
        if der {
            bytes.splice(..0, [0x30, 0x81]);
        }
        let kind = FileKind::detect(&bytes);
        match Bundle::parse("x.der", &bytes) {
            Ok(_) => prop_assert_eq!(kind, FileKind::Certificate),
            Err(BundleError::WrongKind { kind: told }) => prop_assert_eq!(told, kind),
            Err(_) => {}
        }
    }
}

/// The one limit of the law: text takes a third more than a binary container, and a reader has limits too.
#[test]
fn what_is_written_of_a_large_container_needs_a_larger_limit() {
    let fitting = 5_000_000 / root(0).len();
    let large = pkcs7(&vec![root(0); fitting], &[]);
    let bundle = Bundle::parse("x.pem", &large).unwrap();
    let written = bundle.to_pem();
    let error = Bundle::parse("x.pem", written.as_bytes()).unwrap_err();
    assert!(matches!(error, BundleError::TooLarge { .. }), "{error}");
    let rules = BundleRules::DEFAULT.with_max_bytes(written.len());
    let again = Bundle::parse_with(rules, "x.pem", written.as_bytes()).unwrap();
    assert_eq!(again.certificates(), bundle.certificates());
}
