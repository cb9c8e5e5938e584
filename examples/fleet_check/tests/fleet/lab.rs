//! A folder with a fleet, and the program.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use trustslot_kit::{Folder, HOST, Issued, Key, leaf, root};

/// 2026-03-01
pub const BEGIN: u64 = 1_772_323_200;
pub const DAY: u64 = 86_400;

pub fn run(folder: Option<&Path>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fleet_check"));
    command.args(folder).args(arguments).output().unwrap()
}

pub fn text(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn json(folder: Option<&Path>, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = run(folder, &[&["--json"], arguments].concat());
    let value = serde_json::from_str(&text(&output)).unwrap();
    (output.status.code(), value)
}

pub fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(BEGIN - DAY, BEGIN + 3000 * DAY).self_signed()
}

pub fn below(ca: &Issued, days: u64) -> Issued {
    leaf(HOST).key(Key::p256(9)).valid(BEGIN - DAY, BEGIN + days * DAY).signed_by(ca)
}

/// The provisioning server is below our CA, which half of the models have as an upload and the others in their list.
pub struct Fleet {
    folder: Folder,
    pub ours: Issued,
}

impl Fleet {
    pub fn new() -> Self {
        let folder = Folder::new("fleet");
        let (vendor, ours, other) = (ca("Vendor", 1), ca("Ours", 2), ca("Other", 3));
        let fleet = Self { folder, ours };
        let list = format!("{}{}", vendor.pem(), fleet.ours.pem());
        for (name, contents) in [
            ("vendor.pem", vendor.pem()),
            ("ours.pem", fleet.ours.pem()),
            ("both.pem", list),
            ("prov.pem", below(&fleet.ours, 900).pem()),
            ("other.pem", below(&other, 900).pem()),
            ("all.cfg", "security.ca_cert = 2\n".to_owned()),
            ("off.cfg", "# no uploads\nsecurity.auto_provision.ca_cert = 0\n".to_owned()),
        ] {
            fleet.write(name, &contents);
        }
        fleet.write(
            "fleet.toml",
            &format!(
                "title = \"Lab\"\nfrom = \"2026-03-01\"\n\
                 [[server]]\nid = \"prov\"\napplication = \"auto_provision\"\nname = \"{HOST}\"\nchain = \"prov.pem\"\n\
                 [[model]]\nid = \"new\"\nphones = 60\nbuilt_in = \"both.pem\"\nsettings = [\"all.cfg\"]\n\
                 [[model]]\nid = \"old\"\nphones = 40\nbuilt_in = \"vendor.pem\"\nuploads = [\"ours.pem\"]\n\
                 settings = [\"all.cfg\"]\nmaker = \"yealink\"\nupdates = false\n",
            ),
        );
        fleet
    }

    pub fn write(&self, name: &str, contents: &str) {
        std::fs::write(self.folder.path().join(name), contents).unwrap();
    }

    pub fn toml(&self) -> String {
        std::fs::read_to_string(self.path().join("fleet.toml")).unwrap()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> String {
        self.path().join(name).display().to_string()
    }
}
