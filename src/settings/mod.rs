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
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use maker::Form;
use parameters::Known;
use scan::Raw;

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
}

/// A line whose key looks like one of a certificate setting.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Suspect {
    line: u32,
    key: Box<str>,
    nearest: Option<Box<str>>,
    /// False if the key is known, and the line is no setting.
    is_unknown: bool,
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
        let (assignments, suspects, more_suspects, unconfirmed) =
            (Vec::new(), Vec::new(), 0, Unconfirmed::Ignore);
        let mut text =
            Self { bytes, maker, unconfirmed, is_text, assignments, suspects, more_suspects };
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
        let Self { bytes, maker, assignments, suspects, more_suspects, .. } = self;
        let maker = *maker;
        let each = |raw: Raw<'_>| match parameters::find(maker, raw.key) {
            Some(known) if raw.is_set => {
                let span = |start: usize, text: &str| start..start.saturating_add(text.len());
                let (key, value) = (span(raw.key_start, raw.key), span(raw.value_start, raw.value));
                assignments.push(Assignment { line: raw.line, key, value, known });
            }
            None if !raw.is_set => {}
            _ if suspects.len() >= MAX_SUSPECTS => {
                *more_suspects = more_suspects.saturating_add(1);
            }
            Some(_) => {
                let (line, key, nearest) = (raw.line, raw.key.into(), None);
                suspects.push(Suspect { line, key, nearest, is_unknown: false });
            }
            None => {
                if let Some(nearest) = nearest::suspect(maker, raw.key) {
                    let (line, key) = (raw.line, raw.key.into());
                    suspects.push(Suspect { line, key, nearest, is_unknown: true });
                }
            }
        };
        match maker.form() {
            Form::Pairs => scan::pairs(bytes, each),
            Form::Elements => elements::elements(bytes, each),
        }
    }

    /// The value of a line.
    fn value_of(&self, assignment: &Assignment) -> &str {
        let value = self.bytes.get(assignment.value.clone()).unwrap_or_default();
        core::str::from_utf8(value).unwrap_or_default()
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
