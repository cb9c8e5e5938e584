//! The Mozilla root list as a built-in part.

use super::mozilla_distrust::DISTRUST_AFTER;
use super::{BuiltIn, ImposedConstraint};
use crate::certificate::Fingerprint;
use alloc::borrow::Cow;

pub(super) static MOZILLA: BuiltIn =
    BuiltIn::with_limits(webpki_root_certs::TLS_SERVER_ROOT_CERTS, IMPOSED, DISTRUST_AFTER);

/// Mozilla imposes name constraints on some roots (CA/Additional Trust Changes in its wiki). The full
/// certificates of `webpki-root-certs` do not carry them; `webpki-roots` does, and a test compares the two.
const IMPOSED: &[ImposedConstraint] = &[ImposedConstraint {
    // TUBITAK Kamu SM SSL Kok Sertifikasi - Surum 1
    root: Fingerprint::from_bytes([
        0x46, 0xed, 0xc3, 0x68, 0x90, 0x46, 0xd5, 0x3a, 0x45, 0x3f, 0xb3, 0x10, 0x4a, 0xb8, 0x0d,
        0xca, 0xec, 0x65, 0x8b, 0x26, 0x60, 0xea, 0x16, 0x29, 0xdd, 0x7e, 0x86, 0x79, 0x90, 0x64,
        0x87, 0x16,
    ]),
    // permittedSubtrees: dNSName ".tr"
    name_constraints: Cow::Borrowed(b"\xa0\x07\x30\x05\x82\x03.tr"),
}];
