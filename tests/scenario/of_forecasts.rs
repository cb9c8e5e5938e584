//! Rows 34 and 36: the day on which a root leaves the list, and the time to renew as a part of the lifetime.

use crate::case::{HOST, unix};
use crate::support::{Cert, Issued, Key, NOW, leaf, root};
use crate::table::Table;
use crate::verifier::{built_in, certificate, chain};
use trustslot::{
    Application, BuiltIn, Cadence, Cause, Decision, Dependency, DependencyForecast, DeviceState,
    Expected, PlannedChange, Policy, PolicySet, Reason, Remedy, Renewals, SharedBuiltIn, Span,
    TrustStore, forecast,
};

const DAY: u64 = 86_400;

pub fn rows(table: &mut Table) {
    lists(table);
    lifetimes(table);
}

/// A phone whose list has these roots.
fn phone(roots: &[&Issued]) -> DeviceState {
    let store = TrustStore::new(built_in(roots));
    let policies = PolicySet::new(Policy::STRICT);
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    return DeviceState::new(store, policies);
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return DeviceState::with_algorithms(store, policies, webpki::ALL_VERIFICATION_ALGS);
}

fn of(phone: &DeviceState, server: Dependency, expected: &[Expected]) -> DependencyForecast {
    let span = Span::days(NOW, 400);
    let answer = forecast(phone, &[server], expected, span).unwrap();
    answer.dependencies.into_iter().next().unwrap()
}

fn server(presented: &[&Issued]) -> Dependency {
    Dependency::new("web", chain(presented), HOST.parse().unwrap(), Application::XmlBrowser)
}

/// A root of the first generation leaves the lists. Models differ in the roots that they hold.
fn lists(table: &mut Table) {
    let long = |cert: Cert| cert.valid("2026-01-01", "2036-01-01");
    let g1 = root("Root G1").key(Key::ed25519(1)).self_signed();
    let g2 = root("Root G2").key(Key::ed25519(2)).self_signed();
    let below_g1 = long(leaf(HOST)).signed_by(&g1);
    let below_g2 = long(leaf(HOST)).signed_by(&g2);
    let leaves = |list: &'static BuiltIn| {
        let change = PlannedChange::BuiltIn(SharedBuiltIn::from(list));
        vec![Expected { at: unix(NOW + 90 * DAY), change }]
    };
    let moves = || {
        let change =
            PlannedChange::Peer { dependency: "web".into(), chain: chain(&[&below_g2, &g2]) };
        vec![Expected { at: unix(NOW + 30 * DAY), change }]
    };
    let both = [&g1, &g2];
    let forecast = of(&phone(&both), server(&[&below_g1]), &leaves(built_in(&[&g2])));
    let lost = forecast.first_rejection();
    table.holds(
        34,
        "the day on which the root leaves the list",
        lost.is_some_and(|event| {
            event.at == unix(NOW + 90 * DAY)
                && event.cause == Cause::LeftList
                && event.to.contains(Reason::IssuerNotFound)
                && event.by == Some(unix(NOW + 90 * DAY - 1))
                && event.to_string().contains("the root leaves the list")
        }),
    );
    let kept = of(&phone(&both), server(&[&below_g2]), &leaves(built_in(&[&g2])));
    table.holds(34, "a server below the root that stays", kept.events.is_empty());
    let unchanged = of(&phone(&both), server(&[&below_g1]), &[]);
    table.holds(34, "a phone whose list is not replaced", unchanged.events.is_empty());
    let old_model = of(&phone(&[&g1]), server(&[&below_g1]), &moves());
    let lost = old_model.first_rejection();
    table.holds(
        34,
        "a model that holds the old root alone, once the server moves to the new one",
        lost.is_some_and(|event| {
            event.at == unix(NOW + 30 * DAY)
                && event.cause == Cause::ChainChanged
                && event.to.contains(Reason::RootNotTrusted)
                && matches!(&event.remedy, Some(Remedy::UploadIssuer { ca, .. })
                    if *ca == certificate(&g2))
        }),
    );
    let new_model = of(&phone(&both), server(&[&below_g1]), &moves());
    table.holds(
        34,
        "a model that holds both",
        new_model.first_rejection().is_none() && new_model.now.decision == Decision::Trusted,
    );
}

/// Lifetimes shrink, so the time to renew is a part of the lifetime and no number of days before its end.
fn lifetimes(table: &mut Table) {
    let ca = root("Test Root").valid("2020-01-01", "2046-01-01").self_signed();
    for days in [398_u64, 200, 100, 47, 6] {
        let (begin, end) = (NOW - DAY, NOW - DAY + days * DAY - 1);
        let issued = leaf(HOST).valid(begin, end).signed_by(&ca);
        let act_by = |renewals| {
            let forecast = of(&phone(&[&ca]), server(&[&issued]).with_renewals(renewals), &[]);
            forecast.first_rejection().and_then(|event| event.by)
        };
        table.holds(
            36,
            &format!("a certificate of {days} days is renewed after two thirds of them"),
            act_by(Renewals::None) == Some(unix(begin + days * DAY * 2 / 3)),
        );
    }
    let issued = leaf(HOST).valid(NOW - DAY, NOW + 89 * DAY - 1).signed_by(&ca);
    let renewed = |cadence| {
        let server = server(&[&issued]).with_renewals(Renewals::SameIssuer(cadence));
        of(&phone(&[&ca]), server, &[]).first_rejection().is_none()
    };
    table.holds(36, "renewed in time, it is never rejected", renewed(Cadence::TWO_THIRDS));
    let half = Cadence::after(1, 2).unwrap();
    table.holds(36, "after another fraction, likewise", renewed(half));
}
