//! Writing and restoring a snapshot takes at most 1.5 times its size, and 64 KiB.

use crate::rejected_replacements::key_pem;
use crate::sizes::root_of;
use crate::store_snapshots::{certificate, filled, root};
use crate::support::{self, Issued, Key};
use trustslot::{BuiltIn, Bundle, Identity, ServerCertSlot, SlotKind, TrustStore};

/// The result of `act`, which never holds more than 1.5 times this many bytes and 64 KiB.
#[track_caller]
pub(crate) fn in_little_memory<T>(bytes: usize, act: impl FnOnce() -> T) -> T {
    let mut answer = None;
    let held = allocation_counter::measure(|| answer = Some(act()));
    let most = u64::try_from(bytes / 2 * 3 + 64 * 1024).unwrap();
    assert!(held.bytes_max <= most, "{held:?} instead of {most}");
    answer.unwrap()
}

/// F7: a device with little memory can still save and restore its store.
#[test]
fn fault_f07_store_snapshot_is_written_and_restored_in_little_memory() {
    let store = filled(BuiltIn::EMPTY, 10);
    let mut large = TrustStore::with_limit(BuiltIn::EMPTY, 60);
    for number in (100..).take(40) {
        let bundle = Bundle::from(certificate(&root_of(65_000, number)));
        large.add(&bundle).unwrap();
    }
    for store in [store, large] {
        let whole = in_little_memory(store.snapshot_len(), || store.snapshot());
        in_little_memory(whole.len(), || {
            let restored = TrustStore::restore(BuiltIn::EMPTY, 60, &whole, 0).unwrap();
            assert_eq!(restored.store.generation(), store.generation());
        });
    }
}

/// F7: a slot with the longest common key, alone and with the longest chain.
#[test]
fn fault_f07_slot_snapshot_is_written_and_restored_in_little_memory() {
    let mut signers = vec![root("Root")];
    for level in 0..8 {
        let next = support::intermediate(&format!("Level {level}")).key(Key::rsa3072());
        signers.push(next.signed_by(&signers[level]));
    }
    let end = support::leaf("phone.example.com").key(Key::rsa4096());
    let alone = end.clone().self_signed();
    let below = end.signed_by(&signers[8]);
    signers.reverse();
    for (end, issuers) in [(&alone, &[][..]), (&below, &signers)] {
        let mut file = format!("{}{}", end.pem(), key_pem(end));
        file.extend(issuers.iter().map(Issued::pem));
        let mut slot = ServerCertSlot::new();
        in_little_memory(file.len(), || {
            slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        });
        let size = slot.snapshot_len_after(slot.get(SlotKind::Custom).unwrap());
        let whole = in_little_memory(size, || slot.snapshot_with_private_key());
        assert_eq!(whole.len(), size);
        in_little_memory(size, || slot.snapshot());
        in_little_memory(size, || {
            let restored = ServerCertSlot::restore(&whole, 0).unwrap().slot;
            assert_eq!(restored.generation(), slot.generation());
        });
    }
}
