//! Stores that are frozen at each of their versions: which chains they anchor.

use super::{History, seconds, stand_in};
use crate::phone::at;
use serde_json::Value;
use std::collections::BTreeMap;
use trustslot::{
    Application, Certificate, Chain, Check, Dependency, Expected, PlannedChange, Policy, Span,
    forecast,
};
use trustslot_kit::HOST;

/// Whether the history says that one of the anchors of the chain was there on this day.
fn is_anchored(chain: &Value, platform: &str, day: u64) -> bool {
    let paths = chain["paths"].as_array().into_iter().flatten();
    let mut spans =
        paths.flat_map(|path| path["trusted"][platform].as_array().into_iter().flatten());
    spans.any(|span| {
        let has_begun = span["since"].is_null() || seconds(&span["since"]) <= day;
        has_begun && (span["gone_by"].is_null() || day < seconds(&span["gone_by"]))
    })
}

/// Presence alone: dates and strength have tests of their own.
fn presence() -> Policy {
    let waived = [Check::Name, Check::Strength, Check::Validity, Check::AnchorValidity];
    waived.into_iter().fold(Policy::STRICT, Policy::waive)
}

#[test]
fn a_frozen_store_anchors_the_chains_that_it_did() {
    let Some(history) = History::load("a_frozen_store") else { return };
    let keys: BTreeMap<&str, NameAndKey> =
        history.roots.iter().filter_map(|(it, root)| Some((&**it, name_and_key(root)?))).collect();
    let (mut wrong, mut count, mut anchored) = (Vec::new(), 0, 0);
    for (platform, lists) in &history.platforms {
        for list in lists {
            let phone = history.phone(list.built_in.clone(), presence());
            for chain in &history.chains {
                let anchors = chain.value["paths"].as_array().into_iter().flatten();
                let anchors = anchors.filter_map(|path| path["anchor"].as_str());
                // A root of which there is no copy cannot be judged.
                let Some(anchors) = anchors.map(|it| keys.get(it)).collect::<Option<Vec<_>>>()
                else {
                    continue;
                };
                // The paths name single roots. Another one of the same name and key anchors the chain as well.
                let is_like_one =
                    |root: &String| keys.get(&**root).is_some_and(|root| anchors.contains(&root));
                let expected = is_anchored(&chain.value, platform, list.date)
                    || list.present.iter().any(is_like_one);
                let verdict = phone.verdict(&chain.on, at(list.date));
                count += 1;
                anchored += usize::from(expected);
                if verdict.is_accepted() != expected {
                    wrong
                        .push(format!("{} on {platform} at {}: {verdict}", chain.on.id, list.date));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    println!("{count} answers, {anchored} of them yes");
    assert!(!history.is_default || (count >= 6000 && anchored >= 1000), "{count}, {anchored}");
}

type NameAndKey = (Vec<u8>, Vec<u8>);

/// The name and the key of a root.
fn name_and_key(root: &Certificate) -> Option<NameAndKey> {
    let (_, parsed) = x509_parser::parse_x509_certificate(root.as_der()).ok()?;
    Some((parsed.subject().as_raw().to_vec(), parsed.public_key().raw.to_vec()))
}

/// A list may exchange a root for another one of its name and key. That is no loss for the chains below it.
#[test]
fn a_root_that_is_exchanged_for_another_of_its_key_is_no_loss() {
    let Some(history) = History::load("an_exchanged_root") else { return };
    let mut exchanged = 0;
    for (platform, lists) in &history.platforms {
        for pair in lists.windows(2) {
            let (before, after) = (&pair[0].present, &pair[1].present);
            let kept: Vec<_> =
                after.iter().filter_map(|kept| name_and_key(history.roots.get(kept)?)).collect();
            let gone = before.difference(after).filter_map(|gone| history.roots.get(gone));
            // One root of 1999 does not say that it is a CA, and anchors nothing here (RFC 5280 §4.2.1.9).
            let gone = gone.filter(|gone| gone.is_ca());
            for root in gone.filter(|gone| name_and_key(gone).is_some_and(|it| kept.contains(&it)))
            {
                let below = stand_in(root, "2000-01-01", "2049-01-01");
                let name = HOST.parse().unwrap();
                let on = Dependency::new("x", Chain::new(below), name, Application::Sip);
                let change = PlannedChange::BuiltIn(pair[1].built_in.clone());
                let expected = [Expected { at: at(pair[1].date), change }];
                let span = Span::new(at(pair[1].date - 1), at(pair[1].date)).unwrap();
                let phone = history.phone(pair[0].built_in.clone(), presence());
                let answer = forecast(&phone, &[on], &expected, span).unwrap();
                let row = &answer.dependencies[0];
                assert!(row.now.is_accepted(), "{platform}: {} {}", root.fingerprint(), row.now);
                let lost = row.first_rejection().map(ToString::to_string);
                assert_eq!(lost, None, "{platform}: {}", root.fingerprint());
                exchanged += 1;
            }
        }
    }
    println!("{exchanged} roots were exchanged");
    assert!(!history.is_default || exchanged >= 4, "{exchanged}");
}
