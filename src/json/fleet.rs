//! `{"format_version": "1.3", "span": …, "phones": 10000, "rows": […], "suggestions": […], "unanswered": […]}`

use super::Shown;
use crate::certificate::Fingerprint;
use crate::clock::Date;
use crate::fleet::{
    FleetAnswer, FleetEvent, FleetOtherwise, FleetReport, FleetRow, ListGain, SuggestedChange,
    Suggestion, Unanswered,
};
use crate::forecast::{Assumption, Cause, Decision, FileReading, Outcome, OutcomeKey, Span};
use crate::policy_set::Application;
use alloc::string::String;
use core::fmt::Write as _;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// The version of the form. The second number grows with new names, which readers ignore; the first one if a name changes
/// its meaning, and then readers must refuse it.
const FORMAT_VERSION: &str = "1.3";

/// With the feature `serde`. Instants are in UTC, as in RFC 3339; fingerprints are SHA-256 in hexadecimal digits.
impl Serialize for FleetReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FleetReport", 12)?;
        object.serialize_field("format_version", FORMAT_VERSION)?;
        object.serialize_field("span", &self.span)?;
        object.serialize_field("phones", &self.phones)?;
        object.serialize_field("models", &self.models)?;
        object.serialize_field("classes", &self.classes)?;
        object.serialize_field("judged", &self.judged)?;
        object.serialize_field("assumptions", &self.assumptions)?;
        object.serialize_field("rows", &self.rows)?;
        object.serialize_field("suggestions", &self.suggestions)?;
        object.serialize_field("harmful", &self.harmful)?;
        object.serialize_field("untried", &self.untried)?;
        object.serialize_field("unanswered", &self.unanswered)?;
        object.end()
    }
}

/// With the feature `serde`.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Span", 2)?;
        object.serialize_field("from", &Date::of(self.from()))?;
        object.serialize_field("to", &Date::of(self.to()))?;
        object.end()
    }
}

/// With the feature `serde`: `now` and `events` are the answer without the plan; `after` is null without a plan.
impl Serialize for FleetRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FleetRow", 14)?;
        object.serialize_field("dependency", &self.dependency)?;
        object.serialize_field("application", &self.application)?;
        object.serialize_field("essential", &self.essential)?;
        object.serialize_field("phones", &self.phones)?;
        object.serialize_field("models", &self.models)?;
        object.serialize_field("more_models", &self.more_models)?;
        object.serialize_field("now", &self.answer.now)?;
        object.serialize_field("events", &self.answer.events)?;
        object.serialize_field("with_clock_set", &self.answer.with_clock_set)?;
        object.serialize_field("after", &self.after)?;
        object.serialize_field("first_difference", &self.first_difference.map(Date::of))?;
        object.serialize_field("lock_out", &self.lock_out.map(Date::of))?;
        object.serialize_field("otherwise", &self.otherwise)?;
        object.serialize_field("more_otherwise", &self.more_otherwise)?;
        object.end()
    }
}

/// With the feature `serde`: `now` and `events` are the answer after the plan. `order` is the word of a
/// [`DownloadOrder`](crate::DownloadOrder), or null.
impl Serialize for FleetOtherwise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[cfg(feature = "settings")]
        let order = self.order.map(crate::forecast::DownloadOrder::word);
        #[cfg(not(feature = "settings"))]
        let order = None::<&str>;
        let mut object = serializer.serialize_struct("FleetOtherwise", 9)?;
        object.serialize_field("files", &self.files)?;
        object.serialize_field("lines", &self.lines)?;
        object.serialize_field("ignored", &self.ignored)?;
        object.serialize_field("order", &order)?;
        object.serialize_field("now", &self.answer.now)?;
        object.serialize_field("events", &self.answer.events)?;
        object.serialize_field("with_clock_set", &self.answer.with_clock_set)?;
        object.serialize_field("first_difference", &self.first_difference.map(Date::of))?;
        object.serialize_field("lock_out", &self.lock_out.map(Date::of))?;
        object.end()
    }
}

/// With the feature `serde`: `file` is a number, or null if there is no other settings file.
impl Serialize for FileReading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[cfg(feature = "settings")]
        let order = self.order.map(crate::forecast::DownloadOrder::word);
        #[cfg(not(feature = "settings"))]
        let order = None::<&str>;
        let mut object = serializer.serialize_struct("FileReading", 4)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("lines", &self.lines)?;
        object.serialize_field("ignored", &self.ignored)?;
        object.serialize_field("order", &order)?;
        object.end()
    }
}

/// With the feature `serde`.
impl Serialize for FleetAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FleetAnswer", 3)?;
        object.serialize_field("now", &self.now)?;
        object.serialize_field("events", &self.events)?;
        object.serialize_field("with_clock_set", &self.with_clock_set)?;
        object.end()
    }
}

/// With the feature `serde`: `from` and `to` are words, and `deciding` has the findings of the new outcome.
impl Serialize for FleetEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FleetEvent", 8)?;
        object.serialize_field("at", &Date::of(self.at))?;
        object.serialize_field("from", &self.from)?;
        object.serialize_field("to", &self.to.decision)?;
        object.serialize_field("cause", &self.cause)?;
        object.serialize_field("lock_out", &self.lock_out)?;
        object.serialize_field("by", &self.by.map(Date::of))?;
        object.serialize_field("assumes", &self.assumes)?;
        object.serialize_field("deciding", &self.to.deciding)?;
        object.end()
    }
}

/// With the feature `serde`: `decision` is its word.
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Outcome", 2)?;
        object.serialize_field("decision", &self.decision)?;
        object.serialize_field("deciding", &self.deciding)?;
        object.end()
    }
}

/// With the feature `serde`: `reason` and `position` are words; `sha256` is null for the peer's own certificate.
impl Serialize for OutcomeKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("OutcomeKey", 4)?;
        object.serialize_field("reason", self.reason.word())?;
        object.serialize_field("code", &self.reason.code())?;
        object.serialize_field("position", self.position.word())?;
        object.serialize_field("sha256", &self.certificate.map(hex))?;
        object.end()
    }
}

/// With the feature `serde`: `change` is its word; `server`, `application`, and `list` with its `gain` are null unless it concerns one.
impl Serialize for Suggestion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let server = match &self.change {
            SuggestedChange::SendCertificate { dependency, .. } => Some(dependency),
            _ => None,
        };
        let application = match &self.change {
            SuggestedChange::TrustBothParts { application, .. } => Some(application),
            _ => None,
        };
        let (list, gain) = match &self.change {
            SuggestedChange::InstallList { list, gain, .. } => (Some(list), Some(gain)),
            _ => (None, None),
        };
        let certificate = self.change.certificate();
        let mut object = serializer.serialize_struct("Suggestion", 14)?;
        object.serialize_field("change", self.change.word())?;
        object.serialize_field("server", &server)?;
        object.serialize_field("application", &application)?;
        object.serialize_field("list", &list)?;
        object.serialize_field("gain", &gain)?;
        object.serialize_field("issued_to", &certificate.issued_to())?;
        object.serialize_field("sha256", &hex(certificate.fingerprint()))?;
        object.serialize_field("phones", &self.phones)?;
        object.serialize_field("breaks", &self.breaks)?;
        object.serialize_field("no_room", &self.no_room)?;
        object.serialize_field("before", &Date::of(self.before))?;
        object.serialize_field("dependencies", &self.dependencies)?;
        object.serialize_field("round", &self.round)?;
        // Nothing is reported that was not tried.
        object.serialize_field("tried", &true)?;
        object.end()
    }
}

/// With the feature `serde`: `code`, `reason` and `message` of the error.
impl Serialize for Unanswered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Unanswered", 6)?;
        object.serialize_field("code", &self.error.code())?;
        object.serialize_field("reason", self.error.word())?;
        object.serialize_field("message", &Shown(&self.error))?;
        object.serialize_field("phones", &self.phones)?;
        object.serialize_field("models", &self.models)?;
        object.serialize_field("more_models", &self.more_models)?;
        object.end()
    }
}

macro_rules! words {
    ($($type:ident)*) => {
        $(/// With the feature `serde`: its word.
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        })*
    };
}

words! { Assumption Application Cause Decision ListGain }

/// Hexadecimal digits without separators.
fn hex(fingerprint: Fingerprint) -> String {
    fingerprint.as_bytes().iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
