//! The trust store and its model: numbers of certificates.

use crate::device::State;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use trustslot::{
    Bank, Banks, BuiltIn, Bundle, Certificate, FactoryReset, ServerCertSlot, SharedBuiltIn,
    SnapshotError, TrustSource, TrustStore,
};
use trustslot_fuzz::chains;

/// The numbers of the uploaded certificates, in their order, and of the disabled roots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    custom: Vec<usize>,
    disabled: BTreeSet<usize>,
}

/// The roots and the limit of a firmware.
#[derive(Clone, Debug)]
pub struct Firmware {
    roots: BTreeSet<usize>,
    limit: usize,
}

impl Default for Firmware {
    fn default() -> Self {
        TrustStore::firmware(0)
    }
}

impl Firmware {
    fn list(&self) -> SharedBuiltIn {
        BuiltIn::from_certificates(self.roots.iter().map(|&root| CERTIFICATES[root].clone())).into()
    }
}

impl State for TrustStore {
    type Model = Store;
    type Firmware = Firmware;

    fn new(firmware: &Firmware) -> Self {
        Self::with_limit(firmware.list(), firmware.limit)
    }

    fn load(
        firmware: &Firmware,
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<Self, SnapshotError>) {
        let (banks, restored) = <Self as State>::new(firmware).load(a, b, floor);
        let restored = restored.map(|restored| {
            let missing = restored.gone.iter().map(|gone| {
                CERTIFICATES.iter().position(|one| one.fingerprint() == *gone).expect("one of them")
            });
            assert!(missing.into_iter().all(|root| !firmware.roots.contains(&root)));
            restored.store
        });
        (banks, restored)
    }

    fn save<E>(
        &mut self,
        banks: &mut Banks<Self>,
        _: bool,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        Self::save(self, banks, write)
    }

    fn generation(&self) -> u64 {
        self.generation()
    }

    fn of_other_kind() -> Vec<u8> {
        ServerCertSlot::new().snapshot()
    }

    /// Two lists of roots that overlap, and two limits.
    fn firmware(number: u8) -> Firmware {
        let roots = if number & 1 == 0 { 0..3 } else { 1..4 };
        Firmware { roots: roots.collect(), limit: if number & 2 == 0 { 4 } else { 2 } }
    }

    fn change(&mut self, model: &mut Store, firmware: &Firmware, [op, argument]: [u8; 2]) -> bool {
        let one = usize::from(argument & 15) % CERTIFICATES.len();
        let other = usize::from(argument >> 4) % CERTIFICATES.len();
        let fingerprint = CERTIFICATES[one].fingerprint();
        match op % 10 {
            0 => add(self, model, firmware, &[one]),
            1 | 2 => add(self, model, firmware, &[one, other, one]),
            3 => {
                let is_there = model.custom.contains(&one);
                let removed = self.remove(&fingerprint);
                assert_eq!(removed.is_some(), is_there);
                model.custom.retain(|&custom| custom != one);
                is_there
            }
            4 | 5 => {
                let can = firmware.roots.contains(&one);
                assert_eq!(self.disable(&fingerprint), can);
                can && model.disabled.insert(one)
            }
            6 | 7 => {
                let was_disabled = model.disabled.remove(&one);
                assert_eq!(self.enable(&fingerprint), was_disabled);
                was_disabled
            }
            8 => {
                let mut changed = !model.disabled.is_empty();
                let reset = if argument & 1 == 0 {
                    changed |= !model.custom.is_empty();
                    let removed = self.factory_reset(FactoryReset::DropCustom);
                    assert_eq!(removed.len(), model.custom.len());
                    model.custom.clear();
                    FactoryReset::DropCustom
                } else {
                    FactoryReset::KeepCustom
                };
                // Again, or for the first time.
                assert!(self.factory_reset(reset).is_empty());
                model.disabled.clear();
                changed
            }
            _ => {
                check_round_trip(self, model, firmware);
                false
            }
        }
    }

    fn view(&self, firmware: &Firmware) -> Store {
        let enabled: Vec<usize> =
            self.anchors(TrustSource::BuiltIn).map(|one| number(&one)).collect();
        Store {
            custom: self.custom().iter().map(number).collect(),
            disabled: firmware
                .roots
                .iter()
                .copied()
                .filter(|root| !enabled.contains(root))
                .collect(),
        }
    }

    fn seen(model: &Store, firmware: &Firmware) -> Store {
        let disabled = model.disabled.intersection(&firmware.roots).copied().collect();
        Store { custom: model.custom.clone(), disabled }
    }

    fn saved(model: &Store, _: bool) -> Store {
        model.clone()
    }

    fn fits(model: &Store, firmware: &Firmware) -> bool {
        model.custom.len() <= firmware.limit
    }
}

/// Uploads a file of these certificates.
fn add(store: &mut TrustStore, model: &mut Store, firmware: &Firmware, file: &[usize]) -> bool {
    let text: String = file.iter().map(|&one| PEM[one].as_str()).collect();
    let bundle = Bundle::parse("a.pem", text.as_bytes()).expect("a file");
    let mut after = model.custom.clone();
    for one in file {
        if !after.contains(one) {
            after.push(*one);
        }
    }
    let answer = store.add(&bundle);
    let fits = after.len() <= firmware.limit || after.len() == model.custom.len();
    assert_eq!(answer.is_ok(), fits, "{answer:?}");
    if !fits {
        return false;
    }
    let new = after.len() - model.custom.len();
    assert_eq!(answer.map(|added| added.new), Ok(new));
    model.custom = after;
    new > 0
}

/// A snapshot is restored as the same state, unless its generation is below the floor.
fn check_round_trip(store: &TrustStore, model: &Store, firmware: &Firmware) {
    let snapshot = store.snapshot();
    let restored = store.restore_like(&snapshot, store.generation());
    if !<TrustStore as State>::fits(model, firmware) {
        assert!(restored.is_err());
        return;
    }
    let restored = restored.expect("the snapshot of a state").store;
    assert_eq!(restored.view(firmware), store.view(firmware));
    assert!(restored.snapshot() == snapshot);
    let floor = store.generation() + 1;
    assert!(store.restore_like(&snapshot, floor).is_err());
}

fn number(certificate: &Certificate) -> usize {
    CERTIFICATES.iter().position(|one| one == certificate).expect("one of them")
}

/// The first four are roots of firmwares, and can be uploaded too.
static CERTIFICATES: LazyLock<[Certificate; 8]> = LazyLock::new(|| {
    core::array::from_fn(|number| {
        let issued = chains::ca_root(&format!("CA {number}"), 40 + number as u64);
        Certificate::from_der(&issued.der).expect("a certificate")
    })
});

static PEM: LazyLock<[String; 8]> =
    LazyLock::new(|| core::array::from_fn(|one| Bundle::from(CERTIFICATES[one].clone()).to_pem()));
