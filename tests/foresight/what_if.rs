//! What a change would do, before it is made.

use crate::phone::{DAY, at, built_in, bundle, chain, day, phone, read, server};
use trustslot::{
    Absent, Application, BlockList, Decision, Dependency, DeviceState, FactoryReset, ForecastError,
    Maker, Overrides, PlannedChange, Policy, PolicySet, SettingsText, Span, TrustSource, forecast,
    what_if,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

const SPAN: Span = Span::days(NOW, 365);

struct Pki {
    vendor: Issued,
    ours: Issued,
    other: Issued,
    prov: Dependency,
    sip: Dependency,
}

/// The provisioning server is below our root, which is uploaded; the SIP server below the vendor's, which is built in.
fn pki() -> (DeviceState, Pki) {
    let ca = |name: &str, key| {
        root(name).key(Key::p256(key)).valid(day(0) - DAY, day(900)).self_signed()
    };
    let (vendor, ours, other) = (ca("Vendor", 1), ca("Ours", 2), ca("Other", 3));
    let below =
        |ca: &Issued| leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(700)).signed_by(ca);
    let mut phone = phone(&[&vendor]);
    phone.store.add(&bundle(&[&other, &ours])).unwrap();
    let prov = server(&[&below(&ours)]);
    let sip =
        Dependency::new("sip", chain(&[&below(&vendor)]), HOST.parse().unwrap(), Application::Sip);
    (phone, Pki { vendor, ours, other, prov, sip })
}

fn changes(pki: &Pki) -> Vec<(PlannedChange, bool, &'static str)> {
    let fingerprint = |issued: &Issued| read(issued).fingerprint();
    let source = |source| {
        let set = PolicySet::new(Policy::STRICT).with_global(Overrides::NONE.with_source(source));
        PlannedChange::Policies(set.into())
    };
    let settings = |text: &str| {
        PlannedChange::Settings(
            SettingsText::parse(text.into(), Maker::Yealink).unwrap(),
            Absent::KeepsBase,
        )
    };
    let mut blocked = BlockList::new();
    blocked.block_certificate(pki.prov.chain.end_entity());
    let moved = leaf(HOST)
        .key(Key::p256(5))
        .valid(day(0) - DAY, day(700))
        .signed_by(&root("Unknown").key(Key::p256(8)).self_signed());
    let peer =
        |ca: &Issued| leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(700)).signed_by(ca);
    let to =
        |leaf: &Issued| PlannedChange::Peer { dependency: "prov".into(), chain: chain(&[leaf]) };
    vec![
        (PlannedChange::Delete(fingerprint(&pki.ours)), true, "the root of the server is deleted"),
        (PlannedChange::Delete(fingerprint(&pki.other)), false, "another root is deleted"),
        (PlannedChange::DeleteAll, true, "all are deleted"),
        (
            PlannedChange::Disable(fingerprint(&pki.vendor)),
            false,
            "the SIP server is not essential",
        ),
        (PlannedChange::Upload(bundle(&[&pki.vendor])), false, "an upload takes nothing away"),
        (PlannedChange::Reset(FactoryReset::DropCustom), true, "uploads are lost"),
        (PlannedChange::Reset(FactoryReset::KeepCustom), false, "uploads stay"),
        (source(TrustSource::BuiltIn), true, "uploads do not count"),
        (source(TrustSource::Custom), false, "uploads count"),
        (settings("security.ca_cert = 0\n"), true, "the same by a settings file"),
        (settings("security.sip.ca_cert = 0\n"), false, "for another application"),
        (PlannedChange::BuiltIn(built_in(&[]).into()), false, "the list has nothing to do with it"),
        (PlannedChange::BlockList(blocked), true, "its certificate is blocked"),
        (PlannedChange::Crls(Vec::new()), false, "there were none"),
        (to(&moved), true, "it moves to an unknown CA"),
        (to(&peer(&pki.vendor)), false, "it moves to a CA of the vendor"),
        (PlannedChange::ClockFloor(at(day(1))), false, "the clock is set"),
        (PlannedChange::ClockSet, false, "the clock is set"),
    ]
}

#[test]
fn a_change_that_locks_out_says_so_first() {
    let (phone, pki) = pki();
    let on = [pki.sip.clone(), pki.prov.clone()];
    for (change, locks_out, why) in changes(&pki) {
        let answer = what_if(&phone, &on, std::slice::from_ref(&change), SPAN).unwrap();
        assert_eq!(!answer.lock_outs.is_empty(), locks_out, "{why}");
        if locks_out {
            assert_eq!(
                (&*answer.lock_outs[0].dependency, answer.lock_outs[0].at),
                ("prov", at(NOW)),
                "{why}"
            );
            assert!(
                answer.to_string().starts_with("locks out: \"prov\" would be rejected: "),
                "{why}: {answer}"
            );
        } else {
            assert!(answer.smaller.is_none(), "{why}");
        }
    }
}

#[test]
fn an_answer_equals_making_the_change() {
    let (phone, pki) = pki();
    let on = [pki.sip.clone(), pki.prov.clone()];
    let all = changes(&pki);
    let singles = all.iter().map(|(change, _, why)| (vec![change.clone()], *why));
    let pairs = all.windows(2).map(|pair| (vec![pair[0].0.clone(), pair[1].0.clone()], pair[0].2));
    for (plan, why) in singles.chain(pairs) {
        let Ok(answer) = what_if(&phone, &on, &plan, SPAN) else { continue };
        let (mut done, mut servers) = (phone.clone(), on.to_vec());
        for change in &plan {
            done.apply(change).unwrap();
            if let PlannedChange::Peer { dependency, chain } = change {
                servers.iter_mut().find(|server| server.id == *dependency).unwrap().chain =
                    chain.clone();
            }
        }
        let before = forecast(&phone, &on, &[], SPAN).unwrap();
        let after = forecast(&done, &servers, &[], SPAN).unwrap();
        for ((effect, before), after) in
            answer.effects.iter().zip(&before.dependencies).zip(&after.dependencies)
        {
            assert_eq!((&effect.before, &effect.after), (&before.now, &after.now), "{why}");
            if effect.first_difference.is_none() {
                assert_eq!(before.now, after.now);
                assert_eq!(before.events.len(), after.events.len(), "{why}");
            }
        }
    }
    assert_eq!(phone.store.custom().len(), 2, "nothing is changed");
}

#[test]
fn the_smaller_change_locks_nothing_out() {
    let (phone, pki) = pki();
    let on = [pki.prov.clone()];
    let mut found = Vec::new();
    for (change, locks_out, why) in changes(&pki) {
        let answer = what_if(&phone, &on, &[change], SPAN).unwrap();
        if let Some(smaller) = &answer.smaller {
            assert!(locks_out && !smaller.is_empty(), "{why}");
            assert!(what_if(&phone, &on, smaller, SPAN).unwrap().lock_outs.is_empty(), "{why}");
            found.push(why);
        }
    }
    assert_eq!(
        found,
        [
            "all are deleted",
            "uploads are lost",
            "uploads do not count",
            "the same by a settings file"
        ]
    );
    let all = what_if(&phone, &on, &[PlannedChange::DeleteAll], SPAN).unwrap();
    let [PlannedChange::Delete(gone)] = &all.smaller.as_ref().unwrap()[..] else { panic!("{all}") };
    assert_eq!(*gone, read(&pki.other).fingerprint(), "only our root is kept");
    assert!(
        all.to_string().ends_with(&format!(
            "a smaller change that locks nothing out: delete the upload {gone}"
        ))
    );

    // The list of a new firmware lacks the root: upload it first.
    let on = [Dependency::new("prov", pki.sip.chain, pki.sip.name, Application::AutoProvision)];
    let update =
        what_if(&phone, &on, &[PlannedChange::BuiltIn(built_in(&[]).into())], SPAN).unwrap();
    let smaller = update.smaller.unwrap();
    assert!(
        matches!(&smaller[..], [PlannedChange::Upload(_), PlannedChange::BuiltIn(_)]),
        "{smaller:?}"
    );
}

#[test]
fn a_lock_out_later_in_the_span_counts() {
    let begin = day(0) - DAY;
    let short = root("Short").key(Key::p256(1)).valid(begin, day(30)).self_signed();
    let long = root("Long")
        .key(Key::p256(1))
        .subject(short.subject.clone())
        .valid(begin, day(900))
        .self_signed();
    let leaf = leaf(HOST).key(Key::p256(5)).valid(begin, day(700)).signed_by(&short);
    let mut phone = phone(&[&short]);
    phone.store.add(&bundle(&[&long])).unwrap();
    let on = [server(&[&leaf])];
    let before = forecast(&phone, &on, &[], SPAN).unwrap();
    assert_eq!(before.dependencies[0].events.len(), 0, "the other root continues");
    let answer = what_if(&phone, &on, &[PlannedChange::DeleteAll], SPAN).unwrap();
    assert_eq!(answer.lock_outs[0].at, at(day(30) + 1));
    assert_eq!(answer.effects[0].after.decision, Decision::Trusted, "not at once");
    assert_eq!(answer.effects[0].first_difference, Some(at(day(30) + 1)));
}

#[test]
fn a_change_that_cannot_be_made_is_an_error() {
    let (phone, pki) = pki();
    let on = [pki.prov];
    let gone = PlannedChange::Delete(read(&pki.vendor).fingerprint());
    assert_eq!(what_if(&phone, &on, &[gone], SPAN).unwrap_err(), ForecastError::NotInStore);
    let nobody = PlannedChange::Peer { dependency: "x".into(), chain: on[0].chain.clone() };
    assert_eq!(
        what_if(&phone, &on, &[nobody], SPAN).unwrap_err(),
        ForecastError::UnknownDependency("x".into())
    );
}

#[test]
fn to_change_nothing_is_no_smaller_change() {
    let ours = root("Ours").key(Key::p256(1)).valid(day(0) - DAY, day(900)).self_signed();
    let leaf = leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(700)).signed_by(&ours);
    let mut phone = phone(&[]);
    phone.store.add(&bundle(&[&ours])).unwrap();
    let on = [server(&[&leaf])];
    for plan in
        [vec![PlannedChange::DeleteAll], vec![PlannedChange::Delete(read(&ours).fingerprint())]]
    {
        let answer = what_if(&phone, &on, &plan, SPAN).unwrap();
        assert!(answer.locks_out() && answer.smaller.is_none(), "{answer}");
        assert!(!answer.to_string().contains("smaller"), "{answer}");
    }
}
