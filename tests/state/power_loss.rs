//! Power that is lost while a state is written, in whichever place it goes and whether it grows or shrinks.

use crate::snapshot_faults::EMPTY;
use crate::snapshot_store::{filled, fingerprint, restore, root};
use trustslot::{TrustStore, newest_valid};

/// F1: the new state over the old one, cut after each unit. The other place still holds the old state.
#[test]
fn fault_f01_power_lost_in_either_place() {
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
                        for (a, b) in [(&flash, &old), (&old, &flash)] {
                            let found = newest_valid(a, b).unwrap();
                            let expected = if whole { &new } else { &old };
                            assert!(found == expected, "{why}, cut at {cut} of {size}");
                            // What is found is a state, and nothing else.
                            assert!(restore(EMPTY, found).is_ok());
                        }
                    }
                }
            }
        }
    }
    let again = |store: &TrustStore| restore(EMPTY, &store.snapshot()).unwrap().snapshot();
    assert_eq!(again(&shrunk), shrunk.snapshot(), "the control");
}
