//! Which CRL supersedes which.

use crate::case::HOST;
use crate::revocation::{END_ENTITY, Pki, pki};
use crate::support::crl::{Crl, crl};
use crate::support::{NOW, leaf};
use trustslot::{Check, Clock, Policy, Reason};

/// RFC 5280 §5.2.4: a delta CRL lists the changes since its base CRL, and no earlier changes.
#[test]
fn delta_crl_does_not_supersede_one_with_an_earlier_base() {
    let pki = pki();
    let complete = crl().dated("2026-04-01", "2027-01-01").signed_by(&pki.ca);
    for (older, newer, taken_back) in [
        (1, 1, true),
        (5, 1, true),
        (1, 5, false),
        (1, 2, false),
        (127, 128, false),
        (128, 127, true),
        (255, 256, false),
        (256, 255, true),
        (0, 0, true),
        (0, 1, false),
    ] {
        let revoking = crl().dated("2026-04-15", "2027-01-01");
        let revoking = revoking.revoking(&pki.leaf).delta_since(older);
        let crls = [
            pki.roots(),
            complete.clone(),
            revoking.signed_by(&pki.ca),
            crl().delta_since(newer).signed_by(&pki.ca),
        ];
        let why = format!("since {older}, then since {newer}");
        let case = pki.case(&crls);
        if taken_back {
            case.is_trusted(&why);
        } else {
            case.is_rejected(&[(Reason::Revoked, END_ENTITY)], &why);
        }
    }
}

#[test]
fn future_crl_does_not_supersede_a_current_one() {
    let pki = pki();
    let today = crl().dated(NOW - 100, "2027-01-01");
    let revoking = today.clone().revoking(&pki.leaf);
    let tomorrow = || crl().dated(NOW + 86_400, "2027-01-01");
    let both = |first: &Crl, second: Crl| {
        let crls = [first.clone(), second].map(|list| list.signed_by(&pki.ca));
        pki.case(&[&crls[..], &[pki.roots()]].concat())
    };
    let revoked = [(Reason::Revoked, END_ENTITY)];
    let soft = Policy::STRICT.waive(Check::CrlValidity);
    let taken_back = both(&revoking, tomorrow());
    taken_back.is_rejected(&revoked, "the current CRL revokes");
    let waived = taken_back.clone().under(soft);
    waived.is_rejected(&revoked, "although an expired or future CRL is tolerated");
    let then = taken_back.clone().at(NOW + 86_400);
    then.is_trusted("the newer CRL is now current");
    let later = taken_back.by(Clock::at_least(NOW));
    let found = [(Reason::ClockNotSet, END_ENTITY)];
    later.is_rejected(&found, "the time may have come");
    both(&today, tomorrow()).is_trusted("it is ignored if there is a current one");
    let early = [(Reason::CrlNotYetValid, END_ENTITY)];
    pki.with(tomorrow()).is_rejected(&early, "alone, it causes a rejection");
    let revoking = tomorrow().revoking(&pki.leaf);
    both(&today, revoking).is_rejected(&revoked, "its revocations count");
}

/// RFC 5280 §5: an entry may be removed from CRLs after the certificate has expired. So a later CRL shows nothing about
/// it, whether it has expired by the clock or the clock is not set.
#[test]
fn crl_issued_after_expiry_neither_unrevokes_nor_vouches() {
    let Pki { root, ca, .. } = pki();
    let leaf = leaf(HOST).valid("2020-01-01", "2026-01-01").signed_by(&ca);
    let pki = Pki { root, ca, leaf };
    let before = crl().dated("2025-06-01", "2027-01-01");
    let on_the_last_day = crl().dated("2026-01-01", "2027-01-01");
    let after = crl().dated("2026-05-01", "2027-01-01");
    let revoking = before.clone().revoking(&pki.leaf);
    let expired = Policy::STRICT.waive(Check::Validity);
    let no_clock = Policy::STRICT.waive(Check::Clock);
    let judged = |crls: &[&Crl], policy: Policy, clock: Clock| {
        let crls = crls.iter().map(|list| (*list).clone().signed_by(&pki.ca));
        let crls: Vec<_> = crls.chain([pki.roots()]).collect();
        pki.case(&crls).under(policy).by(clock)
    };
    for (policy, clock, reported) in
        [(expired, Clock::set(NOW), Reason::Expired), (no_clock, Clock::Unset, Reason::ClockNotSet)]
    {
        let judged = |crls: &[&Crl]| judged(crls, policy, clock);
        let reported = (reported, END_ENTITY);
        let revoked = [(Reason::Revoked, END_ENTITY), reported];
        let unknown = [reported, (Reason::RevocationUnknown, END_ENTITY)];
        judged(&[&revoking]).is_rejected(&revoked, "revoked before it expired");
        judged(&[&revoking, &after]).is_rejected(&revoked, "it remains revoked");
        let taken_back = judged(&[&revoking, &on_the_last_day]);
        taken_back.is_tolerated(&[reported], "it was on hold");
        let findings = judged(&[&after]).is_rejected(&unknown, "its status is unknown");
        let words = "its issuer's CRL was issued after the certificate expired, and may omit it";
        assert!(findings.to_string().contains(words), "{findings}");
        judged(&[&before, &after]).is_tolerated(&[reported], "not revoked before it expired");
        let after = after.clone().revoking(&pki.leaf);
        judged(&[&before, &after]).is_rejected(&revoked, "the CA still lists it");
    }
}

/// A CRL made in advance replaces the current one when it becomes valid, and may expire earlier. `valid_until` is the
/// last moment before the verdict can become worse.
#[test]
fn valid_until_ends_with_the_crl_that_comes_next() {
    let pki = pki();
    let until = |crls: &[Crl]| {
        let mut signed: Vec<_> = crls.iter().map(|list| list.clone().signed_by(&pki.ca)).collect();
        signed.push(pki.roots());
        let path = pki.case(&signed).is_trusted("none of them revokes");
        path.valid_until().as_secs()
    };
    let today = crl().dated(NOW - 100, NOW + 1_000);
    let next = |begin, end| crl().dated(NOW + begin, NOW + end);
    let rows = [
        (vec![today.clone()], 999, "today's alone"),
        (vec![today.clone(), next(100, 500)], 499, "the next one ends before it"),
        (vec![today.clone(), next(100, 5_000)], 999, "the next one ends after it"),
        (vec![today.clone(), next(100, 500), next(200, 400)], 399, "the one after the next"),
        (
            vec![today.clone(), next(100, 500).corrupt_signature()],
            999,
            "a CRL with a wrong signature",
        ),
    ];
    for (crls, seconds, why) in rows {
        assert_eq!(until(&crls), NOW + seconds, "{why}");
        let reversed: Vec<_> = crls.into_iter().rev().collect();
        assert_eq!(until(&reversed), NOW + seconds, "{why}, in the other order");
    }
}
