//! What a settings file orders beside the policy.

use super::parameters::Known;
use crate::policy_set::Application;
use crate::text::shown;
use alloc::boxed::Box;
use core::fmt;

/// An instruction about certificates, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateOrder {
    /// Download this file and add it to the custom part of the trust store.
    Trust {
        /// The line of the file, from 1.
        line: u32,
        /// Where the file is.
        url: Url,
    },
    /// Download this file, with certificate and private key, and present the certificate.
    Present {
        /// The line of the file, from 1.
        line: u32,
        /// The number in the key, for phones with several certificates. Its meaning is not documented.
        index: Option<u16>,
        /// Where the file is.
        url: Url,
    },
    /// Delete the custom part of the trust store.
    DeleteTrusted {
        /// The line of the file, from 1.
        line: u32,
    },
    /// Delete the uploaded certificate that the phone presents.
    DeletePresented {
        /// The line of the file, from 1.
        line: u32,
    },
    /// Whether a factory reset keeps the uploads.
    KeepOnReset {
        /// The line of the file, from 1.
        line: u32,
        /// True if it keeps them.
        keep: bool,
    },
}

/// A URL of a settings file. Its `Debug` shows nothing of it, because it may contain a password.
///
/// Its `Display` is for people: scheme, host and path, without user, password, query and fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(Box<str>);

impl Url {
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The whole text of the file. It may contain a password.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme in lower case, such as `https`; empty if there is none.
    pub(super) fn has_scheme(&self, scheme: &str) -> bool {
        self.0.split_once("://").is_some_and(|(own, _)| own.eq_ignore_ascii_case(scheme))
    }

    pub(super) fn has_password(&self) -> bool {
        let authority = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
    }
}

/// The most characters of a URL that are shown.
const MAX_URL: usize = 100;

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return f.write_str("a text that is no URL");
        };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        write!(f, "{}://{}{}", shown(scheme, MAX_URL), shown(host, MAX_URL), shown(path, MAX_URL))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Url(…)")
    }
}

/// A setting that is no part of the policy and is passed on as it is, such as the cipher list.
///
/// Its `Debug` shows the name only, because the value may be a password.
#[derive(Clone, PartialEq, Eq)]
pub struct HandedOn {
    name: &'static str,
    application: Option<Application>,
    line: u32,
    value: Box<str>,
}

impl HandedOn {
    pub(super) fn new(known: Known, line: u32, value: &str) -> Self {
        let Known { parameter, application, .. } = known;
        Self { name: parameter.name, application, line, value: value.into() }
    }

    /// The name of the parameter without `static.`; `*` stands for an application, `#` for a number.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The application that it is for; `None` if it is for all.
    pub const fn application(&self) -> Option<Application> {
        self.application
    }

    /// The line of the file, from 1.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The value as it is in the file. It may be a password.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for HandedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandedOn")
            .field("name", &self.name)
            .field("application", &self.application)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}
