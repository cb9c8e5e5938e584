//! Shapes of chains whose names are checked against name constraints of CAs on the path.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a bench may panic")]

use crate::common::HOST;
use crate::common::support::names::{common_name, general, name, rdn};
use crate::common::support::{Cert, Issued, Key, der, intermediate, leaf};
use crate::{EMAIL_ADDRESS, ORGANIZATION, Shape, anchor, long_mail};

pub(crate) const SHAPES: &[Shape] = &[
    ("mail_address_below_mail", || {
        tower(6, leaf(HOST).email(long_mail()), |ca| ca.permitted_raw(general::email("b.example")))
    }),
    ("mail_address_below_dns", || {
        tower(6, leaf(HOST).email(long_mail()), |ca| ca.permitted_dns("example.com"))
    }),
    ("attributes_below_mail", || {
        tower(6, leaf(HOST).subject(attributes()), |ca| {
            ca.permitted_raw(general::email("b.example"))
        })
    }),
    ("attributes_below_directory", || {
        tower(6, leaf(HOST).subject(attributes()), |ca| {
            ca.permitted_raw(general::directory(&common_name(HOST)))
        })
    }),
    ("names_below_dns", || tower(6, short_names(10_000), |ca| ca.excluded_dns("example.org"))),
    ("long_names", || {
        let long = "a.".repeat(120) + "example";
        tower(6, leaf(HOST).dns_names((0..200).map(|_| &long)), |ca| ca.excluded_dns("b.example"))
    }),
    ("subtrees", || {
        tower(4, leaf(HOST), |ca| {
            (0..500).fold(ca, |ca, number| ca.excluded_dns(format!("x{number}.example.org")))
        })
    }),
    ("subtrees_and_names", || {
        let many = leaf(HOST).dns_names((0..1_000).map(|number| format!("h{number}.example.com")));
        tower(4, many, |ca| {
            (0..500).fold(ca, |ca, number| ca.excluded_dns(format!("x{number}.example.org")))
        })
    }),
    ("2000_names_below_10", || below(2_000, 10)),
    ("100_names_below_300", || below(100, 300)),
    ("too_many_names_below_too_many", || below(1_500, 1_000)),
    ("names_below_a_long_tower", || {
        let hosts = (0..300).map(|number| format!("h{number}.example.com"));
        tower(6, leaf(HOST).dns_names(hosts.chain([HOST.to_owned()])), |ca| {
            (0..20).fold(ca, |ca, number| ca.excluded_dns(format!("x{number}.example.org")))
        })
    }),
    ("short_names_below_short", || {
        tower(1, short_names(150), |ca| (0..150).fold(ca, |ca, _| ca.excluded_dns("a")))
    }),
    ("long_names_below_long", || {
        let long = |last: char| "a.".repeat(120) + "exampl" + &last.to_string();
        let hosts = (0..35).map(|_| long('e')).chain([HOST.to_owned()]);
        tower(1, leaf(HOST).dns_names(hosts), |ca| {
            (0..35).fold(ca, |ca, _| ca.excluded_dns(long('f')))
        })
    }),
    ("addresses_below_addresses", || {
        let end = (0..=255).fold(leaf(HOST), |end, last| end.ip([192, 0, 2, last]));
        tower(1, end, |ca| {
            (0..100).fold(ca, |ca, number| {
                ca.excluded_raw(general::ip([10, 0, number, 0, 255, 255, 255, 0]))
            })
        })
    }),
    ("many_short_bases", || {
        let bases = (b'a'..=b'z').flat_map(|a| (b'a'..=b'z').map(move |b| [a, b]));
        let bases: Vec<_> =
            bases.flat_map(|[a, b]| (b'a'..=b'l').map(move |c| [a, b, c])).collect();
        tower(1, leaf(HOST), |ca| bases.iter().fold(ca, Cert::excluded_dns))
    }),
    ("wildcards_within_names_below_dns", || {
        let hosts = (0..2_000).map(|number| format!("*.*.h{number}.example"));
        tower(1, leaf(HOST).dns_names(hosts), |ca| {
            (0..500).fold(ca, |ca, number| ca.excluded_dns(format!("a.x{number}.example")))
        })
    }),
    ("paths_below_constraints", || paths(50, 400, 10)),
    ("paths_below_many_constraints", || paths(50, 10, 100)),
    ("paths_of_many_names", || paths(30, 2_000, 1)),
];

/// A peer, and the CAs above it up to the anchor.
fn tower(cas: u64, end: Cert, change: impl Fn(Cert) -> Cert) -> Vec<Issued> {
    let mut chain = Vec::new();
    let mut issuer = anchor();
    for number in 1..=cas {
        let ca = change(intermediate(&format!("Level {number}")).key(Key::ed25519(number)));
        issuer = ca.signed_by(&issuer);
        chain.push(issuer.clone());
    }
    chain.push(end.key(Key::ed25519(0)).signed_by(&issuer));
    chain.reverse();
    chain
}

/// A peer with this many names below a CA that is limited to this many domains.
fn below(names: u32, domains: u32) -> Vec<Issued> {
    let host = |number| format!("h{number}.d{}.example.com", number % domains);
    let hosts = (0..names).map(host).chain([HOST.to_owned()]);
    tower(1, leaf(HOST).dns_names(hosts), |ca| {
        let ca = ca.permitted_dns(HOST);
        (0..domains).fold(ca, |ca, number| ca.permitted_dns(format!("d{number}.example.com")))
    })
}

/// CAs of one name, of which each could have issued the peer, and none may issue for its last name.
fn paths(cas: u64, names: u32, constraints: u32) -> Vec<Issued> {
    let hosts = (0..names).map(|number| format!("h{number}.example.com"));
    let hosts = hosts.chain([HOST.to_owned(), "last.example.org".to_owned()]);
    let ca = |number| {
        let ca = intermediate("Limited CA").key(Key::ed25519(number)).excluded_dns("example.org");
        let others = 1..constraints;
        let ca = others.fold(ca, |ca, other| ca.excluded_dns(format!("x{other}.example.net")));
        ca.signed_by(&anchor())
    };
    let cas: Vec<_> = (1..=cas).map(ca).collect();
    let end = leaf(HOST).dns_names(hosts).key(Key::ed25519(0)).signed_by(cas.first().unwrap());
    core::iter::once(end).chain(cas).collect()
}

fn short_names(count: usize) -> Cert {
    let short = core::iter::repeat_n("b".to_owned(), count);
    leaf(HOST).dns_names(short.chain([HOST.to_owned()]))
}

fn attributes() -> Vec<u8> {
    let mut subject = vec![rdn("2.5.4.3", &der::utf8(HOST))];
    subject.resize(3_000, rdn(ORGANIZATION, &der::utf8("o")));
    subject.push(rdn(EMAIL_ADDRESS, &der::ia5("a@b.example")));
    name(&subject)
}
