//! Parses a CRL with 100,000 entries, and verifies a chain against CRLs. Peer: webpki's owned CRL, which also reads all
//! entries. Floor of the verdict: the same chain without CRLs.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::crl::{Crl as Described, crl};
use common::support::{Issued, chain3_with, der};
use common::{CLOCK, P256, Peer};
use core::hint::black_box;
use criterion::Criterion;
use trustslot::{Chain, Crl};
use webpki::OwnedCertRevocationList;

fn main() {
    let mut criterion = common::criterion();
    let (_, ca, _) = chain3_with(P256.key);
    read(&mut criterion, &ca);
    verify(&mut criterion, &ca);
    criterion.final_summary();
}

/// A CRL as long as those of large public CAs.
fn long() -> Described {
    listing(|number| [[0x40].as_slice(), &number.to_be_bytes()].concat())
}

/// A CRL of 100,000 entries with serial numbers of 16 bytes, in order or as CAs choose them.
fn of_long_numbers(is_ordered: bool) -> Described {
    listing(|number| {
        // Knuth's multiplicative hash: every number once, in no order.
        let first = if is_ordered { number } else { number.wrapping_mul(2_654_435_761) };
        [[0x40].as_slice(), &first.to_be_bytes(), &[0x5a; 11]].concat()
    })
}

fn listing(serial: impl Fn(u32) -> Vec<u8>) -> Described {
    let date = der::utc_time("260401000000Z");
    let mut entries = Vec::new();
    for number in 0..100_000_u32 {
        let serial = serial(number);
        entries.extend(der::seq(&[&der::tlv(der::INTEGER, &serial), &date]));
    }
    crl().entry_raw(entries)
}

fn read(criterion: &mut Criterion, ca: &Issued) {
    let bytes = long().signed_by(ca);
    let mut group = criterion.benchmark_group("crl");
    group.bench_function("read_100000", |bencher| {
        bencher.iter(|| {
            let list = Crl::from_der(black_box(&bytes)).unwrap();
            assert_eq!(list.len(), 100_000);
            list
        });
    });
    group.bench_function("webpki_read_100000", |bencher| {
        bencher.iter(|| OwnedCertRevocationList::from_der(black_box(&bytes)).unwrap());
    });
    for (name, is_ordered) in [("read_ordered", true), ("read_unordered", false)] {
        let bytes = of_long_numbers(is_ordered).signed_by(ca);
        group.bench_function(name, |bencher| {
            bencher.iter(|| Crl::from_der(black_box(&bytes)).unwrap());
        });
    }
    let list = Crl::from_der(&bytes).unwrap();
    let serial = [0x40, 0, 1, 0, 0];
    group.bench_function("find_among_100000", |bencher| {
        bencher.iter(|| list.revocation_of(black_box(&serial)).unwrap());
    });
    group.finish();
}

/// Both issuers have a CRL; the intermediate's is long. Only the first verdict checks its signature.
fn verify(criterion: &mut Criterion, ca: &Issued) {
    let peer = Peer::of(&P256);
    let lists = [crl().signed_by(&peer.root), long().signed_by(ca)];
    let plain = peer.verifier();
    let lists = lists.map(|list| Crl::from_der(&list).unwrap());
    let consulting = plain.clone().with_crls(lists);
    let chain = Chain::from_der(&peer.presented).unwrap();
    let mut group = criterion.benchmark_group("crl");
    for (name, verifier) in [("verify", &consulting), ("verify_without", &plain)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let verdict = verifier.verify_server(black_box(&chain), &peer.reference, CLOCK);
                assert!(verdict.is_trusted());
                verdict
            });
        });
    }
    group.finish();
}
