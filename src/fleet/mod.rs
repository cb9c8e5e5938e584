//! Floor 8: the forecasts of many models at once. Models that a server cannot tell apart are judged once.

mod candidates;
mod classes;
mod each;
mod error;
mod model;
mod names;
mod progress;
mod projection;
mod question;
mod report;
mod rows;
mod suggest;
mod suggestion;
mod text;
mod trials;
mod worst;

pub use error::FleetError;
pub use model::Model;
pub use progress::FleetProgress;
pub use question::FleetQuestion;
pub use report::{FleetAnswer, FleetEvent, FleetOtherwise, FleetReport, FleetRow, Unanswered};
pub use suggestion::{ListGain, SuggestedChange, Suggestion};

use crate::certificate::{Certificate, Fingerprint};
use crate::forecast::{
    Dependency, DeviceState, Expected, ForecastError, PlanReading, PlannedChange, readings_of,
};
use crate::policy_set::{Application, PolicySet};
use crate::trust_store::{BuiltIn, SharedBuiltIn};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use classes::{Classes, Digested, Planned, Read, Room};
use core::hash::Hash as _;
use each::each;
use projection::{Digest, Digester, KnownCrls};

/// The built-in lists whose addresses are remembered, so that equal models are recognized without a look at their stores.
const MAX_LISTS: usize = 256;

/// The states that are remembered for the same purpose. 64 bytes each.
const MAX_STATES: usize = 65_536;

/// The models that are looked at together, by several threads.
const BATCH: usize = 256;

/// Forecasts, and the trial of a plan, for all models of a fleet.
///
/// Models are added one by one, or from an iterator, and not kept. What is kept: one state for each class of models that
/// differ in something that matters to one of the servers, and eight names for each class. So memory grows with the classes, at
/// most 65,536, and not with the models.
///
/// With the feature `parallel`, several threads share the work. The report does not depend on it, nor on the order in which
/// models are added.
///
/// ```
/// # #[cfg(all(feature = "mozilla", any(feature = "ring", feature = "aws-lc-rs")))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{
///     Application, BuiltIn, Bundle, Chain, Dependency, DeviceState, Fleet, FleetQuestion, Model, Policy, PolicySet, Span,
///     TrustStore,
/// };
///
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// let server = Dependency::new("prov", chain, "stackexchange.com".parse()?, Application::AutoProvision);
/// // From 2022-01-15, for 30 days.
/// let question = FleetQuestion::new(vec![server], Span::days(1_642_204_800, 30))?;
///
/// let phone = |store| DeviceState::new(store, PolicySet::new(Policy::STRICT));
/// let mut fleet = Fleet::new(question);
/// fleet.extend([
///     Model::new("T46U", 6_400, phone(TrustStore::mozilla())),
///     Model::new("T57W", 2_800, phone(TrustStore::mozilla())),
///     Model::new("T19", 800, phone(TrustStore::new(BuiltIn::EMPTY))),
/// ])?;
///
/// let report = fleet.report();
/// assert_eq!((report.phones, report.judged, report.rows.len()), (10_000, 2, 2));
/// assert_eq!((report.rows[0].phones, report.rows[0].answer.now.is_accepted()), (800, false));
/// // A root that the other models have.
/// assert_eq!(report.suggestions[0].phones, 800);
/// # Ok(())
/// # }
/// # #[cfg(not(all(feature = "mozilla", any(feature = "ring", feature = "aws-lc-rs"))))] fn main() {}
/// ```
#[derive(Debug)]
pub struct Fleet {
    question: FleetQuestion,
    servers: Vec<Server>,
    lists: Vec<SharedBuiltIn>,
    crls: KnownCrls,
    states: BTreeMap<Digest, usize>,
    classes: Classes,
}

/// One server of the question, without the plan and with it.
#[derive(Debug)]
struct Server {
    before: Dependency,
    reach: Vec<Certificate>,
    /// With the chain of the plan, if it has one.
    after: Option<(Dependency, Vec<Certificate>)>,
}

impl Server {
    fn new(question: &FleetQuestion, index: usize, before: &Dependency) -> Self {
        let planned = question.planned(index).filter(|(_, is_changed)| *is_changed);
        let after = planned.map(|(after, _)| {
            let reach = question.in_reach(&after);
            (after, reach)
        });
        Self { before: before.clone(), reach: question.in_reach(before), after }
    }

    /// The server with the chain of the plan, if it has one and the plan is made.
    fn dependency(&self, is_planned: bool) -> &Dependency {
        self.after.as_ref().filter(|_| is_planned).map_or(&self.before, |(after, _)| after)
    }

    fn reach(&self, is_planned: bool) -> &[Certificate] {
        self.after.as_ref().filter(|_| is_planned).map_or(&self.reach, |(_, reach)| reach)
    }
}

impl Fleet {
    /// A fleet without models.
    pub fn new(question: FleetQuestion) -> Self {
        let servers = question.on.iter().enumerate();
        let servers = servers.map(|(index, on)| Server::new(&question, index, on)).collect();
        Self {
            question,
            servers,
            lists: Vec::new(),
            crls: KnownCrls::default(),
            states: BTreeMap::new(),
            classes: Classes::default(),
        }
    }

    /// Adds a model.
    ///
    /// # Errors
    ///
    /// [`FleetError`]: there are too many classes or phones. The fleet is as before.
    pub fn add(&mut self, model: &Model) -> Result<(), FleetError> {
        let state = self.state_digest(model);
        let digested = match self.known(state) {
            Some(_) => None,
            None => Some(self.digest(model)),
        };
        self.count(model, state, digested)
    }

    /// Adds models from an iterator, and keeps at most 256 of them at a time.
    ///
    /// # Errors
    ///
    /// [`FleetError`], as in [`add`](Self::add). The models before the one with the error are added.
    pub fn extend(&mut self, models: impl IntoIterator<Item = Model>) -> Result<(), FleetError> {
        let mut models = models.into_iter();
        loop {
            let batch: Vec<Model> = models.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let states: Vec<_> = batch.iter().map(|model| self.state_digest(model)).collect();
            let both: Vec<_> = batch.iter().zip(states).collect();
            let digested = each(&both, |(model, state)| match self.known(*state) {
                Some(_) => None,
                None => Some(self.digest(model)),
            });
            for ((model, state), digested) in both.into_iter().zip(digested) {
                self.count(model, state, digested)?;
            }
        }
    }

    /// Judges every class, and looks for changes that help.
    pub fn report(&self) -> FleetReport {
        self.report_with(|_| ())
    }

    /// The same, and calls `progress` again and again: at least after every 256 forecasts and trials. It takes no memory that
    /// grows with the work.
    ///
    /// Adding models is work too, about as much for each new class. To show it, count the models of the iterator that
    /// [`extend`](Self::extend) takes.
    pub fn report_with(&self, mut progress: impl FnMut(FleetProgress)) -> FleetReport {
        let judged = rows::judge(self, &mut progress);
        let mut report = rows::report(self, &judged);
        (report.suggestions, report.harmful, report.untried) =
            suggest::suggest(self, &judged, &mut progress);
        report
    }

    fn known(&self, state: Option<Digest>) -> Option<usize> {
        self.states.get(&state?).copied()
    }

    fn count(
        &mut self,
        model: &Model,
        state: Option<Digest>,
        digested: Option<Digested>,
    ) -> Result<(), FleetError> {
        self.classes.check(model.count)?;
        let class = match (self.known(state), digested) {
            (Some(class), _) => class,
            (None, Some(digested)) => self.classes.class_of(model, digested)?,
            (None, None) => return Ok(()),
        };
        self.classes.count(class, &model.id, model.count);
        if let Some(state) = state
            && self.states.len() < MAX_STATES
        {
            self.states.insert(state, class);
        }
        Ok(())
    }

    /// A digest of a whole state, which costs little; `None` if the state has a list that is not remembered.
    fn state_digest(&mut self, Model { state, updates, .. }: &Model) -> Option<Digest> {
        for crl in &state.crls {
            self.crls.learn(crl);
        }
        let (list, disabled) = state.store.switches();
        let list_at: &BuiltIn = list;
        let is_same = |known: &SharedBuiltIn| {
            let known: &BuiltIn = known;
            core::ptr::eq(known, list_at)
        };
        let index = match self.lists.iter().position(is_same) {
            Some(index) => index,
            None if self.lists.len() < MAX_LISTS => {
                let index = self.lists.len();
                self.lists.push(list.clone());
                index
            }
            None => return None,
        };
        let mut digester = Digester::new();
        (index, updates).hash(&mut digester);
        disabled.hash(&mut digester);
        (state.store.limit(), state.store.byte_limit()).hash(&mut digester);
        projection::certificates(state.store.custom().iter(), &mut digester);
        policies(&state.policies, &mut digester);
        projection::environment(state, &self.crls, &mut digester);
        Some(digester.done())
    }

    /// What the servers see of a device.
    fn digest(&self, Model { state, updates, .. }: &Model) -> Digested {
        let mut room = Room {
            entries: state.store.free(),
            bytes: state.store.free_bytes(),
            disabled: disabled(state),
            takes_lists: *updates && !self.question.lists.is_empty(),
        };
        let stages = self.stages(state.clone(), *updates);
        let mut see = |stages: &[DeviceState], is_planned: bool| -> Vec<(bool, Digest)> {
            for stage in stages {
                room.entries = room.entries.min(stage.store.free());
                room.bytes = room.bytes.min(stage.store.free_bytes());
            }
            let servers = self.servers.iter().map(|server| {
                let is_changed = is_planned && server.after.is_some();
                let reach = server.reach(is_changed);
                let application = server.before.application;
                (is_changed, projection::of(stages, application, reach, &self.crls))
            });
            servers.collect()
        };
        let before = stages.map(|stages| {
            see(&stages, false).into_iter().map(|(_, digest)| digest).collect::<Vec<_>>()
        });
        let has_plan = !self.question.plan.is_empty();
        let after = has_plan.then(|| {
            let (all, mut has_more) = self.planned(state)?;
            let mut readings: Vec<Read> = Vec::new();
            for PlanReading { state, way } in all {
                let stages = match self.stages(state.clone(), *updates) {
                    Ok(stages) => stages,
                    Err(error) if readings.is_empty() => return Err(error),
                    // It is not said to be judged.
                    Err(_) => {
                        has_more = true;
                        continue;
                    }
                };
                let digests = see(&stages, true);
                if !readings.iter().any(|known| known.digests == digests) {
                    readings.push(Read { way, state, digests });
                }
            }
            Ok(Planned { readings, has_more })
        });
        // More than the suggestions need makes no difference.
        room.entries = room.entries.min(suggest::MAX_ROUNDS);
        room.bytes = room.bytes.min(suggest::MAX_BYTES);
        Digested { before, after, room }
    }

    /// A device before and after each expected change that reaches it. If one does not, there are fewer stages: so devices
    /// with the same stages are reached by the same changes.
    fn stages(&self, first: DeviceState, updates: bool) -> Result<Vec<DeviceState>, ForecastError> {
        let mut stages = Vec::from([first]);
        for expected in self.question.expected.iter().filter(|one| reaches(one, updates)) {
            let Some(mut next) = stages.last().cloned() else { break };
            next.apply(&expected.change)?;
            stages.push(next);
        }
        Ok(stages)
    }

    /// The device after the plan as it is assumed to be read, then in each other way; and whether there are more ways.
    fn planned(&self, state: &DeviceState) -> Result<(Vec<PlanReading>, bool), ForecastError> {
        readings_of(state, &self.question.plan)
    }
}

/// False for a new built-in list and a device that gets none.
fn reaches(expected: &Expected, updates: bool) -> bool {
    updates || !matches!(expected.change, PlannedChange::BuiltIn(_))
}

/// Which built-in certificates somebody has disabled: they are not suggested there.
fn disabled(state: &DeviceState) -> Digest {
    let (_, disabled): (_, &[Fingerprint]) = state.store.switches();
    let mut digester = Digester::new();
    disabled.hash(&mut digester);
    digester.done()
}

/// All that is set, and not only what is in effect: a settings file of a plan builds on it.
fn policies(set: &PolicySet, digester: &mut Digester) {
    set.base().hash(digester);
    let own = Application::ALL.iter().map(|application| set.application(*application));
    for overrides in own.chain([set.global()]) {
        overrides.accept_untrusted().hash(digester);
        overrides.source().hash(digester);
        overrides.check_name().hash(digester);
        overrides.name_rules().hash(digester);
        overrides.device_certificate().hash(digester);
    }
}
