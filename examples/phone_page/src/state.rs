//! What the phone keeps: trusted certificates, identities and settings, in files that play the part of flash banks.

use crate::servers;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use trustslot::rustls_0_23::SlotResolver;
use trustslot::{
    Bank, Banks, BuiltIn, Bundle, Certificate, Check, Clock, Dependency, DeviceCertificate,
    FactoryReset, Identity, Policy, ServerCertSlot, SnapshotError, TrustSource, TrustStore,
    Verifier,
};

/// The settings of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// "Only accept trusted certificates".
    pub trusted_only: bool,
    /// "CA certificates": default, custom or all.
    pub source: TrustSource,
    /// "Common name validation".
    pub check_name: bool,
    /// "Device certificates": default or custom.
    pub device: DeviceCertificate,
}

impl Settings {
    /// As the vendor delivers the phone.
    pub const FACTORY: Self = Self {
        trusted_only: true,
        source: TrustSource::BuiltIn,
        check_name: false,
        device: DeviceCertificate::Default,
    };

    /// The policy for servers.
    pub fn policy(self) -> Policy {
        let policy = Policy::STRICT.with_source(self.source);
        let policy = if self.trusted_only { policy } else { policy.accept_untrusted() };
        if self.check_name { policy } else { policy.waive(Check::Name) }
    }

    fn to_json(self) -> Value {
        json!({
            "trusted_only": self.trusted_only,
            "source": self.source.word(),
            "check_name": self.check_name,
            "device": self.device.word(),
        })
    }

    /// `None` if anything is missing or unknown.
    fn from_json(value: &Value) -> Option<Self> {
        let word = |name: &str| value.get(name)?.as_str();
        let flag = |name: &str| value.get(name)?.as_bool();
        let (source, device) = (word("source")?, word("device")?);
        Some(Self {
            trusted_only: flag("trusted_only")?,
            source: *TrustSource::ALL.iter().find(|known| known.word() == source)?,
            check_name: flag("check_name")?,
            device: *DeviceCertificate::ALL.iter().find(|known| known.word() == device)?,
        })
    }
}

/// The phone while it runs.
pub struct Phone {
    pub folder: PathBuf,
    pub store: TrustStore,
    store_banks: Banks<TrustStore>,
    pub slot: ServerCertSlot,
    slot_banks: Banks<ServerCertSlot>,
    pub settings: Settings,
    pub resolver: Arc<SlotResolver>,
    /// The servers that the phone relies on.
    pub servers: Vec<Dependency>,
    /// What was wrong with the saved state at the start.
    pub warnings: Vec<String>,
}

impl Phone {
    /// Starts with the state in this folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or the factory identity cannot be used. A saved state that is rejected is no error: the phone
    /// starts without it, and the page says so.
    pub fn start(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        fs::create_dir_all(folder)?;
        let mut warnings = Vec::new();
        let factory = TrustStore::mozilla();
        let [a, b] = banks(folder, "trust")?;
        let (store_banks, restored) = factory.load(Some(&a), Some(&b), 0);
        let store = match restored {
            Ok(restored) => restored.store,
            Err(SnapshotError::NoSnapshot) => factory,
            Err(error) => {
                warnings.push(format!("the saved certificates are lost: {error}"));
                factory
            }
        };
        let [a, b] = banks(folder, "identity")?;
        let (slot_banks, restored) = ServerCertSlot::load(Some(&a), Some(&b), 0);
        let mut slot = match restored {
            Ok(restored) => restored.slot,
            Err(SnapshotError::NoSnapshot) => ServerCertSlot::new(),
            Err(error) => {
                warnings.push(format!("the uploaded server certificate is lost: {error}"));
                ServerCertSlot::new()
            }
        };
        install_factory_identity(&mut slot)?;
        let settings = settings(folder, &mut warnings);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let resolver = Arc::new(SlotResolver::new(provider));
        resolver.update(&slot, settings.device)?;
        let servers = servers::load(folder).unwrap_or_else(|error| {
            warnings.push(format!("the servers of this phone are lost: {error}"));
            Vec::new()
        });
        let folder = folder.to_owned();
        Ok(Self {
            folder,
            store,
            store_banks,
            slot,
            slot_banks,
            settings,
            resolver,
            servers,
            warnings,
        })
    }

    /// The verifier for the servers that the phone connects to.
    pub fn verifier(&self) -> Verifier {
        Verifier::new(self.store.clone(), self.settings.policy())
    }

    /// Changes the store and saves it. If `change` or the save fails, the store is as it was.
    pub fn change_store<T>(
        &mut self,
        change: impl FnOnce(&mut TrustStore) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut store = self.store.clone();
        let done = change(&mut store)?;
        let folder = &self.folder;
        store
            .save(&mut self.store_banks, |bank, bytes| write(folder, "trust", bank, bytes))
            .map_err(|error| format!("the change cannot be saved: {error}"))?;
        self.store = store;
        Ok(done)
    }

    /// Uploads an identity, saves it and presents it, if uploads are selected. An identity that TLS cannot use is not kept.
    pub fn upload_identity(&mut self, identity: Identity) -> Result<(), String> {
        let before = self.slot.upload(identity);
        let done = self.apply_slot();
        if done.is_err() {
            match before {
                Some(before) => drop(self.slot.upload(before)),
                None => drop(self.slot.remove_custom()),
            }
        }
        done
    }

    /// Saves the slot and presents what it selects now.
    pub fn apply_slot(&mut self) -> Result<(), String> {
        // As if it were selected, so that an identity that cannot be used is refused at the upload.
        let trial = SlotResolver::new(Arc::new(rustls::crypto::ring::default_provider()));
        trial.update(&self.slot, DeviceCertificate::Custom).map_err(|error| error.to_string())?;
        let folder = &self.folder;
        self.slot
            .save_with_private_key(&mut self.slot_banks, |bank, bytes| {
                write(folder, "identity", bank, bytes)
            })
            .map_err(|error| format!("the change cannot be saved: {error}"))?;
        let presented = self.resolver.update(&self.slot, self.settings.device);
        presented.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Saves new settings. If that fails, the settings are as they were.
    pub fn change_settings(&mut self, settings: Settings) -> Result<(), String> {
        let path = self.folder.join("settings.json");
        let new = self.folder.join("settings.json.new");
        let save = || -> io::Result<()> {
            let mut file = File::create(&new)?;
            file.write_all(settings.to_json().to_string().as_bytes())?;
            file.sync_all()?;
            // Either the old file or the new one is there, whenever the power fails.
            fs::rename(&new, &path)
        };
        save().map_err(|error| format!("the settings cannot be saved: {error}"))?;
        self.settings = settings;
        self.resolver.update(&self.slot, settings.device).map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Resets everything; uploads, and the servers that are remembered, are kept on request.
    pub fn factory_reset(&mut self, reset: FactoryReset) -> Result<Vec<Certificate>, String> {
        self.change_settings(Settings::FACTORY)?;
        let dropped = self.change_store(|store| Ok(store.factory_reset(reset)))?;
        let _identity = self.slot.factory_reset(reset);
        self.apply_slot()?;
        if reset == FactoryReset::DropCustom {
            servers::save(&self.folder, &[])
                .map_err(|error| format!("the servers cannot be saved: {error}"))?;
            self.servers.clear();
        }
        Ok(dropped)
    }
}

/// The time, as far as the system knows it.
pub fn clock() -> Clock {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(Clock::Unset, |since| Clock::set(since.as_secs()))
}

/// A phone without an identity of its own presents a generic one. This one's key is public: it is for the demonstration.
fn install_factory_identity(slot: &mut ServerCertSlot) -> Result<(), Box<dyn std::error::Error>> {
    let identity = Identity::parse("factory.pem", FACTORY_IDENTITY)?;
    let mut vendor = TrustStore::new(BuiltIn::EMPTY);
    vendor.add(&Bundle::from(identity.certificate().clone()))?;
    slot.install_generic(identity, &Verifier::new(vendor, Policy::STRICT))?;
    Ok(())
}

const FACTORY_IDENTITY: &[u8] = include_bytes!("../../data/pbx-identity.pem");

fn settings(folder: &Path, warnings: &mut Vec<String>) -> Settings {
    let text = match fs::read_to_string(folder.join("settings.json")) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Settings::FACTORY,
        text => text.unwrap_or_default(),
    };
    let read = serde_json::from_str(&text).ok().and_then(|value| Settings::from_json(&value));
    read.unwrap_or_else(|| {
        warnings
            .push("the saved settings cannot be read; these are the factory settings".to_owned());
        Settings::FACTORY
    })
}

fn file(folder: &Path, kind: &str, bank: Bank) -> PathBuf {
    folder.join(format!("{kind}-{}", if bank == Bank::A { "a" } else { "b" }))
}

/// The contents of both banks. A file that does not exist is an empty bank.
fn banks(folder: &Path, kind: &str) -> io::Result<[Vec<u8>; 2]> {
    let read = |bank| match fs::read(file(folder, kind, bank)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        result => result,
    };
    Ok([read(Bank::A)?, read(Bank::B)?])
}

fn write(folder: &Path, kind: &str, bank: Bank, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(file(folder, kind, bank))?;
    file.write_all(bytes)?;
    file.sync_all()
}
