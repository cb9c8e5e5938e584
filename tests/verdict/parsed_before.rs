//! Certificates that a verifier has parsed before are found by all of their bytes, and change no verdict.

use crate::case::HOST;
use crate::support::{Issued, Key, NOW, chain3_with};
use crate::verifier::{certificate, file, verifier};
use trustslot::{BuiltIn, Certificate, Chain, Clock, Policy, TrustStore, Verifier};

const CLOCK: Clock = Clock::set(NOW);

/// Three certificates of one path, and verifiers that have parsed some of them.
struct Peer {
    root: Issued,
    ca: Issued,
    leaf: Issued,
}

impl Peer {
    fn new() -> Self {
        let (root, ca, leaf) = chain3_with(Key::ed25519);
        Self { root, ca, leaf }
    }

    fn trusting(&self, uploaded: &[&Issued]) -> Verifier {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&file(&[&self.root])).unwrap();
        for uploaded in uploaded {
            store.add(&file(&[uploaded])).unwrap();
        }
        verifier(store, Policy::STRICT)
    }

    fn presented(&self) -> [Vec<u8>; 2] {
        [self.leaf.der.clone(), self.ca.der.clone()]
    }
}

/// Whether each presented certificate was parsed again: it has memory that no certificate of the verifier has.
fn parsed_again(presented: &[Vec<u8>], verifier: &Verifier) -> Vec<bool> {
    let [once, again] = [(); 2].map(|()| verifier.chain_from_der(presented).unwrap());
    let all = |chain: &Chain| -> Vec<Certificate> {
        core::iter::once(chain.end_entity()).chain(chain.others()).cloned().collect()
    };
    let is_new = |(a, b): (&Certificate, &Certificate)| !core::ptr::eq(a.as_der(), b.as_der());
    all(&once).iter().zip(&all(&again)).map(is_new).collect()
}

#[test]
fn certificate_that_the_verifier_has_is_not_parsed_again() {
    let peer = Peer::new();
    let rows: Vec<(Verifier, [bool; 2], &str)> = vec![
        (peer.trusting(&[]), [true, true], "only the root was uploaded, which is not sent"),
        (peer.trusting(&[&peer.leaf]), [false, true], "a pin"),
        (peer.trusting(&[&peer.ca]), [true, false], "an uploaded CA"),
        (
            peer.trusting(&[]).with_intermediates([certificate(&peer.ca)]),
            [true, false],
            "a supplied intermediate",
        ),
    ];
    for (verifier, expected, why) in rows {
        let presented = peer.presented();
        assert_eq!(parsed_again(&presented, &verifier), expected, "{why}");
        let dialed = HOST.parse().unwrap();
        let verdict = verifier.verify_server_der(&presented, &dialed, CLOCK);
        let chain = Chain::from_der(&presented).unwrap();
        assert_eq!(verdict, verifier.verify_server(&chain, &dialed, CLOCK), "{why}");
        assert!(verdict.is_trusted(), "{why}: {verdict}");
    }
}

/// The search is limited, so a certificate far down a long list is parsed again.
#[test]
fn long_list_of_intermediates_is_not_searched_to_its_end() {
    let peer = Peer::new();
    for (before, expected) in [(62, [true, false]), (63, [true, true])] {
        let others = (0..before).map(|number| {
            certificate(&crate::support::root("Other").key(Key::ed25519(number + 9)).self_signed())
        });
        let intermediates = others.chain([certificate(&peer.ca)]);
        // The root is in the store.
        let verifier = peer.trusting(&[]).with_intermediates(intermediates);
        assert_eq!(parsed_again(&peer.presented(), &verifier), expected, "{before} before it");
    }
}

#[cfg(feature = "std")]
#[test]
fn certificate_whose_signature_is_cached_is_not_parsed_again() {
    let peer = Peer::new();
    let cache = trustslot::SignatureCache::new();
    let verifier = peer.trusting(&[]).with_signature_cache(&cache);
    let (presented, dialed) = (peer.presented(), HOST.parse().unwrap());
    assert_eq!(parsed_again(&presented, &verifier), [true, true], "before the first verdict");

    let first = verifier.verify_server_der(&presented, &dialed, CLOCK);
    assert!(first.is_trusted(), "{first}");
    assert_eq!(parsed_again(&presented, &verifier), [false, false], "after it");
    assert_eq!(verifier.verify_server_der(&presented, &dialed, CLOCK), first);
    let later = Clock::set(NOW + 30 * 365 * 86_400);
    let expired = verifier.verify_server_der(&presented, &dialed, later);
    let chain = Chain::from_der(&presented).unwrap();
    assert_eq!(expired, verifier.verify_server(&chain, &dialed, later));
    assert!(!expired.is_accepted(), "{expired}");

    let elsewhere = verifier.with_policy(Policy::STRICT);
    assert_eq!(parsed_again(&presented, &elsewhere), [false, false], "the cache is shared");
    cache.clear();
    assert_eq!(parsed_again(&presented, &verifier), [true, true], "the cache is empty");
}

/// Every single byte counts, also the last, by which certificates are found.
#[test]
fn certificate_with_other_bytes_is_parsed() {
    let peer = Peer::new();
    let verifier = peer.trusting(&[&peer.leaf, &peer.ca]);
    #[cfg(feature = "std")]
    let verifier = {
        let cache = trustslot::SignatureCache::new();
        let without = peer.trusting(&[]).with_signature_cache(&cache);
        let dialed = HOST.parse().unwrap();
        assert!(without.verify_server_der(&peer.presented(), &dialed, CLOCK).is_trusted());
        verifier.with_signature_cache(&cache)
    };
    let same = |presented: &[Vec<u8>], why: &str| {
        let (read, parsed) = (verifier.chain_from_der(presented), Chain::from_der(presented));
        assert_eq!(read, parsed, "{why}");
        let [facts, expected] = [&read, &parsed].map(|chain| format!("{chain:?}"));
        assert_eq!(facts, expected, "{why}");
    };
    same(&[], "nothing");
    for which in [0, 1] {
        let sent = peer.presented();
        for at in 0..sent[which].len() {
            let mut changed = sent.clone();
            changed[which][at] ^= 1;
            same(&changed, &format!("certificate {which}, byte {at}"));
        }
        let (mut cut, mut longer) = (sent.clone(), sent.clone());
        cut[which].pop();
        longer[which].push(0);
        same(&cut, "a byte is missing");
        same(&longer, "a byte too many");
        let mut none = sent;
        none[which].clear();
        same(&none, "no bytes");
    }
}
