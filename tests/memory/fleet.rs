//! A fleet whose plan can be read in many ways needs bounded memory for each class of models.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "small numbers, and a test"
)]

use crate::{HEAP, alone};
use core::time::Duration;
use trustslot::pki_types::UnixTime;
use trustslot::{
    Absent, Application, BuiltIn, Bundle, Chain, ClockQuality, Dependency, DeviceState, Fleet,
    FleetQuestion, Maker, Model, NameRules, Overrides, PlannedChange, Policy, PolicySet,
    SettingsText, Span, TrustSource, TrustStore,
};
use trustslot_kit::{HOST, Key, NOW, leaf, root};

const SERVERS: usize = 20;

const CLASSES: usize = 2048;

/// A fleet of 20 servers for four applications, whose plan can be read in 16 ways.
fn fleet() -> Fleet {
    let servers = (0..SERVERS).map(|number| {
        let ca = root("CA").key(Key::p256(number as u64)).self_signed();
        let leaf = leaf(HOST).key(Key::p256(500)).signed_by(&ca);
        let file = Bundle::parse("a.pem", leaf.pem().as_bytes()).unwrap();
        let chain = Chain::from_certificates(file).unwrap();
        let application = Application::ALL[number % 4];
        Dependency::new(format!("{number}"), chain, HOST.parse().unwrap(), application)
    });
    let lines: String = ["sip", "auto_provision", "802_1x", "ldap"]
        .map(|app| format!("security.{app}.ca_cert = 0\nsecurity.{app}.ca_cert = 1\n"))
        .concat();
    let text = SettingsText::parse(lines.into(), Maker::Yealink).unwrap();
    let plan = vec![PlannedChange::Settings(text, Absent::KeepsBase)];
    let question = FleetQuestion::new(servers.collect(), Span::days(NOW, 10)).unwrap();
    Fleet::new(question.with_plan(plan).unwrap())
}

/// The bytes that a fleet keeps for each class.
fn kept(model: impl Fn(usize) -> DeviceState) -> usize {
    let mut fleet = fleet();
    let before = HEAP.current_usage();
    fleet
        .extend((0..CLASSES).map(|number| Model::new(format!("{number}"), 1, model(number))))
        .unwrap();
    (HEAP.current_usage() - before) / CLASSES
}

#[test]
fn a_class_of_models_whose_plan_can_be_read_in_16_ways_needs_bounded_memory() {
    let _turn = alone();
    let global = Overrides::NONE.with_source(TrustSource::All);
    let set = PolicySet::new(Policy::STRICT).with_global(global);
    let phone = |limit: usize| DeviceState::new(TrustStore::with_limit(BuiltIn::EMPTY, limit), set);
    // Nothing but the time that each knows: no two classes have an answer in common.
    let all = kept(|number| {
        let mut state = phone(10);
        let at = UnixTime::since_unix_epoch(Duration::from_secs(NOW + number as u64));
        state.clock = ClockQuality::AtLeast(at);
        state
    });
    // The rules of the applications that dial no server here, and room: all answers in common.
    let none = kept(|number| {
        let rules =
            [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922];
        let mut state = phone(number % 4);
        let mut rest = number / 4;
        let mut policies = set;
        for application in &Application::ALL[..4] {
            let own = Overrides::NONE.with_name_rules(rules[rest % 4]);
            policies = policies.with_application(*application, own);
            rest /= 4;
        }
        state.policies = policies.with_global(global.with_check_name(rest % 2 == 0));
        state
    });
    assert!(all < 13_000 && none < 2_300, "{all} {none}");
}
