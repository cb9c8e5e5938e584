//! Floor 6: the settings files of phones: read into a policy for each application, checked, and written back.
//!
//! A file is kept byte for byte. Only the values, and if asked the keys, of the settings that change are replaced.

mod check;
mod elements;
mod error;
mod finding;
mod maker;
mod nearest;
mod order;
mod otherwise;
mod parameters;
mod read;
mod remedy;
mod scan;
mod tags;
mod value;
mod write;
mod written;

pub use error::SettingsError;
pub use finding::{LineFinding, SettingsFault};
pub use maker::Maker;
pub use order::{CertificateOrder, HandedOn, Url};
pub use otherwise::OtherPolicies;
pub use read::{Absent, Reading};
pub use remedy::SettingsRemedy;
pub use written::{NotWritten, Spelling, Unwritten, Written};

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use maker::Form;
use parameters::{Known, Values};
use scan::{Raw, What};

/// A phone's settings file, kept byte for byte.
///
/// ```
/// use trustslot::{Absent, Application, Maker, PolicySet, SettingsFault, SettingsText, Spelling, TrustSource};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
///
/// let file = b"#!version:1.0.0.1\n# phones of the lab\nstatic.security.ca_cert = https://prov.example.com/ca.pem\n";
/// let mut text = SettingsText::parse(file.to_vec(), Maker::Yealink)?;
/// let reading = text.read(&PolicySet::FACTORY, Absent::IsDefault);
/// let finding = reading.findings.iter().find(|finding| finding.line() == Some(3)).ok_or("none")?;
/// assert_eq!(finding.fault(), SettingsFault::UrlForSelector);
/// assert_eq!(
///     finding.remedy().unwrap().to_string(),
///     "use 0 (built-in), 1 (custom) or 2 (all) here, and give the URL to \"trusted_certificates.url\"",
/// );
///
/// let global = reading.policies.global().with_source(TrustSource::All);
/// text.write(&reading.policies.with_global(global), Spelling::AsFound)?;
/// assert_eq!(
///     text.as_bytes(),
///     b"#!version:1.0.0.1\n# phones of the lab\nstatic.security.ca_cert = 2\n",
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SettingsText {
    bytes: Vec<u8>,
    maker: Maker,
    unconfirmed: Unconfirmed,
    /// False if the file is not text, and nothing is read from it.
    is_text: bool,
    /// True if it has something, and no setting in the form of this maker.
    is_other_form: bool,
    assignments: Vec<Assignment>,
    suspects: Vec<Suspect>,
    /// The suspicious keys that are not in the list, because it is full.
    more_suspects: usize,
}

/// What the numbers of settings mean that nothing confirms.
///
/// Fanvil's switches, and two of Htek's, are known from single templates. One of these says that 0 means on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unconfirmed {
    /// They set nothing, and are reported.
    #[default]
    Ignore,
    /// The caller has tried it: 1 turns a switch on.
    OneIsOn,
    /// The caller has tried it: 0 turns a switch on.
    ZeroIsOn,
}

/// A line whose key is in the table.
#[derive(Clone, Debug)]
struct Assignment {
    line: u32,
    key: Range<usize>,
    value: Range<usize>,
    known: Known,
    /// The value, if it is written with references of XML.
    unescaped: Option<Box<str>>,
    /// The name of the element, if it is an empty tag of XML. Its value begins at `/>`.
    empty_tag: Option<Box<str>>,
}

/// A line that sets nothing, and is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Suspect {
    line: u32,
    key: Box<str>,
    fault: SettingsFault,
    remedy: Option<SettingsRemedy>,
}

impl Assignment {
    fn new(raw: &Raw<'_>, known: Known) -> Self {
        let span = |start: usize, text: &str| start..start.saturating_add(text.len());
        let (key, value) = (span(raw.key_start, raw.key), span(raw.value_start, raw.value));
        let unescaped = match raw.what {
            What::Escaped => tags::unescaped(raw.value).map(String::into_boxed_str),
            _ => None,
        };
        let empty_tag = match raw.what {
            What::EmptyTag(tag) => Some(tag.into()),
            _ => None,
        };
        Self { line: raw.line, key, value, known, unescaped, empty_tag }
    }
}

/// Equal bytes have equal assignments.
impl PartialEq for Assignment {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Eq for Assignment {}

/// The most unknown keys that are reported, and for which the nearest key is looked for. People read fewer, and each costs
/// about 110 comparisons.
const MAX_SUSPECTS: usize = 200;

impl SettingsText {
    /// The largest file that is read: 5 MiB, as for all files of a phone. Real files have less than 100 KiB.
    pub const MAX_BYTES: usize = 5 * 1024 * 1024;

    /// Splits a file into lines. Every file of a permitted size is accepted; [`read`](Self::read) reports its faults.
    ///
    /// # Errors
    ///
    /// [`SettingsError::TooLarge`]: the file has more than [`MAX_BYTES`](Self::MAX_BYTES).
    pub fn parse(bytes: Vec<u8>, maker: Maker) -> Result<Self, SettingsError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(SettingsError::TooLarge { bytes: bytes.len() });
        }
        let is_text = is_text(&bytes, maker);
        let mut text = Self {
            bytes,
            maker,
            unconfirmed: Unconfirmed::Ignore,
            is_text,
            is_other_form: false,
            assignments: Vec::new(),
            suspects: Vec::new(),
            more_suspects: 0,
        };
        if text.is_text {
            text.scan();
        }
        Ok(text)
    }

    /// States what the numbers mean that nothing confirms. Nothing else changes.
    #[must_use]
    pub fn with_unconfirmed(self, unconfirmed: Unconfirmed) -> Self {
        Self { unconfirmed, ..self }
    }

    /// The bytes of the file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of the file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The maker whose names the file is read by.
    pub const fn maker(&self) -> Maker {
        self.maker
    }

    fn scan(&mut self) {
        let Self { bytes, maker, assignments, suspects, more_suspects, is_other_form, .. } = self;
        let maker = *maker;
        let each = |raw: Raw<'_>| {
            let known = parameters::find(maker, raw.key);
            let (fault, remedy) = match (known, &raw.what) {
                (Some(known), What::Set | What::Escaped | What::EmptyTag(_)) => {
                    assignments.push(Assignment::new(&raw, known));
                    return;
                }
                (Some(_), What::NotSet) => {
                    (SettingsFault::NotSet, Some(SettingsRemedy::WriteAs(maker.form().shown())))
                }
                (_, What::NoEnd(end)) => {
                    (SettingsFault::Unfinished, Some(SettingsRemedy::EndWith(end.clone())))
                }
                (_, What::NoBeginning) => (SettingsFault::Unfinished, Some(SettingsRemedy::Remove)),
                (_, What::TooDeep) => (SettingsFault::TooDeep, None),
                (None, What::NotSet) => return,
                (None, _) if suspects.len() >= MAX_SUSPECTS => (SettingsFault::UnknownKey, None),
                (None, _) => match nearest::suspect(maker, raw.key) {
                    Some(near) => (SettingsFault::UnknownKey, near.map(SettingsRemedy::UseKey)),
                    None => return,
                },
            };
            if suspects.len() >= MAX_SUSPECTS {
                *more_suspects = more_suspects.saturating_add(1);
            } else {
                suspects.push(Suspect { line: raw.line, key: raw.key.into(), fault, remedy });
            }
        };
        let has_settings = match maker.form() {
            Form::Pairs => scan::pairs(bytes, each),
            Form::Elements => elements::elements(bytes, each),
        };
        let is_loose = |suspect: &Suspect| suspect.fault == SettingsFault::Unfinished;
        if assignments.is_empty() && suspects.iter().all(is_loose) {
            *is_other_form = !has_settings || is_page(bytes);
            if *is_other_form {
                (*suspects, *more_suspects) = (Vec::new(), 0);
            }
        }
    }

    /// The value of a line.
    fn value_of<'a>(&'a self, assignment: &'a Assignment) -> &'a str {
        if let Some(unescaped) = &assignment.unescaped {
            return unescaped;
        }
        let value = self.bytes.get(assignment.value.clone()).unwrap_or_default();
        core::str::from_utf8(value).unwrap_or_default()
    }

    /// Why a phone may not understand the value of a line that is understood here. The reference lists `0` and `1`; no
    /// document says whether a phone compares texts or numbers, and what it does with quotation marks.
    fn doubts(
        &self,
        assignment: &Assignment,
    ) -> impl Iterator<Item = (SettingsFault, SettingsRemedy)> {
        let values = assignment.known.parameter.values;
        let is_quoted = self.is_quoted(assignment) && values != Values::Text;
        let text = self.value_of(assignment);
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let has_zeros = is_number && text.len() > 1 && text.starts_with('0');
        let is_padded = values.has_numbers() && has_zeros && self.meaning(assignment).is_ok();
        let quoted =
            is_quoted.then_some((SettingsFault::QuotedValue, SettingsRemedy::RemoveQuotes));
        let padded =
            is_padded.then_some((SettingsFault::PaddedNumber, SettingsRemedy::RemoveZeros));
        quoted.into_iter().chain(padded)
    }

    /// True if the value of a line `key = value` is between quotation marks.
    fn is_quoted(&self, assignment: &Assignment) -> bool {
        let before = assignment.value.start.checked_sub(1).and_then(|at| self.bytes.get(at));
        let after = self.bytes.get(assignment.value.end);
        self.maker.form() == Form::Pairs && before == Some(&b'"') && after == Some(&b'"')
    }

    /// The key of a line as people look for it.
    fn key_of(&self, assignment: &Assignment) -> &str {
        match self.maker.form() {
            Form::Pairs => {
                let key = self.bytes.get(assignment.key.clone()).unwrap_or_default();
                core::str::from_utf8(key).unwrap_or_default()
            }
            Form::Elements => assignment.known.parameter.name,
        }
    }
}

/// True for a web page, such as an error page that was saved as a file, and for the older files of Fanvil, which are no XML.
fn is_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(maker::MARK).unwrap_or(bytes).trim_ascii_start();
    let begins =
        |text: &[u8]| bytes.get(..text.len()).is_some_and(|own| own.eq_ignore_ascii_case(text));
    begins(b"<!doctype html") || begins(b"<html") || begins(b"<<")
}

/// How much of a file decides whether it is encrypted, in bytes. Encrypted bytes show within the first 100.
const JUDGED: usize = 4096;

/// False for UTF-16, for files with NUL bytes, and for encrypted ones.
fn is_text(bytes: &[u8], maker: Maker) -> bool {
    let start = bytes.get(..JUDGED).unwrap_or(bytes);
    let is_odd = |byte: &&u8| (**byte < 0x20 && !byte.is_ascii_whitespace()) || **byte == 0x7f;
    let odd = start.iter().filter(is_odd).count();
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let is_read = maker.form() == Form::Pairs || core::str::from_utf8(bytes).is_ok();
    is_read && !is_utf16 && odd <= start.len() / 32 && memchr::memchr(0, bytes).is_none()
}

/// Nothing of the contents: they may have passwords.
impl fmt::Debug for SettingsText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SettingsText")
            .field("maker", &self.maker)
            .field("bytes", &self.bytes.len())
            .field("assignments", &self.assignments.len())
            .finish_non_exhaustive()
    }
}
