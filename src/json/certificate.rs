//! `{"issued_to": "pbx", "issued_by": "CA", "not_before": "2020-01-01T00:00:00Z", "not_after": …, "fingerprint": "5E:…"}`

use super::Shown;
use crate::certificate::{Certificate, Fingerprint};
use crate::clock::Date;
use crate::mac::MacAddress;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// With the feature `serde`: what people compare, and not the certificate itself. Dates are in UTC, as in RFC 3339. The
/// fingerprint is that of SHA-256.
impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Certificate", 5)?;
        let validity = self.validity();
        object.serialize_field("issued_to", &self.issued_to())?;
        object.serialize_field("issued_by", &self.issued_by())?;
        object.serialize_field("not_before", &Date::of(validity.not_before()))?;
        object.serialize_field("not_after", &Date::of(validity.not_after()))?;
        object.serialize_field("fingerprint", &self.fingerprint())?;
        object.end()
    }
}

/// With the feature `serde`: pairs of hexadecimal digits with colons between them.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// With the feature `serde`: with the time of day, `2027-03-12T23:59:59Z`.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown(format_args!("{self:#}")).serialize(serializer)
    }
}

/// With the feature `serde`: twelve hexadecimal digits.
impl Serialize for MacAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
