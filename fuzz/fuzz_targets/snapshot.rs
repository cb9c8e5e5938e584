//! Snapshots of trust stores and slots.
//!
//! The laws: a restored state writes the same bytes again; one flipped bit is noticed; of two flash banks the newest valid
//! one is selected; what a device saves is what it loads, whatever was in its banks before; and memory stays within its
//! limit.
//!
//! The first byte chooses what is restored and whether its digest is corrected first. The second chooses a bit to flip. The
//! rest is the snapshot. Marks in it are replaced by bytes of a private key, see [`secret`].
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::CertificateDer;
use ring::digest::{SHA256, digest};
use std::sync::LazyLock;
use trustslot::{
    BuiltIn, Certificate, Clock, KeyStorage, ServerCertSlot, SnapshotError, TrustSource,
    TrustStore, newest_valid,
};
use trustslot_fuzz::chains::{self, BUILT_IN};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::sealed::sealed;
use trustslot_fuzz::support::der;
use trustslot_fuzz::{forest, memory, mutate, secret};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(2, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(([choice, bit], rest)) = data.split_first_chunk() else {
        return;
    };
    let (mut snapshot, has_secret) = secret::plant(rest);
    // The digest is corrected, so that the content is parsed.
    if choice & 1 == 0 {
        snapshot = sealed(&snapshot);
    }
    let floor = u64::from(choice >> 6);
    let error = if choice & 2 == 0 {
        check_store(&snapshot, floor).err()
    } else {
        check_slot(&snapshot, floor).err()
    };
    match error {
        Some(error) => {
            assert_fit(&error.to_string(), SENTENCE);
            if has_secret {
                secret::assert_silent(&format!("{error} {error:?}"));
            }
        }
        None => check_flipped_bit(&snapshot, *bit),
    }
    check_banks(&snapshot, usize::from(*bit));
    check_next_start(&snapshot, usize::from(*bit), floor);
});

fn check_store(snapshot: &[u8], floor: u64) -> Result<(), SnapshotError> {
    let restored = memory::bounded(snapshot, TENTHS, FIXED, || {
        TrustStore::restore(&*LIST, TrustStore::CUSTOM_LIMIT, snapshot, floor)
    })?;
    let store = restored.store;
    assert!(store.generation() >= floor);
    assert!(store.custom().len() <= TrustStore::CUSTOM_LIMIT);
    assert!(store.snapshot() == snapshot, "another encoding of the same store");
    assert_eq!(store.snapshot_len(), snapshot.len());
    store.list(TrustSource::All, Clock::Unset).iter().for_each(|row| {
        assert_fit(&row.certificate.to_string(), 3 * SENTENCE);
    });
    Ok(())
}

fn check_slot(snapshot: &[u8], floor: u64) -> Result<(), SnapshotError> {
    let restored =
        memory::bounded(snapshot, TENTHS, FIXED, || ServerCertSlot::restore(snapshot, floor))?;
    let slot = &restored.slot;
    assert!(slot.generation() >= floor);
    if let Some(chain) = &restored.awaits_key {
        assert!(!chain.is_empty());
    }
    let written = slot.snapshot_with_private_key();
    assert!(*written == *snapshot, "another encoding of the same slot");
    let uploaded = slot.get(trustslot::SlotKind::Custom);
    if let Some(identity) = uploaded
        && let KeyStorage::Bytes(key) = identity.key()
    {
        let bytes = key.export_pkcs8_der();
        let public: Vec<&[u8]> = identity.chain().map(Certificate::as_der).collect();
        secret::assert_without(&format!("{restored:?}"), &bytes, &public);
        let withheld = slot.snapshot();
        let is_there = withheld.windows(bytes.len()).any(|window| window == &bytes[..]);
        assert!(
            !is_there || secret::is_public(&bytes, &public),
            "the snapshot without the key contains the key"
        );
    }
    Ok(())
}

/// Requires that a flipped bit in a valid snapshot is an error.
fn check_flipped_bit(snapshot: &[u8], bit: u8) {
    let mut altered = snapshot.to_vec();
    let at = usize::from(bit) * 37 % altered.len();
    altered[at] ^= 1 << (bit & 7);
    assert!(TrustStore::restore(&*LIST, 10, &altered, 0).is_err());
    assert!(ServerCertSlot::restore(&altered, 0).is_err());
}

/// Requires the right bank, with the input in one and a valid store in the other.
fn check_banks(snapshot: &[u8], generation: usize) {
    let other = &GENERATIONS[generation % GENERATIONS.len()];
    let (found, turned) = (newest_valid(snapshot, other), newest_valid(other, snapshot));
    match (found, turned) {
        (Ok(found), Ok(turned)) => {
            let (found, turned) = (found.bytes, turned.bytes);
            assert!(snapshot.starts_with(found) || found == other.as_slice());
            // If both have one generation, the first bank is selected.
            assert!(found == turned || (found != other.as_slice() && turned == other.as_slice()));
        }
        // The input is valid, and it is of a slot or in another format.
        (Err(SnapshotError::Kind), Err(SnapshotError::Kind)) => {}
        (Err(SnapshotError::Version { .. }), Err(SnapshotError::Version { .. })) => {}
        // The input is intact, and it cannot be read.
        (Err(found), Err(turned)) => {
            assert!(found == turned && is_sealed(snapshot), "the other bank is valid: {found}");
        }
        _ => panic!("the order of the banks decides"),
    }
    // Cut inside the snapshot, not in the padding after it.
    let elements = forest::elements(snapshot);
    let whole = elements.first().copied().unwrap_or(snapshot);
    let cut = &whole[..whole.len().saturating_sub(1)];
    assert_eq!(newest_valid(cut, other).map(|newest| newest.bytes), Ok(other.as_slice()));
}

/// Whether the snapshot ends in its digest.
fn is_sealed(snapshot: &[u8]) -> bool {
    let whole = forest::elements(snapshot).first().copied().unwrap_or_default();
    let parts = forest::inside(whole);
    parts.split_last().is_some_and(|(last, covered)| {
        **last == *der::octet_string(digest(&SHA256, &covered.concat()).as_ref())
    })
}

/// Requires that a device with the input in one of its banks loads what it saves, whatever it found.
fn check_next_start(snapshot: &[u8], generation: usize, floor: u64) {
    let other = &GENERATIONS[generation % GENERATIONS.len()];
    for mut flash in [[snapshot.to_vec(), other.clone()], [other.clone(), snapshot.to_vec()]] {
        let factory = TrustStore::new(&*LIST);
        let (mut banks, restored) = factory.load(Some(&flash[0]), Some(&flash[1]), floor);
        let mut store = restored.map_or_else(|_| factory.clone(), |restored| restored.store);
        let root = LIST_ROOT.fingerprint();
        if !store.enable(&root) {
            store.disable(&root);
        }
        let written = store.save(&mut banks, |bank, bytes| {
            let cells = &mut flash[usize::from(bank.code())];
            let size = cells.len().max(bytes.len());
            cells.resize(size, 0xff);
            cells[..bytes.len()].copy_from_slice(bytes);
            Ok::<(), ()>(())
        });
        assert!(written.is_ok());
        let restored = factory.load(Some(&flash[0]), Some(&flash[1]), floor).1;
        let restored = restored.expect("what was saved is loaded").store;
        assert!(restored.snapshot() == store.snapshot(), "another state is loaded");
    }
}

static LIST_ROOT: LazyLock<Certificate> =
    LazyLock::new(|| TrustStore::new(&*LIST).built_in().next().expect("a root"));

/// Snapshots of a store after one to four changes.
static GENERATIONS: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let mut store = TrustStore::new(&*LIST);
    let root = store.built_in().next().expect("a root").fingerprint();
    core::array::from_fn(|turn| {
        if turn % 2 == 0 {
            store.disable(&root);
        } else {
            store.enable(&root);
        }
        store.snapshot()
    })
});

static LIST: LazyLock<BuiltIn> = LazyLock::new(|| {
    let roots = vec![CertificateDer::from(chains::ca_root(BUILT_IN, 20).der)];
    BuiltIn::new(Vec::leak(roots))
});

/// The memory for each byte of a snapshot, in tenths: each certificate is copied once, and a chain twice while it is
/// checked.
const TENTHS: usize = 30;

/// And beside it: the facts of a few certificates, and what checking a key needs. In bytes.
const FIXED: usize = 4 * 1024;
