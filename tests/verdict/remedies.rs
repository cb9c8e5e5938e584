//! The messages of remedies and positions.

use crate::case::{Case, HOST, good, leaf_that, unix};
use crate::support::crl::crl;
use crate::support::{Cert, NOW, intermediate, leaf, root};
use crate::verifier::{certificate, verifier};
use trustslot::{
    BuiltIn, Certificate, Chain, Clock, Policy, Position, Reason, Remedy, TrustSource, TrustStore,
};

/// The remedy of the decisive finding, as the administrator reads it.
#[test]
fn remedies_say_what_to_do() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let end = leaf(HOST).signed_by(&ca);
    let own = leaf(HOST).self_signed();
    let fingerprint = certificate(&own).fingerprint();
    let pin =
        format!("if its SHA-256 fingerprint is {fingerprint}, upload the certificate (10 free)");
    let root_fingerprint = certificate(&root).fingerprint();
    let upload_root = format!(
        "if the owner of CA \"Test Root\" confirms the SHA-256 fingerprint {root_fingerprint}, upload its certificate (10 free)"
    );
    let presenting = |chain: &[_]| Case::presenting(chain);
    let all = [&end, &ca];
    let crls = [crl().revoking(&end).signed_by(&ca), crl().signed_by(&root)];
    let rows: Vec<(Case, &str, &str)> = vec![
        (
            presenting(&all)
                .uploaded(&[&root])
                .under(Policy::STRICT.with_source(TrustSource::BuiltIn)),
            "set the CA source to all",
            "the part of the store is excluded",
        ),
        (
            presenting(&all).disabled(&[&root]),
            "enable the built-in certificate",
            "disabled by the operator",
        ),
        (presenting(&[&end, &ca, &root]), &upload_root, "the peer sends its root"),
        (presenting(&[&own]), &pin, "its own issuer"),
        (
            presenting(&[&end]).uploaded(&[&root]),
            "make the other side send the certificate of CA \"Test CA\" as well, or get it from its owner and upload it here (9 free)",
            "the peer forgot its intermediate",
        ),
        (
            good().dialing("sip.example.com"),
            "if \"phone.example.com\" is the server you mean, use that name",
            "a sister",
        ),
        (
            leaf_that(|leaf| leaf.dns_names(["example.com"])).dialing("sip.example.com"),
            "if \"example.com\" is the server you mean, use that name",
            "the domain above",
        ),
        (
            leaf_that(|leaf| leaf.dns_names(["a.sip.example.com"])).dialing("example.com"),
            "request a certificate that has \"example.com\" as a DNS entry",
            "a host far below",
        ),
        (
            leaf_that(|leaf| leaf.dns_names(["other.com"])).dialing("example.com"),
            "request a certificate that has \"example.com\" as a DNS entry",
            "a sibling below a top-level domain belongs to somebody else",
        ),
        (
            presenting(&[&own]).uploaded(&[&own]).dialing("192.0.2.1"),
            "if \"phone.example.com\" is the server you mean, use that name",
            "a pin, reached by its address",
        ),
        (
            presenting(&[&own]).dialing("sip.example.com"),
            &pin,
            "a sibling name, in an untrusted certificate: first of all nobody vouches for it",
        ),
        (
            presenting(&[&own]).dialing("192.0.2.1"),
            &pin,
            "an address was dialed, and the certificate is untrusted",
        ),
        (
            leaf_that(|leaf| leaf.no_san().ip([203, 0, 113, 9])).dialing("192.0.2.1"),
            "request a certificate that has \"192.0.2.1\" as an IP address entry",
            "another address is another host",
        ),
        (
            leaf_that(Cert::expired).dialing("sip.example.com"),
            "make the other side renew its certificate",
            "a sibling's certificate, which has expired as well",
        ),
        (
            good().dialing("sip.example.org"),
            "request a certificate that has \"sip.example.org\" as a DNS entry",
            "a stranger's name",
        ),
        (
            good().dialing("phone.exmaple.com"),
            "correct the name",
            "two letters are exchanged in the dialed name: no certificate has to be issued for it",
        ),
        (
            good().dialing("phone.exmaple.org"),
            "request a certificate that has \"phone.exmaple.org\" as a DNS entry",
            "two slips are another name",
        ),
        (good().by(Clock::Unset), "set the clock", "just booted"),
        (leaf_that(Cert::expired), "make the other side renew its certificate", "ended"),
        (
            leaf_that(Cert::not_yet_valid),
            "check the clock; the certificate becomes valid on 2026-06-01",
            "becomes valid in a second",
        ),
        (
            presenting(&all).uploaded(&[&root]).with_crls(&crls[1..]),
            "load the current CRL of \"Test CA\"",
            "no CRL of its issuer",
        ),
        (
            presenting(&all).uploaded(&[&root]).with_crls(&crls),
            "request a new certificate",
            "revoked",
        ),
        (
            leaf_that(|leaf| leaf.key(crate::support::Key::rsa1024())),
            "request a certificate with an RSA 2048 or P-256 key, or a longer one",
            "a key of 1024 bits",
        ),
    ];
    for (case, says, why) in rows {
        let verdict = case.judge();
        let finding = verdict.findings().and_then(|found| found.decisive()).unwrap();
        let remedy = finding.remedy().unwrap_or_else(|| panic!("{why}: {verdict}"));
        assert_eq!(remedy.to_string(), says, "{why}");
    }
}

#[test]
fn remedies_to_upload_count_the_free_entries() {
    let roots: Vec<Certificate> =
        (0..3).map(|n| certificate(&root(&format!("Root {n}")).self_signed())).collect();
    let unknown = root("Unknown").self_signed();
    let end = leaf(HOST).signed_by(&unknown);
    let chain = Chain::from_certificates([&end, &unknown].map(certificate)).unwrap();
    for (uploaded, free, words) in
        [(1, 2, "2 free"), (2, 1, "1 free"), (3, 0, "none free: delete one first")]
    {
        let mut store = TrustStore::with_limit(BuiltIn::EMPTY, 3);
        for root in &roots[..uploaded] {
            store.add(&trustslot::Bundle::from(root.clone())).unwrap();
        }
        let verdict = verifier(store, Policy::STRICT).verify_server(
            &chain,
            &HOST.parse().unwrap(),
            Clock::set(NOW),
        );
        let finding = verdict.findings().and_then(|found| found.decisive()).unwrap();
        let ca = certificate(&unknown);
        let expected = Remedy::UploadIssuer { ca, free };
        assert_eq!(finding.remedy(), Some(&expected), "{words}");
        let fingerprint = certificate(&unknown).fingerprint();
        let sentence = format!(
            "if the owner of CA \"Unknown\" confirms the SHA-256 fingerprint {fingerprint}, upload its certificate ({words})"
        );
        assert_eq!(expected.to_string(), sentence);
    }
}

#[test]
fn position_is_displayed_in_words() {
    for (place, says) in [
        (Position::EndEntity, "end entity"),
        (Position::Intermediate(1), "intermediate 1"),
        (Position::Intermediate(6), "intermediate 6"),
        (Position::Anchor, "anchor"),
    ] {
        assert_eq!(place.to_string(), says);
    }
}

#[test]
fn validity_includes_both_ends() {
    let issued = leaf(HOST).valid("2026-03-01", "2026-09-30").self_signed();
    let validity = certificate(&issued).validity();
    assert_eq!(validity.to_string(), "2026-03-01 to 2026-09-30");
    let (first, last) = (validity.not_before().as_secs(), validity.not_after().as_secs());
    for (at, within) in
        [(first - 1, false), (first, true), (NOW, true), (last, true), (last + 1, false)]
    {
        assert_eq!(validity.contains(unix(at)), within, "{at}");
    }
}

/// Switching on a root is advised only if the peer is accepted then.
#[test]
fn switching_on_a_root_is_not_advised_where_it_does_not_help() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let rows: [(fn(Cert) -> Cert, bool, &str); 3] = [
        (|leaf| leaf, true, "a good peer"),
        (Cert::expired, false, "an expired one"),
        (|leaf| leaf.dns_names(["other.example.com"]), false, "one with another name"),
    ];
    for (change, helps, who) in rows {
        let end = change(leaf(HOST)).signed_by(&ca);
        let case = || Case::presenting(&[&end, &ca]);
        let excluded = case().uploaded(&[&root]);
        let excluded = excluded.under(Policy::STRICT.with_source(TrustSource::BuiltIn));
        let set_source = Remedy::SetSource(TrustSource::All);
        let enable = Remedy::EnableBuiltIn(certificate(&root).fingerprint());
        for (case, reason, remedy) in [
            (excluded, Reason::AnchorExcludedBySource, set_source),
            (case().disabled(&[&root]), Reason::AnchorDisabled, enable),
        ] {
            let verdict = case.judge();
            let found = verdict.findings().unwrap().iter().find(|found| found.reason() == reason);
            let expected = if helps { remedy } else { Remedy::UseTrustedCa };
            assert_eq!(found.unwrap().remedy(), Some(&expected), "{who}, {reason}: {verdict}");
        }
    }
}
