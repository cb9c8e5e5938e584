//! The page: one HTML document without scripts.

use crate::servers;
use crate::state::{Phone, Settings, clock};
use std::fmt::{Display, Write as _};
use trustslot::{Certificate, Date, DeviceCertificate, Html, SlotKind, StorePart, TrustSource};

/// What the last form did.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub is_error: bool,
    pub lines: Vec<String>,
    /// The form that does it nevertheless.
    pub nevertheless: Option<Nevertheless>,
}

/// A form that was refused, to be sent again.
#[derive(Clone, Debug)]
pub struct Nevertheless {
    pub action: &'static str,
    /// The fields of the form, and their values.
    pub fields: Vec<(&'static str, String)>,
    pub button: String,
}

impl Message {
    pub fn done(line: impl Into<String>) -> Self {
        Self { lines: vec![line.into()], ..Self::default() }
    }

    pub fn error(line: impl Into<String>) -> Self {
        Self { is_error: true, lines: vec![line.into()], ..Self::default() }
    }

    #[must_use]
    pub fn and(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }
}

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:15px/1.45 sans-serif;max-width:68em;margin:1.5em auto;padding:0 1em;color:#222;background:#fff}\
h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em;border-bottom:1px solid #bbb}p,li,td,div{overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}caption{text-align:left}th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #ddd;vertical-align:top}\
code{font-size:.75em;word-break:break-all}label{display:block;margin:.4em 0}input,select,textarea{max-width:100%;box-sizing:border-box}\
.done,.error{padding:.6em 1em;border-left:4px solid #2a7;background:#eefaf3}.error{border-color:#c33;background:#fdf0f0}\
.day{white-space:nowrap}.flag{white-space:nowrap;color:#222;background:#fe9;padding:0 .4em;border-radius:3px;margin-right:.3em}\
textarea{width:100%;height:6em}button{padding:.3em 1em;white-space:nowrap}td[data-head=Now]{min-width:5em}td[data-head=Name]{min-width:10em}\
@media(max-width:44em){table,tbody,tr,td,caption{display:block}tr.heads{position:absolute;left:-999em}tr{border-bottom:2px solid #999;padding:.4em 0}\
td{border:0;padding:.1em 0 .1em 6.5em;position:relative;min-height:1.4em}td::before{content:attr(data-head);position:absolute;left:0}td:empty{display:none}td[data-head]{min-width:0}}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}.done{background:#12301f}.error{background:#3b1517}th,td{border-color:#555}}";

/// The whole page. Every text that came from outside is escaped.
pub fn page(phone: &Phone, token: &str, message: &Message) -> String {
    let mut html = String::with_capacity(32 << 10);
    html.push_str("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width\">");
    // A screen reader says the title first.
    let first = match (message.is_error, message.lines.first()) {
        (_, None) => "",
        (true, Some(_)) => "Error: ",
        (false, Some(_)) => "Done: ",
    };
    let _ = write!(html, "<title>{first}Phone security</title>");
    html.push_str("<style>");
    html.push_str(STYLE);
    html.push_str("</style></head><body><main><h1>Phone security</h1>");
    for warning in &phone.warnings {
        let _ = write!(html, "<p class=\"error\">{}</p>", Html(warning));
    }
    if !message.lines.is_empty() {
        let class = if message.is_error { "error" } else { "done" };
        let _ = write!(html, "<div id=\"message\" class=\"{class}\">");
        for line in &message.lines {
            let _ = write!(html, "<div>{}</div>", Html(line));
        }
        if let Some(Nevertheless { action, fields, button }) = &message.nevertheless {
            form(&mut html, action, token);
            let sure = ("sure", "yes".to_owned());
            for (name, value) in fields.iter().chain([&sure]) {
                let value = Html(value);
                let _ = write!(html, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
            }
            let _ = write!(html, "<button id=\"nevertheless\">{}</button></form>", Html(button));
        }
        html.push_str("</div>");
    }
    trusted(&mut html, phone, token);
    settings(&mut html, phone.settings, token);
    own(&mut html, phone, token);
    own_servers(&mut html, phone);
    ask(&mut html, token);
    reset(&mut html, token);
    html.push_str("</main></body></html>\n");
    html
}

/// The beginning of a form. The token shows that this page sent it.
fn form(html: &mut String, action: &str, token: &str) {
    let _ = write!(
        html,
        "<form method=\"post\" action=\"/{action}\" enctype=\"multipart/form-data\">\
         <input type=\"hidden\" name=\"token\" value=\"{}\">",
        Html(token)
    );
}

/// The head of a table. On a narrow screen each cell says its head.
fn heads(html: &mut String, names: &[&str]) {
    html.push_str("<tr class=\"heads\" role=\"row\">");
    for name in names {
        let _ = write!(html, "<th scope=\"col\" role=\"columnheader\">{name}</th>");
    }
    html.push_str("</tr>");
}

fn open(html: &mut String, head: &str) {
    let _ = write!(html, "<td role=\"cell\" data-head=\"{head}\">");
}

fn cell(html: &mut String, head: &str, value: impl Display) {
    open(html, head);
    let _ = write!(html, "{}</td>", Html(value));
}

fn flags(html: &mut String, flags: &[impl Display]) {
    open(html, "Notes");
    for flag in flags {
        let _ = write!(html, "<span class=\"flag\">{}</span>", Html(flag));
    }
    html.push_str("</td>");
}

/// The end of the validity, on one line.
fn date(html: &mut String, certificate: &Certificate) {
    let end = Date::of(certificate.validity().not_after());
    let _ =
        write!(html, "<td role=\"cell\" data-head=\"Expiration\" class=\"day\">{}</td>", Html(end));
}

fn trusted(html: &mut String, phone: &Phone, token: &str) {
    let store = &phone.store;
    let (free, limit) = (store.free(), store.limit());
    let is = if free == 1 { "is" } else { "are" };
    let _ =
        write!(html, "<h2>Trusted certificates</h2><p>{free} of {limit} entries {is} free.</p>");
    let entries = store.list(TrustSource::All, clock());
    let built_in = entries.iter().filter(|entry| entry.part == StorePart::BuiltIn).count();
    html.push_str("<table id=\"trusted\" role=\"table\">");
    heads(html, &["Index", "Issued to", "Issued by", "Expiration", "Notes", "Action"]);
    for entry in entries.iter().filter(|entry| entry.part == StorePart::Custom) {
        let certificate = &entry.certificate;
        html.push_str("<tr role=\"row\">");
        cell(html, "Index", entry.index.saturating_sub(built_in));
        let fingerprint = certificate.fingerprint();
        let name = Html(certificate.issued_to());
        open(html, "Issued to");
        let _ = write!(html, "{name}<br><code>{}</code></td>", Html(fingerprint));
        cell(html, "Issued by", certificate.issued_by());
        date(html, certificate);
        flags(html, &entry.flags);
        open(html, "Action");
        form(html, "delete", token);
        let _ = write!(
            html,
            "<input type=\"hidden\" name=\"fingerprint\" value=\"{}\"><button aria-label=\"Delete {name}\">Delete</button></form></td></tr>",
            Html(fingerprint)
        );
    }
    html.push_str("</table>");
    form(html, "upload", token);
    html.push_str(
        "<label>Upload trusted certificates (.pem .cer .crt .der, at most 5 MB) \
         <input type=\"file\" name=\"file\" required></label><button>Upload</button></form>",
    );
    let _ = write!(
        html,
        "<details><summary>{built_in} built-in certificates</summary><table role=\"table\">"
    );
    heads(html, &["Index", "Issued to", "Expiration"]);
    for entry in entries.iter().filter(|entry| entry.part == StorePart::BuiltIn) {
        html.push_str("<tr role=\"row\">");
        cell(html, "Index", entry.index);
        cell(html, "Issued to", entry.certificate.issued_to());
        date(html, &entry.certificate);
        html.push_str("</tr>");
    }
    html.push_str("</table></details>");
}

fn choices(html: &mut String, name: &str, label: &str, values: &[(&str, &str)], selected: &str) {
    let _ = write!(html, "<label>{label} <select name=\"{name}\">");
    for (value, text) in values {
        let mark = if *value == selected { " selected" } else { "" };
        let _ = write!(html, "<option value=\"{value}\"{mark}>{text}</option>");
    }
    html.push_str("</select></label>");
}

fn settings(html: &mut String, settings: Settings, token: &str) {
    html.push_str("<h2>Settings</h2>");
    form(html, "settings", token);
    let on_off = [("on", "Enabled"), ("off", "Disabled")];
    let word = |on| if on { "on" } else { "off" };
    let trusted_only = word(settings.trusted_only);
    choices(html, "trusted_only", "Only accept trusted certificates", &on_off, trusted_only);
    let check_name = word(settings.check_name);
    choices(html, "check_name", "Common name validation", &on_off, check_name);
    let sources = [
        ("built-in", "Default certificates"),
        ("custom", "Custom certificates"),
        ("all", "All certificates"),
    ];
    choices(html, "source", "CA certificates", &sources, settings.source.word());
    let devices = [("default", "Default certificates"), ("custom", "Custom certificates")];
    choices(html, "device", "Device certificates", &devices, settings.device.word());
    html.push_str("<button>Save</button></form>");
}

fn own(html: &mut String, phone: &Phone, token: &str) {
    html.push_str("<h2>Server certificate</h2>");
    if let Some(presented) = phone.slot.present(phone.settings.device) {
        let name = presented.identity().certificate().issued_to();
        let _ = write!(
            html,
            "<p id=\"presented\">This page presents {}: {}.</p>",
            Html(presented),
            Html(name)
        );
    }
    html.push_str("<table id=\"own\" role=\"table\">");
    heads(html, &["Kind", "Issued to", "Issued by", "Expiration", "Notes", "Action"]);
    for entry in phone.slot.list(clock()) {
        let certificate = &entry.certificate;
        html.push_str("<tr role=\"row\">");
        cell(html, "Kind", entry.kind);
        cell(html, "Issued to", certificate.issued_to());
        cell(html, "Issued by", certificate.issued_by());
        date(html, certificate);
        flags(html, &entry.flags);
        open(html, "Action");
        if entry.kind == SlotKind::Custom {
            form(html, "delete-own", token);
            html.push_str("<button aria-label=\"Delete the uploaded server certificate\">Delete</button></form>");
        }
        html.push_str("</td></tr>");
    }
    html.push_str("</table>");
    form(html, "upload-own", token);
    html.push_str(
        "<label>Upload a server certificate with its private key (.pem .cer, at most 5 MB) \
         <input type=\"file\" name=\"file\" required></label><button>Upload</button></form>",
    );
    if phone.settings.device == DeviceCertificate::Default {
        html.push_str("<p>An uploaded certificate is presented if Device certificates is set to Custom certificates.</p>");
    }
}

/// The servers that the phone relies on, and when it will reject them.
fn own_servers(html: &mut String, phone: &Phone) {
    html.push_str("<h2>Servers of this phone</h2>");
    if phone.servers.is_empty() {
        html.push_str("<p id=\"forecast\">None is remembered. Ask about one below, and remember it: then this page says when the phone will reject it, and asks before a change that locks the phone out.</p>");
        return;
    }
    let forecast = match phone.forecast() {
        Ok(forecast) => forecast,
        Err(error) => {
            let _ = write!(html, "<p id=\"forecast\" class=\"error\">{}</p>", Html(error));
            return;
        }
    };
    html.push_str("<table id=\"forecast\" role=\"table\"><caption>The next two years, if nothing is renewed and no list changes. Times are UTC.</caption>");
    heads(html, &["Server", "Name", "Now", "Then"]);
    for (server, row) in phone.servers.iter().zip(&forecast.dependencies) {
        html.push_str("<tr role=\"row\">");
        cell(html, "Server", &row.id);
        cell(html, "Name", &server.name);
        cell(html, "Now", &row.now);
        open(html, "Then");
        if row.events.is_empty() {
            html.push_str("no change");
        }
        for event in &row.events {
            let _ = write!(html, "<div>{}</div>", Html(event));
            if let Some(remedy) = &event.remedy {
                let _ = write!(html, "<div>To fix it: {}</div>", Html(remedy));
            }
        }
        html.push_str("</td></tr>");
    }
    html.push_str("</table>");
}

fn ask(html: &mut String, token: &str) {
    html.push_str("<h2>What would this phone say?</h2>");
    form(html, "ask", token);
    html.push_str(
        "<label>Host name or IP address <input name=\"host\" required></label>\
         <label>The server's certificates in PEM, its own first <textarea name=\"chain\"></textarea></label>\
         <label>or a file <input type=\"file\" name=\"file\"></label>\
         <label>Remember it as <select name=\"remember\"><option value=\"\">nothing</option>",
    );
    for (application, name) in servers::APPLICATIONS {
        let _ = write!(html, "<option value=\"{}\">{name}</option>", application.word());
    }
    html.push_str("</select></label><button>Ask</button></form>");
}

fn reset(html: &mut String, token: &str) {
    html.push_str("<h2>Factory reset</h2>");
    for (keep, text) in [("no", "Reset and delete uploads"), ("yes", "Reset and keep uploads")] {
        form(html, "reset", token);
        let _ = write!(
            html,
            "<input type=\"hidden\" name=\"keep\" value=\"{keep}\"><button>{text}</button></form>"
        );
    }
}
