//! Block lists: what each kind of entry blocks, and what it does not.

use crate::case::{HOST, unix};
use crate::support::crl::crl;
use crate::support::extensions::CLIENT_AUTH;
use crate::support::key::{P256, ec_spki};
use crate::support::{Issued, Key, NOW, chain3, der, leaf, root};
use crate::verifier::{certificate, verifier};
use trustslot::{
    BlockList, BlockedBy, BuiltIn, Bundle, Chain, Check, Clock, Crl, Device, DeviceClassifier,
    Policy, Reason, TrustStore, Verifier,
};

type Block<'a> = &'a dyn Fn(&mut BlockList);

#[test]
fn each_kind_of_entry_blocks_only_its_certificates() {
    let (root, ca, server) = chain3();
    let other = leaf(HOST).key(Key::p256(77)).signed_by(&root);
    let renewed = leaf(HOST).serial(&[0x55]).signed_by(&ca);
    let key = server.key.clone();
    let [ca, server, other, renewed] = [&ca, &server, &other, &renewed].map(certificate);
    let digest = ring::digest::digest(&ring::digest::SHA256, key.spki());
    let digest = <[u8; 32]>::try_from(digest.as_ref()).unwrap();
    let by_certificate: Block<'_> = &|list| list.block_certificate(&server);
    let by_key: Block<'_> = &|list| list.block_key(digest);
    let by_key_of: Block<'_> = &|list| list.block_key_of(&server);
    let by_serial: Block<'_> = &|list| list.block_serial_number(&ca, server.serial_number());
    let by_date: Block<'_> = &|list| list.block_issued_after(&ca, unix(NOW));
    let rows = [
        (by_certificate, Some(BlockedBy::Certificate), None, "fingerprint"),
        (by_key, Some(BlockedBy::Key), Some(BlockedBy::Key), "digest"),
        (by_key_of, Some(BlockedBy::Key), Some(BlockedBy::Key), "key"),
        (by_serial, Some(BlockedBy::SerialNumber), None, "serial"),
        (by_date, None, None, "an issue date blocks certificates below an anchor"),
    ];
    assert!(BlockList::new().is_empty());
    for (block, this, of_the_same_key, why) in rows {
        let mut list = BlockList::new();
        block(&mut list);
        assert!(!list.is_empty(), "{why}");
        assert_eq!(list.blocks(&server), this, "{why}");
        assert_eq!(list.blocks(&renewed), of_the_same_key, "{why}");
        assert_eq!(list.blocks(&other), None, "{why}");
    }
}

/// Anyone can write the signature, the key or the number of a certificate in another form. The block still applies.
#[test]
fn a_block_holds_however_the_certificate_is_written() {
    let (root, ca, server) = chain3();
    let point = server.key.spki()[server.key.spki().len() - 64..].to_vec();
    let compressed = [&[0x02 | point[63] & 1][..], &point[..32]].concat();
    let compressed = leaf(HOST).key(server.key.clone()).spki(ec_spki(&der::oid(P256), &compressed));
    let padded = leaf(HOST).serial(&[0x00, 0x8f, 0x01]).signed_by(&ca);
    let [compressed, padded] =
        [compressed.signed_by(&ca), padded].map(|issued| certificate(&issued));
    let [root, ca, server] = [&root, &ca, &server].map(certificate);

    let by = |block: &dyn Fn(&mut BlockList), certificate| {
        let mut list = BlockList::new();
        block(&mut list);
        list.blocks(certificate)
    };
    let key = Some(BlockedBy::Key);
    assert_eq!(by(&|list| list.block_key_of(&server), &compressed), key, "the point, compressed");
    assert_eq!(by(&|list| list.block_key_of(&compressed), &server), key, "in the other order");
    let form = Some(BlockedBy::KeyForm);
    assert_eq!(
        by(&|list| list.block_key([7; 32]), &compressed),
        form,
        "the two forms cannot be compared"
    );
    assert_eq!(by(&|list| list.block_key([7; 32]), &server), None, "the control");
    let number = Some(BlockedBy::SerialNumber);
    for printed in [&[0x8f, 0x01][..], &[0x00, 0x8f, 0x01], &[0x00, 0x00, 0x8f, 0x01]] {
        assert_eq!(by(&|list| list.block_serial_number(&ca, printed), &padded), number);
        assert_eq!(
            by(&|list| list.block_serial_number(&root, printed), &padded),
            None,
            "of another CA"
        );
    }
    assert_eq!(by(&|list| list.block_serial_number(&ca, &[0x01, 0x8f]), &padded), None);
}

#[test]
fn kinds_of_entries_are_displayed() {
    let rows = [
        (BlockedBy::Certificate, "individually"),
        (BlockedBy::Key, "by its public key"),
        (BlockedBy::SerialNumber, "by its issuer and serial number"),
        (
            BlockedBy::KeyForm,
            "because its compressed public key cannot be compared with the blocked keys",
        ),
    ];
    for (by, words) in rows {
        assert_eq!(by.to_string(), words);
    }
}

/// Another call must not drop earlier blocks, revocations or intermediates.
#[test]
fn second_call_adds_to_the_first() {
    let (root, ca, server) = chain3();
    let other = leaf("other.example").key(Key::p256(77)).signed_by(&ca);
    let listed = |issued: &Issued| {
        let mut list = BlockList::new();
        list.block_certificate(&certificate(issued));
        list
    };
    let crl = |revoked: &Issued| {
        let list = crl().entry(certificate(revoked).serial_number(), &[]).signed_by(&ca);
        [Crl::from_der(&list).unwrap()]
    };
    let mut store = TrustStore::default();
    store.add(&Bundle::from(certificate(&root))).unwrap();
    let policy = Policy::STRICT.waive(Check::RevocationStatus).waive(Check::Name);
    let plain = verifier(store, policy);
    let blocked = plain.clone().with_block_list(listed(&server)).with_block_list(listed(&other));
    let revoked = plain.clone().with_crls(crl(&server)).with_crls(crl(&other));
    let supplied = plain.clone().with_intermediates([certificate(&ca)]).with_intermediates([]);
    for peer in [&server, &other] {
        let alone = Chain::new(certificate(peer));
        let chain = Chain::from_der(&[&peer.der, &ca.der]).unwrap();
        let judge =
            |verifier: &Verifier, chain| verifier.verify_server_of_any_name(chain, Clock::set(NOW));
        assert!(judge(&plain, &chain).is_trusted(), "the control");
        let found =
            |verifier| judge(verifier, &chain).findings().unwrap().decisive().unwrap().reason();
        assert_eq!(found(&blocked), Reason::Blocked);
        assert_eq!(found(&revoked), Reason::Revoked);
        assert!(!judge(&plain, &alone).is_trusted(), "the control");
        assert!(judge(&supplied, &alone).is_trusted());
    }
}

/// A date names its anchor by the key: a copy in another form, a renewed root and one of another name are below it too.
#[test]
fn a_date_of_issue_holds_for_every_certificate_of_the_anchors_key() {
    let key = || Key::p256(80);
    let old = root("Old Root").key(key()).self_signed();
    let rewritten = root("Old Root").key(key()).corrupt_signature().self_signed();
    assert_ne!(rewritten.der, old.der);
    let renewed =
        root("Old Root").key(key()).serial(&[9]).valid("2021-01-01", "2050-01-01").self_signed();
    let other_name = root("New Root").key(key()).self_signed();
    let other_key = root("Old Root").key(Key::p256(81)).self_signed();
    let mut list = BlockList::new();
    list.block_issued_after(&certificate(&old), unix(NOW - 86_400));
    for (anchor, is_dated, why) in [
        (&old, true, "the anchor itself"),
        (&rewritten, true, "with its signature in another form"),
        (&renewed, true, "renewed"),
        (&other_name, true, "renamed"),
        (&other_key, false, "another CA of its name"),
    ] {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&Bundle::from(certificate(anchor))).unwrap();
        let verifier = verifier(store, Policy::STRICT).with_block_list(list.clone());
        for (begin, is_late) in [(NOW - 86_400, false), (NOW - 86_399, true)] {
            let server = leaf(HOST).valid(begin, "2027-01-01").signed_by(anchor);
            let chain = Chain::new(certificate(&server));
            let verdict = verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW));
            let is_blocked =
                verdict.findings().is_some_and(|found| found.contains(Reason::IssuedTooLate));
            assert_eq!(is_blocked, is_dated && is_late, "{why}: {verdict}");
        }
    }
}

/// A stolen phone is foreign, whichever verifier trusts it, and in whatever order the classifier is made.
#[test]
fn a_classifier_blocks_for_both_of_its_verifiers() {
    let (vendor, operator) = (root("Vendor CA").self_signed(), root("Operator CA").self_signed());
    let trusting = |ca: &Issued| {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&Bundle::from(certificate(ca))).unwrap();
        verifier(store, Policy::STRICT)
    };
    let phone = |key, ca: &Issued| {
        leaf("0015651234ab").key(Key::p256(key)).eku(&[CLIENT_AUTH]).signed_by(ca)
    };
    let [of_vendor, of_operator] = [phone(1, &vendor), phone(2, &operator)];
    let spare = phone(3, &operator);
    let mut stolen = BlockList::new();
    stolen.block_key_of(&certificate(&of_vendor));
    let mut more = BlockList::new();
    more.block_key_of(&certificate(&of_operator));
    let plain = || DeviceClassifier::new(trusting(&vendor));
    let classifiers = [
        plain()
            .with_operator(trusting(&operator))
            .with_block_list(stolen.clone())
            .with_block_list(more.clone()),
        plain()
            .with_block_list(stolen.clone())
            .with_block_list(more)
            .with_operator(trusting(&operator)),
    ];
    for classifier in classifiers {
        for (phone, is_blocked) in [(&of_vendor, true), (&of_operator, true), (&spare, false)] {
            let caller = classifier.classify(&Chain::new(certificate(phone)), Clock::set(NOW));
            assert_eq!(caller.device() == Device::Foreign, is_blocked, "{:?}", caller.findings());
        }
    }
    let control = plain().with_operator(trusting(&operator));
    for phone in [&of_vendor, &of_operator] {
        let caller = control.classify(&Chain::new(certificate(phone)), Clock::set(NOW));
        assert_ne!(caller.device(), Device::Foreign, "without a list");
    }
}
