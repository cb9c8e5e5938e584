//! Runs one operation of the library while one request for memory is refused: `starved <operation> <request>`.
//!
//! The exit code is the outcome. It is a separate process, because Rust's collections abort when a request is refused.

use starved::{Starved, pem, refusing_request};
use std::process::ExitCode;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, DeviceCertificate, FactoryReset, Identity, Policy,
    ServerCertSlot, SlotKind, TrustStore, Verifier,
};

#[global_allocator]
static ALLOCATOR: Starved = Starved;

/// There were fewer requests, and the operation succeeded.
const WENT_WELL: u8 = 0;
/// The refusal was reported, and nothing changed.
const REPORTED: u8 = 10;
/// The result is incomplete, or a failure left a change.
const WRONG: u8 = 11;
/// A request was refused, and the result is still complete.
const MADE_DO: u8 = 12;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let operation = arguments.next().unwrap_or_default();
    let request = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut state = State::new();
    let before = state.exported();
    let (done, was_refused) = refusing_request(request, || state.run(&operation));
    ExitCode::from(match done {
        Ok(is_complete) if is_complete => {
            if was_refused {
                MADE_DO
            } else {
                WENT_WELL
            }
        }
        Err(message) if was_refused && message.contains("memory") && state.exported() == before => {
            REPORTED
        }
        _ => WRONG,
    })
}

struct State {
    store: TrustStore,
    slot: ServerCertSlot,
    chain: Chain,
    file: String,
    snapshots: (Vec<u8>, Vec<u8>),
}

impl State {
    fn new() -> Self {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let chain = Bundle::parse("chain.pem", CHAIN).unwrap();
        let top = chain.certificates()[2].clone();
        store.add(&Bundle::from(top)).unwrap();
        let file = [pem("CERTIFICATE", CERTIFICATE), pem("PRIVATE KEY", KEY)].concat();
        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        let snapshots = (store.snapshot(), slot.snapshot_with_private_key().to_vec());
        Self {
            chain: Chain::from_certificates(chain.into_iter().take(2)).unwrap(),
            store,
            slot,
            file,
            snapshots,
        }
    }

    /// Everything that must not change if an operation fails.
    fn exported(&self) -> (Vec<u8>, Vec<u8>) {
        let slot = self.slot.snapshot_with_private_key().to_vec();
        (self.store.snapshot(), slot)
    }

    /// Runs an operation; returns whether its result is complete.
    fn run(&mut self, operation: &str) -> Result<bool, String> {
        match operation {
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
                let reference = "stackexchange.com".parse().map_err(|_| "no name")?;
                // 2022-01-15.
                let clock = Clock::set(1_642_204_800);
                let verifier = Verifier::new(self.store.clone(), Policy::STRICT);
                let verdict = verifier.verify_server(&self.chain, &reference, clock);
                Ok(verdict.is_trusted())
            }
            "present" => {
                let presented = self.slot.present(DeviceCertificate::Custom);
                Ok(presented.is_some_and(|p| p.kind() == SlotKind::Custom))
            }
            "export" => Ok(self.exported() == self.snapshots),
            "import" => {
                let (store, slot) = &self.snapshots;
                let store = TrustStore::restore(BuiltIn::EMPTY, 10, store, 0);
                let store = store.map_err(|e| e.to_string())?.store;
                let slot = ServerCertSlot::restore(slot, 0).map_err(|e| e.to_string())?.slot;
                Ok(store.custom() == self.store.custom() && slot.get(SlotKind::Custom).is_some())
            }
            _ => Err(format!("there is no operation {operation}")),
        }
    }
}

const CHAIN: &[u8] = include_bytes!("../../../../examples/data/stackexchange-2021.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.der");
const KEY: &[u8] = include_bytes!("../../wiped/tests/data/ed25519.pk8");
