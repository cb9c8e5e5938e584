//! Attacks: ways in which a wrong certificate could be accepted. Each must be rejected under the strict policy. Each group
//! has a correct chain next to it, which must be trusted.

use crate::case::{Case, HOST, ca_that, good, leaf_that};
use crate::support::extensions::{
    ANY_PURPOSE, BASIC_CONSTRAINTS, CLIENT_AUTH, KEY_CERT_SIGN, KEY_USAGE, SERVER_AUTH,
};
use crate::support::key::{algorithm, rsa_spki};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use trustslot::{Chain, Policy, Position, Reason, TrustSource};

/// Rejected with this reason first.
#[track_caller]
fn refused(case: &Case, reason: Reason, why: &str) {
    let verdict = case.judge();
    assert!(!verdict.is_accepted(), "{why}: {verdict}");
    let findings = verdict.findings().unwrap();
    assert!(findings.contains(reason), "{why}: {verdict}");
    let lenient = case.clone().under(case.policy().accept_untrusted());
    assert!(!lenient.judge().is_trusted(), "{why}: tolerated at most");
}

#[test]
fn server_certificate_cannot_issue_another() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let servers: Vec<(Cert, Reason, &str)> = vec![
        (leaf("evil.example"), Reason::NotACa, "a server's own"),
        (leaf("evil.example").ca(false), Reason::NotACa, "cA FALSE"),
        (leaf("evil.example").ca(false).path_len(3), Reason::NotACa, "cA FALSE with a path length"),
        (
            leaf("evil.example").key_usage(&[KEY_CERT_SIGN]),
            Reason::NotACa,
            "keyCertSign without cA",
        ),
        (leaf("evil.example").ca(true), Reason::MayNotSign, "cA without keyCertSign"),
        (
            leaf("evil.example").ca(true).replace_extension(KEY_USAGE, true, der::bit_string(&[])),
            Reason::MayNotSign,
            "a key usage without any bit",
        ),
        (leaf("evil.example").version(1), Reason::NotACa, "version 1"),
    ];
    for (server, reason, why) in servers {
        let server = server.signed_by(&ca);
        let victim = leaf(HOST).signed_by(&server);
        refused(&Case::presenting(&[&victim, &server, &ca]).uploaded(&[&root]), reason, why);
    }
    let sub = intermediate("Sub CA").signed_by(&ca);
    Case::presenting(&[&leaf(HOST).signed_by(&sub), &sub, &ca])
        .uploaded(&[&root])
        .is_trusted("a CA does");
}

#[test]
fn ca_with_the_name_of_the_anchor_but_another_key_is_rejected() {
    let real = root("Test Root").self_signed();
    let edits: &[(fn(Cert) -> Cert, &str)] =
        &[(|c| c, "another key"), (|c| c.version(1), "another key, version 1")];
    for (edit, why) in edits {
        let fake = edit(root("Test Root").key(Key::p256(1))).self_signed();
        let victim = leaf(HOST).signed_by(&fake);
        for presented in [vec![&victim], vec![&victim, &fake], vec![&victim, &fake, &real]] {
            let case = Case::presenting(&presented).uploaded(&[&real]);
            refused(&case, Reason::IssuerKeyDiffers, why);
            refused(
                &case.with_intermediates(&[&fake]),
                Reason::IssuerKeyDiffers,
                "a supplied intermediate is not trusted",
            );
        }
    }
    // A copy of the real key identifier.
    let fake = Issued { key: Key::p256(1), ..real.clone() };
    refused(
        &Case::presenting(&[&leaf(HOST).signed_by(&fake), &real]).uploaded(&[&real]),
        Reason::BadSignature,
        "an issuer identifier is no signature",
    );
}

#[test]
fn invalid_signatures_are_rejected() {
    let zero = || der::seq(&[der::integer(&[0]), der::integer(&[0])]);
    let order = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let whole_order = der::seq(&[der::integer(&order), der::integer(&order)]);
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "no byte"),
        (vec![0], "a zero byte"),
        (zero(), "r = s = 0, which some libraries accepted for any message"),
        (whole_order, "r = s = n"),
        (vec![0xff; 72], "no structure"),
    ];
    for (signature, why) in rows {
        let case = leaf_that(|leaf| leaf.signature(signature.clone()));
        refused(&case, Reason::BadSignature, why);
        let case = ca_that(|ca| ca.signature(signature));
        refused(&case, Reason::BadSignature, why);
    }
    let (root, ca) = (root("Test Root").key(Key::rsa2048()).self_signed(), intermediate("Test CA"));
    let ca = ca.key(Key::rsa2048()).signed_by(&root);
    for (bytes, why) in
        [(vec![0; 256], "RSA: zero"), ([vec![0; 255], vec![1]].concat(), "RSA: one")]
    {
        let victim = leaf(HOST).signature(bytes).signed_by(&ca);
        refused(&Case::presenting(&[&victim, &ca]).uploaded(&[&root]), Reason::BadSignature, why);
    }
    Case::presenting(&[&leaf(HOST).signed_by(&ca), &ca])
        .uploaded(&[&root])
        .is_trusted("a genuine signature");
}

#[test]
fn differing_signature_algorithms_in_one_certificate_are_rejected() {
    let case =
        leaf_that(|leaf| leaf.signature_algorithm_outer(algorithm::bare(algorithm::ECDSA_SHA384)));
    let error = Chain::from_der(&[&case.presented[0].der]).unwrap_err();
    assert!(error.to_string().contains("two signature algorithms differ"), "{error}");
}

#[test]
fn weak_key_is_rejected_at_every_position() {
    let root = root("Test Root").self_signed();
    let modulus = [vec![0xc1; 255], vec![0x01]].concat();
    for (exponent, why) in [
        (&[1][..], "exponent 1: the message is a valid signature of itself"),
        (&[2], "an even exponent"),
    ] {
        let ca = intermediate("Test CA").spki(rsa_spki(&modulus, exponent)).signed_by(&root);
        let victim = leaf(HOST)
            .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
            .signature([0; 256])
            .signed_by(&ca);
        refused(&Case::presenting(&[&victim, &ca]).uploaded(&[&root]), Reason::UnsupportedKey, why);
    }
}

#[test]
fn extended_key_usage_of_an_issuer_limits_those_below() {
    let rows: Vec<(Case, &str)> = vec![
        (leaf_that(|c| c.eku(&[ANY_PURPOSE])), "anyExtendedKeyUsage alone names no purpose"),
        (ca_that(|c| c.eku(&[ANY_PURPOSE])), "nor does it on an intermediate"),
        (ca_that(|c| c.eku(&[CLIENT_AUTH])), "a CA for clients issues for a server"),
        (ca_that(|c| c.eku(&[SERVER_AUTH])).by_a_client(), "a CA for servers issues for a client"),
    ];
    for (case, why) in rows {
        refused(&case, Reason::UsageNotAllowed, why);
    }
    ca_that(|c| c.eku(&[CLIENT_AUTH, SERVER_AUTH])).is_trusted("for both");
}

#[test]
fn path_length_cannot_be_extended() {
    let root = root("Test Root").self_signed();
    let short = intermediate("Short").path_len(0).signed_by(&root);
    let below = intermediate("Below").signed_by(&short);
    let itself = intermediate("Short").key(Key::p256(2)).signed_by(&short);
    for (issuer, why) in [(&below, "another CA"), (&itself, "a self-issued copy")] {
        let victim = leaf(HOST).signed_by(issuer);
        let verdict = Case::presenting(&[&victim, issuer, &short]).uploaded(&[&root]).judge();
        assert!(!verdict.is_accepted(), "{why}: {verdict}");
    }
}

#[test]
fn certificate_outside_the_path_lends_it_nothing() {
    let real = good();
    let [leaf3, ca] = &real.presented[..] else { panic!() };
    let other = root("Other").self_signed();
    let own = leaf(HOST).signed_by(&other);
    refused(
        &real.clone().instead(&[&own, ca, leaf3]),
        Reason::IssuerNotFound,
        "a good chain after it",
    );
    refused(
        &real.clone().instead(&[&own, &other, ca, leaf3]),
        Reason::RootNotTrusted,
        "and its own root",
    );
    let pin = leaf(HOST).self_signed();
    refused(
        &Case::presenting(&[&own, &pin]).uploaded(&[&pin]),
        Reason::IssuerNotFound,
        "a pin in second place",
    );
}

#[test]
fn pin_does_not_vouch_for_a_ca_with_its_name_and_key() {
    let key = || Key::p256(4);
    let pin = leaf("Office").ca(false).key(key()).self_signed();
    // The owner of the key makes a CA with the same name and key.
    let ca = intermediate("Office").key(key()).self_signed();
    let victim = leaf(HOST).signed_by(&ca);
    for presented in [vec![&victim], vec![&victim, &ca], vec![&victim, &ca, &pin]] {
        for case in [
            Case::presenting(&presented).uploaded(&[&pin]),
            Case::presenting(&presented).built_in(&[&pin]),
        ] {
            let verdict = case.judge();
            assert!(!verdict.is_accepted(), "{verdict}");
        }
    }
}

#[test]
fn anchor_excluded_by_source_does_not_vouch_when_presented() {
    let uploaded = root("Uploaded").self_signed();
    let ca = intermediate("Test CA").signed_by(&uploaded);
    let victim = leaf(HOST).signed_by(&ca);
    let case = Case::presenting(&[&victim, &ca, &uploaded])
        .uploaded(&[&uploaded, &ca])
        .built_in(&[&root("Built in").self_signed()])
        .under(Policy::STRICT.with_source(TrustSource::BuiltIn));
    refused(&case, Reason::AnchorExcludedBySource, "T9");
}

#[test]
fn end_entity_is_never_its_own_issuer() {
    let ca = root("Test CA").self_signed();
    let edits: &[(fn(Cert) -> Cert, &str)] =
        &[(|c| c, "a CA"), (|c| c.dns(HOST).no_key_usage(), "a CA with the right name")];
    for (edit, why) in edits {
        let server = edit(root("Test CA")).signed_by(&ca);
        let case = Case::presenting(&[&server, &server, &ca]).uploaded(&[&ca]);
        assert!(!case.judge().is_accepted(), "{why}");
    }
}

#[test]
fn ambiguous_basic_constraints_are_rejected() {
    for (value, why) in [
        (der::seq(&[der::tlv(der::BOOLEAN, &[1])]), "TRUE that is not 0xff"),
        (der::seq(&[der::boolean(true), der::boolean(true)]), "two booleans"),
        (der::concat(&[der::seq(&[der::boolean(true)]), der::null()]), "an element after it"),
    ] {
        let case = ca_that(|ca| ca.replace_extension(BASIC_CONSTRAINTS, true, value));
        let ders: Vec<_> = case.presented.iter().map(|issued| &issued.der).collect();
        let error = Chain::from_der(&ders).unwrap_err().to_string();
        assert!(error.contains("the basic constraints"), "{why}: {error}");
    }
}

/// Disabling a certificate does not block it: another anchor may still have issued it.
#[test]
fn disabled_root_may_be_trusted_as_an_intermediate() {
    let key = || Key::p256(6);
    let off = root("Off").key(key()).self_signed();
    let other = root("Other").self_signed();
    let cross = intermediate("Off").key(key()).signed_by(&other);
    let leaf3 = leaf(HOST).signed_by(&off);
    let case = Case::presenting(&[&leaf3, &cross]).disabled(&[&off]);
    case.is_rejected(&[(Reason::AnchorDisabled, Position::Anchor)], "no other anchor issued it");
    let path = case.built_in(&[&other]).is_trusted("another root signed its key");
    assert_eq!(path.anchor().issued_to(), "Other");
}
