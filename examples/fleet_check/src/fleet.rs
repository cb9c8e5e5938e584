//! A question about a fleet, and its answer.

use crate::Failure;
use crate::folder::Folder;
use crate::notes::{Note, Notes};
use crate::progress::Progress;
use crate::when::words;
use std::collections::BTreeMap;
use trustslot::{
    Assumption, Certificate, Dependency, Expected, Fleet, FleetQuestion, FleetReport, FleetRow,
    Model, PlannedChange, Renewals, SharedBuiltIn, Span,
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
    /// The changes that are planned at once. Each way of reading a settings file of them is judged.
    pub plan: Vec<PlannedChange>,
    /// Certificates that may be suggested.
    pub certificates: Vec<Certificate>,
    /// Built-in lists that may be suggested, and their names.
    pub lists: Vec<(String, SharedBuiltIn)>,
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

/// What is said about the fleet.
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

/// Asks about every model.
pub fn ask(scene: Scene) -> Result<Answer, Failure> {
    let Scene { title, servers, mut models, expected, plan, certificates, lists, span, .. } = scene;
    let (mut assumed, mut notes) = (scene.assumed, scene.notes);
    let has_renewals = servers.iter().any(|server| server.renewals != Renewals::None);
    let has_lists = expected.iter().any(|one| matches!(one.change, PlannedChange::BuiltIn(_)));
    let hosts: BTreeMap<String, String> =
        servers.iter().map(|server| (server.id.to_string(), server.name.to_string())).collect();
    let has_plan = !plan.is_empty();
    let question = FleetQuestion::new(servers, span)?
        .with_expected(expected)?
        .with_plan(plan)?
        .with_certificates(certificates)?;
    let offer = |question: FleetQuestion, (name, list): (String, _)| question.with_list(name, list);
    let question = lists.into_iter().try_fold(question, offer)?;
    let mut progress = Progress::new();
    let mut fleet = Fleet::new(question);
    let mut is_twice = false;
    models.each(&mut |model, id, of_model| {
        fleet.add(model)?;
        is_twice |= *model.id != *id;
        notes.extend(of_model);
        progress.step();
        Ok(())
    })?;
    let report = fleet.report_with(|done| progress.judging(done));
    progress.done();
    if has_renewals {
        let line = "the same CA renews a server's certificate after two thirds of its lifetime";
        assumed.push(line.to_owned());
    }
    assumed.extend(notes.assumed().map(str::to_owned));
    if is_twice {
        let line = "phones whose settings can be read in two ways are counted once for each";
        assumed.push(line.to_owned());
    }
    let findings = notes.lines();
    Ok(Answer { title, assumed, report, findings, hosts, has_plan, has_lists })
}

/// `1 phone`, `2 phones`
pub fn phones(number: u64) -> String {
    format!("{number} phone{}", if number == 1 { "" } else { "s" })
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

    /// What must be said first: phones that reject a server which they need, or will.
    pub fn warnings(&self) -> Vec<String> {
        let essential = self.report.rows.iter().filter(|row| row.essential);
        let told = essential.flat_map(|row| {
            let (server, one) = (&row.dependency, row.phones == 1);
            let who = format!("{} reject{}", phones(row.phones), if one { "s" } else { "" });
            let lost = |at, why: String| {
                format!(
                    "{who} \"{server}\" from {} UTC, {why}, and cannot be repaired through it afterwards",
                    words(at),
                )
            };
            if self.has_plan {
                let assumed = row.lock_out.map(|at| lost(at, "because of the change".to_owned()));
                let others = row.otherwise.iter().filter_map(|other| {
                    let why = format!("because of the change, if {}", other.way());
                    Some(lost(other.lock_out?, why))
                });
                return assumed.into_iter().chain(others).collect::<Vec<_>>();
            }
            if !row.answer.now.is_accepted() {
                return vec![format!(
                    "{who} \"{server}\" from the start, and cannot be repaired through it"
                )];
            }
            let first = row.answer.events.iter().find(|event| event.lock_out);
            let first = first.map(|event| lost(event.at, "unless something is done".to_owned()));
            first.into_iter().collect()
        });
        told.collect()
    }

    /// What to say where a server is rejected and nothing that was tried helps.
    pub fn without_help(&self) -> Option<&'static str> {
        let is_rejected = self.report.rows.iter().any(is_rejected);
        (is_rejected && self.report.suggestions.is_empty()).then_some(
            "What helps: no certificate that was tried. Tried are the CAs of other models, and the files that the fleet lists as certificates",
        )
    }

    /// True if a server is rejected, or if the plan makes that worse.
    pub fn is_bad(&self) -> bool {
        self.report.rows.iter().any(
            |row| {
                if self.has_plan { is_worse(row) } else { is_rejected(row) }
            },
        )
    }
}

fn is_rejected(row: &FleetRow) -> bool {
    let events = row.answer.events.iter().map(|event| &event.to);
    std::iter::once(&row.answer.now).chain(events).any(|outcome| !outcome.is_accepted())
}

/// True if the plan makes this row's server rejected at any time at which it would be accepted, in whatever way it is read.
fn is_worse(row: &FleetRow) -> bool {
    let others = row.otherwise.iter().map(|other| &other.answer);
    let mut all = row.after.iter().chain(others);
    all.any(|after| {
        let changes = row.answer.events.iter().chain(&after.events).map(|event| event.at);
        let at_first = row.answer.now.is_accepted() && !after.now.is_accepted();
        let mut changes = changes.into_iter();
        at_first || changes.any(|at| row.answer.at(at).is_accepted() && !after.at(at).is_accepted())
    })
}
