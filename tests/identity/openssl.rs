//! Keys and certificates made by the openssl program, in every form it writes.
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "the test starts a program and reads what it wrote; the crate does neither"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use trustslot::{Certificate, Identity, IdentityError, PrivateKey, PrivateKeyError};

/// The name of each kind of key, the options with which openssl makes it, and the command for its traditional form.
pub(crate) const KINDS: &[(&str, &[&str], &str)] = &[
    ("rsa2048", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa"),
    ("rsa3072", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], "rsa"),
    ("rsa4096", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"], "rsa"),
    ("p256", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ec"),
    ("p384", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "ec"),
    ("p521", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ec"),
    ("ed25519", &["-algorithm", "ED25519"], ""),
];

#[test]
fn every_form_of_a_key_matches_its_certificate_only() {
    let Some(dir) = Dir::with_openssl("forms") else {
        return;
    };
    for (kind, arguments, _) in KINDS {
        dir.openssl(&["genpkey", "-out", &format!("{kind}.pem")], arguments);
        dir.self_signed(kind);
    }
    for (kind, _, own_form) in KINDS {
        let key = format!("{kind}.pem");
        let mut files = vec![key.clone()];
        let mut form = |name: &str, command: &[&str], more: &[&str]| {
            let out = format!("{kind}-{name}");
            dir.openssl(command, &[&["-in", &key, "-out", &out], more].concat());
            files.push(out);
        };
        form("pkcs8.der", &["pkcs8", "-topk8", "-nocrypt"], &["-outform", "DER"]);
        match *own_form {
            "rsa" => {
                form("own.pem", &["rsa"], &["-traditional"]);
                form("own.der", &["rsa"], &["-traditional", "-outform", "DER"]);
            }
            "ec" => {
                form("own.pem", &["ec"], &[]);
                form("own.der", &["ec"], &["-outform", "DER"]);
                form("compressed.pem", &["ec"], &["-conv_form", "compressed"]);
                form("bare.pem", &["ec"], &["-no_public"]);
            }
            _ => {}
        }
        for file in &files {
            let key = dir.key(file).unwrap_or_else(|error| panic!("{file}: {error}"));
            for (other, _, _) in KINDS {
                let proof = key.matches(&dir.certificate(other));
                assert_eq!(proof.is_some(), other == kind, "{file} for {other}");
            }
        }
    }
}

#[test]
fn a_second_key_of_each_kind_does_not_match() {
    let Some(dir) = Dir::with_openssl("second") else {
        return;
    };
    for (kind, arguments, _) in KINDS.iter().filter(|(kind, ..)| *kind != "rsa4096") {
        dir.openssl(&["genpkey", "-out", &format!("{kind}.pem")], arguments);
        dir.self_signed(kind);
        dir.openssl(&["genpkey", "-out", "other.pem"], arguments);
        let file = [dir.read(&format!("{kind}.crt")), dir.read("other.pem")].concat();
        let error = Identity::parse("phone.pem", &file).unwrap_err();
        assert_eq!(error, IdentityError::WrongKey { certificates: 1 }, "{kind}");
    }
}

/// openssl computes the same public key from the exported key.
#[test]
fn openssl_reads_exported_keys() {
    let Some(dir) = Dir::with_openssl("export") else {
        return;
    };
    for (kind, arguments, _) in KINDS.iter().filter(|(kind, ..)| *kind != "rsa4096") {
        dir.openssl(&["genpkey", "-out", "key.pem"], arguments);
        let key = dir.key("key.pem").unwrap();
        fs::write(dir.0.join("out.der"), key.export_pkcs8_der()).unwrap();
        dir.openssl(&["pkey", "-in", "key.pem", "-pubout", "-out", "one.pub"], &[]);
        dir.openssl(
            &["pkey", "-inform", "DER", "-in", "out.der", "-pubout", "-out", "two.pub"],
            &[],
        );
        assert_eq!(dir.read("one.pub"), dir.read("two.pub"), "{kind}");
        dir.openssl(&["pkey", "-inform", "DER", "-in", "out.der", "-check", "-noout"], &[]);
    }
}

/// A directory for one test, removed afterwards.
pub(crate) struct Dir(PathBuf);

impl Dir {
    /// `None`, with a line on the output, if there is no openssl program.
    pub(crate) fn with_openssl(test: &str) -> Option<Self> {
        let found = Command::new("openssl").arg("version").output();
        if !found.is_ok_and(|output| output.status.success()) {
            println!("SKIPPED: there is no openssl program");
            return None;
        }
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("identity-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Some(Self(path))
    }

    #[track_caller]
    pub(crate) fn openssl(&self, command: &[&str], more: &[&str]) {
        let output =
            Command::new("openssl").args(command).args(more).current_dir(&self.0).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {command:?} {more:?}: {said}");
    }

    /// Runs a command as the operator would, in this directory.
    #[track_caller]
    pub(crate) fn sh(&self, command: &str) {
        let output =
            Command::new("sh").args(["-c", command]).current_dir(&self.0).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }

    pub(crate) fn succeeds(&self, command: &str) -> bool {
        let output = Command::new("sh").args(["-c", command]).current_dir(&self.0).output();
        output.is_ok_and(|output| output.status.success())
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    pub(crate) fn self_signed(&self, name: &str) {
        let (key, out) = (format!("{name}.pem"), format!("{name}.crt"));
        let command = ["req", "-x509", "-new", "-key", &key, "-out", &out];
        self.openssl(&command, &["-subj", "/CN=phone.example.com", "-days", "3650"]);
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    pub(crate) fn certificate(&self, name: &str) -> Certificate {
        let block = pem::parse(self.read(&format!("{name}.crt"))).unwrap();
        Certificate::from_der(block.contents()).unwrap()
    }

    pub(crate) fn key(&self, name: &str) -> Result<PrivateKey, PrivateKeyError> {
        let bytes = self.read(name);
        if Path::new(name).extension().is_some_and(|extension| extension == "der") {
            PrivateKey::from_der(&bytes)
        } else {
            PrivateKey::from_pem(&bytes)
        }
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
