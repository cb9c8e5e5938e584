//! Which certificate does a phone present, and does the choice survive a power failure?
//!
//! Two files play the part of two flash banks. Without arguments, a tour uploads an identity, presents it, saves it, loses
//! power in the middle of the next write, restarts, and resets to the factory state, in a temporary folder.
//!
//! With arguments, the state stays in a folder of yours from run to run:
//!
//! ```text
//! cargo run --example phone_state -- --folder phone --upload phone.pem
//! cargo run --example phone_state -- --folder phone
//! ```
//!
//! Exit code: 0 done, 1 the upload is rejected, 2 the arguments are wrong. A saved state that is rejected is reported, and the
//! phone starts without it.
//!
//! A copy of this file needs `data/pbx-identity.pem` and the crates `trustslot` and `lexopt`.

#![expect(
    clippy::disallowed_methods,
    reason = "an example reads and writes files, the library does not"
)]

use core::error::Error;
use core::fmt;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trustslot::{
    Bank, Banks, Clock, DeviceCertificate, FactoryReset, Identity, Remedy, ServerCertSlot,
    SnapshotError,
};

const USAGE: &str = "\
phone_state                         a tour in a temporary folder
phone_state --folder DIR [options]  the state in this folder

  --folder DIR     the folder with the two flash banks, bank-a and bank-b; the private key is in them, unencrypted
  --upload FILE    upload this identity: one PEM file with certificate, private key and chain
  --factory-reset  drop the uploaded identity
  -h, --help       show this help

Exit code: 0 done, 1 the upload is rejected, 2 wrong arguments.";

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match run(&mut out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) if error.is::<Rejected>() => {
            let _ = writeln!(out, "{error}");
            ExitCode::from(1)
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "phone_state: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    use lexopt::prelude::*;
    if std::env::args_os().len() < 2 {
        let folder = std::env::temp_dir().join(format!("phone_state-{}", std::process::id()));
        fs::create_dir(&folder)?;
        let done = tour(&Flash::new(&folder), out);
        fs::remove_dir_all(&folder)?;
        return done;
    }
    let mut folder = None;
    let mut upload: Option<PathBuf> = None;
    let mut reset = false;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("folder") => folder = Some(PathBuf::from(parser.value()?)),
            Long("upload") => upload = Some(PathBuf::from(parser.value()?)),
            Long("factory-reset") => reset = true,
            Long("help") | Short('h') => return Ok(writeln!(out, "{USAGE}")?),
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = folder.ok_or("--folder is missing")?;
    fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    let flash = Flash::new(&folder);
    let mut phone = start(&flash, out)?;
    if reset {
        let dropped = phone.slot.factory_reset(FactoryReset::DropCustom);
        writeln!(out, "factory reset: {} identity dropped", usize::from(dropped.is_some()))?;
        save(&mut phone, &flash, out)?;
    }
    if let Some(path) = upload {
        let shown = path.display();
        let bytes = fs::read(&path).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        upload_identity(&mut phone.slot, &name, &bytes, out)?;
        save(&mut phone, &flash, out)?;
    }
    present(&phone.slot, out)
}

fn tour(flash: &Flash, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "First start")?;
    let mut phone = start(flash, out)?;
    present(&phone.slot, out)?;

    writeln!(out, "\nThe operator uploads a file without its private key")?;
    let identity = String::from_utf8_lossy(IDENTITY);
    let certificate = identity.split_inclusive("-----END CERTIFICATE-----\n").next();
    let rejected =
        upload_identity(&mut phone.slot, "pbx.pem", certificate.unwrap_or("").as_bytes(), out);
    if let Err(error) = rejected {
        writeln!(out, "{error}")?;
    }

    writeln!(out, "\nThe operator uploads the whole file")?;
    upload_identity(&mut phone.slot, "pbx.pem", IDENTITY, out)?;
    save(&mut phone, flash, out)?;
    present(&phone.slot, out)?;

    writeln!(out, "\nThe power fails during a factory reset: half of the new state is written")?;
    phone.slot.factory_reset(FactoryReset::DropCustom);
    let failed = phone.slot.save_with_private_key(&mut phone.banks, |bank, snapshot| {
        flash.write(bank, snapshot.get(..snapshot.len() / 2).unwrap_or_default())?;
        Err(std::io::Error::other("the power failed"))
    });
    if let Err(error) = failed {
        writeln!(out, "    {error}")?;
    }

    writeln!(out, "\nRestart")?;
    let mut phone = start(flash, out)?;
    present(&phone.slot, out)?;

    writeln!(out, "\nThe factory reset again, this time to its end")?;
    phone.slot.factory_reset(FactoryReset::DropCustom);
    save(&mut phone, flash, out)?;

    writeln!(out, "\nRestart")?;
    present(&start(flash, out)?.slot, out)
}

/// Loads the slot, as a phone does when it starts. A real phone installs its factory identities after this, each time.
fn start(flash: &Flash, out: &mut impl Write) -> Result<Phone, Box<dyn Error>> {
    let [a, b] = flash.read()?;
    let (banks, restored) = ServerCertSlot::load(Some(&a), Some(&b), 0);
    if let Some(error) = banks.other_error() {
        writeln!(out, "    {}: {error}; the last change may be lost", banks.next())?;
    }
    let slot = match restored {
        Ok(restored) => {
            writeln!(out, "    restored generation {}", restored.slot.generation())?;
            restored.slot
        }
        Err(SnapshotError::NoSnapshot) => {
            writeln!(out, "    both banks are empty")?;
            ServerCertSlot::new()
        }
        // The operator's identity is not there. The phone starts without it, and the next save takes its place.
        Err(error) => {
            let rejected = Rejected::new("saved state", &error, error.code(), error.remedy());
            writeln!(out, "{rejected}")?;
            ServerCertSlot::new()
        }
    };
    Ok(Phone { slot, banks })
}

/// The state of a phone while it runs.
struct Phone {
    slot: ServerCertSlot,
    banks: Banks<ServerCertSlot>,
}

/// Saves the slot over the older or unusable bank. The key is in the snapshot: a phone protects the banks.
fn save(phone: &mut Phone, flash: &Flash, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut written = Vec::new();
    phone.slot.save_with_private_key(&mut phone.banks, |bank, snapshot| {
        written.push((bank, snapshot.len()));
        flash.write(bank, snapshot)
    })?;
    let generation = phone.slot.generation();
    for (bank, bytes) in written {
        writeln!(out, "    saved generation {generation}, {bytes} bytes, in {bank}")?;
    }
    Ok(())
}

fn upload_identity(
    slot: &mut ServerCertSlot,
    name: &str,
    bytes: &[u8],
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let identity = Identity::parse(name, bytes)
        .map_err(|error| Rejected::new(name, &error, error.code(), error.remedy()))?;
    writeln!(out, "    {name}: accepted: {}", identity.certificate())?;
    for finding in identity.findings(Clock::Unset) {
        writeln!(out, "    note: {finding}")?;
    }
    if let Some(replaced) = slot.upload(identity) {
        writeln!(out, "    replaced: {}", replaced.certificate())?;
    }
    Ok(())
}

/// Shows which certificate the phone presents if its settings select the uploaded one.
fn present(slot: &ServerCertSlot, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    match slot.present(DeviceCertificate::Custom) {
        Some(presented) => {
            let certificate = presented.identity().certificate();
            Ok(writeln!(out, "    presents {presented}: {certificate}")?)
        }
        None => Ok(writeln!(out, "    presents no certificate: there is none")?),
    }
}

/// Two files in place of two flash banks.
struct Flash {
    folder: PathBuf,
}

impl Flash {
    fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn file(&self, bank: Bank) -> PathBuf {
        self.folder.join(match bank {
            Bank::A => "bank-a",
            Bank::B => "bank-b",
        })
    }

    /// The contents of both; a file that does not exist is an empty bank.
    fn read(&self) -> std::io::Result<[Vec<u8>; 2]> {
        let read = |bank| match fs::read(self.file(bank)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            result => result,
        };
        Ok([read(Bank::A)?, read(Bank::B)?])
    }

    fn write(&self, bank: Bank, bytes: &[u8]) -> std::io::Result<()> {
        fs::write(self.file(bank), bytes)
    }
}

/// An upload or a saved state that the library rejects: the error, its code and its remedy.
#[derive(Debug)]
struct Rejected(String);

impl Rejected {
    fn new(what: &str, error: &dyn fmt::Display, code: u16, remedy: Option<Remedy>) -> Self {
        let remedy = remedy.map(|remedy| format!("\n    -> {remedy}")).unwrap_or_default();
        Self(format!("    {what}: REJECTED: {error}  [{code}]{remedy}"))
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Rejected {}

/// The reader of the output has gone, as `head` does.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// See `examples/data/README.md`.
const IDENTITY: &[u8] = include_bytes!("data/pbx-identity.pem");
