//! DER: lengths, depth and the number of elements.

use crate::judge::{HOST, file_refused, on_a_small_stack, peer, quickly};
use crate::mutate::Node;
use crate::support::extensions::{EXT_KEY_USAGE, UNKNOWN};
use crate::support::names::{ORGANIZATION, attribute, general, name, rdn};
use crate::support::{Cert, Issued, Key, chain3, chain3_with, der, intermediate, leaf};
use trustslot::{BundleError, Certificate, Chain, FileKind, Reason};

/// `levels` nested SEQUENCEs, the innermost one empty.
fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(Vec::new(), |inside, _| der::tlv(der::SEQUENCE, &inside))
}

/// Requires that it is rejected as a file and when a peer presents it.
#[track_caller]
pub(crate) fn refused_everywhere(ca: &Issued, root: &Issued, der: &[u8], words: &str) {
    match file_refused(der) {
        BundleError::Certificate { error, .. } => {
            assert!(error.to_string().contains(words), "{words}: {error}");
        }
        BundleError::WrongKind { .. } => {}
        // The file is named by what it is, or by what follows the certificate in it.
        BundleError::Indefinite { .. } if words == "the length is not DER" => {}
        BundleError::Followed { .. } if words == "bytes are left over" => {}
        refusal => panic!("{words}: {refusal}"),
    }
    let fake = Issued { der: der.to_vec(), ..ca.clone() };
    peer(&[&fake, ca], root).unreadable(words);
}

#[test]
fn replay_6_recursion_on_nested_values() {
    let (root, ca, _) = chain3();
    let signed = |cert: Cert| cert.signed_by(&ca);
    let deep = nested(5_000);
    let subject = name(&[rdn(ORGANIZATION, &deep)]);
    let other_name = general::other(UNKNOWN, &deep);
    // Values that are not parsed are never walked: in an extension, in rare kinds of names, in the subject.
    let opaque = [
        signed(leaf(HOST).extension(UNKNOWN, false, &deep)),
        signed(leaf(HOST).san_raw(other_name)),
        signed(leaf(HOST).san_raw(general::x400(&deep))),
        signed(leaf(HOST).san_raw(general::edi_party(&deep))),
        signed(leaf(HOST).subject(subject)),
    ];
    on_a_small_stack(|| {
        let kind = FileKind::OtherAsn1;
        for bytes in [b"\x30\x80".repeat(2_450_000), b"\xa0\x80\x30\x80".repeat(1_200_000)] {
            let refusal = file_refused(&bytes);
            assert!(matches!(refusal, BundleError::WrongKind { .. }), "{refusal}");
        }
        assert_eq!(file_refused(&b"\x30\x80".repeat(2_450_000)), BundleError::WrongKind { kind });
        for issued in &opaque {
            peer(&[issued, &ca], &root).passes();
            let certificate = Certificate::from_der(&issued.der).unwrap();
            let shown = format!("{certificate} {certificate:?} {}", certificate.subject());
            assert!(shown.len() < 2048);
        }
    });
    peer(&[&signed(leaf(HOST).extension(UNKNOWN, false, nested(1))), &ca], &root).passes();
}

#[test]
fn replay_7_length_overflows_the_machine_word() {
    // Ed25519 keys are the same in every run, so none of their bytes look like DER by chance.
    let (root, ca, leaf) = chain3_with(Key::ed25519);
    let lengths: [&[u8]; 9] = [
        b"\x84\x80\x00\x00\x00",
        b"\x84\xff\xff\xff\xff",
        b"\x84\xff\xff\xff\xf0",
        b"\x84\x7f\xff\xff\xff",
        b"\x85\x01\x00\x00\x00\x00",
        b"\x88\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x88\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\xff",
    ];
    let tree = Node::read(&leaf.der);
    for length in lengths {
        for number in 0..tree.count() {
            let der =
                tree.write_with(number, &mut |tag, contents| [&[tag], length, contents].concat());
            let error = Certificate::from_der(&der).expect_err("a length beyond everything");
            let words = error.to_string();
            assert!(words.contains("length"), "{words}");
            let chain = Chain::from_der(&[&leaf.der, &der]);
            assert!(chain.is_err());
        }
        let der = tree.write_with(0, &mut |tag, contents| [&[tag], length, contents].concat());
        file_refused(&der);
    }
    assert_eq!(tree.write(), leaf.der);
    peer(&[&leaf, &ca], &root).passes();
}

#[test]
fn replay_8_time_cut_inside_a_utf8_character() {
    let (root, ca, _) = chain3();
    for text in [
        b"\x32\xc3\x37\x30\x31\x30\x31\x30\x30\x30\x30\x30\x5a",
        b"\x32\x37\xc3\xbc\x31\x30\x31\x30\x30\x30\x30\x30\x5a",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x5a",
        b"27010100000\xe2\x82",
        b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00Z",
        b"+70101000000Z",
        b"27010100000-Z",
        b" 70101000000Z",
    ] {
        for time in [der::utc_time(text), der::generalized_time([b"20", &text[..]].concat())] {
            let bad = leaf(HOST).not_after_raw(time).signed_by(&ca);
            refused_everywhere(&ca, &root, &bad.der, "invalid date");
        }
    }
    let good = leaf(HOST).not_after_raw(der::utc_time("270101000000Z")).signed_by(&ca);
    peer(&[&good, &ca], &root).passes();
}

#[test]
fn replay_10_quadratic_text_of_a_long_oid() {
    let (root, ca, _) = chain3();
    let arc = |bytes: usize| {
        let mut contents = vec![0x81; bytes];
        contents.push(0x01);
        der::tlv(der::OID, &contents)
    };
    let with = |id: &[u8], critical: bool| {
        let flag = if critical { der::boolean(true) } else { Vec::new() };
        let extension = der::seq(&[id, &flag, &der::octet_string(b"")]);
        leaf(HOST).extension_raw(extension).signed_by(&ca)
    };
    let huge = with(&arc(200_000), false);
    refused_everywhere(&ca, &root, &huge.der, "the limit is 65536");

    // An identifier that still fits: as an extension, as a purpose and as the type of an attribute.
    let long = arc(60_000);
    let subject = name(&[der::set(&[der::seq(&[&*long, &der::utf8("x")])])]);
    let purposes = der::seq(&[der::oid("1.3.6.1.5.5.7.3.1"), long.clone()]);
    for (cert, answer) in [
        (with(&long, false), None),
        (with(&long, true), Some(Reason::UnknownCriticalExtension)),
        (leaf(HOST).replace_extension(EXT_KEY_USAGE, false, purposes).signed_by(&ca), None),
        (leaf(HOST).subject(subject).signed_by(&ca), None),
    ] {
        let case = peer(&[&cert, &ca], &root);
        match answer {
            None => case.passes(),
            Some(reason) => case.refused(reason),
        }
        let verdict = quickly(|| case.judge().unwrap());
        assert!(verdict.to_string().len() < 1024);
        let certificate = Certificate::from_der(&cert.der).unwrap();
        let shown = quickly(|| format!("{certificate} {certificate:?} {}", certificate.subject()));
        assert!(shown.len() < 2048, "{}", shown.len());
    }
}

#[test]
fn replay_11_quadratic_search_for_elements() {
    let (root, ca, _) = chain3();
    let mut many = leaf(HOST);
    for number in 0..70 {
        many = many.extension(&format!("{UNKNOWN}.{number}"), false, b"");
    }
    let many = many.signed_by(&ca);
    refused_everywhere(&ca, &root, &many.der, "too many extensions; the limit is 64");
    let extension =
        |number: u64| der::seq(&[der::oid(&format!("1.2.{number}")), der::octet_string(b"")]);
    let thousands: Vec<_> = (0..20_000).map(extension).collect();
    let huge = leaf(HOST).extension_raw(der::concat(&thousands)).signed_by(&ca);
    refused_everywhere(&ca, &root, &huge.der, "the limit is 65536");
    let fits = leaf(HOST).extension_raw(der::concat(&thousands[..5_000])).signed_by(&ca);
    refused_everywhere(&ca, &root, &fits.der, "too many extensions; the limit is 64");
    for many in [&huge, &fits] {
        quickly(|| Certificate::from_der(&many.der).is_ok());
    }

    let names = leaf(HOST).dns_names((0..50_000).map(|n| format!("h{n}"))).signed_by(&ca);
    refused_everywhere(&ca, &root, &names.der, "the limit is 65536");
    quickly(|| Certificate::from_der(&names.der).is_ok());
    let names = leaf(HOST).dns_names((0..6_000).map(|n| format!("h{n}"))).dns(HOST).signed_by(&ca);
    quickly(|| peer(&[&names, &ca], &root).judge().is_ok());
    peer(&[&names, &ca], &root).passes();

    // Each attribute in its own set, and all of them in one set.
    let part = attribute(ORGANIZATION, &der::utf8("x"));
    for subject in [name(&vec![der::set(&[&part]); 2_000]), name(&[der::set(&vec![&part; 2_000])])]
    {
        let long = intermediate("Long").subject(subject).signed_by(&root);
        let below = leaf(HOST).signed_by(&long);
        peer(&[&below, &long], &root).passes();
        quickly(|| peer(&[&below, &long], &root).judge().is_ok());
        let certificate = Certificate::from_der(&long.der).unwrap();
        assert!(quickly(|| certificate.subject()).len() < 1024);
    }
}
