//! Laws that hold for every file.

use super::build::{ROOTS, certificate, pkcs7, root, wrapped};
use proptest::prelude::*;
use trustslot::{Bundle, BundleError, BundleRules, FileKind};

proptest! {
    /// Also if the lines of the original were wrapped in another way.
    #[test]
    fn parse_reads_what_to_pem_writes(
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

    /// A file with one changed byte is accepted with all certificates or rejected, without a panic.
    #[test]
    fn changed_byte_never_loses_a_certificate(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
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

    /// `FileKind::detect` and `Bundle::parse` agree on any input.
    #[test]
    fn any_bytes_have_a_kind_that_agrees_with_the_error(bytes in prop::collection::vec(any::<u8>(), 0..200), der in any::<bool>()) {
        let mut bytes = bytes;
        if der {
            bytes.splice(..0, [0x30, 0x81]);
        }
        let kind = FileKind::detect(&bytes);
        match Bundle::parse("x.der", &bytes) {
            Ok(_) => prop_assert_eq!(kind, FileKind::Certificate),
            Err(BundleError::WrongKind { kind: reported }) => prop_assert_eq!(reported, kind),
            Err(_) => {}
        }
    }
}

/// The exception to the first law: PEM is a third larger than a binary container, and `parse` has a size limit.
#[test]
fn pem_of_a_large_container_needs_a_larger_limit() {
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
