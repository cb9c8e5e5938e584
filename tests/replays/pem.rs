//! PEM: blocks that are many, empty, nested or mislabelled.

use crate::judge::{file_refused, on_a_small_stack, time_is_linear};
use crate::support::pem::pem;
use crate::support::{chain3, root};
use trustslot::{Bundle, BundleError, FileKind, PemFault};

#[track_caller]
fn fault_of(file: &str) -> PemFault {
    match file_refused(file.as_bytes()) {
        BundleError::Pem { fault, .. } => fault,
        other => panic!("not a fault of a PEM block: {other}"),
    }
}

#[track_caller]
fn taken(file: &str) -> usize {
    let bundle = Bundle::parse("x.pem", file.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    bundle.len()
}

fn fill(size: usize, line: &str) -> Vec<u8> {
    line.repeat(size / line.len()).into_bytes()
}

#[test]
fn replay_1_recursion_on_every_begin_line() {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----\n";
    let many = BEGIN.repeat(178_000);
    on_a_small_stack(|| {
        let refusal = file_refused(many.as_bytes());
        let certificates = 178_000;
        assert!(
            matches!(refusal, BundleError::TooMany { certificates: found, .. } if found == certificates),
            "{refusal}"
        );
        // As many blocks as a file of this size may have, so each is read.
        assert_eq!(fault_of(&BEGIN.repeat(250)), PemFault::BeginInside);
        assert_eq!(fault_of(&(BEGIN.repeat(250) + &"\n".repeat(4_000_000))), PemFault::BeginInside);
    });
    time_is_linear(|size| fill(size, BEGIN));
    time_is_linear(|size| fill(size, "-----BEGIN"));

    let (root, _, _) = chain3();
    assert_eq!(taken(&root.pem()), 1);
}

#[test]
fn replay_2_quadratic_time_on_mismatched_blocks() {
    for (line, fault) in [
        ("-----BEGIN A-----\n-----END B-----\n", None),
        (
            "-----BEGIN CERTIFICATE-----\n-----END X509 CERTIFICATE-----\n",
            Some(PemFault::EndDiffers),
        ),
        ("-", None),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n", Some(PemFault::BeginInside)),
        ("-----END CERTIFICATE-----\n", Some(PemFault::NoBegin)),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE----\n", Some(PemFault::BadLine)),
        ("-----BEGIN CERTIFICATE-----\r\r\r\n-----END", Some(PemFault::BadLine)),
    ] {
        let refusal = file_refused(&fill(5 << 20, line));
        let is_expected = match fault {
            // No line mentions a certificate.
            None => matches!(
                refusal,
                BundleError::WrongKind { kind: FileKind::OtherPem | FileKind::Text }
            ),
            // If there are few blocks, each is read.
            Some(fault) => {
                assert_eq!(fault_of(&line.repeat(2)), fault, "{line}");
                let fault = PemFault::NoBegin;
                matches!(&refusal, BundleError::Pem { fault: found, .. } if *found == fault)
                    || matches!(refusal, BundleError::TooMany { .. })
            }
        };
        assert!(is_expected, "{line}: {refusal}");
        time_is_linear(|size| fill(size, line));
    }
    // A single block that never ends.
    time_is_linear(|size| {
        [b"-----BEGIN CERTIFICATE-----\n".to_vec(), fill(size - 50, "MIIB\n")].concat()
    });
    assert_eq!(
        fault_of("-----BEGIN CERTIFICATE-----\nMIIB\n-----END X509 CERTIFICATE-----\n"),
        PemFault::EndDiffers
    );

    let (root, _, _) = chain3();
    let older = root.pem().replace(" CERTIFICATE", " X509 CERTIFICATE");
    assert_eq!(taken(&older), 1);
}

#[test]
fn replay_3_double_free_on_a_block_without_data() {
    let (root, _, _) = chain3();
    let block =
        |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n");
    for (body, fault) in [
        ("", PemFault::Empty),
        ("\n\n", PemFault::Empty),
        (" \t\r\n", PemFault::Empty),
        ("====\n", PemFault::BadEnd),
        ("=\n", PemFault::BadEnd),
        ("Proc-Type: 4,ENCRYPTED\n\n", PemFault::Headers),
        ("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", PemFault::Headers),
        ("X-Note:\n\n", PemFault::Headers),
        ("\0\n", PemFault::BadCharacter),
    ] {
        assert_eq!(fault_of(&block(body)), fault, "{body:?}");
        // A good block before or after it changes nothing.
        assert_eq!(fault_of(&(root.pem() + &block(body))), fault, "{body:?}");
        assert_eq!(fault_of(&(block(body) + &root.pem())), fault, "{body:?}");
    }
    let good = root.pem();
    let lines: Vec<_> = good.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(taken(&block(&(lines.join("\n") + "\n"))), 1);
}

#[test]
fn replay_14_two_parsers_see_different_certificates_in_one_file() {
    let (one, two) = (root("One").self_signed(), root("Two").self_signed());
    let good = one.pem();
    let other = two.pem();
    let half = &other[..other.len() / 2];
    let begin_line = "-----BEGIN CERTIFICATE-----";
    let end_line = "-----END CERTIFICATE-----";

    let comment = format!("-----BEGIN COMMENT-----\n{good}-----END COMMENT-----\n");
    assert!(matches!(
        file_refused(comment.as_bytes()),
        BundleError::WrongKind { kind: FileKind::OtherPem }
            | BundleError::Mixed { kind: FileKind::OtherPem, .. }
    ));
    for (file, fault, why) in [
        (format!("{half}\n{good}"), PemFault::BeginInside, "BEGIN in an open block"),
        (format!("{good}{half}"), PemFault::NoEnd, "second block cut"),
        (
            format!("{good}{}", other.replacen("MII", "M?I", 1)),
            PemFault::BadCharacter,
            "second block broken",
        ),
        (good.replace("E-----\nMII", "E-----MII"), PemFault::NotAlone, "text on the BEGIN line"),
        (
            good.replace(end_line, "-----END X509 CERTIFICATE-----"),
            PemFault::EndDiffers,
            "END of another kind",
        ),
        (
            format!("{good}{other}")
                .replace(&format!("{end_line}\n{begin_line}"), &format!("{end_line}{begin_line}")),
            PemFault::NotAlone,
            "END and BEGIN on one line",
        ),
        (
            good.replace(end_line, "-----END CERTIFICATE-----x"),
            PemFault::NotAlone,
            "text after END",
        ),
        (good.replace(end_line, "-----END CERTIFICATE----"), PemFault::BadLine, "a dash too few"),
        (
            good.replace(begin_line, "-----BEGIN CERTIFICATE"),
            PemFault::BadLine,
            "no dashes after BEGIN",
        ),
        (format!("# {good}"), PemFault::NotAlone, "a block commented out"),
        (good.replace("-----END", "-----\n-----END"), PemFault::BadLine, "dashes without a label"),
        (good.replacen("\nMII", "\n-----\nMII", 1), PemFault::BadLine, "dashes before the data"),
        (
            good.replace(begin_line, "-----BEGIN CERTIFICATE -----"),
            PemFault::BadLine,
            "a blank in the label",
        ),
        (
            good.replace(begin_line, "-----BEGIN CERTIFICATE\0-----"),
            PemFault::BadLine,
            "NUL in the label",
        ),
        (good.replacen('\n', "\u{85}", 1), PemFault::NotAlone, "a character that is no line end"),
        (good.replacen('\n', "\u{b}", 1), PemFault::NoBreakSpaces, "a vertical tab"),
        (good.replacen("\nMII", "\n\u{feff}MII", 1), PemFault::NoBreakSpaces, "a mark in the data"),
    ] {
        match file_refused(file.as_bytes()) {
            BundleError::Pem { fault: found, .. } => assert_eq!(found, fault, "{why}"),
            refusal => panic!("{why}: {refusal}"),
        }
    }
    // A block of another kind is never skipped.
    for label in
        ["certificate", "CERTIFICATE CHAIN", "X.509 CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL"]
    {
        let file = good.clone() + &pem(label, &two.der);
        let refusal = file_refused(file.as_bytes());
        let is_named = matches!(
            refusal,
            BundleError::Mixed { .. }
                | BundleError::ContainerBeside { .. }
                | BundleError::Pem { fault: PemFault::OtherLabel, block: 2, .. }
        );
        assert!(is_named, "{label}: {refusal}");
    }
    // Two certificates in one block: some parsers see one, some none.
    let glued = pem("CERTIFICATE", &[&*one.der, &two.der].concat());
    assert!(matches!(file_refused(glued.as_bytes()), BundleError::Followed { position: 1, .. }));
    assert_eq!(taken(&(good + &other)), 2);
}
