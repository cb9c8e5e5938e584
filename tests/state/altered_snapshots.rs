//! Our own state is not trusted more than an upload (a known fault of real products).

use crate::memory_use::in_little_memory;
use crate::presented::{device, identity};
use crate::store_snapshots::{built_in, filled, fingerprint, restore, root};
use sha2::{Digest as _, Sha256};
use trustslot::{ServerCertSlot, SharedBuiltIn, SnapshotError};

/// Row 118 (CVE-2026-34877): a library trusted its own serialized state.
#[test]
fn replay_118_altered_snapshot_is_rejected_or_has_the_one_valid_form() {
    let (first, second) = (root("First"), root("Second"));
    let list = built_in(&[&first, &second]);
    let mut store = filled(list, 1);
    store.disable(&fingerprint(&first));
    let issued = device("phone.example.com", 5).self_signed();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let read_store: Read = |list, bytes| restore(list, bytes).map(|store| store.snapshot());
    let read_slot: Read = |_, bytes| {
        let restored = ServerCertSlot::restore(bytes, 0)?.slot;
        Ok(restored.snapshot_with_private_key().to_vec())
    };
    for (whole, read) in
        [(store.snapshot(), read_store), (slot.snapshot_with_private_key().to_vec(), read_slot)]
    {
        // Every answer must take little memory too.
        let read = |bytes: &[u8]| in_little_memory(bytes.len(), || read(list.into(), bytes));
        assert_eq!(read(&whole).unwrap(), whole, "the control");
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut at {length}");
        }
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped).is_err(), "bit {bit}");
            // With a correct digest it is an error, or a state with exactly this snapshot.
            let repaired = repair(flipped);
            if let Ok(again) = read(&repaired) {
                assert_eq!(again, repaired, "bit {bit}");
            }
        }
        // Every byte, so every length field too: zero, the maximum of each form, and more than that.
        for at in 0..whole.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xff] {
                let mut altered = whole.clone();
                altered[at] = value;
                let altered = repair(altered);
                if let Ok(again) = read(&altered) {
                    assert_eq!(again, altered, "byte {at} is {value}");
                }
            }
        }
    }
    // A snapshot of another kind, and one of another format.
    let whole = store.snapshot();
    assert_eq!(ServerCertSlot::restore(&whole, 0).unwrap_err(), SnapshotError::Kind);
    let mut newer = whole.clone();
    let version = 4 + 11 + 2;
    assert_eq!(newer[version - 2..=version], [0x02, 1, 1]);
    newer[version] += 1;
    assert_eq!(restore(list, &newer).unwrap_err(), SnapshotError::Version { version: 2 });
}

/// Restores a state and returns its snapshot.
type Read = fn(SharedBuiltIn, &[u8]) -> Result<Vec<u8>, SnapshotError>;

/// Makes the last 32 bytes the digest of the bytes before them.
fn repair(mut snapshot: Vec<u8>) -> Vec<u8> {
    let end = snapshot.len() - 32;
    let digest = Sha256::digest(&snapshot[4..end - 2]);
    snapshot[end..].copy_from_slice(&digest);
    snapshot
}
