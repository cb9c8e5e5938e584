//! The policies of a phone that takes other lines of a file whose lines contradict each other, or none of one whose value it
//! may not understand.

use super::SettingsText;
use super::parameters::Meaning;
use super::read::{Reading, Settled};
use super::value::Line;
use crate::policy_set::{Application, PolicySet, Value};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The policies of a phone that takes another line where several lines contradict each other, or that does not understand a
/// value between quotation marks, or a number with zeros in front.
///
/// No document says which line a phone takes: the first or the last one, or the one whose key begins with `static.`
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherPolicies {
    /// The policies.
    pub policies: PolicySet,
    /// The lines of the contradictory settings that are taken, from 1.
    pub lines: Vec<u32>,
    /// The lines that set nothing in this way, from 1, because the phone does not understand their value: it is between
    /// quotation marks, or a number with zeros in front.
    pub ignored: Vec<u32>,
}

impl Reading {
    /// The most other policies that are told: with the policies themselves 16, which four settings with two values make.
    pub const MAX_OTHERS: usize = 15;
}

/// The most combinations of lines that are looked at, for those that make different policies.
const MAX_COMBINATIONS: usize = 256;

/// One value that a setting may have, and its line. `None`: the line is empty, or its value is doubtful and is ignored.
type Choice = (Option<Value>, u32, bool);

/// A setting, and what its lines say: the last one first, then the others from the first one on.
type Contested = Vec<((Meaning, Option<Application>), Vec<Choice>)>;

impl SettingsText {
    /// The settings that have several values.
    fn contested(&self) -> Contested {
        let mut all: BTreeMap<(Meaning, Option<Application>), Vec<Choice>> = BTreeMap::new();
        for assignment in &self.assignments {
            let value = match self.meaning(assignment) {
                Ok(Line::Policy(value)) => Some(value),
                Ok(Line::Unset) => None,
                _ => continue,
            };
            let key = (assignment.known.parameter.meaning, assignment.known.application);
            if !key.0.is_policy() {
                continue;
            }
            let choices = all.entry(key).or_default();
            // An empty line sets nothing, so it contradicts only a line before it.
            if choices.is_empty() && value.is_none() {
                continue;
            }
            // The last line of each value, as it is the last line that counts.
            let known = choices.iter().position(|(known, _, _)| *known == value);
            if let Some(known) = known {
                choices.remove(known);
            }
            // Without it, an earlier line counts, or the base.
            if self.doubts(assignment).next().is_some()
                && value.is_some()
                && !choices.iter().any(|(known, _, _)| known.is_none())
            {
                choices.insert(0, (None, assignment.line, true));
            }
            choices.push((value, assignment.line, false));
        }
        let contested = all.into_iter().filter(|(_, choices)| choices.len() > 1);
        let ordered = contested.map(|(key, mut choices)| {
            choices.rotate_right(1);
            (key, choices)
        });
        // Contradictions first: those of doubtful values alone must not leave them out.
        let mut ordered: Contested = ordered.collect();
        ordered.sort_by_key(|(_, choices)| choices.iter().any(|(_, _, is_ignored)| *is_ignored));
        ordered
    }

    /// The other policies that a phone may have, and whether there are more.
    pub(super) fn others(
        &self,
        base: &PolicySet,
        policies: &PolicySet,
    ) -> (Vec<OtherPolicies>, bool) {
        let contested = self.contested();
        let mut found: Vec<OtherPolicies> = Vec::new();
        if contested.is_empty() {
            return (found, false);
        }
        let all =
            contested.iter().fold(1_usize, |all, (_, choices)| all.saturating_mul(choices.len()));
        // First of each setting; then each combination, the first setting fastest. The one with the last lines is the reading.
        let firsts = contested.iter().map(|(_, choices)| usize::from(choices.len() > 1)).collect();
        let counted = (1..all.min(MAX_COMBINATIONS)).map(|number| places(&contested, number));
        for places in core::iter::once(firsts).chain(counted) {
            let other = self.with(base, &contested, &places);
            if other.policies == *policies
                || found.iter().any(|known| known.policies == other.policies)
            {
                continue;
            }
            if found.len() >= Reading::MAX_OTHERS {
                return (found, true);
            }
            found.push(other);
        }
        (found, all > MAX_COMBINATIONS)
    }

    fn with(&self, base: &PolicySet, contested: &Contested, places: &[usize]) -> OtherPolicies {
        let mut settled = self.settled();
        let (mut lines, mut ignored) = (Vec::new(), Vec::new());
        for ((key, choices), place) in contested.iter().zip(places) {
            let Some((value, line, is_ignored)) = choices.get(*place) else { continue };
            settled.insert(*key, value.map(|value| (value, *line)));
            let is_doubtful = choices.iter().any(|(_, _, is_ignored)| *is_ignored);
            if *is_ignored {
                ignored.push(*line);
            } else if *place > 0 || !is_doubtful {
                // A doubtful value that is read as assumed is no choice between lines.
                lines.push(*line);
            }
        }
        lines.sort_unstable();
        ignored.sort_unstable();
        OtherPolicies { policies: applied(base, settled), lines, ignored }
    }
}

/// The policies after these lines.
pub(super) fn applied(base: &PolicySet, settled: Settled) -> PolicySet {
    let mut policies = *base;
    for ((_, application), value) in settled {
        if let Some((value, line)) = value {
            policies.set(application, value, line);
        }
    }
    policies
}

/// The places of the combination with this number, in mixed radix.
fn places(contested: &Contested, number: usize) -> Vec<usize> {
    let mut rest = number;
    let of_one = |(_, choices): &(_, Vec<Choice>)| {
        let place = rest.checked_rem(choices.len()).unwrap_or(0);
        rest = rest.checked_div(choices.len()).unwrap_or(0);
        place
    };
    contested.iter().map(of_one).collect()
}
