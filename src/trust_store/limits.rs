//! The limits that the maker of a list sets on one of its roots, in addition to those in the root itself.

use crate::certificate::Fingerprint;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// A name constraint that the maker of a list imposes on one root, in addition to the constraints in the root itself.
///
/// Mozilla imposes such constraints on some roots of governments. A copy of the root that an operator uploads, which has
/// the same subject and key, keeps them.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, ImposedConstraint};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let uploaded = include_bytes!("../../examples/data/fleet/vendor.pem");
///
/// let root = Bundle::parse("root.pem", uploaded)?.certificates()[0].clone();
/// let only_example_org = ImposedConstraint {
///     root: root.fingerprint(),
///     // permittedSubtrees: dNSName example.org
///     name_constraints: b"\xa0\x0f\x30\x0d\x82\x0bexample.org".into(),
/// };
/// let built_in = BuiltIn::from_certificates([root]).impose([only_example_org]);
/// assert_eq!(built_in.check(), Ok(()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "makers of lists write it as a literal")]
pub struct ImposedConstraint {
    /// The root: SHA-256 of its DER encoding.
    pub root: Fingerprint,
    /// The contents of a `NameConstraints` SEQUENCE (RFC 5280 §4.2.1.10), without its tag and length, as in
    /// [`TrustAnchor`](pki_types::TrustAnchor). If they cannot be parsed, every path to the root is rejected.
    pub name_constraints: Cow<'static, [u8]>,
}

/// The last day on which one root may issue: end-entity certificates with a later `notBefore` are rejected as
/// [`IssuedTooLate`](crate::Reason::IssuedTooLate), earlier ones stay trusted.
///
/// Mozilla phases out CAs in this way. A copy of the root that an operator uploads, which has the same subject and key,
/// keeps the date. A CA that backdates its certificates evades it.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, DistrustAfter, pki_types::UnixTime};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let uploaded = include_bytes!("../../examples/data/fleet/vendor.pem");
///
/// let root = Bundle::parse("root.pem", uploaded)?.certificates()[0].clone();
/// // 2024-11-30 23:59:59
/// let last = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_733_011_199));
/// let date = DistrustAfter { root: root.fingerprint(), last };
/// let built_in = BuiltIn::from_certificates([root]).distrust_after([date]);
/// assert_eq!(built_in.check(), Ok(()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "makers of lists write it as a literal")]
pub struct DistrustAfter {
    /// The root: SHA-256 of its DER encoding.
    pub root: Fingerprint,
    /// The latest `notBefore` of an end-entity certificate that is trusted. Of several for one root, the earliest counts.
    pub last: UnixTime,
}

/// The limits on one anchor.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// The contents of a `NameConstraints` each. All of them apply.
    pub(crate) imposed: Vec<Cow<'static, [u8]>>,
    pub(crate) last_issue: Option<UnixTime>,
}

/// For anchors that no list limits.
pub(crate) static NO_LIMITS: Limits = Limits { imposed: Vec::new(), last_issue: None };
