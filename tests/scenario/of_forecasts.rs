//! Rows 32, 33, 34, 36: what will happen, and what a change would do.

use crate::support::{HOST, Issued, Key, NOW, leaf, root};
use crate::table::Table;
use crate::verifier::{chain, file};
use trustslot::pki_types::UnixTime;
use trustslot::{
    Application, Assumption, BuiltIn, Cadence, Cause, Certificate, Decision, Dependency,
    DeviceState, Expected, FactoryReset, Lifetimes, PlannedChange, Policy, PolicySet, Renewals,
    Span, TrustStore, forecast, what_if,
};

const DAY: u64 = 86_400;

pub fn rows(table: &mut Table) {
    lock_outs(table);
    root_leaves_the_lists(table);
    short_lifetimes(table);
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds))
}

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid("2020-01-01", "2040-01-01").self_signed()
}

fn phone(roots: &[&Issued]) -> DeviceState {
    let roots = roots.iter().map(|root| Certificate::from_der(&root.der).unwrap());
    let store = TrustStore::new(BuiltIn::from_certificates(roots));
    DeviceState::with_algorithms(
        store,
        PolicySet::new(Policy::STRICT),
        webpki::ALL_VERIFICATION_ALGS,
    )
}

fn server(certificate: &Issued) -> Dependency {
    let name = HOST.parse().unwrap();
    Dependency::new("prov", chain(&[certificate]), name, Application::AutoProvision)
}

/// 32: a reset deletes the custom root; 33: an update of the list removes the root in use.
fn lock_outs(table: &mut Table) {
    let (ours, vendor) = (ca("Ours", 1), ca("Vendor", 2));
    let span = Span::days(NOW, 365);
    let below = |root: &Issued| leaf(HOST).valid("2026-01-01", "2027-09-01").signed_by(root);

    let mut state = phone(&[&vendor]);
    let _added = state.store.add(&file(&[&ours])).unwrap();
    let on = [server(&below(&ours))];
    let reset =
        what_if(&state, &on, &[PlannedChange::Reset(FactoryReset::DropCustom)], span).unwrap();
    table.holds(32, "the reset locks out", reset.lock_outs.len() == 1);
    table.holds(32, "it is said first", reset.to_string().starts_with("locks out: \"prov\""));
    table.holds(
        32,
        "keeping the uploads helps",
        matches!(reset.smaller.as_deref(), Some([PlannedChange::Reset(FactoryReset::KeepCustom)])),
    );
    let kept =
        what_if(&state, &on, &[PlannedChange::Reset(FactoryReset::KeepCustom)], span).unwrap();
    table.holds(32, "a reset that keeps them locks nothing out", kept.lock_outs.is_empty());

    let state = phone(&[&vendor]);
    let on = [server(&below(&vendor))];
    let update = [PlannedChange::BuiltIn(BuiltIn::EMPTY)];
    let update = what_if(&state, &on, &update, span).unwrap();
    table.holds(33, "the update locks out", update.lock_outs.len() == 1);
    let smaller = update.smaller.as_deref();
    let uploads_first = matches!(smaller, Some([PlannedChange::Upload(root), PlannedChange::BuiltIn(_)])
        if root.certificates()[0].issued_to() == "Vendor");
    table.holds(33, "uploading the root first helps", uploads_first);
    table.holds(
        33,
        "the message names the root",
        update.to_string().contains("upload \"Vendor\" ("),
    );
}

/// 34: phones whose list stays notice nothing; phones whose list is replaced do, and so do phones without the next root.
fn root_leaves_the_lists(table: &mut Table) {
    let (g1, g2) = (ca("Global Root CA", 1), ca("Global Root G2", 2));
    let (when, span) = (NOW + 50 * DAY, Span::days(NOW, 365));
    let on = [server(&leaf(HOST).valid("2026-01-01", "2027-09-01").signed_by(&g1))];
    let first = |state: &DeviceState, change: Option<PlannedChange>| {
        let expected: Vec<_> =
            change.map(|change| Expected { at: at(when), change }).into_iter().collect();
        let answer = forecast(state, &on, &expected, span).unwrap();
        let event = answer.dependencies[0].first_rejection();
        (event.map(|event| (event.at.as_secs(), event.cause)), answer.assumptions)
    };
    let (frozen, assumes) = first(&phone(&[&g1]), None);
    table.holds(34, "a frozen list: no change", frozen.is_none());
    table.holds(34, "it is said that the list stays", assumes == [Assumption::ListsUnchanged]);
    let only_g2 = BuiltIn::from_certificates([Certificate::from_der(&g2.der).unwrap()]);
    let (follows, _) = first(&phone(&[&g1, &g2]), Some(PlannedChange::BuiltIn(only_g2.into())));
    table.holds(34, "a list that follows", follows == Some((when, Cause::LeftList)));
    let renewed = leaf(HOST).valid("2026-07-01", "2027-09-01").signed_by(&g2);
    let moves = PlannedChange::Peer { dependency: "prov".into(), chain: chain(&[&renewed]) };
    let (old, _) = first(&phone(&[&g1]), Some(moves.clone()));
    table.holds(
        34,
        "the server moves, the list lacks its root",
        old == Some((when, Cause::ChainChanged)),
    );
    let (new, _) = first(&phone(&[&g1, &g2]), Some(moves));
    table.holds(34, "the server moves, the list has its root", new.is_none());
}

/// 36: the time to renew is a part of the lifetime.
fn short_lifetimes(table: &mut Table) {
    let root = ca("Root", 1);
    for (days, expected) in [(398, 265), (200, 133), (100, 66), (47, 31)] {
        let own = leaf(HOST).valid(NOW, NOW + days * DAY - 1).signed_by(&root);
        let answer =
            forecast(&phone(&[&root]), &[server(&own)], &[], Span::days(NOW, 400)).unwrap();
        let event = answer.dependencies[0].first_rejection().unwrap();
        let by = event.by.unwrap().as_secs();
        table.holds(36, "renew after two thirds", (by - NOW) / DAY == expected);
    }
    // Certificates of 90 days that become ones of 47: renewed in time, nothing is lost for four years.
    let own = leaf(HOST).valid(NOW, NOW + 90 * DAY - 1).signed_by(&root);
    let cadence = Cadence::TWO_THIRDS.with_lifetimes(Lifetimes::PublicCa);
    let on = [server(&own).with_renewals(Renewals::SameIssuer(cadence))];
    let answer = forecast(&phone(&[&root]), &on, &[], Span::days(NOW, 4 * 365)).unwrap();
    let row = &answer.dependencies[0];
    table.holds(
        36,
        "a train of renewals",
        row.events.is_empty() && row.now.decision == Decision::Trusted,
    );
}
