//! The progress of a report, for a caller that shows it.

use super::models::{pki, servers};
use super::question::SPAN;
use crate::phone::{at, day, phone};
use trustslot::{BlockList, Fleet, FleetProgress, FleetQuestion, Model};

/// Each model has another block list, so that each is a class of its own.
fn fleet(models: u64) -> Fleet {
    let pki = pki();
    let question = FleetQuestion::new(vec![servers(pki)[0].clone()], SPAN).unwrap();
    let mut fleet = Fleet::new(question);
    let all = (0..models).map(|number| {
        let mut state = phone(&[&pki.roots[1]]);
        let mut blocked = BlockList::new();
        blocked.block_issued_after(&crate::phone::read(&pki.roots[1]), at(day(900) + number));
        state.blocked = blocked;
        Model::new(format!("{number}"), 1, state)
    });
    fleet.extend(all).unwrap();
    fleet
}

#[test]
fn progress_counts_to_the_end_and_changes_no_answer() {
    // One part, exactly one part, two, and none.
    for models in [1, 256, 300, 0] {
        let fleet = fleet(models);
        let mut all = Vec::new();
        let report = fleet.report_with(|progress| all.push(progress));
        assert_eq!(format!("{report:?}"), format!("{:?}", fleet.report()), "{models}");
        let count = usize::try_from(models).unwrap();
        let judged: Vec<_> = all
            .iter()
            .filter_map(|progress| match progress {
                FleetProgress::Judged { done, of } => Some((*done, *of)),
                _ => None,
            })
            .collect();
        let expected: Vec<(usize, usize)> =
            (1..=count.div_ceil(256)).map(|part| ((part * 256).min(count), count)).collect();
        assert_eq!(judged, expected, "{models}");
    }
}

#[test]
fn trials_of_changes_are_reported_by_round() {
    let pki = pki();
    let on = servers(pki);
    let question = FleetQuestion::new(vec![on[0].clone()], SPAN).unwrap();
    let mut fleet = Fleet::new(question);
    fleet
        .extend([
            Model::new("has", 4, phone(&[&pki.roots[2]])),
            Model::new("lacks", 3, phone(&[&pki.roots[1]])),
        ])
        .unwrap();
    let (mut rounds, mut last) = (Vec::new(), None);
    let report = fleet.report_with(|progress| {
        if let FleetProgress::Tried { round, done, of } = progress {
            assert!(done <= of, "{progress:?}");
            if last.is_none_or(|(before, _, _)| before < round) {
                rounds.push(round);
            } else {
                assert!(last.is_some_and(|(_, before, _)| before <= done), "{progress:?}");
            }
            last = Some((round, done, of));
        }
    });
    assert_eq!(report.suggestions.len(), 1);
    // One root is tried; after it, nothing is left.
    assert_eq!((rounds, last), (vec![1], Some((1, 1, 1))));
}
