//! The string types of common names, and the types that never name a host.

use super::certificate::{
    BMP_STRING, IA5_STRING, PRINTABLE_STRING, TELETEX_STRING, UNIVERSAL_STRING, UTF8_STRING,
};
use super::identities::answers;
use super::{names, reference};
use crate::Certificate;
use crate::name::NameRules;

pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()
}

#[test]
fn string_types_of_the_common_name() {
    let host = "phone.example.com";
    // tag, contents, counts, why
    let rows: [(u8, Vec<u8>, bool, &str); 12] = [
        (UTF8_STRING, host.into(), true, "UTF8String"),
        (PRINTABLE_STRING, host.into(), true, "PrintableString"),
        (IA5_STRING, host.into(), true, "IA5String"),
        (TELETEX_STRING, host.into(), true, "T61String"),
        (BMP_STRING, utf16(host), true, "BMPString"),
        (BMP_STRING, host.into(), false, "BMPString with half the bytes"),
        (BMP_STRING, utf16(host)[1..].into(), false, "BMPString of odd length"),
        (BMP_STRING, utf16(&"a".repeat(300)), false, "BMPString longer than any name"),
        (BMP_STRING, utf16("ｐhone.example.com"), false, "a fullwidth letter"),
        (UTF8_STRING, "phöne.example.com".into(), false, "beyond ASCII"),
        (TELETEX_STRING, b"ph\xf6ne.example.com".into(), false, "beyond ASCII"),
        (UTF8_STRING, b"phone.example.com\0".into(), false, "NUL"),
    ];
    for (tag, contents, counts, why) in rows {
        let names = names().cn_as(tag, &contents);
        let expected = if counts { "yy-y" } else { "----" };
        assert_eq!(answers(&names, host), expected, "{why}");
    }
}

#[test]
fn universal_string_names_no_host() {
    let names = names().cn_as(UNIVERSAL_STRING, &utf32("phone.example.com"));
    // Such a certificate may be rejected when parsed; here only its name matters.
    if let Ok(certificate) = Certificate::from_der(&names.der()) {
        let answer = certificate.matches(&reference("phone.example.com"), NameRules::Rfc2818);
        assert!(answer.is_err());
    }
}

#[test]
fn other_types_never_name_a_host() {
    let host = "phone.example.com";
    let utf8 = [&[0x0c, 17][..], host.as_bytes()].concat();
    let value = [&[0xa0, 19][..], &utf8].concat();
    let other = [&[0x06, 1, 0x2a][..], &value].concat();
    // tag, contents, why
    let rows: [(u8, &[u8], &str); 5] = [
        (0xa0, &other, "otherName, CVE-2024-6119"),
        (0xa3, host.as_bytes(), "x400Address, CVE-2023-0286"),
        (0xa5, &utf8, "ediPartyName, CVE-2020-1971"),
        (0x87, host.as_bytes(), "iPAddress of odd length, CVE-2020-36477"),
        (0x88, &[0x2a], "registeredID"),
    ];
    for (tag, contents, why) in rows {
        let names = names().entry(tag, contents);
        assert_eq!(answers(&names, host), "----", "{why}");
    }
    // An otherName may be an SRV-ID, so it excludes the common name like an SRV-ID.
    assert_eq!(answers(&names().cn(host).entry(0xa0, &other), host), "y---");
}
