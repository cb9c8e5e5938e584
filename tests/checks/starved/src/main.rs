//! Goes through one door of the library while one request for memory is refused, and says by its exit code how that
//! went: `starved <door> <request>`. A process of its own, because Rust's collections end it when they are refused.

use starved::{Starved, pem, refusing_request};
use std::process::ExitCode;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, DeviceCertificate, FactoryReset, Identity, Policy,
    ServerCertSlot, SlotKind, TrustStore, Verifier,
};

#[global_allocator]
static ALLOCATOR: Starved = Starved;

/// There were fewer requests: everything went well.
const WENT_WELL: u8 = 0;
/// The refusal was reported, and nothing had changed.
const REPORTED: u8 = 10;
/// The refusal was not noticed, although a result lacks something, or a failure left a change behind.
const WRONG: u8 = 11;
/// A request was refused and something else served: the result is whole.
const MADE_DO: u8 = 12;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let door = arguments.next().unwrap_or_default();
    let request = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut world = World::new();
    let before = world.shown();
    let (done, was_refused) = refusing_request(request, || world.go_through(&door));
    ExitCode::from(match done {
        Ok(is_whole) if is_whole => {
            if was_refused {
                MADE_DO
            } else {
                WENT_WELL
            }
        }
        Err(said) if was_refused && said.contains("memory") && world.shown() == before => REPORTED,
        _ => WRONG,
    })
}

struct World {
    store: TrustStore,
    slot: ServerCertSlot,
    chain: Chain,
    file: String,
    exported: (Vec<u8>, Vec<u8>),
}

impl World {
    fn new() -> Self {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let chain = Bundle::parse("chain.pem", CHAIN).unwrap();
        let top = chain.certificates()[2].clone();
        store.add(&Bundle::from(top)).unwrap();
        let file = [pem("CERTIFICATE", CERTIFICATE), pem("PRIVATE KEY", KEY)].concat();
        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        let exported = (store.snapshot(), slot.snapshot_with_private_key().to_vec());
        Self {
            chain: Chain::from_certificates(chain.into_iter().take(2)).unwrap(),
            store,
            slot,
            file,
            exported,
        }
    }

    /// All that may not change when something fails.
    fn shown(&self) -> (Vec<u8>, Vec<u8>) {
        let slot = self.slot.snapshot_with_private_key().to_vec();
        (self.store.snapshot(), slot)
    }

    /// Whether all is as it should be behind the door.
    fn go_through(&mut self, door: &str) -> Result<bool, String> {
        match door {
            "upload" => {
                let bundle = Bundle::parse("chain.pem", CHAIN).map_err(|e| e.to_string())?;
                let added = self.store.add(&bundle).map_err(|e| e.to_string())?;
                Ok(added.new == 2 && self.store.custom().len() == 3)
            }
            "replace" => {
                let identity = Identity::parse("phone.pem", self.file.as_bytes());
                let displaced = self.slot.upload(identity.map_err(|e| e.to_string())?);
                Ok(displaced.is_some() && self.slot.generation() == 2)
            }
            "remove" => {
                let fingerprint = self.store.custom()[0].fingerprint();
                let removed = self.store.remove(&fingerprint).is_some();
                Ok(removed && self.slot.factory_reset(FactoryReset::DropCustom).is_some())
            }
            "verify" => {
                let meant = "stackexchange.com".parse().map_err(|_| "no name")?;
                // 2022-01-15.
                let clock = Clock::set(1_642_204_800);
                let verifier = Verifier::new(self.store.clone(), Policy::STRICT);
                let verdict = verifier.verify_server(&self.chain, &meant, clock);
                Ok(verdict.is_trusted())
            }
            "present" => {
                let presented = self.slot.present(DeviceCertificate::Custom);
                Ok(presented.is_some_and(|p| p.kind() == SlotKind::Custom))
            }
            "export" => Ok(self.shown() == self.exported),
            "import" => {
                let (store, slot) = &self.exported;
                let store = TrustStore::restore(BuiltIn::EMPTY, 10, store, 0);
                let store = store.map_err(|e| e.to_string())?.store;
                let slot = ServerCertSlot::restore(slot, 0).map_err(|e| e.to_string())?.slot;
                Ok(store.custom() == self.store.custom() && slot.get(SlotKind::Custom).is_some())
            }
            _ => Err(format!("there is no door {door}")),
        }
    }
}

const CHAIN: &[u8] = include_bytes!("../../../../examples/data/stackexchange-2021.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.der");
const KEY: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.pk8");
