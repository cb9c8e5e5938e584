//! The number of bytes of the custom part is a parameter, beside the number of its entries.

use crate::sizes::root_of;
use crate::store_snapshots::certificate;
use crate::support::pem::bundle_pem;
use crate::support::{HOST, Key, NOW, chain3_with, toy};
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, Policy, Remedy, SnapshotError, TrustStore, TrustStoreError,
    Verifier,
};

/// A file of certificates of these sizes; the number makes them differ.
fn file(sizes: &[usize], number: u64) -> Bundle {
    let issued: Vec<_> = (number..).zip(sizes).map(|(n, size)| root_of(*size, n)).collect();
    let text = bundle_pem(&issued.iter().collect::<Vec<_>>());
    Bundle::parse("roots.pem", text.as_bytes()).unwrap()
}

fn store(entries: usize, bytes: usize, sizes: &[usize]) -> TrustStore {
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, entries).with_byte_limit(bytes);
    if !sizes.is_empty() {
        store.add(&file(sizes, 100)).unwrap();
    }
    store
}

/// Entries and bytes of the store, the sizes in it, the sizes of the file, the word of the error, its remedy, a reason.
type Row = (
    usize,
    usize,
    &'static [usize],
    &'static [usize],
    Option<(&'static str, Remedy)>,
    &'static str,
);

#[test]
fn upload_that_does_not_fit_is_rejected_with_a_remedy_that_helps() {
    const FULL: &str = "store-full";
    const LARGE: &str = "store-too-large";
    let delete = |at_least| Remedy::DeleteFirst { at_least };
    let fewer = |at_most| Remedy::UploadFewer { at_most };
    let rows: [Row; 18] = [
        (10, 9000, &[], &[2000, 2000], None, "it fits"),
        (10, 4000, &[], &[2000, 2000], None, "it fits exactly"),
        (10, 4000, &[2000], &[2001], Some((LARGE, delete(1))), "a byte too many"),
        (10, 6000, &[2000, 2000, 2000], &[4000], Some((LARGE, delete(2))), "two must go"),
        (10, 6000, &[1500, 3500], &[4000], Some((LARGE, delete(1))), "the largest is enough"),
        (10, 6000, &[2000, 2000], &[6000], Some((LARGE, delete(2))), "all must go"),
        (10, 4000, &[2000], &[4001], Some((LARGE, Remedy::UploadSmaller { limit: 4000 })), "never"),
        (10, 4000, &[], &[2000, 1500, 3000], Some((LARGE, fewer(2))), "two of three fit"),
        (10, 4000, &[2000], &[4001, 1500], Some((LARGE, fewer(1))), "one of two fits"),
        (2, 9000, &[2000, 2000], &[2000], Some((FULL, delete(1))), "an entry too many"),
        (2, 9000, &[2000], &[1500, 1500], Some((FULL, delete(1))), "an entry too many"),
        (2, 9000, &[], &[1500, 1500, 1500], Some((FULL, fewer(2))), "more than there are entries"),
        (2, 4000, &[], &[1500, 1500, 1500], Some((FULL, fewer(2))), "too many and too large"),
        (3, 3500, &[], &[1500, 1500, 1500, 1500], Some((LARGE, fewer(2))), "fewer than entries"),
        (
            2,
            2000,
            &[],
            &[2500, 2500, 2500],
            Some((LARGE, Remedy::UploadSmaller { limit: 2000 })),
            "no one fits",
        ),
        (0, 9000, &[], &[1500], Some((FULL, fewer(0))), "a device without uploads"),
        (3, 6000, &[1500, 1500, 1500], &[4000], Some((LARGE, delete(2))), "bytes need more"),
        (3, 9000, &[2000, 2000, 2000], &[1500, 1500], Some((FULL, delete(2))), "entries need more"),
    ];
    for (entries, bytes, there, upload, expected, why) in rows {
        let mut store = store(entries, bytes, there);
        let before = store.snapshot();
        let upload = file(upload, 200);
        let result = store.add(&upload);
        let Some((word, remedy)) = expected else {
            assert!(result.is_ok(), "{why}: {result:?}");
            continue;
        };
        let error = result.unwrap_err();
        assert_eq!((error.word(), error.remedy()), (word, Some(remedy.clone())), "{why}: {error}");
        assert_eq!(store.snapshot(), before, "{why}: nothing changed");
        // The remedy is tried: the largest ones go, or fewer and smaller ones are uploaded.
        match remedy {
            Remedy::DeleteFirst { at_least } => {
                for deleted in 1..=at_least {
                    let custom = store.custom().iter();
                    let largest = custom.max_by_key(|c| c.as_der().len()).unwrap().fingerprint();
                    store.remove(&largest).unwrap();
                    assert_eq!(store.clone().add(&upload).is_ok(), deleted == at_least, "{why}");
                }
            }
            Remedy::UploadFewer { at_most } => {
                let mut parts: Vec<_> = upload.certificates().to_vec();
                parts.sort_by_key(|certificate| certificate.as_der().len());
                store.remove_all();
                let added = parts.into_iter().map_while(|part| store.add(&part.into()).ok());
                assert_eq!(added.count(), at_most, "{why}");
            }
            Remedy::UploadSmaller { limit } => {
                store.remove_all();
                assert!(store.add(&file(&[limit], 300)).is_ok(), "{why}");
            }
            other => panic!("{why}: {other:?}"),
        }
    }
}

#[test]
fn free_bytes_and_snapshot_size_follow_the_limit() {
    let mut store = store(10, 6000, &[2000, 1500]);
    assert_eq!((store.byte_limit(), store.free_bytes(), store.free()), (6000, 2500, 8));
    store.add(&file(&[2500], 200)).unwrap();
    assert_eq!(store.free_bytes(), 0);
    // A bank of this size holds every state.
    let most = TrustStore::snapshot_len_for(6000, 0);
    assert!((most - 8..=most).contains(&store.snapshot_len()), "{}", store.snapshot_len());
    // Limits beyond what a snapshot holds count as that.
    let store = TrustStore::new(BuiltIn::EMPTY).with_byte_limit(usize::MAX);
    assert_eq!(store.byte_limit(), TrustStore::MAX_CUSTOM_BYTES);
    assert_eq!(TrustStore::new(BuiltIn::EMPTY).byte_limit(), TrustStore::MAX_CUSTOM_BYTES);
    let most = TrustStore::snapshot_len_for(TrustStore::MAX_CUSTOM_BYTES, TrustStore::MAX_DISABLED);
    assert!(most <= 4 << 20, "every state can be restored");
}

#[test]
fn snapshot_with_more_bytes_than_the_limit_is_refused() {
    let saved = store(10, 6000, &[2000, 1500, 2500]).snapshot();
    for (bytes, refused_at) in [(6000, None), (5999, Some(3)), (3500, Some(3)), (3499, Some(2))] {
        let factory = TrustStore::new(BuiltIn::EMPTY).with_byte_limit(bytes);
        let restored = factory.restore_like(&saved, 0);
        let expected = refused_at.map(|position| SnapshotError::Unfit { position });
        assert_eq!(restored.err(), expected, "{bytes} bytes");
    }
}

/// Each certificate counts once, however often the file has it and however few entries there are.
#[test]
fn copies_in_one_file_are_counted_once() {
    let mut issued: Vec<_> = (100..).take(11).map(|n| root_of(1500, n)).collect();
    issued.extend([issued[10].clone(), issued[10].clone()]);
    let text = bundle_pem(&issued.iter().collect::<Vec<_>>());
    let bundle = Bundle::parse("roots.pem", text.as_bytes()).unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let error = store.add(&bundle).unwrap_err();
    assert_eq!(error, TrustStoreError::Full { new: 11, free: 10, limit: 10 });
    let mut large = TrustStore::with_limit(BuiltIn::EMPTY, 11);
    large.add(&Bundle::from(certificate(&issued[3]))).unwrap();
    let added = large.add(&bundle).unwrap();
    assert_eq!((added.new, added.known), (10, 3));
    let order: Vec<_> = large.custom().iter().map(|c| c.serial_number().to_vec()).collect();
    assert_eq!(order.len(), 11);
    assert_eq!(large.custom()[0], certificate(&issued[3]), "in the order uploaded");
    assert_eq!(large.custom()[1], certificate(&issued[0]), "in the order of the file");
}

/// Advice to upload a certificate does not count entries that its bytes do not fit into.
#[test]
fn advice_to_upload_a_ca_says_that_there_is_no_room_for_its_bytes() {
    let (root, ca, phone) = chain3_with(Key::toy);
    let presented = [&phone, &ca, &root].map(certificate);
    let size = presented[2].as_der().len();
    for (bytes, expected) in [(size, 10), (size - 1, 0)] {
        let store = TrustStore::new(BuiltIn::EMPTY).with_byte_limit(bytes);
        let verifier = Verifier::with_algorithms(store, Policy::STRICT, toy::ALGORITHMS);
        let chain = Chain::from_certificates(presented.clone()).unwrap();
        let verdict = verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW));
        let finding = verdict.findings().and_then(|findings| findings.decisive()).unwrap();
        let Some(Remedy::UploadIssuer { ca, free }) = finding.remedy() else {
            panic!("{verdict}");
        };
        assert_eq!((ca, *free), (&presented[2], expected));
        let remedy = finding.remedy().unwrap().to_string();
        assert_eq!(remedy.contains("none free: delete one first"), expected == 0, "{remedy}");
    }
}
