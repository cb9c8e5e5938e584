//! Remedies for lines of a settings file.

use crate::numbered::numbered;
use crate::text::{MAX_SHOWN, Quoted};
use alloc::boxed::Box;
use core::fmt;

/// What to do about a line of a settings file. People decide whether to do it.
///
/// Its `Display` is a message for people: lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsRemedy {
    /// Use this key.
    UseKey(Box<str>),
    /// Use one of these values.
    UseOneOf(&'static str),
    /// Write the number of the part to trust, and give the URL to the setting that downloads.
    MoveUrl {
        /// The values of the selector.
        values: &'static str,
        /// The setting for the URL.
        key: &'static str,
    },
    /// Keep one of the two lines.
    KeepOneLine {
        /// The number of the earlier line, from 1.
        earlier: u32,
        /// The number of the later line, from 1.
        later: u32,
    },
    /// Trust the custom part too.
    SelectUploads,
    /// Present the uploaded certificate.
    SelectOwnCertificate,
    /// Upload the CA of the servers, then accept only trusted servers.
    TurnTrustOn,
    /// Turn the name check on.
    TurnNameCheckOn,
    /// Put deletions and downloads into two files, and apply one after the other.
    SeparateOrders,
    /// Download over HTTPS.
    UseHttps,
    /// Take the password out of the URL.
    RemovePassword,
    /// Let the provisioning server fill in the value, and check the result.
    FillIn,
    /// Try the setting on one phone, and state its meaning.
    StateMeaning,
    /// Save the file as UTF-8 without a byte-order mark.
    SaveWithoutMark,
    /// Save the file as text in UTF-8, not encrypted.
    SaveAsText,
    /// Write the value without quotation marks.
    RemoveQuotes,
    /// Write the setting in this form.
    WriteAs(&'static str),
    /// Use one value for all accounts.
    UseOneValue,
    /// End it with this text.
    EndWith(Box<str>),
    /// Remove it.
    Remove,
    /// Write the number without zeros in front.
    RemoveZeros,
    /// Use the file that the phones download, and the maker of the phones.
    CheckMaker,
    /// Download the private key over HTTPS.
    ProtectKey,
}

numbered! {
    SettingsRemedy {
        UseKey = 501 "use-key",
        UseOneOf = 502 "use-one-of",
        MoveUrl = 503 "move-url",
        KeepOneLine = 504 "keep-one-line",
        SelectUploads = 505 "select-uploads",
        SelectOwnCertificate = 506 "select-own-certificate",
        TurnTrustOn = 507 "turn-trust-on",
        TurnNameCheckOn = 508 "turn-name-check-on",
        SeparateOrders = 509 "separate-orders",
        UseHttps = 510 "use-https",
        RemovePassword = 511 "remove-password",
        FillIn = 512 "fill-in",
        StateMeaning = 513 "state-meaning",
        SaveWithoutMark = 514 "save-without-mark",
        SaveAsText = 515 "save-as-text",
        RemoveQuotes = 516 "remove-quotes",
        WriteAs = 517 "write-as",
        UseOneValue = 518 "use-one-value",
        EndWith = 519 "end-with",
        Remove = 520 "remove",
        RemoveZeros = 521 "remove-zeros",
        CheckMaker = 522 "check-maker",
        ProtectKey = 523 "protect-key",
    }
}

impl fmt::Display for SettingsRemedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UseKey(key) => return write!(f, "use {}", Quoted::text(key, MAX_SHOWN)),
            Self::UseOneOf(values) => return write!(f, "use {values}"),
            Self::MoveUrl { values, key } => {
                return write!(f, "use {values} here, and give the URL to \"{key}\"");
            }
            Self::KeepOneLine { earlier, later } => {
                return write!(f, "keep only one of the lines {earlier} and {later}");
            }
            Self::SelectUploads => "set the CA source to 1 (custom) or 2 (all)",
            Self::SelectOwnCertificate => "set the device certificate to 1 (custom)",
            Self::TurnTrustOn => "upload the CA of the servers, then accept only trusted servers",
            Self::TurnNameCheckOn => {
                "make sure that the certificates have the names that the phones dial, then turn the name check on"
            }
            Self::SeparateOrders => "delete with one file, and download with the next",
            Self::UseHttps => "download over HTTPS, or compare the fingerprint afterwards",
            Self::RemovePassword => "take the password out of the URL",
            Self::FillIn => "check the file that the provisioning server makes of this template",
            Self::StateMeaning => "try both values on one phone, and state what they mean",
            Self::SaveWithoutMark => "save the file as UTF-8 without a byte-order mark",
            Self::SaveAsText => "save the file as text in UTF-8, without encryption",
            Self::RemoveQuotes => "write the value without quotation marks",
            Self::WriteAs(form) => return write!(f, "write it as {form}"),
            Self::UseOneValue => "use one value for all accounts",
            Self::EndWith(end) => {
                return write!(f, "end it with {}", Quoted::text(end, MAX_SHOWN));
            }
            Self::Remove => "remove it",
            Self::CheckMaker => {
                "check that this is the file which the phones download, and the maker of the phones"
            }
            Self::ProtectKey => {
                "download over HTTPS, and replace a key that was downloaded without it"
            }
            Self::RemoveZeros => "write the number without zeros in front",
        })
    }
}
