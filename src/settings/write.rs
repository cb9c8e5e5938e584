//! Writes policies into a settings file. Every other byte stays.

use super::maker::Form;
use super::parameters::{self, Meaning, STATIC, Scope, Source, Values};
use super::scan::{Lines, line_end};
use super::value::number;
use super::written::{NotWritten, Spelling, Unwritten, Written};
use super::{Assignment, SettingsError, SettingsText, Unconfirmed};
use crate::policy_set::{Application, Overrides, PolicySet, Value};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::ops::Range;

/// The settings of the policy that a file can have.
const MEANINGS: [Meaning; 4] =
    [Meaning::AcceptUntrusted, Meaning::Source, Meaning::CheckName, Meaning::DeviceCertificate];

/// A replacement of bytes.
struct Edit {
    at: Range<usize>,
    by: String,
}

impl Edit {
    /// Replaces the value of a line.
    fn value(assignment: &Assignment, by: String) -> Self {
        let at = assignment.value.clone();
        match &assignment.empty_tag {
            // `/>` becomes the end of an opening tag, the value, and a closing tag.
            Some(tag) if !by.is_empty() => {
                Self { at: at.start..at.start.saturating_add(2), by: format!(">{by}</{tag}>") }
            }
            _ => Self { at, by },
        }
    }
}

impl SettingsText {
    /// Writes the settings of a set into the text. Afterwards, [`read`](Self::read) returns them.
    ///
    /// A line is changed only if the file says something else than the set. If it does, every line for that setting is
    /// changed, so that no old value is left. A setting that the set inherits gets an empty value. New lines are added
    /// after the last line that sets a policy, or at the end. The base policy of the set and its name rules are not
    /// written, because phones have no settings for them.
    ///
    /// With another spelling than [`AsFound`](Spelling::AsFound), the keys of all settings of the policy are changed too.
    /// Files in XML keep their keys.
    ///
    /// ```
    /// use trustslot::{Application, Maker, Overrides, PolicySet, SettingsText, Spelling, TrustSource};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///
    /// let mut text = SettingsText::parse(b"# lab\r\nsecurity.ca_cert = 0\r\n".to_vec(), Maker::Yealink)?;
    /// let set = PolicySet::FACTORY
    ///     .with_global(Overrides::NONE.with_source(TrustSource::All))
    ///     .with_application(Application::Sip, Overrides::NONE.with_check_name(true));
    /// let written = text.write(&set, Spelling::PerApplication)?;
    /// assert_eq!((written.changed, written.added), (1, 1));
    /// assert_eq!(
    ///     text.as_bytes(),
    ///     b"# lab\r\nstatic.security.ca_cert = 2\r\nsecurity.sip.cn_validation = 1\r\n",
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`SettingsError::TooLarge`]: the file would be too large. The text is unchanged.
    pub fn write(&mut self, set: &PolicySet, spelling: Spelling) -> Result<Written, SettingsError> {
        let mut written = Written { changed: 0, added: 0, not_written: Vec::new() };
        let mut edits = Vec::new();
        let mut added = Vec::new();
        let settled = self.settled();
        let applications = Application::ALL.iter().copied().map(Some);
        for application in core::iter::once(None).chain(applications) {
            let overrides = set.overrides(application);
            for meaning in MEANINGS {
                let wanted = value_in(overrides, meaning);
                let found = settled.get(&(meaning, application)).copied().flatten();
                if wanted != found.map(|(value, _)| value) {
                    let result = self.set(meaning, application, wanted, &mut edits, &mut added);
                    if let Err(reason) = result {
                        written.not_written.push(NotWritten { application, reason });
                    }
                }
            }
            if overrides.name_rules().is_some() {
                let reason = Unwritten::NoSuchSetting;
                written.not_written.push(NotWritten { application, reason });
            }
        }
        let mut lines: Vec<u32> = Vec::new();
        if spelling != Spelling::AsFound && self.maker.form() == Form::Pairs {
            self.respell(spelling, &mut edits);
        }
        edits.sort_by_key(|edit| edit.at.start);
        for edit in &edits {
            lines.push(self.line_at(edit.at.start));
        }
        lines.dedup();
        written.changed = lines.len();
        written.added = added.len();
        let bytes = self.edited(&edits, &self.spelled(&added, spelling));
        let text = Self::parse(bytes, self.maker)?;
        if self.is_text && !text.is_text {
            // A short file with some control characters, which are too many for what would be left.
            let not_written = vec![NotWritten { application: None, reason: Unwritten::NotText }];
            return Ok(Written { changed: 0, added: 0, not_written });
        }
        *self = text.with_unconfirmed(self.unconfirmed);
        Ok(written)
    }

    /// Plans the edits for one setting.
    fn set(
        &self,
        meaning: Meaning,
        application: Option<Application>,
        wanted: Option<Value>,
        edits: &mut Vec<Edit>,
        added: &mut Vec<(Meaning, Option<Application>, Value)>,
    ) -> Result<(), Unwritten> {
        if !self.is_text {
            return Err(Unwritten::NotText);
        }
        let its = |assignment: &&Assignment| {
            let known = assignment.known;
            known.parameter.meaning == meaning && known.application == application
        };
        let mut planned = Vec::new();
        let mut is_unconfirmed = false;
        for assignment in self.assignments.iter().filter(its) {
            match self.spelled_value(assignment, wanted) {
                Some(by) => planned.push(Edit::value(assignment, by)),
                None => is_unconfirmed = true,
            }
        }
        if is_unconfirmed {
            return Err(Unwritten::Unconfirmed);
        }
        if !planned.is_empty() {
            edits.append(&mut planned);
            return Ok(());
        }
        let Some(value) = wanted else { return Ok(()) };
        let has_row = |scope: Scope| match (scope, application) {
            (Scope::Global, None) => true,
            (Scope::Named, Some(application)) => application != Application::DownloadLibrary,
            (Scope::One(own), Some(application)) => own == application,
            _ => false,
        };
        let rows = parameters::of(self.maker);
        if !rows.iter().any(|row| row.meaning == meaning && has_row(row.scope)) {
            return Err(Unwritten::NoSuchSetting);
        }
        if self.maker.form() == Form::Elements {
            return Err(Unwritten::NotInFile);
        }
        added.push((meaning, application, value));
        Ok(())
    }

    /// The text of a value for one line; `None` if nothing confirms what its values mean.
    fn spelled_value(&self, assignment: &Assignment, wanted: Option<Value>) -> Option<String> {
        let Some(value) = wanted else { return Some(String::new()) };
        let parameter = assignment.known.parameter;
        let number = number(value);
        let is_number = self.value_of(assignment).bytes().all(|byte| byte.is_ascii_digit());
        match (parameter.source, parameter.values) {
            (Source::WordsOnly, Values::Words(words))
                if self.value_of(assignment).is_empty() || !is_number =>
            {
                words.iter().find(|(_, own)| *own == number).map(|(word, _)| (*word).into())
            }
            (Source::Confirmed, _) => Some(decimal(number)),
            (_, values) => {
                let is_switch = matches!(values, Values::Flag | Values::Words([_, _]));
                match self.unconfirmed {
                    Unconfirmed::Ignore => None,
                    Unconfirmed::ZeroIsOn if is_switch => {
                        Some(decimal(1_u16.saturating_sub(number)))
                    }
                    _ => Some(decimal(number)),
                }
            }
        }
    }

    /// Plans new keys for all settings of the policy.
    fn respell(&self, spelling: Spelling, edits: &mut Vec<Edit>) {
        let policy = |assignment: &&Assignment| assignment.known.parameter.meaning.is_policy();
        for assignment in self.assignments.iter().filter(policy) {
            let is_static = wants_static(spelling, assignment.known.application);
            let start = assignment.key.start;
            match (assignment.known.is_static, is_static) {
                (true, false) => {
                    let at = start..start.saturating_add(STATIC.len());
                    edits.push(Edit { at, by: String::new() });
                }
                (false, true) => edits.push(Edit { at: start..start, by: STATIC.into() }),
                _ => {}
            }
        }
    }

    /// New lines, without their ends.
    fn spelled(
        &self,
        added: &[(Meaning, Option<Application>, Value)],
        spelling: Spelling,
    ) -> Vec<String> {
        let policy = |assignment: &&Assignment| assignment.known.parameter.meaning.is_policy();
        let of = |is_static: bool| {
            let same = |assignment: &&Assignment| assignment.known.is_static == is_static;
            self.assignments.iter().filter(policy).filter(same).count()
        };
        let spelling = match spelling {
            Spelling::AsFound if of(false) > of(true) => Spelling::Old,
            Spelling::AsFound => Spelling::PerApplication,
            stated => stated,
        };
        let line = |(meaning, application, value): &(Meaning, Option<Application>, Value)| {
            let prefix = if wants_static(spelling, *application) { STATIC } else { "" };
            let mut line = String::from(prefix);
            line.push_str("security.");
            if let Some(application) = application {
                line.push_str(application.word());
                line.push('.');
            }
            line.push_str(match meaning {
                Meaning::AcceptUntrusted => "trust_certificates",
                Meaning::Source => "ca_cert",
                Meaning::CheckName => "cn_validation",
                _ => "dev_cert",
            });
            line.push_str(" = ");
            line.push_str(&decimal(number(*value)));
            line
        };
        added.iter().map(line).collect()
    }

    /// The bytes after all edits, with new lines in their place.
    fn edited(&self, edits: &[Edit], added: &[String]) -> Vec<u8> {
        let (place, end) = self.place_of_new_lines();
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let between = |from: usize, to: usize| self.bytes.get(from..to).unwrap_or_default();
        let mut next = 0;
        // The last line that sets a policy may be the end of the file. Its edits come before the new lines.
        let (before, after): (Vec<&Edit>, Vec<&Edit>) =
            edits.iter().partition(|edit| edit.at.start <= place);
        for Edit { at, by } in before {
            bytes.extend_from_slice(between(next, at.start));
            bytes.extend_from_slice(by.as_bytes());
            next = at.end;
        }
        if !added.is_empty() {
            bytes.extend_from_slice(between(next, place));
            next = place;
            append_lines(&mut bytes, added, end);
        }
        for Edit { at, by } in after {
            bytes.extend_from_slice(between(next, at.start));
            bytes.extend_from_slice(by.as_bytes());
            next = at.end;
        }
        bytes.extend_from_slice(between(next, self.bytes.len()));
        bytes
    }

    /// Where new lines begin, and the line end that most lines have.
    fn place_of_new_lines(&self) -> (usize, &'static [u8]) {
        let policy = |assignment: &&Assignment| assignment.known.parameter.meaning.is_policy();
        let last = self.assignments.iter().rfind(policy);
        let mut place = self.bytes.len();
        let mut ends = [(b"\n".as_slice(), 0_usize), (b"\r\n", 0), (b"\r", 0)];
        let mut is_found = false;
        for line in Lines::new(&self.bytes) {
            let end = line_end(self.bytes.get(line.end..).unwrap_or_default());
            for (known, count) in &mut ends {
                *count = count.saturating_add(usize::from(*known == end));
            }
            let holds_last = last.is_some_and(|last| line.end >= last.value.end);
            if holds_last && !is_found {
                (place, is_found) = (line.end.saturating_add(end.len()), true);
            }
        }
        let [first, rest @ ..] = ends;
        let most =
            rest.into_iter().fold(first, |most, each| if each.1 > most.1 { each } else { most });
        (place, most.0)
    }

    fn line_at(&self, position: usize) -> u32 {
        let before =
            self.assignments.partition_point(|assignment| assignment.key.start <= position);
        let nearest = before.checked_sub(1).and_then(|index| self.assignments.get(index));
        nearest.map_or(0, |assignment| assignment.line)
    }
}

/// Appends lines with their ends, and before them an end for a last line that has none.
fn append_lines(bytes: &mut Vec<u8>, lines: &[String], end: &[u8]) {
    if bytes.last().is_some_and(|last| !matches!(last, b'\n' | b'\r')) {
        bytes.extend_from_slice(end);
    }
    for line in lines {
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(end);
    }
}

fn value_in(overrides: Overrides, meaning: Meaning) -> Option<Value> {
    match meaning {
        Meaning::AcceptUntrusted => overrides.accept_untrusted().map(Value::AcceptUntrusted),
        Meaning::Source => overrides.source().map(Value::Source),
        Meaning::CheckName => overrides.check_name().map(Value::CheckName),
        Meaning::DeviceCertificate => overrides.device_certificate().map(Value::DeviceCertificate),
        _ => None,
    }
}

const fn wants_static(spelling: Spelling, application: Option<Application>) -> bool {
    match spelling {
        Spelling::Static => true,
        Spelling::PerApplication => application.is_none(),
        Spelling::AsFound | Spelling::Old => false,
    }
}

fn decimal(number: u16) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _never = write!(text, "{number}");
    text
}
