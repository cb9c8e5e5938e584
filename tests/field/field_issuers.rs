//! Which certificate vouches for the peer: what is in the store, a CA that was made again, a subject equal to the issuer.

use crate::case::{Case, HOST};
use crate::expect::{Row, check, row};
use crate::support::extensions::{
    AUTHORITY_KEY_ID, CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SUBJECT_KEY_ID,
};
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

fn without_ids(cert: Cert) -> Cert {
    cert.without_extension(SUBJECT_KEY_ID).without_extension(AUTHORITY_KEY_ID)
}

#[test]
fn field_k2_a_ca_that_was_made_again_with_another_key_is_offered() {
    let old = root("Example Root CA").key(Key::p256(81)).self_signed();
    let new = root("Example Root CA").key(Key::p256(82)).self_signed();
    let peer = leaf(HOST).signed_by(&new);
    let sub = intermediate("Example Sub CA").signed_by(&new);
    let below = leaf(HOST).signed_by(&sub);
    let forged = leaf(HOST).signed_by(&Issued { key: Key::p256(83), ..new.clone() });
    let expired = root("Example Root CA").key(Key::p256(82)).expired().self_signed();
    let presents = |chain: &[&Issued]| Case::presenting(chain).uploaded(&[&old]);
    let mut rows = vec![
        row("the peer sends the new CA", presents(&[&peer, &new]))
            .refused(&[124])
            .says("another key|different key|other key")
            .advises("upload-issuer")
            .offers(&new),
        row("the peer sends only its own certificate", presents(&[&peer]))
            .refused(&[124])
            .says("another key|different key|other key")
            .advises("send-issuer"),
        row("an intermediate below the new CA", presents(&[&below, &sub, &new]))
            .refused(&[124])
            .advises("upload-issuer")
            .offers(&new),
        row("an intermediate, and the new CA is not sent", presents(&[&below, &sub]))
            .refused(&[124])
            .advises("send-issuer|upload-issuer"),
        row(
            "the new CA is built in as the old one was",
            Case::presenting(&[&peer, &new]).built_in(&[&old]),
        )
        .refused(&[124])
        .advises("upload-issuer")
        .offers(&new),
        row("the new CA that is sent has expired", presents(&[&peer, &expired]))
            .refused(&[124, 106, 101, 102])
            .advises("|send-issuer|renew")
            .never("upload the certificate of CA"),
        row("the new CA is sent, but it did not sign the peer", presents(&[&forged, &new]))
            .refused(&[106])
            .advises("|copy-again")
            .never("upload the"),
        row("both CAs are stored", presents(&[&peer, &new]).uploaded(&[&new])).trusted(),
    ];
    let (old, new) = (
        without_ids(root("Example Root CA").key(Key::p256(81))).self_signed(),
        without_ids(root("Example Root CA").key(Key::p256(82))).self_signed(),
    );
    let peer = without_ids(leaf(HOST)).signed_by(&new);
    let presents = |chain: &[&Issued]| Case::presenting(chain).uploaded(&[&old]);
    rows.push(
        row("no key identifiers, and the new CA is sent", presents(&[&peer, &new]))
            .refused(&[102, 106, 124])
            .advises("|upload-issuer"),
    );
    rows.push(
        row(
            "no key identifiers, and nothing says whether the certificate is damaged",
            presents(&[&peer]),
        )
        .refused(&[106])
        .advises("")
        .never("upload"),
    );
    check(rows);
}

#[test]
fn field_k2_an_intermediate_that_was_made_again_is_offered() {
    let top = root("Example Root CA").self_signed();
    let old = intermediate("Example Sub CA").key(Key::p256(84)).signed_by(&top);
    let new = intermediate("Example Sub CA").key(Key::p256(85)).signed_by(&top);
    let peer = leaf(HOST).signed_by(&new);
    check(vec![
        row(
            "only the old intermediate is stored, and the new one is sent",
            Case::presenting(&[&peer, &new]).uploaded(&[&old]),
        )
        .refused(&[124])
        .advises("upload-issuer")
        .offers(&new),
        row(
            "the root is stored, and the peer sends the old intermediate",
            Case::presenting(&[&peer, &old]).uploaded(&[&top]),
        )
        .refused(&[106, 124, 101])
        .advises("|send-issuer")
        .never("upload the certificate of CA"),
    ]);
}

#[test]
fn field_k2_a_renewed_root_that_the_peer_sends_is_offered() {
    let key = || Key::p256(86);
    let old = root("Example Root CA").key(key()).valid("2015-01-01", "2026-01-01").self_signed();
    let new = root("Example Root CA")
        .key(key())
        .serial(&[0x51])
        .valid("2025-01-01", "2045-01-01")
        .self_signed();
    let sub = intermediate("Example Sub CA").signed_by(&new);
    let (peer, below) = (leaf(HOST).signed_by(&new), leaf(HOST).signed_by(&sub));
    let offered = |row: Row| row.refused(&[203]).advises("upload-issuer").offers(&new);
    check(vec![
        offered(row(
            "renewed under the same key",
            Case::presenting(&[&peer, &new]).uploaded(&[&old]),
        )),
        offered(row(
            "with an intermediate",
            Case::presenting(&[&below, &sub, &new]).uploaded(&[&old]),
        )),
        offered(row(
            "the expired root is built in",
            Case::presenting(&[&peer, &new]).built_in(&[&old]),
        )),
        row("the renewed root is not sent", Case::presenting(&[&peer]).uploaded(&[&old]))
            .refused(&[203])
            .advises("renew|upload-issuer|send-issuer|replace-ca")
            .says("CA|root"),
        row("both are stored", Case::presenting(&[&peer]).uploaded(&[&old, &new])).trusted(),
    ]);
}

#[test]
fn field_k3_self_signed_means_that_its_own_key_verifies_it() {
    let ca = root("pbx.example.com").self_signed();
    let named = |cert: Cert| cert.subject(ca.subject.clone());
    let peer = named(leaf(HOST)).signed_by(&ca);
    let sub = intermediate("Example Sub CA").signed_by(&ca);
    let as_sub =
        named(leaf(HOST)).signed_by(&Issued { subject: ca.subject.clone(), ..sub.clone() });
    let bare = without_ids(named(leaf(HOST))).signed_by(&ca);
    let own = leaf(HOST).self_signed();
    let own_ca = root("pbx.example.com").dns(HOST).key(Key::p256(87)).self_signed();
    let damaged = leaf(HOST).corrupt_signature().self_signed();
    let not_own = |row: Row| row.never("self-signed|its own issuer|signed itself");
    check(vec![
        not_own(row("the certificate has the name of its CA", Case::presenting(&[&peer])))
            .refused(&[101])
            .says("another key|its CA|issuer")
            .advises("send-issuer"),
        not_own(row("the same without key identifiers", Case::presenting(&[&bare])))
            .refused(&[101])
            .advises("send-issuer"),
        not_own(row("another CA of that name signed it", Case::presenting(&[&as_sub])))
            .refused(&[101])
            .advises("send-issuer"),
        not_own(row("its CA is sent", Case::presenting(&[&peer, &ca])))
            .refused(&[101, 102])
            .advises("upload-issuer")
            .offers(&ca),
        row("its CA is stored", Case::presenting(&[&peer]).uploaded(&[&ca])).trusted(),
        row("self-signed", Case::presenting(&[&own]))
            .refused(&[103])
            .advises("upload-peer")
            .offers(&own),
        row("self-signed, as a CA", Case::presenting(&[&own_ca]))
            .refused(&[103, 116])
            .advises("upload-peer")
            .offers(&own_ca),
        not_own(row("self-signed, and damaged", Case::presenting(&[&damaged])))
            .refused(&[101, 106])
            .never("upload the certificate"),
    ]);
}
