//! Serves the identity of the slot with `openssl s_server`, and connects with `openssl s_client`.
//!
//! Without the openssl program the test prints SKIPPED and passes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may panic, and starts a peer"
)]

use pem::{EncodeConfig, LineEnding, Pem};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use trustslot::{DeviceCertificate, Identity, KeyStorage, ServerCertSlot};

/// The kinds of keys, as arguments of `openssl req -newkey`.
const KEYS: [(&str, &[&str]); 5] = [
    ("rsa", &["rsa:2048"]),
    ("p256", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("p384", &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("p521", &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"]),
    ("ed25519", &["ed25519"]),
];

#[test]
fn slot_is_served_by_openssl_for_every_kind_of_key() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("########## SKIPPED: there is no openssl program here ##########");
        return;
    }
    for (name, arguments) in KEYS {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("slot-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        let uploaded = make(&folder, arguments);

        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::parse("phone.pem", &uploaded).unwrap());
        let served = folder.join("served.pem");
        std::fs::write(&served, export(&slot)).unwrap();
        let answer = reach(&served, &folder.join("cert.pem"));
        assert!(answer.contains("Verify return code: 0 (ok)"), "{name}: {answer}");
        println!("{name}: served, reached, verified");
    }
}

/// A self-signed certificate and its key, in one file as an operator uploads them.
fn make(folder: &Path, key: &[&str]) -> Vec<u8> {
    let (key_file, certificate) = (folder.join("key.pem"), folder.join("cert.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=phone.example.com"])
        .args(["-addext", "subjectAltName=DNS:phone.example.com"])
        .args(["-newkey"])
        .args(key)
        .arg("-keyout")
        .arg(&key_file)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut file = std::fs::read(certificate).unwrap();
    file.extend(std::fs::read(key_file).unwrap());
    file
}

/// Writes the presented identity as PEM, private key included.
fn export(slot: &ServerCertSlot) -> String {
    let presented = slot.present(DeviceCertificate::Custom).unwrap();
    let lines = EncodeConfig::new().set_line_ending(LineEnding::LF);
    let mut file: String = presented
        .identity()
        .chain()
        .map(|c| pem::encode_config(&Pem::new("CERTIFICATE", c.as_der()), lines))
        .collect();
    let KeyStorage::Bytes(key) = presented.identity().key() else {
        panic!("the slot holds a key, not a handle");
    };
    let key = Pem::new("PRIVATE KEY", key.export_pkcs8_der().to_vec());
    file.push_str(&pem::encode_config(&key, lines));
    file
}

/// Serves `identity` and connects to it; returns the output of the client.
fn reach(identity: &Path, trusted: &PathBuf) -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Command::new("openssl")
        .args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-naccept", "1", "-cert"])
        .arg(identity)
        .arg("-key")
        .arg(identity)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut server = Killed(server);
    // The server prints ACCEPT once it listens. If it cannot use the identity, it ends without output.
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let listens = lines.any(|line| line.is_ok_and(|line| line.starts_with("ACCEPT")));
    assert!(listens, "openssl does not serve {}", identity.display());

    let client = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-verify_return_error"])
        .args(["-servername", "phone.example.com", "-verify_hostname", "phone.example.com"])
        .arg("-CAfile")
        .arg(trusted)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = Killed(client);
    client.0.stdin.take().unwrap().write_all(b"Q\n").unwrap();
    let mut output = String::new();
    for line in BufReader::new(client.0.stdout.take().unwrap()).lines() {
        output.push_str(&line.unwrap());
        output.push('\n');
    }
    output
}

/// A process that does not outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}
