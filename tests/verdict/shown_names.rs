//! Names of certificates as text for people, in every string type.

use crate::support::names::{
    COMMON_NAME, COUNTRY, ORGANIZATION, ORGANIZATIONAL_UNIT, attribute, name, rdn,
};
use crate::support::{der, root};
use crate::verifier::certificate;
use core::time::Duration;
use trustslot::pki_types::UnixTime;
use trustslot::{Date, Html};

/// Rows: a subject, its short name, the whole name.
#[test]
fn names_are_shown_in_every_string_type() {
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
            "CN=Zürich",
            "TeletexString, read as ISO 8859-1",
        ),
        (
            name(&[
                rdn(COMMON_NAME, &der::tlv(der::T61_STRING, b"Z\xfcrich")),
                organization.clone(),
            ]),
            "Zürich",
            "CN=Zürich, O=Example",
            "TeletexString beside another string type",
        ),
        (
            cn(&der::tlv(der::BMP_STRING, b"\xd8\x00\x00A")),
            "\u{fffd}A",
            "CN=\u{fffd}A",
            "BMPString with half a surrogate pair",
        ),
        (
            cn(&der::tlv(der::UTF8_STRING, b"a\xff")),
            "a\u{fffd}",
            "CN=a\u{fffd}",
            "invalid UTF8String",
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
        (name(core::slice::from_ref(&country)), "C=DE", "C=DE", "none of them: the whole name"),
        (
            name(&[rdn(COMMON_NAME, &der::utf8("")), organization]),
            "Example",
            "CN=, O=Example",
            "an empty common name does not count",
        ),
        (
            name(&[
                rdn(ORGANIZATION, &der::printable("Example")),
                rdn(COMMON_NAME, &der::utf8(" \u{3000}")),
            ]),
            "Example",
            "O=Example, CN= \u{3000}",
            "a blank common name does not count",
        ),
        (cn(&der::tlv(der::T61_STRING, b"\xa0")), "(no name)", "(no name)", "only a blank"),
        (
            cn(&der::utf8("\u{3164}\u{115f}\u{2800}")),
            "\\u{3164}\\u{115f}\\u{2800}",
            "CN=\\u{3164}\\u{115f}\\u{2800}",
            "letters and symbols that look blank",
        ),
        (
            cn(&der::utf8("a\u{fe0f}\u{e0100}\u{34f}")),
            "a\\u{fe0f}\\u{e0100}\\u{34f}",
            "CN=a\\u{fe0f}\\u{e0100}\\u{34f}",
            "invisible marks",
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
        (cn(&der::utf8("")), "(no name)", "(no name)", "only an empty common name"),
        (
            name(&[rdn("2.5.4.97", &der::utf8("VATDE-1")), rdn("2.5.4.5", &der::printable("42"))]),
            "2.5.4.97=VATDE-1, serialNumber=42",
            "2.5.4.97=VATDE-1, serialNumber=42",
            "an attribute type without a short name, and a serial number",
        ),
        (
            name(&[
                rdn("0.9.2342.19200300.100.1.25", &der::ia5("example")),
                rdn("0.9.2342.19200300.100.1.1", &der::utf8("ann")),
                rdn("2.5.4.7", &der::utf8("Ulm")),
                rdn("2.5.4.8", &der::utf8("BW")),
                rdn("2.5.4.9", &der::utf8("Way 1")),
                rdn("1.2.840.113549.1.9.1", &der::ia5("a@b.example")),
            ]),
            "DC=example, UID=ann, L=Ulm, ST=BW, STREET=Way 1, emailAddress=a@b.example",
            "DC=example, UID=ann, L=Ulm, ST=BW, STREET=Way 1, emailAddress=a@b.example",
            "the other short names",
        ),
        (
            name(&[rdn("2.999.3", &der::octet_string(b"x"))]),
            "2.999.3=#040178",
            "2.999.3=#040178",
            "a first arc of two, with a value that is not a string",
        ),
        (name::<Vec<u8>>(&[]), "(no name)", "(no name)", "an empty name"),
        (
            cn(&der::utf8("a\nb\u{202e}c")),
            "a\\u{a}b\\u{202e}c",
            "CN=a\\u{a}b\\u{202e}c",
            "a line break and a mark that reverses the reading order",
        ),
        (cn(&der::utf8(&long)), &cut, &cut_whole, "a long name is cut"),
    ];
    for (subject, short, whole, why) in rows {
        let certificate = certificate(&root("").subject(subject).self_signed());
        assert_eq!(certificate.issued_to(), short, "{why}");
        assert_eq!(certificate.subject(), whole, "{why}");
        assert_eq!(certificate.issued_by(), short, "{why}: of the issuer");
        assert_eq!(certificate.issuer(), whole, "{why}: of the issuer");
    }
}

/// An attribute may be as long as its certificate. Only as much of it is decoded as can be shown.
#[test]
fn long_names_are_cut_in_every_string_type() {
    let long = "ü".repeat(10_000);
    let latin1 = [0xfc].repeat(10_000);
    let shown = format!("{}…", "ü".repeat(100));
    for value in [der::utf8(&long), der::bmp(&long), der::tlv(der::T61_STRING, &latin1)] {
        let certificate =
            certificate(&root("").subject(name(&[rdn(COMMON_NAME, &value)])).self_signed());
        assert_eq!(certificate.issued_to(), shown);
        assert_eq!(certificate.common_name().as_ref(), Some(&shown));
        assert_eq!(certificate.subject(), format!("CN={}…", "ü".repeat(97)));
    }
}

#[test]
fn html_is_escaped_in_text_and_attributes() {
    let name = der::utf8("a&b <i title=\"x\">'");
    let issued = root("").subject(name_of(&name)).self_signed();
    let certificate = certificate(&issued);
    let escaped = "a&amp;b &lt;i title=&quot;x&quot;&gt;&#39;";
    assert_eq!(Html(certificate.issued_to()).to_string(), escaped);
    let end = Date::of(certificate.validity().not_after());
    assert_eq!(format!("{:#}", Html(end)), format!("{end:#}"), "the alternate form is kept");
}

fn name_of(common_name: &[u8]) -> Vec<u8> {
    name(&[rdn(COMMON_NAME, common_name)])
}

#[test]
fn date_is_a_day_or_a_second_in_utc() {
    for (seconds, day, second) in [
        (0, "1970-01-01", "1970-01-01T00:00:00Z"),
        (1_804_895_999, "2027-03-12", "2027-03-12T23:59:59Z"),
        (253_402_300_799, "9999-12-31", "9999-12-31T23:59:59Z"),
        (253_402_300_800, "after the year 9999", "after the year 9999"),
    ] {
        let date = Date::from(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!((date.to_string(), format!("{date:#}")), (day.into(), second.into()));
    }
}

/// Whole elements whose length field has one, two or three bytes.
#[test]
fn name_and_key_der_include_tag_and_length() {
    for length in [1, 100, 200, 1000] {
        let issued = root("").subject(name_of(&der::utf8("x".repeat(length)))).self_signed();
        let certificate = certificate(&issued);
        assert_eq!(certificate.subject_name_der(), issued.subject, "{length}");
        assert_eq!(certificate.issuer_name_der(), issued.subject, "{length}");
        assert_eq!(certificate.spki_der(), issued.key.spki(), "{length}");
        assert_eq!(certificate.as_certificate_der().as_ref(), issued.der);
        assert_eq!(certificate.to_certificate_der().as_ref(), issued.der);
        assert_eq!(certificate.to_pem(), issued.pem());
    }
}

#[cfg(feature = "details")]
mod details {
    use super::{certificate, der, root};
    use crate::support::leaf;
    use crate::support::names::general;
    use trustslot::{AlternativeNameKind as Kind, CertificateDetails};

    #[test]
    fn names_purposes_usages_and_extensions_are_listed() {
        const SIP_DOMAIN: &str = "1.3.6.1.5.5.7.3.20";
        let ca = root("Test CA").self_signed();
        let leaf = leaf("phone.example.com")
            .no_san()
            .dns_names(["a.example.com"])
            .email("a@example.com")
            .uri("sip:example.com")
            .ip([192, 0, 2, 7])
            .eku(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", SIP_DOMAIN, "1.2.3.4"])
            .extension("1.2.3.4.5", true, der::null());
        let certificate = certificate(&leaf.signed_by(&ca));
        let details = certificate.details().unwrap();
        let names = details.alternative_names().iter().map(ToString::to_string);
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(
            names,
            [
                "DNS name \"a.example.com\"",
                "IP address \"192.0.2.7\"",
                "URI \"sip:example.com\"",
                "mail address \"a@example.com\""
            ]
        );
        assert_eq!(details.alternative_name_count(), 4);
        assert_eq!(details.purposes(), ["TLS server", "TLS client", "SIP domain", "1.2.3.4"]);
        assert_eq!(details.purpose_count(), 4);
        let extensions = details.extensions();
        let unknown = extensions.iter().find(|extension| extension.oid() == "1.2.3.4.5").unwrap();
        assert_eq!((unknown.name(), unknown.is_critical(), unknown.bytes()), (None, true, 2));
        assert_eq!(unknown.to_string(), "1.2.3.4.5, critical, 2 bytes");
        let details = self::certificate(&ca).details().unwrap();
        assert_eq!(details.key_usages(), ["keyCertSign", "cRLSign"]);
    }

    #[test]
    fn lists_and_texts_of_details_are_limited() {
        let ca = root("Test CA").self_signed();
        let long = format!("{}.example", "x".repeat(1000));
        let names: Vec<&str> = vec![&long; 1000];
        let purposes: Vec<String> = (0..1000).map(|n| format!("1.2.3.{n}")).collect();
        let purposes: Vec<&str> = purposes.iter().map(String::as_str).collect();
        let names = leaf("x").no_san().dns_names(names[..50].to_vec()).eku(&purposes);
        let details = certificate(&names.signed_by(&ca)).details().unwrap();
        let value = details.alternative_names()[0].value();
        assert_eq!(value, format!("{}…", "x".repeat(100)));
        assert_eq!(details.purposes().len(), CertificateDetails::MAX_ITEMS);
        assert_eq!(details.purpose_count(), 1000);
        let many = leaf("x").no_san().dns_names(vec!["a.example"; 1000]).signed_by(&ca);
        let details = certificate(&many).details().unwrap();
        assert_eq!(details.alternative_names().len(), CertificateDetails::MAX_ITEMS);
        assert_eq!(details.alternative_name_count(), 1000);
    }

    #[test]
    fn unusual_alternative_names_are_described() {
        let ca = root("Test CA").self_signed();
        let directory = general::directory(&ca.subject);
        let entries = der::seq(&[
            directory,
            der::implicit(8, &[0x2a, 3, 4]),
            der::implicit(2, b"\xff\n"),
            der::implicit(7, &[1, 2, 3]),
            der::implicit(7, &[0; 16]),
        ]);
        let leaf = leaf("x").no_san().extension("2.5.29.17", false, entries).signed_by(&ca);
        let details = certificate(&leaf).details().unwrap();
        let names = details.alternative_names().iter().map(|name| (name.kind(), name.value()));
        let names: Vec<_> = names.collect();
        assert_eq!(
            names,
            [
                (Kind::Directory, "O=Example Phones, CN=Test CA"),
                (Kind::Other, "1.2.3.4"),
                (Kind::Dns, "\\xff\\n"),
                (Kind::Ip, "\\x01\\x02\\x03"),
                (Kind::Ip, "::"),
            ]
        );
    }
}
