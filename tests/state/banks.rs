//! Two banks: what a device saves is what its next start loads, after every refusal and every power failure.

use crate::damaged_snapshots::{EMPTY, crafted};
use crate::presented::{device, identity};
use crate::store_snapshots::{certificate, filled, root};
use crate::support::{self, der};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use std::convert::Infallible;
use trustslot::{
    Bank, Banks, Bundle, RestoredStore, ServerCertSlot, SlotKind, SnapshotError, TrustStore,
};

/// Two flash banks. A write replaces the first bytes of a bank and leaves the rest.
#[derive(Clone, PartialEq)]
pub(crate) struct Flash(pub(crate) [Vec<u8>; 2]);

type Writes = Vec<(Bank, Vec<u8>)>;

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
fn writes(store: &mut TrustStore, banks: &mut Banks<TrustStore>) -> Writes {
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

fn empty() -> Vec<u8> {
    der::seq::<Vec<u8>>(&[])
}

/// A store of a newer format. Its content is none of ours.
fn newer(generation: u8) -> Vec<u8> {
    crafted(2, 1, &[generation], &[der::null()])
}

/// A snapshot with these elements after the magic, and a correct digest.
fn sealed(elements: &[Vec<u8>]) -> Vec<u8> {
    let inner = [der::octet_string(b"trustslot"), elements.concat()].concat();
    let digest = der::octet_string(&Sha256::digest(&inner));
    der::seq(&[inner, digest])
}

/// The contents of an INTEGER.
fn number(number: u64) -> Vec<u8> {
    let bytes = [&[0][..], &number.to_be_bytes()].concat();
    let is_padding = |pair: &[u8]| pair[0] == 0 && pair[1] < 0x80;
    let padding = bytes.windows(2).take_while(|pair| is_padding(pair)).count();
    bytes[padding..].to_vec()
}

/// Why the saved state is refused, the two banks, the limit, the floor, the error, and the least generation that the
/// device then saves with.
pub(crate) type Row = (&'static str, Vec<u8>, Vec<u8>, usize, u64, &'static str, u64);

pub(crate) fn refusals() -> Vec<Row> {
    let ours = |count| filled(EMPTY, count).snapshot();
    let torn = |count: usize| ours(count)[..200].to_vec();
    let mut worn = ours(2);
    worn[100] ^= 1;
    let none = Vec::new;
    let mut slot = ServerCertSlot::new();
    for turn in 5..10 {
        slot.upload(identity(&device("phone.example.com", turn).self_signed(), &[]));
    }
    let slot = slot.snapshot();
    let store = |generation: u64, certificates: &[Vec<u8>]| {
        crafted(1, 1, &number(generation), &[der::seq(certificates), empty()])
    };
    let roots = |count: usize| -> Vec<_> {
        (0..count).map(|n| root(&format!("Uploaded {n}")).der).collect()
    };
    let unfit = support::root("Unfit").unknown_critical_extension().self_signed().der;
    let last = (1 << 63) - 1;
    let large = crafted(1, 1, &[9], &[der::seq(&[vec![0; 4 << 20]]), empty()]);
    let other_form = sealed(&[
        der::integer(&[1]),
        der::integer(&[1]),
        der::integer(&[9]),
        der::seq(&[empty(), empty()]),
        der::null(),
    ]);
    let without_numbers = sealed(&[der::integer(&[2]), der::null()]);
    vec![
        ("a newer format in bank A", newer(4), ours(3), 10, 0, "snapshot-version", 5),
        ("a newer format in bank B", ours(3), newer(4), 10, 0, "snapshot-version", 5),
        ("a newer format that is older", newer(2), ours(3), 10, 0, "snapshot-version", 4),
        ("a newer format in both", newer(4), newer(5), 10, 0, "snapshot-version", 6),
        ("a newer format alone", none(), newer(4), 10, 0, "snapshot-version", 5),
        ("a newer format beside a torn one", torn(2), newer(4), 10, 0, "snapshot-version", 5),
        ("a format without numbers", ours(3), without_numbers, 10, 0, "snapshot-version", 4),
        ("fewer entries than before", ours(2), ours(3), 2, 0, "snapshot-certificate-unfit", 4),
        ("the same in bank A", ours(3), ours(2), 2, 0, "snapshot-certificate-unfit", 4),
        ("the same alone", none(), ours(3), 2, 0, "snapshot-certificate-unfit", 4),
        ("older than the floor", ours(2), ours(3), 10, 100, "snapshot-rolled-back", 100),
        ("a floor at the first start", none(), none(), 10, 100, "no-snapshot", 100),
        ("a floor, and nothing intact", torn(2), none(), 10, 100, "snapshot-damaged", 100),
        ("out of range", store(1 << 63, &[]), ours(3), 10, 0, "snapshot-generation", 4),
        ("out of range, alone", none(), store(u64::MAX, &[]), 10, 0, "snapshot-generation", 1),
        (
            "the last number, and too many entries",
            store(last, &roots(3)),
            ours(1),
            2,
            0,
            "snapshot-certificate-unfit",
            last,
        ),
        (
            "the last number in bank B",
            ours(1),
            store(last, &roots(3)),
            2,
            0,
            "snapshot-certificate-unfit",
            last,
        ),
        ("torn, both", torn(2), torn(3), 10, 0, "snapshot-damaged", 1),
        ("torn, alone", torn(2), none(), 10, 0, "snapshot-damaged", 1),
        ("altered", none(), worn, 10, 0, "snapshot-digest", 1),
        ("a slot in bank A", slot.clone(), ours(3), 10, 0, "snapshot-of-another-kind", 6),
        ("a slot in bank B", ours(3), slot.clone(), 10, 0, "snapshot-of-another-kind", 6),
        ("slots in both", slot.clone(), slot, 10, 0, "snapshot-of-another-kind", 6),
        (
            "a certificate that is not read any more",
            ours(3),
            store(4, &[empty()]),
            10,
            0,
            "snapshot-certificate-unreadable",
            5,
        ),
        (
            "a certificate that is not trusted any more",
            store(4, &[unfit]),
            ours(3),
            10,
            0,
            "snapshot-certificate-unfit",
            5,
        ),
        ("larger than any of ours", ours(3), large, 10, 0, "snapshot-too-large", 10),
        ("one element more than ours", other_form, ours(3), 10, 0, "snapshot-damaged", 10),
    ]
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

/// Reading a bank may fail, as worn flash does. Its content is unknown, as that of a damaged bank.
#[test]
fn unreadable_bank_is_reported_and_written_next() {
    let ours = filled(EMPTY, 3).snapshot();
    let factory = fresh(10);
    let rows: [(Option<&[u8]>, Option<&[u8]>, Option<&str>, Bank, &str); 5] = [
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

/// Otherwise each later start would report that the last change may be lost.
#[test]
fn save_leaves_no_unusable_bank() {
    let ours = filled(EMPTY, 3).snapshot();
    let torn = &ours[..200];
    let rows: [(Option<&[u8]>, Option<&[u8]>, &[Bank], &str); 6] = [
        (Some(&[]), Some(&[]), &[Bank::A], "an empty bank may stay"),
        (Some(torn), Some(torn), &[Bank::A, Bank::B], "both are torn"),
        (Some(torn), Some(&[]), &[Bank::A], "one is torn"),
        (Some(torn), Some(&ours), &[Bank::A], "one is torn, one is intact"),
        (None, None, &[Bank::A, Bank::B], "neither can be read"),
        (None, Some(&ours), &[Bank::A], "one cannot be read"),
    ];
    for (a, b, expected, why) in rows {
        let (mut banks, restored) = fresh(10).load(a, b, 0);
        let mut store = restored.map_or_else(|_| fresh(10), |restored| restored.store);
        store.remove_all();
        add(&mut store, "Changed");
        let written: Vec<_> =
            writes(&mut store, &mut banks).iter().map(|(bank, _)| *bank).collect();
        assert_eq!(written, expected, "{why}");
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

/// What happens to a device.
#[derive(Clone, Debug)]
enum Event {
    Upload(usize),
    Remove(usize),
    Save,
    /// Power fails when this share of the bytes is written.
    TornSave(u8),
    Restart,
    FlippedBit(Bank, usize),
    Erased(Bank),
    /// A newer firmware saved to this bank.
    NewerFormat(Bank),
    OtherKind(Bank),
    /// An update or a downgrade changes the number of entries.
    Limit(usize),
    /// The device raises its floor to the state that it saved last.
    Floor,
}

fn event() -> impl Strategy<Value = Event> {
    let bank = || prop_oneof![Just(Bank::A), Just(Bank::B)];
    prop_oneof![
        4 => (0..6_usize).prop_map(Event::Upload),
        2 => (0..6_usize).prop_map(Event::Remove),
        4 => Just(Event::Save),
        4 => any::<u8>().prop_map(Event::TornSave),
        2 => Just(Event::Restart),
        1 => (bank(), any::<usize>()).prop_map(|(bank, bit)| Event::FlippedBit(bank, bit)),
        1 => bank().prop_map(Event::Erased),
        1 => bank().prop_map(Event::NewerFormat),
        1 => bank().prop_map(Event::OtherKind),
        1 => (1..6_usize).prop_map(Event::Limit),
        1 => Just(Event::Floor),
    ]
}

/// A device, its flash, and what its next start may load.
struct Phone {
    flash: Flash,
    limit: usize,
    floor: u64,
    banks: Banks<TrustStore>,
    store: TrustStore,
    /// The states that the next start may restore; `None` is a refusal. Unknown after damage.
    expected: Option<Vec<Option<Vec<u8>>>>,
}

impl Phone {
    fn new() -> Self {
        let flash = Flash::erased();
        let (banks, _) = flash.load(&fresh(10), 0);
        let expected = Some(vec![None]);
        Self { flash, limit: 10, floor: 0, banks, store: fresh(10), expected }
    }

    fn restart(&mut self) {
        let (banks, restored) = self.flash.load(&fresh(self.limit), self.floor);
        let loaded = restored.as_ref().ok().map(|restored| restored.store.snapshot());
        if let Some(expected) = &self.expected {
            assert!(expected.contains(&loaded), "{restored:?}");
        }
        self.expected = Some(vec![loaded]);
        self.banks = banks;
        self.store = restored.map_or_else(|_| fresh(self.limit), |restored| restored.store);
    }

    fn live(&mut self, event: Event) {
        let uploaded = |n| certificate(&root(&format!("Uploaded {n}")));
        match event {
            // A full store refuses; that is tested elsewhere.
            Event::Upload(n) => drop(self.store.add(&Bundle::from(uploaded(n)))),
            Event::Remove(n) => drop(self.store.remove(&uploaded(n).fingerprint())),
            Event::Save => {
                for (bank, bytes) in writes(&mut self.store, &mut self.banks) {
                    self.flash.write(bank, &bytes);
                }
                self.expected = Some(vec![Some(self.store.snapshot())]);
                self.restart();
            }
            Event::TornSave(share) => {
                let all = writes(&mut self.store, &mut self.banks);
                let total: usize = all.iter().map(|(_, bytes)| bytes.len()).sum();
                let mut left = total * usize::from(share) / 256;
                for (bank, bytes) in all {
                    self.flash.write(bank, &bytes[..left.min(bytes.len())]);
                    left = left.saturating_sub(bytes.len());
                }
                if let Some(expected) = &mut self.expected {
                    expected.push(Some(self.store.snapshot()));
                }
                self.restart();
            }
            Event::Restart => self.restart(),
            Event::FlippedBit(bank, bit) => {
                let cells = &mut self.flash.0[usize::from(bank.code())];
                let bit = bit % (cells.len() * 8);
                cells[bit / 8] ^= 1 << (bit % 8);
                self.damaged();
            }
            Event::Erased(bank) => {
                self.flash.0[usize::from(bank.code())].fill(0xff);
                self.damaged();
            }
            Event::NewerFormat(bank) => {
                let generation = u8::try_from(self.store.generation().min(99)).unwrap();
                self.flash.write(bank, &newer(generation + 1));
                self.damaged();
            }
            Event::OtherKind(bank) => {
                self.flash.write(bank, &crafted(1, 2, &[50], &[]));
                self.damaged();
            }
            Event::Limit(limit) => {
                self.limit = limit;
                self.damaged();
            }
            Event::Floor => {
                // Only of a state that is safe in flash.
                if let Some([Some(saved)]) = self.expected.as_deref()
                    && *saved == self.store.snapshot()
                {
                    self.floor = self.store.generation();
                }
            }
        }
    }

    /// The device runs on until it restarts, and must not rely on what it remembers of its flash.
    fn damaged(&mut self) {
        self.expected = None;
        self.restart();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A completed save is loaded, and an interrupted one leaves the state before or the new one, in whatever order
    /// power failures, damage, updates and downgrades come.
    #[test]
    fn saved_state_survives_every_sequence_of_faults(
        events in proptest::collection::vec(event(), 1..24),
    ) {
        let mut phone = Phone::new();
        for event in events {
            phone.live(event);
        }
    }
}
