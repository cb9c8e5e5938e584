//! A question about a fleet, and its answer.

use crate::Failure;
use crate::folder::Folder;
use crate::notes::{Note, Notes};
use crate::progress::Progress;
use crate::when::words;
use std::collections::BTreeMap;
use trustslot::{
    Assumption, Certificate, Dependency, DownloadOrder, Expected, Fleet, FleetQuestion,
    FleetReport, FleetRow, Model, PlannedChange, Renewals, Span,
};

/// Everything that is asked.
pub struct Scene {
    pub title: String,
    /// What the input assumes, besides what the report says.
    pub assumed: Vec<String>,
    pub servers: Vec<Dependency>,
    pub models: Models,
    /// The changes that are expected. New built-in lists reach the models that get them.
    pub expected: Vec<Expected>,
    /// At least one, which may be empty.
    pub plans: Vec<Plan>,
    /// Certificates that may be suggested.
    pub certificates: Vec<Certificate>,
    pub span: Span,
    pub notes: Notes,
}

/// Where the models come from.
pub enum Models {
    Sample(Vec<Model>),
    Folder(Box<Folder>),
}

/// Takes a model, its name in the description, and what its settings files say.
pub type Take<'a> = &'a mut dyn FnMut(&Model, &str, &[Note]) -> Result<(), Failure>;

impl Models {
    /// Hands over the models one by one.
    pub fn each(&mut self, take: Take<'_>) -> Result<(), Failure> {
        match self {
            Self::Sample(models) => models.iter().try_for_each(|model| take(model, &model.id, &[])),
            Self::Folder(folder) => folder.each(take),
        }
    }
}

/// Changes that are planned at once.
#[derive(Default)]
pub struct Plan {
    /// Which of two cases this is, if a settings file leaves it open.
    pub case: Option<DownloadOrder>,
    pub changes: Vec<PlannedChange>,
}

/// What is said about the fleet, in one case.
pub struct Answer {
    pub title: String,
    pub assumed: Vec<String>,
    pub report: FleetReport,
    pub findings: Vec<String>,
    /// The host names of the servers, by their names.
    pub hosts: BTreeMap<String, String>,
    pub has_plan: bool,
    has_lists: bool,
}

/// Asks about every model, once for each plan.
pub fn ask(scene: Scene) -> Result<Vec<Answer>, Failure> {
    let Scene { title, servers, mut models, expected, plans, certificates, span, .. } = scene;
    let (assumed, mut notes) = (scene.assumed, scene.notes);
    let has_renewals = servers.iter().any(|server| server.renewals != Renewals::None);
    let has_lists = expected.iter().any(|one| matches!(one.change, PlannedChange::BuiltIn(_)));
    let hosts: BTreeMap<String, String> =
        servers.iter().map(|server| (server.id.to_string(), server.name.to_string())).collect();
    let mut answers = Vec::new();
    for (number, Plan { case, changes }) in plans.into_iter().enumerate() {
        let has_plan = !changes.is_empty();
        let question = FleetQuestion::new(servers.clone(), span)?
            .with_expected(expected.clone())?
            .with_plan(changes)?
            .with_certificates(certificates.iter().cloned())?;
        let mut progress = Progress::new();
        let mut fleet = Fleet::new(question);
        let mut is_twice = false;
        models.each(&mut |model, id, of_model| {
            fleet.add(model)?;
            is_twice |= *model.id != *id;
            if number == 0 {
                notes.extend(of_model);
            }
            progress.step();
            Ok(())
        })?;
        progress.judging();
        let report = fleet.report();
        progress.done();
        let mut assumed = assumed.clone();
        if has_renewals {
            let line = "the same CA renews a server's certificate after two thirds of its lifetime";
            assumed.push(line.to_owned());
        }
        assumed.extend(notes.assumed().map(str::to_owned));
        if is_twice {
            let line = "phones whose settings can be read in two ways are counted once for each";
            assumed.push(line.to_owned());
        }
        let title = match case {
            Some(case) => format!("{title}: the change, if the phone {case}"),
            None => title.clone(),
        };
        let findings = if number == 0 { notes.lines() } else { Vec::new() };
        answers.push(Answer {
            title,
            assumed,
            report,
            findings,
            hosts: hosts.clone(),
            has_plan,
            has_lists,
        });
    }
    Ok(answers)
}

impl Answer {
    /// What all of the answer assumes, in words.
    pub fn assumed(&self) -> Vec<String> {
        let of_report = self.report.assumptions.iter().map(|assumption| match assumption {
            Assumption::ListsUnchanged if self.has_lists => {
                "built-in lists stay as they are, except where the new one arrives".to_owned()
            }
            Assumption::ListsUnchanged => "the built-in lists stay as they are".to_owned(),
            Assumption::CrlsUnchanged => "no newer CRL is loaded".to_owned(),
            other => other.word().replace('-', " "),
        });
        self.assumed.iter().cloned().chain(of_report).collect()
    }

    /// What must be said first: phones that refuse a server which they need, or will.
    pub fn warnings(&self) -> Vec<String> {
        let essential = self.report.rows.iter().filter(|row| row.essential);
        let told = essential.filter_map(|row| {
            let (phones, server) = (row.phones, &row.dependency);
            if self.has_plan {
                let at = words(row.lock_out?);
                return Some(format!(
                    "{phones} phones reject \"{server}\" from {at} UTC, because of the change, and cannot be repaired through it afterwards",
                ));
            }
            if !row.answer.now.is_accepted() {
                return Some(format!("{phones} phones reject \"{server}\" from the start, and cannot be repaired through it"));
            }
            let lost = row.answer.events.iter().find(|event| event.lock_out)?;
            let at = words(lost.at);
            Some(format!(
                "{phones} phones reject \"{server}\" from {at} UTC, unless something is done, and cannot be repaired through it afterwards",
            ))
        });
        told.collect()
    }

    /// What to say where a server is refused and nothing that was tried helps.
    pub fn without_help(&self) -> Option<&'static str> {
        let is_refused = self.report.rows.iter().any(is_refused);
        (is_refused && self.report.suggestions.is_empty()).then_some(
            "What helps: no certificate that was tried. Tried are the CAs of other models, and the files that the fleet lists as certificates",
        )
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
