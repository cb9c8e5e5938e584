//! Settings files that can be read in more than one way are judged in each.

use crate::phone::{DAY, bundle, day, phone, server};
use trustslot::{
    Absent, Application, Dependency, DeviceState, Maker, PlannedChange, Policy, PolicySet, Reading,
    SettingsChange, SettingsFault, SettingsText, Span, TrustSource, WhatIf, what_if,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

pub const SPAN: Span = Span::days(NOW, 365);
pub const DELETE: &str = "trusted_certificates.delete = http://localhost/all\n";
pub const DOWNLOAD: &str = "trusted_certificates.url = https://prov.example.com/ca.pem\n";

pub fn text(lines: &str) -> SettingsText {
    SettingsText::parse(lines.into(), Maker::Yealink).unwrap()
}

fn read(lines: &str) -> Reading {
    text(lines).read(&PolicySet::new(Policy::STRICT), Absent::KeepsBase)
}

fn sources(reading: &Reading) -> Vec<(TrustSource, Vec<u32>)> {
    let own = (reading.policies.policy(Application::Sip).source(), Vec::new());
    let others = reading
        .otherwise
        .iter()
        .map(|other| (other.policies.policy(Application::Sip).source(), other.lines.clone()));
    std::iter::once(own).chain(others).collect()
}

use TrustSource::{All, BuiltIn, Custom};

#[test]
fn every_value_of_a_contradictory_setting_is_a_reading() {
    for (lines, expected, why) in [
        ("security.ca_cert = 1\n", vec![(Custom, vec![])], "one line"),
        (
            "security.ca_cert = 1\nsecurity.ca_cert = 2\n",
            vec![(All, vec![]), (Custom, vec![1])],
            "two values, one spelling",
        ),
        (
            "static.security.ca_cert = 0\nsecurity.ca_cert = 2\n",
            vec![(All, vec![]), (BuiltIn, vec![1])],
            "two spellings",
        ),
        (
            "security.ca_cert = 0\nstatic.security.ca_cert = 1\nsecurity.ca_cert = 2\n",
            vec![(All, vec![]), (BuiltIn, vec![1]), (Custom, vec![2])],
            "three values",
        ),
        (
            "security.ca_cert = 2\nstatic.security.ca_cert = 2\n",
            vec![(All, vec![])],
            "the same value twice is no contradiction",
        ),
        (
            "security.ca_cert = 1\nsecurity.ca_cert = 2\nsecurity.ca_cert = 1\n",
            vec![(Custom, vec![]), (All, vec![2])],
            "back and forth",
        ),
        (
            "security.ca_cert = 1\nsecurity.ca_cert = \n",
            vec![(All, vec![]), (Custom, vec![1])],
            "an empty line takes back the value, or not; the base has all",
        ),
        (
            "security.ca_cert = \nsecurity.ca_cert = 1\n",
            vec![(Custom, vec![])],
            "an empty line before sets nothing",
        ),
        (
            "security.ca_cert = 1\nsecurity.ca_cert = 9\n",
            vec![(Custom, vec![])],
            "a wrong value sets nothing",
        ),
        (
            "security.ca_cert = 1\nsecurity.sip.ca_cert = 2\n",
            vec![(All, vec![])],
            "an application's own value is no contradiction",
        ),
        (
            "security.ca_cert = 1\nsecurity.ca_cert = 0\nsecurity.sip.ca_cert = 2\n",
            vec![(All, vec![]), (All, vec![1])],
            "it decides for others",
        ),
    ] {
        let reading = read(lines);
        assert_eq!(sources(&reading), expected, "{why}");
        assert!(!reading.more_otherwise, "{why}");
    }
}

#[test]
fn a_quoted_value_is_judged_with_its_marks_and_without() {
    for (lines, expected, why) in [
        (
            "security.ca_cert = \"1\"\n",
            vec![(Custom, vec![], vec![]), (All, vec![], vec![1])],
            "the base counts",
        ),
        (
            "security.ca_cert = \"2\"\n",
            vec![(All, vec![], vec![]), (All, vec![], vec![1])],
            "the base has the same value",
        ),
        (
            "security.ca_cert = \"9\"\n",
            vec![(All, vec![], vec![])],
            "a wrong value sets nothing anyway",
        ),
        ("security.ca_cert = '1'\n", vec![(All, vec![], vec![])], "other marks are a wrong value"),
        (
            "security.ca_cert = 0\nsecurity.ca_cert = \"1\"\n",
            vec![(Custom, vec![], vec![]), (BuiltIn, vec![1], vec![]), (All, vec![], vec![2])],
            "another line, or the base",
        ),
        (
            "security.ca_cert = \"1\"\nsecurity.ca_cert = 1\n",
            vec![(Custom, vec![], vec![]), (All, vec![], vec![1])],
            "the line without marks has the same value",
        ),
        ("security.ca_cert = 01\n", vec![(Custom, vec![], vec![]), (All, vec![], vec![1])], "01"),
        ("security.ca_cert = 00\n", vec![(BuiltIn, vec![], vec![]), (All, vec![], vec![1])], "00"),
        (
            "security.ca_cert = \"01\"\n",
            vec![(Custom, vec![], vec![]), (All, vec![], vec![1])],
            "both",
        ),
        ("security.ca_cert = 03\n", vec![(All, vec![], vec![])], "no value with any zeros"),
    ] {
        let reading = read(lines);
        let own = (reading.policies.policy(Application::Sip).source(), vec![], vec![]);
        let others = reading.otherwise.iter().map(|other| {
            let source = other.policies.policy(Application::Sip).source();
            (source, other.lines.clone(), other.ignored.clone())
        });
        let mut found: Vec<_> = std::iter::once(own).chain(others).collect();
        let mut expected = expected;
        found[1..].sort_by_key(|(_, lines, _)| lines.is_empty());
        expected[1..].sort_by_key(|(_, lines, _)| lines.is_empty());
        assert_eq!(found, expected, "{why}");
    }
    // Many quoted values leave room for a contradiction.
    let tokens = ["802_1x", "auto_provision", "ldap", "remote_phonebook", "sip", "tr069"];
    let quoted = tokens.map(|app| format!("security.{app}.ca_cert = \"1\"\n")).concat();
    let both = "security.xml_browser.ca_cert = 0\nsecurity.xml_browser.ca_cert = 2\n";
    let reading = read(&format!("{quoted}{both}"));
    let contradicts = |lines: &[u32], ignored: &[u32]| lines == [7] && ignored.is_empty();
    assert!(reading.otherwise.iter().any(|it| contradicts(&it.lines, &it.ignored)));
    assert!(reading.more_otherwise);
    let (phone, _, on) = ours();
    // The upload counts only if the phone does not understand the value.
    let change = PlannedChange::Settings(text("security.ca_cert = \"0\"\n"), Absent::KeepsBase);
    let answer = judge(&phone, &on, change);
    assert!(!answer.lock_outs.is_empty() && answer.locks_out());
    assert_eq!((answer.otherwise.len(), &*answer.otherwise[0].ignored), (1, &[1][..]));
    let message = answer.to_string();
    assert!(message.contains("if the phone ignores line 1: "), "{message}");
}

#[test]
fn several_contradictions_are_combined_up_to_a_limit() {
    let tokens = ["sip", "ldap", "xml_browser", "web_server", "tr069"];
    for (count, others, more) in [(1, 1, false), (2, 3, false), (4, 15, false), (5, 15, true)] {
        let lines: String = tokens
            .iter()
            .take(count)
            .map(|app| format!("security.{app}.ca_cert = 0\nsecurity.{app}.ca_cert = 1\n"))
            .collect();
        let reading = read(&lines);
        assert_eq!((reading.otherwise.len(), reading.more_otherwise), (others, more), "{count}");
        // Each line that counts first, in all settings at once, is always among them.
        let firsts: Vec<u32> = (0..count as u32).map(|setting| setting * 2 + 1).collect();
        assert_eq!(reading.otherwise[0].lines, firsts);
        let mut seen: Vec<PolicySet> = vec![reading.policies];
        for other in &reading.otherwise {
            assert!(!seen.contains(&other.policies), "each differs");
            seen.push(other.policies);
        }
    }
    // Many contradictions cost no more.
    let many: String = (0..2000).map(|n| format!("security.ca_cert = {}\n", n % 3)).collect();
    assert_eq!(read(&many).otherwise.len(), 2);
}

#[test]
fn a_switch_that_is_off_in_one_reading_is_reported() {
    let reading = read("security.trust_certificates = 0\nsecurity.trust_certificates = 1\n");
    let off = reading.findings.iter().find(|it| it.fault() == SettingsFault::TrustOff).unwrap();
    assert_eq!(off.line(), Some(1));
    assert!(off.applications().contains(&Application::Sip));
    let both_on = read("security.trust_certificates = 1\nstatic.security.trust_certificates = 1\n");
    assert!(both_on.findings.iter().all(|it| it.fault() != SettingsFault::TrustOff));
}

/// The provisioning server is below our root, which is uploaded.
pub fn ours() -> (DeviceState, Issued, Vec<Dependency>) {
    let begin = day(0) - DAY;
    let ours = root("Ours").key(Key::p256(2)).valid(begin, day(900)).self_signed();
    let leaf = leaf(HOST).key(Key::p256(5)).valid(begin, day(700)).signed_by(&ours);
    let mut phone = phone(&[]);
    phone.store.add(&bundle(&[&ours])).unwrap();
    (phone, ours, vec![server(&[&leaf])])
}

pub fn judge(phone: &DeviceState, on: &[Dependency], change: PlannedChange) -> WhatIf {
    what_if(phone, on, &[change], SPAN).unwrap()
}

#[test]
fn a_contradiction_that_locks_out_in_one_reading_says_so() {
    let (phone, _, on) = ours();
    for (lines, assumed, other, why) in [
        ("security.ca_cert = 0\nsecurity.ca_cert = 1\n", false, true, "the first line locks out"),
        ("security.ca_cert = 1\nsecurity.ca_cert = 0\n", true, false, "the last line does"),
        ("security.ca_cert = 1\nsecurity.ca_cert = 2\n", false, false, "neither does"),
        ("security.ca_cert = 1\n", false, false, "nothing contradicts"),
    ] {
        let answer = judge(&phone, &on, PlannedChange::Settings(text(lines), Absent::KeepsBase));
        assert_eq!(!answer.lock_outs.is_empty(), assumed, "{why}");
        let locks = answer.otherwise.iter().any(|it| !it.lock_outs.is_empty());
        assert_eq!((locks, answer.locks_out()), (other, assumed || other), "{why}");
        // Only a reading with another answer is told.
        assert_eq!(answer.otherwise.len(), usize::from(assumed || other), "{why}");
        assert_eq!(answer.smaller.is_some(), assumed || other, "{why}");
        if other {
            assert_eq!(answer.otherwise[0].lines, [1]);
            let message = answer.to_string();
            assert!(
                message.starts_with(
                    "if the phone takes line 1: locks out: \"prov\" would be rejected"
                ),
                "{message}"
            );
        }
        if let Some(smaller) = &answer.smaller {
            assert!(!what_if(&phone, &on, smaller, SPAN).unwrap().locks_out(), "{why}");
        }
    }
}

#[test]
fn more_readings_than_are_judged_are_reported() {
    let (phone, ours, on) = ours();
    let tokens = ["sip", "ldap", "xml_browser", "web_server", "tr069"];
    for (count, with_orders, more, why) in [
        (3, false, false, "8 readings"),
        (4, false, false, "16, as many as are judged"),
        (5, false, true, "32"),
        (3, true, false, "16 with the orders"),
        (4, true, true, "32 with the orders"),
    ] {
        let lines = tokens.iter().take(count);
        let lines = lines
            .map(|app| format!("security.{app}.ca_cert = 0\nsecurity.{app}.ca_cert = 1\n"))
            .chain(with_orders.then(|| [DELETE, DOWNLOAD].concat()))
            .collect::<String>();
        let mut changes =
            vec![PlannedChange::Apply(SettingsChange::new(text(&lines), Absent::KeepsBase).into())];
        if with_orders {
            let line = lines.lines().count() as u32;
            let change = SettingsChange::new(text(&lines), Absent::KeepsBase);
            let change = change.with_download(line, bundle(&[&ours]));
            changes = vec![PlannedChange::Apply(change.into())];
        } else {
            changes.push(PlannedChange::Settings(text(&lines), Absent::KeepsBase));
        }
        for change in changes {
            let answer = judge(&phone, &on, change);
            assert_eq!(answer.more_otherwise, more, "{why}");
            let line = "can be read in more ways than were judged";
            assert_eq!(answer.to_string().contains(line), more, "{why}");
        }
    }
}
