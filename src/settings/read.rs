//! From a settings file to policies, orders and findings.

use super::finding::{LineFinding, SettingsFault};
use super::maker::MARK;
use super::order::{CertificateOrder, HandedOn};
use super::otherwise::{self, OtherPolicies};
use super::parameters::Meaning;
use super::remedy::SettingsRemedy;
use super::value::{Line, meaning_of};
use super::{Assignment, SettingsText, Suspect, check};
use crate::policy_set::{Application, PolicySet, Value};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The value of a setting that the file does not have.
///
/// The manual of one maker says: in overwrite mode, a setting that is missing or blank returns to its factory default. It
/// does not say what happens without that mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a phone does one or the other")]
pub enum Absent {
    /// The value of the base set, as on a phone without overwrite mode.
    KeepsBase,
    /// The factory default, which is the base policy of the base set, as on a phone in overwrite mode.
    IsDefault,
}

/// What a settings file says: the answer of [`SettingsText::read`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The policies. Their [origins](crate::Origin) have the lines of the file.
    pub policies: PolicySet,
    /// The instructions about certificates, in the order of the file.
    pub orders: Vec<CertificateOrder>,
    /// Settings that are no part of the policy, such as TLS versions and cipher lists, in the order of the file.
    pub handed_on: Vec<HandedOn>,
    /// What is wrong, by line; findings about the whole file come first.
    pub findings: Vec<LineFinding>,
    /// The policies of a phone that takes another line, where lines contradict each other. Judge with them too. Empty if
    /// nothing does; at most [`Reading::MAX_OTHERS`].
    pub otherwise: Vec<OtherPolicies>,
    /// True if there are more than are told.
    pub more_otherwise: bool,
    /// The findings that are left out, because there are more than [`Reading::MAX_FINDINGS`].
    pub omitted: usize,
}

impl Reading {
    /// The most findings that are reported: 1,000. Nobody reads more.
    pub const MAX_FINDINGS: usize = 1000;
}

/// The last value of each setting of the policy, and its line. `None`: the last line is empty.
pub(super) type Settled = BTreeMap<(Meaning, Option<Application>), Option<(Value, u32)>>;

/// Two lines with the same identity are about the same setting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Identity<'a> {
    /// With the number of the account.
    Policy(Meaning, Option<Application>, Option<u16>),
    Key(&'a str),
}

impl SettingsText {
    /// Reads the policies and orders, and checks every line.
    ///
    /// The text is applied to a base set: what the phone has before. Of several lines for one setting the last one counts,
    /// and is reported. A value that is empty counts as absent; one that is wrong, or a placeholder, sets nothing.
    ///
    /// No document says what a phone makes of a value between quotation marks, or of `01`. Such a value counts without the
    /// marks, and as the number, is reported, and makes [another reading](Reading::otherwise) in which the line sets nothing.
    ///
    /// ```
    /// use trustslot::{Absent, Application, Maker, Origin, PolicySet, SettingsText, TrustSource};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///
    /// let file = b"static.security.ca_cert = 2\nsecurity.sip.ca_cert = 1\n";
    /// let text = SettingsText::parse(file.to_vec(), Maker::Yealink)?;
    /// let policies = text.read(&PolicySet::FACTORY, Absent::IsDefault).policies;
    /// assert_eq!(policies.policy(Application::Sip).source(), TrustSource::Custom);
    /// let ldap = policies.effective(Application::Ldap).source;
    /// assert_eq!((ldap.value, ldap.origin), (TrustSource::All, Origin::Global { line: Some(1) }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn read(&self, base: &PolicySet, absent: Absent) -> Reading {
        let base = match absent {
            Absent::KeepsBase => *base,
            Absent::IsDefault => base.without_settings(),
        };
        let policies = otherwise::applied(&base, self.settled());
        let (otherwise, more_otherwise) = self.others(&base, &policies);
        let mut reading = Reading {
            policies,
            otherwise,
            more_otherwise,
            orders: Vec::new(),
            handed_on: Vec::new(),
            findings: Vec::new(),
            omitted: self.more_suspects,
        };
        self.read_file(&mut reading);
        self.read_lines(&mut reading);
        check::effects(self, &mut reading);
        reading.findings.sort_by_key(LineFinding::line);
        let omitted = reading.findings.len().saturating_sub(Reading::MAX_FINDINGS);
        reading.findings.truncate(Reading::MAX_FINDINGS);
        reading.omitted = reading.omitted.saturating_add(omitted);
        reading
    }

    /// The last value of each setting of the policy.
    pub(super) fn settled(&self) -> Settled {
        let mut settled = Settled::new();
        for assignment in &self.assignments {
            let key = (assignment.known.parameter.meaning, assignment.known.application);
            match self.meaning(assignment) {
                Ok(Line::Policy(value)) => settled.insert(key, Some((value, assignment.line))),
                Ok(Line::Unset) if key.0.is_policy() => settled.insert(key, None),
                _ => None,
            };
        }
        settled
    }

    pub(super) fn meaning(&self, assignment: &Assignment) -> Result<Line, super::value::Refused> {
        meaning_of(assignment.known, self.value_of(assignment), self.unconfirmed)
    }

    fn read_file(&self, reading: &mut Reading) {
        if !self.is_text {
            let finding = LineFinding::new(SettingsFault::NotText, None);
            reading.findings.push(finding.helped_by(SettingsRemedy::SaveAsText));
        } else if self.bytes.strip_prefix(MARK).is_some_and(|rest| rest.starts_with(b"#!version")) {
            let finding = LineFinding::new(SettingsFault::MarkBeforeHeader, Some(1));
            reading.findings.push(finding.helped_by(SettingsRemedy::SaveWithoutMark));
        }
        if self.is_other_form {
            let finding = LineFinding::new(SettingsFault::OtherForm, None);
            reading.findings.push(finding.helped_by(SettingsRemedy::CheckMaker));
        }
        for Suspect { line, key, fault, remedy } in &self.suspects {
            let finding = LineFinding::new(*fault, Some(*line)).about(key);
            reading.findings.push(finding.helped_by(remedy.clone()));
        }
    }

    fn read_lines(&self, reading: &mut Reading) {
        let mut earlier: BTreeMap<Identity<'_>, (u32, &str, Line)> = BTreeMap::new();
        let mut accounts: BTreeMap<(Meaning, Option<Application>), (u32, u16, Line)> =
            BTreeMap::new();
        for assignment in &self.assignments {
            let (key, text) = (self.key_of(assignment), self.value_of(assignment));
            let (line, known) = (assignment.line, assignment.known);
            for (fault, remedy) in self.doubts(assignment) {
                let finding = LineFinding::new(fault, Some(line)).about(key);
                reading.findings.push(finding.helped_by(remedy));
            }
            let meaning = match self.meaning(assignment) {
                Ok(meaning) => meaning,
                Err((fault, remedy)) => {
                    let finding = LineFinding::new(fault, Some(line)).about(key);
                    reading.findings.push(finding.helped_by(remedy));
                    continue;
                }
            };
            let identity = if known.parameter.meaning.is_policy() {
                Identity::Policy(known.parameter.meaning, known.application, known.index)
            } else {
                Identity::Key(key.strip_prefix(super::parameters::STATIC).unwrap_or(key))
            };
            if let Some((before, its_text, its)) = earlier.get(&identity)
                && *its != Line::Unset
            {
                let is_same = *its == meaning && (meaning != Line::Text || *its_text == text);
                let fault =
                    if is_same { SettingsFault::DuplicateKey } else { SettingsFault::TwoValues };
                let remedy = SettingsRemedy::KeepOneLine { earlier: *before, later: line };
                let finding = LineFinding::new(fault, Some(line)).about(key).helped_by(remedy);
                reading.findings.push(LineFinding { earlier: Some(*before), ..finding });
            }
            if let (true, Some(index)) = (known.parameter.meaning.is_policy(), known.index)
                && meaning != Line::Unset
            {
                let setting = (known.parameter.meaning, known.application);
                if let Some((before, its_index, its)) = accounts.get(&setting)
                    && *its_index != index
                    && *its != meaning
                {
                    let finding = LineFinding::new(SettingsFault::AccountsDiffer, Some(line));
                    let finding = finding.about(key).helped_by(SettingsRemedy::UseOneValue);
                    reading.findings.push(LineFinding { earlier: Some(*before), ..finding });
                }
                accounts.insert(setting, (line, index, meaning.clone()));
            }
            earlier.insert(identity, (line, text, meaning.clone()));
            self.take(assignment, meaning, reading);
        }
    }

    /// Adds what a line says, beside the policy.
    fn take(&self, assignment: &Assignment, meaning: Line, reading: &mut Reading) {
        let (line, known) = (assignment.line, assignment.known);
        let order = match (known.parameter.meaning, meaning) {
            (_, Line::Unset) => return,
            (Meaning::Trust, Line::Url(url)) => CertificateOrder::Trust { line, url },
            (Meaning::Present, Line::Url(url)) => {
                CertificateOrder::Present { line, index: known.index, url }
            }
            (Meaning::DeleteTrusted, _) => CertificateOrder::DeleteTrusted { line },
            (Meaning::DeletePresented, _) => CertificateOrder::DeletePresented { line },
            (Meaning::Reserve, Line::Flag(keep)) => CertificateOrder::KeepOnReset { line, keep },
            (Meaning::HandedOn, _) => {
                reading.handed_on.push(HandedOn::new(known, line, self.value_of(assignment)));
                return;
            }
            _ => return,
        };
        reading.orders.push(order);
    }
}
