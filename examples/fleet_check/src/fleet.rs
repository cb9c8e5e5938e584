//! A question about a fleet, and its answer.

use crate::Failure;
use crate::progress::Progress;
use crate::when::words;
use trustslot::{
    Assumption, Certificate, Dependency, Expected, Fleet, FleetQuestion, FleetReport, FleetRow,
    Model, PlannedChange, Renewals, Span,
};

/// Everything that is asked.
pub struct Scene {
    pub title: String,
    /// What the input assumes, besides what the report says.
    pub assumed: Vec<String>,
    pub servers: Vec<Dependency>,
    /// Models whose built-in list is replaced when a new one is expected, and models whose list stays.
    pub models: [Vec<Model>; 2],
    /// The changes that are expected everywhere.
    pub expected: Vec<Expected>,
    /// The built-in lists that are expected.
    pub lists: Vec<Expected>,
    pub plan: Vec<PlannedChange>,
    /// Certificates that may be suggested.
    pub certificates: Vec<Certificate>,
    pub span: Span,
    /// Findings of settings files, as text.
    pub findings: Vec<String>,
}

/// What is said about phones that are asked the same.
pub struct Answer {
    pub title: String,
    pub assumed: Vec<String>,
    pub report: FleetReport,
    pub findings: Vec<String>,
    pub has_plan: bool,
}

/// Asks the models whose list changes, and those whose list stays.
pub fn ask(scene: Scene) -> Result<Vec<Answer>, Failure> {
    let Scene { title, servers, models, expected, lists, plan, certificates, span, .. } = scene;
    let mut assumed = scene.assumed;
    if servers.iter().any(|server| server.renewals != Renewals::None) {
        assumed.push(
            "the same CA renews a server's certificate after a part of its lifetime".to_owned(),
        );
    }
    let (mut answers, mut findings) = (Vec::new(), scene.findings);
    let [mut updated, mut frozen] = models;
    // Without a new list, nothing tells them apart.
    if lists.is_empty() {
        updated.append(&mut frozen);
    }
    for (models, updates) in [(updated, true), (frozen, false)] {
        if models.is_empty() {
            continue;
        }
        let mut all = expected.clone();
        if updates {
            all.extend(lists.iter().cloned());
        }
        let question = FleetQuestion::new(servers.clone(), span)?
            .with_expected(all)?
            .with_plan(plan.clone())?
            .with_certificates(certificates.iter().cloned())?;
        let mut progress = Progress::new(models.len());
        let mut fleet = Fleet::new(question);
        for model in &models {
            fleet.add(model)?;
            progress.step();
        }
        progress.judging();
        let report = fleet.report();
        progress.done();
        let title = match (lists.is_empty(), updates) {
            (true, _) => title.clone(),
            (false, true) => format!("{title}: phones that get the new list"),
            (false, false) => format!("{title}: phones whose list stays"),
        };
        let findings = std::mem::take(&mut findings);
        let has_plan = !plan.is_empty();
        answers.push(Answer { title, assumed: assumed.clone(), report, findings, has_plan });
    }
    Ok(answers)
}

impl Answer {
    /// What all of the answer assumes, in words.
    pub fn assumed(&self) -> Vec<String> {
        let of_report = self.report.assumptions.iter().map(|assumption| match assumption {
            Assumption::ListsUnchanged => "the built-in lists stay as they are".to_owned(),
            Assumption::CrlsUnchanged => "no newer CRL is loaded".to_owned(),
            other => other.word().replace('-', " "),
        });
        self.assumed.iter().cloned().chain(of_report).collect()
    }

    /// What must be said first: phones that lose a server which they need.
    pub fn warnings(&self) -> Vec<String> {
        let lost = self.report.rows.iter().filter_map(|row| {
            let lost = row.answer.events.iter().find(|event| event.lock_out).map(|event| event.at);
            let (at, why) = match (self.has_plan, row.lock_out) {
                (true, at) => (at?, "because of the change"),
                (false, _) => (lost?, "unless something is done"),
            };
            Some(format!(
                "{} phones reject \"{}\" from {} UTC, {why}, and cannot be repaired through it afterwards",
                row.phones, row.dependency, words(at),
            ))
        });
        lost.collect()
    }

    /// True if a server is refused, or if the plan makes that worse.
    pub fn is_bad(&self) -> bool {
        self.report.rows.iter().any(
            |row| {
                if self.has_plan { is_worse(row) } else { is_refused(row) }
            },
        )
    }
}

fn is_refused(row: &FleetRow) -> bool {
    let events = row.answer.events.iter().map(|event| &event.to);
    std::iter::once(&row.answer.now).chain(events).any(|outcome| !outcome.is_accepted())
}

/// True if the plan makes this row's server refused at any time at which it would be accepted.
fn is_worse(row: &FleetRow) -> bool {
    let Some(after) = &row.after else { return false };
    let changes = row.answer.events.iter().chain(&after.events).map(|event| event.at);
    let at_first = row.answer.now.is_accepted() && !after.now.is_accepted();
    at_first
        || changes
            .into_iter()
            .any(|at| row.answer.at(at).is_accepted() && !after.at(at).is_accepted())
}
