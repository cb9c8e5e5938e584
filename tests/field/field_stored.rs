//! What is in the store is looked for before it is asked for: under another spelling of its name, and as a pin.

use crate::case::{Case, HOST};
use crate::expect::{Row, check, row};
use crate::support::extensions::{CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SUBJECT_KEY_ID};
use crate::support::names::{COMMON_NAME, COUNTRY, ORGANIZATION, ORGANIZATIONAL_UNIT, name, rdn};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};

const EMAIL: &str = "1.2.840.113549.1.9.1";
const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";

/// Two spellings of one name, as CAs and their tools write them.
fn spellings() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let of = |org: Vec<u8>, cn: Vec<u8>| name(&[rdn(ORGANIZATION, &org), rdn(COMMON_NAME, &cn)]);
    let plain = || of(der::utf8("Example Ltd"), der::utf8("Example Root CA"));
    let t61 = |text: &str| der::tlv(der::T61_STRING, text.as_bytes());
    let with = |kind, value: Vec<u8>| {
        name(&[rdn(kind, &value), rdn(COMMON_NAME, &der::utf8("Example Root CA"))])
    };
    vec![
        (
            "PrintableString and UTF8String",
            of(der::printable("Example Ltd"), der::printable("Example Root CA")),
            plain(),
        ),
        (
            "UTF8String and PrintableString",
            plain(),
            of(der::printable("Example Ltd"), der::printable("Example Root CA")),
        ),
        (
            "one attribute only in another string type",
            of(der::printable("Example Ltd"), der::utf8("Example Root CA")),
            plain(),
        ),
        (
            "BMPString, as old Windows CAs write it",
            of(der::bmp("Example Ltd"), der::bmp("Example Root CA")),
            plain(),
        ),
        (
            "T61String, as old OpenSSL wrote it",
            of(t61("Example Ltd"), t61("Example Root CA")),
            plain(),
        ),
        ("upper case", of(der::utf8("EXAMPLE LTD"), der::utf8("EXAMPLE ROOT CA")), plain()),
        (
            "lower case in one word",
            of(der::utf8("Example Ltd"), der::utf8("Example root CA")),
            plain(),
        ),
        (
            "two blanks in the middle",
            of(der::utf8("Example Ltd"), der::utf8("Example  Root CA")),
            plain(),
        ),
        (
            "a blank at the end",
            of(der::utf8("Example Ltd "), der::utf8("Example Root CA ")),
            plain(),
        ),
        ("a blank in front", of(der::utf8("Example Ltd"), der::utf8(" Example Root CA")), plain()),
        (
            "case, blanks and string type at once",
            of(der::printable("EXAMPLE  LTD"), der::bmp("example root ca ")),
            plain(),
        ),
        (
            "a country in lower case",
            with(COUNTRY, der::printable("DE")),
            with(COUNTRY, der::printable("de")),
        ),
        (
            "a domain component as UTF8String",
            with(DOMAIN_COMPONENT, der::ia5("example")),
            with(DOMAIN_COMPONENT, der::utf8("example")),
        ),
        (
            "a mail address in another case",
            with(EMAIL, der::ia5("ca@EXAMPLE.com")),
            with(EMAIL, der::ia5("ca@example.com")),
        ),
    ]
}

/// The same CA, as a signer that writes its name in another way.
fn calling_itself(ca: &Issued, subject: &[u8]) -> Issued {
    Issued { subject: subject.to_vec(), ..ca.clone() }
}

#[test]
fn field_k1_a_ca_in_the_store_is_found_under_another_spelling_of_its_name() {
    let mut rows = Vec::new();
    for (why, stored, written) in spellings() {
        let ca = root("unused").subject(stored.clone()).self_signed();
        let signer = calling_itself(&ca, &written);
        let peer = leaf(HOST).signed_by(&signer);
        let spelled = |row: Row| {
            row.refused(&[123])
                .or_trusted()
                .says("spell|written|spelt")
                .advises("respell-issuer|reissue")
                .never("upload the|or upload it|not in the trust store|no trusted CA issued")
        };
        rows.push(spelled(row(why, Case::presenting(&[&peer]).uploaded(&[&ca]))));
        let sub = intermediate("Example Sub CA").signed_by(&signer);
        let below = leaf(HOST).signed_by(&sub);
        let case = Case::presenting(&[&below, &sub]).uploaded(&[&ca]);
        rows.push(spelled(row(format!("{why}, above an intermediate"), case)));
        // A CA of that name with another key did not issue this certificate.
        let stranger = root("unused").key(Key::p256(77)).subject(stored).self_signed();
        let case = Case::presenting(&[&peer]).uploaded(&[&stranger]);
        let other = row(format!("{why}, but the key is another CA's"), case);
        rows.push(other.refused(&[101, 124]).advises("send-issuer").never("spell"));
    }
    check(rows);
}

#[test]
fn field_k1_names_that_differ_in_more_than_spelling_are_two_names() {
    let names = [
        (
            "another order",
            vec![
                rdn(COMMON_NAME, &der::utf8("Example Root CA")),
                rdn(ORGANIZATION, &der::utf8("Example Ltd")),
            ],
        ),
        (
            "another attribute",
            vec![
                rdn(ORGANIZATIONAL_UNIT, &der::utf8("Example Ltd")),
                rdn(COMMON_NAME, &der::utf8("Example Root CA")),
            ],
        ),
        (
            "one attribute more",
            vec![
                rdn(ORGANIZATION, &der::utf8("Example Ltd")),
                rdn(COMMON_NAME, &der::utf8("Example Root CA")),
                rdn(COMMON_NAME, &der::utf8("G2")),
            ],
        ),
        (
            "a blank less between words",
            vec![
                rdn(ORGANIZATION, &der::utf8("Example Ltd")),
                rdn(COMMON_NAME, &der::utf8("ExampleRoot CA")),
            ],
        ),
    ];
    let stored = name(&[
        rdn(ORGANIZATION, &der::utf8("Example Ltd")),
        rdn(COMMON_NAME, &der::utf8("Example Root CA")),
    ]);
    let ca = root("unused").subject(stored).self_signed();
    let rows = names.into_iter().map(|(why, rdns)| {
        let peer = leaf(HOST).signed_by(&calling_itself(&ca, &name(&rdns)));
        row(why, Case::presenting(&[&peer]).uploaded(&[&ca])).refused(&[101]).never("spell")
    });
    check(rows.collect());
}

type Edit = fn(Cert) -> Cert;

/// Certificates that are stored, and why they vouch only for themselves.
const NO_ISSUERS: &[(&str, Edit, &str)] = &[
    ("version 1", |cert| cert.version(1), "version 1"),
    (
        "without basicConstraints",
        |cert| cert.without_extension("2.5.29.19"),
        "no CA|not a CA|basic constraints|basicConstraints",
    ),
    ("cA FALSE", |cert| cert.ca(false), "no CA|not a CA|basic constraints|basicConstraints"),
    (
        "no keyCertSign",
        |cert| cert.key_usage(&[DIGITAL_SIGNATURE, CRL_SIGN]),
        "key usage|keyCertSign",
    ),
    (
        "no extension at all",
        |cert| cert.without_extension("2.5.29.19").no_key_usage().without_extension(SUBJECT_KEY_ID),
        "no CA|not a CA|basic constraints|basicConstraints",
    ),
    (
        "an ordinary server certificate",
        |cert| {
            cert.without_extension("2.5.29.19")
                .key_usage(&[DIGITAL_SIGNATURE])
                .dns("ca.example.com")
        },
        "no CA|not a CA|basic constraints|basicConstraints",
    ),
    (
        "cA FALSE beside keyCertSign",
        |cert| cert.ca(false).key_usage(&[KEY_CERT_SIGN]),
        "no CA|not a CA|basic constraints|basicConstraints",
    ),
];

#[test]
fn field_k1_a_stored_pin_that_issued_the_peer_is_named_with_what_it_lacks() {
    let mut rows = Vec::new();
    for &(why, edit, lacks) in NO_ISSUERS {
        let told = |row: Row| {
            row.refused(&[122])
                .says(lacks)
                .says("Homemade Root")
                .advises("replace-ca")
                .never("upload the certificate of CA|not in the trust store|or upload it")
        };
        let ca = edit(root("Homemade Root")).self_signed();
        let peer = leaf(HOST).signed_by(&ca);
        let presents = |chain: &[&Issued]| Case::presenting(chain).uploaded(&[&ca]);
        rows.push(told(row(why, presents(&[&peer]))));
        rows.push(told(row(format!("{why}, and the peer sends it"), presents(&[&peer, &ca]))));
        let sub = intermediate("Example Sub CA").signed_by(&ca);
        let below = leaf(HOST).signed_by(&sub);
        rows.push(told(row(format!("{why}, above an intermediate"), presents(&[&below, &sub]))));
        rows.push(told(row(
            format!("{why}, as a client's"),
            presents(&[&peer]).by_a_client().under(waived()),
        )));
        let forged = leaf(HOST).signed_by(&Issued { key: Key::p256(78), ..ca.clone() });
        rows.push(
            row(
                format!("{why}, but another key of that name issued the peer"),
                presents(&[&forged]),
            )
            .refused(&[101, 106, 124])
            .advises("|send-issuer"),
        );
    }
    check(rows);
}

/// A server certificate is no client certificate; that is another row's subject.
fn waived() -> trustslot::Policy {
    trustslot::Policy::STRICT.waive(trustslot::Check::Usage)
}

#[test]
fn field_k1_an_intermediate_stored_as_a_pin_is_named() {
    let top = root("Example Root CA").self_signed();
    let rows = NO_ISSUERS.iter().map(|&(why, edit, lacks)| {
        let sub = edit(intermediate("Homemade Sub CA")).signed_by(&top);
        let peer = leaf(HOST).signed_by(&sub);
        row(why, Case::presenting(&[&peer]).uploaded(&[&sub]))
            .refused(&[122])
            .says(lacks)
            .advises("replace-ca")
            .never("upload the certificate of CA|or upload it")
    });
    check(rows.collect());
}
