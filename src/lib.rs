//! Certificate policy for IP phones and their provisioning servers, without I/O.

extern crate alloc;

mod bytes;
mod certificate;
mod clock;
mod name;
mod text;

pub use certificate::{
    Certificate, CertificateError, Digest, Fingerprint, KeyAlgorithm, SignatureAlgorithm,
};
pub use clock::{Clock, Validity};
pub use name::{
    ConstrainedName, ConstraintFault, ConstraintViolation, DnsName, MatchedBy, NameHint, NameMatch,
    NameMismatch, NameRules, ReferenceIdentity, ReferenceIdentityError,
};
pub use pki_types;
