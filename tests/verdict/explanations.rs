//! Explanations are true: the store was searched, signatures were verified, and no finding hides another.

use crate::case::{Case, HOST};
use crate::support::crl::crl;
use crate::support::{Issued, Key, chain3, intermediate, leaf, root};
use trustslot::{Check, Clock, Finding, Policy, Position, Reason, Remedy, TrustSource, Verdict};

fn deciding(verdict: &Verdict) -> Vec<Reason> {
    let decides = |finding: &&Finding| !finding.is_waived();
    let found = verdict.findings().into_iter().flatten();
    found.filter(decides).map(Finding::reason).collect()
}

fn advice(verdict: &Verdict) -> Vec<Remedy> {
    let found = verdict.findings().into_iter().flatten();
    found.filter_map(|finding| finding.remedy().cloned()).collect()
}

/// The peer's certificate is in the part of the store that the policy excludes. All earlier findings must remain, and
/// "set the source to all" must not be advised if the peer is revoked or expired.
#[test]
fn an_excluded_upload_of_the_peer_never_improves_the_verdict() {
    let (root, ca, server) = chain3();
    let expired_ca = intermediate("Test CA").expired().signed_by(&root);
    let below = leaf(HOST).signed_by(&expired_ca);
    let old = leaf(HOST).expired().signed_by(&ca);
    let policy = Policy::STRICT.with_source(TrustSource::BuiltIn);
    let case = |chain: &[&Issued]| Case::presenting(chain).built_in(&[&root]);
    let crls = [crl().revoking(&server).signed_by(&ca), crl().signed_by(&root)];
    let rows = [
        (case(&[&server, &ca]).with_crls(&crls), &server, "revoked"),
        (case(&[&server, &ca]).with_block_list(&[&ca]), &server, "its CA is blocked"),
        (case(&[&server, &ca]).with_block_list(&[&server]), &server, "blocked"),
        (case(&[&below, &expired_ca]), &below, "its CA expired"),
        (case(&[&old, &ca]), &old, "expired"),
    ];
    for (case, peer, why) in rows {
        for policy in [policy, policy.waive(Check::Path)] {
            let before = case.clone().under(policy).judge();
            let after = case.clone().under(policy).uploaded(&[peer]).judge();
            assert!(!before.is_accepted(), "{why}: the control: {before}");
            assert!(!after.is_accepted(), "{why}: {after}");
            for reason in deciding(&before) {
                assert!(deciding(&after).contains(&reason), "{why}: {reason} is gone: {after}");
            }
            let is_peers = |finding: &Finding| {
                finding.position() == Position::EndEntity && finding.check() != Check::Path
            };
            let is_against_peer = before.findings().unwrap().iter().any(is_peers);
            if is_against_peer {
                assert_eq!(advice(&after).iter().find(|r| matches!(r, Remedy::SetSource(_))), None);
            }
        }
    }
}

/// Five CAs certified each other, and the clock is not set. The verified path counts, although there are more paths than
/// the search visits.
#[test]
fn a_tolerated_path_stays_tolerated_when_the_search_ends_at_a_limit() {
    let root = root("Test Root").self_signed();
    let key = |n: u64| Key::p256(500 + n);
    let mesh: Vec<Issued> = (0..5)
        .flat_map(|n| {
            let below =
                |issuer: &Issued| intermediate(&format!("CA {n}")).key(key(n)).signed_by(issuer);
            let issuers = (0..5).filter(move |other| *other != n);
            let issuers =
                issuers.map(|n| crate::support::root(&format!("CA {n}")).key(key(n)).self_signed());
            let crossed: Vec<Issued> = issuers.map(|issuer| below(&issuer)).collect();
            core::iter::once(below(&root)).chain(crossed)
        })
        .collect();
    let server = leaf(HOST).signed_by(&mesh[0]);
    let mut presented = vec![&server];
    presented.extend(&mesh);
    let case = Case::presenting(&presented).uploaded(&[&root]);
    case.clone().is_trusted("the control: with a clock");
    let first_contact = Policy::STRICT.waive(Check::Clock);
    let verdict = case.by(Clock::Unset).under(first_contact).judge();
    assert!(matches!(verdict, Verdict::Tolerated(_)), "{verdict}");
    let found = verdict.findings().unwrap();
    assert!(!found.contains(Reason::TooMuchWork), "{verdict}");
}

/// The signatures are invalid, so no remedy suggests the CA of the chain. The bad signature is reported first.
#[test]
fn a_ca_is_advised_only_where_the_chain_was_verified_up_to_it() {
    let corporate = root("Corporate Root CA").self_signed();
    let genuine = leaf(HOST).signed_by(&corporate);
    let forged = leaf(HOST).corrupt_signature().signed_by(&corporate);
    let verdict = Case::presenting(&[&genuine, &corporate]).judge();
    assert!(matches!(advice(&verdict)[..], [Remedy::UploadIssuer { .. }]), "{verdict}");
    let verdict = Case::presenting(&[&forged, &corporate]).judge();
    assert_eq!(deciding(&verdict), [Reason::BadSignature], "{verdict}");
    assert_eq!(advice(&verdict), [], "{verdict}");
}

/// A forged chain that names a disabled or excluded root must not lead to the advice to enable it.
#[test]
fn a_forged_chain_is_no_reason_to_trust_more() {
    let root = root("Distrusted Root").self_signed();
    let forged = leaf(HOST).corrupt_signature().signed_by(&root);
    let case = Case::presenting(&[&forged]).built_in(&[&root]);
    let left_out = case.clone().under(Policy::STRICT.with_source(TrustSource::Custom));
    for (case, why) in [(left_out, "excluded by the source"), (case.disabled(&[&root]), "disabled")]
    {
        let verdict = case.judge();
        assert_eq!(deciding(&verdict).first(), Some(&Reason::BadSignature), "{why}: {verdict}");
        assert_eq!(advice(&verdict), [], "{why}: {verdict}");
    }
}

/// Anyone can register a name below `co.uk` or `ddns.net` and get a certificate for it.
#[test]
fn a_neighbour_below_a_shared_parent_is_not_advised() {
    let root = root("Public Root").self_signed();
    let rows: [(&[&str], &str, bool, &str); 5] = [
        (&["evil.co.uk"], "mypbx.co.uk", false, "below a public suffix"),
        (&["evil.ddns.net"], "mypbx.ddns.net", false, "below a dynamic DNS provider"),
        (&["evil.eu-west.example.cloud"], "my.eu-west.example.cloud", false, "further down"),
        (&["pbx.example.com", "example.com"], "sip.example.com", true, "it names the parent too"),
        (&["example.com"], "sip.example.com", true, "the name above"),
    ];
    for (names, meant, is_advised, why) in rows {
        let server = leaf(names[0]).no_san().dns_names(names).signed_by(&root);
        let case = Case::presenting(&[&server]).dialing(meant);
        let verdict = case.clone().built_in(&[&root]).judge();
        let is_dial = |remedy: &Remedy| matches!(remedy, Remedy::Dial(_));
        assert_eq!(advice(&verdict).iter().any(is_dial), is_advised, "{why}: {verdict}");
    }
    let server = leaf("pbx.corp.example").signed_by(&root);
    let case = Case::presenting(&[&server]).dialing("sip.corp.example").uploaded(&[&root]);
    assert!(matches!(advice(&case.judge())[..], [Remedy::Dial(_)]), "the operator's own CA");
}
