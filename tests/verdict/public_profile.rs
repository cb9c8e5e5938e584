//! The profile for public CAs: one row for each rule. Under the default profile every row is trusted.

use crate::case::{Case, HOST, ca_that, leaf_that, root_that};
use crate::support::extensions::{
    ANY_PURPOSE, AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, DIGITAL_SIGNATURE, EXT_KEY_USAGE,
    KEY_CERT_SIGN, POLICY_CONSTRAINTS, SERVER_AUTH, SUBJECT_ALT_NAME, SUBJECT_KEY_ID,
};
use crate::support::key::rsa_spki;
use crate::support::names::general;
use crate::support::{Cert, der, intermediate, leaf, root};
use trustslot::{Policy, Position, Profile, Reason};

const SERIAL: &str =
    "its serial number is not a positive number of at most 20 bytes (RFC 5280 §4.1.2.2)";
const FOREIGN: &str =
    "it also allows code signing, mail, time stamping, OCSP signing or any use (BR §7.1.2.7.10)";
const NO_HOST: &str = "one of its DNS names is not a host name (RFC 5280 §4.2.1.6, BR §7.1.2.7.12)";
const COMMON_NAME: &str =
    "its common name is not among its subject alternative names (BR §7.1.4.3)";
const CONSTRAINT: &str =
    "a DNS name in its name constraints is not a host name (RFC 5280 §4.2.1.10)";
const NOT_ITS_OWN: &str = "its authority key identifier is not that of its own key (BR §7.1.2.1.3)";

#[track_caller]
fn check(rows: Vec<(Case, &str, &str)>, who: &str, place: Position) {
    let public = Policy::STRICT.with_profile(Profile::PublicWeb);
    for (case, says, why) in rows {
        case.is_trusted(why);
        let case = case.under(public);
        if says.is_empty() {
            case.is_trusted(why);
            continue;
        }
        let findings = case.is_rejected(&[(Reason::ProfileViolated, place)], why);
        let sentence = format!("{who} breaks the rules for public CAs: {says}");
        assert_eq!(findings.to_string(), sentence, "{why}");
    }
}

#[test]
fn rules_for_end_entities() {
    let with = |purpose: &'static str| leaf_that(|leaf| leaf.eku(&[SERVER_AUTH, purpose]));
    let critical = der::seq(&[der::oid(SERVER_AUTH)]);
    // 2049 bits.
    let odd_key = rsa_spki(&[&[1][..], &[0xff; 256]].concat(), &[1, 0, 1]);
    let rows = vec![
        (leaf_that(|leaf| leaf.serial(&[1; 20])), "", "20 bytes"),
        (leaf_that(|leaf| leaf.serial(&[1; 21])), SERIAL, "21 bytes"),
        (leaf_that(|leaf| leaf.serial(&[0])), SERIAL, "zero"),
        (leaf_that(|leaf| leaf.serial(&[0x80])), SERIAL, "negative"),
        (
            leaf_that(|leaf| leaf.spki(odd_key)),
            "the length of its RSA key is not a multiple of 8 bits (BR §6.1.5)",
            "2049 bits",
        ),
        (
            leaf_that(|leaf| leaf.without_extension(AUTHORITY_KEY_ID)),
            "it has no authority key identifier (RFC 5280 §4.2.1.1)",
            "left out",
        ),
        (
            leaf_that(|leaf| leaf.eku(&[])),
            "it has no extended key usage (BR §7.1.2.7.10)",
            "for everything",
        ),
        (
            leaf_that(|leaf| leaf.replace_extension(EXT_KEY_USAGE, true, critical)),
            "its extended key usage is critical (BR §7.1.2.7.10)",
            "critical",
        ),
        (with("1.3.6.1.5.5.7.3.2"), "", "for clients too"),
        (with("1.3.6.1.5.5.7.3.3"), FOREIGN, "code"),
        (with("1.3.6.1.5.5.7.3.4"), FOREIGN, "mail"),
        (with("1.3.6.1.5.5.7.3.8"), FOREIGN, "time stamps"),
        (with("1.3.6.1.5.5.7.3.9"), FOREIGN, "OCSP"),
        (with(ANY_PURPOSE), FOREIGN, "any purpose is all of these"),
        (leaf_that(|leaf| leaf.dns("*.example.com")), "", "a wildcard label"),
        (leaf_that(|leaf| leaf.dns("a_b.example.com")), NO_HOST, "an underscore"),
        (leaf_that(|leaf| leaf.dns("-a.example.com")), NO_HOST, "a hyphen in front"),
        (leaf_that(|leaf| leaf.dns("a*.example.com")), NO_HOST, "part of a label"),
        (leaf_that(|leaf| leaf.cn("PHONE.example.com")), COMMON_NAME, "other letters"),
        (leaf_that(|leaf| leaf.cn("PHONE.example.com").dns("PHONE.example.com")), "", "the same"),
        (
            leaf_that(|leaf| leaf.key_usage(&[DIGITAL_SIGNATURE, KEY_CERT_SIGN])),
            "its key usage allows signing certificates, but it is not a CA (RFC 5280 §4.2.1.3)",
            "keyCertSign",
        ),
        (leaf_that(|leaf| leaf.key_usage(&[DIGITAL_SIGNATURE])), "", "no keyCertSign"),
        (
            leaf_that(|leaf| leaf.subject(der::seq::<&[u8]>(&[]))),
            "its subject is empty and its subject alternative name is not critical (RFC 5280 §4.2.1.6)",
            "no subject",
        ),
        (
            leaf_that(|leaf| {
                let names = der::seq(&[general::dns(HOST)]);
                leaf.subject(der::seq::<&[u8]>(&[])).replace_extension(
                    SUBJECT_ALT_NAME,
                    true,
                    names,
                )
            }),
            "",
            "no subject, and a critical name beside it",
        ),
        (leaf_that(|leaf| leaf.cn("example.com")), COMMON_NAME, "the domain above"),
        (leaf_that(|leaf| leaf.cn("com")), COMMON_NAME, "a top-level domain above"),
        (leaf_that(|leaf| leaf.cn("ample.com")), COMMON_NAME, "no whole label above"),
        (
            leaf_that(|leaf| leaf.cn("Example.com")),
            COMMON_NAME,
            "the domain above in other letters",
        ),
        (leaf_that(|leaf| leaf.cn("x.phone.example.com")), COMMON_NAME, "a name below"),
        (leaf_that(|leaf| leaf.cn("sip.example.com")), COMMON_NAME, "a name beside"),
        (leaf_that(|leaf| leaf.cn("Our phone")), COMMON_NAME, "a text of its own"),
        (leaf_that(|leaf| leaf.cn("192.0.2.1").ip([192, 0, 2, 1])), "", "an address"),
        (leaf_that(|leaf| leaf.cn("192.0.2.2").ip([192, 0, 2, 1])), COMMON_NAME, "another address"),
        (
            leaf_that(|leaf| leaf.cn("2001:db8::1").ip(SIXTEEN)),
            "",
            "an address as RFC 5952 writes it",
        ),
        (
            leaf_that(|leaf| leaf.cn("2001:DB8::1").ip(SIXTEEN)),
            COMMON_NAME,
            "an address in another way",
        ),
        (
            leaf_that(|leaf| leaf.cn("sip:example.com").uri("sip:example.com")),
            COMMON_NAME,
            "neither host nor address",
        ),
        (leaf_that(|leaf| leaf.common_names(&[])), "", "no common name"),
        (leaf_that(|leaf| leaf.common_names(&[HOST, "x"])), COMMON_NAME, "one of two"),
        (leaf_that(|leaf| leaf.common_names(&[HOST; 4])), "", "the same four times"),
        (
            leaf_that(|leaf| leaf.common_names(&[HOST; 5])),
            "it has more than 4 common names (BR §7.1.4.3)",
            "each would be compared with every name",
        ),
    ];
    check(rows, "the certificate", Position::EndEntity);
}

/// `2001:db8::1`
const SIXTEEN: [u8; 16] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

#[test]
fn rules_for_intermediates() {
    let is_ca = der::seq(&[der::boolean(true)]);
    let mapping = der::seq(&[der::implicit(1, &[0])]);
    let rows = vec![
        (
            ca_that(|ca| ca.extension(POLICY_CONSTRAINTS, false, mapping)),
            "its policy constraints are not critical (RFC 5280 §4.2.1.11)",
            "they must be",
        ),
        (
            ca_that(|ca| ca.without_extension(SUBJECT_KEY_ID)),
            "it has no subject key identifier (RFC 5280 §4.2.1.2)",
            "left out",
        ),
        (
            ca_that(|ca| ca.replace_extension(BASIC_CONSTRAINTS, false, is_ca)),
            "its basic constraints are not critical (RFC 5280 §4.2.1.9)",
            "they must be",
        ),
        (ca_that(|ca| ca.permitted_dns("example.com")), "", "a host name"),
        (ca_that(|ca| ca.permitted_dns("")), "", "every name"),
        (ca_that(|ca| ca.permitted_dns(".example.com")), CONSTRAINT, "a leading dot"),
        (ca_that(|ca| ca.excluded_dns("a_b.example")), CONSTRAINT, "an underscore"),
    ];
    check(rows, "CA \"Test CA\"", Position::Intermediate(1));
}

#[test]
fn rules_for_roots() {
    let named = |value: Vec<u8>| {
        let value = der::seq(&[value]);
        root_that(move |root| root.replace_extension(AUTHORITY_KEY_ID, false, value))
    };
    let certificate = [
        der::implicit_constructed(1, &crate::support::names::general::dns("x")),
        der::implicit(2, &[1]),
    ]
    .concat();
    let rows = vec![
        (
            root_that(|root: Cert| root.eku(&[SERVER_AUTH])),
            "it has an extended key usage (BR §7.1.2.1.2)",
            "a limit that is no root's",
        ),
        (
            root_that(|root: Cert| root.without_extension(AUTHORITY_KEY_ID)),
            "",
            "none is right for a root",
        ),
        (named(der::implicit(0, b"another key")), NOT_ITS_OWN, "another key"),
        (named(certificate), NOT_ITS_OWN, "by issuer and serial number"),
    ];
    check(rows, "root \"Test Root\"", Position::Anchor);
}

#[test]
fn anchor_names_its_own_key_or_that_of_its_issuer() {
    let alone = root("Test Root").self_signed();
    let itself = root("Test Root").signed_by(&alone);
    let below_another = intermediate("Test CA").signed_by(&alone);
    for (anchor, why) in [(&itself, "a root"), (&below_another, "an uploaded CA")] {
        let server = leaf(HOST).signed_by(anchor);
        Case::presenting(&[&server])
            .uploaded(&[anchor])
            .under(Policy::STRICT.with_profile(Profile::PublicWeb))
            .is_trusted(why);
    }
}
