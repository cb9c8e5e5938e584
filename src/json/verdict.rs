//! `{"outcome": "rejected", "message": …, "findings": [{"code": 104, …}], "path": null}`

use super::Shown;
use crate::clock::Date;
use crate::name::NameMatch;
use crate::remedy::Remedy;
use crate::verdict::{EndsFirst, Finding, Findings, Note, Position, Verdict, VerifiedPath};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// With the feature `serde`: `findings` is empty if the peer is trusted, and `path` is null if none was verified.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Verdict", 4)?;
        object.serialize_field("outcome", self.word())?;
        object.serialize_field("message", &Shown(self))?;
        let none = Findings::default();
        object.serialize_field("findings", self.findings().unwrap_or(&none))?;
        object.serialize_field("path", &self.path())?;
        object.end()
    }
}

/// With the feature `serde`: a list, in its order.
impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// With the feature `serde`: `code` and `reason` are the number and the word of the [`Reason`](crate::Reason).
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 8)?;
        object.serialize_field("code", &self.reason().code())?;
        object.serialize_field("reason", self.reason().word())?;
        object.serialize_field("check", self.check().word())?;
        object.serialize_field("position", &self.position())?;
        object.serialize_field("certificate", &self.certificate())?;
        object.serialize_field("waived", &self.is_waived())?;
        object.serialize_field("message", &Shown(self))?;
        object.serialize_field("remedy", &self.remedy())?;
        object.end()
    }
}

/// With the feature `serde`: its word, and its number on the path: 0 for the peer, 255 for the anchor.
impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Position", 2)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("word", self.word())?;
        object.end()
    }
}

/// With the feature `serde`: its number, its word and its message. Facts in it are in the message only.
impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Remedy", 3)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("word", self.word())?;
        object.serialize_field("message", &Shown(self))?;
        object.end()
    }
}

/// With the feature `serde`.
impl Serialize for VerifiedPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("VerifiedPath", 9)?;
        object.serialize_field("end_entity", self.end_entity())?;
        object.serialize_field("intermediates", self.intermediates())?;
        object.serialize_field("anchor", self.anchor())?;
        object.serialize_field("role", self.role().word())?;
        object.serialize_field("part", self.part().word())?;
        object.serialize_field("valid_until", &Date::of(self.valid_until()))?;
        object.serialize_field("ends_first", &self.ends_first())?;
        object.serialize_field("notes", self.notes())?;
        object.serialize_field("name", &self.name())?;
        object.end()
    }
}

/// With the feature `serde`: its number, its word and its message.
impl Serialize for EndsFirst {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("EndsFirst", 3)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("word", self.word())?;
        object.serialize_field("message", &Shown(self))?;
        object.end()
    }
}

/// With the feature `serde`: its number, its word and its message.
impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Note", 3)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("word", self.word())?;
        object.serialize_field("message", &Shown(self))?;
        object.end()
    }
}

/// With the feature `serde`: the name in the certificate that matched, and the word of the rule.
impl Serialize for NameMatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("NameMatch", 2)?;
        object.serialize_field("presented", self.presented())?;
        object.serialize_field("by", self.by().word())?;
        object.end()
    }
}
