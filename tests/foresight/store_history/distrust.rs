//! Roots that Mozilla trusts for certificates up to a date only: that date alone decides.

use super::{History, seconds, stand_in};
use crate::phone::{DAY, at};
use trustslot::{
    Application, BuiltIn, Cadence, Cause, Certificate, Chain, Check, Dependency, DistrustAfter,
    Policy, Reason, Renewals, Span, forecast,
};
use trustslot_kit::HOST;

/// A list of this root alone, with its date.
fn list(root: &Certificate, last: u64) -> BuiltIn {
    let date = DistrustAfter { root: root.fingerprint(), last: at(last) };
    BuiltIn::from_certificates([root.clone()]).distrust_after([date])
}

/// The name and strength are not the subject, and some of the roots have expired.
fn policy() -> Policy {
    let waived = [Check::Name, Check::Strength, Check::AnchorValidity];
    waived.into_iter().fold(Policy::STRICT, Policy::waive)
}

fn server(certificates: impl IntoIterator<Item = Certificate>) -> Dependency {
    let chain = Chain::from_certificates(certificates).unwrap();
    Dependency::new("x", chain, HOST.parse().unwrap(), Application::Sip)
}

#[test]
fn a_certificate_of_the_last_second_stays_accepted_and_one_of_the_next_is_refused() {
    let Some(history) = History::load("distrust_after") else { return };
    let mut count = 0;
    for (name, last) in &history.distrust_after {
        let Some(root) = history.roots.get(name) else { continue };
        let phone = history.phone(list(root, *last), policy());
        for (issued, is_refused) in [(last - DAY, false), (*last, false), (last + 1, true)] {
            let on = server([stand_in(root, issued, issued + 90 * DAY)]);
            // For as long as the certificate lives: an old one goes on working.
            let span = Span::new(at(issued), at(issued + 90 * DAY)).unwrap();
            let row = forecast(&phone, &[on], &[], span).unwrap().dependencies.remove(0);
            let refused = row.now.contains(Reason::IssuedTooLate) && !row.now.is_accepted();
            assert_eq!(
                refused,
                is_refused,
                "{name}, {} s later: {}",
                issued - last.min(&issued),
                row.now
            );
            assert!(is_refused || (row.now.is_accepted() && row.events.is_empty()), "{name}");
        }
        count += 1;
    }
    println!("{count} roots with a date");
    assert!(!history.is_default || count >= 25, "{count}");
}

#[test]
fn the_first_renewal_after_the_date_is_the_event_and_has_its_own_cause() {
    let Some(history) = History::load("distrust_after, renewed") else { return };
    for (name, last) in &history.distrust_after {
        let Some(root) = history.roots.get(name) else { continue };
        let phone = history.phone(list(root, *last), policy());
        // Of 90 days, renewed after 60: in the last good second, or in the next one.
        for (first, expected) in [(*last, last + 60 * DAY), (last + 1, last + 1)] {
            let begin = first - 60 * DAY;
            let present = stand_in(root, begin, begin + 90 * DAY - 1);
            let on = server([present]).with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS));
            let span = Span::new(at(begin), at(first + 150 * DAY)).unwrap();
            let row = forecast(&phone, &[on], &[], span).unwrap().dependencies.remove(0);
            let event = row.first_rejection().unwrap();
            assert_eq!(
                (event.at.as_secs(), event.cause),
                (expected, Cause::DistrustAfter),
                "{name}"
            );
            assert!(event.to.contains(Reason::IssuedTooLate), "{name}: {event}");
        }
    }
}

/// Real certificates, with the date of their issue and the second before; and where the history says whether Mozilla refuses
/// one for its date, with Mozilla's.
#[test]
fn real_certificates_are_refused_if_they_are_issued_after_the_date() {
    let Some(history) = History::load("distrust_after, real certificates") else { return };
    let (mut count, mut refuses) = (0, 0);
    for chain in history.chains.iter().filter(|chain| chain.value["kind"] == "leaf") {
        let issued = chain.on.chain.end_entity().validity().not_before();
        for path in chain.value["paths"].as_array().into_iter().flatten() {
            let Some(root) = path["anchor"].as_str().and_then(|it| history.roots.get(it)) else {
                continue;
            };
            let mut rows = vec![(issued.as_secs(), false), (issued.as_secs() - 1, true)];
            if let Some(is_refused) = path["mozilla_refuses_leaf"].as_bool() {
                rows.push((seconds(&path["mozilla_distrust_after"]), is_refused));
                refuses += 1;
            }
            for (last, is_refused) in rows {
                let verdict = history.phone(list(root, last), policy()).verdict(&chain.on, issued);
                let findings = verdict.findings().into_iter().flatten();
                let is_too_late = findings
                    .map(trustslot::Finding::reason)
                    .any(|reason| reason == Reason::IssuedTooLate);
                assert_eq!(is_too_late, is_refused, "{}: {verdict}", chain.on.id);
                count += 1;
            }
        }
    }
    println!("{count} real certificates, {refuses} of them with Mozilla's date");
    assert!(!history.is_default || count >= 20, "{count}");
}
