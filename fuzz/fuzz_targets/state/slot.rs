//! The slot for identities and its model.

use crate::device::State;
use std::sync::LazyLock;
use trustslot::{
    Bank, Banks, BuiltIn, Certificate, FactoryReset, HandleProof, Identity, KeyHandle, KeyStorage,
    PrivateKey, ServerCertSlot, SlotKind, SnapshotError, TrustStore,
};
use trustslot_fuzz::support::{Issued, Key, intermediate, leaf, root};

/// What the two entries for uploads hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    custom: Upload,
    client: Upload,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Upload {
    #[default]
    None,
    /// The number of an identity, and whether its key is elsewhere.
    Installed(usize, bool),
    AwaitsKey(usize),
}

impl Upload {
    const fn is_installed(self) -> bool {
        matches!(self, Self::Installed(..))
    }

    const fn saved(self, with_keys: bool) -> Self {
        match self {
            Self::Installed(number, false) if !with_keys => Self::AwaitsKey(number),
            other => other,
        }
    }
}

impl State for ServerCertSlot {
    type Model = Slot;
    type Firmware = ();

    fn new((): &()) -> Self {
        Self::new()
    }

    fn load(
        (): &(),
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<Self, SnapshotError>) {
        let (banks, restored) = Self::load(a, b, floor);
        let restored = restored.map(|restored| {
            let awaits = restored.slot.awaits_key(SlotKind::Custom);
            assert_eq!(restored.awaits_key.as_deref(), awaits);
            restored.slot
        });
        (banks, restored)
    }

    fn save<E>(
        &mut self,
        banks: &mut Banks<Self>,
        with_keys: bool,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if with_keys {
            self.save_with_private_key(banks, write)
        } else {
            Self::save(self, banks, write)
        }
    }

    fn generation(&self) -> u64 {
        self.generation()
    }

    fn of_other_kind() -> Vec<u8> {
        TrustStore::new(BuiltIn::EMPTY).snapshot()
    }

    fn firmware(_: u8) {}

    fn change(&mut self, model: &mut Slot, (): &(), [op, argument]: [u8; 2]) -> bool {
        let number = usize::from(argument) % CHAINS.len();
        let by_handle = argument & 0x80 != 0;
        let upload = Upload::Installed(number, by_handle);
        match op % 8 {
            0 | 1 => {
                let replaced = self.upload(identity(number, by_handle));
                assert_eq!(replaced.is_some(), model.custom.is_installed());
                model.custom = upload;
                true
            }
            2 | 3 => {
                let replaced = self.upload_client(identity(number, by_handle));
                assert_eq!(replaced.is_some(), model.client.is_installed());
                model.client = upload;
                true
            }
            4 => {
                let before = std::mem::take(&mut model.custom);
                assert_eq!(self.remove_custom().is_some(), before.is_installed());
                before != Upload::None
            }
            5 => {
                let before = std::mem::take(&mut model.client);
                assert_eq!(self.remove_client().is_some(), before.is_installed());
                before != Upload::None
            }
            6 if argument & 1 == 0 => {
                let before = std::mem::take(model);
                let removed = self.factory_reset(FactoryReset::DropCustom);
                assert_eq!(removed.is_some(), before.custom.is_installed());
                before != Slot::default()
            }
            6 => {
                assert!(self.factory_reset(FactoryReset::KeepCustom).is_none());
                false
            }
            _ => {
                check_round_trip(self);
                false
            }
        }
    }

    fn view(&self, (): &()) -> Slot {
        let entry = |kind| {
            if let Some(chain) = self.awaits_key(kind) {
                assert!(self.get(kind).is_none());
                return Upload::AwaitsKey(number_of(chain.iter()));
            }
            self.get(kind).map_or(Upload::None, |identity| {
                let is_elsewhere = matches!(identity.key(), KeyStorage::Handle(_));
                Upload::Installed(number_of(identity.chain()), is_elsewhere)
            })
        };
        assert!(self.get(SlotKind::Unique).is_none() && self.get(SlotKind::Generic).is_none());
        Slot { custom: entry(SlotKind::Custom), client: entry(SlotKind::Client) }
    }

    fn seen(model: &Slot, (): &()) -> Slot {
        model.clone()
    }

    fn saved(model: &Slot, with_keys: bool) -> Slot {
        Slot { custom: model.custom.saved(with_keys), client: model.client.saved(with_keys) }
    }

    fn fits(_: &Slot, (): &()) -> bool {
        true
    }
}

/// A snapshot is restored as the same state, and a state that lost its keys has one encoding.
fn check_round_trip(slot: &ServerCertSlot) {
    let whole = slot.snapshot_with_private_key();
    let restored = ServerCertSlot::restore(&whole, slot.generation()).expect("a state").slot;
    assert_eq!(restored.view(&()), slot.view(&()));
    assert!(*restored.snapshot_with_private_key() == *whole);
    let withheld = slot.snapshot();
    let restored = ServerCertSlot::restore(&withheld, slot.generation()).expect("a state").slot;
    assert_eq!(restored.snapshot(), withheld);
    assert!(*restored.snapshot_with_private_key() == *withheld);
    assert_eq!(slot.snapshot_len(), withheld.len());
    let floor = slot.generation() + 1;
    assert!(ServerCertSlot::restore(&withheld, floor).is_err());
}

fn identity(number: usize, by_handle: bool) -> Identity {
    let (chain, key) = &CHAINS[number];
    let chain = chain.clone();
    let made = if by_handle {
        Identity::with_handle(chain, KeyHandle::new("slot 3"), HandleProof::Stated)
    } else {
        Identity::from_parts(chain, PrivateKey::from_der(key).expect("a key"))
    };
    made.expect("an identity")
}

fn number_of<'a>(chain: impl Iterator<Item = &'a Certificate>) -> usize {
    let chain: Vec<&Certificate> = chain.collect();
    let is_same = |(other, _): &(Vec<Certificate>, Vec<u8>)| other.iter().eq(chain.iter().copied());
    CHAINS.iter().position(is_same).expect("one of them")
}

/// Chains of one to three certificates, each with its key.
static CHAINS: LazyLock<[(Vec<Certificate>, Vec<u8>); 3]> = LazyLock::new(|| {
    let ca = root("CA").key(Key::ed25519(60)).self_signed();
    let below = intermediate("CA 2").key(Key::ed25519(61)).signed_by(&ca);
    let end = |number: u64, issuer: &Issued| {
        leaf("phone.example.com").key(Key::ed25519(number)).signed_by(issuer)
    };
    let (one, two, three) = (end(62, &ca), end(63, &below), end(64, &below));
    let read = |chain: &[&Issued]| -> (Vec<Certificate>, Vec<u8>) {
        let parsed =
            chain.iter().map(|one| Certificate::from_der(&one.der).expect("a certificate"));
        (parsed.collect(), chain[0].key.pkcs8().to_vec())
    };
    [read(&[&one]), read(&[&two, &below]), read(&[&three, &below, &ca])]
});
