//! Random sequences of changes, saves, power failures, damage, updates and downgrades.

use crate::banks::{Flash, fresh, writes};
use crate::damaged_snapshots::crafted;
use crate::refused_states::newer;
use crate::store_snapshots::{certificate, root};
use proptest::prelude::*;
use trustslot::{Bank, Banks, Bundle, TrustStore};

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

    fn live(&mut self, event: &Event) {
        let uploaded = |n| certificate(&root(&format!("Uploaded {n}")));
        match *event {
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
                // Flash is erased before it is written. A write over a damaged state could mend it by chance.
                for (bank, bytes) in all {
                    if left == 0 {
                        break;
                    }
                    self.flash.0[usize::from(bank.code())].fill(0xff);
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
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// A completed save is loaded, and an interrupted one leaves the state before or the new one, in whatever order
    /// power failures, damage, updates and downgrades come.
    #[test]
    fn saved_state_survives_every_sequence_of_faults(
        events in proptest::collection::vec(event(), 1..24),
    ) {
        let mut phone = Phone::new();
        for event in events {
            phone.live(&event);
        }
    }
}
