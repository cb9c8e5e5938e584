//! Checks what the lines of a settings file do together.

use super::SettingsText;
use super::finding::{LineFinding, SettingsFault};
use super::order::{CertificateOrder, Url};
use super::parameters::{Brings, Values};
use super::read::Reading;
use super::remedy::SettingsRemedy;
use crate::device_certificate::DeviceCertificate;
use crate::policy_set::{Application, Effective, EffectivePolicy};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The applications that have settings for trust.
fn applications() -> impl Iterator<Item = Application> + Clone {
    let all = Application::ALL.iter().copied();
    all.filter(|application| *application != Application::DownloadLibrary)
}

pub(super) fn effects(text: &SettingsText, reading: &mut Reading) {
    if !text.is_text {
        return;
    }
    let mut found = Vec::new();
    let set = reading.policies;
    let effective: Vec<_> = applications().map(|each| (each, set.effective(each))).collect();
    // A switch that is off in any reading of contradictory lines is reported.
    let sets = reading.otherwise.iter().map(|other| other.policies);
    let in_any: Vec<_> = core::iter::once(set)
        .chain(sets)
        .flat_map(|set| applications().map(move |each| (each, set.effective(each))))
        .collect();
    switched_off(
        text,
        &in_any,
        SettingsFault::TrustOff,
        |policy| policy.accept_untrusted,
        true,
        &mut found,
    );
    switched_off(
        text,
        &in_any,
        SettingsFault::NameCheckOff,
        |policy| policy.check_name,
        false,
        &mut found,
    );
    let has_custom = effective.iter().any(|(_, policy)| policy.source.value.has_custom());
    let presents = |policy: &EffectivePolicy| policy.device_certificate.value;
    let has_own = effective.iter().any(|(_, policy)| presents(policy) == DeviceCertificate::Custom);
    let deleted = reading.orders.iter().find_map(|order| match order {
        CertificateOrder::DeleteTrusted { line } => Some(*line),
        _ => None,
    });
    let own_deleted = reading.orders.iter().find_map(|order| match order {
        CertificateOrder::DeletePresented { line } => Some(*line),
        _ => None,
    });
    for order in &reading.orders {
        match order {
            CertificateOrder::Trust { line, .. } => {
                let about = |fault| named(text, fault, *line);
                if !has_custom {
                    let finding = about(SettingsFault::UploadWithoutEffect);
                    found.push(finding.helped_by(SettingsRemedy::SelectUploads));
                }
                if let Some(deleted) = deleted {
                    let finding = about(SettingsFault::DeleteAndDownload);
                    let finding = finding.helped_by(SettingsRemedy::SeparateOrders);
                    found.push(LineFinding { earlier: Some(deleted), ..finding });
                }
            }
            CertificateOrder::Present { line, .. } => {
                if !has_own {
                    let finding = named(text, SettingsFault::DeviceUploadWithoutEffect, *line);
                    found.push(finding.helped_by(SettingsRemedy::SelectOwnCertificate));
                }
                if let Some(deleted) = own_deleted {
                    let finding = named(text, SettingsFault::DeviceDeleteAndDownload, *line);
                    let finding = finding.helped_by(SettingsRemedy::SeparateOrders);
                    found.push(LineFinding { earlier: Some(deleted), ..finding });
                }
            }
            _ => {}
        }
    }
    urls(text, &mut found);
    reading.findings.append(&mut found);
}

/// One finding for each line that turns a switch off, and one for the default.
fn switched_off(
    text: &SettingsText,
    effective: &[(Application, EffectivePolicy)],
    fault: SettingsFault,
    switch: impl Fn(&EffectivePolicy) -> Effective<bool>,
    off: bool,
    found: &mut Vec<LineFinding>,
) {
    let mut by_line: BTreeMap<Option<u32>, Vec<Application>> = BTreeMap::new();
    for (application, policy) in effective {
        let Effective { value, origin } = switch(policy);
        if value == off {
            let reached = by_line.entry(origin.line()).or_default();
            if !reached.contains(application) {
                reached.push(*application);
            }
        }
    }
    let remedy = match fault {
        SettingsFault::TrustOff => SettingsRemedy::TurnTrustOn,
        _ => SettingsRemedy::TurnNameCheckOn,
    };
    for (line, applications) in by_line {
        let finding = match line {
            Some(line) => named(text, fault, line),
            None => LineFinding::new(fault, None),
        };
        let finding = finding.helped_by(remedy.clone());
        found.push(LineFinding { applications, ..finding });
    }
}

/// What is wrong with single URLs.
fn urls(text: &SettingsText, found: &mut Vec<LineFinding>) {
    for assignment in &text.assignments {
        let parameter = assignment.known.parameter;
        if parameter.values != Values::Url {
            continue;
        }
        let url = Url::new(text.value_of(assignment));
        let about =
            |fault| LineFinding::new(fault, Some(assignment.line)).about(text.key_of(assignment));
        if url.has_password() {
            let finding = about(SettingsFault::PasswordInUrl);
            found.push(finding.helped_by(SettingsRemedy::RemovePassword));
        }
        let is_plain = ["http", "ftp", "tftp"].iter().any(|scheme| url.has_scheme(scheme));
        let (fault, remedy) = match parameter.brings {
            Brings::Ca => (SettingsFault::CaOverPlainHttp, SettingsRemedy::UseHttps),
            Brings::Key => (SettingsFault::KeyOverPlainHttp, SettingsRemedy::ProtectKey),
            Brings::Nothing => continue,
        };
        if is_plain {
            found.push(about(fault).helped_by(remedy));
        }
    }
}

/// A finding about the setting of a line.
fn named(text: &SettingsText, fault: SettingsFault, line: u32) -> LineFinding {
    let finding = LineFinding::new(fault, Some(line));
    let place = text.assignments.binary_search_by_key(&line, |assignment| assignment.line);
    match place.ok().and_then(|place| text.assignments.get(place)) {
        Some(assignment) => finding.about(text.key_of(assignment)),
        None => finding,
    }
}
