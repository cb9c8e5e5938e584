//! For which certificates, and when, a CRL shows that they are not revoked.

use crate::case::{Case, leaf_that};
use crate::revocation::{CA, ELSEWHERE, END_ENTITY, HERE, Pki, pki};
use crate::support::crl::{
    CRL_DISTRIBUTION_POINTS, CRL_NUMBER, Crl, crl, distribution_points, full_name,
};
use crate::support::extensions::KEY_CERT_SIGN;
use crate::support::names::{self, COMMON_NAME, ORGANIZATION, common_name, general, rdn};
use crate::support::{Issued, Key, NOW, der, intermediate, leaf, root};
use trustslot::{Check, Clock, Findings, Policy, Profile, Reason, RevocationCoverage};

#[test]
fn crl_counts_between_this_update_and_next_update() {
    let pki = pki();
    let list = crl().dated(NOW - 100, NOW + 100);
    let roots = crl().dated("2020-01-01", "2040-01-01").signed_by(&pki.root);
    let case = pki.case(&[roots, list.signed_by(&pki.ca)]);
    let expired = [(Reason::CrlExpired, END_ENTITY)];
    let early = [(Reason::CrlNotYetValid, END_ENTITY)];
    for (now, found) in [
        (NOW - 101, Some(&early)),
        (NOW - 100, None),
        (NOW, None),
        (NOW + 99, None),
        (NOW + 100, Some(&expired)),
        (NOW + 101, Some(&expired)),
    ] {
        let case = case.clone().at(now);
        let Some(found) = found else {
            case.is_trusted(&format!("{now}"));
            continue;
        };
        let findings = case.is_rejected(found, &format!("{now}"));
        let message = findings.to_string();
        let begin = match found[0].0 {
            Reason::CrlExpired => "the CRL of \"Test CA\" has expired: a new one was due by ",
            _ => "the CRL of \"Test CA\" is not valid yet: it is valid from ",
        };
        assert!(message.starts_with(begin), "{message}");
        let waived = case.under(Policy::STRICT.waive(Check::CrlValidity));
        waived.is_tolerated(found, "an expired CRL may be tolerated, and is reported");
    }
    let floor = case.clone().by(Clock::at_least(NOW + 100));
    let found = [(Reason::ClockNotSet, END_ENTITY), expired[0]];
    floor.is_rejected(&found, "a CRL that expired before the floor has expired");
    let unset = case.by(Clock::Unset);
    unset.is_rejected(&[(Reason::ClockNotSet, END_ENTITY)], "reported once");
}

#[test]
fn valid_until_ends_before_next_update() {
    let pki = pki();
    let until = |list: Crl| crl_until(&pki, &[list.signed_by(&pki.ca)]);
    let without = crate::case::good().is_trusted("no CRL").valid_until();
    assert!(without.as_secs() > NOW + 200);
    assert_eq!(until(crl().dated(NOW - 100, NOW + 100)), NOW + 99);
    assert_eq!(until(crl().dated(NOW - 100, "2041-01-01")), without.as_secs());
    // The latest `nextUpdate` of the CRLs that show that it is good. Other CRLs do not count.
    let crls = [
        crl().dated(NOW - 100, NOW + 100),
        crl().dated(NOW - 100, NOW + 200),
        crl().dated(NOW - 100, NOW + 50).only(&[der::implicit(2, &[0xff])]),
    ];
    let crls = crls.map(|list| list.signed_by(&pki.ca));
    assert_eq!(crl_until(&pki, &crls), NOW + 199);
    let case = pki.case(&[crl().dated(NOW - 100, NOW + 100).signed_by(&pki.ca)]);
    let roots = crl().dated(NOW - 100, NOW + 10).signed_by(&pki.root);
    let case = case.with_crls(&[roots]);
    let end = case.is_trusted("the root's CRL expires first").valid_until().as_secs();
    assert_eq!(end, NOW + 9);
    case.clone().at(end).is_trusted("at the last second");
    case.at(end + 1).is_rejected(&[(Reason::CrlExpired, CA)], "one second later");
}

fn crl_until(pki: &Pki, crls: &[Vec<u8>]) -> u64 {
    let roots = crl().dated("2020-01-01", "2041-01-01").signed_by(&pki.root);
    let case = pki.case(crls).with_crls(&[roots]);
    case.is_trusted("every CRL is current").valid_until().as_secs()
}

#[test]
fn all_distribution_points_are_matched() {
    let at = |uris: &[&str]| {
        let points = distribution_points(uris);
        leaf_that(|leaf| leaf.extension(CRL_DISTRIBUTION_POINTS, false, &points))
    };
    let Pki { root, ca, .. } = pki();
    let judged = |case: Case, list: &Crl| {
        let crls = [crl().signed_by(&root), list.clone().signed_by(&ca)];
        case.with_crls(&crls)
    };
    let here = crl().at(HERE);
    judged(at(&[HERE]), &here).is_trusted("the only point");
    judged(at(&[ELSEWHERE, HERE]), &here).is_trusted("the second point");
    judged(at(&[ELSEWHERE]), &crl()).is_trusted("a CRL without a scope");
    // RUSTSEC-2026-0049: the CRL of the second point revokes too.
    let case = at(&[ELSEWHERE, HERE]);
    let revoking = crl().at(HERE).revoking(&case.presented[0]);
    let revoked = [(Reason::Revoked, END_ENTITY)];
    judged(case, &revoking).is_rejected(&revoked, "by the CRL of the second point");
    let found = [(Reason::RevocationUnknown, END_ENTITY)];
    judged(at(&[ELSEWHERE]), &here).is_rejected(&found, "another point");
    judged(at(&[]), &here).is_rejected(&found, "no point");
    // RUSTSEC-2026-0104.
    let for_no_reason = crl().only(&[der::implicit(3, &[0])]);
    judged(at(&[HERE]), &for_no_reason)
        .is_rejected(&found, "a CRL for no reason shows for no certificate that it is good");
    let broken =
        leaf_that(|leaf| leaf.extension(CRL_DISTRIBUTION_POINTS, false, der::seq(&[der::null()])));
    judged(broken, &here).is_rejected(&found, "points that cannot be read");
    // A point for some reasons only, or for the CRL of another CA, does not match this CRL.
    for field in [
        der::implicit(1, &[6, 0x40]),
        der::implicit_constructed(2, &general::directory(&common_name("Other"))),
    ] {
        let point = der::seq(&[der::seq(&[full_name(HERE), field])]);
        let case = leaf_that(|leaf| leaf.extension(CRL_DISTRIBUTION_POINTS, false, &point));
        judged(case, &here).is_rejected(&found, "not a point of this CRL");
    }
}

#[test]
fn crls_for_cas_only_or_for_end_entities_only() {
    let pki = pki();
    let only = |number| der::implicit(number, &[0xff]);
    let cas = crl().only(&[only(2)]);
    let others = crl().only(&[only(1)]);
    let case = |root: &Crl, ca: &Crl| {
        pki.case(&[root.clone().signed_by(&pki.root), ca.clone().signed_by(&pki.ca)])
    };
    case(&cas, &others).is_trusted("each covers the certificate below it");
    case(&others, &others).is_rejected(
        &[(Reason::RevocationUnknown, CA)],
        "a CRL for end entities does not cover a CA",
    );
    let found = [(Reason::RevocationUnknown, END_ENTITY)];
    case(&cas, &cas).is_rejected(&found, "a CRL for CAs does not cover an end entity");
}

/// A pin is its own anchor: nobody else's data can say anything about it. A peer without a path has no issuer either, but
/// nothing vouches for it.
#[test]
fn required_status_exempts_pins_but_no_peer_without_a_path() {
    let pki = pki();
    let all = Policy::STRICT.with_revocation_coverage(RevocationCoverage::EveryCertificate);
    let pinned = Case::presenting(&[&pki.leaf]).uploaded(&[&pki.leaf]);
    pinned.clone().under(all).is_trusted("the operator trusts this very certificate");
    pinned.with_crls(&[pki.roots()]).under(all).is_trusted("a CRL changes nothing");
    let unknown = (Reason::RevocationUnknown, END_ENTITY);
    let stranger = Case::presenting(&[&pki.leaf]);
    let no_path = (Reason::IssuerNotFound, END_ENTITY);
    let soft = Policy::STRICT.waive(Check::Path);
    stranger.clone().under(soft).is_tolerated(&[no_path], "nothing is asked");
    let found =
        stranger.clone().under(all.waive(Check::Path)).is_rejected(&[no_path, unknown], "required");
    let says = "the revocation status of the certificate is unknown: no trusted CA vouches for it";
    assert_eq!(found.get(1).map(ToString::to_string).as_deref(), Some(says));
    let remedy = found.get(1).and_then(|finding| finding.remedy()).map(ToString::to_string);
    let use_trusted = "make the other side use a certificate from a CA that this device trusts";
    assert_eq!(remedy.as_deref(), Some(use_trusted), "no CA is known whose CRL could be loaded");
    let forged = pki
        .with(crl())
        .instead(&[&leaf(crate::case::HOST).corrupt_signature().signed_by(&pki.ca), &pki.ca]);
    let bad = (Reason::BadSignature, END_ENTITY);
    forged
        .clone()
        .under(soft)
        .is_tolerated(&[bad], "nothing is asked about a path that was not verified");
    forged.under(all.waive(Check::Path)).is_rejected(&[bad, unknown], "required");
}

#[test]
fn issuer_without_crl_sign_leaves_the_status_unknown() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").key_usage(&[KEY_CERT_SIGN]).signed_by(&root);
    let leaf = leaf(crate::case::HOST).signed_by(&ca);
    let pki = Pki { root, ca, leaf };
    let found = [(Reason::RevocationUnknown, END_ENTITY)];
    pki.with(crl()).is_rejected(&found, "no cRLSign (RFC 5280 §4.2.1.3)");
    // A CRL signed with its key still revokes, because the peer may choose among the certificates of one key.
    let may_sign = intermediate("Test CA").serial(&[9]).signed_by(&pki.root);
    let crls = [pki.roots(), crl().revoking(&pki.leaf).signed_by(&may_sign)];
    let soft = Policy::STRICT.waive(Check::RevocationStatus);
    let revoked = [(Reason::Revoked, END_ENTITY)];
    for presented in [&may_sign, &pki.ca] {
        let case = pki.case(&crls).instead(&[&pki.leaf, presented]);
        case.under(soft).is_rejected(&revoked, "with either certificate of the CA");
    }
}

#[test]
fn policy_sets_whose_status_must_be_known() {
    let pki = pki();
    let listed = Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers);
    let all = Policy::STRICT.with_revocation_coverage(RevocationCoverage::EveryCertificate);
    let roots_alone = pki.case(&[pki.roots()]);
    let found = [(Reason::RevocationUnknown, END_ENTITY)];
    roots_alone.is_rejected(&found, "every certificate, because there is a CRL");
    roots_alone.clone().under(all).is_rejected(&found, "every certificate");
    roots_alone.clone().under(listed).is_trusted("certificates of issuers with a CRL");
    pki.with(crl()).under(all).is_trusted("both have a CRL, and the anchor needs none");
    let nothing = pki.case(&[]);
    nothing.is_trusted("nothing is loaded, so nothing is asked");
    nothing.clone().under(listed).is_trusted("no issuer is listed");
    let both = [(Reason::RevocationUnknown, END_ENTITY), (Reason::RevocationUnknown, CA)];
    let findings = nothing.clone().under(all).is_rejected(&both, "required, and nothing is loaded");
    let message = "the revocation status of the certificate is unknown: no CRL and no other revocation data are loaded; \
        the revocation status of CA \"Test CA\" is unknown: no CRL and no other revocation data are loaded";
    assert_eq!(findings.to_string(), message);
    let advice: Vec<_> =
        findings.iter().map(|finding| finding.remedy().unwrap().to_string()).collect();
    assert_eq!(
        advice,
        ["load the current CRL of \"Test CA\"", "load the current CRL of \"Test Root\""]
    );
    let status = all.waive(Check::RevocationStatus);
    nothing.under(status).is_tolerated(&both, "the check may be waived, and is reported");
    let stranger = Issued { key: Key::p256(4711), ..pki.ca.clone() };
    let forged = pki.case(&[pki.roots(), crl().signed_by(&stranger)]);
    forged.under(listed).is_rejected(&found, "an unusable CRL of its issuer");
}

/// RFC 5280 §7.1: one name may have different bytes. An issuer must not seem to have no CRL because of that.
#[test]
fn differently_spelled_issuer_name_still_requires_a_crl() {
    let pki = pki();
    let listed = Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers);
    let written = |organization: Vec<u8>, name: Vec<u8>| {
        names::name(&[rdn(ORGANIZATION, &organization), rdn(COMMON_NAME, &name)])
    };
    let phones = || der::utf8("Example Phones");
    let unknown = [(Reason::RevocationUnknown, END_ENTITY)];
    for (name, why) in [
        (written(der::printable("Example Phones"), der::printable("Test CA")), "PrintableString"),
        (written(phones(), der::printable("Test CA")), "one of two"),
        (written(phones(), der::utf8("TEST ca")), "case"),
        (written(phones(), der::utf8("Test  CA ")), "white space"),
    ] {
        let list = || crl().issuer(name.clone());
        let case = |list: Crl| pki.with(list).under(listed);
        let findings = case(list()).is_rejected(&unknown, why);
        let words = "its issuer's CRL spells the issuer's name differently";
        assert!(findings.to_string().contains(words), "{why}: {findings}");
        let revoking = case(list().revoking(&pki.leaf));
        revoking.is_rejected(&[(Reason::Revoked, END_ENTITY)], why);
        case(list().corrupt_signature()).is_rejected(&unknown, why);
        case(list()).with_crls(&[crl().signed_by(&pki.ca)]).is_trusted(why);
        let older = crl().dated("2026-04-15", "2027-01-01").revoking(&pki.leaf);
        let case = case(list()).with_crls(&[older.signed_by(&pki.ca)]);
        case.is_rejected(&[(Reason::Revoked, END_ENTITY)], "it does not supersede the revocation");
    }
    for name in ["Test CB", "TestCA"] {
        let other = crl().issuer(written(phones(), der::utf8(name)));
        pki.with(other).under(listed).is_trusted("the CRL of another CA");
    }
}

#[test]
fn public_profile_requires_a_crl_number() {
    let pki = pki();
    let public = Policy::STRICT.with_profile(Profile::PublicWeb);
    let number = der::integer(&[1]);
    let long = der::tlv(der::INTEGER, &[1; 21]);
    for (list, why) in [
        (crl().without_extension(CRL_NUMBER).extension("1.2.3.4", false, b"\x05\x00"), "no number"),
        (crl().extension(CRL_NUMBER, true, &number), "a critical one"),
        (crl().extension(CRL_NUMBER, false, &long), "a long one"),
        (crl().version(1), "version 1"),
    ] {
        let crls = [pki.roots(), list.signed_by(&pki.ca)];
        let Ok(_read) = trustslot::Crl::from_der(&crls[1]) else {
            assert_eq!(why, "a long one", "webpki rejects it as well");
            continue;
        };
        let case = pki.case(&crls);
        case.is_trusted(why);
        let verdict = case.under(public).judge();
        let findings = verdict.findings().unwrap();
        assert!(findings.contains(Reason::RevocationUnknown), "{why}: {verdict}");
        let words = "its issuer's CRL has no CRL number, which public CAs must include";
        assert!(findings.to_string().contains(words), "{why}: {verdict}");
    }
    let verdict = pki.with(crl()).under(public).judge();
    let unknown = |findings: &Findings| findings.contains(Reason::RevocationUnknown);
    assert!(!verdict.findings().is_some_and(unknown), "{verdict}");
}

#[test]
fn newer_crl_supersedes_only_for_certificates_it_covers() {
    let pki = pki();
    let older = |list: Crl| list.dated("2026-04-15", "2027-01-01").revoking(&pki.leaf);
    let others = || crl().only(&[der::implicit(1, &[0xff])]);
    let cas = || crl().only(&[der::implicit(2, &[0xff])]);
    let rows = [
        (crl(), crl(), true, "complete after complete"),
        (crl().delta(), crl(), true, "complete after delta"),
        (crl().delta(), crl().delta(), true, "delta after delta"),
        (crl(), crl().delta(), false, "delta after complete"),
        (others(), others(), true, "both for end entities"),
        (others(), cas(), false, "for CAs after end entities"),
        (crl(), others(), false, "for end entities after all"),
    ];
    for (first, then, taken_back, why) in rows {
        // A complete CRL that is older than both shows that every other certificate is good.
        let all = crl().dated("2026-04-01", "2027-01-01");
        let crls = [all, older(first), then].map(|list| list.signed_by(&pki.ca));
        let case = pki.case(&[&crls[..], &[pki.roots()]].concat());
        if taken_back {
            case.is_trusted(why);
        } else {
            case.is_rejected(&[(Reason::Revoked, END_ENTITY)], why);
        }
    }
}
