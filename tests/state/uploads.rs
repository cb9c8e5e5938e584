//! Uploads to the custom part: the limit, duplicates, and removal by fingerprint.

use crate::store_snapshots::{built_in, certificate, filled, fingerprint, root};
use crate::support::pem::{LineEnding, bundle_pem, pem_with};
use crate::support::{self, Key};
use proptest::prelude::*;
use std::collections::BTreeSet;
use trustslot::{Added, BuiltIn, Bundle, Clock, TrustSource, TrustStore, TrustStoreError};

fn uploads(range: core::ops::Range<usize>) -> Bundle {
    let roots: Vec<_> = range.map(|n| root(&format!("Uploaded {n}"))).collect();
    let text = bundle_pem(&roots.iter().collect::<Vec<_>>());
    Bundle::parse("roots.pem", text.as_bytes()).unwrap()
}

/// F16: ten entries. A file that does not fit as a whole changes nothing.
#[test]
fn fault_f16_eleventh_certificate_is_rejected_with_the_whole_file() {
    let full = |new, free| TrustStoreError::Full { new, free, limit: 10 };
    for (there, file, answer, why) in [
        (9, 9..10, Ok(1), "one free entry, one certificate"),
        (9, 9..11, Err(full(2, 1)), "one free entry, two certificates"),
        (10, 10..11, Err(full(1, 0)), "the eleventh"),
        (10, 0..10, Ok(0), "ten that are there already"),
        (10, 9..11, Err(full(1, 0)), "one is there already, one is new"),
        (0, 0..10, Ok(10), "ten at once"),
        (0, 0..11, Err(full(11, 10)), "eleven at once"),
    ] {
        let mut store = filled(BuiltIn::EMPTY, there);
        let before = store.snapshot();
        let added = store.add(&uploads(file));
        assert_eq!(added.clone().map(|added| added.new), answer, "{why}");
        let unchanged = store.snapshot() == before;
        assert_eq!(unchanged, !matches!(answer, Ok(1..)), "{why}");
    }
    let mut store = filled(BuiltIn::EMPTY, 10);
    let error = store.add(&uploads(10..11)).unwrap_err();
    assert_eq!(error.to_string(), "the file has 1 new certificate; 0 of 10 entries are free");
    store.remove(&fingerprint(&root("Uploaded 3"))).unwrap();
    assert_eq!(store.add(&uploads(10..11)).unwrap().new, 1, "now it fits");
}

/// F17: a duplicate is recognized by its bytes, in any kind of file.
#[test]
fn fault_f17_duplicate_is_recognized_and_takes_no_entry() {
    let there = root("Uploaded 0");
    let named = |not_after: &str| {
        let cert = support::root("Uploaded 0").valid("2020-01-01", not_after);
        cert.key(Key::ed25519(1)).self_signed()
    };
    let crlf = pem_with("CERTIFICATE", &there.der, 76, LineEnding::CRLF);
    let rows: [(&str, Vec<u8>, Counts, &str); 7] = [
        ("a.pem", there.pem().into(), (0, 1, 0), "the same file"),
        ("b.CRT", there.pem().into(), (0, 1, 0), "another name"),
        ("c.der", there.der.clone(), (0, 1, 0), "DER"),
        ("d.pem", crlf.into(), (0, 1, 0), "other lines"),
        ("e.pem", format!("# ours\n{}", there.pem()).into(), (0, 1, 0), "text around it"),
        ("f.pem", named("2041-01-01").pem().into(), (1, 0, 0), "the same name with other dates"),
        (
            "g.pem",
            bundle_pem(&[&named("2042-01-01"), &there]).into(),
            (1, 1, 0),
            "one new, one already there",
        ),
    ];
    for (name, file, expected, why) in rows {
        let mut store = filled(BuiltIn::EMPTY, 1);
        let before = store.snapshot();
        let added = store.add(&Bundle::parse(name, &file).unwrap()).unwrap();
        assert_eq!(counts(added), expected, "{why}");
        assert_eq!(store.custom().len(), 1 + expected.0, "{why}");
        assert_eq!(store.snapshot() == before, expected.0 == 0, "{why}");
    }
    // A built-in certificate is reported as such and can be uploaded: then it stays if a firmware drops it.
    let mut store = TrustStore::new(built_in(&[&there]));
    let file = Bundle::from(certificate(&there));
    let added = counts(store.add(&file).unwrap());
    assert_eq!(added, (1, 0, 1));
    let again = counts(store.add(&file).unwrap());
    assert_eq!(again, (0, 1, 0));
}

/// New, already there, and also built in.
type Counts = (usize, usize, usize);

const fn counts(added: Added) -> Counts {
    (added.new, added.known, added.also_built_in)
}

proptest! {
    /// F18: certificates are removed by fingerprint, not by index, and removing one that is not there is reported. The
    /// model is a set of numbers.
    #[test]
    fn fault_f18_removing_an_absent_certificate_changes_nothing(
        steps in proptest::collection::vec((any::<bool>(), 0..8_usize), 0..24),
    ) {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let mut model = BTreeSet::new();
        for (is_upload, number) in steps {
            let issued = root(&format!("Uploaded {number}"));
            let before = store.snapshot();
            let changed = if is_upload {
                let added = store.add(&Bundle::from(certificate(&issued))).unwrap();
                prop_assert_eq!(added.new == 1, model.insert(number));
                added.new == 1
            } else {
                let removed = store.remove(&fingerprint(&issued));
                prop_assert_eq!(removed.is_some(), model.remove(&number));
                prop_assert!(removed.as_ref().is_none_or(|r| *r == certificate(&issued)));
                removed.is_some()
            };
            prop_assert_eq!(store.snapshot() != before, changed);
            prop_assert_eq!(store.custom().len(), model.len());
        }
        let listed: BTreeSet<_> = store
            .list(TrustSource::Custom, Clock::Unset)
            .iter()
            .map(|row| row.certificate.issued_to())
            .collect();
        let expected: BTreeSet<_> = model.iter().map(|n| format!("Uploaded {n}")).collect();
        prop_assert_eq!(listed, expected);
    }
}
