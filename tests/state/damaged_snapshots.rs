//! Power loss, worn flash, rollback and crafted snapshots give one clear error and no state.

use crate::memory_use::in_little_memory;
use crate::store_snapshots::{certificate, filled, restore, root};
use crate::support::der;
use sha2::{Digest as _, Sha256};
use trustslot::{
    Bank, BuiltIn, Bundle, FactoryReset, ServerCertSlot, SharedBuiltIn, SnapshotError, TrustStore,
    newest_valid,
};

pub(crate) const EMPTY: SharedBuiltIn = BuiltIn::EMPTY;

/// F1: a write that stops early leaves the old state, the new state, or an error; with two banks there is always an
/// intact snapshot.
#[test]
fn fault_f01_torn_write_gives_the_old_state_the_new_state_or_an_error() {
    let old = filled(EMPTY, 1).snapshot();
    let new = filled(EMPTY, 2).snapshot();
    let size = old.len().max(new.len());
    for unit in [1, 16, 256, 4096] {
        for erased in [0x00, 0xff] {
            let mut before = old.clone();
            before.resize(size, erased);
            for cut in (0..=size).step_by(unit) {
                for rest in [before.clone(), vec![erased; size]] {
                    let mut flash = rest;
                    let written = cut.min(new.len());
                    flash[..written].copy_from_slice(&new[..written]);
                    let stored = &flash[..new.len()];
                    match restore(EMPTY, stored) {
                        Ok(store) => assert!(store.snapshot() == new && stored == new),
                        Err(error) => assert!(!error.to_string().is_empty()),
                    }
                    // The other bank still holds the old state. A bank is passed as a whole: a snapshot
                    // contains its own length.
                    let newest = newest_valid(&flash, &old).unwrap();
                    let found = newest.bytes;
                    assert!(found == new || found == old, "cut at {cut}");
                    assert_eq!(found == new, written == new.len() || stored == new);
                    // The change is lost, and the operator must hear of it.
                    let is_lost = found == old && written > 0 && !flash.starts_with(&old);
                    assert_eq!(newest.other_error.is_some(), is_lost, "cut at {cut}");
                }
            }
        }
    }
}

#[test]
fn newer_of_two_banks_is_selected() {
    let old = filled(EMPTY, 1).snapshot();
    let new = filled(EMPTY, 2).snapshot();
    let torn = &new[..new.len() - 1];
    let padded = [&new[..], &[0xff; 4096]].concat();
    let longer = filled(EMPTY, 5).snapshot();
    let over = [&new[..], &longer[new.len()..]].concat();
    let torn_over = [torn, &longer[torn.len()..]].concat();
    for (a, b, found, bank, why) in [
        (&old[..], &new[..], &new[..], Bank::B, "second is newer"),
        (&new, &old, &new, Bank::A, "first is newer"),
        (&new, &new, &new, Bank::A, "both are the same"),
        (torn, &old, &old, Bank::B, "first is torn"),
        (&old, torn, &old, Bank::A, "second is torn"),
        (b"", &old, &old, Bank::B, "first was never written"),
        (&[0xff; 4096], &old, &old, Bank::B, "first is erased"),
        (&padded, &old, &new, Bank::A, "first is larger than its snapshot"),
        (&old, &over, &new, Bank::B, "second held a longer one before"),
        (&torn_over, &old, &old, Bank::B, "first is torn, over a longer one"),
    ] {
        let newest = newest_valid(a, b).unwrap();
        assert_eq!((newest.bytes, newest.bank), (found, bank), "{why}");
        assert_ne!(newest.bank.other(), bank, "{why}");
        // A change that was being saved is lost, and the operator must hear of it.
        let is_lost = why.contains("is torn");
        assert_eq!(newest.other_error.is_some(), is_lost, "{why}: {:?}", newest.other_error);
    }
    let error = newest_valid(torn, &[]).unwrap_err();
    assert_eq!(error.to_string(), "the snapshot is damaged at byte 4");
    let error = newest_valid(&[], torn).unwrap_err();
    assert_eq!(error.to_string(), "the snapshot is damaged at byte 4");
    // A first start is distinguished from a loss.
    for never_written in [&b""[..], &[0x00; 4096], &[0xff; 4096]] {
        let error = newest_valid(never_written, &[0xff; 64]).unwrap_err();
        assert_eq!(error, SnapshotError::NoSnapshot);
        assert_eq!(restore(EMPTY, never_written).unwrap_err(), error);
    }
}

/// F2: a snapshot that is cut at any length is rejected, and so is one with a byte after it.
#[test]
fn fault_f02_every_truncation_is_rejected() {
    for count in [0, 1, 2] {
        let whole = filled(EMPTY, count).snapshot();
        for length in 0..whole.len() {
            assert!(restore(EMPTY, &whole[..length]).is_err(), "{length} bytes");
        }
        let longer = [&whole[..], &[0]].concat();
        assert!(restore(EMPTY, &longer).is_err(), "one byte too many");
    }
}

/// F3: the digest detects every flipped bit.
#[test]
fn fault_f03_every_flipped_bit_is_rejected() {
    let whole = filled(EMPTY, 1).snapshot();
    for byte in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[byte] ^= 1 << bit;
            assert!(restore(EMPTY, &flipped).is_err(), "bit {bit} of {byte}");
        }
    }
}

/// F3: all pairs of bits of the smallest state, and all pairs of even bits of a state with a certificate.
#[test]
fn fault_f03_every_two_flipped_bits_are_rejected() {
    let mut tried = 0;
    for (count, step) in [(0, 1), (1, 2)] {
        let mut state = filled(EMPTY, count).snapshot();
        let bits = state.len() * 8;
        for a in (0..bits).step_by(step) {
            state[a / 8] ^= 1 << (a % 8);
            for b in (a + 1..bits).step_by(step) {
                state[b / 8] ^= 1 << (b % 8);
                assert!(restore(EMPTY, &state).is_err(), "bits {a} and {b}");
                tried += 1;
                state[b / 8] ^= 1 << (b % 8);
            }
            state[a / 8] ^= 1 << (a % 8);
        }
        assert!(restore(EMPTY, &state).is_ok(), "the control");
    }
    assert!(tried > 1_000_000, "{tried} pairs");
}

/// A snapshot with these fields and a correct digest.
pub(crate) fn crafted(version: u8, kind: u8, generation: &[u8], content: &[Vec<u8>]) -> Vec<u8> {
    let inner = [
        der::octet_string(b"trustslot"),
        der::integer(&[version]),
        der::integer(&[kind]),
        der::tlv(0x02, generation),
        der::seq(content),
    ]
    .concat();
    let digest = der::octet_string(&Sha256::digest(&inner));
    der::seq(&[inner, digest])
}

/// A description, the content, and the expected error.
type Row = (&'static str, Vec<Vec<u8>>, fn(&SnapshotError) -> bool);

/// F4: a correct digest proves nothing, because anyone can compute one.
#[test]
fn fault_f04_crafted_snapshot_is_checked_as_strictly_as_an_upload() {
    let empty = || der::seq::<Vec<u8>>(&[]);
    let root = root("Root").der;
    let leaf = crate::support::leaf("phone").unknown_critical_extension();
    let unfit = leaf.self_signed().der;
    let good = crafted(1, 1, &[0], &[der::seq(&[&root]), empty()]);
    let restored = in_little_memory(good.len(), || restore(EMPTY, &good).unwrap());
    assert_eq!(restored.custom().len(), 1, "the control");

    let fingerprint = |byte| der::octet_string(&[byte; 32]);
    let damaged = |error: &SnapshotError| matches!(error, SnapshotError::Damaged { .. });
    // webpki parses this list, and our own parser does not.
    let scts = ("1.3.6.1.4.1.11129.2.4.2", der::null());
    let odd = crate::support::root("Root").extension(scts.0, false, scts.1).self_signed().der;
    let rows: [Row; 11] = [
        ("a certificate that webpki cannot parse", vec![der::seq(&[&odd]), empty()], |error| {
            matches!(error, SnapshotError::Certificate { position: 1, .. })
        }),
        ("no content", vec![], |error| matches!(error, SnapshotError::Damaged { .. })),
        ("a duplicate", vec![der::seq(&[&root, &root]), empty()], |error| {
            *error == SnapshotError::Unfit { position: 2 }
        }),
        ("a certificate that cannot be uploaded", vec![der::seq(&[&unfit]), empty()], |error| {
            *error == SnapshotError::Unfit { position: 1 }
        }),
        (
            "an empty element in place of a certificate",
            vec![der::seq(&[empty()]), empty()],
            |error| matches!(error, SnapshotError::Certificate { position: 1, .. }),
        ),
        (
            "a fingerprint of 31 bytes",
            vec![empty(), der::seq(&[der::octet_string(&[1; 31])])],
            |error| matches!(error, SnapshotError::Damaged { .. }),
        ),
        (
            "fingerprints descending",
            vec![empty(), der::seq(&[fingerprint(2), fingerprint(1)])],
            |error| matches!(error, SnapshotError::Damaged { .. }),
        ),
        (
            "a fingerprint twice",
            vec![empty(), der::seq(&[fingerprint(1), fingerprint(1)])],
            |error| matches!(error, SnapshotError::Damaged { .. }),
        ),
        ("an element too many", vec![empty(), empty(), empty()], |error| {
            matches!(error, SnapshotError::Damaged { .. })
        }),
        ("a SET in place of a SEQUENCE", vec![der::set::<Vec<u8>>(&[]), empty()], |error| {
            matches!(error, SnapshotError::Damaged { .. })
        }),
        ("the two parts swapped", vec![der::seq(&[fingerprint(1)]), der::seq(&[&root])], |error| {
            matches!(error, SnapshotError::Damaged { .. })
        }),
    ];
    for (why, content, is_expected) in rows {
        let bytes = crafted(1, 1, &[0], &content);
        let error = in_little_memory(bytes.len(), || restore(EMPTY, &bytes).unwrap_err());
        assert!(is_expected(&error), "{why}: {error:?}");
    }
    let error = restore(EMPTY, &crafted(1, 1, &[0x80], &[empty(), empty()])).unwrap_err();
    assert!(damaged(&error), "a negative generation: {error:?}");
    let error = restore(EMPTY, &crafted(1, 2, &[0], &[empty(), empty()])).unwrap_err();
    assert_eq!(error, SnapshotError::Kind, "a slot's snapshot");
    let huge = vec![0x30; (4 << 20) + 1];
    let error = in_little_memory(0, || restore(EMPTY, &huge).unwrap_err());
    assert_eq!(error, SnapshotError::TooLarge { bytes: huge.len() });
}

/// F4: a state has one encoding. With a correct digest, every other form of the envelope is rejected too.
#[test]
fn fault_f04_other_forms_of_the_envelope_are_rejected() {
    let empty = || der::seq::<Vec<u8>>(&[]);
    let content = || der::seq(&[empty(), empty()]);
    let number = |n: u8| der::integer(&[n]);
    let magic = || der::octet_string(b"trustslot");
    let sealed = |elements: &[Vec<u8>]| {
        let inner = elements.concat();
        let digest = der::octet_string(&Sha256::digest(&inner));
        der::seq(&[inner, digest])
    };
    let usual = [magic(), number(1), number(1), number(7), content()];
    assert!(restore(EMPTY, &sealed(&usual)).is_ok(), "the control");
    // An element whose last 34 bytes look like a digest, and are the digest of everything before them.
    let long_digest = {
        let covered = [usual.concat(), vec![0x04, 34]].concat();
        let digest = der::octet_string(&Sha256::digest(&covered));
        der::seq(&[covered, digest])
    };
    let with = |more: Vec<u8>| sealed(&[usual.concat(), more]);
    for (why, bytes) in [
        ("an element before the digest", with(der::null())),
        ("another digest before the digest", with(der::octet_string(&[0; 32]))),
        ("a digest in a longer one", long_digest),
        ("no digest", der::seq(&usual)),
        ("no content", sealed(&usual[..4])),
        ("the kind missing", sealed(&[magic(), number(1), number(7), content()])),
        ("a content that is a SET", sealed(&[usual[..4].concat(), der::set(&[empty(), empty()])])),
        ("a generation with a zero in front", {
            sealed(&[magic(), number(1), number(1), der::tlv(0x02, &[0, 7]), content()])
        }),
        ("a generation of ten bytes", {
            sealed(&[magic(), number(1), number(1), der::tlv(0x02, &[1; 10]), content()])
        }),
        ("a generation without bytes", {
            sealed(&[magic(), number(1), number(1), der::tlv(0x02, &[]), content()])
        }),
    ] {
        let error = restore(EMPTY, &bytes).unwrap_err();
        let is_expected = matches!(error, SnapshotError::Damaged { .. } | SnapshotError::Digest);
        assert!(is_expected, "{why}: {error:?}");
    }
}

/// F5: an attacker writes an old snapshot back, and the caller knows the generation of a newer one.
#[test]
fn fault_f05_snapshot_older_than_the_floor_is_rejected() {
    let bytes = filled(EMPTY, 3).snapshot();
    for (floor, accepted) in [(0, true), (2, true), (3, true), (4, false), (u64::MAX, false)] {
        let answer = TrustStore::restore(EMPTY, 10, &bytes, floor);
        assert_eq!(answer.is_ok(), accepted, "floor {floor}");
    }
    let error = TrustStore::restore(EMPTY, 10, &bytes, 4).unwrap_err();
    assert_eq!(error.to_string(), "the snapshot has generation 3; the oldest accepted is 4");
    let empty = || der::seq::<Vec<u8>>(&[]);
    // As the contents of an INTEGER, for numbers of eight bytes.
    let bytes = |number: u64| {
        let bytes = [&[0][..], &number.to_be_bytes()].concat();
        let padding = usize::from(bytes[1] < 0x80);
        bytes[padding..].to_vec()
    };
    let generation = |number: u64| crafted(1, 1, &bytes(number), &[empty(), empty()]);
    for number in [u64::MAX, u64::MAX - 1, 1 << 63] {
        let error = restore(EMPTY, &generation(number)).unwrap_err();
        assert_eq!(error, SnapshotError::GenerationExhausted, "it does not wrap to 0");
    }
    // A restored state can be changed, saved and restored again.
    let mut store = restore(EMPTY, &generation((1 << 63) - 2)).unwrap();
    store.add(&Bundle::from(certificate(&root("Root")))).unwrap();
    assert_eq!(store.generation(), (1 << 63) - 1);
    assert!(restore(EMPTY, &store.snapshot()).is_ok());
    // The first generation out of range does not wrap to 0: a change never looks like an older state.
    store.factory_reset(FactoryReset::DropCustom);
    assert_eq!(store.generation(), 1 << 63);
    let error = restore(EMPTY, &store.snapshot()).unwrap_err();
    assert_eq!(error, SnapshotError::GenerationExhausted);
    // The same for a slot.
    let slot = |number: u64| crafted(1, 2, &bytes(number), &[]);
    for (number, accepted) in [((1 << 63) - 1, true), (1 << 63, false), (u64::MAX, false)] {
        let restored = ServerCertSlot::restore(&slot(number), 0);
        assert_eq!(restored.is_ok(), accepted, "generation {number}");
    }
}

/// F6: nothing of another format is parsed.
#[test]
fn fault_f06_every_other_format_is_rejected() {
    let empty = || der::seq::<Vec<u8>>(&[]);
    for version in 0..=u8::MAX {
        let answer = restore(EMPTY, &crafted(version, 1, &[0], &[empty(), empty()]));
        match version {
            1 => assert!(answer.is_ok()),
            _ => {
                assert_eq!(answer.unwrap_err(), SnapshotError::Version { version: version.into() });
            }
        }
    }
    assert_eq!(
        restore(EMPTY, &der::seq(&[der::octet_string(b"x")])).unwrap_err(),
        SnapshotError::NoSnapshot
    );
}

/// F6: an intact snapshot of another format may be newer than the other bank. A torn one is worth nothing.
#[test]
fn fault_f06_intact_snapshot_of_another_format_is_reported_for_both_banks() {
    let empty = || der::seq::<Vec<u8>>(&[]);
    let content = [empty(), empty()];
    let ours = crafted(1, 1, &[3], &content);
    for generation in [2, 3, 4] {
        let newer = crafted(2, 1, &[generation], &content);
        let later = crafted(2, 9, &[generation], &[der::null()]);
        let mut worn = newer.clone();
        *worn.last_mut().unwrap() ^= 1;
        let torn = &newer[..newer.len() - 1];
        for (other, selected, why) in [
            (&newer[..], None, "intact"),
            (&later, None, "intact, with an unknown content"),
            (torn, Some(&ours), "torn"),
            (&worn, Some(&ours), "altered"),
            (b"", Some(&ours), "none"),
        ] {
            for (a, b) in [(&ours[..], other), (other, &ours)] {
                let found = newest_valid(a, b).map(|newest| newest.bytes);
                let expected = selected.map(Vec::as_slice);
                let expected = expected.ok_or(SnapshotError::Version { version: 2 });
                assert_eq!(found, expected, "{why}, generation {generation}");
            }
        }
    }
}

/// A firmware that passes one bank of its store and one of its slot gets an error, whichever is newer.
#[test]
fn generations_of_a_store_and_a_slot_are_not_compared() {
    let empty = || der::seq::<Vec<u8>>(&[]);
    let store = crafted(1, 1, &[3], &[empty(), empty()]);
    for generation in [2, 3, 4] {
        let slot = crafted(1, 2, &[generation], &[]);
        for (a, b) in [(&store, &slot), (&slot, &store)] {
            assert_eq!(newest_valid(a, b), Err(SnapshotError::Kind));
        }
        let torn = &slot[..slot.len() - 1];
        assert_eq!(newest_valid(torn, &store).unwrap().bytes, store, "the control");
    }
}

/// F6, F25: a snapshot that the first release wrote, on any machine, is read and written the same way.
#[test]
fn fault_f25_first_format_of_a_store_is_read_and_written_unchanged() {
    let golden = include_bytes!("../data/store-format-1.der");
    let store = restore(EMPTY, golden).unwrap();
    assert_eq!(store.custom().len(), 1);
    assert_eq!(store.generation(), 1);
    assert_eq!(store.snapshot(), golden, "and written the same way");
}
