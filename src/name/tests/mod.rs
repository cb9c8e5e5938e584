//! Rules as rows: the names in the certificate, the reference, the result, and the reason.
#![allow(clippy::too_many_lines, reason = "a table is one function")]

mod certificate;
mod constraint_index;
mod constraints;
mod dial;
mod hints;
mod identities;
mod lengths;
mod mailbox;
mod near_misses;
mod reference;
mod sip;
mod strings;
mod wildcard;

use super::{NameRules, ReferenceIdentity};
use crate::Certificate;
use certificate::Names;

pub(super) const ALL_RULES: [NameRules; 4] =
    [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922];

#[track_caller]
fn read(names: &Names) -> Certificate {
    Certificate::from_der(&names.der()).expect("a certificate")
}

#[track_caller]
fn reference(text: &str) -> ReferenceIdentity {
    text.parse().expect("a reference")
}

fn names() -> Names {
    Names::default()
}
