//! Each remedy for saved state is tried: it is applied as its text says, and then the device has a state.

use crate::banks::{Flash, add, fresh};
use crate::damaged_snapshots::{EMPTY, crafted};
use crate::store_snapshots::{filled, root};
use crate::support::der;
use std::convert::Infallible;
use trustslot::{Bank, Remedy, SnapshotError, TrustStore, newest_valid};

/// The error of one bank alone, the bank, the floor.
fn rows() -> Vec<(&'static str, Vec<u8>, u64)> {
    let empty = || der::seq::<Vec<u8>>(&[]);
    let ours = filled(EMPTY, 2).snapshot();
    let mut worn = ours.clone();
    worn[100] ^= 1;
    let store = |parts: &[Vec<u8>]| crafted(1, 1, &[9], parts);
    vec![
        ("snapshot-too-large", crafted(1, 1, &[9], &[vec![0; 4 << 20]]), 0),
        ("snapshot-version", crafted(2, 1, &[9], &[der::null()]), 0),
        ("snapshot-of-another-kind", crafted(1, 2, &[9], &[]), 0),
        ("snapshot-damaged", ours[..100].to_vec(), 0),
        ("snapshot-digest", worn, 0),
        ("snapshot-rolled-back", ours, 9),
        (
            "snapshot-generation",
            crafted(1, 1, &[0, 0x80, 0, 0, 0, 0, 0, 0, 0], &[empty(), empty()]),
            0,
        ),
        ("snapshot-certificate-unreadable", store(&[der::seq(&[empty()]), empty()]), 0),
        (
            "snapshot-certificate-unfit",
            store(&[der::seq(&[root("A").der, root("A").der]), empty()]),
            0,
        ),
    ]
}

#[test]
fn remedy_of_each_refused_snapshot_leads_to_a_state() {
    let good = filled(EMPTY, 9).snapshot();
    for (word, bank, floor) in rows() {
        let error = TrustStore::restore(EMPTY, 10, &bank, floor).unwrap_err();
        assert_eq!(error.word(), word);
        match error.remedy() {
            // Of two banks the other is loaded, and if there is none, the device starts anew.
            Some(Remedy::UseOtherBank) => {
                let newest = newest_valid(&bank, &good).unwrap();
                assert_eq!(newest.bank, Bank::B, "{word}");
                assert!(TrustStore::restore(EMPTY, 10, newest.bytes, floor).is_ok(), "{word}");
            }
            // The firmware that wrote it finds its snapshot as it was.
            Some(Remedy::UpdateFirmware) => {
                let flash = Flash([bank.clone(), good.clone()]);
                assert!(flash.load(&fresh(10), floor).1.is_err(), "{word}");
                assert_eq!(flash.0[0], bank, "{word}");
            }
            Some(Remedy::BeginAnew) => {}
            other => panic!("{word}: {other:?}"),
        }
        begins_anew(word, Flash([bank, Vec::new()]), floor);
    }
}

/// Starts from the factory state and uploads again, as the remedies say.
fn begins_anew(word: &str, mut flash: Flash, floor: u64) {
    let (mut banks, restored) = flash.load(&fresh(10), floor);
    assert!(restored.is_err(), "{word}");
    let mut store = fresh(10);
    add(&mut store, "Again");
    let write = |bank, bytes: &[u8]| {
        flash.write(bank, bytes);
        Ok::<(), Infallible>(())
    };
    store.save(&mut banks, write).unwrap();
    let restored = flash.load(&fresh(10), floor).1.unwrap().store;
    assert_eq!(restored.custom().len(), 1, "{word}");
}

/// The errors that need a device to try, and where that is.
#[test]
fn other_errors_have_remedies_that_are_tried_elsewhere() {
    for (error, remedy) in [
        (SnapshotError::NoSnapshot, None), // The first start: `banks`.
        (SnapshotError::Unreadable, Some(Remedy::UseOtherBank)), // `banks`.
        (SnapshotError::KeyMismatch, Some(Remedy::UploadIdentityAgain)), // `banks`.
        (SnapshotError::OutOfMemory, Some(Remedy::FreeMemory)), // `tests/checks/starved`.
    ] {
        assert_eq!(error.remedy(), remedy, "{error}");
    }
}
