//! A settings file that deletes and downloads certificates is judged in both orders.

use crate::both_ways::{DELETE, DOWNLOAD, SPAN, judge, ours, text};
use crate::phone::bundle;
use trustslot::{
    Absent, Application, DownloadOrder, PlannedChange, SettingsChange, TrustSource, what_if,
};
use trustslot_kit::{Issued, Key, root};

#[test]
fn a_file_that_deletes_and_downloads_is_judged_in_both_orders() {
    let (phone, ours, on) = ours();
    let other = root("Other").key(Key::p256(8)).self_signed();
    for (lines, download, assumed, others, why) in [
        (
            vec![DELETE, DOWNLOAD],
            Some(&ours),
            false,
            vec![(DownloadOrder::DownloadsFirst, true)],
            "deletes, then downloads",
        ),
        (
            vec![DOWNLOAD, DELETE],
            Some(&ours),
            true,
            vec![(DownloadOrder::DeletesFirst, false)],
            "the other way round",
        ),
        (vec![DELETE, DOWNLOAD], Some(&other), true, vec![], "another root comes: both lock out"),
        (vec![DELETE, DOWNLOAD], None, true, vec![], "nothing comes: one answer"),
        (vec![DOWNLOAD], Some(&other), false, vec![], "nothing is deleted"),
        (vec![DELETE], None, true, vec![], "nothing is downloaded"),
    ] {
        let mut change = SettingsChange::new(text(&lines.concat()), Absent::KeepsBase);
        if let Some(root) = download {
            let line = lines.iter().position(|line| *line == DOWNLOAD).unwrap() as u32 + 1;
            change = change.with_download(line, bundle(&[root]));
        }
        let answer = judge(&phone, &on, PlannedChange::Apply(change.into()));
        assert_eq!(!answer.lock_outs.is_empty(), assumed, "{why}");
        let found: Vec<_> = answer
            .otherwise
            .iter()
            .map(|it| (it.order.unwrap(), !it.lock_outs.is_empty()))
            .collect();
        assert_eq!(found, others, "{why}");
        if let Some(smaller) = &answer.smaller {
            assert!(!what_if(&phone, &on, smaller, SPAN).unwrap().locks_out(), "{why}");
        }
        assert_eq!(answer.smaller.is_some(), answer.locks_out(), "{why}: {answer}");
    }
    let change = SettingsChange::new(text(&[DELETE, DOWNLOAD].concat()), Absent::KeepsBase);
    let change = change.with_download(2, bundle(&[&ours]));
    let answer = judge(&phone, &on, PlannedChange::Apply(change.into()));
    assert!(
        answer.to_string().starts_with(
            "if the phone deletes certificates after it downloads: locks out: \"prov\" would be rejected"
        ),
        "{answer}"
    );
}

#[test]
fn lines_and_orders_are_combined() {
    let (phone, ours, on) = ours();
    let lines = [DELETE, DOWNLOAD, "security.ca_cert = 0\n", "security.ca_cert = 1\n"].concat();
    let change = SettingsChange::new(text(&lines), Absent::KeepsBase);
    let change = PlannedChange::Apply(change.with_download(2, bundle(&[&ours])).into());
    let readings = phone.other_readings(&change);
    let told: Vec<_> = readings.iter().map(|it| (it.lines.clone(), it.order)).collect();
    let late = Some(DownloadOrder::DownloadsFirst);
    assert_eq!(told, [(vec![], late), (vec![3], None), (vec![3], late)]);
    for reading in readings {
        let mut made = phone.clone();
        made.apply(&reading.change).unwrap();
        assert_eq!(made.store.custom().is_empty(), reading.order == late);
        let source = made.policies.policy(Application::AutoProvision).source();
        assert_eq!(
            source,
            if reading.lines.is_empty() { TrustSource::Custom } else { TrustSource::BuiltIn }
        );
    }
    assert_eq!(judge(&phone, &on, change.clone()).otherwise.len(), 3);
    // An upload that is refused changes nothing.
    let full: Vec<Issued> =
        (0..11).map(|n| root(&format!("R{n}")).key(Key::p256(n)).self_signed()).collect();
    let full = bundle(&full.iter().collect::<Vec<_>>());
    let refused = SettingsChange::new(text(&lines), Absent::KeepsBase).with_download(2, full);
    let refused = PlannedChange::Apply(refused.into());
    let mut made = phone.clone();
    assert!(made.apply(&refused).is_err());
    assert_eq!(made.store.custom().len(), 1);
    assert_eq!(made.policies, phone.policies);
    assert!(what_if(&phone, &on, &[refused], SPAN).is_err());
    assert!(phone.other_readings(&PlannedChange::DeleteAll).is_empty());
}
