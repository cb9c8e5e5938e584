//! Why no anchor signed for the peer: the store is asked before anything is called missing.

use super::Row;
use crate::case::{Case, HOST};
use crate::support::extensions::CLIENT_AUTH;
use crate::support::names::{self, COMMON_NAME};
use crate::support::{Issued, Key, der, intermediate, leaf, root};
use crate::verifier::certificate;
use trustslot::{Change, Position, Reason, Remedy};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = stored();
    rows.extend(chains());
    rows
}

fn stored() -> Vec<Row> {
    let v1 = root("Homemade CA").version(1).self_signed();
    let no_ca = root("Homemade CA").ca(false).self_signed();
    let good_ca = root("Homemade CA").self_signed();
    let below = |ca: &Issued| leaf(HOST).signed_by(ca);
    let replace = |ca: &Issued, change| Some(Remedy::ReplaceCa { ca: certificate(ca), change });
    let spelled = |text: Vec<u8>| names::name(&[names::rdn(COMMON_NAME, &text)]);
    let printable = root("").subject(spelled(der::printable("Test Root"))).self_signed();
    let utf8 = leaf(HOST).issuer_name(spelled(der::utf8("TEST  root")));
    let old = root("Corporate CA").self_signed();
    let for_clients = root("Corporate CA").key(Key::p256(7)).eku(&[CLIENT_AUTH]).self_signed();
    let new = root("Corporate CA").key(Key::p256(9)).self_signed();
    let server = leaf(HOST).signed_by(&new);
    let (issued, ca) = (certificate(&server), certificate(&new));
    vec![
        Row {
            why: "the issuer was uploaded, but is of version 1",
            faulty: Case::presenting(&[&below(&v1)]).uploaded(&[&v1]),
            found: vec![(
                Reason::IssuerCannotIssue,
                Position::EndEntity,
                "\"Homemade CA\" is in the trust store, but it is an X.509 version 1 certificate, so it may not issue the certificate",
                replace(&v1, Change::Version3),
            )],
            control: Case::presenting(&[&below(&v1)]).uploaded(&[&good_ca]),
        },
        Row {
            why: "the issuer was uploaded, but its basic constraints say that it is no CA",
            faulty: Case::presenting(&[&below(&no_ca)]).uploaded(&[&no_ca]),
            found: vec![(
                Reason::IssuerCannotIssue,
                Position::EndEntity,
                "\"Homemade CA\" is in the trust store, but its basic constraints do not say that it is a CA, so it may not issue the certificate",
                replace(&no_ca, Change::BasicConstraints),
            )],
            control: Case::presenting(&[&below(&no_ca)]).uploaded(&[&good_ca]),
        },
        Row {
            why: "the issuer was uploaded, and its name is in another string type and in other letters",
            faulty: Case::presenting(&[&utf8.signed_by(&printable)]).uploaded(&[&printable]),
            found: vec![(
                Reason::IssuerWrittenOtherwise,
                Position::EndEntity,
                "the issuer of the certificate is in the trust store, but its name is spelled differently: \"TEST  root\" in the certificate",
                Some(Remedy::RespellIssuer { ca: certificate(&printable) }),
            )],
            control: Case::presenting(&[&leaf(HOST).signed_by(&printable)]).uploaded(&[&printable]),
        },
        Row {
            why: "the CA was made again, and the server sends the new one",
            faulty: Case::presenting(&[&server, &new]).uploaded(&[&old]),
            found: vec![(
                Reason::IssuerKeyDiffers,
                Position::EndEntity,
                "CA \"Corporate CA\" is in the trust store, but with another key than the one that signed the certificate",
                Some(Remedy::UploadIssuer { ca, free: 9 }),
            )],
            control: Case::presenting(&[&server, &new]).uploaded(&[&old, &new]),
        },
        Row {
            why: "the CA was made again, and the server does not send it",
            faulty: Case::presenting(&[&server]).uploaded(&[&old]),
            found: vec![(
                Reason::IssuerKeyDiffers,
                Position::EndEntity,
                "CA \"Corporate CA\" is in the trust store, but with another key than the one that signed the certificate",
                Some(Remedy::SendIssuer { issued, free: 9 }),
            )],
            control: Case::presenting(&[&server]).uploaded(&[&new]),
        },
        Row {
            why: "the CA was made again, for clients only: neither uploading it nor sending it again helps",
            faulty: Case::presenting(&[&leaf(HOST).signed_by(&for_clients), &for_clients])
                .uploaded(&[&old]),
            found: vec![(
                Reason::IssuerKeyDiffers,
                Position::EndEntity,
                "CA \"Corporate CA\" is in the trust store, but with another key than the one that signed the certificate",
                Some(Remedy::UseTrustedCa),
            )],
            control: Case::presenting(&[&server]).uploaded(&[&new]),
        },
    ]
}

fn chains() -> Vec<Row> {
    let (a, b) = (root("A").self_signed(), root("B").self_signed());
    let a_by_b = intermediate("A").key(a.key.clone()).signed_by(&b);
    let b_by_a = intermediate("B").key(b.key.clone()).signed_by(&a);
    let server = leaf(HOST).signed_by(&a);
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").no_key_usage().signed_by(&root);
    let own = leaf(HOST).signed_by(&ca);
    let foreign = leaf(HOST).signed_by(&crate::support::root("Stranger").self_signed());
    let forged = leaf(HOST).signed_by(&Issued { key: Key::p256(43), ..ca.clone() });
    let mut long = vec![root.clone()];
    for n in 1..=7 {
        let ca = intermediate(&format!("CA {n}")).signed_by(&long[0]);
        long.insert(0, ca);
    }
    long.insert(0, leaf(HOST).signed_by(&long[0]));
    let sent: Vec<&Issued> = long.iter().take(8).collect();
    let highest = certificate(&long[7]);
    vec![
        Row {
            why: "two CAs that issued each other",
            faulty: Case::presenting(&[&server, &a_by_b, &b_by_a]),
            found: vec![(
                Reason::CasIssueEachOther,
                Position::Intermediate(2),
                "the CAs of the chain issued each other, and no trusted CA issued any of them: \"A\", \"B\"",
                Some(Remedy::UploadIssuer { ca: certificate(&b_by_a), free: 10 }),
            )],
            control: Case::presenting(&[&server, &a_by_b, &b_by_a]).uploaded(&[&b]),
        },
        Row {
            why: "seven CAs below the root",
            faulty: Case::presenting(&sent).uploaded(&[&root]),
            found: vec![(
                Reason::PathTooLong,
                Position::EndEntity,
                "more than 6 CAs are between the certificate and a trust anchor, and 6 is the limit here",
                Some(Remedy::UploadIssuer { ca: highest, free: 9 }),
            )],
            control: Case::presenting(&sent).uploaded(&[&long[7]]),
        },
        Row {
            why: "the server sends its CA first",
            faulty: Case::presenting(&[&ca, &own]).uploaded(&[&root]),
            found: vec![
                (
                    Reason::SentOutOfOrder,
                    Position::EndEntity,
                    "the other side sends the certificate of a CA first; its own is number 2",
                    Some(Remedy::SendFirst { number: 2 }),
                ),
                (
                    Reason::NameMismatch,
                    Position::EndEntity,
                    "the certificate is for \"Test CA\", not for \"phone.example.com\"",
                    Some(Remedy::SendFirst { number: 2 }),
                ),
            ],
            control: Case::presenting(&[&own, &ca]).uploaded(&[&root]),
        },
        Row {
            why: "the server sends its CA first, and two certificates of its name that the CA did not issue",
            faulty: Case::presenting(&[&ca, &forged, &foreign, &own]).uploaded(&[&root]),
            found: vec![
                (
                    Reason::SentOutOfOrder,
                    Position::EndEntity,
                    "the other side sends the certificate of a CA first; its own is number 4",
                    Some(Remedy::SendFirst { number: 4 }),
                ),
                (
                    Reason::NameMismatch,
                    Position::EndEntity,
                    "the certificate is for \"Test CA\", not for \"phone.example.com\"",
                    Some(Remedy::SendFirst { number: 4 }),
                ),
            ],
            control: Case::presenting(&[&own, &ca, &forged, &foreign]).uploaded(&[&root]),
        },
    ]
}
