//! Numbers and their nouns agree in every text, and a plan is told in few words.

use crate::phone::{DAY, bundle, chain, day, phone, read};
use trustslot::{
    Absent, Application, BuiltIn, Dependency, DeviceState, Fleet, FleetQuestion, FleetReport,
    Maker, Model, Overrides, PlannedChange, Policy, PolicySet, SettingsText, Span, TrustSource,
    TrustStore, what_if,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

const SPAN: Span = Span::days(NOW, 100);

/// What follows a number and does not agree with it.
fn faults(text: &str) -> Vec<String> {
    const ONE: &[&str] =
        &["phone", "model", "class", "change", "certificate", "upload", "list", "server", "way"];
    let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = text.split_whitespace().map(clean).collect();
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Ok(number) = word.parse::<u64>() else { continue };
        let rest: Vec<&str> = words.iter().skip(index + 1).take(3).map(String::as_str).collect();
        let noun = match rest.as_slice() {
            ["more", noun, ..] | [noun, ..] => *noun,
            [] => continue,
        };
        let singular = ONE.contains(&noun) || ["has", "is", "was"].contains(&noun);
        let plural = noun.strip_suffix("es").or_else(|| noun.strip_suffix('s'));
        let plural = plural
            .is_some_and(|stem| ONE.contains(&stem) || ONE.contains(&&noun[..noun.len() - 1]))
            || ["have", "are", "were"].contains(&noun);
        if if number == 1 { plural } else { singular } {
            found.push(format!("{number} {}", rest.join(" ")));
        }
    }
    found
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    for (text, count) in [
        ("1 phones of 1 models in 1 classes", 3),
        ("1 phone of 1 model in 1 class", 0),
        ("2 phones of 2 models in 2 classes", 0),
        ("2 phone of 0 model", 2),
        ("0 phones; 1 more have no room", 1),
        ("1 more has no room, 2 more have", 0),
        ("2 more has no room", 1),
        ("1 more changes might help", 1),
        ("2026-06-01 00:00:00 UTC: line 1 is", 0),
    ] {
        assert_eq!(faults(text).len(), count, "{text}: {:?}", faults(text));
    }
}

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(day(0) - DAY, day(900)).self_signed()
}

fn prov(root: &Issued) -> Dependency {
    let leaf = leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(700)).signed_by(root);
    Dependency::new("prov", chain(&[&leaf]), HOST.parse().unwrap(), Application::AutoProvision)
}

fn report(
    on: Dependency,
    plan: Vec<PlannedChange>,
    models: impl IntoIterator<Item = (u64, DeviceState)>,
) -> FleetReport {
    let question = FleetQuestion::new(vec![on], SPAN).unwrap().with_plan(plan).unwrap();
    let mut fleet = Fleet::new(question);
    let numbered = models.into_iter().enumerate();
    fleet
        .extend(
            numbered
                .map(|(number, (phones, state))| Model::new(format!("T{number}"), phones, state)),
        )
        .unwrap();
    fleet.report()
}

#[test]
fn numbers_and_nouns_agree_in_every_report() {
    let (ours, other) = (ca("Ours", 1), ca("Other", 2));
    let full = || {
        let mut state = phone(&[]);
        state.store = TrustStore::with_limit(BuiltIn::EMPTY, 0);
        state
    };
    // So many roots of the name, and one that is disabled: of 33 and 34 changes, 32 are tried.
    let roots = |count: u64| -> Vec<(u64, DeviceState)> {
        let all = (10..10 + count).map(|key| (1, phone(&[&ca("Ours", key)])));
        let mut disabled = phone(&[&ours]);
        disabled.store.disable(&read(&ours).fingerprint());
        all.chain([(1, disabled)]).collect()
    };
    let refused = || vec![PlannedChange::Delete(read(&other).fingerprint())];
    let two_ways = |lines: &str| {
        let text = SettingsText::parse(lines.into(), Maker::Yealink).unwrap();
        vec![PlannedChange::Settings(text, Absent::KeepsBase)]
    };
    let contradictory = "security.ca_cert = 1\nsecurity.auto_provision.ca_cert = 0\n\
        security.auto_provision.ca_cert = 1\nsecurity.ca_cert = 0\n";
    let mut texts = Vec::new();
    for (plan, models, part) in [
        (vec![], vec![(1, phone(&[&ours]))], "1 phone of 1 model in 1 class;"),
        (vec![], vec![(2, phone(&[&ours])), (2, phone(&[]))], "4 phones of 2 models in 2 classes;"),
        (vec![], vec![], "0 phones of 0 models in 0 classes;"),
        (vec![], vec![(1, phone(&[&ours])), (1, full())], "1 more has no room"),
        (vec![], vec![(1, phone(&[&ours])), (2, full())], "2 more have no room"),
        (vec![], vec![(1, phone(&[&ours])), (1, phone(&[]))], " UTC: 1 phone\n"),
        (vec![], roots(32), "1 more change might help and was not tried"),
        (vec![], roots(33), "2 more changes might help and were not tried"),
        (refused(), vec![(1, phone(&[&ours]))], "no answer for 1 phone: "),
        (refused(), vec![(3, phone(&[&ours]))], "no answer for 3 phones: "),
        (two_ways(contradictory), vec![(1, phone(&[&ours]))], "if the phone takes lines 1 and 2"),
    ] {
        let report = report(prov(&ours), plan, models);
        assert!(report.to_string().contains(part), "{part}: {report}");
        texts.push(report.to_string());
        texts.extend(report.rows.iter().map(ToString::to_string));
        let all = report.suggestions.iter().chain(&report.harmful);
        texts.extend(all.map(ToString::to_string));
    }
    for count in [1, 2] {
        let mut state = phone(&[&ours]);
        for number in 0..count {
            state.store.add(&bundle(&[&ca(&format!("Upload {number}"), 20 + number)])).unwrap();
        }
        let answer = what_if(&state, &[prov(&ours)], &[PlannedChange::DeleteAll], SPAN).unwrap();
        texts.push(answer.to_string());
    }
    for text in texts {
        assert_eq!(faults(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn lines_that_are_taken_are_counted_in_words() {
    let tokens = ["auto_provision", "ldap", "sip"];
    for (count, expected) in [
        (1, "the phone takes line 1"),
        (2, "the phone takes lines 1 and 3"),
        (3, "the phone takes lines 1, 3 and 5"),
    ] {
        let lines: String = tokens
            .iter()
            .take(count)
            .map(|app| format!("security.{app}.ca_cert = 0\nsecurity.{app}.ca_cert = 1\n"))
            .collect();
        let text = SettingsText::parse(lines.into(), Maker::Yealink).unwrap();
        let change = PlannedChange::Settings(text, Absent::KeepsBase);
        let others = phone(&[]).other_readings(&change);
        assert_eq!(others[0].way().to_string(), expected);
    }
}

#[test]
fn policies_are_told_by_their_sources() {
    let set = PolicySet::new(Policy::STRICT.with_source(TrustSource::BuiltIn));
    let own = |source| Overrides::NONE.with_source(source);
    for (policies, expected) in [
        (set, "set the CA source: built-in for all applications"),
        (
            set.with_application(Application::Sip, own(TrustSource::All)),
            "set the CA source: all for sip; built-in for the others",
        ),
        (
            set.with_application(Application::Sip, own(TrustSource::All))
                .with_application(Application::AutoProvision, own(TrustSource::All))
                .with_application(Application::Ldap, own(TrustSource::Custom)),
            "set the CA source: custom for ldap; all for sip, auto_provision; built-in for the others",
        ),
    ] {
        assert_eq!(PlannedChange::Policies(Box::new(policies)).to_string(), expected);
    }
}
