//! Certificate policy for IP phones and their provisioning servers, without I/O.

extern crate alloc;

mod bytes;
mod certificate;
mod clock;
mod mac;
mod private_key;
mod text;

pub use certificate::{
    Certificate, CertificateError, Digest, Fingerprint, KeyAlgorithm, SignatureAlgorithm,
};
pub use clock::{Clock, Validity};
pub use mac::{MacAddress, MacAddressError};
pub use pki_types;
pub use private_key::{PairProof, PrivateKey, PrivateKeyError};
