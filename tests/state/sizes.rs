//! The size of a state is limited, and known before a change.

use crate::presented::identity;
use crate::store_snapshots::{built_in, certificate, fingerprint, root};
use crate::support::{self, Issued, Key, der};
use trustslot::{
    BuiltIn, Bundle, Certificate, CertificateError, HandleProof, Identity, KeyHandle,
    ServerCertSlot, TrustStore, TrustStoreError,
};

/// A root whose DER has exactly this many bytes.
pub(crate) fn root_of(bytes: usize, number: u64) -> Issued {
    let sized = |padding: usize| {
        support::root(&format!("Large {number:03}"))
            .key(Key::ed25519(number))
            .serial(&[0x40, 0, 0, 0, 0, 0, 0, 1])
            .extension("1.3.6.1.4.1.99999.1", false, vec![b'x'; padding])
            .self_signed()
    };
    // A similar padding has length fields of the same size.
    let guess = bytes - 1_000;
    let issued = sized(guess + bytes - sized(guess).der.len());
    assert_eq!(issued.der.len(), bytes);
    issued
}

fn parsed(bytes: usize) -> Result<Certificate, CertificateError> {
    Certificate::from_der(&root_of(bytes, 80).der)
}

/// F22: a certificate and a store have a largest size, and `snapshot_len` of a clone gives the next size in advance.
#[test]
fn fault_f22_store_size_is_limited_and_known_before_a_change() {
    // One certificate. webpki stops a few bytes before the limit.
    assert!(parsed(Certificate::MAX_BYTES - 600).is_ok());
    let error = parsed(Certificate::MAX_BYTES + 1).unwrap_err();
    assert_eq!(error.to_string(), "it is 65537 bytes; the limit is 65536");
    // One store, with any limit.
    let each = 65_000;
    let fit = TrustStore::MAX_CUSTOM_BYTES / each;
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, usize::MAX);
    for number in (100..).take(fit) {
        let bundle = Bundle::from(certificate(&root_of(each, number)));
        let mut trial = store.clone();
        trial.add(&bundle).unwrap();
        let size = trial.snapshot_len();
        store.add(&bundle).unwrap();
        assert_eq!(store.snapshot_len(), size, "known in advance");
    }
    let whole = store.snapshot();
    assert_eq!(whole.len(), store.snapshot_len());
    let next = Bundle::from(certificate(&root_of(each, 99)));
    let free = TrustStore::MAX_CUSTOM_BYTES - fit * each;
    let error = store.add(&next).unwrap_err();
    let limit = TrustStore::MAX_CUSTOM_BYTES;
    let expected = TrustStoreError::TooLarge { bytes: each, free, limit, at_least: 1, at_most: 1 };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        format!(
            "the new certificates of the file are {each} bytes; {free} of 3932160 bytes are free"
        )
    );
    assert_eq!(store.snapshot(), whole, "a rejected upload changes nothing");
    let left = TrustStore::MAX_CUSTOM_BYTES - fit * each;
    let exact = |bytes| Bundle::from(certificate(&root_of(bytes, 98)));
    assert!(store.clone().add(&exact(left + 1)).is_err());
    store.add(&exact(left)).unwrap();
    let whole = store.snapshot();
    let restored = TrustStore::restore(BuiltIn::EMPTY, usize::MAX, &whole, 0).unwrap();
    assert_eq!(restored.store.snapshot(), whole, "the largest state can be restored");
}

/// F22: a slot with each kind of key, and with handles at the limits of their length fields.
#[test]
fn fault_f22_slot_size_is_known_before_an_upload() {
    let root = root("Root");
    let phone = |key: Key| {
        let issued = support::leaf("phone.example.com").key(key);
        identity(&issued.signed_by(&root), &[&root])
    };
    let handle = |bytes: usize| {
        let chain = vec![certificate(&root)];
        let handle = KeyHandle::new(vec![7; bytes]);
        Identity::with_handle(chain, handle, HandleProof::Stated).unwrap()
    };
    let identities = [
        phone(Key::ed25519(1)),
        phone(Key::p256(1)),
        phone(Key::rsa2048()),
        phone(Key::rsa4096()),
        handle(1),
        handle(127),
        handle(128),
        handle(KeyHandle::MAX_BYTES),
    ];
    let mut slot = ServerCertSlot::new();
    assert_eq!(slot.snapshot().len(), slot.snapshot_len());
    // From here on, a generation takes two bytes.
    while slot.generation() < 124 {
        slot.upload(handle(1));
        slot.remove_custom();
    }
    for identity in identities {
        let size = slot.snapshot_len_after(&identity);
        slot.upload(identity);
        assert_eq!(slot.snapshot_with_private_key().len(), size, "known in advance");
        assert_eq!(slot.snapshot().len(), slot.snapshot_len());
        assert!(slot.snapshot_len() <= size);
    }
}

/// F22: a snapshot cannot be filled with fingerprints of disabled roots.
#[test]
fn fault_f22_number_of_disabled_roots_is_limited() {
    let content = |count: usize| {
        let fingerprints: Vec<_> = (0_u64..)
            .take(count)
            .map(|n| {
                let mut bytes = [0; 32];
                bytes[..8].copy_from_slice(&n.to_be_bytes());
                der::octet_string(&bytes)
            })
            .collect();
        let inner = [
            der::octet_string(b"trustslot"),
            der::integer(&[1]),
            der::integer(&[1]),
            der::integer(&[1]),
            der::seq(&[der::seq::<Vec<u8>>(&[]), der::seq(&fingerprints)]),
        ]
        .concat();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&inner);
        der::seq(&[inner, der::octet_string(&digest)])
    };
    let there = root("There");
    let list = built_in(&[&there]);
    let restore = |count| TrustStore::restore(list, 10, &content(count), 0);
    let mut full = restore(TrustStore::MAX_DISABLED).unwrap();
    assert_eq!(full.gone.len(), TrustStore::MAX_DISABLED);
    assert!(restore(TrustStore::MAX_DISABLED + 1).is_err());
    let before = full.store.snapshot();
    assert!(!full.store.disable(&fingerprint(&there)), "no more can be disabled");
    assert_eq!(full.store.snapshot(), before);
    let mut room = restore(TrustStore::MAX_DISABLED - 1).unwrap().store;
    assert!(room.disable(&fingerprint(&there)), "the control");
    assert!(TrustStore::restore(list, 10, &room.snapshot(), 0).is_ok());
}
