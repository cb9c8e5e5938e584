//! Runs the commands of remedies with the real programs, on the very file that they are advised for.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use trustslot_kit::Folder;

/// Programs that a remedy may name.
const PROGRAMS: &[&str] =
    &["openssl ", "iconv ", "base64 ", "printf ", "sed ", "tr ", "keytool ", "head ", "dd "];

/// Passphrases of the corpus's PKCS#12 files: a person types the passphrase where the test has to know it.
const PASSPHRASES: &[&str] = &["", "x", "secret", "changeit", "password"];

/// The command in a remedy, without the remarks around it.
pub fn command(remedy: &str) -> Option<&str> {
    let begin = PROGRAMS.iter().filter_map(|program| remedy.find(program)).min()?;
    let text = &remedy[begin..];
    Some(text[..end_of(text)].trim())
}

/// Where a remark begins, outside of quotation marks.
fn end_of(text: &str) -> usize {
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        is_quoted ^= c == '\'';
        let rest = &text[at..];
        if !is_quoted && [" (", "; ", ", then", ", and "].iter().any(|end| rest.starts_with(end)) {
            return at;
        }
    }
    text.len()
}

/// Whether the command of a remedy succeeds on this file. If the remedy offers an option for a certain case, it may be added.
///
/// `Ok` is what it wrote. `None` if the remedy has no command, or if there is no openssl program.
pub fn run(remedy: &str, file: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let command = command(remedy)?;
    if !has_openssl() {
        return None;
    }
    let mut errors = Vec::new();
    for variant in variants(command, remedy) {
        for passphrase in PASSPHRASES {
            match run_once(&variant, file, passphrase) {
                Ok(written) => return Some(Ok(written)),
                Err(error) => errors.push(format!("{variant}: {error}")),
            }
            if !variant.contains("pkcs12") {
                break;
            }
        }
    }
    Some(Err(errors.join("; ")))
}

fn has_openssl() -> bool {
    Command::new("openssl")
        .arg("version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// The command, and the command with the option that the remedy names for some files.
fn variants(command: &str, remedy: &str) -> Vec<String> {
    let mut variants = vec![command.to_owned()];
    for option in ["-legacy", "-inform DER"] {
        if !command.contains(option) && remedy.contains(&format!("add {option}")) {
            let (program, rest) = command.split_once(" -").unwrap_or((command, ""));
            variants.push(format!("{program} {option} -{rest}"));
        }
    }
    variants
}

fn run_once(command: &str, file: &[u8], passphrase: &str) -> Result<Vec<u8>, String> {
    let folder = Folder::new("field");
    let input = input_of(command);
    for name in input {
        std::fs::write(folder.path().join(name), file).unwrap();
    }
    let command = command.replace("pkcs12 ", &format!("pkcs12 -passin 'pass:{passphrase}' "));
    let output = shell(&command, folder.path());
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        return Err(error.lines().next().unwrap_or("no reason").to_owned());
    }
    let written = output_of(&command).and_then(|name| std::fs::read(folder.path().join(name)).ok());
    Ok(written.unwrap_or(output.stdout))
}

fn shell(command: &str, folder: &Path) -> Output {
    let pipefail = format!("set -o pipefail; {command}");
    let mut bash = Command::new("bash");
    bash.args(["-c", &pipefail]).current_dir(folder).stdin(Stdio::null());
    bash.output().expect("a shell")
}

/// The names of files that the command reads: every word that looks like one, and that it does not write.
fn input_of(command: &str) -> Vec<String> {
    let written = output_of(command);
    let words = command.split(|c: char| c.is_whitespace() || "<>|'\"".contains(c));
    let is_name = |word: &&str| {
        word.rsplit_once('.').is_some_and(|(stem, end)| {
            !stem.is_empty()
                && !stem.starts_with('-')
                && (2..=4).contains(&end.len())
                && end.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    words.filter(is_name).map(str::to_owned).filter(|word| Some(word) != written.as_ref()).collect()
}

/// The name of the file that the command writes.
fn output_of(command: &str) -> Option<String> {
    let (_, after) = command.rsplit_once("-out ").or_else(|| command.rsplit_once("> "))?;
    after.split_whitespace().next().map(str::to_owned)
}

#[test]
fn field_commands_are_found_in_remedies() {
    let rows = [
        (
            "convert it: openssl pkcs7 -in file.p7b -print_certs -out file.pem (add -inform DER if it is binary)",
            Some("openssl pkcs7 -in file.p7b -print_certs -out file.pem"),
        ),
        (
            "write line ends: sed 's/a/b/; s/c/d/' file.pem > plain.pem",
            Some("sed 's/a/b/; s/c/d/' file.pem > plain.pem"),
        ),
        ("set the clock", None),
    ];
    for (remedy, wanted) in rows {
        assert_eq!(command(remedy), wanted);
    }
    assert_eq!(input_of("openssl x509 -in file.pem -out plain.pem"), ["file.pem"]);
    assert_eq!(output_of("base64 -d file.pem > decoded.pem"), Some("decoded.pem".into()));
}
