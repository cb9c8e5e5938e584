//! Changes of subjects, issuers, alternative names and name constraints.

use super::On::{Any, Issuer, Leaf};
use super::{Kind, kind};
use crate::case::HOST;
use trustslot_kit::der;
use trustslot_kit::extensions::{NAME_CONSTRAINTS, SUBJECT_ALT_NAME};
use trustslot_kit::names::{self, COMMON_NAME, ORGANIZATION, general, rdn};

pub const KINDS: &[Kind] = &[
    // RFC 5280 §4.1.2.4, §4.1.2.6.
    kind("empty subject", Any, |cert, _| cert.subject(names::name::<&[u8]>(&[]))),
    kind("empty issuer", Any, |cert, _| cert.issuer_name(names::name::<&[u8]>(&[]))),
    kind("issuer of another name", Any, |cert, _| cert.issuer_name(names::common_name("Somebody"))),
    kind("issuer in another spelling", Any, |cert, dice| {
        let spelt = |organization: Vec<u8>, name: Vec<u8>| {
            names::name(&[rdn(ORGANIZATION, &organization), rdn(COMMON_NAME, &name)])
        };
        let name = dice.pick(&["Test Root", "Test CA 1"]);
        cert.issuer_name(match dice.below(3) {
            0 => spelt(der::utf8("EXAMPLE PHONES"), der::utf8(name)),
            1 => spelt(der::printable("Example Phones"), der::printable(name)),
            _ => spelt(der::utf8("Example  Phones"), der::utf8(name)),
        })
    }),
    kind("subject of another CA", Issuer, |cert, dice| {
        let name = dice.pick(&["Test Root", "Test CA 1", "Test CA 2"]);
        cert.subject(names::name(&[
            rdn(ORGANIZATION, &der::utf8("Example Phones")),
            rdn(COMMON_NAME, &der::utf8(name)),
        ]))
    }),
    kind("unsorted set in a name", Any, |cert, _| {
        let attributes = [
            names::attribute("2.5.4.11", &der::utf8("b")),
            names::attribute(COMMON_NAME, &der::utf8(HOST)),
        ];
        cert.subject(names::name(&[der::set(&attributes)]))
    }),
    kind("malformed string in a name", Any, |cert, dice| {
        let values: [&[u8]; 6] = [
            b"\x0c\x02\xc3\x28",
            b"\x13\x02*_",
            b"\x16\x01\xff",
            b"\x1e\x01a",
            b"\x1c\x03abc",
            b"\x0c\x00",
        ];
        cert.subject(names::name(&[
            rdn(ORGANIZATION, dice.pick(&values)),
            rdn(COMMON_NAME, &der::utf8(HOST)),
        ]))
    }),
    kind("mail address in the subject", Leaf, |cert, dice| {
        let address = dice.pick(&["a@example.com", "a@example.org", "not an address"]);
        let mail = rdn("1.2.840.113549.1.9.1", &der::ia5(address));
        cert.subject(names::name(&[mail, rdn(COMMON_NAME, &der::utf8(HOST))]))
    }),
    // RFC 2818 §3.1.
    kind("no subjectAltName", Leaf, |cert, _| cert.no_san()),
    kind("common name alone", Leaf, |cert, dice| {
        let texts = [
            HOST,
            "PHONE.example.com",
            "*.example.com",
            "ph*.example.com",
            "*",
            "other.example.com",
            "phone.example.com.",
            " phone.example.com",
            "192.0.2.1",
        ];
        cert.no_san().cn(dice.pick(&texts))
    }),
    kind("two common names", Leaf, |cert, dice| {
        let other = "other.example.com";
        cert.no_san().common_names(dice.pick(&[&[HOST, other], &[other, HOST]]))
    }),
    kind("common name in another string", Leaf, |cert, dice| {
        let value = match dice.below(6) {
            0 => der::bmp(HOST),
            1 => der::printable(HOST),
            2 => der::tlv(der::T61_STRING, HOST.as_bytes()),
            3 => der::ia5(HOST),
            4 => der::utf8("phone.example.com\0.example.org"),
            _ => der::tlv(0x1a, HOST.as_bytes()),
        };
        cert.no_san().cn_raw(value)
    }),
    kind("wildcard", Leaf, |cert, dice| cert.dns_names([dice.pick(WILDCARDS)])),
    kind("other dNSName", Leaf, |cert, dice| cert.dns_names([dice.pick(HOSTS)])),
    kind("odd dNSName", Leaf, |cert, dice| cert.dns_names([dice.pick(ODD)])),
    kind("odd dNSName beside a good one", Leaf, |cert, dice| cert.dns(dice.pick(ODD))),
    kind("common name beside another dNSName", Leaf, |cert, _| {
        cert.dns_names(["other.example.com"])
    }),
    kind("no dNSName, others", Leaf, |cert, dice| {
        let cert = cert.no_san();
        match dice.below(6) {
            0 => cert.uri("sip:phone.example.com"),
            1 => cert.email("a@example.com"),
            2 => cert.ip([192, 0, 2, 1]),
            3 => cert.san_raw(general::directory(&names::common_name("x"))),
            4 => cert.san_raw(general::other("1.3.6.1.5.5.7.8.7", &der::ia5("x"))),
            _ => cert.san_raw(general::registered_id("1.2.3")),
        }
    }),
    kind("empty subjectAltName", Leaf, |cert, _| cert.san_value(der::seq::<&[u8]>(&[]))),
    kind("malformed subjectAltName", Any, |cert, dice| {
        let dns = general::dns(HOST);
        let value = match dice.below(7) {
            0 => der::concat(&[der::seq(&[&dns]), der::null()]),
            1 => der::seq(&[&dns, &der::null()]),
            2 => der::seq(&[&dns, &der::implicit(9, b"x")]),
            3 => der::seq(&[&der::implicit_constructed(2, HOST.as_bytes())]),
            4 => der::set(&[&dns]),
            5 => vec![],
            _ => der::seq(&[&dns, &general::ip([1, 2, 3])]),
        };
        cert.san_value(value)
    }),
    kind("subjectAltName critical", Leaf, |cert, _| {
        cert.replace_extension(SUBJECT_ALT_NAME, true, der::seq(&[general::dns(HOST)]))
    }),
    kind("addresses", Leaf, |cert, dice| match dice.below(4) {
        0 => cert.ip([192, 0, 2, 1]),
        1 => cert.ip([0; 16]),
        2 => cert.dns("192.0.2.1"),
        _ => cert.no_san().cn("192.0.2.1"),
    }),
    // RFC 5280 §4.2.1.10.
    kind("permitted dNSName", Issuer, |cert, dice| cert.permitted_dns(dice.pick(TREES))),
    kind("excluded dNSName", Issuer, |cert, dice| cert.excluded_dns(dice.pick(TREES))),
    kind("iPAddress constraint", Issuer, |cert, dice| {
        let base: &[u8] = dice.pick(&[
            &[192, 0, 2, 0, 255, 255, 255, 0],
            &[0; 8],
            &[10, 0, 0, 0, 255, 0, 255, 0],
            &[0; 32],
            &[1; 4],
        ]);
        if dice.below(2) == 0 {
            cert.permitted_raw(general::ip(base))
        } else {
            cert.excluded_raw(general::ip(base))
        }
    }),
    kind("mail constraint", Issuer, |cert, dice| {
        let base = general::email(dice.pick(&[
            "example.com",
            ".example.com",
            "a@example.com",
            "example.org",
            "",
        ]));
        if dice.below(2) == 0 { cert.permitted_raw(base) } else { cert.excluded_raw(base) }
    }),
    kind("URI constraint", Issuer, |cert, dice| {
        let base = general::uri(dice.pick(&[
            "example.com",
            ".example.com",
            "phone.example.com",
            "sip:example.com",
            "",
        ]));
        if dice.below(2) == 0 { cert.permitted_raw(base) } else { cert.excluded_raw(base) }
    }),
    kind("directoryName constraint", Issuer, |cert, dice| {
        let name = match dice.below(3) {
            0 => names::name(&[rdn(ORGANIZATION, &der::utf8("Example Phones"))]),
            1 => names::name::<&[u8]>(&[]),
            _ => names::common_name("Somebody"),
        };
        let base = general::directory(&name);
        if dice.below(2) == 0 { cert.permitted_raw(base) } else { cert.excluded_raw(base) }
    }),
    kind("constraint of another kind", Issuer, |cert, dice| {
        let base = if dice.below(2) == 0 {
            general::registered_id("1.2.3")
        } else {
            general::other("1.2.3", &der::null())
        };
        if dice.below(2) == 0 { cert.permitted_raw(base) } else { cert.excluded_raw(base) }
    }),
    kind("constraints not critical", Issuer, |cert, dice| {
        let tree = der::seq(&[general::dns(dice.pick(&["example.com", "example.org"]))]);
        cert.replace_extension(
            NAME_CONSTRAINTS,
            false,
            der::seq(&[der::implicit_constructed(0, &tree)]),
        )
    }),
    kind("constraint with minimum or maximum", Issuer, |cert, dice| {
        let depth = der::implicit(dice.pick(&[0, 1]), &[dice.below(2) as u8]);
        let tree = der::seq(&[general::dns("example.com"), depth]);
        cert.replace_extension(
            NAME_CONSTRAINTS,
            true,
            der::seq(&[der::implicit_constructed(0, &tree)]),
        )
    }),
    kind("empty constraints", Issuer, |cert, dice| {
        let values: [&[u8]; 3] = [&[0x30, 0], &[0x30, 2, 0xa0, 0], &[]];
        cert.replace_extension(NAME_CONSTRAINTS, true, dice.pick(&values))
    }),
    kind("constraints on a leaf", Leaf, |cert, _| cert.permitted_dns("example.com")),
];

const WILDCARDS: &[&str] = &[
    "*.example.com",
    "*.com",
    "*",
    "p*.example.com",
    "*e.example.com",
    "p*e.example.com",
    "*phone.example.com",
    "phone*.example.com",
    "**.example.com",
    "p*o*e.example.com",
    "*.*.com",
    "phone.*.com",
    "phone.example.*",
    "*.phone.example.com",
    "xn--*.example.com",
    "*.example.com.",
    "*.EXAMPLE.com",
    "*.",
    ".*.example.com",
    "*.b.example.com",
];
const HOSTS: &[&str] = &[
    "PHONE.EXAMPLE.COM",
    "other.example.com",
    "example.com",
    "phone.example.com.",
    "com",
    "phone",
    "a.phone.example.com",
    "phone.example.co",
    "phone.example.comm",
    "xn--phne-5qa.example.com",
];
const ODD: &[&[u8]] = &[
    b"",
    b".",
    b"..",
    b".phone.example.com",
    b".example.com",
    b"phone..example.com",
    b"phone.example.com\0",
    b"phone.example.com\0.example.org",
    b"phone.example.com ",
    b" phone.example.com",
    b"ph_one.example.com",
    b"-phone.example.com",
    b"phone-.example.com",
    b"ph\xf6ne.example.com",
    b"phone.example.com:5061",
    b"sip:phone.example.com",
    b"phone/example.com",
    b"192.0.2.1",
    b"a@example.com",
    b"1",
    b"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg.example.com",
];
const TREES: &[&str] = &[
    "example.com",
    ".example.com",
    "phone.example.com",
    "example.org",
    ".org",
    "EXAMPLE.com",
    "",
    ".",
    "com",
    "*.example.com",
    "hone.example.com",
    "example.com.",
    "..example.com",
    ".phone.example.com",
];
