//! When verdicts change, and why.

use crate::phone::{DAY, at, built_in, bundle, chain, day, phone, read, server};
use trustslot::{
    Assumption, BlockList, Cadence, Cause, ClockQuality, Crl, Decision, DistrustAfter, Expected,
    FactoryReset, ForecastError, Lifetimes, Overrides, PlannedChange, Policy, PolicySet, Reason,
    Renewals, Span, TrustSource, forecast,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

const YEAR: Span = Span::days(NOW, 365);

/// A root, an intermediate and a leaf that end on these days.
fn pki(root_ends: u64, ca_ends: u64, leaf_ends: u64) -> (Issued, Issued, Issued) {
    let begin = day(0) - 30 * DAY;
    let root = root("Root").key(Key::p256(1)).valid(begin, day(root_ends)).self_signed();
    let ca = intermediate("CA").key(Key::p256(2)).valid(begin, day(ca_ends)).signed_by(&root);
    let leaf = leaf(HOST).key(Key::p256(3)).valid(begin, day(leaf_ends)).signed_by(&ca);
    (root, ca, leaf)
}

fn causes(of: &trustslot::Forecast) -> Vec<(u64, Cause, Decision)> {
    let events = of.dependencies[0].events.iter();
    events.map(|event| (event.at.as_secs(), event.cause, event.to.decision)).collect()
}

#[test]
fn the_end_of_each_certificate_is_its_own_cause() {
    for (ends, cause, reason, why) in [
        ((300, 200, 100), Cause::PeerEnds, Reason::Expired, "the leaf"),
        ((300, 100, 200), Cause::IntermediateEnds, Reason::Expired, "the CA"),
        ((100, 300, 200), Cause::AnchorEnds, Reason::AnchorExpired, "the root"),
    ] {
        let (root, ca, leaf) = pki(ends.0, ends.1, ends.2);
        let answer = forecast(&phone(&[&root]), &[server(&[&leaf, &ca])], &[], YEAR).unwrap();
        let row = &answer.dependencies[0];
        assert_eq!(row.now.decision, Decision::Trusted, "{why}");
        let first = &row.events[0];
        assert_eq!((first.at.as_secs(), first.cause), (day(100) + 1, cause), "{why}");
        assert_eq!(first.to.deciding[0].reason, reason, "{why}");
        assert!(first.remedy.is_some(), "{why}");
        assert!(first.by.is_some_and(|by| by < first.at), "{why}");
        assert_eq!(answer.assumptions, [Assumption::ListsUnchanged]);
        assert_eq!(row.first_rejection().map(|event| event.at), Some(first.at));
        assert_eq!(row.at(at(day(100))), &row.now, "the last second");
        assert_eq!(row.at(at(day(100) + 1)), &first.to, "the first second after");
    }
}

#[test]
fn a_certificate_is_renewed_after_a_part_of_its_lifetime() {
    // 47 days, and 130 days: the time to act is two thirds of the lifetime, not a fixed number of days before the end.
    for (lifetime, expected) in [(47, 31), (130, 86)] {
        let begin = day(0);
        let root = root("Root").key(Key::p256(1)).self_signed();
        let leaf =
            leaf(HOST).key(Key::p256(3)).valid(begin, begin + lifetime * DAY - 1).signed_by(&root);
        let answer = forecast(&phone(&[&root]), &[server(&[&leaf])], &[], YEAR).unwrap();
        let event = &answer.dependencies[0].events[0];
        let by = event.by.unwrap().as_secs();
        assert_eq!((by - begin) / DAY, expected, "{lifetime} days");
        assert_eq!(by, begin + lifetime * DAY * 2 / 3);
    }
}

#[test]
fn assumed_renewals_keep_a_server_accepted_until_its_ca_ends() {
    let (root, ca, leaf) = pki(900, 400, 15);
    let renewed = Renewals::SameIssuer(Cadence::TWO_THIRDS.with_lifetimes(Lifetimes::PublicCa));
    let on = [server(&[&leaf, &ca]).with_renewals(renewed.clone())];
    let span = Span::days(NOW, 730);
    let answer = forecast(&phone(&[&root]), &on, &[], span).unwrap();
    let row = &answer.dependencies[0];
    let event = row.first_rejection().unwrap();
    assert!(event.at == row.events[0].at, "nothing changes before");
    assert_eq!((event.at.as_secs(), event.cause), (day(400) + 1, Cause::IntermediateEnds));
    assert_eq!(event.assumes, [Assumption::RenewalSameIssuer, Assumption::ShorterLifetimes]);
    // Without the assumption it ends with the leaf.
    let alone = forecast(&phone(&[&root]), &[server(&[&leaf, &ca])], &[], span).unwrap();
    assert_eq!(causes(&alone)[0], (day(15) + 1, Cause::PeerEnds, Decision::Rejected));
    // The signature of the leaf is not good, so nothing is assumed about its renewals.
    let forged = leaf_of_another_ca(&ca);
    let forged =
        forecast(&phone(&[&root]), &[server(&[&forged, &ca]).with_renewals(renewed)], &[], span)
            .unwrap();
    assert!(forged.dependencies[0].events.iter().all(|event| !event.to.is_accepted()));
    assert!(!forged.dependencies[0].now.is_accepted());
}

/// In the name of the CA, with another key.
fn leaf_of_another_ca(ca: &Issued) -> Issued {
    let other = Issued { key: Key::p256(9), ..ca.clone() };
    leaf(HOST).key(Key::p256(3)).valid(day(0) - DAY, day(15)).signed_by(&other)
}

#[test]
fn a_root_that_is_trusted_for_old_certificates_only_refuses_the_renewal() {
    let (root, ca, leaf) = pki(900, 800, 60);
    let last = at(day(20));
    let list = built_in(&[&root])
        .distrust_after([DistrustAfter { root: read(&root).fingerprint(), last }]);
    let mut phone = phone(&[]);
    phone.store = trustslot::TrustStore::new(list);
    let on = [server(&[&leaf, &ca]).with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS))];
    let answer = forecast(&phone, &on, &[], YEAR).unwrap();
    // 90 days from day -30: renewed on day 30, which is too late.
    let [event] = &answer.dependencies[0].events[..] else { panic!("{answer:?}") };
    assert_eq!(event.cause, Cause::DistrustAfter);
    assert_eq!(event.at.as_secs() / DAY, day(30) / DAY);
    assert_eq!(event.to.deciding[0].reason, Reason::IssuedTooLate);
}

#[test]
fn expected_changes_have_their_own_causes() {
    let (old, ca, leaf) = pki(900, 800, 700);
    let new = root("New").key(Key::p256(7)).valid(day(0) - DAY, day(900)).self_signed();
    let blocked = {
        let mut list = BlockList::new();
        list.block_certificate(&read(&ca));
        list
    };
    let no_checks =
        PolicySet::new(Policy::STRICT).with_global(Overrides::NONE.with_accept_untrusted(true));
    let both = PlannedChange::BuiltIn(built_in(&[&old, &new]).into());
    let lacks = || PlannedChange::BuiltIn(built_in(&[&new]).into());
    let moved = leaf_below(&new);
    let to_new = PlannedChange::Peer { dependency: "prov".into(), chain: chain(&[&moved]) };
    let rejected = Decision::Rejected;
    for (change, expected, why) in [
        (lacks(), Some((Cause::LeftList, rejected)), "the new firmware lacks the root"),
        (both, None, "the new firmware has one more root"),
        (PlannedChange::BlockList(blocked), Some((Cause::Blocked, rejected)), "the CA is blocked"),
        (
            to_new,
            Some((Cause::ChainChanged, rejected)),
            "the server moves to a CA that the list lacks",
        ),
        (
            PlannedChange::Disable(read(&old).fingerprint()),
            Some((Cause::Planned, rejected)),
            "switched off",
        ),
        (PlannedChange::Policies(no_checks.into()), None, "a trusted peer stays trusted"),
        (PlannedChange::Upload(bundle(&[&new])), None, "one more root"),
        (PlannedChange::Reset(FactoryReset::DropCustom), None, "nothing was uploaded"),
    ] {
        let expected_change = [Expected { at: at(day(50)), change }];
        let answer =
            forecast(&phone(&[&old]), &[server(&[&leaf, &ca])], &expected_change, YEAR).unwrap();
        let found = causes(&answer);
        assert_eq!(
            found,
            expected.map(|(cause, to)| (day(50), cause, to)).into_iter().collect::<Vec<_>>(),
            "{why}"
        );
        let events = &answer.dependencies[0].events;
        assert!(events.iter().all(|event| event.assumes == [Assumption::ExpectedChange]), "{why}");
    }
    // A list that is joined again, and the order of two changes of one instant.
    let back = [
        Expected { at: at(day(60)), change: PlannedChange::BuiltIn(built_in(&[&old]).into()) },
        Expected { at: at(day(50)), change: lacks() },
    ];
    let answer = forecast(&phone(&[&old]), &[server(&[&leaf, &ca])], &back, YEAR).unwrap();
    assert_eq!(
        causes(&answer),
        [(day(50), Cause::LeftList, rejected), (day(60), Cause::JoinedList, Decision::Trusted)]
    );
    let at_once = back.map(|expected| Expected { at: at(day(50)), ..expected });
    let answer = forecast(&phone(&[&old]), &[server(&[&leaf, &ca])], &at_once, YEAR).unwrap();
    assert_eq!(
        causes(&answer),
        [(day(50), Cause::LeftList, rejected)],
        "the last change of the instant counts"
    );
}

fn leaf_below(root: &Issued) -> Issued {
    leaf(HOST).key(Key::p256(3)).valid(day(0) - DAY, day(700)).signed_by(root)
}

#[test]
fn a_crl_that_begins_and_ends_is_a_cause_of_its_own() {
    let (root, ca, leaf) = pki(900, 800, 700);
    let of = |issuer: &Issued, from: u64, to: u64| {
        Crl::parse(&crl().dated(day(from), day(to)).signed_by(issuer)).unwrap()
    };
    let mut phone = phone(&[&root]);
    phone.crls = vec![of(&root, 0, 600), of(&ca, 10, 40)];
    let answer = forecast(&phone, &[server(&[&leaf, &ca])], &[], YEAR).unwrap();
    assert_eq!(
        causes(&answer),
        [
            (day(10), Cause::CrlBegins, Decision::Trusted),
            (day(40), Cause::CrlEnds, Decision::Rejected)
        ],
    );
    assert_eq!(answer.assumptions, [Assumption::ListsUnchanged, Assumption::CrlsUnchanged]);
    // A newer CRL is expected in time.
    let newer = PlannedChange::Crls(vec![of(&root, 0, 600), of(&ca, 10, 40), of(&ca, 30, 600)]);
    let answer = forecast(
        &phone,
        &[server(&[&leaf, &ca])],
        &[Expected { at: at(day(35)), change: newer }],
        YEAR,
    )
    .unwrap();
    assert_eq!(causes(&answer), [(day(10), Cause::CrlBegins, Decision::Trusted)]);
}

#[test]
fn a_clock_that_is_only_a_floor_does_not_run() {
    let (root, ca, leaf) = pki(300, 200, 100);
    let mut phone = phone(&[&root]);
    phone.clock = ClockQuality::AtLeast(at(NOW));
    let on = [server(&[&leaf, &ca])];
    let answer = forecast(&phone, &on, &[], YEAR).unwrap();
    let row = &answer.dependencies[0];
    assert_eq!(row.events.len(), 0, "time passes and the floor stays");
    assert!(row.now.contains(Reason::ClockNotSet));
    assert_eq!(
        row.with_clock_set.as_ref().map(|outcome| outcome.decision),
        Some(Decision::Trusted)
    );
    let learns = [Expected { at: at(day(5)), change: PlannedChange::ClockSet }];
    let answer = forecast(&phone, &on, &learns, YEAR).unwrap();
    let found = causes(&answer);
    assert_eq!(found[0], (day(5), Cause::ClockChanged, Decision::Trusted));
    assert_eq!(found[1], (day(100) + 1, Cause::PeerEnds, Decision::Rejected));
    let floor = [Expected { at: at(day(5)), change: PlannedChange::ClockFloor(at(day(150))) }];
    let found = causes(&forecast(&phone, &on, &floor, YEAR).unwrap());
    assert_eq!(found[0], (day(5), Cause::ClockChanged, Decision::Rejected));
}

#[test]
fn another_path_continues_where_one_ends() {
    let begin = day(0) - DAY;
    let old = root("Old").key(Key::p256(1)).valid(begin, day(100)).self_signed();
    let new = root("New").key(Key::p256(2)).valid(begin, day(300)).self_signed();
    let cross = intermediate("New").key(Key::p256(2)).valid(begin, day(90)).signed_by(&old);
    let leaf = leaf_below(&new);
    let on = [server(&[&leaf, &cross])];
    assert_eq!(
        causes(&forecast(&phone(&[&old, &new]), &on, &[], Span::days(NOW, 250)).unwrap()),
        []
    );
    let found = causes(&forecast(&phone(&[&old]), &on, &[], YEAR).unwrap());
    assert_eq!(found[0], (day(90) + 1, Cause::IntermediateEnds, Decision::Rejected));
}

#[test]
fn the_source_of_the_policy_decides_for_the_application() {
    let (root, ca, leaf) = pki(900, 800, 700);
    let mut phone = phone(&[&root]);
    let custom = Overrides::NONE.with_source(TrustSource::Custom);
    phone.policies = PolicySet::new(Policy::STRICT)
        .with_application(trustslot::Application::AutoProvision, custom);
    let answer = forecast(&phone, &[server(&[&leaf, &ca])], &[], YEAR).unwrap();
    assert!(answer.dependencies[0].now.contains(Reason::AnchorExcludedBySource));
}

#[test]
fn a_forecast_that_cannot_be_made_says_why() {
    let (root, ca, leaf) = pki(900, 800, 700);
    let (phone, on) = (phone(&[&root]), [server(&[&leaf, &ca])]);
    let fails =
        |change| forecast(&phone, &on, &[Expected { at: at(NOW), change }], YEAR).unwrap_err();
    let fingerprint = read(&root).fingerprint();
    assert_eq!(fails(PlannedChange::Delete(fingerprint)), ForecastError::NotInStore);
    let other = PlannedChange::Peer { dependency: "sip".into(), chain: chain(&[&leaf]) };
    assert_eq!(fails(other), ForecastError::UnknownDependency("sip".into()));
    let full: Vec<Issued> = (0..11)
        .map(|n| trustslot_kit::root(&format!("R{n}")).key(Key::p256(n)).self_signed())
        .collect();
    let full = bundle(&full.iter().collect::<Vec<_>>());
    assert!(matches!(fails(PlannedChange::Upload(full)), ForecastError::Refused(_)));
    assert_eq!(Span::new(at(2), at(1)), Err(ForecastError::BackwardsSpan));
    // A certificate of one minute, renewed for a year.
    let short = trustslot_kit::leaf(HOST).key(Key::p256(3)).valid(NOW, NOW + 60).signed_by(&ca);
    let short = server(&[&short, &ca]).with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS));
    let error = forecast(&phone, &[short], &[], YEAR).unwrap_err();
    assert_eq!(error, ForecastError::TooManyInstants);
    assert_eq!(
        error.to_string(),
        "more than 4096 instants have to be verified; choose a shorter time span"
    );
    assert_eq!(phone.store.built_in().count(), 1);
}

#[test]
fn longer_spans_only_add_events_and_parts_join() {
    let (root, ca, leaf) = pki(300, 200, 100);
    let (phone, on) = (phone(&[&root]), [server(&[&leaf, &ca])]);
    let events = |from: u64, to: u64| {
        causes(&forecast(&phone, &on, &[], Span::new(at(day(from)), at(day(to))).unwrap()).unwrap())
    };
    let whole = events(0, 365);
    for middle in [50, 100, 101, 200, 250] {
        let joined = [events(0, middle), events(middle, 365)].concat();
        assert_eq!(joined, whole, "split on day {middle}");
        assert!(whole.starts_with(&events(0, middle)));
    }
}
