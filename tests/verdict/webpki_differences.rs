//! Other differences between bare webpki and this crate than those in `webpki_gaps`: certificates that only this crate
//! accepts, and how webpki searches for a path.

use crate::case::{Case, HOST, leaf_that};
use crate::support::extensions::{
    CLIENT_AUTH, DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT, SERVER_AUTH,
};
use crate::support::names::{self, COMMON_NAME, rdn};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use crate::webpki_gaps::{Bare, bare, bare_name, same, why_bare_rejects, with};
use trustslot::{Position, Reason};

/// Not a difference: neither of them verifies the signature on an anchor.
#[test]
fn anchor_is_trusted_because_it_is_in_the_store() {
    let rows = [
        ("an invalid signature", with(Cert::corrupt_signature, same, same)),
        (
            "named differently by its issuer",
            with(|root| root.issuer_name(names::common_name("x")), same, same),
        ),
    ];
    for (why, (case, root)) in rows {
        assert_eq!(bare(&case.presented, &root), Bare::Accepts, "{why}");
        case.is_trusted(why);
    }
}

#[test]
fn webpki_ignores_common_names() {
    let (case, root) = with(same, same, Cert::no_san);
    assert_eq!(bare(&case.presented, &root), Bare::Accepts);
    assert_eq!(bare_name(&case.presented[0], HOST), Bare::Refuses);
    case.is_trusted("RFC 2818 §3.1");
    let (case, _) = with(same, same, |leaf| leaf.no_san().dns("x.example"));
    case.is_rejected(&[(Reason::NameMismatch, Position::EndEntity)], "a dNSName takes precedence");
}

/// webpki looks for a path before it looks for an anchor.
#[test]
fn webpki_without_an_anchor_works_until_its_limits() {
    let anchor = root("Other Root").self_signed();
    let same_name = |n: u64| {
        let key = Key::p256(n);
        let ca = intermediate("Test CA").key(key);
        let issuer = names::name(&[
            rdn(names::ORGANIZATION, &der::utf8("Example Phones")),
            rdn(COMMON_NAME, &der::utf8("Test CA")),
        ]);
        ca.issuer_name(issuer).signature([0x30, 0]).signed_by(&anchor)
    };
    let mut presented: Vec<Issued> = (1..=9).map(same_name).collect();
    presented.insert(0, leaf(HOST).signed_by(&presented[0]));
    assert_eq!(
        why_bare_rejects(&presented, &anchor),
        Some(webpki::Error::MaximumPathBuildCallsExceeded)
    );
    let presented: Vec<&Issued> = presented.iter().collect();
    Case::presenting(&presented)
        .uploaded(&[&anchor])
        .is_rejected(&[(Reason::IssuerNotFound, Position::Intermediate(1))], "at once");
}

#[test]
fn client_key_for_encryption_only_is_rejected() {
    let with =
        |bits: &[usize]| leaf_that(|leaf| leaf.eku(&[CLIENT_AUTH, SERVER_AUTH]).key_usage(bits));
    let found = [(Reason::KeyUsageNotAllowed, Position::EndEntity)];
    with(&[KEY_ENCIPHERMENT]).is_trusted("RSA key exchange (RFC 5246 §7.4.2)");
    with(&[KEY_ENCIPHERMENT]).by_a_client().is_rejected(&found, "RFC 5246 §7.4.6");
    with(&[DIGITAL_SIGNATURE]).by_a_client().is_trusted("it signs");
    with(&[KEY_AGREEMENT]).by_a_client().is_trusted("key agreement only");
}

#[test]
fn pin_may_be_a_certificate_that_webpki_rejects() {
    // With the certificate as its own anchor, which is the closest that webpki has to a pin.
    let rows: Vec<(Issued, Bare, &str)> = vec![
        (leaf(HOST).ca(true).self_signed(), Bare::Refuses, "CaUsedAsEndEntity"),
        (
            leaf(HOST).ca(false).self_signed(),
            Bare::Accepts,
            "CA:FALSE, but it could issue certificates too",
        ),
        (leaf(HOST).version(1).self_signed(), Bare::Refuses, "UnsupportedCertVersion"),
    ];
    for (server, alone, why) in rows {
        assert_eq!(bare(std::slice::from_ref(&server), &server), alone, "{why}");
        let case = Case::presenting(&[&server]);
        assert!(!case.judge().is_accepted(), "{why}: not uploaded");
        case.uploaded(&[&server]).is_trusted(why);
    }
}
