//! What is wrong with a line, and what to do.

use super::remedy::SettingsRemedy;
use crate::numbered::numbered;
use crate::policy_set::Application;
use crate::text::{MAX_SHOWN, Quoted};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// The kind of a finding about a settings file.
///
/// ```
/// use trustslot::SettingsFault;
///
/// assert_eq!(SettingsFault::UnknownKey.code(), 2201);
/// assert_eq!(SettingsFault::UrlForSelector.word(), "url-for-selector");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SettingsFault {
    /// The key looks like a certificate setting, but there is no such setting.
    UnknownKey,
    /// The setting selects certificates by number, and has a URL.
    UrlForSelector,
    /// The number is not one of the setting's values.
    OutOfRange,
    /// The setting needs a number.
    NotANumber,
    /// The value is not one that is documented for the setting.
    UnknownValue,
    /// The setting needs a URL.
    NotAUrl,
    /// An earlier line has another value for the same setting.
    TwoValues,
    /// An earlier line has the same setting with the same value.
    DuplicateKey,
    /// A CA is downloaded, and no application trusts the custom part of the store.
    UploadWithoutEffect,
    /// A certificate of the phone is downloaded, and no application presents it.
    DeviceUploadWithoutEffect,
    /// Untrusted servers are accepted.
    TrustOff,
    /// The name of a server is not checked.
    NameCheckOff,
    /// The same file deletes the trusted certificates and downloads some.
    DeleteAndDownload,
    /// A CA is downloaded without TLS.
    CaOverPlainHttp,
    /// A URL contains a password.
    PasswordInUrl,
    /// Nothing confirms what the values of this setting mean.
    UnconfirmedMeaning,
    /// The value is a placeholder that a provisioning server replaces.
    TemplatePlaceholder,
    /// A byte-order mark comes before the header `#!version`.
    MarkBeforeHeader,
    /// The file is not text in UTF-8.
    NotText,
    /// The value is between quotation marks. They are not part of it here.
    QuotedValue,
    /// The line begins with a setting, or the element is one, and it is not written as one: without `=`, or with a comment
    /// inside.
    NotSet,
    /// An earlier line has another value for the same setting of another account. A policy is for all accounts.
    AccountsDiffer,
    /// A part of an XML file has no end, or an end has no beginning: a comment, a section, a tag, or an element. A phone may
    /// read nothing after it, or nothing at all. Here, a comment or section hides the rest of the file, and an element or tag
    /// hides nothing else.
    Unfinished,
    /// An element of an XML file is nested more deeply than is read. It is reported once for each file.
    TooDeep,
    /// A number has zeros in front. They do not count here.
    PaddedNumber,
    /// The file has another form than the settings files of the maker, so nothing is read from it.
    OtherForm,
    /// The same file deletes the uploaded certificate of the phone and downloads one.
    DeviceDeleteAndDownload,
    /// A private key is downloaded without TLS.
    KeyOverPlainHttp,
}

/// One finding: the line, the kind, the setting, and what to do.
///
/// Its `Display` is a message for people. Neither it nor `Debug` contains any value of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFinding {
    pub(super) line: Option<u32>,
    pub(super) fault: SettingsFault,
    pub(super) key: Option<Box<str>>,
    pub(super) earlier: Option<u32>,
    pub(super) applications: Vec<Application>,
    pub(super) remedy: Option<SettingsRemedy>,
}

impl LineFinding {
    pub(super) const fn new(fault: SettingsFault, line: Option<u32>) -> Self {
        Self { line, fault, key: None, earlier: None, applications: Vec::new(), remedy: None }
    }

    pub(super) fn about(self, key: &str) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    pub(super) fn helped_by(self, remedy: impl Into<Option<SettingsRemedy>>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }

    /// The line, from 1; `None` if the finding is about the whole file.
    pub const fn line(&self) -> Option<u32> {
        self.line
    }

    /// The kind of the finding.
    pub const fn fault(&self) -> SettingsFault {
        self.fault
    }

    /// The key, as it is in the file; `None` if the finding is about the whole file.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The earlier line that this one contradicts or repeats.
    pub const fn earlier_line(&self) -> Option<u32> {
        self.earlier
    }

    /// The applications that the setting reaches; empty unless the finding is
    /// [`TrustOff`](SettingsFault::TrustOff) or [`NameCheckOff`](SettingsFault::NameCheckOff).
    pub fn applications(&self) -> &[Application] {
        &self.applications
    }

    /// What to do; `None` if there is nothing to do.
    pub const fn remedy(&self) -> Option<&SettingsRemedy> {
        self.remedy.as_ref()
    }
}

numbered! {
    SettingsFault {
        UnknownKey = 2201 "unknown-key",
        UrlForSelector = 2202 "url-for-selector",
        OutOfRange = 2203 "out-of-range",
        NotANumber = 2204 "not-a-number",
        UnknownValue = 2205 "unknown-value",
        NotAUrl = 2206 "not-a-url",
        TwoValues = 2207 "two-values",
        DuplicateKey = 2208 "duplicate-key",
        UploadWithoutEffect = 2209 "upload-without-effect",
        DeviceUploadWithoutEffect = 2210 "device-upload-without-effect",
        TrustOff = 2211 "trust-off",
        NameCheckOff = 2212 "name-check-off",
        DeleteAndDownload = 2213 "delete-and-download",
        CaOverPlainHttp = 2214 "ca-over-plain-http",
        PasswordInUrl = 2215 "password-in-url",
        UnconfirmedMeaning = 2216 "unconfirmed-meaning",
        TemplatePlaceholder = 2217 "template-placeholder",
        MarkBeforeHeader = 2218 "mark-before-header",
        NotText = 2219 "not-text",
        QuotedValue = 2220 "quoted-value",
        NotSet = 2221 "not-set",
        AccountsDiffer = 2222 "accounts-differ",
        Unfinished = 2223 "unfinished",
        TooDeep = 2224 "too-deep",
        PaddedNumber = 2225 "padded-number",
        OtherForm = 2226 "other-form",
        DeviceDeleteAndDownload = 2227 "device-delete-and-download",
        KeyOverPlainHttp = 2228 "key-over-plain-http",
    }
}

/// `line 12: "security.ca_cert" has a URL, but it selects certificates by number`
impl fmt::Display for LineFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let key = self.key.as_deref().unwrap_or_default();
        if !key.is_empty() {
            write!(f, "{} ", Quoted::text(key, MAX_SHOWN))?;
        }
        if let Some(earlier) = self.earlier {
            return match self.fault {
                SettingsFault::TwoValues => write!(
                    f,
                    "has another value than line {earlier}; it is not documented which one a phone uses, and the last \
                     one is assumed"
                ),
                SettingsFault::DeleteAndDownload => write!(
                    f,
                    "downloads a CA, and line {earlier} deletes all uploaded CAs; the order is not documented"
                ),
                SettingsFault::DeviceDeleteAndDownload => write!(
                    f,
                    "downloads a certificate of the phone, and line {earlier} deletes it; the order is not documented"
                ),
                SettingsFault::AccountsDiffer => write!(
                    f,
                    "has another value than line {earlier} for another account; the last one is assumed for all accounts"
                ),
                _ => write!(f, "is in line {earlier} already, with the same value"),
            };
        }
        f.write_str(match (self.fault, &self.line) {
            (SettingsFault::TrustOff, None) => "untrusted servers are accepted by default",
            (SettingsFault::NameCheckOff, None) => "the name of a server is not checked by default",
            (SettingsFault::Unfinished, _) if key.starts_with("</") && key.ends_with('>') => {
                "has no beginning, so what follows may set nothing"
            }
            (fault, _) => fault.message(),
        })?;
        for (index, application) in self.applications.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { ", " })?;
            write!(f, "{application}")?;
        }
        Ok(())
    }
}

impl SettingsFault {
    /// Follows the key.
    const fn message(self) -> &'static str {
        match self {
            Self::UnknownKey => "is not a known setting",
            Self::UrlForSelector => "has a URL, but it selects certificates by number",
            Self::OutOfRange => "has a number that is not one of its values",
            Self::NotANumber => "needs a number",
            Self::UnknownValue => "has a value that is not documented",
            Self::NotAUrl => "needs a URL",
            Self::TwoValues => "has two values",
            Self::DuplicateKey => "is set twice",
            Self::UploadWithoutEffect => {
                "downloads a CA that no application trusts, because the CA source leaves it out"
            }
            Self::DeviceUploadWithoutEffect => {
                "downloads a certificate that no application presents"
            }
            Self::TrustOff => "accepts untrusted servers",
            Self::NameCheckOff => "turns the name check off",
            Self::DeleteAndDownload => "deletes and downloads CAs in one file",
            Self::CaOverPlainHttp => {
                "downloads a CA without TLS, so anyone on the way can replace it"
            }
            Self::KeyOverPlainHttp => {
                "downloads a private key without TLS, so anyone on the way can read it"
            }
            Self::DeviceDeleteAndDownload => {
                "deletes and downloads the certificate of the phone in one file"
            }
            Self::OtherForm => {
                "the file does not have the form of this maker's settings, so nothing is read from it"
            }
            Self::PasswordInUrl => "has a password in its URL",
            Self::UnconfirmedMeaning => {
                "sets nothing here, because nothing confirms what its values mean"
            }
            Self::TemplatePlaceholder => "has a placeholder instead of a value",
            Self::MarkBeforeHeader => {
                "the byte-order mark before #!version hides the header from the phone"
            }
            Self::NotText => "the file is not plain text in UTF-8, so nothing is read from it",
            Self::QuotedValue => {
                "has a value between quotation marks, which a phone may take for a part of it"
            }
            Self::NotSet => "sets nothing, because it is not written as a setting",
            Self::AccountsDiffer => "differs between accounts",
            Self::Unfinished => "has no end, so it and what follows may set nothing",
            Self::PaddedNumber => {
                "has a number with zeros in front, which a phone may not take for one of its values"
            }
            Self::TooDeep => "is nested more deeply than is read, so what is in it sets nothing",
        }
    }
}
