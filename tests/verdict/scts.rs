//! The signed certificate timestamps in a certificate, as revocation data see them (RFC 6962 §3.3).

use crate::support::{der, leaf};
use crate::verifier::certificate;
use trustslot::{Certificate, RevocationQuestion};

const SCT_LIST: &str = "1.3.6.1.4.1.11129.2.4.2";

/// Bytes with their length before them.
fn opaque(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes()[..], bytes].concat()
}

/// An SCT of version 1 from the log whose identifier consists of this byte.
fn sct(log: u8, timestamp: u64) -> Vec<u8> {
    let signature = opaque(&[7; 70]);
    let parts: [&[u8]; 6] =
        [&[0], &[log; 32], &timestamp.to_be_bytes(), &opaque(b"ext"), &[4, 3], &signature];
    parts.concat()
}

fn list(scts: &[Vec<u8>]) -> Vec<u8> {
    opaque(&scts.iter().flat_map(|sct| opaque(sct)).collect::<Vec<u8>>())
}

/// The SCTs of a certificate with this extension; none if the certificate is rejected, as webpki rejects some of them.
fn read(extension: &[u8]) -> Vec<(u8, u64)> {
    let issued = leaf("x.example").extension(SCT_LIST, false, extension).self_signed();
    let Ok(certificate) = Certificate::from_der(&issued.der) else {
        return Vec::new();
    };
    let question = RevocationQuestion::new(&certificate, &certificate);
    let all: Vec<_> = question.scts().collect();
    assert_eq!(all, question.scts().collect::<Vec<_>>(), "the same each time");
    all.iter().map(|sct| (sct.log_id()[0], sct.timestamp())).collect()
}

#[test]
fn scts_of_a_certificate_are_read() {
    let (one, two) = (sct(1, 1_700_000_000_123), sct(2, u64::MAX));
    let later = [&[1][..], b"a later version"].concat();
    let rows = [
        ("one", vec![one.clone()], vec![(1, 1_700_000_000_123)]),
        (
            "two, in their order",
            vec![two.clone(), one.clone()],
            vec![(2, u64::MAX), (1, 1_700_000_000_123)],
        ),
        ("of a later version, left out", vec![later.clone(), one], vec![(1, 1_700_000_000_123)]),
        ("only of a later version", vec![later], vec![]),
        ("many", vec![two.clone(); 300], vec![(2, u64::MAX); 300]),
    ];
    for (why, scts, expected) in rows {
        assert_eq!(read(&der::octet_string(&list(&scts))), expected, "{why}");
    }
    let plain = certificate(&leaf("x.example").self_signed());
    assert_eq!(RevocationQuestion::new(&plain, &plain).scts().count(), 0, "no extension");
}

/// A list that is malformed anywhere has no SCTs: a part of it could hide the one that matters.
#[test]
fn a_malformed_list_has_no_scts() {
    let good = sct(1, 5);
    let cut = good[..good.len() - 1].to_vec();
    let longer = [&good[..], &[0]].concat();
    let whole = list(std::slice::from_ref(&good));
    let rows: [(&str, Vec<u8>); 11] = [
        ("no OCTET STRING", whole.clone()),
        ("a SEQUENCE", der::seq(&[&whole])),
        ("bytes after the OCTET STRING", [der::octet_string(&whole), vec![0]].concat()),
        ("nothing", der::octet_string(&[])),
        ("an empty list", der::octet_string(&opaque(&[]))),
        ("bytes after the list", der::octet_string(&[&whole[..], &[0]].concat())),
        ("a list that is cut", der::octet_string(&whole[..whole.len() - 1])),
        ("an empty SCT", der::octet_string(&list(&[good.clone(), vec![]]))),
        ("an SCT that is cut", der::octet_string(&list(&[good.clone(), cut]))),
        ("bytes after a signature", der::octet_string(&list(&[longer, good.clone()]))),
        ("a log identifier that is cut", der::octet_string(&list(&[good[..20].to_vec(), good]))),
    ];
    for (why, extension) in rows {
        assert_eq!(read(&extension), [], "{why}");
    }
}
