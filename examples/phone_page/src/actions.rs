//! What each form does. A form that fails changes nothing.

use crate::page::{Message, Nevertheless};
use crate::servers;
use crate::state::{Phone, Settings, clock};
use std::collections::BTreeMap;
use trustslot::{
    Application, Bundle, Certificate, Chain, Dependency, DeviceCertificate, FactoryReset,
    Fingerprint, Identity, PlannedChange, ReferenceIdentity, Remedy, TrustSource, Verdict,
};

/// The fields of a form that was sent; a file has a name.
#[derive(Debug, Default)]
pub struct Form {
    pub fields: BTreeMap<String, Field>,
}

#[derive(Debug)]
pub struct Field {
    pub file_name: Option<String>,
    pub bytes: Vec<u8>,
}

impl Form {
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |field| std::str::from_utf8(&field.bytes).unwrap_or(""))
    }

    /// A file that was chosen.
    fn file(&self) -> Option<(&str, &[u8])> {
        let field = self.fields.get("file")?;
        let name = field.file_name.as_deref().filter(|name| !name.is_empty())?;
        Some((name, &field.bytes))
    }
}

/// Runs the form of this name; `None` if there is none.
pub fn run(phone: &mut Phone, action: &str, form: &Form) -> Option<Message> {
    let done = match action {
        "upload" => upload(phone, form),
        "delete" => delete(phone, form),
        "settings" => settings(phone, form),
        "upload-own" => upload_own(phone, form),
        "delete-own" => delete_own(phone),
        "ask" => ask(phone, form),
        "reset" => reset(phone, form),
        _ => return None,
    };
    Some(done.unwrap_or_else(|error| error))
}

/// An error, its number, and what to do.
fn rejected(error: &dyn std::fmt::Display, code: u16, remedy: Option<Remedy>) -> Message {
    let message = Message::error(format!("{error} [{code}]"));
    match remedy {
        Some(remedy) => message.and(format!("To fix it: {remedy}")),
        None => message,
    }
}

fn upload(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let (name, bytes) = form.file().ok_or_else(|| Message::error("choose a file first"))?;
    let bundle = Bundle::parse(name, bytes)
        .map_err(|error| rejected(&error, error.code(), error.remedy()))?;
    // Before the change, for an error with its number and its remedy.
    let mut trial = phone.store.clone();
    trial.add(&bundle).map_err(|error| rejected(&error, error.code(), error.remedy()))?;
    let added = phone
        .change_store(|store| store.add(&bundle).map_err(|error| error.to_string()))
        .map_err(Message::error)?;
    Ok(Message::done(format!("uploaded: {} new, {} already there", added.new, added.known)))
}

fn delete(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let wanted = form.text("fingerprint");
    let is_wanted = |fingerprint: &Fingerprint| fingerprint.to_string() == wanted;
    let found = phone.store.custom().iter().map(Certificate::fingerprint).find(is_wanted);
    let fingerprint =
        found.ok_or_else(|| Message::error("this certificate is not there any more"))?;
    let button = "Delete it nevertheless".to_owned();
    let fields = vec![("fingerprint", wanted.to_owned())];
    let again = Nevertheless { action: "delete", fields, button };
    let told = guard(phone, form, &PlannedChange::Delete(fingerprint), again)?;
    let removed =
        phone.change_store(|store| Ok(store.remove(&fingerprint))).map_err(Message::error)?;
    let name = removed.map(|certificate| certificate.issued_to()).unwrap_or_default();
    Ok(with(Message::done(format!("deleted: {name}")), told))
}

/// Refuses a change that would make the phone reject its provisioning server, unless the form says that it is meant. Otherwise,
/// the lines about the servers for which it makes a difference.
fn guard(
    phone: &Phone,
    form: &Form,
    change: &PlannedChange,
    again: Nevertheless,
) -> Result<Vec<String>, Message> {
    if form.text("sure") == "yes" {
        return Ok(Vec::new());
    }
    let mut answer = match phone.what_if(change.clone()) {
        Ok(answer) => answer,
        Err(error) => {
            let mut message = rejected(&error, error.code(), error.remedy());
            message.lines.insert(0, "not done, because its effect is not known".to_owned());
            message.nevertheless = Some(again);
            return Err(message);
        }
    };
    if !answer.locks_out() {
        let differs = answer.effects.iter().filter(|effect| effect.first_difference.is_some());
        return Ok(differs.map(ToString::to_string).collect());
    }
    let mut message = Message::error("not done, because this change would lock the phone out");
    if matches!(change, PlannedChange::Policies(_)) {
        answer.smaller = None;
    }
    for line in answer.to_string().lines() {
        message = message.and(line);
    }
    message.nevertheless = Some(again);
    Err(message)
}

fn with(message: Message, lines: Vec<String>) -> Message {
    lines.into_iter().fold(message, Message::and)
}

fn settings(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let bad = |name: &str| Message::error(format!("the setting {name} has no valid value"));
    let flag = |name: &str| match form.text(name) {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(bad(name)),
    };
    let source = form.text("source");
    let source = TrustSource::ALL.iter().find(|known| known.word() == source);
    let device = form.text("device");
    let device = DeviceCertificate::ALL.iter().find(|known| known.word() == device);
    let settings = Settings {
        trusted_only: flag("trusted_only")?,
        source: *source.ok_or_else(|| bad("source"))?,
        check_name: flag("check_name")?,
        device: *device.ok_or_else(|| bad("device"))?,
    };
    let names = ["trusted_only", "source", "check_name", "device"];
    let fields = names.map(|name| (name, form.text(name).to_owned())).to_vec();
    let button = "Save nevertheless".to_owned();
    let again = Nevertheless { action: "settings", fields, button };
    let change = PlannedChange::Policies(Box::new(settings.policies()));
    let told = guard(phone, form, &change, again).map_err(|refused| {
        // What this page can do about it. The library's smaller change is for one application.
        let all = Settings { source: TrustSource::All, ..settings };
        let with_all = phone.what_if(PlannedChange::Policies(Box::new(all.policies())));
        match with_all {
            Ok(answer) if !answer.locks_out() => {
                refused.and("To fix it: choose \"All certificates\" as CA certificates")
            }
            _ => refused,
        }
    })?;
    phone.change_settings(settings).map_err(Message::error)?;
    Ok(with(Message::done("the settings are saved"), told))
}

fn upload_own(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let (name, bytes) = form.file().ok_or_else(|| Message::error("choose a file first"))?;
    let identity = Identity::parse(name, bytes)
        .map_err(|error| rejected(&error, error.code(), error.remedy()))?;
    let mut message = Message::done(format!("uploaded: {}", identity.certificate().issued_to()));
    for finding in identity.findings(clock()) {
        message = message.and(format!("note: {finding}"));
    }
    phone.upload_identity(identity).map_err(Message::error)?;
    Ok(message)
}

fn delete_own(phone: &mut Phone) -> Result<Message, Message> {
    let Some(removed) = phone.slot.remove_custom() else {
        return Err(Message::error("no server certificate is uploaded"));
    };
    let name = removed.certificate().issued_to();
    if let Err(error) = phone.apply_slot() {
        let _none = phone.slot.upload(removed);
        return Err(Message::error(error));
    }
    Ok(Message::done(format!("deleted: {name}")))
}

fn ask(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let host: ReferenceIdentity =
        form.text("host").trim().parse().map_err(|error: trustslot::ReferenceIdentityError| {
            rejected(&error, error.code(), error.remedy())
        })?;
    let (name, bytes) = form.file().unwrap_or(("chain.pem", form.text("chain").as_bytes()));
    let bundle = Bundle::parse(name, bytes)
        .map_err(|error| rejected(&error, error.code(), error.remedy()))?;
    let chain = Chain::from_certificates(bundle)
        .map_err(|error| rejected(&error, error.code(), error.remedy()))?;
    let verdict = phone.verifier().verify_server(&chain, &host, clock());
    let mut message = match &verdict {
        Verdict::Trusted(_) | Verdict::Tolerated(_) => {
            Message::done(format!("{host}: {}", word(&verdict)))
        }
        Verdict::Rejected(_) => Message::error(format!("{host}: {}", word(&verdict))),
    };
    if let Verdict::Trusted(path) = &verdict {
        message = message.and(path.to_string());
    }
    for finding in verdict.findings().into_iter().flatten() {
        message = message.and(format!("{finding} [{}]", finding.reason().code()));
        if let Some(remedy) = finding.remedy() {
            message = message.and(format!("To fix it: {remedy}"));
        }
    }
    let application = Application::from_word(form.text("remember"));
    let known = servers::APPLICATIONS.iter().find(|(known, _)| Some(*known) == application);
    if let Some((application, name)) = known {
        let server = Dependency::new(*name, chain, host, *application);
        phone.remember(server).map_err(Message::error)?;
        message = message.and(format!("remembered as {name}"));
    }
    Ok(message)
}

const fn word(verdict: &Verdict) -> &'static str {
    verdict.word()
}

fn reset(phone: &mut Phone, form: &Form) -> Result<Message, Message> {
    let reset = match form.text("keep") {
        "yes" => FactoryReset::KeepCustom,
        "no" => FactoryReset::DropCustom,
        _ => return Err(Message::error("say whether uploads are kept")),
    };
    let button = "Reset nevertheless".to_owned();
    let fields = vec![("keep", form.text("keep").to_owned())];
    let again = Nevertheless { action: "reset", fields, button };
    let told = guard(phone, form, &PlannedChange::Reset(reset), again)?;
    let dropped = phone.factory_reset(reset).map_err(Message::error)?.len();
    let certificates = if dropped == 1 { "certificate" } else { "certificates" };
    Ok(with(Message::done(format!("factory reset: {dropped} {certificates} deleted")), told))
}
