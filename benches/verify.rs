//! From bytes to a verdict. Floor: the same signature checks alone, with the same crypto library. Peer: webpki alone, with
//! the name.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench may panic"
)]

mod common;

use common::support::extensions::AUTHORITY_KEY_ID;
use common::support::{Key, intermediate, leaf, root};
use common::{
    ALGORITHMS, CLOCK, HOST, KINDS, Kind, MOZILLA, P256, Peer, Unchecked, bundle, support,
};
use core::hint::black_box;
use core::time::Duration;
use criterion::{BenchmarkGroup, measurement::WallTime};
use pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use trustslot::{BuiltIn, Chain, Check, Policy, SignatureCache, TrustStore, Verdict, Verifier};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

fn main() {
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("verify");
    for kind in KINDS {
        path_of_3(&mut group, kind);
    }
    remembering(&mut group);
    all_but_signatures(&mut group);
    mozilla_store(&mut group);
    many_anchors(&mut group);
    pin(&mut group);
    hostile(&mut group);
    group.finish();
    criterion.final_summary();
}

/// Leaf, intermediate and root: two signatures.
fn path_of_3(group: &mut BenchmarkGroup<'_, WallTime>, kind: &Kind) {
    let peer = Peer::of(kind);
    let verifier = peer.verifier();
    let name = |work: &str| match kind.name {
        "p256" => work.to_owned(),
        other => format!("{work}_{other}"),
    };
    trusted(group, &name("path_of_3"), &peer, &verifier);
    read(group, &name("path_of_3_read"), &peer, &verifier);
    bare(group, &name("bare_signatures"), &peer);
    let root = CertificateDer::from(peer.root.der.as_slice());
    let anchors = [anchor_from_trusted_cert(&root).unwrap()];
    webpki_alone(group, &name("webpki_alone"), &peer, &anchors);
    webpki_read(group, &name("webpki_read"), &peer, &anchors);
}

/// With a signature cache: new peers below a CA in the cache, and a peer in the cache. Floor for new peers: the signature
/// of the peer's own certificate.
fn remembering(group: &mut BenchmarkGroup<'_, WallTime>) {
    // Many more peers than the cache can hold, so that almost every one is new when its turn comes. The turns are in no order
    // (xorshift64, Marsaglia 2003): the peers that stay in the cache would follow each other, and a sample could have only those.
    let count = u64::try_from(16 * SignatureCache::ENTRIES).unwrap();
    let peers = Peer::many(&P256, count);
    let first = peers.first().unwrap();
    let cache = SignatureCache::new();
    let verifier = first.verifier().with_signature_cache(&cache);
    let mut state = 1_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        &peers[usize::try_from(state % count).unwrap()]
    };
    group.bench_function("known_issuer", |bencher| {
        bencher.iter(|| {
            let verdict = black_box(next()).verified_by(&verifier);
            assert!(verdict.is_trusted(), "{verdict}");
            verdict
        });
    });
    bare(group, "bare_leaf_signature", first);
    trusted(group, "known_peer", first, &verifier);
}

/// Everything except the signature checks, without their noise.
fn all_but_signatures(group: &mut BenchmarkGroup<'_, WallTime>) {
    let peer = Peer::of(&P256);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&peer.root.der)).unwrap();
    let verifier = Verifier::with_algorithms(
        store,
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Unchecked::P256]),
    );
    trusted(group, "all_but_signatures", &peer, &verifier);
}

fn mozilla_store(group: &mut BenchmarkGroup<'_, WallTime>) {
    let peer = Peer::of(&P256);
    let verifier = peer.verifier_beside(trustslot::BuiltIn::MOZILLA);
    trusted(group, "mozilla_store", &peer, &verifier);
    bare(group, "bare_signatures_mozilla_store", &peer);
    let root = CertificateDer::from(peer.root.der.as_slice());
    let anchors: Vec<_> = core::iter::once(&root)
        .chain(MOZILLA)
        .map(|root| anchor_from_trusted_cert(root).unwrap())
        .collect();
    webpki_alone(group, "webpki_alone_mozilla_store", &peer, &anchors);
}

/// The right anchor is the last of many.
fn many_anchors(group: &mut BenchmarkGroup<'_, WallTime>) {
    let peer = Peer::of(&P256);
    for count in [10, 10_000] {
        let others = (1..count).map(|number| {
            let other = root(&format!("Root {number}")).key(Key::p256(0));
            other.signature([0; 64]).self_signed().der
        });
        let roots: Vec<CertificateDer<'static>> =
            others.chain([peer.root.der.clone()]).map(CertificateDer::from).collect();
        let roots: &'static [CertificateDer<'static>] = roots.leak();
        let built_in: &'static BuiltIn = Box::leak(Box::new(BuiltIn::new(roots)));
        let verifier = common::verifier(TrustStore::new(built_in));
        trusted(group, &format!("anchors_{count}"), &peer, &verifier);
        let anchors: Vec<_> =
            roots.iter().map(|root| anchor_from_trusted_cert(root).unwrap()).collect();
        let name = format!("webpki_anchors_{count}");
        webpki_alone(group, &name, &peer, &anchors);
    }
}

/// The server's own certificate was uploaded: compares bytes, dates and name, and checks no signature.
fn pin(group: &mut BenchmarkGroup<'_, WallTime>) {
    let issued = leaf(HOST).self_signed();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&issued.der)).unwrap();
    let verifier = common::verifier(store);
    let peer = Peer {
        presented: vec![issued.der.clone()],
        signatures: Vec::new(),
        reference: HOST.parse().unwrap(),
        root: issued,
    };
    trusted(group, "pin", &peer, &verifier);
}

/// Fifty intermediates of one name.
fn hostile(group: &mut BenchmarkGroup<'_, WallTime>) {
    let good = Peer::of(&P256);
    let verifier = good.verifier();
    let presented = |key: fn(u64) -> Key| {
        let evil = |number| {
            intermediate("Evil CA").key(key(number)).serial(&[1, u8::try_from(number).unwrap()])
        };
        let first = evil(0).self_signed();
        let others = (0..50).map(|number| evil(number).signed_by(&first).der);
        core::iter::once(leaf(HOST).signed_by(&first).der).chain(others).collect::<Vec<_>>()
    };
    let one_key = presented(|_| Key::p256(0));
    refused(group, "hostile_50", &one_key, &verifier);
    refused(group, "hostile_50_keys", &presented(Key::p256), &verifier);

    // All lead to the anchor, and one has the key that signed. No key identifier tells which.
    let fifty: Vec<_> = (0..50)
        .map(|number| intermediate("Test CA").key(Key::p256(number)))
        .map(|ca| ca.signed_by(&good.root))
        .collect();
    let (signer, _) = fifty.split_first().unwrap();
    let hidden = leaf(HOST).without_extension(AUTHORITY_KEY_ID).signed_by(signer);
    let peer = Peer {
        presented: core::iter::once(hidden.der)
            .chain(fifty.iter().map(|ca| ca.der.clone()))
            .collect(),
        ..good
    };
    trusted(group, "hidden_among_49", &peer, &verifier);
}

fn trusted(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, peer: &Peer, verifier: &Verifier) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let verdict = black_box(peer).verified_by(verifier);
            assert!(verdict.is_trusted(), "{verdict}");
            verdict
        });
    });
}

/// The chain was parsed before.
fn read(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, peer: &Peer, verifier: &Verifier) {
    let chain = Chain::from_der(&peer.presented).unwrap();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let verdict = verifier.verify_server(black_box(&chain), &peer.reference, CLOCK);
            assert!(verdict.is_trusted(), "{verdict}");
            verdict
        });
    });
}

fn refused(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    presented: &[Vec<u8>],
    verifier: &Verifier,
) {
    let reference = HOST.parse().unwrap();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let chain = Chain::from_der(black_box(presented)).unwrap();
            let verdict = verifier.verify_server(&chain, &reference, CLOCK);
            assert!(
                matches!(&verdict, Verdict::Rejected(findings)
                    if findings.iter().any(|finding| finding.reason().check() == Check::Path)),
                "{verdict}"
            );
            verdict
        });
    });
}

fn bare(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, peer: &Peer) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| assert!(black_box(peer).bare()));
    });
}

fn webpki_alone(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    peer: &Peer,
    anchors: &[TrustAnchor<'_>],
) {
    let reference = ServerName::try_from(HOST).unwrap();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let presented = ders(black_box(peer));
            let (first, others) = presented.split_first().unwrap();
            let end_entity = EndEntityCert::try_from(first).unwrap();
            assert!(webpki_trusts(&end_entity, others, anchors, &reference));
        });
    });
}

/// The end entity was parsed before. webpki parses the others whenever it verifies.
fn webpki_read(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    peer: &Peer,
    anchors: &[TrustAnchor<'_>],
) {
    let reference = ServerName::try_from(HOST).unwrap();
    let presented = ders(peer);
    let (first, others) = presented.split_first().unwrap();
    let end_entity = EndEntityCert::try_from(first).unwrap();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            assert!(webpki_trusts(black_box(&end_entity), others, anchors, &reference));
        });
    });
}

fn ders(peer: &Peer) -> Vec<CertificateDer<'_>> {
    peer.presented.iter().map(|der| CertificateDer::from(der.as_slice())).collect()
}

fn webpki_trusts(
    end_entity: &EndEntityCert<'_>,
    others: &[CertificateDer<'_>],
    anchors: &[TrustAnchor<'_>],
    reference: &ServerName<'_>,
) -> bool {
    let time = UnixTime::since_unix_epoch(Duration::from_secs(support::NOW));
    let usage = KeyUsage::server_auth();
    let path = end_entity.verify_for_usage(ALGORITHMS, anchors, others, time, usage, None, None);
    path.is_ok() && end_entity.verify_is_valid_for_subject_name(reference).is_ok()
}
