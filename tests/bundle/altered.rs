//! PEM text that was changed on its way, with the remedies that repair it. `advice` runs their commands.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::format_collect,
    reason = "a table of files"
)]

use super::advice::Row;
use super::build::{certificate, pkcs7, root};

/// Text that was changed on its way.
pub(crate) fn changed_texts() -> Vec<Row> {
    let one = certificate(0);
    let two = one.clone() + &certificate(1);
    let escaped = |eol| one.replace('\n', eol);
    let each = |text: &str, before: &str, after: &str| -> String {
        text.lines().flat_map(|line| [before, line, after]).collect()
    };
    let quoted = |mark: &str| each(&two, mark, "\n");
    let base64 = |bytes: &[u8]| base64_simd::STANDARD.encode_to_string(bytes);
    let percent = |text: &str| {
        text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D").replace('\n', "%0A")
    };
    let numbered: String =
        one.lines().enumerate().map(|(n, line)| format!("{:>3}: {line}\n", n + 1)).collect();
    let soft: String = {
        let text = base64(root(0)).replace('=', "=3D");
        let lines: Vec<&str> =
            text.as_bytes().chunks(75).map(|l| core::str::from_utf8(l).unwrap()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("=\n"))
    };
    let json = |text: &str| format!("{{\n \"ca\": \"{text}\"\n}}\n");
    let escape = &["unescape-line-ends"][..];
    let code = &["take-out-of-code"][..];
    let marks = &["remove-line-marks"][..];
    let markup = &["remove-markup"][..];
    let blanks = &["replace-no-break-spaces"][..];
    let separate = &["separate-lines"][..];
    let decode = &["decode-base64"][..];
    let extract = &["extract-base64"][..];
    let rows: Vec<(String, &'static [&'static str], usize, &'static str)> = vec![
        (escaped("\\n"), escape, 1, "one line"),
        (escaped("\\r\\n"), escape, 1, "one line of CR LF"),
        (escaped("\\\\n"), escape, 1, "escaped twice"),
        (escaped("\\u000a"), escape, 1, "as a number"),
        (escaped("\\n\n"), escape, 1, "beside real line ends"),
        (json(&escaped("\\n")), escape, 1, "JSON"),
        (json(&escaped("\\n").replace('/', "\\/")), escape, 1, "JSON with escaped slashes"),
        (json(&escaped("\\n").replace('+', "\\u002B")), escape, 1, "JSON with escaped plus signs"),
        (format!("ca={}\nport=5061\n", escaped("\\n")), escape, 1, "settings"),
        (format!("ca: '{}'\n", escaped("\\n")), escape, 1, "YAML"),
        (one.replacen("\nMII", "\\nMII", 1), escape, 1, "the first only"),
        (each(&two, "  \"", "\\n\"\n"), code, 2, "C"),
        (format!("const char a[] =\n{};\n", each(&one, "\"", "\\r\\n\"\n")), code, 1, "C of CR LF"),
        (each(&one, "\"", "\\n\" +\n"), code, 1, "Java"),
        (each(&one, "    '", "\\n'\n"), code, 1, "Python"),
        (format!("[\n{}\n]", each(&one, "\"", "\",\n")), code, 1, "a list of lines"),
        (quoted("> "), &["remove-quote-marks"], 2, "a mail"),
        (quoted(">> > "), &["remove-quote-marks"], 2, "a mail quoted thrice"),
        (quoted(">\t"), &["remove-quote-marks"], 2, "a tab after the mark"),
        (one.replacen("\nMII", "\n> MII", 1), &["remove-quote-marks"], 1, "the text alone"),
        (quoted("# "), marks, 2, "comments"),
        (quoted("// "), marks, 2, "comments of C"),
        (quoted(" * "), marks, 2, "a long comment of C"),
        (quoted("| "), marks, 2, "a mail with other marks"),
        (quoted("JD> "), marks, 2, "a mail with initials"),
        (quoted("+"), marks, 2, "a patch"),
        (numbered, marks, 1, "numbered lines"),
        (quoted("\u{a0}\u{a0}"), blanks, 2, "indented"),
        (one.replace('\n', "\u{a0}\n"), blanks, 1, "at line ends"),
        (one.replace(' ', "\u{a0}"), blanks, 1, "within BEGIN lines"),
        (one.replacen("\nMII", "\n\u{a0}MII", 1), blanks, 1, "within the text"),
        (one.replace(' ', "\u{202f}"), blanks, 1, "a narrow one"),
        (one.replacen("\nMII", "\n\u{200b}MII", 1), blanks, 1, "one of no width"),
        (format!("\u{feff}\u{feff}{one}"), blanks, 1, "two byte-order marks"),
        (one.replace('\n', "<br>\n"), markup, 1, "line breaks of HTML"),
        (one.replace('\n', "<br/>"), markup, 1, "all in one line"),
        (format!("<html><pre>{one}</pre></html>"), markup, 1, "a page"),
        (one.replacen("\nMII", "\n<p>MII", 1), markup, 1, "within the text"),
        (one.replace('\n', "&#10;").replace('+', "&#43;"), markup, 1, "characters of HTML"),
        (each(&one, "&nbsp;", "\n"), markup, 1, "spaces of HTML"),
        (format!("<ca><![CDATA[{one}]]></ca>"), markup, 1, "XML"),
        (percent(&one), &["decode-percent"], 1, "in a URL"),
        (percent(&one).replace(' ', "%20"), &["decode-percent"], 1, "in a header of a proxy"),
        (percent(&one).replace(' ', "+"), &["decode-percent"], 1, "in a form"),
        (soft, &["decode-quoted-printable"], 1, "in the source of a mail"),
        (one.replacen("\nMII", "\nfriendlyName: a\n\nMII", 1), &["remove-headers"], 1, "headers"),
        (one.replacen("\nMII", "\n# our root\nMII", 1), &["remove-headers"], 1, "a remark"),
        (one.replace('\n', " "), separate, 1, "spaces for line ends"),
        (one.replace('\n', ""), separate, 1, "no line ends"),
        (one.replace("-----\nMII", "----- MII"), separate, 1, "text on the BEGIN line"),
        (one.replace("\n-----END", "-----END"), separate, 1, "END on the last line of the text"),
        (format!("{}{one}", one.trim_end()), separate, 2, "joined without a line end"),
        (format!("ca = `{one}`;"), separate, 1, "a string of several lines"),
        (format!("CA=\"{}\"\n", one.trim_end()), separate, 1, "a variable of a shell"),
        (format!("\u{201c}{}\u{201d}", one.trim_end()), separate, 1, "quotation marks"),
        (base64(one.as_bytes()), decode, 1, "PEM in base64 twice"),
        (base64(format!("subject: a\n{one}").as_bytes()), decode, 1, "with a remark"),
        (base64(format!("\u{feff}{one}").as_bytes()), decode, 1, "with a byte-order mark"),
        (
            base64(base64(one.as_bytes()).as_bytes()),
            &["decode-base64", "decode-base64"],
            1,
            "thrice",
        ),
        (base64(&pkcs7(&[root(0)], &[])), decode, 1, "PKCS#7 in base64"),
        (format!("data:\n  ca.crt: {}\n", base64(one.as_bytes())), extract, 1, "Kubernetes"),
        (json(&base64(root(0))), extract, 1, "a value in JSON"),
        (
            format!("<a><X509Certificate>{}</X509Certificate></a>", base64(root(0))),
            extract,
            1,
            "XML",
        ),
        (
            format!("{{\"kty\":\"EC\",\"x\":\"AQ\",\"x5c\":[\"{}\"]}}", base64(root(0))),
            extract,
            1,
            "a public key with its certificate",
        ),
    ];
    let wide = |text: &str, bytes: fn(u16) -> Vec<u8>| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let little = |unit: u16| unit.to_le_bytes().to_vec();
    let big = |unit: u16| unit.to_be_bytes().to_vec();
    let utf8 = &["save-as-utf8"][..];
    let marked = format!("\u{feff}{one}");
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(text, words, count, why)| (text.into_bytes(), words, count, why))
        .collect();
    rows.extend([
        (wide(&one, little), utf8, 1, "UTF-16, little end first"),
        (wide(&one, big), utf8, 1, "UTF-16, big end first"),
        (wide(&marked, little), utf8, 1, "the same with a mark"),
        (wide(&marked, big), utf8, 1, "the same with a mark"),
        (one.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(), utf8, 1, "UTF-32"),
        (marked.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(), utf8, 1, "with a mark"),
        (
            one.replace('\n', "\u{1}").bytes().map(|c| if c == 1 { 0xa0 } else { c }).collect(),
            &["replace-no-break-spaces", "separate-lines"],
            1,
            "no-break spaces of Windows",
        ),
    ]);
    rows
}
