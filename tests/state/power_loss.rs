//! Power loss while a snapshot is written to either bank, longer or shorter than the one before.

use crate::damaged_snapshots::EMPTY;
use crate::store_snapshots::{filled, fingerprint, restore, root};
use trustslot::{Bank, TrustStore, newest_valid};

/// F1: the new snapshot overwrites an old one, and the write stops after each unit. The other bank has the old one.
#[test]
fn fault_f01_power_loss_in_either_bank_leaves_the_old_or_the_new_state() {
    let shrunk = {
        let mut store = filled(EMPTY, 2);
        store.remove(&fingerprint(&root("Uploaded 1"))).unwrap();
        store
    };
    let (one, two) = (filled(EMPTY, 1), filled(EMPTY, 2));
    for (old, new, why) in [(&one, &two, "longer"), (&two, &shrunk, "shorter")] {
        let (old, new) = (old.snapshot(), new.snapshot());
        assert_eq!(new.len() > old.len(), why == "longer");
        let size = old.len().max(new.len());
        for unit in [1, 16, 256, 4096] {
            for erased in [0x00, 0xff] {
                let mut before = old.clone();
                before.resize(size, erased);
                // The last unit may be cut short: it is written as well.
                for cut in (0..size).step_by(unit).chain([size]) {
                    for rest in [before.clone(), vec![erased; size]] {
                        let mut flash = rest;
                        let written = cut.min(new.len());
                        flash[..written].copy_from_slice(&new[..written]);
                        let whole = flash.starts_with(&new);
                        for (a, b, written_to) in [(&flash, &old, Bank::A), (&old, &flash, Bank::B)]
                        {
                            let found = newest_valid(a, b).unwrap();
                            let expected = if whole { &new } else { &old };
                            assert!(found.bytes == expected, "{why}, cut at {cut} of {size}");
                            // The next write spares the bank that is intact.
                            let is_torn = !whole && !flash.starts_with(&old);
                            assert!(!is_torn || found.bank.other() == written_to);
                            assert!(restore(EMPTY, found.bytes).is_ok());
                        }
                    }
                }
            }
        }
    }
    let again = |store: &TrustStore| restore(EMPTY, &store.snapshot()).unwrap().snapshot();
    assert_eq!(again(&shrunk), shrunk.snapshot(), "the control");
}
