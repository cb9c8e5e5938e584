//! Why one model accepts or rejects one server, and what the expected and planned changes do to that.

use crate::Failure;
use crate::fleet::Scene;
use crate::notes::Note;
use crate::orders::{Case, MAX_CASES};
use std::fmt::Write as _;
use trustslot::{
    Dependency, DependencyForecast, DeviceState, Expected, Model, Outcome, PlannedChange, Span,
    Verdict, forecast, what_if,
};

/// The answer, and whether the server is rejected at some time; with a plan, whether the plan makes it rejected.
pub fn explain(scenes: Vec<Scene>, name: &str, server: &str) -> Result<(String, bool), Failure> {
    let (mut text, mut is_bad) = (String::new(), false);
    for Scene { servers, mut models, expected, plan, span, .. } in scenes {
        let Some(on) = servers.iter().find(|on| *on.id == *server) else { continue };
        models.each(&mut |model, id, notes| {
            if id == name || *model.id == *name {
                let one = One { model, on, expected: &expected, span };
                is_bad |= one.explain(&plan, notes, &mut text)?;
            }
            Ok(())
        })?;
    }
    if text.is_empty() {
        return Err(format!("there is no model {name:?} with a server {server:?}").into());
    }
    Ok((text, is_bad))
}

struct One<'a> {
    model: &'a Model,
    on: &'a Dependency,
    expected: &'a [Expected],
    span: Span,
}

impl One<'_> {
    fn explain(
        &self,
        plan: &[PlannedChange],
        notes: &[Note],
        text: &mut String,
    ) -> Result<bool, Failure> {
        let Self { model, on, .. } = self;
        let _ = write!(text, "{} and \"{}\" ({}): ", model.id, on.id, on.name);
        let before = self.judge(&model.state, on, text)?;
        let policy = model.state.policies.effective(on.application);
        let _ = writeln!(text, "Settings of {}: {policy}", on.application);
        let mut is_bad = plan.is_empty() && is_rejected(&before);
        if !plan.is_empty() {
            is_bad = self.planned(&before, plan, text)?;
        }
        for note in notes {
            let _ = writeln!(text, "{note}");
        }
        Ok(is_bad)
    }

    /// The verdict at the first second, and its changes later.
    fn judge(
        &self,
        state: &DeviceState,
        on: &Dependency,
        text: &mut String,
    ) -> Result<DependencyForecast, Failure> {
        let verdict = state.verdict(on, self.span.from());
        let _ = writeln!(text, "{}", verdict.word());
        if let Verdict::Trusted(path) = &verdict {
            let _ = writeln!(text, "  {path}");
        }
        for finding in verdict.findings().into_iter().flatten() {
            let _ = writeln!(text, "  {finding} [{}]", finding.reason().code());
            if let Some(remedy) = finding.remedy() {
                let _ = writeln!(text, "    -> {remedy}");
            }
        }
        let reaches = |one: &&Expected| match &one.change {
            PlannedChange::BuiltIn(_) => self.model.updates,
            PlannedChange::Peer { dependency, .. } => *dependency == on.id,
            _ => true,
        };
        let expected: Vec<Expected> = self.expected.iter().filter(reaches).cloned().collect();
        let found = forecast(state, std::slice::from_ref(on), &expected, self.span)?;
        let row = found.dependencies.into_iter().next().ok_or("no forecast")?;
        for event in &row.events {
            let _ = writeln!(text, "Later: {event}");
            if let Some(remedy) = &event.remedy {
                let _ = writeln!(text, "    -> {remedy}");
            }
        }
        Ok(row)
    }

    /// The same after the plan, in each way in which the phone may read it; and whether one makes the server rejected.
    fn planned(
        &self,
        before: &DependencyForecast,
        changes: &[PlannedChange],
        text: &mut String,
    ) -> Result<bool, Failure> {
        let mut on = self.on.clone();
        for change in changes {
            if let PlannedChange::Peer { dependency, chain } = change
                && *dependency == on.id
            {
                on.chain = chain.clone();
            }
        }
        let words: Vec<String> = changes.iter().map(PlannedChange::to_string).collect();
        let words = words.join(", then ");
        let (cases, has_more) = cases(&self.model.state, changes)?;
        let mut is_bad = false;
        for (case, state) in &cases {
            let case = case.as_ref().map(|case| format!(", if {case}")).unwrap_or_default();
            let _ = write!(text, "After the change ({words}{case}): ");
            let after = self.judge(state, &on, text)?;
            is_bad |= self.compare(before, &after, text);
        }
        if has_more {
            text.push_str("The settings files can be read in more ways than were judged.\n");
        }
        if is_bad {
            self.smaller(changes, text)?;
        }
        Ok(is_bad)
    }

    /// Says whether the plan makes the server rejected at any time.
    fn compare(
        &self,
        before: &DependencyForecast,
        after: &DependencyForecast,
        text: &mut String,
    ) -> bool {
        let Some(at) = lost(before, after, self.span) else {
            let _ = writeln!(text, "The change makes this server rejected at no time.");
            return false;
        };
        let at = crate::when::words(at);
        let _ = writeln!(text, "! The change makes this server rejected from {at} UTC.");
        if self.on.essential {
            let _ = writeln!(
                text,
                "  The phone needs it, and cannot be repaired through it afterwards."
            );
        }
        true
    }

    /// The smaller change that makes the server rejected in no way of reading the plan.
    fn smaller(&self, changes: &[PlannedChange], text: &mut String) -> Result<(), Failure> {
        // The guard tries its smaller changes without the expected ones.
        let own = |change: &&PlannedChange| match change {
            PlannedChange::Peer { dependency, .. } => *dependency == self.on.id,
            _ => true,
        };
        let changes: Vec<_> = changes.iter().filter(own).cloned().collect();
        let on = std::slice::from_ref(self.on);
        if let Some(smaller) = what_if(&self.model.state, on, &changes, self.span)?.smaller {
            let smaller: Vec<String> = smaller.iter().map(PlannedChange::to_string).collect();
            let smaller = smaller.join(", then ");
            let _ = writeln!(text, "    -> a smaller change that does not: {smaller}");
        }
        Ok(())
    }
}

/// The phone after the changes, in each way of reading them, the assumed one first; and whether there are more ways.
fn cases(state: &DeviceState, changes: &[PlannedChange]) -> Result<(Vec<Case>, bool), Failure> {
    let is_file =
        |one: &&PlannedChange| matches!(one, PlannedChange::Settings(..) | PlannedChange::Apply(_));
    let files = changes.iter().filter(is_file).count();
    let (mut all, mut has_more, mut file) = (vec![(None, state.clone())], false, 0);
    for change in changes {
        file += usize::from(is_file(&change));
        let which = if files > 1 { format!(", in settings file {file}") } else { String::new() };
        let (mut next, mut others) = (Vec::new(), Vec::new());
        for (index, (case, mut state)) in all.into_iter().enumerate() {
            for other in state.other_readings(change) {
                let mut read = state.clone();
                if read.apply(&other.change).is_ok() {
                    let more: Option<String> = case.clone();
                    let words = more.into_iter().chain([format!("{}{which}", other.way())]);
                    others.push((Some(words.collect::<Vec<_>>().join(", and ")), read));
                }
            }
            match state.apply(change) {
                Ok(()) => next.push((case, state)),
                Err(error) if index == 0 => return Err(error.into()),
                Err(_) => {}
            }
        }
        next.append(&mut others);
        has_more |= next.len() > MAX_CASES;
        next.truncate(MAX_CASES);
        all = next;
    }
    Ok((all, has_more))
}

fn is_rejected(row: &DependencyForecast) -> bool {
    let later = row.events.iter().map(|event| &event.to);
    std::iter::once(&row.now).chain(later).any(|outcome: &Outcome| !outcome.is_accepted())
}

/// The first second at which the server is rejected after the plan, and would be accepted without it.
fn lost(
    before: &DependencyForecast,
    after: &DependencyForecast,
    span: Span,
) -> Option<trustslot::pki_types::UnixTime> {
    let events = before.events.iter().chain(&after.events).map(|event| event.at);
    let mut instants: Vec<_> = std::iter::once(span.from()).chain(events).collect();
    instants.sort_unstable();
    instants.into_iter().find(|at| before.at(*at).is_accepted() && !after.at(*at).is_accepted())
}
