//! Files of certificates: which are accepted, and the errors for the rest.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod advice;
mod altered;
mod build;
mod causes;
mod container;
mod damaged;
mod kinds;
mod laws;
mod outside;
mod remedies;

use build::{block, certificate, root, wrapped};
use trustslot::{Bundle, BundleError, BundleRules, Encoding, FileKind, Remedy};

#[test]
fn harmless_variants_of_pem_are_accepted() {
    let one = certificate(0);
    let spaced = |eol: &str| wrapped("CERTIFICATE", root(0), 64, eol);
    for (file, count, why) in [
        (one.clone(), 1, "the usual form"),
        (spaced("\r\n"), 1, "CRLF"),
        (spaced("\r"), 1, "a lone CR"),
        (spaced("\n\n"), 1, "blank lines within"),
        (spaced(" \t\n"), 1, "white space at line ends"),
        (spaced("\n    "), 1, "indented"),
        (format!("\u{feff}{one}"), 1, "UTF-8 byte-order mark"),
        (format!("{one}\u{feff}{one}"), 2, "two joined files, each with such a mark"),
        (format!("  {one}"), 1, "BEGIN not in the first column"),
        (one.replace("-----\n", "-----  \t\n"), 1, "white space after the dashes"),
        (one.trim_end().into(), 1, "no final newline"),
        (block("X509 CERTIFICATE", root(0)), 1, "the older label"),
        (format!("issued to: me\n\n{one}"), 1, "text before"),
        (format!("{one}\nthat is all"), 1, "text after"),
        (format!("# one\n{one}# two\r{}", certificate(1)), 2, "text between"),
        (format!("0\n{one}"), 1, "text that starts like DER"),
        (format!("a\0b\n{one}\0"), 1, "text with NUL"),
        (format!("{}\0", one.trim_end()), 1, "a NUL after END, as mbedTLS demands"),
        (format!("{}\u{1a}", one.trim_end()), 1, "the mark of DOS for the end of a text"),
        (format!("{}\0\0\0", one.repeat(2).trim_end()), 2, "several NULs at the end"),
        (wrapped("CERTIFICATE", root(0), 76, "\n"), 1, "76 columns"),
        (wrapped("CERTIFICATE", root(0), 1, "\n"), 1, "one character a line"),
        (wrapped("CERTIFICATE", root(0), 1 << 20, "\n"), 1, "all in one line"),
        (one.repeat(2), 2, "the same twice: duplicates are up to the store"),
        ((0..50).map(certificate).collect(), 50, "many"),
    ] {
        let bundle =
            Bundle::parse("ca.pem", file.as_bytes()).unwrap_or_else(|e| panic!("{why}: {e}"));
        assert_eq!(bundle.len(), count, "{why}");
        assert_eq!(bundle.certificates()[0].as_der(), root(0), "{why}");
        assert_eq!(bundle.encoding(), Encoding::Pem, "{why}");
        assert_eq!(FileKind::detect(file.as_bytes()), FileKind::Certificate, "{why}");
    }
}

#[test]
fn contents_decide_the_encoding_not_the_file_name() {
    let pem = certificate(0).into_bytes();
    for (name, bytes, encoding) in [
        ("ca.pem", root(0), Encoding::Der),
        ("ca.cer", root(0), Encoding::Der),
        ("ca.CRT", root(0), Encoding::Der),
        ("ca.der", &pem, Encoding::Pem),
        ("ca.Cer", &pem, Encoding::Pem),
    ] {
        let bundle = Bundle::parse(name, bytes).unwrap();
        assert_eq!(bundle.encoding(), encoding, "{name}");
        assert_eq!(bundle.into_iter().next().unwrap().as_der(), root(0), "{name}");
    }
}

#[test]
fn certificates_are_in_file_order() {
    let file: String = [3, 1, 2].map(certificate).concat();
    let bundle = Bundle::parse("ca.pem", file.as_bytes()).unwrap();
    let order: Vec<_> = (&bundle).into_iter().map(trustslot::Certificate::as_der).collect();
    assert_eq!(order, [root(3), root(1), root(2)]);
}

#[test]
fn only_the_extension_of_a_file_name_matters() {
    let long = "x".repeat(4096);
    for name in [
        "a.pem",
        "A.PEM",
        "a.b.CrT",
        ".der",
        "../../x.pem",
        "a;reboot.cer",
        "x\0.pem",
        &format!("{long}.pem"),
    ] {
        assert_eq!(Bundle::parse(name, root(0)).unwrap().len(), 1, "known fault 117: {name}");
    }
    for (name, sentence) in [
        ("ca.p12", "\"ca.p12\" does not end in .pem, .cer, .crt or .der"),
        ("pem", "\"pem\" does not end in .pem, .cer, .crt or .der"),
        ("", "\"\" does not end in .pem, .cer, .crt or .der"),
        ("ca.pem.exe", "\"ca.pem.exe\" does not end in .pem, .cer, .crt or .der"),
        ("ca.pem\0", "\"ca.pem\\u{0}\" does not end in .pem, .cer, .crt or .der"),
        ("a\u{202e}mep.exe", "\"a\\u{202e}mep.exe\" does not end in .pem, .cer, .crt or .der"),
    ] {
        let error = Bundle::parse(name, root(0)).unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert_eq!(error.remedy(), Some(Remedy::Rename(Bundle::EXTENSIONS)));
    }
    for hostile in [long, "\0".repeat(4096), "\u{e0041}".repeat(4096)] {
        let error = Bundle::parse(&hostile, root(0)).unwrap_err();
        assert!(error.to_string().chars().count() <= 130, "known fault 117: {error}");
    }
}

#[test]
fn size_limit_is_inclusive() {
    let mut file = certificate(0).into_bytes();
    file.resize(Bundle::MAX_BYTES, b'\n');
    assert_eq!(Bundle::parse("ca.pem", &file).unwrap().len(), 1);
    file.push(b'\n');
    let error = Bundle::parse("ca.pem", &file).unwrap_err();
    let limit = 5 * 1024 * 1024;
    assert_eq!(error, BundleError::TooLarge { bytes: limit + 1, limit });

    let rules = BundleRules::default().with_max_bytes(root(0).len());
    assert_eq!(Bundle::parse_with(rules, "ca.der", root(0)).unwrap().len(), 1);
    let longer = [root(0), b"\n"].concat();
    let error = Bundle::parse_with(rules, "ca.der", &longer).unwrap_err();
    assert_eq!(error.remedy(), Some(Remedy::Split));
    // The same limit applies to a file whose name has another extension.
    let error = Bundle::parse_with(rules, "ca.p7b", root(0)).unwrap_err();
    assert!(matches!(error, BundleError::Extension { .. }), "{error}");
    let error = Bundle::parse_with(rules, "ca.p7b", &longer).unwrap_err();
    assert!(matches!(error, BundleError::TooLarge { .. }), "{error}");
}

#[test]
fn number_of_blocks_is_limited_inclusively() {
    let blocks = |count: usize| block("CERTIFICATE", &[]).repeat(count).into_bytes();
    let error = Bundle::parse("ca.pem", &blocks(256)).unwrap_err();
    assert!(matches!(error, BundleError::Pem { block: 1, .. }), "{error}");
    let error = Bundle::parse("ca.pem", &blocks(257)).unwrap_err();
    assert_eq!(error, BundleError::TooMany { certificates: 257, limit: 256 });
}

#[test]
fn bundle_of_one_certificate_is_written_as_pem() {
    let certificate = trustslot::Certificate::from_static(root(0)).unwrap();
    let bundle = Bundle::from(certificate.clone());
    assert_eq!(bundle.to_pem(), self::certificate(0));
    assert_eq!(bundle.certificates(), [certificate]);
}
