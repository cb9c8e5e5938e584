//! `{"device": {"kind": "unique", "mac": "0015651234ab"}, "verdict": …}`

use crate::device_classifier::{Caller, Device, NotBound};
use crate::mac::MacAddress;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// With the feature `serde`: `kind` is its word. `mac` is null for devices without a MAC address.
impl Serialize for Device {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mac: Option<MacAddress> = match *self {
            Self::Unique { mac } => Some(mac),
            Self::Custom { mac } => mac,
            Self::Generic | Self::Foreign => None,
        };
        let mut object = serializer.serialize_struct("Device", 2)?;
        object.serialize_field("kind", self.word())?;
        object.serialize_field("mac", &mac)?;
        object.end()
    }
}

/// With the feature `serde`.
impl Serialize for Caller {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Caller", 2)?;
        object.serialize_field("device", &self.device())?;
        object.serialize_field("verdict", self.verdict())?;
        object.end()
    }
}

/// With the feature `serde`: `code`, `reason`, `message` and `remedy`, as a finding has them.
impl Serialize for NotBound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("NotBound", 4)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("reason", self.word())?;
        object.serialize_field("message", &super::Shown(self))?;
        object.serialize_field("remedy", &self.remedy())?;
        object.end()
    }
}
