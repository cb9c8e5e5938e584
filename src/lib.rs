//! Certificate policy for IP phones and their provisioning servers, without I/O.

extern crate alloc;

mod bundle;
mod bytes;
mod certificate;
mod clock;
mod identity;
mod mac;
mod private_key;
mod text;

pub use bundle::{
    Bundle, BundleError, BundleRules, Encoding, FileRemedy, TRUSTED_CERTIFICATE_EXTENSIONS,
};
pub use bytes::pem::PemFault;
pub use bytes::pkcs7::Pkcs7Error;
pub use bytes::sniff::{FileKind, KeyFormat};
pub use certificate::{
    Certificate, CertificateError, Digest, Fingerprint, KeyAlgorithm, SignatureAlgorithm,
};
pub use clock::{Clock, Validity};
pub use identity::{HandleProof, Identity, IdentityError, KeyHandle, KeyPlace};
pub use mac::{MacAddress, MacAddressError};
pub use pki_types;
pub use private_key::{PairProof, PrivateKey, PrivateKeyError};
