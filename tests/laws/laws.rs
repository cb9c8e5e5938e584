//! The laws. Each takes a PKI and says what it breaks.

use crate::junk::junk;
use crate::obey::{OUTSIDE, obey};
use crate::pki::Pki;
use crate::plan::{self, BYTES, Choices};
use crate::spec::Stored;
use crate::support::NO_REMEDY;
use std::collections::BTreeSet;
use trustslot::{Certificate, Check, Clock, Finding, Position, TrustSource, Verdict, Verifier};

/// A broken law: what was true before, and what is true after.
pub type Broken = Result<(), String>;

/// A deciding finding, without its text.
pub type Fact = (u8, u8);

/// A law, for the bytes of a plan and of what is beside it.
pub type Law = fn(&[u8]) -> Result<(), String>;

pub const LAWS: [(&str, Law); 8] = [
    ("a", |bytes| deciding_findings_only_grow(&plan::read(bytes))),
    ("b", |bytes| what_is_left_out_never_improves(&plan::read(bytes))),
    ("c", |bytes| {
        let (head, tail) = bytes.split_at(bytes.len().min(BYTES));
        let pki = plan::read(head);
        let mut lists = junk(&pki, &mut Choices::new(tail)).into_iter();
        // Junk is in the chain alone, so one verifier judges all of them.
        let verifier = pki.verifier();
        let Some(before) = pki.judge_by(&verifier) else { return Ok(()) };
        lists.try_for_each(|junk| junk_changes_nothing(&pki, &verifier, &before, junk))
    }),
    ("d", |bytes| remedies_help(&plan::read(bytes)).map(drop)),
    ("e", |bytes| findings_are_about_the_path(&plan::read(bytes))),
    ("f", |bytes| {
        let (head, tail) = bytes.split_at(bytes.len().min(BYTES));
        order_does_not_matter(&plan::read(head), &mut Choices::new(tail))
    }),
    ("g", |bytes| what_is_offered_was_verified(&plan::read(bytes))),
    ("h", |bytes| every_deciding_finding_has_a_remedy(&plan::read(bytes))),
];

/// Smaller is better.
pub fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Trusted(_) => 0,
        Verdict::Tolerated(_) => 1,
        Verdict::Rejected(_) => 2,
    }
}

fn findings(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    verdict.findings().into_iter().flatten()
}

/// The check and the position of every finding that decides.
fn deciding(verdict: &Verdict) -> BTreeSet<Fact> {
    let deciding = findings(verdict).filter(|finding| !finding.is_waived());
    deciding.map(|finding| (finding.check().code(), finding.position().code())).collect()
}

/// A verdict that ended at a documented limit says nothing about the laws.
fn is_limited(verdict: &Verdict) -> bool {
    findings(verdict).any(|finding| matches!(finding.reason().code(), 118 | 126))
}

/// True if all paths end in certificates that the policy leaves out, and that is waived. Then the path decides nothing, and the
/// verdict names the faults of the first of them. A fault more on that path makes another the first, so only the findings about
/// the peer are sure to stay.
fn is_waived_exclusion(verdict: &Verdict) -> bool {
    findings(verdict).any(|finding| matches!(finding.reason().code(), 104 | 105))
        && findings(verdict).any(|finding| finding.check() == Check::Path && finding.is_waived())
}

fn broken(law: &str, before: &Verdict, after: &Verdict) -> Broken {
    Err(format!("{law}\n  before: {before}\n  after:  {after}"))
}

/// Blocking, revoking, or the passing of time adds deciding findings and removes none.
pub fn deciding_findings_only_grow(pki: &Pki) -> Broken {
    let Some(before) = pki.judge() else { return Ok(()) };
    let mut changed: Vec<(String, Pki)> = Vec::new();
    for number in 0..pki.certs.len() {
        changed.push((
            format!("blocking certificate {number}"),
            pki.with(number, |spec| spec.blocked = true),
        ));
        let is_listed = pki.certs[pki.certs[number].signer].has_crl;
        if is_listed {
            changed.push((
                format!("revoking certificate {number}"),
                pki.with(number, |spec| spec.revoked = true),
            ));
        }
    }
    // Without certificates that become valid later, the end of a validity is all that time brings.
    if let Clock::Set(now) = pki.clock
        && pki.certs.iter().all(|spec| spec.from <= now.as_secs())
    {
        let later = pki.certs.iter().map(|spec| spec.to + 1).filter(|&to| to > now.as_secs());
        for to in later.collect::<BTreeSet<_>>() {
            changed
                .push((format!("the end of {to}"), Pki { clock: Clock::set(to), ..pki.clone() }));
        }
    }
    for (what, pki) in changed {
        let Some(after) = pki.judge() else { continue };
        let (old, new) = (deciding(&before), deciding(&after));
        // A revoked certificate has no unknown status; and a CRL ages as its certificate does.
        let replaced = |fact: &Fact| {
            fact.0 == Check::RevocationStatus.code()
                && new.contains(&(Check::Revocation.code(), fact.1))
        };
        if is_limited(&before) {
            continue;
        }
        let of_peer =
            |fact: &Fact| fact.1 == Position::EndEntity.code() && fact.0 != Check::Path.code();
        let is_by_path = is_waived_exclusion(&before);
        let old: BTreeSet<Fact> =
            old.into_iter().filter(|fact| !is_by_path || of_peer(fact)).collect();
        if old.iter().any(|fact| !new.contains(fact) && !replaced(fact)) && !is_limited(&after) {
            return broken(&format!("{what} removes a deciding finding"), &before, &after);
        }
        if rank(&after) < rank(&before) {
            return broken(&format!("{what} improves the verdict"), &before, &after);
        }
    }
    Ok(())
}

/// A part of the store that does not vouch never improves a verdict, and hides no finding about the peer.
pub fn what_is_left_out_never_improves(pki: &Pki) -> Broken {
    let all = pki.with_source(TrustSource::All);
    let Some(before) = all.judge() else { return Ok(()) };
    let mut narrower: Vec<(String, Pki)> = [TrustSource::Custom, TrustSource::BuiltIn]
        .into_iter()
        .map(|source| (format!("the source {source}"), all.with_source(source)))
        .collect();
    for number in all.numbers(Stored::BuiltIn) {
        narrower.push((
            format!("disabling {number}"),
            all.with(number, |spec| spec.stored = Stored::Disabled),
        ));
    }
    let about_peer = |verdict: &Verdict| -> BTreeSet<Fact> {
        let is_about =
            |fact: &Fact| fact.1 == Position::EndEntity.code() && fact.0 != Check::Path.code();
        deciding(verdict).into_iter().filter(is_about).collect()
    };
    for (what, pki) in narrower {
        let Some(after) = pki.judge() else { continue };
        if is_limited(&before) || is_limited(&after) {
            continue;
        }
        if rank(&after) < rank(&before) {
            return broken(&format!("{what} improves the verdict"), &before, &after);
        }
        if !about_peer(&before).is_subset(&about_peer(&after)) {
            return broken(&format!("{what} hides a finding about the peer"), &before, &after);
        }
    }
    Ok(())
}

/// Certificates that nobody signed change neither the outcome nor whom it is about.
fn junk_changes_nothing(
    pki: &Pki,
    verifier: &Verifier,
    before: &Verdict,
    junk: Vec<Vec<u8>>,
) -> Broken {
    let beside = Pki { junk, ..pki.clone() };
    let Some(after) = beside.judge_by(verifier) else { return Ok(()) };
    if is_limited(before) {
        return Ok(());
    }
    if rank(&after) < rank(before) {
        return broken("junk improves the verdict", before, &after);
    }
    if rank(&after) > rank(before) && !is_limited(&after) {
        return broken("junk worsens the verdict", before, &after);
    }
    let of_others = |verdict: &Verdict| -> BTreeSet<Fact> {
        deciding(verdict).into_iter().filter(|fact| fact.0 != Check::Path.code()).collect()
    };
    if rank(before) == 2 && !is_limited(&after) && of_others(before) != of_others(&after) {
        return broken("junk changes what decides beside the path", before, &after);
    }
    Ok(())
}

/// The order of the chain, without the first, says nothing.
pub fn order_does_not_matter(pki: &Pki, choices: &mut Choices<'_>) -> Broken {
    let Some(before) = pki.judge() else { return Ok(()) };
    let mut order = pki.sent();
    for place in 1..order.len() {
        let other = 1 + choices.below(order.len() - 1);
        order.swap(place, other);
    }
    let shuffled = Pki { order, ..pki.clone() };
    let after = shuffled.judge().ok_or("no chain")?;
    // Where a CA is sent first, the number of the peer's own certificate is part of the advice.
    let codes = |verdict: &Verdict| -> Vec<u16> {
        verdict.findings().into_iter().flatten().map(|finding| finding.reason().code()).collect()
    };
    if codes(&before).contains(&129) {
        return if codes(&before) == codes(&after) {
            Ok(())
        } else {
            broken("another order", &before, &after)
        };
    }
    if before.to_string() == after.to_string() && before == after {
        Ok(())
    } else {
        broken("another order", &before, &after)
    }
}

/// Findings are about the peer, or a certificate that its issuers' names lead to; positions count those steps.
pub fn findings_are_about_the_path(pki: &Pki) -> Broken {
    let Some(verdict) = pki.judge() else { return Ok(()) };
    let first = *pki.sent().first().ok_or("no chain")?;
    let levels = levels(pki, first);
    for finding in findings(&verdict) {
        let Some(number) = about(finding.certificate()).and_then(|c| pki.number_of(c.as_der()))
        else {
            continue;
        };
        // A chain in the wrong order is about the certificate that should come first.
        if finding.reason().code() == 129 {
            continue;
        }
        let is_at = match finding.position() {
            Position::EndEntity => number == first,
            Position::Intermediate(depth) => {
                levels.get(usize::from(depth)).is_some_and(|level| level.contains(&number))
            }
            _ => levels.iter().any(|level| level.contains(&number)),
        };
        if !is_at {
            return Err(format!("not at {}: {finding}\n  {verdict}", finding.position()));
        }
        // A certificate that is only in a part that does not vouch is told with the reason that it does not.
        let spec = &pki.certs[number];
        let is_left_out = match spec.stored {
            Stored::BuiltIn => !pki.policy.source().has_built_in(),
            Stored::Uploaded => !pki.policy.source().has_custom(),
            Stored::Disabled => true,
            _ => continue,
        };
        let is_told =
            findings(&verdict).any(|finding| matches!(finding.reason().code(), 104 | 105));
        if is_left_out && !spec.sent && !spec.is_peer() && !is_told {
            return Err(format!("left out, and not said to be: {finding}\n  {verdict}"));
        }
    }
    Ok(())
}

fn about<'a>(certificate: impl Into<Option<&'a Certificate>>) -> Option<&'a Certificate> {
    certificate.into()
}

/// The numbers of the certificates that the issuers' names lead to from this one, by the number of steps.
fn levels(pki: &Pki, first: usize) -> Vec<Vec<usize>> {
    let subject = |number: usize| pki.certs[number].subject(false);
    let issuer =
        |number: usize| pki.certs[pki.certs[number].signer].subject(pki.certs[number].respelled);
    let mut levels = vec![vec![first]];
    for _ in 0..8 {
        let below = levels.last().cloned().unwrap_or_default();
        let is_next = |&number: &usize| below.iter().any(|&child| issuer(child) == subject(number));
        levels.push((0..pki.certs.len()).filter(is_next).collect());
    }
    levels
}

/// A CA is offered for upload only if it issued the peer, over signatures that verify, and could be accepted now.
pub fn what_is_offered_was_verified(pki: &Pki) -> Broken {
    let Some(verdict) = pki.judge() else { return Ok(()) };
    let first = *pki.sent().first().ok_or("no chain")?;
    for finding in findings(&verdict) {
        let Some(trustslot::Remedy::UploadIssuer { ca, .. }) = finding.remedy() else { continue };
        let told = || {
            format!(
                "{finding} -> {}\n  {verdict}",
                finding.remedy().map(ToString::to_string).unwrap_or_default()
            )
        };
        let number =
            pki.number_of(ca.as_der()).ok_or_else(|| format!("not in the PKI: {}", told()))?;
        if !issuers_of(pki, first).contains(&number) {
            return Err(format!("it did not issue the peer: {}", told()));
        }
        let spec = &pki.certs[number];
        let is_over = matches!(pki.clock, Clock::Set(now) if now.as_secs() > spec.to);
        if is_over || spec.blocked || !spec.is_ca || !spec.may_sign || spec.version_1 {
            return Err(format!("it could not be accepted: {}", told()));
        }
    }
    Ok(())
}

/// A finding that decides has a remedy, or a reason for which none would be true.
pub fn every_deciding_finding_has_a_remedy(pki: &Pki) -> Broken {
    let Some(verdict) = pki.judge() else { return Ok(()) };
    for finding in findings(&verdict).filter(|finding| !finding.is_waived()) {
        let code = finding.reason().code();
        let is_excused = NO_REMEDY.iter().any(|(excused, _)| *excused == code);
        if finding.remedy().is_none() && !is_excused {
            return Err(format!("{code} has no remedy: {finding}\n  {verdict}"));
        }
    }
    Ok(())
}

/// The numbers of the certificates to which good signatures lead from this one.
fn issuers_of(pki: &Pki, first: usize) -> BTreeSet<usize> {
    let issued = |child: &usize, issuer: usize| {
        let (child, signer) = (&pki.certs[*child], &pki.certs[pki.certs[*child].signer]);
        !child.forged
            && signer.key == pki.certs[issuer].key
            && signer.subject(child.respelled) == pki.certs[issuer].subject(false)
    };
    let mut found = BTreeSet::from([first]);
    for _ in 0..pki.certs.len() {
        let next =
            (0..pki.certs.len()).filter(|&issuer| found.iter().any(|child| issued(child, issuer)));
        found.extend(next.collect::<Vec<_>>());
    }
    found
}

/// Each round mends one fault, and five certificates have three faults each at most.
const ROUNDS: usize = 16;

/// A remedy that is obeyed leads to acceptance, or to another finding; and advice ends.
///
/// Returns whether it was accepted in the end.
pub fn remedies_help(pki: &Pki) -> Result<bool, String> {
    let mut pki = pki.clone();
    let mut seen: Vec<String> = Vec::new();
    for round in 0..ROUNDS {
        let Some(verdict) = pki.judge() else { return Ok(false) };
        if verdict.is_accepted() {
            return Ok(true);
        }
        let finding = verdict
            .findings()
            .and_then(|findings| findings.decisive())
            .ok_or("rejected without a finding")?;
        let Some(remedy) = finding.remedy() else { return Ok(false) };
        let code = finding.reason().code();
        let about = finding.certificate().and_then(|about| pki.number_of(about.as_der()));
        let about = about.map(|number| number.to_string()).unwrap_or_default();
        let state = format!("{code} at {} {about}: {finding} -> {remedy}", finding.position());
        if seen.contains(&state) {
            let all = seen.join("\n    ");
            return Err(format!(
                "round {round}: the same advice again: {state}\n    {all}\n  {verdict}"
            ));
        }
        seen.push(state);
        let next = obey(finding, &pki);
        if next.as_ref().is_err_and(|why| why == OUTSIDE) {
            return Ok(false);
        }
        pki = next.map_err(|why| {
            let all = seen.join("\n    ");
            format!("round {round}: {why}\n    {all}\n  {verdict}")
        })?;
    }
    Err(format!("advice without end:\n    {}", seen.join("\n    ")))
}
