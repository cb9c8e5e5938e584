//! A fleet from a folder: the files that describe it, and the files that they name.

use crate::Failure;
use crate::arguments::{Arguments, Change};
use crate::description::{self, Description, ModelFile, ServerFile};
use crate::file;
use crate::fleet::{Models, Scene, Take};
use crate::notes::{Note, Notes};
use crate::orders::{Case, Ordered};
use crate::when;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trustslot::{
    Application, BuiltIn, Cadence, Chain, ClockQuality, Dependency, DeviceState, Expected,
    FactoryReset, Model, PlannedChange, Policy, PolicySet, Renewals, SharedBuiltIn, Span,
    TrustStore,
};

/// How far the answer looks ahead, in days, unless an argument says otherwise.
const AHEAD: u64 = 730;

/// Enough for a person to fix before the next try.
const MAX_ERRORS: usize = 20;

/// The states that are remembered, so that the files of equal models are read once. A state takes some kilobytes.
const MAX_KINDS: usize = 4096;

/// The folder, and what was read from it.
pub struct Folder {
    path: PathBuf,
    files: Vec<PathBuf>,
    lists: BTreeMap<String, SharedBuiltIn>,
    kinds: BTreeMap<ModelFile, Kind>,
    faults: Faults,
}

/// What models with equal descriptions have.
#[derive(Clone)]
struct Kind {
    /// With the case, if the settings leave open which one it is.
    states: Vec<Case>,
    notes: Vec<Note>,
}

/// Errors, each once, with where it came up first.
#[derive(Default)]
struct Faults(BTreeMap<String, String>);

impl Faults {
    /// Keeps the error, and stops the reading if there are too many.
    fn keep(&mut self, place: String, error: &Failure) -> Result<(), Failure> {
        self.0.entry(error.to_string()).or_insert(place);
        if self.0.len() < MAX_ERRORS { Ok(()) } else { self.result() }
    }

    fn result(&self) -> Result<(), Failure> {
        let lines = self.0.iter().map(|(error, place)| format!("{error} ({place})"));
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { Ok(()) } else { Err(lines.join("\n").into()) }
    }
}

/// Everything that is asked about the folder.
pub fn read(path: &Path, arguments: &Arguments) -> Result<Scene, Failure> {
    let files = description::files(path)?;
    let Description { title, from, servers, certificates, lists } = description::read(&files)?;
    let mut folder = Folder {
        path: path.to_owned(),
        files,
        lists: BTreeMap::new(),
        kinds: BTreeMap::new(),
        faults: Faults::default(),
    };
    let from = match (arguments.from, from) {
        (Some(from), _) => from,
        (None, Some(day)) => when::seconds(&day).map_err(|error| format!("from: {error}"))?,
        (None, None) => when::now(),
    };
    let mut read = Vec::new();
    for server in &servers {
        match folder.server(server) {
            Ok(server) => read.push(server),
            Err(error) => folder.faults.keep(format!("server {:?}", server.id), &error)?,
        }
    }
    if servers.is_empty() {
        return Err(format!("{}: no file describes a server", path.display()).into());
    }
    let mut known = Vec::new();
    for path in &certificates {
        match file::bundle(&folder.path.join(path)) {
            Ok(bundle) => known.extend(bundle),
            Err(error) => folder.faults.keep("certificates".to_owned(), &error)?,
        }
    }
    let mut offered = Vec::new();
    for path in &lists {
        match folder.list(path) {
            Ok(list) => offered.push((path.clone(), list)),
            Err(error) => folder.faults.keep("lists".to_owned(), &error)?,
        }
    }
    let mut expected = Vec::new();
    for (at, path) in &arguments.lists {
        let built_in = BuiltIn::from_certificates(file::bundle(path)?);
        let change = PlannedChange::BuiltIn(Arc::new(built_in).into());
        expected.push(Expected { at: when::at(*at), change });
    }
    if !folder.faults.0.is_empty() {
        // Nothing can be judged. The models are read for their faults.
        folder.each(&mut |_, _, _| Ok(()))?;
    }
    let unknown = arguments.changes.iter().find_map(|change| match change {
        Change::Replace(id, _) if !servers.iter().any(|server| server.id == *id) => Some(id),
        _ => None,
    });
    if let Some(id) = unknown {
        let known: Vec<_> = servers.iter().map(|server| server.id.as_str()).collect();
        return Err(
            format!("no server is called {id:?}; the servers are {}", known.join(", ")).into()
        );
    }
    let mut notes = Notes::default();
    let plan = plan(arguments, path, &mut notes)?;
    Ok(Scene {
        title: title.unwrap_or_else(|| path.display().to_string()),
        assumed: Vec::new(),
        servers: read,
        models: Models::Folder(Box::new(folder)),
        expected,
        plan,
        certificates: known,
        lists: offered,
        span: Span::days(from, arguments.days.unwrap_or(AHEAD)),
        notes,
    })
}

/// The changes, as one plan.
fn plan(
    arguments: &Arguments,
    fleet: &Path,
    notes: &mut Notes,
) -> Result<Vec<PlannedChange>, Failure> {
    // What the file itself says, on any phone: not what it leaves as it is.
    let before = PolicySet::new(Policy::STRICT);
    let planned = arguments.changes.iter().map(|change| {
        Ok(match change {
            Change::DeleteAll => PlannedChange::DeleteAll,
            Change::Reset { keeps: true } => PlannedChange::Reset(FactoryReset::KeepCustom),
            Change::Reset { keeps: false } => PlannedChange::Reset(FactoryReset::DropCustom),
            Change::Replace(server, path) => {
                PlannedChange::Peer { dependency: server.as_str().into(), chain: chain(path)? }
            }
            Change::Settings(path) => {
                let text = file::settings(path, arguments.maker.as_deref())?;
                let mut found = Vec::new();
                let file = Ordered::read(path, text, &before, fleet, &mut found);
                notes.extend(&found);
                file.planned()
            }
        })
    });
    planned.collect()
}

fn chain(path: &Path) -> Result<Chain, Failure> {
    let chain = Chain::from_certificates(file::bundle(path)?);
    Ok(chain.map_err(|error| file::explained(path, &error, error.remedy()))?)
}

impl Folder {
    /// Reads the models and hands them over one by one, each with what its settings files say.
    pub fn each(&mut self, take: Take<'_>) -> Result<(), Failure> {
        let mut count = 0_u64;
        for path in self.files.clone() {
            description::models(&path, &mut |model| {
                count += 1;
                match self.kind(&model) {
                    // With a fault, nothing is judged: the rest is read for its faults only.
                    Ok(kind) if self.faults.0.is_empty() => hand_over(&model, kind, take),
                    Ok(_) => Ok(()),
                    Err(error) => self
                        .faults
                        .keep(format!("model {:?} in {}", model.id, path.display()), &error),
                }
            })?;
        }
        self.faults.result()?;
        if count == 0 {
            return Err(format!("{}: no file describes a model", self.path.display()).into());
        }
        Ok(())
    }

    fn kind(&mut self, model: &ModelFile) -> Result<Kind, Failure> {
        let key = ModelFile { id: String::new(), phones: 0, ..model.clone() };
        if let Some(known) = self.kinds.get(&key) {
            return Ok(known.clone());
        }
        let kind = self.read(model)?;
        if self.kinds.len() < MAX_KINDS {
            self.kinds.insert(key, kind.clone());
        }
        Ok(kind)
    }

    fn server(&self, server: &ServerFile) -> Result<Dependency, Failure> {
        let application = Application::from_word(&server.application).ok_or_else(|| {
            let words: Vec<_> = Application::ALL.iter().map(|one| one.word()).collect();
            let known = words.join(", ");
            format!(
                "no application is called {:?}; the applications are {known}",
                server.application
            )
        })?;
        let chain = chain(&self.path.join(&server.chain))?;
        let name = server.name.parse().map_err(|error| format!("{:?}: {error}", server.name))?;
        let mut on = Dependency::new(server.id.as_str(), chain, name, application);
        on.essential = server.essential.unwrap_or(on.essential);
        if server.renews {
            on.renewals = Renewals::SameIssuer(Cadence::TWO_THIRDS);
        }
        Ok(on)
    }

    fn list(&mut self, name: &str) -> Result<SharedBuiltIn, Failure> {
        if let Some(known) = self.lists.get(name) {
            return Ok(known.clone());
        }
        let list: SharedBuiltIn = match name {
            "none" => BuiltIn::EMPTY,
            "mozilla" => BuiltIn::MOZILLA,
            name => {
                let built_in = BuiltIn::from_certificates(file::bundle(&self.path.join(name))?);
                Arc::new(built_in).into()
            }
        };
        if self.lists.len() < MAX_KINDS {
            self.lists.insert(name.to_owned(), list.clone());
        }
        Ok(list)
    }

    fn read(&mut self, model: &ModelFile) -> Result<Kind, Failure> {
        let list = self.list(&model.built_in)?;
        let mut store = match model.limit {
            Some(limit) => TrustStore::with_limit(list, limit),
            None => TrustStore::new(list),
        };
        if let Some(bytes) = model.bytes {
            store = store.with_byte_limit(bytes);
        }
        for upload in &model.uploads {
            let path = self.path.join(upload);
            let added = store.add(&file::bundle(&path)?);
            added.map_err(|error| file::explained(&path, &error, error.remedy()))?;
        }
        let clock = match model.clock.as_deref() {
            None | Some("set") => ClockQuality::Set,
            Some("unset") => ClockQuality::Unset,
            Some(day) => {
                ClockQuality::AtLeast(when::at(when::seconds(day).map_err(|error| {
                    format!("clock: {error}, and neither \"set\" nor \"unset\"")
                })?))
            }
        };
        let mut crls = Vec::new();
        for path in &model.crls {
            crls.extend(file::crls(&self.path.join(path))?);
        }
        let mut state = DeviceState::new(store, PolicySet::FACTORY);
        (state.clock, state.crls) = (clock, crls);
        let (mut states, mut notes) = (vec![(None, state)], Vec::new());
        for path in &model.settings {
            let path = self.path.join(path);
            let text = file::settings(&path, model.maker.as_deref())?;
            let before = states.last().map_or(PolicySet::FACTORY, |(_, state)| state.policies);
            let file = Ordered::read(&path, text, &before, &self.path, &mut notes);
            states = file.apply(states, &mut notes)?;
        }
        Ok(Kind { states, notes })
    }
}

fn hand_over(file: &ModelFile, kind: Kind, take: Take<'_>) -> Result<(), Failure> {
    for (case, state) in kind.states {
        let id = match case {
            Some(case) => format!("{} ({case})", file.id),
            None => file.id.clone(),
        };
        let mut model = Model::new(id, file.phones, state);
        model.updates = file.updates;
        take(&model, &file.id, &kind.notes)?;
    }
    Ok(())
}
