//! The makers of phones whose settings are known.

use crate::numbered::numbered;
use core::fmt;

/// The maker of a phone. It decides the form of a settings file and the names in it.
///
/// ```
/// use trustslot::Maker;
///
/// assert_eq!(Maker::guess(b"#!version:1.0.0.1\nstatic.security.ca_cert = 2\n"), Some(Maker::Yealink));
/// assert_eq!(Maker::guess(b"<gs_provision version=\"1\"><config/></gs_provision>"), Some(Maker::Grandstream));
/// assert_eq!(Maker::guess(b"hello"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Maker {
    /// Yealink: lines `key = value`.
    Yealink,
    /// Flyingvoice: lines `key = value`, with the names of Yealink.
    Flyingvoice,
    /// Fanvil: XML elements.
    Fanvil,
    /// Htek, and the Sangoma S series: XML elements.
    Htek,
    /// Grandstream: XML elements.
    Grandstream,
}

/// The form of a settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Pairs,
    Elements,
}

/// How much of a file a guess reads, in bytes. The marks of a maker are in the first lines; 64 KiB is the size of a
/// large template.
const GUESSED_FROM: usize = 64 * 1024;

impl Maker {
    /// The maker whose marks a settings file has; `None` if it has none. Reads at most the first 64 KiB.
    pub fn guess(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..GUESSED_FROM).unwrap_or(bytes);
        let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
        let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        if !bytes.trim_ascii_start().starts_with(b"<") {
            let is_pairs = bytes.starts_with(b"#!version") || has("static.") || has("security.");
            return is_pairs.then_some(Self::Yealink);
        }
        if has("<gs_provision") || has("<P8463") || has("<item name=") {
            Some(Self::Grandstream)
        } else if has("<hl_provision") || has(" para=\"") {
            Some(Self::Htek)
        } else if has("<VOIP_CONFIG_FILE") || has("<sysConf") || has("<PermissionCTF") {
            Some(Self::Fanvil)
        } else {
            None
        }
    }

    pub(super) const fn form(self) -> Form {
        match self {
            Self::Yealink | Self::Flyingvoice => Form::Pairs,
            Self::Fanvil | Self::Htek | Self::Grandstream => Form::Elements,
        }
    }
}

impl Form {
    /// How a setting is written in it, for people.
    pub(super) const fn shown(self) -> &'static str {
        match self {
            Self::Pairs => "key = value",
            Self::Elements => "an element with the value alone, without comments",
        }
    }
}

/// The byte-order mark of UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

numbered! {
    Maker: u8 {
        Yealink = 0 "yealink",
        Flyingvoice = 1 "flyingvoice",
        Fanvil = 2 "fanvil",
        Htek = 3 "htek",
        Grandstream = 4 "grandstream",
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yealink => "Yealink",
            Self::Flyingvoice => "Flyingvoice",
            Self::Fanvil => "Fanvil",
            Self::Htek => "Htek",
            Self::Grandstream => "Grandstream",
        })
    }
}
