use std::io;
use trustslot::{Bank, Banks, SnapshotError, TrustStore};

/// The flash driver of the device.
trait Flash {
    /// The content of a bank; empty if it does not exist yet.
    fn read(&self, bank: Bank) -> io::Result<Vec<u8>>;
    /// Writes a snapshot at the start of a bank; an error if the bank is too small.
    fn write(&mut self, bank: Bank, snapshot: &[u8]) -> io::Result<()>;
}

/// At start: the store, and the banks to save it to. `factory` has the built-in part and the limits of this firmware.
/// `oldest` is the oldest generation to accept; 0 accepts any. `report` shows a message to the operator.
fn start(
    flash: &impl Flash,
    factory: &TrustStore,
    oldest: u64,
    mut report: impl FnMut(String),
) -> (TrustStore, Banks<TrustStore>) {
    let mut read = |bank| {
        let content = flash.read(bank);
        content.map_err(|error| report(format!("{bank} cannot be read: {error}"))).ok()
    };
    let (a, b) = (read(Bank::A), read(Bank::B));
    let (banks, restored) = factory.load(a.as_deref(), b.as_deref(), oldest);
    if let Some(error) = banks.other_error() {
        report(format!("the last change may be lost: {error}"));
    }
    let store = match restored {
        Ok(restored) => restored.store,
        Err(SnapshotError::NoSnapshot) => factory.clone(), // the first start
        Err(error) => {
            report(format!("uploads and disabled roots are not there: {error}"));
            if let Some(remedy) = error.remedy() {
                report(format!("-> {remedy}"));
            }
            factory.clone()
        }
    };
    (store, banks)
}

/// After each change.
fn save(
    flash: &mut impl Flash,
    store: &mut TrustStore,
    banks: &mut Banks<TrustStore>,
) -> io::Result<()> {
    store.save(banks, |bank, snapshot| flash.write(bank, snapshot))
}
