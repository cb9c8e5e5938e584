//! State on any machine: no source of randomness is needed, and every released format is read.

#![expect(clippy::disallowed_types, reason = "cargo lists the dependencies")]

use crate::presented::identity;
use crate::support::{self, Key};
use std::process::Command;
use trustslot::{
    DeviceCertificate, HandleProof, Identity, KeyHandle, KeyStorage, PrivateKey, ServerCertSlot,
};

/// F24: a phone that has just booted may have no randomness yet, and must not wait to check a key against its
/// certificate. (ring contains a source, for signing; nothing here uses it.)
#[test]
fn fault_f24_library_depends_on_no_source_of_randomness() {
    let tree = |more: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--locked", "--prefix", "none"])
            .args(["--edges", "normal", "--format", "{p}"])
            .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let sources = |tree: &str| -> Vec<String> {
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        let random = names.filter(|name| {
            ["getrandom", "rand", "rdrand", "fastrand", "rand_chacha"].contains(name)
        });
        random.map(str::to_owned).collect()
    };
    let own = tree(&["--no-default-features", "--features", "mozilla,encrypted-keys"]);
    assert!(own.lines().any(|line| line.starts_with("rustls-webpki ")));
    assert_eq!(sources(&own), [""; 0]);
    let with_ring = tree(&["--no-default-features", "--features", "ring"]);
    assert_eq!(sources(&with_ring), ["getrandom"], "the control: ring's own");
    // Hash maps of the standard library use a random seed. The documentation shows one of a caller's.
    for (path, text) in crate::constant_keys::sources() {
        if crate::constant_keys::is_prose(&path) {
            continue;
        }
        assert!(!text.contains("HashMap") && !text.contains("HashSet"), "{path}");
    }
}

/// The identity in the stored snapshots. Ed25519, so its signature is the same each time.
fn stored() -> support::Issued {
    support::leaf("phone.example.com").no_san().key(Key::ed25519(5)).self_signed()
}

/// F25: a snapshot that the first release wrote, on any machine, is read and written the same way.
#[test]
fn fault_f25_first_format_of_a_slot_is_read_and_written_unchanged() {
    let issued = stored();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let whole = include_bytes!("../data/slot-format-1-key.der");
    let withheld = include_bytes!("../data/slot-format-1.der");
    let handle = include_bytes!("../data/slot-format-1-handle.der");
    assert_eq!(&*slot.snapshot_with_private_key(), whole);
    assert_eq!(slot.snapshot(), withheld);

    let restored = ServerCertSlot::restore(whole, 1).unwrap();
    assert!(restored.awaits_key.is_none());
    let presented = restored.slot.present(DeviceCertificate::Custom).unwrap();
    assert_eq!(presented.identity().certificate().as_der(), issued.der);
    assert_eq!(restored.slot.generation(), 1);
    assert_eq!(&*restored.slot.snapshot_with_private_key(), whole);

    let restored = ServerCertSlot::restore(withheld, 1).unwrap();
    let chain = restored.awaits_key.unwrap();
    let key = PrivateKey::from_der(issued.key.pkcs8()).unwrap();
    assert!(Identity::from_parts(chain.clone(), key).is_ok());

    let restored = ServerCertSlot::restore(handle, 1).unwrap().slot;
    let presented = restored.present(DeviceCertificate::Custom).unwrap();
    let KeyStorage::Handle(name) = presented.identity().key() else {
        panic!("a handle was stored")
    };
    assert_eq!(name.as_bytes(), b"slot 3");
    let mut slot = ServerCertSlot::new();
    let name = KeyHandle::new("slot 3");
    slot.upload(Identity::with_handle(chain, name, HandleProof::Stated).unwrap());
    assert_eq!(slot.snapshot(), handle);
}
