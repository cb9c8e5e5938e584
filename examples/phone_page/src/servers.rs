//! The servers that the phone relies on: what is remembered of them, their forecast, and what a change would do to them.

use crate::state::{Phone, Settings};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use trustslot::{
    Application, Bundle, Chain, Dependency, DeviceState, Forecast, ForecastError, Overrides,
    PlannedChange, PolicySet, Span, WhatIf, forecast, what_if,
};

/// How far the page looks ahead, in days: two years, which is longer than public certificates live.
const AHEAD: u64 = 730;

/// The applications whose server can be remembered, and their names on the page.
pub const APPLICATIONS: [(Application, &str); 2] =
    [(Application::AutoProvision, "the provisioning server"), (Application::Sip, "the SIP server")];

/// Reads the servers that are remembered. A file that cannot be read is an error, so that the guard is not silently off.
pub fn load(folder: &Path) -> Result<Vec<Dependency>, String> {
    let text = match fs::read_to_string(folder.join(FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
        Ok(text) => text,
    };
    let rows: Vec<Value> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    rows.iter().map(|row| one(row).ok_or_else(|| "a row is not valid".to_owned())).collect()
}

const FILE: &str = "servers.json";

fn one(row: &Value) -> Option<Dependency> {
    let text = |name: &str| row.get(name)?.as_str();
    let application = Application::from_word(text("application")?)?;
    let (_, name) = APPLICATIONS.iter().find(|(known, _)| *known == application)?;
    let bundle = Bundle::parse("chain.pem", text("chain")?.as_bytes()).ok()?;
    let chain = Chain::from_certificates(bundle).ok()?;
    Some(Dependency::new(*name, chain, text("host")?.parse().ok()?, application))
}

/// Writes the servers. Either the old file or the new one is there, whenever the power fails.
pub fn save(folder: &Path, servers: &[Dependency]) -> io::Result<()> {
    let row = |server: &Dependency| {
        let all = std::iter::once(server.chain.end_entity()).chain(server.chain.others());
        json!({
            "application": server.application.word(),
            "host": server.name.to_string(),
            "chain": all.map(trustslot::Certificate::to_pem).collect::<String>(),
        })
    };
    let rows: Vec<Value> = servers.iter().map(row).collect();
    let (path, new) = (folder.join(FILE), folder.join("servers.json.new"));
    let mut file = File::create(&new)?;
    file.write_all(Value::from(rows).to_string().as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, &path)
}

impl Settings {
    /// The same settings as differences from the factory's, which a reset takes away.
    pub fn policies(self) -> PolicySet {
        let global = Overrides::NONE
            .with_accept_untrusted(!self.trusted_only)
            .with_source(self.source)
            .with_check_name(self.check_name);
        PolicySet::new(Self::FACTORY.policy()).with_global(global)
    }
}

impl Phone {
    fn device(&self) -> DeviceState {
        DeviceState::new(self.store.clone(), self.settings.policies())
    }

    /// When the phone's own servers will be rejected, and why.
    pub fn forecast(&self) -> Result<Forecast, ForecastError> {
        forecast(&self.device(), &self.servers, &[], ahead())
    }

    /// What a change would do to the phone's own servers.
    pub fn what_if(&self, change: PlannedChange) -> Result<WhatIf, ForecastError> {
        what_if(&self.device(), &self.servers, &[change], ahead())
    }

    /// Remembers a server, in place of the one of the same application. If the save fails, nothing changes.
    pub fn remember(&mut self, server: Dependency) -> Result<(), String> {
        let mut servers = self.servers.clone();
        servers.retain(|known| known.application != server.application);
        servers.push(server);
        save(&self.folder, &servers)
            .map_err(|error| format!("the server cannot be saved: {error}"))?;
        self.servers = servers;
        Ok(())
    }
}

fn ahead() -> Span {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Span::days(now, AHEAD)
}
