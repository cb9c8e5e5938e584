//! The anchors and intermediates through which a path is found.

use crate::case::{Case, HOST, good};
use crate::support::extensions::SUBJECT_KEY_ID;
use crate::support::key::algorithm;
use crate::support::{Cert, Issued, Key, NOW, chain3, der, intermediate, leaf, names, root};
use trustslot::{Check, Policy, Position, Reason, Remedy, StorePart, TrustRole, TrustSource};

/// The chain that many servers sent in 2021: leaf, R3, and the new root cross-signed by an old one, which had expired.
struct CrossSigned {
    old: Issued,
    new: Issued,
    cross: Issued,
    r3: Issued,
    leaf: Issued,
}

fn cross_signed() -> CrossSigned {
    let key = Key::p256(77);
    let old = root("DST Root CA X3").expired().self_signed();
    let new = root("ISRG Root X1").key(key.clone()).self_signed();
    let cross = intermediate("ISRG Root X1").key(key).signed_by(&old);
    let r3 = intermediate("R3").signed_by(&new);
    let leaf = leaf(HOST).signed_by(&r3);
    CrossSigned { old, new, cross, r3, leaf }
}

#[test]
fn cross_signed_root_uses_the_valid_anchor() {
    let CrossSigned { old, new, cross, r3, leaf } = cross_signed();
    let chain = Case::presenting(&[&leaf, &r3, &cross]);
    let through = |case: Case, why: &str| case.is_trusted(why).anchor().issued_to();
    let both = chain.clone().built_in(&[&old, &new]);
    assert_eq!(through(both, "both roots are there"), "ISRG Root X1");
    let both = chain.clone().built_in(&[&new]).uploaded(&[&old]);
    assert_eq!(through(both, "the old one comes first in the search"), "ISRG Root X1");
    let only_new = chain.clone().built_in(&[&new]);
    assert_eq!(through(only_new, "the new one alone"), "ISRG Root X1");

    let only_old = chain.clone().uploaded(&[&old]);
    let found = [(Reason::AnchorExpired, Position::Anchor)];
    only_old.is_rejected(&found, "the old one alone");
    only_old
        .clone()
        .under(Policy::STRICT.waive(Check::AnchorValidity))
        .is_tolerated(&found, "the policy may allow it");
    let before = NOW - 86_400;
    let path = only_old.at(before).is_trusted("while the old one was valid");
    assert_eq!(path.anchor().issued_to(), "DST Root CA X3");
    assert_eq!(path.intermediates().len(), 2);
    assert_eq!(path.valid_until(), crate::case::unix(NOW - 1), "the anchor's end is the earliest");
    chain.is_rejected(
        &[(Reason::IssuerNotFound, Position::Intermediate(2))],
        "neither root: the chain stops at the cross-signed one",
    );
}

#[test]
fn expired_anchor_does_not_hide_an_excluded_valid_one() {
    let CrossSigned { old, new, cross, r3, leaf } = cross_signed();
    Case::presenting(&[&leaf, &r3, &cross])
        .built_in(&[&old])
        .uploaded(&[&new])
        .under(Policy::STRICT.with_source(TrustSource::BuiltIn))
        .is_rejected(&[(Reason::AnchorExpired, Position::Anchor)], "the trusted part is reported");
}

#[test]
fn order_and_repetition_of_the_chain_do_not_matter() {
    let (_, ca, leaf3) = chain3();
    let stray = intermediate("Stray").signed_by(&root("Nobody").self_signed());
    let root = root("Test Root").self_signed();
    let rows: &[(&[&Issued], &str)] = &[
        (&[&leaf3, &ca], "the usual order"),
        (&[&leaf3, &ca, &ca, &ca], "the CA thrice"),
        (&[&leaf3, &leaf3, &ca], "the leaf twice"),
        (&[&leaf3, &stray, &ca, &stray], "unrelated certificates around it"),
        (&[&leaf3, &root, &ca], "the root before the CA"),
    ];
    for (presented, why) in rows {
        let path = good().instead(presented).is_trusted(why);
        assert_eq!(path.intermediates().len(), 1, "{why}");
    }
}

#[test]
fn intermediate_may_be_the_anchor() {
    let (root, ca, leaf3) = chain3();
    let path = Case::presenting(&[&leaf3, &ca])
        .uploaded(&[&ca])
        .is_trusted("the intermediate was uploaded");
    assert_eq!((path.role(), path.part()), (TrustRole::Anchor, StorePart::Custom));
    assert_eq!(path.anchor().issued_to(), "Test CA");
    assert!(path.intermediates().is_empty());
    let both = Case::presenting(&[&leaf3, &ca, &root]).uploaded(&[&ca, &root]);
    assert_eq!(both.is_trusted("the shortest path").anchor().issued_to(), "Test CA");
}

#[test]
fn supplied_intermediates_complete_a_chain_but_are_not_trusted() {
    let (root, ca, leaf3) = chain3();
    let known = Case::presenting(&[&leaf3]).with_intermediates(&[&ca]);
    known.clone().uploaded(&[&root]).is_trusted("the intermediate that the server left out");
    known.is_rejected(
        &[(Reason::IssuerNotFound, Position::Intermediate(1))],
        "a supplied intermediate is not trusted",
    );
    let many: Vec<Issued> = (0..300)
        .map(|n| intermediate(&format!("Known {n}")).key(Key::ed25519(n)).signed_by(&root))
        .chain([ca])
        .collect();
    let many: Vec<&Issued> = many.iter().collect();
    Case::presenting(&[&leaf3])
        .with_intermediates(&many)
        .uploaded(&[&root])
        .is_trusted("300 others before it");
}

#[test]
fn signature_on_an_anchor_is_not_checked() {
    let sha1 = || algorithm::with_null(algorithm::RSA_SHA1);
    let edits: &[(fn(Cert) -> Cert, &str)] = &[
        (Cert::corrupt_signature, "the signature on a root is not checked"),
        (
            |root| {
                root.key(Key::rsa2048())
                    .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
            },
            "old root lists contain many SHA-1 roots",
        ),
    ];
    for (edit, why) in edits {
        crate::case::root_that(edit).is_trusted(why);
    }
    let old = root("Test Root").key(Key::rsa2048()).signature_algorithm(sha1()).self_signed();
    let ca = intermediate("Test CA").signed_by(&old);
    let leaf3 = leaf(HOST).signed_by(&ca);
    Case::presenting(&[&leaf3, &ca, &old])
        .built_in(&[&old])
        .is_trusted("it is still the anchor if the peer presents it");
}

#[test]
fn built_in_version_1_root_is_an_anchor() {
    let v1 = root("Test Root").version(1).self_signed();
    let ca = intermediate("Test CA").signed_by(&v1);
    let leaf3 = leaf(HOST).signed_by(&ca);
    let case = Case::presenting(&[&leaf3, &ca]);
    case.clone().built_in(&[&v1]).is_trusted("a built-in version 1 certificate is a CA");
    case.uploaded(&[&v1]).is_rejected(
        &[(Reason::IssuerCannotIssue, Position::Intermediate(1))],
        "an uploaded version 1 certificate is a pin",
    );
}

#[test]
fn issuer_names_are_compared_byte_by_byte() {
    let utf8 = names::name(&[names::rdn(names::COMMON_NAME, &der::utf8("Test Root"))]);
    let printable = names::name(&[names::rdn(names::COMMON_NAME, &der::printable("Test Root"))]);
    let anchor = root("").subject(utf8).self_signed();
    let ca = intermediate("Test CA").issuer_name(printable).signed_by(&anchor);
    let leaf3 = leaf(HOST).signed_by(&ca);
    Case::presenting(&[&leaf3, &ca]).uploaded(&[&anchor]).is_rejected(
        &[(Reason::IssuerWrittenOtherwise, Position::Intermediate(1))],
        "RFC 5280 §7.1 would prepare both; deployed CAs copy their name byte by byte",
    );
}

#[test]
fn key_identifiers_are_only_hints() {
    let other_id = der::octet_string(&[7; 20]);
    crate::case::ca_that(|ca| ca.replace_extension(SUBJECT_KEY_ID, false, &other_id)).is_trusted(
        "RFC 5280 §4.2.1.1: a wrong identifier changes the order of the search, not the verdict",
    );
}

#[test]
fn right_one_of_two_issuers_with_one_name_is_found() {
    let root = root("Test Root").self_signed();
    let (right, wrong) = (
        intermediate("Test CA").signed_by(&root),
        intermediate("Test CA").key(Key::p256(5)).signed_by(&root),
    );
    let leaf3 = leaf(HOST).signed_by(&right);
    for presented in [[&leaf3, &wrong, &right], [&leaf3, &right, &wrong]] {
        let case = Case::presenting(&presented).uploaded(&[&root]);
        let path = case.is_trusted("a CA that renewed its key");
        assert_eq!(path.intermediates()[0].as_der(), right.der);
    }
    let expired = intermediate("Test CA").expired().signed_by(&root);
    Case::presenting(&[&leaf3, &expired, &right])
        .uploaded(&[&root])
        .is_trusted("a CA that renewed its certificate");
}

#[test]
fn loop_of_issuers_ends() {
    let key = Key::p256;
    let (a, b) = (root("A").key(key(1)).self_signed(), root("B").key(key(2)).self_signed());
    let (a_by_b, b_by_a) =
        (intermediate("A").key(key(1)).signed_by(&b), intermediate("B").key(key(2)).signed_by(&a));
    let leaf3 = leaf(HOST).signed_by(&a);
    let case = Case::presenting(&[&leaf3, &a_by_b, &b_by_a]);
    let lost = case.judge();
    assert!(!lost.is_accepted(), "A issued by B, issued by A");
    case.uploaded(&[&b]).is_trusted("the path out of the loop is found");
}

/// RFC 4158 §5.2: a certificate with the name and key of the peer is the peer again.
#[test]
fn peer_is_not_its_own_issuer() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("N").key(Key::p256(5)).signed_by(&root);
    let peer = leaf(HOST).subject(ca.subject.clone()).key(Key::p256(5));
    let peer = peer.signed_by(&ca);
    let case = Case::presenting(&[&peer, &ca]).uploaded(&[&root]);
    let found = [(Reason::PathRefused, Position::EndEntity)];
    let says = "the certificate is rejected: it has the same name and key as a CA above it";
    let findings = case.is_rejected(&found, "the CA is present, and does not issue itself");
    assert_eq!(findings.to_string(), says);
    let remedy = findings.decisive().unwrap().remedy();
    assert_eq!(remedy, Some(&Remedy::Reissue));

    let other = leaf(HOST).subject(ca.subject.clone()).key(Key::p256(6));
    let other = other.signed_by(&ca);
    case.instead(&[&other, &ca]).is_trusted("the same name with another key is no loop");
}
