//! Each command that a remedy advises is run on the very file that it is advised for. Its output is uploaded again, until
//! the file is accepted, or another finding has no command.
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::std_instead_of_alloc,
    clippy::arithmetic_side_effects,
    reason = "the commands that the library advises are run"
)]

use super::altered::changed_texts;
use super::build::{block, certificate, key_pkcs8, pkcs7, root, sequence, signed_data, tlv};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use trustslot::{Bundle, BundleError, BundleRules, Remedy};

/// A file, the words of the remedies in order, the number of certificates at the end, and what happened to the file.
pub(crate) type Row = (Vec<u8>, &'static [&'static str], usize, &'static str);

#[test]
fn each_command_of_the_remedies_repairs_the_file_it_is_advised_for() {
    if !is_there("sh") || !is_there("openssl") {
        eprintln!("SKIPPED: the commands of the remedies need sh and openssl");
        return;
    }
    let mut ran = BTreeSet::new();
    for (number, (file, words, count, why)) in
        changed_texts().into_iter().chain(binary_files()).chain(containers()).enumerate()
    {
        println!("{why}");
        let folder = Folder::new(&format!("{number}"));
        let mut file = file;
        let mut found = Vec::new();
        let end = loop {
            match Bundle::parse("ca.pem", &file) {
                Ok(bundle) => break Ok(bundle.len()),
                Err(error) => {
                    let remedy = error.remedy().unwrap_or_else(|| panic!("{why}: {error}"));
                    assert!(!error.to_string().contains("MI"), "{error}");
                    found.push(remedy.word());
                    match obey(&remedy, &file, &folder.0) {
                        Some(output) if found.len() < 5 => file = output,
                        _ => break Err(error),
                    }
                    ran.insert(remedy.word());
                }
            }
        };
        assert_eq!(found, words, "{why}: {end:?}");
        match end {
            Ok(length) => assert_eq!(length, count, "{why}"),
            Err(error) => assert_eq!(count, 0, "{why}: {error}"),
        }
    }
    ran.insert(pkcs7_that_the_rules_exclude());
    assert_eq!(ran.len(), commands_in_the_source(), "a command without a row here: {ran:?}");
}

/// Certificates in DER with something else, and OpenSSL's own form.
fn binary_files() -> Vec<Row> {
    let (one, two) = (root(0), root(1));
    let convert = &["convert-der"][..];
    let keep = &["keep-certificates"][..];
    let rewrite = &["rewrite-blocks"][..];
    let indefinite = [b"\x30\x80", &one[4..], b"\0\0"].concat();
    let long = [b"\x30\x83\x00", &one[2..]].concat();
    let text = |label: &str, parts: &[&[u8]]| block(label, &parts.concat());
    let trusted = |index: usize| block("TRUSTED CERTIFICATE", root(index));
    let padded = text("CERTIFICATE", &[one, b"\0\0"]) + &certificate(1);
    let ber = text("CERTIFICATE", &[&indefinite]) + &certificate(1);
    let with = |other: String| (certificate(0) + &other + &certificate(1)).into_bytes();
    vec![
        ([one, b"\n"].concat(), convert, 1, "a line end after it"),
        ([one, &[0; 16]].concat(), convert, 1, "zeros after it"),
        ([one, &[0xff; 1600]].concat(), convert, 1, "erased flash after it"),
        ([one, b"\x01\x02\x03"].concat(), convert, 1, "other bytes after it"),
        ([one, &key_pkcs8()].concat(), convert, 1, "a private key after it"),
        (indefinite, convert, 1, "an indefinite length"),
        (long, convert, 1, "a length in more bytes than it needs"),
        ([one, two].concat(), &["split-der"], 2, "two certificates"),
        ([one, two, one].concat(), &["split-der"], 3, "three certificates"),
        ([b"\n", one].concat(), &["cut-start"], 1, "a line end before it"),
        ([b"\xef\xbb\xbf", one].concat(), &["cut-start"], 1, "a byte-order mark before it"),
        ([b"HTTP/1.1 200 OK\r\n\r\n", one].concat(), &["cut-start"], 1, "the head of an answer"),
        ([b"\0", one, b"\n"].concat(), &["upload-any-certificate"], 0, "bytes on both sides"),
        ([one, &two[..99]].concat(), &["copy-again"], 0, "a part of a second one"),
        ([one, b"\n", two].concat(), &["copy-again"], 0, "a line end between two"),
        (
            [one, certificate(1).as_bytes()].concat(),
            &["upload-separately"],
            0,
            "a PEM file after it",
        ),
        (one[..one.len() - 1].to_vec(), &["copy-again"], 0, "cut short"),
        (padded.into_bytes(), rewrite, 2, "zeros within a block"),
        (ber.into_bytes(), rewrite, 2, "BER within a block"),
        (with(block("PRIVATE KEY", &key_pkcs8())), keep, 2, "a private key beside it"),
        (with(block("COMMENT", b"a")), keep, 2, "a block of another kind beside it"),
        (with(trusted(2)), &["convert-certificate"], 3, "OpenSSL's own form beside it"),
        (
            (trusted(0) + &trusted(1)).into_bytes(),
            &["convert-certificate"],
            2,
            "OpenSSL's own form",
        ),
        (
            String::from_utf8_lossy(one).into_owned().into_bytes(),
            &["transfer-binary"],
            0,
            "saved as text",
        ),
        (
            one.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes(),
            &["transfer-binary"],
            0,
            "encoded as text",
        ),
    ]
}

/// PKCS#7 and PKCS#12.
fn containers() -> Vec<Row> {
    let two = [root(0), root(1)];
    let ca = trustslot_kit::root("a").self_signed();
    let crl = trustslot_kit::crl::crl().signed_by(&ca);
    let with_crl = pkcs7(&two, &[&crl]);
    let indefinite = |container: Vec<u8>| [b"\x30\x80", &container[4..], b"\0\0"].concat();
    let signed = signed_data(&[], &two, &[], &tlv(0x30, &[&[2, 1, 1]]));
    let mut rows: Vec<Row> = vec![
        (with_crl.clone(), &["convert-pkcs7-with-crl"], 2, "a CRL within"),
        (block("PKCS7", &with_crl).into(), &["convert-pkcs7-with-crl"], 2, "a CRL within, as text"),
        (indefinite(pkcs7(&two, &[])), &["convert-pkcs7-to-der"], 2, "BER"),
        (
            block("PKCS7", &indefinite(pkcs7(&two, &[]))).into(),
            &["convert-pkcs7-to-der"],
            2,
            "BER, as text",
        ),
        ([pkcs7(&two, &[]), vec![0]].concat(), &["convert-pkcs7"], 2, "a byte after it"),
        (signed, &["upload-content"], 0, "a signature"),
        (pkcs7(&two, &[])[..900].to_vec(), &["copy-again"], 0, "cut short"),
        (
            (block("PKCS7", &pkcs7(&two, &[])) + &certificate(2)).into(),
            &["upload-separately"],
            0,
            "beside another block",
        ),
        (
            block("PKCS7", &pkcs7(&two, &[])).repeat(2).into(),
            &["upload-separately"],
            0,
            "two containers",
        ),
    ];
    let folder = Folder::new("made");
    let made = |command: &str| {
        std::fs::write(folder.0.join("ca.pem"), certificate(0)).unwrap();
        // `keytool` would add to an earlier file.
        drop(std::fs::remove_file(folder.0.join("made")));
        run(command, &folder.0).then(|| std::fs::read(folder.0.join("made")).unwrap())
    };
    let pkcs12 = "openssl pkcs12 -export -nokeys -in ca.pem -passout pass:secret -out made";
    for (options, why) in [("", "PKCS#12"), (" -legacy", "PKCS#12 as Windows writes it")] {
        let Some(file) = made(&format!("{pkcs12}{options}")) else {
            eprintln!("SKIPPED: this openssl does not write {why}");
            continue;
        };
        let text = base64_simd::STANDARD.encode_to_string(&file);
        rows.push((text.into(), &["decode-base64", "convert-pkcs12"], 1, why));
        let text = block("PKCS12", &file);
        rows.push((text.into(), &["decode-base64", "convert-pkcs12"], 1, why));
        rows.push((file, &["convert-pkcs12"], 1, why));
    }
    if is_there("keytool") {
        let command = "keytool -importcert -noprompt -storetype JKS -storepass secret -alias name -file ca.pem -keystore made";
        rows.push((made(command).unwrap(), &["convert-java-key-store"], 1, "Java"));
    } else {
        eprintln!("SKIPPED: the command for Java key stores needs keytool");
    }
    rows
}

/// Rules that exclude containers advise to convert one, but never one with a signature.
fn pkcs7_that_the_rules_exclude() -> &'static str {
    let rules = BundleRules::DEFAULT.without_pkcs7();
    let container = pkcs7(&[root(0), root(1)], &[]);
    let mut word = "";
    for file in [container.clone(), block("PKCS7", &container).into()] {
        let folder = Folder::new("excluded");
        let remedy = Bundle::parse_with(rules, "ca.cer", &file).unwrap_err().remedy().unwrap();
        word = remedy.word();
        let output = obey(&remedy, &file, &folder.0).unwrap();
        assert_eq!(Bundle::parse_with(rules, "ca.cer", &output).unwrap().len(), 2);
    }
    let signed = signed_data(&[], &[root(0)], &[], &sequence(&[&[2, 1, 1]]));
    for file in [signed.clone(), block("PKCS7", &signed).into()] {
        let error = Bundle::parse_with(rules, "ca.cer", &file).unwrap_err();
        assert!(matches!(error, BundleError::Pkcs7(_)), "{error}");
        assert_eq!(error.remedy(), Some(Remedy::UploadContent));
    }
    word
}

/// The output of the command of a remedy on this file; `None` if it has no command.
fn obey(remedy: &Remedy, file: &[u8], folder: &Path) -> Option<Vec<u8>> {
    let text = remedy.to_string();
    let programs = ["openssl ", "sed ", "grep ", "tail ", "LC_ALL=C ", "keytool "];
    let (_, command) = text
        .split_once(": ")
        .filter(|(_, command)| programs.iter().any(|program| command.starts_with(program)))?;
    let (command, note) = match command.split_once(" (") {
        Some((command, note)) if note.ends_with(')') => (command.to_owned(), note),
        _ => (command.to_owned(), ""),
    };
    let output = command.rsplit(' ').next().unwrap().to_owned();
    let output = if command.contains("-out ") {
        command.rsplit_once("-out ").unwrap().1.split(' ').next().unwrap().to_owned()
    } else {
        output
    };
    for name in ["file.pem", "file.der", "file.p7b", "file.p12", "file.jks"] {
        if command.contains(name) && name != output {
            std::fs::write(folder.join(name), file).unwrap();
        }
    }
    let is_binary = file.starts_with(b"0");
    let command = match note {
        _ if note.starts_with("add -inform DER") && is_binary => {
            command.replacen("openssl pkcs7", "openssl pkcs7 -inform DER", 1)
        }
        _ if note.starts_with("leave out -inform DER") && !is_binary => {
            command.replace("-inform DER ", "")
        }
        _ => command,
    };
    // The programs ask for a passphrase.
    let command = command.replace("openssl pkcs12", "openssl pkcs12 -passin pass:secret");
    let command = command.replace("keytool -exportcert", "keytool -exportcert -storepass secret");
    if !run(&command, folder) {
        assert!(note.starts_with("add -legacy"), "{command}");
        let legacy = command.replacen("pkcs12", "pkcs12 -legacy", 1);
        assert!(run(&legacy, folder), "{legacy}");
    }
    Some(std::fs::read(folder.join(output)).unwrap())
}

/// The number of remedies for files whose messages have a command.
fn commands_in_the_source() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/remedy");
    let [plain, with_parts] =
        ["plain.rs", "message.rs"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
    let files = plain.split_once("Self::CopyAgain").unwrap().1;
    let files = files.split_once("Self::JoinCertificateAndKey").unwrap().0;
    let takes_file = |line: &&str| {
        ["file.pem", "file.der", "file.p7b", "file.p12", "file.jks"]
            .iter()
            .any(|name| line.contains(name))
            && !line.contains("-in phone")
    };
    let keytool = usize::from(!is_there("keytool"));
    files.lines().chain(with_parts.lines()).filter(takes_file).count() - keytool
}

fn run(command: &str, folder: &Path) -> bool {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).current_dir(folder);
    let output = shell.stdin(Stdio::null()).output();
    if let Ok(output) = &output {
        // Shown if the test fails.
        println!("{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    output.is_ok_and(|output| output.status.success())
}

fn is_there(program: &str) -> bool {
    run(&format!("command -v {program}"), &std::env::temp_dir())
}

/// A folder for one file, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("trustslot-advice-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
