//! Facts about a verified path that are no faults.

use super::Position;
use crate::certificate::Certificate;
use crate::message::message;
use crate::numbered::numbered;
use core::fmt;

/// What ends first, and so decides [`VerifiedPath::valid_until`](crate::VerifiedPath::valid_until).
///
/// ```
/// use trustslot::{EndsFirst, Position};
///
/// let ends = EndsFirst::Certificate(Position::Intermediate(1));
/// assert_eq!((ends.code(), ends.word()), (1, "certificate"));
/// assert_eq!(ends.to_string(), "intermediate 1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EndsFirst {
    /// The certificate at this position expires.
    Certificate(Position),
    /// The CRL, or the caller's revocation data, about the certificate at this position must be replaced.
    RevocationData {
        /// The position of the certificate that the data are about.
        issued: Position,
    },
}

/// A fact about a verified path that is no fault, but worth knowing.
///
/// Its `Display` is a message for a small display: lower case, no full stop.
///
/// ```
/// use trustslot::Note;
///
/// let note = Note::CommonNameUsed;
/// assert_eq!((note.code(), note.word()), (2, "common-name-used"));
/// assert_eq!(note.to_string(), "the common name matched, because the certificate has no DNS name");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a path has few notes, and most have none")]
pub enum Note {
    /// This CA has expired, and was ignored, because there is a path that does not need it. The peer sends it, or the store
    /// has it.
    ExpiredBranchIgnored(Certificate),
    /// The common name matched, because the certificate has no DNS name (RFC 2818 §3.1).
    CommonNameUsed,
    /// The trust anchor is not self-issued: an intermediate was uploaded or is built in.
    AnchorIsIntermediate,
    /// The certificate at this position is signed with an algorithm that is no longer secure.
    WeakSignature(Position),
    /// The certificate at this position has a key that is too short.
    WeakKey(Position),
}

numbered! {
    EndsFirst {
        Certificate = 1 "certificate",
        RevocationData = 2 "revocation-data",
    }
}

numbered! {
    Note {
        ExpiredBranchIgnored = 1 "expired-branch-ignored",
        CommonNameUsed = 2 "common-name-used",
        AnchorIsIntermediate = 3 "anchor-is-intermediate",
        WeakSignature = 4 "weak-signature",
        WeakKey = 5 "weak-key",
    }
}

impl fmt::Display for EndsFirst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(position) => position.fmt(f),
            Self::RevocationData { issued } => {
                message!(f, "the revocation data about the {issued}", issued)
            }
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiredBranchIgnored(ca) => {
                message!(
                    f,
                    "another certificate of CA {subject} has expired and was ignored",
                    subject = ca.quoted_subject()
                )
            }
            Self::CommonNameUsed => {
                message!(f, "the common name matched, because the certificate has no DNS name")
            }
            Self::AnchorIsIntermediate => {
                message!(f, "the trust anchor is an intermediate, not a root")
            }
            Self::WeakSignature(at) => {
                message!(f, "the {at} is signed with an algorithm that is no longer secure", at)
            }
            Self::WeakKey(at) => message!(f, "the key of the {at} is too short", at),
        }
    }
}
