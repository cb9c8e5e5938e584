//! A built-in list, such as that of a newer firmware, as a change that helps.

use super::question::SPAN;
use crate::phone::{DAY, at, chain, day, read};
use trustslot::{
    Application, BuiltIn, Cadence, Dependency, DeviceState, DistrustAfter, Fleet, FleetError,
    FleetQuestion, FleetReport, Lifetimes, ListGain, Model, Overrides, Policy, PolicySet, Renewals,
    SharedBuiltIn, SuggestedChange, TrustSource, TrustStore,
};
use trustslot_kit::{HOST, Issued, Key, leaf, root};

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(day(0) - DAY, day(900)).self_signed()
}

fn built_in(roots: &[&Issued]) -> SharedBuiltIn {
    crate::phone::built_in(roots).into()
}

/// The list, whose root may not issue after this day.
fn dated(roots: &[&Issued], dated: &Issued, last: u64) -> SharedBuiltIn {
    let date = DistrustAfter { root: read(dated).fingerprint(), last: at(last) };
    crate::phone::built_in(roots).distrust_after([date]).into()
}

fn with_list(list: SharedBuiltIn) -> DeviceState {
    DeviceState::new(TrustStore::new(list), PolicySet::new(Policy::STRICT))
}

/// A server for each root, the first one renewed after 47 days.
fn servers(roots: &[&Issued]) -> Vec<Dependency> {
    let ids = [("prov", Application::AutoProvision), ("sip", Application::Sip)];
    let made = roots.iter().zip(ids).map(|(root, (id, application))| {
        let days = if id == "prov" { 69 } else { 700 };
        let leaf = leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(days)).signed_by(root);
        Dependency::new(id, chain(&[&leaf]), HOST.parse().unwrap(), application)
    });
    let mut made: Vec<_> = made.collect();
    let cadence = Cadence::TWO_THIRDS.with_lifetimes(Lifetimes::AsNow);
    made[0].renewals = Renewals::SameIssuer(cadence);
    made
}

fn report(
    on: Vec<Dependency>,
    lists: Vec<(&str, SharedBuiltIn)>,
    models: impl IntoIterator<Item = Model>,
) -> FleetReport {
    let mut question = FleetQuestion::new(on, SPAN).unwrap();
    for (name, list) in lists {
        question = question.with_list(name, list).unwrap();
    }
    let mut fleet = Fleet::new(question);
    fleet.extend(models).unwrap();
    fleet.report()
}

fn told(report: &FleetReport) -> Vec<(&'static str, u64)> {
    report.suggestions.iter().map(|it| (it.change.word(), it.phones)).collect()
}

#[test]
fn a_list_that_has_the_root_or_limits_it_less_is_suggested_if_it_breaks_nothing() {
    let (ours, other, again) = (ca("Ours", 1), ca("Other", 2), ca("Ours", 3));
    let mut full = with_list(built_in(&[&other]));
    full.store = TrustStore::with_limit(built_in(&[&other]), 0);
    let mut disabled = full.clone();
    disabled.store = TrustStore::with_limit(built_in(&[&ours, &other]), 0);
    assert!(disabled.store.disable(&read(&ours).fingerprint()));
    // Only the date differs; an upload of the root would have the date too.
    let late = with_list(dated(&[&ours, &other], &ours, day(10)));
    let mut uploads_only = full.clone();
    let own = Overrides::NONE.with_source(TrustSource::Custom);
    uploads_only.policies = PolicySet::new(Policy::STRICT).with_global(own);
    let mut blocks = full.clone();
    blocks.blocked.block_certificate(&read(&ours));
    let both = || built_in(&[&ours, &other]);
    let list = [("install-list", 70)];
    for (state, offered, expected, why) in [
        (&full, vec![("new", both())], &list[..], "it has the root, and the phone no free entry"),
        (&full, vec![("same name", built_in(&[&again, &other]))], &[], "another key does not help"),
        (&full, vec![("new", built_in(&[&ours]))], &[], "it lacks the root of the other server"),
        (&full, vec![("new", BuiltIn::EMPTY)], &[], "it is empty"),
        (&full, vec![], &[], "no list is offered"),
        (&late, vec![("new", both())], &list, "without the date"),
        (&late, vec![("new", dated(&[&ours, &other], &ours, day(60)))], &list, "a later date"),
        (&late, vec![("new", dated(&[&ours, &other], &ours, day(5)))], &[], "an earlier date"),
        (&late, vec![("new", dated(&[&ours, &other], &other, day(5)))], &list, "another's date"),
        (&disabled, vec![("new", both())], &[("enable-root", 70)], "it stays disabled"),
        (
            &uploads_only,
            vec![("new", both())],
            &[("trust-both-parts", 70)],
            "built-in roots do not count there: the other server's root is made to count",
        ),
        (&blocks, vec![("new", both())], &[], "the block list has the root"),
        (&full, vec![("a", both()), ("b", both())], &list, "a phone gets one list"),
    ] {
        let models = |updates| {
            let mut model = Model::new("phone", 70, state.clone());
            model.updates = updates;
            [model]
        };
        let report_of =
            |updates| report(servers(&[&ours, &other]), offered.clone(), models(updates));
        assert_eq!(told(&report_of(true)), expected, "{why}");
        // Phones that get no new lists are not told to install one.
        let without: Vec<_> =
            expected.iter().filter(|(word, _)| *word != "install-list").copied().collect();
        let frozen = report_of(false);
        assert_eq!(told(&frozen), without, "{why}, but the list stays");
        assert!(frozen.harmful.is_empty(), "{why}");
    }
}

#[test]
fn a_list_is_told_with_its_name_its_root_and_its_gain() {
    let (ours, other) = (ca("Ours", 1), ca("Other", 2));
    let mut full = with_list(built_in(&[&other]));
    full.store = TrustStore::with_limit(built_in(&[&other]), 0);
    let late = with_list(dated(&[&ours, &other], &ours, day(10)));
    for (state, gain, words) in [
        (full, ListGain::HasRoot, "which has \"Ours\" (SHA-256 "),
        (late, ListGain::LimitsLess, "which limits less \"Ours\" (SHA-256 "),
    ] {
        let offered = vec![("fw 108.87", built_in(&[&ours, &other]))];
        let report = report(servers(&[&ours, &other]), offered, [Model::new("phone", 9, state)]);
        let [suggestion] = &report.suggestions[..] else { panic!("{report}") };
        let (list, certificate) = ("fw 108.87".into(), read(&ours));
        let expected = SuggestedChange::InstallList { list, certificate, gain };
        assert_eq!(suggestion.change, expected);
        let text = suggestion.to_string();
        assert!(text.starts_with("install the built-in list \"fw 108.87\", "), "{text}");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_list_that_breaks_another_server_is_told_as_harmful() {
    let (ours, other) = (ca("Ours", 1), ca("Other", 2));
    let state = with_list(built_in(&[&other]));
    let offered = vec![("without the other root", built_in(&[&ours]))];
    let report = report(servers(&[&ours, &other]), offered, [Model::new("a", 5, state)]);
    let [harmful] = &report.harmful[..] else { panic!("{report}") };
    assert_eq!((harmful.change.word(), harmful.phones, harmful.breaks), ("install-list", 5, 5));
    assert_eq!(told(&report), []);
}

#[test]
fn models_that_get_lists_and_models_that_do_not_are_told_apart_if_a_list_is_offered() {
    let (ours, other) = (ca("Ours", 1), ca("Other", 2));
    let models = || {
        let model = |id: &str, count, updates| {
            let store = TrustStore::with_limit(built_in(&[&other]), 0);
            let state = DeviceState::new(store, PolicySet::new(Policy::STRICT));
            let mut model = Model::new(id, count, state);
            model.updates = updates;
            model
        };
        [model("frozen", 3, false), model("updated", 40, true)]
    };
    let none = report(servers(&[&ours]), vec![], models());
    assert_eq!((none.classes, told(&none)), (1, vec![]));
    let one = report(servers(&[&ours]), vec![("new", built_in(&[&ours]))], models());
    assert_eq!((one.classes, told(&one)), (2, vec![("install-list", 40)]));
    // They have one answer, and stay one row.
    assert_eq!(one.rows.len(), 1);
}

#[test]
fn at_most_eight_lists_are_tried() {
    let ours = ca("Ours", 1);
    let question = (0..8).fold(FleetQuestion::new(servers(&[&ours]), SPAN).unwrap(), |all, n| {
        all.with_list(format!("{n}"), built_in(&[])).unwrap()
    });
    assert_eq!(question.with_list("9", built_in(&[])).unwrap_err(), FleetError::TooManyLists(9));
}
