//! A fleet from a folder: `fleet.toml` or `fleet.json`, and the files that it names.

use crate::Failure;
use crate::arguments::{Arguments, Change};
use crate::fleet::Scene;
use crate::when;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trustslot::{
    Absent, Application, BuiltIn, Bundle, Cadence, Chain, ClockQuality, Crl, Dependency,
    DeviceState, Expected, FactoryReset, Maker, Model, PlannedChange, PolicySet, Renewals,
    SettingsText, SharedBuiltIn, Span, TrustStore,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FleetFile {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    from: Option<String>,
    server: Vec<ServerFile>,
    model: Vec<ModelFile>,
    /// Files of certificates that may be suggested.
    #[serde(default)]
    certificates: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerFile {
    id: String,
    application: String,
    name: String,
    chain: PathBuf,
    #[serde(default)]
    essential: Option<bool>,
    /// Whether the same CA renews the certificate after two thirds of its lifetime.
    #[serde(default = "yes")]
    renews: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    id: String,
    phones: u64,
    /// `mozilla`, `none`, or a file.
    built_in: String,
    #[serde(default)]
    uploads: Vec<PathBuf>,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    bytes: Option<usize>,
    #[serde(default)]
    settings: Vec<PathBuf>,
    #[serde(default)]
    maker: Option<String>,
    /// `set`, `unset`, or the day from which on it is.
    #[serde(default)]
    clock: Option<String>,
    #[serde(default)]
    crls: Vec<PathBuf>,
    /// Whether the phones get new built-in lists.
    #[serde(default = "yes")]
    updates: bool,
}

const fn yes() -> bool {
    true
}

/// How far the answer looks ahead, in days, unless an argument says otherwise.
const AHEAD: u64 = 730;

/// The folder, and what was read from it. Each file is read once.
struct Reader<'a> {
    folder: &'a Path,
    lists: BTreeMap<String, SharedBuiltIn>,
    findings: BTreeSet<(PathBuf, u32, String)>,
}

pub fn read(folder: &Path, arguments: &Arguments) -> Result<Scene, Failure> {
    let file = fleet_file(folder)?;
    let mut reader = Reader { folder, lists: BTreeMap::new(), findings: BTreeSet::new() };
    let from = match (arguments.from, &file.from) {
        (Some(from), _) => from,
        (None, Some(day)) => when::seconds(day)?,
        (None, None) => when::now(),
    };
    let servers: Result<Vec<_>, Failure> =
        file.server.iter().map(|server| reader.server(server)).collect();
    let mut models = [Vec::new(), Vec::new()];
    for model in &file.model {
        let read = reader.model(model).map_err(|error| format!("model {:?}: {error}", model.id))?;
        models[usize::from(!model.updates)].push(read);
    }
    let mut certificates = Vec::new();
    for path in &file.certificates {
        certificates.extend(reader.bundle(path)?);
    }
    let mut plan = Vec::new();
    for change in &arguments.changes {
        plan.push(planned(change)?);
    }
    let mut lists = Vec::new();
    for (at, path) in &arguments.lists {
        let built_in = BuiltIn::from_certificates(bundle(path)?);
        let change = PlannedChange::BuiltIn(Arc::new(built_in).into());
        lists.push(Expected { at: when::at(*at), change });
    }
    let findings = reader.findings.into_iter();
    let findings = findings.map(|(path, _, text)| format!("{}: {text}", path.display()));
    Ok(Scene {
        title: file.title.unwrap_or_else(|| folder.display().to_string()),
        assumed: Vec::new(),
        servers: servers?,
        models,
        expected: Vec::new(),
        lists,
        plan,
        certificates,
        span: Span::days(from, arguments.days.unwrap_or(AHEAD)),
        findings: findings.collect(),
    })
}

fn fleet_file(folder: &Path) -> Result<FleetFile, Failure> {
    let (toml, json) = (folder.join("fleet.toml"), folder.join("fleet.json"));
    if toml.exists() {
        let text = std::fs::read_to_string(&toml)?;
        Ok(toml::from_str(&text).map_err(|error| format!("{}: {error}", toml.display()))?)
    } else {
        let text = std::fs::read(&json).map_err(|error| format!("{}: {error}", json.display()))?;
        let file = serde_json::from_slice(&text);
        Ok(file.map_err(|error| format!("{}: {error}", json.display()))?)
    }
}

fn planned(change: &Change) -> Result<PlannedChange, Failure> {
    Ok(match change {
        Change::DeleteAll => PlannedChange::DeleteAll,
        Change::Reset { keeps: true } => PlannedChange::Reset(FactoryReset::KeepCustom),
        Change::Reset { keeps: false } => PlannedChange::Reset(FactoryReset::DropCustom),
        Change::Settings(path) => PlannedChange::Settings(settings(path, None)?, Absent::KeepsBase),
        Change::Replace(server, path) => PlannedChange::Peer {
            dependency: server.as_str().into(),
            chain: Chain::from_certificates(bundle(path)?)?,
        },
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

fn bundle(path: &Path) -> Result<Bundle, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bundle = Bundle::parse(&name, &bytes(path)?);
    Ok(bundle.map_err(|error| explained(path, &error, error.remedy()))?)
}

fn explained(
    path: &Path,
    error: &dyn std::fmt::Display,
    remedy: Option<trustslot::Remedy>,
) -> String {
    let mut text = format!("{}: {error}", path.display());
    if let Some(remedy) = remedy {
        let _ = write!(text, "; to fix it: {remedy}");
    }
    text
}

fn settings(path: &Path, maker: Option<&str>) -> Result<SettingsText, Failure> {
    let bytes = bytes(path)?;
    let maker = match maker {
        Some(word) => (0..=u8::MAX).filter_map(Maker::from_code).find(|maker| maker.word() == word),
        None => Maker::guess(&bytes),
    };
    let maker =
        maker.ok_or_else(|| format!("{}: state the maker of these settings", path.display()))?;
    Ok(SettingsText::parse(bytes, maker)?)
}

impl Reader<'_> {
    fn bundle(&self, path: &Path) -> Result<Bundle, Failure> {
        bundle(&self.folder.join(path))
    }

    fn server(&self, file: &ServerFile) -> Result<Dependency, Failure> {
        let application = Application::from_word(&file.application)
            .ok_or_else(|| format!("no application is called {:?}", file.application))?;
        let chain = Chain::from_certificates(self.bundle(&file.chain)?)
            .map_err(|error| explained(&file.chain, &error, error.remedy()))?;
        let name = file.name.parse().map_err(|error| format!("{:?}: {error}", file.name))?;
        let mut server = Dependency::new(file.id.as_str(), chain, name, application);
        server.essential = file.essential.unwrap_or(server.essential);
        if file.renews {
            server.renewals = Renewals::SameIssuer(Cadence::TWO_THIRDS);
        }
        Ok(server)
    }

    fn list(&mut self, name: &str) -> Result<SharedBuiltIn, Failure> {
        if let Some(known) = self.lists.get(name) {
            return Ok(known.clone());
        }
        let list: SharedBuiltIn = match name {
            "none" => BuiltIn::EMPTY,
            "mozilla" => BuiltIn::MOZILLA,
            file => Arc::new(BuiltIn::from_certificates(self.bundle(Path::new(file))?)).into(),
        };
        self.lists.insert(name.to_owned(), list.clone());
        Ok(list)
    }

    fn model(&mut self, file: &ModelFile) -> Result<Model, Failure> {
        let list = self.list(&file.built_in)?;
        let mut store = match file.limit {
            Some(limit) => TrustStore::with_limit(list, limit),
            None => TrustStore::new(list),
        };
        if let Some(bytes) = file.bytes {
            store = store.with_byte_limit(bytes);
        }
        for upload in &file.uploads {
            let added = store.add(&self.bundle(upload)?);
            added.map_err(|error| explained(upload, &error, error.remedy()))?;
        }
        let mut policies = PolicySet::FACTORY;
        for path in &file.settings {
            let text = settings(&self.folder.join(path), file.maker.as_deref())?;
            let reading = text.read(&policies, Absent::KeepsBase);
            for finding in &reading.findings {
                let mut text = format!("{finding} [{}]", finding.fault().code());
                if let Some(remedy) = finding.remedy() {
                    let _ = write!(text, "; to fix it: {remedy}");
                }
                self.findings.insert((path.clone(), finding.line().unwrap_or(0), text));
            }
            policies = reading.policies;
        }
        let mut state = DeviceState::new(store, policies);
        state.clock = match file.clock.as_deref() {
            None | Some("set") => ClockQuality::Set,
            Some("unset") => ClockQuality::Unset,
            Some(day) => ClockQuality::AtLeast(when::at(when::seconds(day)?)),
        };
        for path in &file.crls {
            let crl = Crl::parse(&bytes(&self.folder.join(path))?);
            state.crls.push(crl.map_err(|error| format!("{}: {error}", path.display()))?);
        }
        Ok(Model::new(file.id.as_str(), file.phones, state))
    }
}
