//! PEM text that was changed on its way: the cause is named, and the command of its remedy repairs that very file.

use super::build::{certificate, pkcs7, root};
use trustslot::{Bundle, BundleError, FileKind, PemFault, Remedy};

/// The commands run in a shell, on the very file that they are advised for.
#[test]
#[expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "commands that the library advises are run"
)]
fn each_changed_text_is_repaired_by_the_command_of_its_remedy() {
    let one = certificate(0);
    let two = one.clone() + &certificate(1);
    let escaped = |eol| one.replace('\n', eol);
    let quoted = |mark: &str| each_line(&two, mark, "\n");
    let twice = base64_simd::STANDARD.encode_to_string(&one);
    let container = base64_simd::STANDARD.encode_to_string(pkcs7(&[root(0)], &[]));
    let rows: Vec<(String, Remedy, usize, &str)> = vec![
        (escaped("\\n"), Remedy::UnescapeLineEnds, 1, "one line"),
        (escaped("\\r\\n"), Remedy::UnescapeLineEnds, 1, "one line of CR LF"),
        (format!("{{\n \"ca\": \"{}\"\n}}\n", escaped("\\n")), Remedy::UnescapeLineEnds, 1, "JSON"),
        (
            format!("{{\"ca\":\"{}\"}}", escaped("\\n").replace('/', "\\/")),
            Remedy::UnescapeLineEnds,
            1,
            "JSON with escaped slashes",
        ),
        (format!("ca={}\nport=5061\n", escaped("\\n")), Remedy::UnescapeLineEnds, 1, "settings"),
        (one.replacen("\nMII", "\\nMII", 1), Remedy::UnescapeLineEnds, 1, "the first only"),
        (each_line(&two, "  \"", "\\n\"\n"), Remedy::TakeOutOfCode, 2, "C"),
        (
            format!("const char ca[] =\n{};\n", each_line(&one, "\"", "\\r\\n\"\n")),
            Remedy::TakeOutOfCode,
            1,
            "C of CR LF",
        ),
        (quoted("> "), Remedy::RemoveQuoteMarks, 2, "a mail"),
        (quoted(">> > "), Remedy::RemoveQuoteMarks, 2, "a mail quoted thrice"),
        (quoted("\u{a0}\u{a0}"), Remedy::ReplaceNoBreakSpaces, 2, "indented"),
        (one.replace('\n', "\u{a0}\n"), Remedy::ReplaceNoBreakSpaces, 1, "at line ends"),
        (one.replace(' ', "\u{a0}"), Remedy::ReplaceNoBreakSpaces, 1, "within BEGIN lines"),
        (
            one.replacen("\nMII", "\n\u{a0}MII", 1),
            Remedy::ReplaceNoBreakSpaces,
            1,
            "within the text",
        ),
        (one.replace('\n', "<br>\n"), Remedy::RemoveMarkup, 1, "line breaks of HTML"),
        (one.replace('\n', "<br/>"), Remedy::RemoveMarkup, 1, "all in one line"),
        (format!("<html><pre>{one}</pre></html>"), Remedy::RemoveMarkup, 1, "a page"),
        (one.replacen("\nMII", "\n<p>MII", 1), Remedy::RemoveMarkup, 1, "within the text"),
        (one.replacen("\nMII", "\nfriendlyName: a\n\nMII", 1), Remedy::RemoveHeaders, 1, "headers"),
        (twice, Remedy::DecodeBase64, 1, "PEM in base64 twice"),
        (container, Remedy::DecodeBase64, 1, "PKCS#7 in base64"),
    ];
    for (index, (file, remedy, count, why)) in rows.into_iter().enumerate() {
        let error = Bundle::parse("ca.pem", file.as_bytes()).expect_err(why);
        assert_eq!(error.remedy(), Some(remedy.clone()), "{why}: {error}");
        assert!(!error.to_string().contains("MII"), "{error}");
        let folder =
            std::env::temp_dir().join(format!("trustslot-causes-{}-{index}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("file.pem"), &file).unwrap();
        let text = remedy.to_string();
        let (_, command) = text.split_once(": ").unwrap();
        let status =
            std::process::Command::new("sh").arg("-c").arg(command).current_dir(&folder).status();
        if status.is_err() {
            eprintln!("SKIPPED: there is no shell to run {command}");
            return;
        }
        let output = command.rsplit_once("> ").unwrap().1;
        let repaired = std::fs::read(folder.join(output)).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let bundle = Bundle::parse(output, &repaired);
        assert_eq!(bundle.map(|bundle| bundle.len()), Ok(count), "{why}: {command}");
    }
}

/// Without any whole BEGIN line the file is still recognised as damaged PEM.
#[test]
fn altered_boundary_line_alone_is_recognised() {
    let one = certificate(0);
    for dashes in ["----", "------ ", "\u{2013}----", "\u{2014}\u{2014}-", "- - - - -", ""] {
        let file = one.replace("-----", dashes);
        for file in [file.clone(), format!("# a remark\n{file}")] {
            let line = 1 + usize::from(file.starts_with('#'));
            let error = Bundle::parse("ca.pem", file.as_bytes()).unwrap_err();
            let fault = PemFault::BadLine;
            assert_eq!(error, BundleError::Pem { block: 1, line, fault }, "{dashes}");
            assert_eq!(error.remedy(), Some(Remedy::RestoreBoundaries), "{dashes}");
        }
    }
    let latin = one.replace("-----", "?").replace('?', "\u{1}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|c| if c == 1 { 0x96 } else { c }).collect();
    let error = Bundle::parse("ca.pem", &latin).unwrap_err();
    assert!(matches!(error, BundleError::Pem { .. }), "en dashes of Windows: {error}");
    for remark in ["BEGIN of the certificate", "BEGIN certificate", "-- end --", "Begin"] {
        let kind = FileKind::Text;
        let error = Bundle::parse("ca.pem", remark.as_bytes()).unwrap_err();
        assert_eq!(error, BundleError::WrongKind { kind }, "{remark}");
    }
}

/// The content is looked at before the name is refused.
#[test]
fn another_extension_is_refused_with_what_the_file_is() {
    let pkcs12 = super::build::sequence(&[&[2, 1, 3], super::build::NAME, super::build::NAME]);
    let key = super::build::block("PRIVATE KEY", super::build::SECRET).into_bytes();
    for (name, file, and, remedy) in [
        ("phone.pfx", pkcs12, ", and is a PKCS#12 container", Remedy::ConvertPkcs12),
        ("page.html", b"<html>404".to_vec(), ", and is an HTML page", Remedy::SaveDownload),
        ("key.key", key, ", and is a private key", Remedy::UploadCertificate),
        (
            "ca.p7b",
            pkcs7(&[root(0)], &[]),
            ", and is a PKCS#7 container",
            Remedy::Rename(Bundle::EXTENSIONS),
        ),
        ("ca.txt", certificate(0).into_bytes(), "", Remedy::Rename(Bundle::EXTENSIONS)),
    ] {
        let error = Bundle::parse(name, &file).unwrap_err();
        let sentence = format!("\"{name}\" does not end in .pem, .cer, .crt or .der{and}");
        assert_eq!(error.to_string(), sentence);
        assert_eq!(error.remedy(), Some(remedy), "{name}");
    }
}

/// Base64 text is decoded and looked at before BEGIN and END lines are advised.
#[test]
fn base64_text_is_refused_by_its_content() {
    let pkcs12 = super::build::sequence(&[&[2, 1, 3], &super::build::sequence(&[&[5; 200]])]);
    let text = base64_simd::STANDARD.encode_to_string(pkcs12);
    let error = Bundle::parse("ca.pem", text.as_bytes()).unwrap_err();
    assert_eq!(error, BundleError::InBase64 { kind: FileKind::Pkcs12 });
    assert_eq!(error.to_string(), "the file is base64 text; decoded, it is a PKCS#12 container");
    assert_eq!(error.remedy(), Some(Remedy::DecodeBase64));
}

fn each_line(text: &str, before: &str, after: &str) -> String {
    text.lines().flat_map(|line| [before, line, after]).collect()
}
