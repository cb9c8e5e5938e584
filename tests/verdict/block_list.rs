//! What an operator blocks: by what, and what is left alone.

use crate::case::{HOST, unix};
use crate::support::crl::crl;
use crate::support::{Issued, Key, NOW, chain3, leaf};
use crate::verifier::{certificate, verifier};
use trustslot::{
    BlockList, BlockedBy, Bundle, Chain, Check, Clock, Crl, Policy, Reason, TrustStore, Verifier,
};

type Block<'a> = &'a dyn Fn(&mut BlockList);

#[test]
fn each_way_blocks_what_it_names_and_nothing_else() {
    let (root, ca, server) = chain3();
    let other = leaf(HOST).key(Key::p256(77)).signed_by(&root);
    let renewed = leaf(HOST).serial(&[0x55]).signed_by(&ca);
    let key = server.key.clone();
    let [ca, server, other, renewed] = [&ca, &server, &other, &renewed].map(certificate);
    let digest = ring::digest::digest(&ring::digest::SHA256, key.spki());
    let digest = <[u8; 32]>::try_from(digest.as_ref()).unwrap();
    let by_certificate: Block<'_> = &|list| list.block_certificate(server.fingerprint());
    let by_key: Block<'_> = &|list| list.block_key(digest);
    let by_key_of: Block<'_> = &|list| list.block_key_of(&server);
    let by_serial: Block<'_> = &|list| list.block_serial_number(&ca, server.serial_number());
    let by_date: Block<'_> = &|list| list.block_issued_after(ca.fingerprint(), unix(NOW));
    let rows = [
        (by_certificate, Some(BlockedBy::Certificate), None, "fingerprint"),
        (by_key, Some(BlockedBy::Key), Some(BlockedBy::Key), "digest"),
        (by_key_of, Some(BlockedBy::Key), Some(BlockedBy::Key), "key"),
        (by_serial, Some(BlockedBy::SerialNumber), None, "serial"),
        (by_date, None, None, "a day of issue blocks below an anchor"),
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

#[test]
fn the_ways_have_words() {
    let rows = [
        (BlockedBy::Certificate, "by its fingerprint"),
        (BlockedBy::Key, "by its public key"),
        (BlockedBy::SerialNumber, "by its issuer and serial number"),
    ];
    for (by, words) in rows {
        assert_eq!(by.to_string(), words);
    }
}

/// A second list adds to the first: nothing that was blocked, revoked or supplied is lost by another call.
#[test]
fn lists_given_twice_are_both_kept() {
    let (root, ca, server) = chain3();
    let other = leaf("other.example").key(Key::p256(77)).signed_by(&ca);
    let listed = |issued: &Issued| {
        let mut list = BlockList::new();
        list.block_certificate(certificate(issued).fingerprint());
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
