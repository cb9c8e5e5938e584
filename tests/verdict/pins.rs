//! Pins: an uploaded certificate that is not a CA is trusted by exact match. Certificates that it issued are not trusted.

use crate::case::{Case, HOST};
use crate::support::extensions::{CLIENT_AUTH, KEY_CERT_SIGN};
use crate::support::key::algorithm;
use crate::support::{Cert, Issued, Key, NOW, chain3, intermediate, leaf, root};
use crate::verifier::certificate;
use trustslot::{
    Check, Clock, Policy, Position, Reason, Remedy, StorePart, TrustRole, TrustSource,
};

fn kinds() -> Vec<(Issued, &'static str)> {
    let (_, ca, _) = chain3();
    vec![
        (leaf(HOST).ca(false).self_signed(), "self-signed, CA:FALSE"),
        (
            leaf(HOST).ca(true).no_key_usage().self_signed(),
            "self-signed, CA:TRUE, as openssl req makes it",
        ),
        (leaf(HOST).self_signed(), "self-signed, no basic constraints"),
        (leaf(HOST).version(1).self_signed(), "version 1"),
        (leaf(HOST).signed_by(&ca), "issued by an unknown CA"),
        (
            leaf(HOST).corrupt_signature().self_signed(),
            "its signature does not matter, because the operator trusts it",
        ),
        (
            leaf(HOST)
                .key(Key::rsa2048())
                .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
                .self_signed(),
            "its signature algorithm does not matter either",
        ),
    ]
}

#[test]
fn uploaded_server_certificate_is_a_pin() {
    for (server, why) in kinds() {
        let case = Case::presenting(&[&server]);
        let judged = case.judge();
        assert!(!judged.is_accepted(), "{why}: not without the upload");
        let path = case.clone().uploaded(&[&server]).is_trusted(why);
        assert_eq!((path.role(), path.part()), (TrustRole::Pin, StorePart::Custom), "{why}");
        assert_eq!(path.anchor(), path.end_entity(), "{why}");
        assert!(path.intermediates().is_empty(), "{why}");
        let message = case.clone().uploaded(&[&server]).judge().to_string();
        let begin = "trusted because that very certificate is in the store (custom), until 2040-01-01, as \"phone.example.com\" (";
        assert!(message.starts_with(begin), "{why}: {message}");
    }
}

#[test]
fn pin_is_trusted_beside_other_certificates() {
    let (root, ca, _) = chain3();
    for (server, why) in kinds() {
        Case::presenting(&[&server, &ca, &root, &server]).uploaded(&[&server]).is_trusted(why);
    }
}

#[test]
fn pin_matches_only_the_same_bytes() {
    let key = || Key::ed25519(5);
    let pin = leaf(HOST).key(key()).self_signed();
    let rows: Vec<(Issued, &str)> = vec![
        (
            leaf(HOST).key(key()).serial(&[9]).self_signed(),
            "the same key and name, another serial number",
        ),
        (
            leaf(HOST).key(key()).valid("2020-01-01", "2041-01-01").self_signed(),
            "the same key and name, issued again",
        ),
        (leaf(HOST).key(Key::ed25519(6)).self_signed(), "another key"),
    ];
    for (other, why) in rows {
        Case::presenting(&[&other])
            .uploaded(&[&pin])
            .is_rejected(&[(Reason::SelfIssuedNotTrusted, Position::EndEntity)], why);
    }
    let damaged = leaf(HOST).key(key()).corrupt_signature().self_signed();
    Case::presenting(&[&damaged]).uploaded(&[&pin]).is_rejected(
        &[(Reason::IssuerNotFound, Position::EndEntity)],
        "one bit of the signature: its own key did not sign it",
    );
    Case::presenting(&[&pin]).uploaded(&[&pin]).is_trusted("the very same");
}

#[test]
fn pin_never_vouches_for_another_certificate() {
    let edits: &[(fn(Cert) -> Cert, &str)] = &[
        (|c| c.ca(false), "CA:FALSE"),
        (|c| c.ca(false).key_usage(&[KEY_CERT_SIGN]), "CA:FALSE with keyCertSign"),
        (|c| c, "no basic constraints"),
        (|c| c.version(1), "version 1"),
        (|c| c.ca(true), "CA:TRUE, but its key usage is for TLS only"),
    ];
    for (edit, why) in edits {
        let pin = edit(leaf("pbx.example.com")).self_signed();
        let victim = leaf(HOST).signed_by(&pin);
        for presented in [vec![&victim], vec![&victim, &pin]] {
            let case = Case::presenting(&presented);
            for case in [case.clone().uploaded(&[&pin]), case.clone().built_in(&[&pin])] {
                let is_v1_built_in =
                    certificate(&pin).version() == 1 && case.store().custom().is_empty();
                if is_v1_built_in {
                    // A built-in version 1 certificate is a CA: see `paths`.
                    continue;
                }
                let verdict = case.judge();
                assert!(!verdict.is_accepted(), "{why}: {verdict}");
            }
        }
    }
    let ca = root("pbx.example.com").self_signed();
    Case::presenting(&[&leaf(HOST).signed_by(&ca)]).uploaded(&[&ca]).is_trusted("a CA does");
}

#[test]
fn pin_does_not_vouch_for_an_intermediate_it_issued() {
    let pin = leaf("pbx.example.com").self_signed();
    let ca = intermediate("Own CA").signed_by(&pin);
    let victim = leaf(HOST).signed_by(&ca);
    let verdict = Case::presenting(&[&victim, &ca, &pin]).uploaded(&[&pin]).judge();
    assert!(!verdict.is_accepted(), "{verdict}");
}

#[test]
fn validity_name_usage_and_key_of_a_pin_are_checked() {
    let pin = |edit: fn(Cert) -> Cert| {
        let server = edit(leaf(HOST)).self_signed();
        Case::presenting(&[&server]).uploaded(&[&server])
    };
    let rows: Vec<(Case, Reason, &str)> = vec![
        (pin(Cert::expired), Reason::Expired, "expired"),
        (pin(Cert::not_yet_valid), Reason::NotYetValid, "becomes valid in a second"),
        (pin(|c| c).by(Clock::Unset), Reason::ClockNotSet, "no clock"),
        (pin(|c| c.eku(&[CLIENT_AUTH])), Reason::UsageNotAllowed, "for clients only"),
        (pin(|c| c).by_a_client(), Reason::UsageNotAllowed, "for servers only"),
        (pin(|c| c.key_usage(&[KEY_CERT_SIGN])), Reason::KeyUsageNotAllowed, "for issuing only"),
        (
            pin(|c| {
                c.key(Key::rsa1024())
                    .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
                    .signature([0; 128])
            }),
            Reason::WeakKey,
            "RSA 1024",
        ),
        (pin(|c| c).dialing("other.example.net"), Reason::NameMismatch, "another name"),
    ];
    for (case, reason, why) in rows {
        let found = [(reason, Position::EndEntity)];
        case.is_rejected(&found, why);
        case.clone().under(Policy::STRICT.waive(reason.check())).is_tolerated(&found, why);
    }
    pin(|c| c).is_trusted("none of it");
    pin(|c| c.valid("2020-01-01", NOW)).is_trusted("the last second is within the validity");
}

#[test]
fn pins_are_subject_to_the_source() {
    let pin = leaf(HOST).self_signed();
    let case = Case::presenting(&[&pin]);
    let only = |source| Policy::STRICT.with_source(source);
    case.clone().uploaded(&[&pin]).under(only(TrustSource::BuiltIn)).is_rejected(
        &[(Reason::AnchorExcludedBySource, Position::EndEntity)],
        "excluded by the policy",
    );
    let built_in = case.clone().built_in(&[&pin]);
    let path = built_in
        .clone()
        .under(only(TrustSource::BuiltIn))
        .is_trusted("a firmware may contain a pin");
    assert_eq!((path.role(), path.part()), (TrustRole::Pin, StorePart::BuiltIn));
    let begin = "because that very certificate is in the store (built-in), until ";
    assert!(path.to_string().starts_with(begin), "{path}");
    built_in.under(only(TrustSource::Custom)).is_rejected(
        &[(Reason::AnchorExcludedBySource, Position::EndEntity)],
        "excluded by the policy",
    );
    let off = case.disabled(&[&pin]);
    let found = [(Reason::AnchorDisabled, Position::EndEntity)];
    let findings = off.is_rejected(&found, "a disabled pin is not trusted");
    let on = Remedy::EnableBuiltIn(certificate(&pin).fingerprint());
    assert_eq!(findings.decisive().unwrap().remedy(), Some(&on));
    off.uploaded(&[&pin]).is_trusted("also uploaded");
}

#[test]
fn excluded_pin_may_still_have_a_path() {
    let (root, ca, leaf3) = chain3();
    Case::presenting(&[&leaf3, &ca])
        .uploaded(&[&leaf3])
        .built_in(&[&root])
        .under(Policy::STRICT.with_source(TrustSource::BuiltIn))
        .is_trusted("its root is built in");
}

#[test]
fn excluded_pin_never_worsens_a_verdict() {
    let root = root("Test Root").self_signed();
    let expired = leaf(HOST).expired().signed_by(&root);
    let case = Case::presenting(&[&expired]).built_in(&[&root]);
    let strict = case.clone().under(Policy::STRICT.with_source(TrustSource::BuiltIn));
    let lax = case.under(strict.policy().waive(Check::Validity));
    let found = [(Reason::Expired, Position::EndEntity)];
    lax.is_tolerated(&found, "the path has waived faults only");
    lax.uploaded(&[&expired])
        .is_tolerated(&found, "the same if the peer's certificate is uploaded");
    strict
        .uploaded(&[&expired])
        .is_rejected(&found, "the control: the path is valid, and a pin would have expired too");
}

#[test]
fn excluded_pin_is_reported_first() {
    let expired = root("Test Root").expired().self_signed();
    let server = leaf(HOST).signed_by(&expired);
    let pin = (Reason::AnchorExcludedBySource, Position::EndEntity);
    let case = Case::presenting(&[&server])
        .uploaded(&[&server])
        .built_in(&[&expired])
        .under(Policy::STRICT.with_source(TrustSource::BuiltIn));
    let expired = (Reason::AnchorExpired, Position::Anchor);
    let findings = case.is_rejected(&[pin, expired], "before the path to an expired root");
    // A pin is trusted whatever the path is, so the source of the pin is the only fault that matters.
    let all = Remedy::SetSource(TrustSource::All);
    assert_eq!(findings.decisive().unwrap().remedy(), Some(&all));
    let mut chain = vec![root("Test Root").self_signed()];
    for n in 1..=7 {
        chain.push(intermediate(&format!("CA {n}")).signed_by(&chain[n - 1]));
    }
    let server = leaf(HOST).signed_by(&chain[7]);
    let mut presented = vec![&server];
    presented.extend(chain[1..].iter().rev());
    Case::presenting(&presented)
        .uploaded(&[&server])
        .built_in(&[&chain[0]])
        .under(case.policy())
        .is_rejected(&[pin], "the path that is too long is not reported");
    assert_eq!(case.verifier().policy(), case.policy());
}

#[test]
fn built_in_ca_presented_as_a_server_is_not_a_pin() {
    let ca = leaf(HOST).ca(true).no_key_usage().self_signed();
    let case = Case::presenting(&[&ca]);
    case.clone().built_in(&[&ca]).is_rejected(
        &[(Reason::CaAsEndEntity, Position::EndEntity)],
        "a root that answers as a server is faulty",
    );
    case.uploaded(&[&ca])
        .is_trusted("an uploaded root is trusted as a server, as the operator meant");
}

#[test]
fn waiving_the_path_does_not_make_a_pin() {
    let stranger = leaf(HOST).self_signed();
    Case::presenting(&[&stranger]).under(Policy::STRICT.waive(Check::Path)).is_tolerated(
        &[(Reason::SelfIssuedNotTrusted, Position::EndEntity)],
        "tolerated, not trusted",
    );
}
