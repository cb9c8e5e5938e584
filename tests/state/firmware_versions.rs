//! An update of the firmware, and its way back: what is kept, what is lost, and what is said.
//!
//! The manual, `src/docs/state.md`, has the same table in words.

use crate::banks::{Flash, add, fresh};
use crate::damaged_snapshots::{EMPTY, crafted};
use crate::store_snapshots::{built_in, certificate, filled, fingerprint, root};
use crate::support::{self, Key, der};
use std::convert::Infallible;
use trustslot::{BuiltIn, Remedy, TrustStore};

/// What the other firmware finds.
enum Outcome {
    /// This number of uploads, and this number of disabled roots that it does not have.
    Kept(usize, usize),
    /// Nothing: the error and what it advises.
    Lost(&'static str, Remedy),
}

use Outcome::{Kept, Lost};

/// What changes, what is in the two banks, the store of the other firmware, and what it finds.
type Row = (&'static str, Vec<u8>, Vec<u8>, TrustStore, Outcome);

fn rows() -> Vec<Row> {
    let ours = |count| filled(EMPTY, count).snapshot();
    let none = Vec::new;
    let (one, two, three) = (root("One"), root("Two"), root("Three"));
    let disabled = {
        let mut store = TrustStore::new(built_in(&[&one, &two]));
        store.disable(&fingerprint(&two));
        add(&mut store, "Uploaded 0");
        store.snapshot()
    };
    let bytes: usize = filled(EMPTY, 3).custom().iter().map(|c| c.as_der().len()).sum();
    let newer = crafted(2, 1, &[5], &[der::null()]);
    let unread =
        crafted(1, 1, &[5], &[der::seq(&[der::seq(&[der::null()])]), der::seq::<Vec<u8>>(&[])]);
    let begin = || Remedy::BeginAnew;
    vec![
        ("nothing", ours(2), ours(3), fresh(10), Kept(3, 0)),
        ("update: more entries", ours(2), ours(3), fresh(51), Kept(3, 0)),
        ("way back: fewer entries, enough", ours(2), ours(3), fresh(3), Kept(3, 0)),
        (
            "way back: fewer entries, not enough",
            ours(2),
            ours(3),
            fresh(2),
            Lost("certificate 3 of the snapshot could not have been uploaded", begin()),
        ),
        (
            "way back: fewer bytes, enough",
            none(),
            ours(3),
            fresh(10).with_byte_limit(bytes),
            Kept(3, 0),
        ),
        (
            "way back: fewer bytes, not enough",
            ours(2),
            ours(3),
            fresh(10).with_byte_limit(bytes - 1),
            Lost("certificate 3 of the snapshot could not have been uploaded", begin()),
        ),
        (
            "update: another root is built in",
            none(),
            disabled.clone(),
            TrustStore::new(built_in(&[&three, &two, &one])),
            Kept(1, 0),
        ),
        (
            "update: the disabled root is not built in any more",
            none(),
            disabled.clone(),
            TrustStore::new(built_in(&[&one])),
            Kept(1, 1),
        ),
        (
            "way back: the disabled root is built in again",
            none(),
            disabled,
            TrustStore::new(built_in(&[&one, &two])),
            Kept(1, 0),
        ),
        (
            "update: a stricter reader of certificates",
            ours(2),
            unread,
            fresh(10),
            Lost("certificate 1 of the snapshot cannot be read: ", begin()),
        ),
        (
            "way back: the newer firmware saved once",
            ours(3),
            newer.clone(),
            fresh(10),
            Lost(NEWER, Remedy::UpdateFirmware),
        ),
        (
            "way back: the newer firmware saved twice",
            newer.clone(),
            newer.clone(),
            fresh(10),
            Lost(NEWER, Remedy::UpdateFirmware),
        ),
        (
            "way back: the newer firmware saved first",
            none(),
            newer,
            fresh(10),
            Lost(NEWER, Remedy::UpdateFirmware),
        ),
        (
            "way back: the newer firmware lost power while it saved",
            crafted(2, 1, &[5], &[der::null()])[..40].to_vec(),
            ours(3),
            fresh(10),
            Kept(3, 0),
        ),
        (
            "way back: the newer firmware keeps larger states",
            ours(3),
            crafted(1, 1, &[5], &[vec![0x30; 4 << 20]]),
            fresh(10),
            Lost("the snapshot is ", Remedy::UpdateFirmware),
        ),
    ]
}

const NEWER: &str = "the snapshot has format 2; this version of trustslot reads format 1";

#[test]
fn update_and_its_way_back_keep_the_state_or_say_what_is_lost() {
    for (what, a, b, factory, outcome) in rows() {
        let mut flash = Flash([a, b]);
        let before = flash.clone();
        let (mut banks, restored) = flash.load(&factory, 0);
        assert!(flash == before, "{what}: until something is saved, the other firmware may return");
        let mut store = match (restored, outcome) {
            (Ok(restored), Kept(uploads, gone)) => {
                assert_eq!(restored.store.custom().len(), uploads, "{what}");
                assert_eq!(restored.gone.len(), gone, "{what}");
                restored.store
            }
            (Err(error), Lost(said, remedy)) => {
                assert!(error.to_string().starts_with(said), "{what}: {error}");
                assert_eq!(error.remedy(), Some(remedy), "{what}");
                factory.clone()
            }
            (restored, _) => panic!("{what}: {restored:?}"),
        };
        // Either way, the device goes on: what it saves is what it loads.
        store.remove_all();
        add(&mut store, "After");
        let write = |bank, bytes: &[u8]| {
            flash.write(bank, bytes);
            Ok::<(), Infallible>(())
        };
        store.save(&mut banks, write).unwrap();
        let restored = flash.load(&factory, 0).1.unwrap().store;
        assert_eq!(restored.snapshot(), store.snapshot(), "{what}");
    }
}

/// A root that the newer firmware disabled must not be trusted again on the way back, from a stale bank.
#[test]
fn root_disabled_by_a_newer_firmware_is_not_enabled_from_a_stale_bank() {
    let removed = root("Removed");
    let mut old = TrustStore::new(BuiltIn::EMPTY);
    add(&mut old, "Removed");
    let newer = crafted(2, 1, &[2], &[der::null()]);
    for (a, b) in [(old.snapshot(), newer.clone()), (newer, old.snapshot())] {
        let mut flash = Flash([a, b]);
        let (mut banks, restored) = flash.load(&fresh(10), 0);
        assert!(restored.is_err());
        let mut store = fresh(10);
        let upload = support::root("Upload").key(Key::ed25519(77)).self_signed();
        store.add(&certificate(&upload).into()).unwrap();
        let write = |bank, bytes: &[u8]| {
            flash.write(bank, bytes);
            Ok::<(), Infallible>(())
        };
        store.save(&mut banks, write).unwrap();
        let restored = flash.load(&fresh(10), 0).1.unwrap().store;
        assert_eq!(restored.custom(), [certificate(&upload)]);
        assert!(!restored.custom().contains(&certificate(&removed)));
    }
}
