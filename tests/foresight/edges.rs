//! The edges of time: the last second of a certificate, equal instants, leap days, and the year 9999.

use crate::phone::{DAY, at, built_in, bundle, chain, day, phone, server};
use trustslot::{
    Cadence, Cause, ClockQuality, Dependency, DependencyForecast, DeviceState, Expected,
    PlannedChange, Renewals, Span, forecast, what_if,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

/// The last second of the year 9999.
const LAST: u64 = 253_402_300_799;

fn ca(name: &str, key: u64, end: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(day(0) - DAY, end).self_signed()
}

fn below(ca: &Issued, begin: u64, end: u64) -> Issued {
    leaf(HOST).key(Key::p256(5)).valid(begin, end).signed_by(ca)
}

fn ask(
    state: &DeviceState,
    on: &Dependency,
    expected: &[Expected],
    span: Span,
) -> DependencyForecast {
    let found = forecast(state, std::slice::from_ref(on), expected, span).unwrap();
    found.dependencies.into_iter().next().unwrap()
}

/// Each second at which the server begins to be rejected, or to be accepted again.
fn turns(row: &DependencyForecast) -> Vec<(u64, bool)> {
    let mut accepted = row.now.is_accepted();
    let events = row.events.iter().filter_map(|event| {
        let turned = event.to.is_accepted() != accepted;
        accepted = event.to.is_accepted();
        turned.then_some((event.at.as_secs(), accepted))
    });
    events.collect()
}

#[test]
fn a_change_at_the_last_second_of_a_certificate_leaves_no_gap_and_one_later_does() {
    let ours = ca("Ours", 1, day(900));
    let end = day(50);
    let on = server(&[&below(&ours, day(0) - DAY, end)]);
    let next = below(&ours, day(0) - DAY, day(800));
    let state = phone(&[&ours]);
    for (second, expected, why) in [
        (end - 1, vec![], "before the last second"),
        (end, vec![], "at the last second"),
        (end + 1, vec![], "at the first second after it"),
        (end + 2, vec![(end + 1, false), (end + 2, true)], "a second later"),
        (day(100), vec![(end + 1, false), (day(100), true)], "at the last second of the span"),
        (day(100) + 1, vec![(end + 1, false)], "after the span"),
        (NOW, vec![], "at its first second"),
        (NOW - 1, vec![], "before the span"),
        (0, vec![], "in 1970"),
    ] {
        let change = PlannedChange::Peer { dependency: "prov".into(), chain: chain(&[&next]) };
        let expected_change = [Expected { at: at(second), change }];
        let row = ask(&state, &on, &expected_change, Span::days(NOW, 100));
        assert_eq!(turns(&row), expected, "{why}");
        assert!(row.now.is_accepted(), "{why}");
    }
}

#[test]
fn a_span_may_be_one_second_long_and_begin_anywhere() {
    let ours = ca("Ours", 1, day(900));
    let end = day(50);
    let on = server(&[&below(&ours, day(0), end)]);
    let state = phone(&[&ours]);
    for (second, accepted) in
        [(day(0) - 1, false), (day(0), true), (end, true), (end + 1, false), (u64::MAX, false)]
    {
        let span = Span::new(at(second), at(second)).unwrap();
        let row = ask(&state, &on, &[], span);
        assert_eq!((row.now.is_accepted(), row.events.len()), (accepted, 0), "{second}");
        let guard = what_if(&state, std::slice::from_ref(&on), &[PlannedChange::DeleteAll], span);
        assert!(!guard.unwrap().locks_out(), "{second}");
    }
    // From the last second to the first one after it.
    let row = ask(&state, &on, &[], Span::new(at(end), at(end + 1)).unwrap());
    assert_eq!(turns(&row), [(end + 1, false)]);
}

#[test]
fn changes_of_one_instant_are_made_in_the_order_given() {
    let ours = ca("Ours", 1, day(900));
    let on = server(&[&below(&ours, day(0) - DAY, day(700))]);
    let mut state = phone(&[]);
    state.store.add(&bundle(&[&ours])).unwrap();
    let upload = PlannedChange::Upload(bundle(&[&ours]));
    let at_once = |changes: &[PlannedChange]| -> Vec<Expected> {
        let made = changes.iter().map(|change| Expected { at: at(day(9)), change: change.clone() });
        made.collect()
    };
    for (changes, expected, why) in [
        (vec![PlannedChange::DeleteAll, upload.clone()], vec![], "deleted, then uploaded again"),
        (vec![upload.clone(), PlannedChange::DeleteAll], vec![(day(9), false)], "the other way"),
        (
            vec![
                PlannedChange::DeleteAll,
                PlannedChange::BuiltIn(built_in(&[&ours]).into()),
                PlannedChange::BuiltIn(built_in(&[]).into()),
            ],
            vec![(day(9), false)],
            "the last list counts",
        ),
    ] {
        let row = ask(&state, &on, &at_once(&changes), Span::days(NOW, 30));
        assert_eq!(turns(&row), expected, "{why}");
        assert!(row.events.len() <= 1, "{why}: one event for one instant");
    }
}

#[test]
fn dates_of_9999_and_beyond_end_no_forecast() {
    let ours = ca("Ours", 1, LAST);
    let on = server(&[&below(&ours, day(0) - DAY, LAST)]);
    let state = phone(&[&ours]);
    let row = ask(&state, &on, &[], Span::new(at(NOW), at(LAST)).unwrap());
    assert_eq!(turns(&row), [], "no well-defined end (RFC 5280 \u{a7}4.1.2.5)");
    for to in [LAST + 1, u64::MAX - 1, u64::MAX] {
        let row = ask(&state, &on, &[], Span::new(at(NOW), at(to)).unwrap());
        assert_eq!(turns(&row), [(LAST + 1, false)], "{to}");
        let text = row.events[0].to_string();
        assert!(text.contains("trusted -> rejected"), "{text}");
    }
    // Renewals go on until dates cannot be written any more.
    let renewed = on.with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS));
    let row = ask(&state, &renewed, &[], Span::new(at(NOW), at(u64::MAX)).unwrap());
    assert_eq!(turns(&row), [(LAST + 1, false)]);
}

#[test]
fn leap_days_are_days() {
    // 2028-02-28, 2028-02-29 and 2028-03-01, at midnight.
    let (before, leap, march) = (1_835_308_800, 1_835_395_200, 1_835_481_600);
    let ours = ca("Ours", 1, march + 900 * DAY);
    let state = phone(&[&ours]);
    for (end, text) in [
        (leap - 1, "2028-02-29 00:00:00 UTC"),
        (leap, "2028-02-29 00:00:01 UTC"),
        (march - 1, "2028-03-01 00:00:00 UTC"),
    ] {
        let on = server(&[&below(&ours, before - 30 * DAY, end)]);
        let row = ask(&state, &on, &[], Span::days(before, 3));
        assert_eq!(turns(&row), [(end + 1, false)]);
        assert!(row.events[0].to_string().starts_with(text), "{}", row.events[0]);
        assert_eq!(row.events[0].cause, Cause::PeerEnds);
    }
    // A certificate of one day, renewed after two thirds of it, over the leap day.
    let on = server(&[&below(&ours, before, before + DAY - 1)])
        .with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS));
    let row = ask(&state, &on, &[], Span::days(before, 365));
    assert_eq!((row.now.is_accepted(), turns(&row)), (true, vec![]));
}

#[test]
fn a_certificate_that_is_renewed_every_second_is_judged_in_bounded_time() {
    let ours = ca("Ours", 1, day(900));
    let state = phone(&[&ours]);
    for cadence in
        [Cadence::after(1, u32::MAX).unwrap(), Cadence::after(u32::MAX - 1, u32::MAX).unwrap()]
    {
        for lifetime in [1, 2, 60] {
            let on = server(&[&below(&ours, NOW, NOW + lifetime)])
                .with_renewals(Renewals::SameIssuer(cadence));
            let found = forecast(&state, &[on], &[], Span::days(NOW, 730));
            // Either all of them, or an error that says what to do.
            match found {
                Ok(found) => assert!(found.dependencies[0].events.len() <= 4096),
                Err(error) => assert!(error.to_string().contains("shorter time span"), "{error}"),
            }
        }
    }
}

#[test]
fn a_floor_beyond_the_end_rejects_at_once_and_a_set_clock_takes_it_back() {
    let ours = ca("Ours", 1, day(900));
    let end = day(50);
    let on = server(&[&below(&ours, day(0) - DAY, end)]);
    for (floor, accepted) in [(end - 1, true), (end, true), (end + 1, false)] {
        let mut state = phone(&[&ours]);
        state.clock = ClockQuality::AtLeast(at(floor));
        let strict = ask(&state, &on, &[], Span::days(NOW, 100));
        // A floor says that the certificate has ended, and never that it has not.
        let ended = strict.now.deciding.iter().any(|key| key.reason == trustslot::Reason::Expired);
        assert_eq!(ended, !accepted, "{floor}");
        let set = [Expected { at: at(day(20)), change: PlannedChange::ClockSet }];
        let row = ask(&state, &on, &set, Span::days(NOW, 100));
        assert!(row.at(at(day(20))).is_accepted(), "{floor}");
        assert!(!row.at(at(end + 1)).is_accepted(), "{floor}");
    }
}
