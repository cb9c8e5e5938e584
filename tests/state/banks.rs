//! Two banks: what a device saves is what its next start loads, after every refusal and every power failure.

use crate::damaged_snapshots::{EMPTY, crafted};
use crate::presented::{device, identity};
use crate::refused_states::{empty, newer, refusals};
use crate::store_snapshots::{certificate, filled, root};
use crate::support::der;
use sha2::{Digest as _, Sha256};
use std::convert::Infallible;
use trustslot::{
    Bank, Banks, Bundle, RestoredStore, ServerCertSlot, SlotKind, SnapshotError, TrustStore,
};

/// Two flash banks. A write replaces the first bytes of a bank and leaves the rest.
#[derive(Clone, PartialEq)]
pub(crate) struct Flash(pub(crate) [Vec<u8>; 2]);

pub(crate) type Writes = Vec<(Bank, Vec<u8>)>;

impl Flash {
    pub(crate) fn erased() -> Self {
        Self([vec![0xff; 8], vec![0xff; 8]])
    }

    pub(crate) fn write(&mut self, bank: Bank, bytes: &[u8]) {
        let cells = &mut self.0[usize::from(bank.code())];
        let size = cells.len().max(bytes.len());
        cells.resize(size, 0xff);
        cells[..bytes.len()].copy_from_slice(bytes);
    }

    pub(crate) fn load(
        &self,
        factory: &TrustStore,
        floor: u64,
    ) -> (Banks<TrustStore>, Result<RestoredStore, SnapshotError>) {
        factory.load(Some(&self.0[0]), Some(&self.0[1]), floor)
    }
}

/// What `save` writes, in order.
pub(crate) fn writes(store: &mut TrustStore, banks: &mut Banks<TrustStore>) -> Writes {
    let mut writes = Vec::new();
    let write = |bank, bytes: &[u8]| {
        writes.push((bank, bytes.to_vec()));
        Ok::<(), Infallible>(())
    };
    store.save(banks, write).unwrap();
    writes
}

pub(crate) fn add(store: &mut TrustStore, name: &str) {
    store.add(&Bundle::from(certificate(&root(name)))).unwrap();
}

pub(crate) fn fresh(limit: usize) -> TrustStore {
    TrustStore::with_limit(EMPTY, limit)
}

#[test]
fn state_saved_after_a_refusal_is_loaded_at_the_next_start() {
    for (why, a, b, limit, floor, word, least) in refusals() {
        let flash = Flash([a, b]);
        let (mut banks, restored) = flash.load(&fresh(limit), floor);
        let error = restored.unwrap_err();
        assert_eq!(error.word(), word, "{why}");
        let mut store = fresh(limit);
        add(&mut store, "Fresh");
        let writes = writes(&mut store, &mut banks);
        assert!(store.generation() >= least, "{why}: generation {}", store.generation());

        // Power fails at any byte of any write: the next start refuses again, or it loads the new state.
        let mut before = flash;
        for (number, (bank, bytes)) in writes.iter().enumerate() {
            let is_last = number + 1 == writes.len();
            for cut in 0..=bytes.len() {
                let mut cells = before.clone();
                // Hashing 4 MiB at every byte would take minutes.
                let is_slow = cells.0.iter().any(|bank| bank.len() > 1 << 20);
                if is_slow && cut % 64 != 0 && cut != bytes.len() {
                    continue;
                }
                cells.write(*bank, &bytes[..cut]);
                match cells.load(&fresh(limit), floor).1 {
                    Ok(restored) => assert_eq!(restored.store.snapshot(), *bytes, "{why}, {cut}"),
                    Err(error) => {
                        assert!(!is_last || cut < bytes.len(), "{why}: {error} after the save");
                    }
                }
            }
            before.write(*bank, bytes);
        }

        // The device goes on: with the same banks, and after a restart.
        let mut flash = before;
        let (mut restarted, restored) = flash.load(&fresh(limit), floor);
        let mut store = restored.unwrap().store;
        for (banks, name) in [(&mut restarted, "Second"), (&mut banks, "Third")] {
            store.remove_all();
            add(&mut store, name);
            for (bank, bytes) in self::writes(&mut store, banks) {
                flash.write(bank, &bytes);
            }
            let restored = flash.load(&fresh(limit), floor).1.unwrap().store;
            assert_eq!(restored.custom(), store.custom(), "{why}: {name}");
        }
    }
}

/// The two banks, the error, the bank that is written next, and why.
type Unreadable<'a> =
    (Option<&'a [u8]>, Option<&'a [u8]>, Option<&'static str>, Bank, &'static str);

/// Reading a bank may fail, as worn flash does. Its content is unknown, as that of a damaged bank.
#[test]
fn unreadable_bank_is_reported_and_written_next() {
    let ours = filled(EMPTY, 3).snapshot();
    let factory = fresh(10);
    let rows: [Unreadable<'_>; 5] = [
        (None, Some(&ours), None, Bank::A, "the other bank is loaded"),
        (Some(&ours), None, None, Bank::B, "the other bank is loaded"),
        (None, None, Some("bank-unreadable"), Bank::A, "nothing is known of either"),
        (None, Some(&[]), Some("bank-unreadable"), Bank::A, "this may be no first start"),
        (Some(&[]), None, Some("bank-unreadable"), Bank::B, "this may be no first start"),
    ];
    for (a, b, error, next, why) in rows {
        let (banks, restored) = factory.load(a, b, 0);
        assert_eq!(restored.as_ref().err().map(SnapshotError::word), error, "{why}");
        assert_eq!(banks.next(), next, "{why}");
        let reported = banks.other_error().map(SnapshotError::word);
        assert_eq!(reported, restored.is_ok().then_some("bank-unreadable"), "{why}");
    }
}

#[test]
fn older_or_unusable_bank_is_written_next() {
    let [one, two] = [1, 2].map(|count| filled(EMPTY, count).snapshot());
    let torn = &two[..two.len() - 1];
    for (a, b, newest, next, why) in [
        (&[][..], &[][..], None, Bank::A, "the first start"),
        (&one, &[], Some(Bank::A), Bank::B, "the other is empty"),
        (&[], &one, Some(Bank::B), Bank::A, "the other is empty"),
        (&one, &two, Some(Bank::B), Bank::A, "the other is older"),
        (&two, &one, Some(Bank::A), Bank::B, "the other is older"),
        (&one, &one, Some(Bank::A), Bank::B, "of two with one generation, A is loaded"),
        (torn, &one, Some(Bank::B), Bank::A, "the other is torn"),
        (&one, torn, Some(Bank::A), Bank::B, "the other is torn"),
        (&[], torn, None, Bank::B, "a torn one before an empty one"),
        (torn, &[], None, Bank::A, "a torn one before an empty one"),
    ] {
        let (banks, _) = fresh(10).load(Some(a), Some(b), 0);
        assert_eq!((banks.newest(), banks.next()), (newest, next), "{why}");
    }
}

/// A write that fails may have changed the bank, so saving again writes to it again, and never to the newest state.
#[test]
fn failed_write_is_reported_and_repeated_in_the_same_bank() {
    let mut flash = Flash::erased();
    let (mut banks, _) = flash.load(&fresh(10), 0);
    let mut store = fresh(10);
    add(&mut store, "First");
    for (bank, bytes) in writes(&mut store, &mut banks) {
        flash.write(bank, &bytes);
    }
    let saved = store.snapshot();
    add(&mut store, "Second");
    for _ in 0..3 {
        let mut tried = Vec::new();
        let error = store.save(&mut banks, |bank, _| {
            tried.push(bank);
            Err("worn out")
        });
        assert_eq!((error, tried), (Err("worn out"), vec![Bank::B]));
        let restored = flash.load(&fresh(10), 0).1.unwrap().store;
        assert_eq!(restored.snapshot(), saved, "the state before");
    }
    assert_eq!(writes(&mut store, &mut banks), [(Bank::B, store.snapshot())]);
}

/// The first bank holds the new state by then, so it must not be the next that is written.
#[test]
fn failed_second_write_is_repeated_first() {
    let (mut banks, restored) = fresh(10).load(Some(&newer(4)), Some(&newer(5)), 0);
    assert!(restored.is_err());
    let mut store = fresh(10);
    add(&mut store, "Fresh");
    let mut tried = Vec::new();
    let result = store.save(&mut banks, |bank, _| {
        tried.push(bank);
        if tried.len() == 2 { Err("worn out") } else { Ok(()) }
    });
    assert_eq!((result, tried), (Err("worn out"), vec![Bank::A, Bank::B]));
    assert_eq!((banks.newest(), banks.next()), (Some(Bank::A), Bank::B));
    add(&mut store, "Second");
    assert_eq!(writes(&mut store, &mut banks), [(Bank::B, store.snapshot())]);
}

/// The two banks, the banks that are written, and why.
type Written<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, &'static [Bank], &'static str);

/// Otherwise each later start would report that the last change may be lost. The bank that the next start selects is the one
/// that is named as the newest.
#[test]
fn save_leaves_no_unusable_bank() {
    let ours = filled(EMPTY, 3).snapshot();
    let torn = &ours[..200];
    let newer = newer(9);
    let rows: [Written<'_>; 7] = [
        (Some(&[]), Some(&[]), &[Bank::A], "an empty bank may stay"),
        (Some(torn), Some(torn), &[Bank::A, Bank::B], "both are torn"),
        (Some(torn), Some(&[]), &[Bank::A], "one is torn"),
        (Some(torn), Some(&ours), &[Bank::A], "one is torn, one is intact"),
        (None, None, &[Bank::A, Bank::B], "neither can be read"),
        (None, Some(&ours), &[Bank::A], "one cannot be read"),
        (Some(&newer), Some(&[]), &[Bank::B, Bank::A], "one is of a newer format"),
    ];
    for (a, b, expected, why) in rows {
        let (mut banks, restored) = fresh(10).load(a, b, 0);
        let mut store = restored.map_or_else(|_| fresh(10), |restored| restored.store);
        store.remove_all();
        add(&mut store, "Changed");
        let mut flash = Flash([a, b].map(|bytes| bytes.unwrap_or_default().to_vec()));
        let mut written = Vec::new();
        for (bank, bytes) in writes(&mut store, &mut banks) {
            flash.write(bank, &bytes);
            written.push(bank);
        }
        assert_eq!(written, expected, "{why}");
        assert_eq!(banks.newest(), flash.load(&fresh(10), 0).0.newest(), "next start: {why}");
    }
}

/// A save that is repeated without a change, or made with another store, is loaded as well.
#[test]
fn saved_state_is_loaded_whatever_its_generation_was() {
    let mut flash = Flash::erased();
    let (mut banks, _) = flash.load(&fresh(10), 0);
    let mut store = filled(EMPTY, 5);
    let mut other = filled(EMPTY, 1);
    for which in [0, 0, 1, 0, 1, 1] {
        let store = if which == 0 { &mut store } else { &mut other };
        for (bank, bytes) in writes(store, &mut banks) {
            flash.write(bank, &bytes);
        }
        let restored = flash.load(&fresh(10), 0).1.unwrap().store;
        assert_eq!(restored.snapshot(), store.snapshot());
    }
}

#[test]
fn slot_saved_after_a_refusal_is_loaded_at_the_next_start() {
    let uploaded = |key| {
        let mut slot = ServerCertSlot::new();
        slot.upload(identity(&device("phone.example.com", key).self_signed(), &[]));
        slot
    };
    let [one, other] = [5, 6].map(|key| device("phone.example.com", key).self_signed());
    let mut mismatch = uploaded(5).snapshot_with_private_key().to_vec();
    der::replace_once(&mut mismatch, &one.der, &other.der);
    let end = mismatch.len() - 32;
    let digest = Sha256::digest(&mismatch[4..end - 2]);
    mismatch[end..].copy_from_slice(&digest);
    let later = crafted(1, 2, &[9], &[empty()]);
    for (why, a, b, floor, word) in [
        ("a newer format", newer(4), uploaded(5).snapshot(), 0, "snapshot-version"),
        ("the key of another", uploaded(5).snapshot(), mismatch, 0, "snapshot-key-mismatch"),
        ("a store", filled(EMPTY, 4).snapshot(), Vec::new(), 0, "snapshot-of-another-kind"),
        ("below the floor", uploaded(5).snapshot(), Vec::new(), 9, "snapshot-rolled-back"),
        ("an upload without parts", later, uploaded(5).snapshot(), 0, "snapshot-damaged"),
    ] {
        // A slot that is refused for its content must be the newest.
        let (a, b) = if word == "snapshot-key-mismatch" { (Vec::new(), b) } else { (a, b) };
        let mut flash = Flash([a, b]);
        let load =
            |flash: &Flash| ServerCertSlot::load(Some(&flash.0[0]), Some(&flash.0[1]), floor);
        let (mut banks, restored) = load(&flash);
        assert_eq!(restored.unwrap_err().word(), word, "{why}");
        let mut slot = uploaded(7);
        slot.save_with_private_key(&mut banks, |bank, bytes| {
            flash.write(bank, bytes);
            Ok::<(), Infallible>(())
        })
        .unwrap();
        let restored = load(&flash).1.unwrap().slot;
        let whole = restored.snapshot_with_private_key();
        assert_eq!(*whole, *slot.snapshot_with_private_key(), "{why}");
        assert!(restored.get(SlotKind::Custom).is_some(), "{why}");
    }
}
