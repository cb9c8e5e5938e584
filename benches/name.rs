//! Matches the names of a certificate with a reference name. Peer: webpki, with the certificate parsed before.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::{leaf, root};
use core::hint::black_box;
use criterion::Criterion;
use pki_types::{CertificateDer, ServerName};
use trustslot::{Certificate, MatchedBy, NameMatch, NameRules, ReferenceIdentity};
use webpki::EndEntityCert;

fn main() {
    let mut criterion = common::criterion();
    name(&mut criterion);
    criterion.final_summary();
}

fn name(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("name");
    let ca = root("Test Root").self_signed();
    // The last name matches.
    let names = |last: &'static str| {
        let others = (1..100).map(|n| format!("host-{n}.branch-{n}.example.net"));
        let names: Vec<String> = others.chain([last.to_owned()]).collect();
        leaf("phone.example.com").dns_names(names).signed_by(&ca).der
    };
    for (name, last, host, by) in [
        (
            "wildcard_among_100",
            "*.example.com",
            "phone.example.com",
            Some(MatchedBy::DnsIdWildcard),
        ),
        ("exact_among_100", "phone.example.com", "phone.example.com", Some(MatchedBy::DnsId)),
        ("none_among_100", "*.example.com", "phone.example.org", None),
    ] {
        let der = names(last);
        let certificate = Certificate::from_der(&der).unwrap();
        let reference: ReferenceIdentity = host.parse().unwrap();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let found = black_box(&certificate).matches(&reference, NameRules::Rfc2818);
                assert_eq!(found.as_ref().ok().map(NameMatch::by), by);
                found
            });
        });
        let der = CertificateDer::from(der.as_slice());
        let certificate = EndEntityCert::try_from(&der).unwrap();
        let server = ServerName::try_from(host).unwrap();
        group.bench_function(format!("webpki_{name}"), |bencher| {
            bencher.iter(|| {
                let found = black_box(&certificate).verify_is_valid_for_subject_name(&server);
                assert_eq!(found.is_ok(), by.is_some());
                found
            });
        });
    }
    group.bench_function("reference", |bencher| {
        bencher.iter(|| {
            let reference: ReferenceIdentity = black_box("Phone.Example.com").parse().unwrap();
            assert!(matches!(reference, ReferenceIdentity::Dns(_)));
            reference
        });
    });
    group.bench_function("webpki_reference", |bencher| {
        bencher.iter(|| {
            let reference = ServerName::try_from(black_box("Phone.Example.com")).unwrap();
            assert!(matches!(reference, ServerName::DnsName(_)));
            reference.to_owned()
        });
    });
}
