//! The examples are the first programs that people run: how they behave as programs.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::std_instead_of_core,
    reason = "a test runs programs and stops at what it did not expect"
)]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Each example, whether this build has it, and arguments that are wrong.
const EXAMPLES: &[(&str, bool, &[&[&str]])] = &[
    ("inspect", cfg!(feature = "identity"), &[&["--nonsense"], &["no-such-file.pem"]]),
    (
        "phone_client",
        cfg!(all(feature = "mozilla", feature = "ring")),
        &[
            &["--nonsense"],
            &["server.pem"],
            &["--host", "sip.example.com"],
            &["--chain", "no-such-file.pem", "--any-host"],
            &["--waive", "everything"],
            &["--host", "sip.example.com:5061"],
            &["--time", "tomorrow"],
        ],
    ),
    (
        "phone_state",
        cfg!(feature = "identity"),
        &[&["--nonsense"], &["--upload", "phone.pem"], &["--folder"]],
    ),
    (
        "identify_phones",
        cfg!(feature = "ring"),
        &[&["--nonsense"], &["--requests", "no-such-folder"], &["--vendor", "no-such-file.pem"]],
    ),
];

#[test]
fn help_goes_to_standard_output() {
    for_each(|example, _| {
        for flag in ["--help", "-h"] {
            let shown = run(example, &[flag]);
            assert_eq!(shown.status.code(), Some(0), "{example} {flag}");
            assert!(text(&shown.stdout).starts_with(example), "{example} {flag}");
            assert_eq!(text(&shown.stderr), "", "{example} {flag}");
        }
    });
}

#[test]
fn without_arguments_there_is_something_to_see() {
    for_each(|example, _| {
        let shown = run(example, &[]);
        assert_eq!(shown.status.code(), Some(0), "{example}");
        assert!(text(&shown.stdout).lines().count() > 5, "{example}");
        assert_eq!(text(&shown.stderr), "", "{example}");
    });
}

#[test]
fn wrong_arguments_are_explained_on_standard_error() {
    for_each(|example, wrong| {
        for arguments in wrong {
            let shown = run(example, arguments);
            assert_eq!(shown.status.code(), Some(2), "{example} {arguments:?}");
            assert_eq!(text(&shown.stdout), "", "{example} {arguments:?}");
            let message = text(&shown.stderr);
            assert!(message.starts_with(&format!("{example}: ")), "{message}");
            assert!(message.contains("--help"), "{message}");
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    });
}

// As with `phone_client | head -1`.
#[test]
fn closed_pipe_ends_an_example_quietly() {
    for_each(|example, _| {
        for arguments in [&[][..], &["--help"]] {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            let shown = command(example, arguments)
                .stdout(writer)
                .stderr(Stdio::piped())
                .output()
                .expect("the example runs");
            assert_eq!(text(&shown.stderr), "", "{example} {arguments:?}");
            assert_eq!(shown.status.code(), Some(0), "{example} {arguments:?}");
        }
    });
}

#[test]
fn rejected_file_is_exit_code_1_with_a_remedy() {
    let no_certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/README.md");
    let folder = std::env::temp_dir().join(format!("trustslot-examples-{}", std::process::id()));
    let folder = folder.to_str().expect("a folder in UTF-8");
    let cases: &[(&str, &[&str])] = &[
        ("inspect", &[no_certificate]),
        ("phone_client", &["--any-host", "--chain", no_certificate]),
        ("phone_client", &["--any-host", "--chain", no_certificate, "--crl", no_certificate]),
        ("phone_state", &["--folder", folder, "--upload", no_certificate]),
        ("provisioning_server", &["--vendor", no_certificate]),
    ];
    for (example, arguments) in cases {
        if !is_built(example) {
            continue;
        }
        let shown = run(example, arguments);
        assert_eq!(shown.status.code(), Some(1), "{example}: {}", text(&shown.stderr));
        let said = text(&shown.stdout);
        assert!(said.contains("REJECTED"), "{example}: {said}");
        assert_eq!(text(&shown.stderr), "", "{example}");
    }
    if is_built("phone_state") {
        std::fs::remove_dir_all(folder).expect("the folder of phone_state");
    }
}

#[test]
fn phone_client_prints_the_output_in_the_readme() {
    if !is_built("phone_client") {
        return;
    }
    let readme = include_str!("../README.md");
    let quoted = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let said = run("phone_client", &[]);
    for line in quoted.expect("output in the README").lines() {
        assert!(text(&said.stdout).contains(line), "{line}");
    }
}

#[test]
fn inspect_tells_for_which_page_a_file_is() {
    if !is_built("inspect") {
        return;
    }
    let identity = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pbx-identity.pem");
    let said = run("inspect", &[identity]);
    assert_eq!(said.status.code(), Some(0));
    let said = text(&said.stdout);
    assert!(said.contains("as trusted certificates: REJECTED"), "{said}");
    assert!(said.contains("as server certificate: accepted"), "{said}");
}

// The state of one run is there in the next.
#[test]
fn phone_state_keeps_the_upload_from_run_to_run() {
    if !is_built("phone_state") {
        return;
    }
    let identity = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pbx-identity.pem");
    let folder = std::env::temp_dir().join(format!("trustslot-state-{}", std::process::id()));
    let folder_text = folder.to_str().expect("a folder in UTF-8");
    let said = |arguments: &[&str]| {
        let shown = run("phone_state", &[&["--folder", folder_text], arguments].concat());
        assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
        text(&shown.stdout).to_owned()
    };
    assert!(said(&[]).contains("presents no certificate"));
    assert!(said(&["--upload", identity]).contains("in bank A"));
    assert!(said(&[]).contains("presents the uploaded certificate"));

    // The newer state is damaged: the older one is restored.
    assert!(said(&["--upload", identity]).contains("saved generation 2"));
    std::fs::write(folder.join("bank-b"), [0x30, 0x82]).expect("a bank");
    assert!(said(&[]).contains("restored generation 1"));

    // A newer firmware wrote both banks: the phone starts without them, and what it saves takes their place.
    for bank in ["bank-a", "bank-b"] {
        std::fs::write(folder.join(bank), NEWER_FORMAT).expect("a bank");
    }
    for _ in 0..2 {
        assert!(said(&[]).contains("saved state: REJECTED: the snapshot has format 2"));
    }
    let saved = said(&["--upload", identity]);
    assert!(saved.contains("in bank A") && saved.contains("in bank B"), "{saved}");
    assert!(!said(&[]).contains("REJECTED"));
    assert!(said(&[]).contains("presents the uploaded certificate"));

    assert!(said(&["--factory-reset"]).contains("presents no certificate"));
    assert!(said(&[]).contains("presents no certificate"));
    std::fs::remove_dir_all(&folder).expect("the folder of the banks");
}

/// An intact snapshot of format 2: magic, version, kind, generation, an empty content, and SHA-256.
const NEWER_FORMAT: &[u8] = &[
    0x30, 0x38, 0x04, 0x09, 0x74, 0x72, 0x75, 0x73, 0x74, 0x73, 0x6c, 0x6f, 0x74, 0x02, 0x01, 0x02,
    0x02, 0x01, 0x02, 0x02, 0x01, 0x09, 0x30, 0x00, 0x04, 0x20, 0x2e, 0x9a, 0xd7, 0x9e, 0xaa, 0x18,
    0x71, 0xb0, 0x10, 0x63, 0xac, 0x35, 0x88, 0x95, 0xe9, 0x33, 0xe9, 0xf0, 0x42, 0x83, 0xae, 0x23,
    0xad, 0x6c, 0x06, 0x8f, 0x59, 0x8f, 0x2c, 0x76, 0xa9, 0xa7,
];

fn for_each(act: impl Fn(&str, &[&[&str]])) {
    for (example, _, wrong) in EXAMPLES.iter().filter(|(_, built, _)| *built) {
        act(example, wrong);
    }
}

fn is_built(example: &str) -> bool {
    EXAMPLES.iter().any(|(name, built, _)| *name == example && *built)
}

fn run(example: &str, arguments: &[&str]) -> Output {
    command(example, arguments).output().expect("the example runs")
}

/// `cargo test` builds the examples beside the tests: this test is in `deps`, they are in `examples`.
fn command(example: &str, arguments: &[&str]) -> Command {
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.ancestors().nth(2).expect("a folder above deps");
    let program: PathBuf =
        profile.join("examples").join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build --examples", program.display());
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}
