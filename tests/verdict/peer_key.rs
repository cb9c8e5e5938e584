//! The peer's own key: no signature of the path needs it, so it has a check of its own. The keys of CAs do not.

use crate::case::{Case, HOST, ca_that, leaf_that};
use crate::support::key::{EC_PUBLIC_KEY, P256, RSA_ENCRYPTION, algorithm, ec_spki, spki};
use crate::support::{der, leaf};
use trustslot::{Check, Policy, Position, Reason};

/// Keys that no algorithm here fits, and how messages name them.
fn rows() -> Vec<(Vec<u8>, &'static str)> {
    let on_curve = |id: &str| ec_spki(&der::oid(id), &[4; 65]);
    let bare = |id: &str, bytes: usize| spki(&algorithm::bare(id), &vec![7; bytes]);
    let pss = spki(&algorithm::bare(algorithm::RSA_PSS), &[7; 270]);
    let explicit = ec_spki(&der::seq(&[der::integer(&[1])]), &[4; 65]);
    let wrapped = algorithm::with_parameters(algorithm::ED25519, &der::null());
    vec![
        (on_curve("1.3.36.3.3.2.8.1.1.7"), "an EC key on brainpoolP256r1"),
        (on_curve("1.3.36.3.3.2.8.1.1.13"), "an EC key on brainpoolP512r1"),
        (on_curve("1.3.132.0.10"), "an EC key on secp256k1"),
        (on_curve("1.2.156.10197.1.301"), "an EC key on SM2"),
        (on_curve("1.3.6.1.4.1.55555.9"), "an EC key on the unknown curve 1.3.6.1.4.1.55555.9"),
        (ec_spki(&der::oid(P256), &[4; 64]), "an EC key on P-256 whose point is malformed"),
        (explicit, "an EC key with explicit parameters"),
        (ec_spki(&der::null(), &[4; 65]), "an EC key without a curve"),
        (spki(&algorithm::bare(EC_PUBLIC_KEY), &[4; 65]), "an EC key without a curve"),
        (bare("1.3.101.113", 57), "an Ed448 key"),
        (bare("1.3.101.110", 32), "an X25519 key"),
        (bare(algorithm::ED25519, 31), "an Ed25519 key of the wrong size"),
        (
            spki(&algorithm::bare(algorithm::ED25519), &[0; 32]),
            "an Ed25519 key of small order, which protects nothing",
        ),
        (spki(&wrapped, &[7; 32]), "an Ed25519 key with parameters, which it must not have"),
        (pss, "an RSASSA-PSS key"),
        (spki(&algorithm::with_null(RSA_ENCRYPTION), &[7; 9]), "a malformed RSA key"),
        (bare(RSA_ENCRYPTION, 9), "an RSA key without the parameters NULL (RFC 3279 §2.3.1)"),
        (bare("1.2.840.10040.4.1", 9), "a DSA key"),
        (bare("2.16.840.1.101.3.4.3.17", 9), "an ML-DSA-44 key of the wrong size"),
        (bare("2.16.840.1.101.3.4.3.20", 32), "an SLH-DSA-SHA2-128s key"),
        (bare("2.16.840.1.101.3.4.4.2", 1_184), "an ML-KEM-768 key"),
        (bare("1.2.3.4.5", 9), "a key of the unknown kind 1.2.3.4.5"),
    ]
}

const WAIVED: Policy = Policy::STRICT.waive(Check::PeerKey);

#[test]
fn key_of_the_peer_is_a_check_that_can_be_waived() {
    for (key, words) in rows() {
        let case = leaf_that(|leaf| leaf.spki(&*key));
        let found = [(Reason::PeerKeyUnsupported, Position::EndEntity)];
        let findings = case.is_rejected(&found, words);
        let says = format!("the certificate has {words}, which is not supported here");
        assert_eq!(findings.to_string(), says);
        let remedy = findings.decisive().and_then(|finding| finding.remedy()).unwrap();
        assert_eq!(
            remedy.to_string(),
            "request a certificate with an RSA 2048 or P-256 key, or a longer one"
        );
        let case = case.under(WAIVED);
        case.is_tolerated(&found, words);
        let path = case.judge().path().cloned().expect("a path that was verified");
        assert_eq!(path.intermediates().len(), 1, "{words}");
        let untrusted = case.under(Policy::STRICT.accept_untrusted());
        untrusted.is_tolerated(&found, words);
        // A pin is verified by comparison, so it needs its key as little.
        let pin = leaf(HOST).spki(&*key).self_signed();
        let pin = Case::presenting(&[&pin]).uploaded(&[&pin]);
        pin.is_rejected(&found, words);
        pin.under(WAIVED).is_tolerated(&found, words);
    }
}

#[test]
fn key_of_a_ca_decides_with_the_path() {
    for (key, words) in rows() {
        let case = ca_that(|ca| ca.spki(key)).under(WAIVED);
        let found = [(Reason::UnsupportedKey, Position::Intermediate(1))];
        let findings = case.is_rejected(&found, words);
        let says = format!("CA \"Test CA\" has {words}, which is not supported here");
        assert_eq!(findings.to_string(), says);
        let remedy = findings.decisive().and_then(|finding| finding.remedy()).unwrap();
        assert_eq!(
            remedy.to_string(),
            "replace CA \"Test CA\" by one with an RSA 2048 or P-256 key, or a longer one, and let it issue the certificates below again"
        );
    }
}
