//! Names of certificates as text for people, whatever string types their issuers used.

use crate::support::names::{
    COMMON_NAME, COUNTRY, ORGANIZATION, ORGANIZATIONAL_UNIT, attribute, name, rdn,
};
use crate::support::{der, root};
use crate::verifier::certificate;

/// A subject, what a list calls it, and the whole of it.
#[test]
fn a_name_is_shown_in_whatever_strings_it_is_written() {
    let cn = |value: &[u8]| name(&[rdn(COMMON_NAME, value)]);
    let unit = rdn(ORGANIZATIONAL_UNIT, &der::utf8("Phones"));
    let organization = rdn(ORGANIZATION, &der::printable("Example"));
    let country = rdn(COUNTRY, &der::printable("DE"));
    let long = "x".repeat(200);
    let cut = format!("{}…", "x".repeat(100));
    let cut_whole = format!("CN={}…", "x".repeat(97));
    let rows = [
        (cn(&der::utf8("Zürich")), "Zürich", "CN=Zürich", "UTF8String"),
        (cn(&der::printable("Root 1")), "Root 1", "CN=Root 1", "PrintableString"),
        (cn(&der::ia5("root@example")), "root@example", "CN=root@example", "IA5String"),
        (cn(&der::bmp("Köln")), "Köln", "CN=Köln", "BMPString"),
        (
            cn(&der::tlv(der::T61_STRING, b"Z\xfcrich")),
            "Zürich",
            "Zürich",
            "TeletexString, read as ISO 8859-1; the other reader has no words for it",
        ),
        (
            name(&[
                rdn(COMMON_NAME, &der::tlv(der::T61_STRING, b"Z\xfcrich")),
                organization.clone(),
            ]),
            "Zürich",
            "Zürich, Example",
            "the same beside another: the values alone",
        ),
        (
            cn(&der::tlv(der::BMP_STRING, b"\xd8\x00\x00A")),
            "\u{fffd}A",
            "\u{fffd}A",
            "BMPString with half a pair",
        ),
        (
            cn(&der::tlv(der::UTF8_STRING, b"a\xff")),
            "a\u{fffd}",
            "a\u{fffd}",
            "UTF8String that is none",
        ),
        (
            name(&[organization.clone(), unit.clone()]),
            "Phones",
            "O=Example, OU=Phones",
            "no common name: the unit",
        ),
        (
            name(&[country.clone(), organization.clone()]),
            "Example",
            "C=DE, O=Example",
            "no unit: the organization",
        ),
        (name(core::slice::from_ref(&country)), "C=DE", "C=DE", "none of them: all of it"),
        (
            name(&[rdn(COMMON_NAME, &der::utf8("")), organization]),
            "Example",
            "CN=, O=Example",
            "an empty common name is none",
        ),
        (
            name(&[
                rdn(ORGANIZATION, &der::printable("Example")),
                rdn(COMMON_NAME, &der::utf8(" \u{3000}")),
            ]),
            "Example",
            "O=Example, CN= \u{3000}",
            "a blank one is none, either",
        ),
        (
            cn(&der::tlv(der::T61_STRING, b"\xa0")),
            "(no name)",
            "(no name)",
            "nothing but a blank, which the other reader has no words for",
        ),
        (
            cn(&der::utf8("\u{3164}\u{115f}\u{2800}")),
            "\\u{3164}\\u{115f}\\u{2800}",
            "CN=\\u{3164}\\u{115f}\\u{2800}",
            "letters and signs that look blank",
        ),
        (
            cn(&der::utf8("a\u{fe0f}\u{e0100}\u{34f}")),
            "a\\u{fe0f}\\u{e0100}\\u{34f}",
            "CN=a\\u{fe0f}\\u{e0100}\\u{34f}",
            "marks nobody sees",
        ),
        (
            name(&[rdn(COMMON_NAME, &der::utf8("com")), rdn(COMMON_NAME, &der::utf8("example"))]),
            "example",
            "CN=com, CN=example",
            "the last is the most specific",
        ),
        (
            name(&[der::set(&[
                attribute(COUNTRY, &der::printable("DE")),
                attribute(COMMON_NAME, &der::utf8("Both")),
            ])]),
            "Both",
            "C=DE + CN=Both",
            "two attributes in one RDN",
        ),
        (name::<Vec<u8>>(&[]), "(no name)", "(no name)", "nothing"),
        (
            cn(&der::utf8("a\nb\u{202e}c")),
            "a\\u{a}b\\u{202e}c",
            "CN=a\\u{a}b\\u{202e}c",
            "what breaks a line or turns the reading order",
        ),
        (cn(&der::utf8(&long)), &cut, &cut_whole, "a long one is cut"),
    ];
    for (subject, short, whole, why) in rows {
        let certificate = certificate(&root("").subject(subject).self_signed());
        assert_eq!(certificate.issued_to(), short, "{why}");
        assert_eq!(certificate.subject(), whole, "{why}");
        assert_eq!(certificate.issued_by(), short, "{why}: of the issuer");
        assert_eq!(certificate.issuer(), whole, "{why}: of the issuer");
    }
}
