//! Uploaded identities: which are accepted, in which order their certificates are, and the errors for the rest.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that cannot go on should stop at once"
)]

extern crate alloc;

mod encrypted;
mod faults;
mod forms;
mod handle;
mod key_files;
mod mac;
mod openssl;
mod openssl_refused;
mod order;
mod pairs;
mod remedies;
mod silence;

use trustslot_kit as support;

use support::key::Key;
use support::pem::pem;
use support::{Issued, leaf};
use trustslot::Certificate;

fn certificate_for(key: &Key, ca: &Issued) -> Issued {
    leaf("phone.example.com").key(key.clone()).signed_by(ca)
}

fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

fn key_pem(key: &Key) -> String {
    pem("PRIVATE KEY", key.pkcs8())
}
