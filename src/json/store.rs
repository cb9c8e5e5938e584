//! `{"index": 1, "certificate": …, "part": "custom", "role": "anchor", "disabled": false, "flags": ["self-issued"]}`

#[cfg(feature = "identity")]
use crate::server_cert_slot::SlotEntry;
use crate::trust_store::{CertificateFlag, StoreEntry};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// With the feature `serde`.
impl Serialize for StoreEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("StoreEntry", 6)?;
        object.serialize_field("index", &self.index)?;
        object.serialize_field("certificate", &self.certificate)?;
        object.serialize_field("part", self.part.word())?;
        object.serialize_field("role", self.role.word())?;
        object.serialize_field("disabled", &self.disabled)?;
        object.serialize_field("flags", &self.flags)?;
        object.end()
    }
}

/// With the feature `serde`.
#[cfg(feature = "identity")]
impl Serialize for SlotEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("SlotEntry", 3)?;
        object.serialize_field("kind", self.kind.word())?;
        object.serialize_field("certificate", &self.certificate)?;
        object.serialize_field("flags", &self.flags)?;
        object.end()
    }
}

/// With the feature `serde`: its word.
impl Serialize for CertificateFlag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
